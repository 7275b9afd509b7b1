import EVMClient

/// What a state file says, its lines checked one by one.
struct StateFileContent: Sendable {
    let header: StateEntry
    let tables: [String: [String: StateEntry]]
    let lists: [String: [StateEntry]]
    /// How much of the file is lines that were written to their end.
    let wholeBytes: Int
    let totalBytes: Int

    init(path: String, bytes: [UInt8], kind: String, form: String, headerOnly: Bool = false) throws(SandboxStateError) {
        totalBytes = bytes.count
        var start = bytes.startIndex
        var number = 0
        var header: StateEntry?
        // What stands after the last line break was never written to its end.
        var tables: [String: [String: StateEntry]] = [:]
        var lists: [String: [StateEntry]] = [:]
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            number += 1
            let text = bytes[start..<end]
            start = end + 1
            guard header != nil else {
                guard let entry = Self.entry(text), entry["kind"]?.string == kind else { throw .foreign(path: path) }
                let first = StateEntry(value: entry, path: path, line: number)
                let found = try first.text("form")
                guard found == form else { throw .different(path: path, what: "file's form", recorded: found, wanted: form) }
                header = first
                if headerOnly { break }
                continue
            }
            guard let value = Self.entry(text) else {
                throw .damaged(path: path, line: number, reason: "the line is not as it was written")
            }
            let entry = StateEntry(value: value, path: path, line: number)
            if let list = value["list"]?.string {
                lists[list, default: []].append(try entry.part("entry"))
            } else {
                let (table, key) = (try entry.text("table"), try entry.text("key"))
                tables[table, default: [:]][key] = entry.optional("row")
            }
        }
        guard let header else { throw .foreign(path: path) }
        self.header = header
        (self.tables, self.lists) = (tables, lists)
        wholeBytes = start
    }

    /// The entry of a line; nil where the line is not one whose sum is right.
    private static func entry(_ line: ArraySlice<UInt8>) -> JSONValue? {
        guard let json = try? JSONValue(parsing: line), let entry = json["entry"], let sum = json["sum"]?.string else { return nil }
        return StateFile.sum(entry.utf8) == sum ? entry : nil
    }
}

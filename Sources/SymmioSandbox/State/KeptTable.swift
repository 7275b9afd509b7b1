import EVMClient

/// What a ``KeptTable`` holds: it can be written down.
protocol KeptRow: Sendable {
    /// Everything of it that a restart shall find again.
    var kept: JSONValue { get }
}

/// A dictionary of which each change is written to the sandbox's state file, where it has one, before anybody can hear of the change.
///
/// A service that holds what it knows in such tables survives a restart with nothing else done.
struct KeptTable<Key: Hashable & Sendable & LosslessStringConvertible, Row: KeptRow>: Sendable {
    private let name: String
    private let file: StateFile?
    private var rows: [Key: Row] = [:]

    /// A table with what the file has of it.
    ///
    /// - Parameter read: Makes a row of what ``KeptRow/kept`` gave.
    init(_ name: String, in file: StateFile?, read: (StateEntry) throws -> Row) throws {
        self.name = name
        self.file = file
        for (text, entry) in file?.takeTable(name) ?? [:] {
            guard let key = Key(text) else { throw entry.fault("'\(text)' is no key of \(name)") }
            rows[key] = try read(entry)
        }
    }

    subscript(key: Key) -> Row? {
        get { rows[key] }
        set {
            rows[key] = newValue
            file?.put(name, key.description, newValue?.kept)
        }
    }

    /// Keys and rows in no particular order.
    var all: [Key: Row] { rows }
    var keys: Dictionary<Key, Row>.Keys { rows.keys }
    var values: Dictionary<Key, Row>.Values { rows.values }
    var count: Int { rows.count }
}

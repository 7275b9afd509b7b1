import EVMCore

/// A table for people: columns as wide as what is in them, numbers to the right. No cell begins a line of its own.
struct Table {
    private var rows: [[String]]
    private let columns: Int

    init(_ headers: [String]) {
        rows = [headers]
        columns = headers.count
    }

    /// A table of names and values without a head.
    init(pairs: [(String, String)]) {
        columns = 2
        rows = pairs.map { [$0.0, $0.1.onOneLine] }
        hasHead = false
    }

    private var hasHead = true

    mutating func add(_ row: [String]) { rows.append(row.map(\.onOneLine)) }

    var text: String {
        let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        let isNumeric = (0..<columns).map { column in
            hasHead && rows.dropFirst().allSatisfy { column < $0.count && Self.isNumber($0[column]) }
        }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() where column < columns {
                let space = String(repeating: " ", count: widths[column] - cell.count)
                line += isNumeric[column] ? space + cell : cell + space
                if column < columns - 1 { line += "  " }
            }
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }

    private static func isNumber(_ cell: String) -> Bool { cell == "-" || cell.allSatisfy { $0.isNumber || "+-.%x".contains($0) } }
}

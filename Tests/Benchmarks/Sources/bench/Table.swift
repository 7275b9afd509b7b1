import Foundation

private struct Column {
    let title: String
    let width: Int
    var isNumber = true
}

private func printLine(_ cells: [String], _ columns: [Column]) {
    let line = zip(cells, columns).map { cell, column in
        let padding = String(repeating: " ", count: max(0, column.width - cell.count))
        return column.isNumber ? padding + cell : cell + padding
    }
    print(line.joined(separator: "  "))
}

private func printHead(_ columns: [Column]) {
    printLine(columns.map(\.title), columns)
    printLine(columns.map { String(repeating: "-", count: $0.title.isEmpty ? 0 : $0.width) }, columns)
}

/// The table of the rows that are ratios, a line at a time as rows are done.
struct Table {
    private static let columns = [
        Column(title: "row", width: 44, isNumber: false), Column(title: "min", width: 10), Column(title: "median", width: 10),
        Column(title: "limit", width: 10), Column(title: "ratio", width: 7), Column(title: "aim", width: 7),
        Column(title: "", width: 5, isNumber: false), Column(title: "limit is", width: 24, isNumber: false),
    ]

    func printHeader() {
        print("times in ns per operation; the ratio is the median over pairs of samples taken in turns")
        printHead(Self.columns)
    }

    func printRow(_ benchmark: Benchmark, _ result: Comparison, verdict: String) {
        let cells = [
            benchmark.name, number(result.ours.minimum), number(result.ours.median), number(result.limit.median),
            String(format: "%.2f", result.ratio), benchmark.aim.map { String(format: "%.2f", $0) } ?? "", verdict, benchmark.limitName,
        ]
        printLine(cells, Self.columns)
    }

    private func number(_ nanoseconds: Double) -> String {
        String(format: nanoseconds < 100 ? "%.1f" : "%.0f", nanoseconds)
    }
}

/// The table of the rows about whole programs.
struct ProcessTable {
    private static let columns = [
        Column(title: "program", width: 44, isNumber: false), Column(title: "wall ms", width: 10), Column(title: "CPU ms", width: 10),
        Column(title: "signs in us", width: 11), Column(title: "at 27.0 us", width: 10), Column(title: "aim ms", width: 7),
        Column(title: "", width: 5, isNumber: false), Column(title: "made", width: 24, isNumber: false),
    ]

    func printHeader() {
        print(
            """

            the quickest run, in ms; CPU in user and kernel mode, of child processes too
            what libsecp256k1 takes to sign meanwhile; what the run would take where it signs in 27.0 us, as on the machine of the aims; medians
            """)
        printHead(Self.columns)
    }

    func printRow(_ row: ProcessRow, _ usage: Usage, verdict: String, note: String) {
        let cells = [
            row.name, milliseconds(usage.wall), milliseconds(usage.processor), String(format: "%.1f", usage.signing * 1e6),
            milliseconds(usage.wallAtPace), row.aim.map(milliseconds) ?? "", verdict, note,
        ]
        printLine(cells, Self.columns)
    }

    private func milliseconds(_ seconds: Double) -> String { String(format: seconds < 1 ? "%.1f" : "%.0f", seconds * 1_000) }
}

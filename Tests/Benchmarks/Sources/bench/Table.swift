import Foundation

/// The one table that a run prints, a line at a time as rows are done.
struct Table {
    private static let columns: [(title: String, width: Int, isNumber: Bool)] = [
        ("row", 44, false), ("min", 10, true), ("median", 10, true), ("limit", 10, true), ("ratio", 7, true), ("aim", 7, true),
        ("", 5, false),
        ("limit is", 24, false),
    ]

    func printHeader() {
        print("times in ns per operation; the ratio is the median over pairs of samples taken in turns")
        printLine(Self.columns.map(\.title))
        printLine(Self.columns.map { String(repeating: "-", count: $0.title.isEmpty ? 0 : $0.width) })
    }

    func printRow(_ benchmark: Benchmark, _ result: Comparison, verdict: String) {
        printLine([
            benchmark.name, number(result.ours.minimum), number(result.ours.median), number(result.limit.median),
            String(format: "%.2f", result.ratio), benchmark.aim.map { String(format: "%.2f", $0) } ?? "", verdict, benchmark.limitName,
        ])
    }

    private func number(_ nanoseconds: Double) -> String {
        String(format: nanoseconds < 100 ? "%.1f" : "%.0f", nanoseconds)
    }

    private func printLine(_ cells: [String]) {
        let line = zip(cells, Self.columns).map { cell, column in
            let padding = String(repeating: " ", count: max(0, column.width - cell.count))
            return column.isNumber ? padding + cell : cell + padding
        }
        print(line.joined(separator: "  "))
    }
}

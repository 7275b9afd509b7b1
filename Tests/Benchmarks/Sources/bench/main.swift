import Foundation

let usage = """
    usage: bench [--check] [--samples N] [TEXT…]
      TEXT         only rows whose name contains one of the texts
      --check      exit with 1 where a row misses its aim
      --samples N  pairs of samples per row, 401 unless told
    """

var filters: [String] = []
var checks = false
var effort = Effort()
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
    switch argument {
    case "--check": checks = true
    case "--samples":
        guard let text = arguments.popFirst(), let samples = Int(text), samples > 0 else { fail(usage, code: 2) }
        effort.samples = samples
    case "--help", "-h":
        print(usage)
        exit(0)
    default:
        guard !argument.hasPrefix("-") else { fail(usage, code: 2) }
        filters.append(argument)
    }
}

#if DEBUG
    print("warning: a debug build; run it with -c release")
#endif

let selected = allBenchmarks().filter { row in filters.isEmpty || filters.contains { row.name.contains($0) } }
guard !selected.isEmpty else { fail("no such row", code: 2) }

// A processor that idled needs a while to reach its speed, which the first row should not pay for.
if let first = selected.first { _ = first.measure(effort) }

var misses = 0
let table = Table()
table.printHeader()
for benchmark in selected {
    guard benchmark.agrees() else { fail("\(benchmark.name): ours and the limit give different answers", code: 1) }
    let result = benchmark.measure(effort)
    let missed = benchmark.aim.map { result.ratio > $0 } ?? false
    misses += missed ? 1 : 0
    table.printRow(benchmark, result, verdict: missed ? "over" : benchmark.aim == nil ? "" : "met")
}
if checks && misses > 0 { fail("\(misses) over their aim", code: 1) }

func fail(_ message: String, code: Int32) -> Never {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(code)
}

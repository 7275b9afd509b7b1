import CFloor
import Foundation

let usage = """
    usage: bench [--check] [--samples N] [--tool FILE [--debug-tool FILE]] [TEXT…]
      TEXT               only rows whose name contains one of the texts
      --check            exit with 1 where a row misses its aim
      --samples N        pairs of samples per row, 401 unless told
      --tool FILE        evm-bindgen in release: adds the rows about the generator and about compiling what it emits
      --debug-tool FILE  evm-bindgen in debug, for its row
    Run it in the repository's root.
    """

var filters: [String] = []
var checks = false
var effort = Effort()
var tool: String?
var debugTool: String?
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
    switch argument {
    case "--check": checks = true
    case "--samples":
        guard let text = arguments.popFirst(), let samples = Int(text), samples > 0 else { fail(usage, code: 2) }
        effort.samples = samples
    case "--tool":
        guard let path = arguments.popFirst() else { fail(usage, code: 2) }
        tool = absolute(path)
    case "--debug-tool":
        guard let path = arguments.popFirst() else { fail(usage, code: 2) }
        debugTool = absolute(path)
    case "--help", "-h":
        print(usage)
        exit(0)
    default:
        guard !argument.hasPrefix("-") else { fail(usage, code: 2) }
        filters.append(argument)
    }
}

// A line at a time, also where the output is no terminal: rows take a while, and programs that are run may have something to say.
floor_print_by_line()

#if DEBUG
    print("warning: a debug build; run it with -c release")
#endif

let isSelected = { [filters] (name: String) in filters.isEmpty || filters.contains { name.contains($0) } }
let selected = allBenchmarks().filter { isSelected($0.name) }
let programs = tool == nil ? [] : allProcessRows().filter { isSelected($0.name) }
guard !selected.isEmpty || !programs.isEmpty else { fail("no such row", code: 2) }

// A processor that idled needs a while to reach its speed, which the first row should not pay for.
if let first = selected.first { _ = first.measure(effort) }

var misses = 0
if !selected.isEmpty {
    let table = Table()
    table.printHeader()
    for benchmark in selected {
        guard benchmark.agrees() else { fail("\(benchmark.name): ours and the limit give different answers", code: 1) }
        let result = benchmark.measure(effort)
        let missed = benchmark.aim.map { result.ratio > $0 } ?? false
        misses += missed ? 1 : 0
        table.printRow(benchmark, result, verdict: missed ? "over" : benchmark.aim == nil ? "" : "met")
    }
}

if let tool, !programs.isEmpty {
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("bench-\(ProcessInfo.processInfo.processIdentifier)").path
    do {
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    } catch {
        fail("\(scratch) cannot be made", code: 1)
    }
    // The program lies beside the modules that it was built with.
    let products = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent().path
    let shop = Workshop(
        tool: tool, debugTool: debugTool, root: FileManager.default.currentDirectoryPath, products: products, scratch: scratch)
    let table = ProcessTable()
    table.printHeader()
    for row in programs {
        do throws(ProcessFailure) {
            let (usage, note) = try row.run(shop)
            let missed = row.aim.map { usage.wallAtPace > $0 } ?? false
            misses += missed ? 1 : 0
            table.printRow(row, usage, verdict: missed ? "over" : row.aim == nil ? "" : "met", note: note)
        } catch {
            print("\(row.name): \(error.message)")
            misses += row.aim == nil ? 0 : 1
        }
    }
    try? FileManager.default.removeItem(atPath: scratch)
}
if checks && misses > 0 { fail("\(misses) over their aim", code: 1) }

func absolute(_ path: String) -> String { URL(fileURLWithPath: path).path }

func fail(_ message: String, code: Int32) -> Never {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(code)
}

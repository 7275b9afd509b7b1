import CFloor
import Foundation

/// What a run of a program took.
struct Usage {
    /// Seconds on the clock.
    let wall: Double
    /// Seconds of the processor, those of the processes that it waited for included.
    let processor: Double
}

/// Why a program could not be measured.
struct ProcessFailure: Error {
    let message: String
}

/// Runs a program to its end, with what it prints thrown away.
func measure(_ arguments: [String]) throws(ProcessFailure) -> Usage {
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    var usage = floor_usage()
    let error = floor_run(&pointers, &usage)
    guard error == 0 else { throw ProcessFailure(message: "\(arguments[0]) cannot be run: \(String(cString: strerror(error)))") }
    guard usage.code == 0 else { throw ProcessFailure(message: "\(arguments[0]) ends with \(usage.code); what it says is above") }
    return Usage(wall: Double(usage.wall) / 1e9, processor: Double(usage.user + usage.system) / 1e6)
}

/// The quickest of several runs, on the clock and by the processor: what else runs on the machine only ever adds.
func best(of runs: Int, _ arguments: [String], before prepare: () throws(ProcessFailure) -> Void = {}) throws(ProcessFailure) -> Usage {
    var wall = Double.infinity
    var processor = Double.infinity
    for _ in 0..<runs {
        try prepare()
        let usage = try measure(arguments)
        wall = min(wall, usage.wall)
        processor = min(processor, usage.processor)
    }
    return Usage(wall: wall, processor: processor)
}

import CFloor
import Foundation

/// What a run of a program took, or several did.
struct Usage {
    /// Seconds on the clock.
    let wall: Double
    /// Seconds of the processor, those of the processes that it waited for included.
    let processor: Double
    /// Seconds of the processor in which libsecp256k1 signed meanwhile.
    let signing: Double
    /// ``wall`` on a machine on which it signs in ``secondsToSignOfAims``.
    let wallAtPace: Double
}

/// The aims for whole programs are seconds of one machine, on which libsecp256k1 signed in so many seconds. Machines are shared, and one that
/// takes twice the time to sign takes twice the time to compile too, so what is held against the aims is the ratio to signatures that were
/// made now and then while the program ran.
let secondsToSignOfAims = 27.0e-6

/// Why a program could not be measured.
struct ProcessFailure: Error {
    let message: String
}

/// Runs a program to its end, with what it prints thrown away.
func run(_ arguments: [String]) throws(ProcessFailure) -> Usage {
    guard floor_signing_start([UInt8](1...32)) == 1 else { throw ProcessFailure(message: "libsecp256k1 does not take the seed") }
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    var usage = floor_usage()
    let error = floor_run(&pointers, &usage)
    guard error == 0 else { throw ProcessFailure(message: "\(arguments[0]) cannot be run: \(String(cString: strerror(error)))") }
    guard usage.code == 0 else { throw ProcessFailure(message: "\(arguments[0]) ends with \(usage.code); what it says is above") }
    guard usage.signing > 0 else { throw ProcessFailure(message: "how quick the machine is could not be measured") }
    let (wall, signing) = (Double(usage.wall) / 1e9, Double(usage.signing) / 1e9)
    return Usage(
        wall: wall, processor: Double(usage.user + usage.system) / 1e6, signing: signing, wallAtPace: wall * secondsToSignOfAims / signing)
}

/// The quickest of several runs, on the clock and by the processor: what else runs on the machine only ever adds. Of what depends on the
/// machine's pace it is the median.
func measure(_ runs: Int, _ arguments: [String], before prepare: () throws(ProcessFailure) -> Void = {}) throws(ProcessFailure) -> Usage {
    var usages: [Usage] = []
    for _ in 0..<runs {
        try prepare()
        usages.append(try run(arguments))
    }
    return Usage(
        wall: Times(usages.map(\.wall)).minimum, processor: Times(usages.map(\.processor)).minimum,
        signing: Times(usages.map(\.signing)).median, wallAtPace: Times(usages.map(\.wallAtPace)).median)
}

import CFloor
import Foundation

/// What a run of a program took, or several did.
struct Usage {
    /// Seconds on the clock.
    let wall: Double
    /// Seconds of the processor, those of the processes that it waited for included.
    let processor: Double
    /// What libsecp256k1 took to sign right before and after, in seconds.
    let signing: Double
    /// ``wall`` on a machine that signs in ``Pace/ofAims``.
    let wallAtPace: Double
}

/// How quick the machine is at the moment.
///
/// The aims for whole programs are seconds of one machine. Machines are shared, and one that signs in twice the time compiles in twice the
/// time too, so what is held against the aims is the ratio to a signature of the same moment.
enum Pace {
    /// Seconds of a signature by libsecp256k1 on the machine that the aims are of.
    static let ofAims = 27.0e-6
    private static let key = [UInt8](1...32)
    private static let isReady = floor_signing_start(key) == 1

    /// Seconds of a signature now, the median of a tenth of a second.
    static func signing() throws(ProcessFailure) -> Double {
        guard isReady else { throw ProcessFailure(message: "libsecp256k1 does not take the seed") }
        let out = UnsafeMutablePointer<UInt8>.allocate(capacity: 65)
        defer { out.deallocate() }
        var samples: [Double] = []
        let end = floor_nanoseconds() + 100_000_000
        while floor_nanoseconds() < end {
            let start = floor_nanoseconds()
            for _ in 0..<10 {
                guard floor_sign(key, key, out) == 1 else { throw ProcessFailure(message: "libsecp256k1 does not sign") }
            }
            samples.append(Double(floor_nanoseconds() - start) / 10e9)
        }
        return Times(samples).median
    }
}

/// Why a program could not be measured.
struct ProcessFailure: Error {
    let message: String
}

/// Runs a program to its end, with what it prints thrown away.
func run(_ arguments: [String]) throws(ProcessFailure) -> (wall: Double, processor: Double) {
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    var usage = floor_usage()
    let error = floor_run(&pointers, &usage)
    guard error == 0 else { throw ProcessFailure(message: "\(arguments[0]) cannot be run: \(String(cString: strerror(error)))") }
    guard usage.code == 0 else { throw ProcessFailure(message: "\(arguments[0]) ends with \(usage.code); what it says is above") }
    return (Double(usage.wall) / 1e9, Double(usage.user + usage.system) / 1e6)
}

/// The quickest of several runs, on the clock and by the processor: what else runs on the machine only ever adds. Of the ratios to the
/// machine's pace it is the median.
func measure(_ runs: Int, _ arguments: [String], before prepare: () throws(ProcessFailure) -> Void = {}) throws(ProcessFailure) -> Usage {
    var walls: [Double] = []
    var processors: [Double] = []
    var signings: [Double] = []
    for _ in 0..<runs {
        try prepare()
        let before = try Pace.signing()
        let usage = try run(arguments)
        signings.append((before + (try Pace.signing())) / 2)
        walls.append(usage.wall)
        processors.append(usage.processor)
    }
    let ratios = zip(walls, signings).map { $0 / $1 }
    return Usage(
        wall: Times(walls).minimum, processor: Times(processors).minimum, signing: Times(signings).median,
        wallAtPace: Times(ratios).median * Pace.ofAims)
}

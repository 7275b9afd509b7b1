import CFloor
import EVMCore

/// How long to measure.
struct Effort {
    /// Pairs of samples, one of each side.
    var samples = 401
    /// The least time that one sample takes, in nanoseconds.
    var sampleLength: UInt64 = 20_000
}

/// Times of one side in nanoseconds per operation.
struct Times {
    let minimum: Double
    let median: Double

    init(_ samples: [Double]) {
        let sorted = samples.sorted()
        minimum = sorted.first ?? .nan
        median = sorted.isEmpty ? .nan : sorted[sorted.count / 2]
    }
}

/// Both sides of a row.
struct Comparison {
    let ours: Times
    let limit: Times
    /// The median of the ratios of samples taken one right after the other: what slows the machine down slows both.
    let ratio: Double
}

/// Measures two sides in many short samples, by turns.
///
/// Each is given how often to do its work.
func compare(_ effort: Effort, ours: (Int) -> Void, limit: (Int) -> Void) -> Comparison {
    let ourCount = repetitions(filling: effort.sampleLength, of: ours)
    let limitCount = repetitions(filling: effort.sampleLength, of: limit)
    var ourSamples: [Double] = []
    var limitSamples: [Double] = []
    for index in 0..<effort.samples {
        // Who goes first alternates, as the second may find the caches or the clock better or worse.
        if index % 2 == 0 {
            ourSamples.append(sample(ourCount, of: ours))
            limitSamples.append(sample(limitCount, of: limit))
        } else {
            limitSamples.append(sample(limitCount, of: limit))
            ourSamples.append(sample(ourCount, of: ours))
        }
    }
    let ratios = zip(ourSamples, limitSamples).map { $0 / $1 }
    return Comparison(ours: Times(ourSamples), limit: Times(limitSamples), ratio: Times(ratios).median)
}

private func repetitions(filling length: UInt64, of work: (Int) -> Void) -> Int {
    var count = 1
    while count < 1 << 24 {
        let start = floor_nanoseconds()
        work(count)
        if floor_nanoseconds() - start >= length { break }
        count *= 2
    }
    return count
}

private func sample(_ count: Int, of work: (Int) -> Void) -> Double {
    let start = floor_nanoseconds()
    work(count)
    return Double(floor_nanoseconds() - start) / Double(count)
}

/// Uses a value in a way that the compiler cannot see through.
@inline(__always)
func consume<T>(_ value: consuming T) {
    withUnsafeMutablePointer(to: &value) { floor_touch($0) }
}

/// The value, of which the compiler no longer knows anything: for inputs that it would compute with ahead of time.
@inline(__always)
func opaque<T>(_ value: T) -> T {
    var value = value
    withUnsafeMutablePointer(to: &value) { floor_touch($0) }
    return value
}

/// A place in memory for an input: what a closure captures would be copied, or cost checks of exclusive access, for every operation.
func pointer<T>(to value: T) -> UnsafeMutablePointer<T> {
    let pointer = UnsafeMutablePointer<T>.allocate(capacity: 1)
    pointer.initialize(to: value)
    return pointer
}

/// The same pointer, to a value of which the compiler no longer knows anything.
@inline(__always)
func touched<T>(_ pointer: UnsafeMutablePointer<T>) -> UnsafeMutablePointer<T> {
    floor_touch(pointer)
    return pointer
}

/// What `body` decodes; that it fails is a fault of the benchmark, which checked its inputs before.
@inline(__always)
func decoded<T>(_ body: () throws(ABIError) -> T) -> T {
    do throws(ABIError) {
        return try body()
    } catch {
        preconditionFailure("\(error)")
    }
}

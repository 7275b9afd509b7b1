/// The waits between attempts: doubling from a first one up to a longest, each shortened by up to one half at random, so that many clients
/// that lost the same server don't come back at the same moment.
public struct Backoff: Sendable, Hashable {
    /// The wait after the first failure, before the jitter.
    public var first: Duration
    /// No wait is longer.
    public var longest: Duration

    /// Waits from 0.5 s to 10 s where nothing else is said, as Symmio's web clients do.
    public init(first: Duration = .milliseconds(500), longest: Duration = .seconds(10)) {
        self.first = first
        self.longest = longest
    }

    /// The wait before the next attempt: min(longest, first · 2^attempt) · (1/2 + random/2), in whole milliseconds.
    ///
    /// - Parameters:
    ///   - attempt: How many attempts have failed before this failure, from 0.
    ///   - random: In 0..<1; anything else is brought into it.
    public func delay(attempt: Int, random: Double) -> Duration {
        var wait = first
        // Doubling stops at the longest, so that no number of attempts overflows or takes long.
        var left = Swift.min(attempt, 64)
        while left > 0, wait < longest {
            wait += wait
            left -= 1
        }
        wait = Swift.min(wait, longest)
        let jitter = random.isFinite ? Swift.min(Swift.max(random, 0), 1) : 0
        let milliseconds = wait / .milliseconds(1) * (0.5 + jitter / 2)
        return .milliseconds(Int64(Swift.min(milliseconds.rounded(), 9e15)))
    }
}

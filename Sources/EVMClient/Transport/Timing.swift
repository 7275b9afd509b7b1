#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where a client gets time and chance from; tests put in their own, and nothing waits.
public struct Timing: Sendable {
    /// The time since any fixed moment; never goes back.
    public var now: @Sendable () -> Duration
    /// The time of day: seconds since 1970-01-01 00:00 UTC, to which a `Retry-After` with a date is compared.
    public var secondsSince1970: @Sendable () -> Double
    /// Waits; throws `CancellationError` when the task is cancelled.
    public var sleep: @Sendable (Duration) async throws -> Void
    /// A number in 0..<1.
    public var random: @Sendable () -> Double

    /// Creates a source.
    public init(
        now: @escaping @Sendable () -> Duration, secondsSince1970: @escaping @Sendable () -> Double,
        sleep: @escaping @Sendable (Duration) async throws -> Void, random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.secondsSince1970 = secondsSince1970
        self.sleep = sleep
        self.random = random
    }

    /// The system's clocks and random numbers.
    public static let system: Timing = {
        let start = ContinuousClock.now
        return Timing(
            now: { start.duration(to: .now) },
            secondsSince1970: { Date().timeIntervalSince1970 },
            sleep: { try await Task.sleep(for: $0) },
            random: { Double.random(in: 0..<1) })
    }()
}

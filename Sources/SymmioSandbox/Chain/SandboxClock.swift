#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The sandbox's time, in whole seconds: the machine's clock moved by what was asked for, or a clock that stands still until it is moved.
public struct SandboxClock: Sendable {
    private var base: UInt64?
    /// By how much it was moved, in seconds.
    private(set) var offset: UInt64 = 0

    /// The machine's clock.
    public static var system: SandboxClock { SandboxClock(base: nil) }

    /// A clock that stands at `seconds` since 1970, at most 2^40, and moves only where it is told to, for runs that shall repeat.
    public static func manual(_ seconds: UInt64) -> SandboxClock { SandboxClock(base: min(seconds, latest)) }

    /// Some 35,000 years: far enough for any cooldown, and what is reckoned from it still fits. No clock begins later or is moved further.
    private static let latest: UInt64 = 1 << 40

    private init(base: UInt64?) { self.base = base }

    /// The time in seconds since 1970.
    public var now: UInt64 { (base ?? UInt64(max(0, Date().timeIntervalSince1970))) &+ offset }

    /// Moves the clock forward; it never goes back.
    public mutating func advance(by seconds: UInt64) {
        let (sum, overflow) = offset.addingReportingOverflow(seconds)
        offset = overflow ? Self.latest : min(sum, Self.latest)
    }
}

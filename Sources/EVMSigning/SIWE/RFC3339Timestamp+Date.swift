#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension RFC3339Timestamp {
    /// A date in UTC to the millisecond, rounded down. Nil outside the years 0000 to 9999.
    public init?(_ date: Date) {
        guard let milliseconds = Int64(exactly: (date.timeIntervalSince1970 * 1000).rounded(.down)) else { return nil }
        self.init(millisecondsSince1970: milliseconds)
    }

    /// This instant as a date, which holds no more than about a microsecond's precision.
    public var date: Date { Date(timeIntervalSince1970: Double(secondsSince1970) + Double(nanoseconds) / 1e9) }
}

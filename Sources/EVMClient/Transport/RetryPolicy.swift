/// How often and after which pauses a read is tried again.
public struct RetryPolicy: Sendable, Hashable {
    /// How often it is tried in all, at least once.
    public var attempts: Int
    /// The pause after the first failure, at most; it doubles with each further one.
    public var firstPause: Duration
    /// What no pause exceeds, a server's `Retry-After` included.
    public var longestPause: Duration

    /// Creates a policy.
    public init(attempts: Int = 5, firstPause: Duration = .milliseconds(250), longestPause: Duration = .seconds(20)) {
        self.attempts = attempts
        self.firstPause = firstPause
        self.longestPause = longestPause
    }

    /// No second try.
    public static let never = RetryPolicy(attempts: 1)

    /// The pause after failure number `failure`, from 0: half of it fixed, half by chance, lest all clients come back at once; what the
    /// server asked for where that is longer; never more than ``longestPause``.
    public func pause(afterFailure failure: Int, asked: Duration? = nil, random: Double) -> Duration {
        let doubled = firstPause * (1 << min(max(failure, 0), 20))
        let pause = min(doubled, longestPause) * (0.5 + 0.5 * random)
        return min(max(pause, asked ?? .zero), longestPause)
    }
}

/// Reads the header field `Retry-After` (RFC 9110, 10.2.3).
public enum RetryAfter {
    /// The time to wait: a number of seconds, or the time until a date; nil where the text is neither. A date that has passed is zero.
    public static func duration(_ text: String, secondsSince1970: Double) -> Duration? {
        let text = trimmed(text)
        if !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            // More than a day is beyond every bound anyway.
            return .seconds(min(Int(text) ?? Int.max, 86_400))
        }
        guard let date = date(text) else { return nil }
        return .seconds(min(max(date - secondsSince1970, 0), 86_400))
    }

    private static func trimmed(_ text: String) -> String {
        let blanks: Set<Character> = [" ", "\t"]
        return String(text.drop(while: blanks.contains).reversed().drop(while: blanks.contains).reversed())
    }

    /// An IMF-fixdate, `Sun, 06 Nov 1994 08:49:37 GMT`, the only form that may be sent.
    private static func date(_ text: String) -> Double? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[0].hasSuffix(","), words[5] == "GMT" else { return nil }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let clock = words[4].split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard let day = Int(words[1]), let month = months.firstIndex(of: String(words[2])), let year = Int(words[3]),
            (1...31).contains(day), (1970...9999).contains(year), clock.count == 3,
            let hour = clock[0], let minute = clock[1], let second = clock[2],
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        return Double(daysSince1970(year: year, month: month + 1, day: day) * 86_400 + hour * 3_600 + minute * 60 + second)
    }

    /// Days of the Gregorian calendar, by counting years from March, so that the leap day is a year's last.
    private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }
}

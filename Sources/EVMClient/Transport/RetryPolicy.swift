import EVMSigning

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
        guard let month = months.firstIndex(of: String(words[2])) else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return RFC3339Timestamp("\(words[3])-\(number)-\(words[1])T\(words[4])Z").map { Double($0.secondsSince1970) }
    }
}

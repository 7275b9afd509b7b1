/// A date and time as RFC 3339 writes it (`date-time`), with its exact text: two texts of one instant make two messages to sign.
///
/// Years 0000 to 9999, any offset from UTC, any number of fractional digits. Two timestamps are equal where their texts are;
/// ``isBefore(_:)`` compares instants.
public struct RFC3339Timestamp: Sendable, Hashable {
    /// The text, as read or made.
    public let text: String

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down; negative before. A leap second counts as the second after it.
    public let secondsSince1970: Int64

    /// Nanoseconds after ``secondsSince1970``, 0 to 999,999,999; digits of the text beyond the ninth are dropped.
    public let nanoseconds: UInt32

    /// Reads a `date-time` of RFC 3339, section 5.6. Nil where the text is not one, or names a day or an hour that does not exist.
    ///
    /// `t` and `z` may be in lower case, as the standard's grammar has it; a blank in place of `T` is refused. Second 60 is taken only
    /// where a leap second can be: at 23:59 of UTC.
    public init?(_ text: some StringProtocol) {
        guard let (seconds, nanoseconds) = Self.parse(Array(text.utf8)) else { return nil }
        self.text = String(text)
        secondsSince1970 = seconds
        self.nanoseconds = nanoseconds
    }

    /// The instant in UTC to the millisecond, `2024-01-01T00:00:00.000Z`, as JavaScript's `toISOString` writes it. Nil outside the years
    /// 0000 to 9999.
    ///
    /// - Parameter milliseconds: Milliseconds since 1970-01-01T00:00:00Z.
    public init?(millisecondsSince1970 milliseconds: Int64) {
        let seconds = milliseconds.flooredQuotient(1000)
        let rest = milliseconds.flooredRemainder(1000)
        guard let text = Self.utcText(seconds: seconds, fraction: "." + padded(rest, to: 3)) else { return nil }
        self.text = text
        secondsSince1970 = seconds
        nanoseconds = UInt32(rest) * 1_000_000
    }

    /// The instant in UTC to the second, `2024-01-01T00:00:00Z`. Nil outside the years 0000 to 9999.
    ///
    /// - Parameter seconds: Seconds since 1970-01-01T00:00:00Z, a block's timestamp for one.
    public init?(secondsSince1970 seconds: Int64) {
        guard let text = Self.utcText(seconds: seconds, fraction: "") else { return nil }
        self.text = text
        secondsSince1970 = seconds
        nanoseconds = 0
    }

    /// Whether this instant is earlier than another's, to the nanosecond.
    public func isBefore(_ other: RFC3339Timestamp) -> Bool {
        (secondsSince1970, nanoseconds) < (other.secondsSince1970, other.nanoseconds)
    }
}

extension RFC3339Timestamp: CustomStringConvertible {
    /// The text.
    public var description: String { text }
}

// MARK: - Text

extension RFC3339Timestamp {
    private static func parse(_ text: [UInt8]) -> (seconds: Int64, nanoseconds: UInt32)? {
        var scanner = Scanner(text: text[...])
        guard let year = scanner.digits(4), scanner.take("-"), let month = scanner.digits(2), scanner.take("-"),
            let day = scanner.digits(2), scanner.take("T") || scanner.take("t"),
            let hour = scanner.digits(2), scanner.take(":"), let minute = scanner.digits(2), scanner.take(":"),
            let second = scanner.digits(2), let nanoseconds = scanner.fraction(), let offset = scanner.offset(),
            scanner.text.isEmpty
        else { return nil }
        guard 1...12 ~= month, 1...daysInMonth(month, year) ~= day, hour < 24, minute < 60, second <= 60 else { return nil }
        // At most five digits in every factor, so that nothing overflows.
        let seconds = daysSince1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
        if second == 60 {
            guard seconds.flooredRemainder(86_400) == 0 else { return nil }
            // The instant is the second after, whatever fraction of the leap second has passed.
            return (seconds, 0)
        }
        return (seconds, nanoseconds)
    }

    private struct Scanner {
        var text: ArraySlice<UInt8>

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard text.first == UInt8(ascii: character) else { return false }
            text = text.dropFirst()
            return true
        }

        /// Exactly `count` digits.
        mutating func digits(_ count: Int) -> Int64? {
            let digits = text.prefix(count)
            guard digits.count == count, digits.allSatisfy(\.isDigit) else { return nil }
            text = text.dropFirst(count)
            return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        }

        /// `.` and one or more digits, or nothing, in nanoseconds; nil for a lone `.`.
        mutating func fraction() -> UInt32? {
            guard take(".") else { return 0 }
            let digits = text.prefix(while: \.isDigit)
            guard !digits.isEmpty else { return nil }
            text = text.dropFirst(digits.count)
            let counted = digits.prefix(9).reduce(UInt32(0)) { $0 * 10 + UInt32($1 - UInt8(ascii: "0")) }
            return (digits.count..<max(digits.count, 9)).reduce(counted) { value, _ in value * 10 }
        }

        /// `Z`, `z` or `±hh:mm`, in seconds.
        mutating func offset() -> Int64? {
            if take("Z") || take("z") { return 0 }
            let sign: Int64 = text.first == UInt8(ascii: "-") ? -1 : 1
            guard take("+") || take("-"), let hours = digits(2), take(":"), let minutes = digits(2), hours < 24, minutes < 60 else { return nil }
            return sign * (hours * 3600 + minutes * 60)
        }
    }

    private static func utcText(seconds: Int64, fraction: String) -> String? {
        let days = seconds.flooredQuotient(86_400)
        // The days of 0000-01-01 and 9999-12-31.
        guard -719_528...2_932_896 ~= days else { return nil }
        let (year, month, day) = date(daysSince1970: days)
        let second = seconds - days * 86_400
        let clock = [second / 3600, second / 60 % 60, second % 60].map { padded($0, to: 2) }.joined(separator: ":")
        return "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))T\(clock)\(fraction)Z"
    }
}

// MARK: - Calendar

extension RFC3339Timestamp {
    private static func daysInMonth(_ month: Int64, _ year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar. The year is taken to begin in March, so that the leap day ends it.
    private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shiftedYear = month > 2 ? year : year - 1
        let era = shiftedYear.flooredQuotient(400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The inverse of `daysSince1970`.
    private static func date(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted.flooredQuotient(146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

private func padded(_ number: Int64, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

extension Int64 {
    fileprivate func flooredQuotient(_ divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    fileprivate func flooredRemainder(_ divisor: Int64) -> Int64 {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}

import EVMSigning
import Foundation
import Testing

/// Dates and times of RFC 3339.
@Suite struct SIWETimestampTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0, 0), ("1969-12-31T23:59:59.999Z", -1, 999_000_000), ("2024-02-29T23:59:59.999Z", 1_709_251_199, 999_000_000),
            ("2021-09-30T16:25:24+02:00", 1_633_011_924, 0), ("2024-01-01t00:00:00.123456789987z", 1_704_067_200, 123_456_789),
            ("0000-01-01T00:00:00Z", -62_167_219_200, 0), ("9999-12-31T23:59:59Z", 253_402_300_799, 0), ("2000-02-29T00:00:00-00:00", 951_782_400, 0),
            ("1990-12-31T23:59:60Z", 662_688_000, 0), ("1990-12-31T15:59:60.5-08:00", 662_688_000, 0),
            ("1937-01-01T12:00:27.87+00:20", -1_041_337_173, 870_000_000),
        ] as [(String, Int64, UInt32)])
    func aTextIsItsInstant(text: String, seconds: Int64, nanoseconds: UInt32) throws {
        let timestamp = try #require(RFC3339Timestamp(text))
        #expect(timestamp.secondsSince1970 == seconds && timestamp.nanoseconds == nanoseconds)
        #expect(timestamp.text == text)
    }

    @Test(arguments: [
        "", "yesterday", "2024-01-01", "2024-01-01T00:00:00", "2024-01-01 00:00:00Z", "2024-1-01T00:00:00Z", "2024-00-01T00:00:00Z",
        "2024-13-01T00:00:00Z", "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-04-31T00:00:00Z", "2024-01-00T00:00:00Z",
        "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T00:00:61Z", "2024-01-01T00:00:60Z", "2024-01-01T00:00:00.Z",
        "2024-01-01T00:00:00,5Z", "2024-01-01T00:00:00+24:00", "2024-01-01T00:00:00+0100", "2024-01-01T00:00:00+01:60", "2024-01-01T00:00:00Zx",
        "2024-01-01T00:00:00 Z", "+2024-01-01T00:00:00Z", "12024-01-01T00:00:00Z", "2024-01-01T00:00:00\u{2212}01:00", "２024-01-01T00:00:00Z",
    ])
    func whatIsNoTimestampIsRefused(text: String) {
        #expect(RFC3339Timestamp(text) == nil)
    }

    @Test func instantsAreWrittenAsJavaScriptDoes() throws {
        #expect(RFC3339Timestamp(millisecondsSince1970: 0)?.text == "1970-01-01T00:00:00.000Z")
        #expect(RFC3339Timestamp(millisecondsSince1970: -1)?.text == "1969-12-31T23:59:59.999Z")
        #expect(RFC3339Timestamp(secondsSince1970: 1_709_251_199)?.text == "2024-02-29T23:59:59Z")
        #expect(RFC3339Timestamp(millisecondsSince1970: -62_167_219_200_001) == nil)
        #expect(RFC3339Timestamp(millisecondsSince1970: -62_167_219_200_000)?.text == "0000-01-01T00:00:00.000Z")
        #expect(RFC3339Timestamp(millisecondsSince1970: 253_402_300_799_999)?.text == "9999-12-31T23:59:59.999Z")
        #expect(RFC3339Timestamp(millisecondsSince1970: 253_402_300_800_000) == nil)
        #expect(RFC3339Timestamp(millisecondsSince1970: .min) == nil && RFC3339Timestamp(millisecondsSince1970: .max) == nil)
        #expect(RFC3339Timestamp(secondsSince1970: .min) == nil && RFC3339Timestamp(secondsSince1970: .max) == nil)
        #expect(RFC3339Timestamp(Date(timeIntervalSince1970: .infinity)) == nil && RFC3339Timestamp(Date(timeIntervalSince1970: .nan)) == nil)
    }

    /// Against Foundation's calendar.
    @Test func anyInstantIsWrittenAndReadAgain() throws {
        var random = TransactionTestSupport.Generator(state: 5)
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime]
        for _ in 0..<2000 {
            // From 1600 on, as Foundation's calendar is Julian before 1582.
            let seconds = Int64.random(in: -11_676_096_000...253_402_300_799, using: &random)
            let timestamp = try #require(RFC3339Timestamp(secondsSince1970: seconds))
            #expect(timestamp.text == formatter.string(from: timestamp.date))
            #expect(RFC3339Timestamp(timestamp.text) == timestamp)
            let exact = try #require(RFC3339Timestamp(millisecondsSince1970: seconds * 1000 + 7))
            #expect(RFC3339Timestamp(exact.text) == exact && timestamp.isBefore(exact) && !exact.isBefore(timestamp))
        }
        let now = try #require(RFC3339Timestamp(Date()))
        #expect(abs(now.date.timeIntervalSinceNow) < 60)
    }
}

import EVMClient
import EVMCore
import EVMSigning

/// Texts into values, with errors that name the option.
enum Words {
    static func address(_ text: String, _ name: String) throws -> Address {
        do throws(ValueError) {
            return try Address(text)
        } catch {
            throw UsageError("\(name): '\(text)' is not an address: \(error)")
        }
    }

    /// A price, a quantity or an amount with 18 decimals, above 0.
    static func wad(_ text: String, _ name: String) throws -> Wad {
        let value: Wad
        do throws(ValueError) {
            value = try Wad(text)
        } catch {
            throw UsageError("\(name): '\(text)' cannot be used: \(error)")
        }
        guard value > .zero else { throw UsageError("\(name): '\(text)' is not above 0") }
        return value
    }

    /// A percentage of 0 or above.
    static func percent(_ text: String, _ name: String) throws -> Wad {
        do throws(ValueError) {
            return try Wad(text)
        } catch {
            throw UsageError("\(name): '\(text)' cannot be used: \(error)")
        }
    }

    static func number(_ text: String, _ name: String) throws -> UInt64 {
        guard let value = UInt64(text) else { throw UsageError("\(name): '\(text)' is not a whole number") }
        return value
    }

    /// A quote's or a request's number.
    static func identifier(_ text: String, _ name: String) throws -> UInt256 { UInt256(try number(text, name)) }

    /// Seconds: `90`, `30m`, `12h`, `7d`.
    static func seconds(_ text: String, _ name: String) throws -> UInt64 {
        let units: [Character: UInt64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        let unit = text.last.flatMap { units[$0] }
        guard let count = UInt64(unit == nil ? text : String(text.dropLast())) else {
            throw UsageError("\(name): '\(text)' is no time; 90, 30m, 12h, 7d are")
        }
        let (seconds, overflow) = count.multipliedReportingOverflow(by: unit ?? 1)
        guard !overflow else { throw UsageError("\(name): '\(text)' is beyond all time") }
        return seconds
    }

    /// `2026-11-21T04:00:00Z`.
    static func time(_ seconds: UInt64) -> String {
        // Years beyond 9999 are nobody's expiry.
        RFC3339Timestamp(secondsSince1970: Int64(clamping: seconds))?.text ?? "\(seconds)"
    }

    /// `1520 ms`.
    static func milliseconds(_ duration: Duration) -> String { "\(Int(duration / .milliseconds(1))) ms" }

    /// `2 h 5 min`.
    static func duration(_ seconds: UInt64) -> String {
        let parts = [(seconds / 86_400, "d"), (seconds / 3_600 % 24, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")]
        let shown = parts.filter { $0.0 > 0 }.prefix(2).map { "\($0.0) \($0.1)" }
        return shown.isEmpty ? "0 s" : shown.joined(separator: " ")
    }
}

extension JSONValue {
    static func text(_ value: some CustomStringConvertible) -> JSONValue { .string(value.description) }
    static func count(_ value: some BinaryInteger) -> JSONValue { .number("\(value)") }
    static func optional(_ value: (some CustomStringConvertible)?) -> JSONValue { value.map { .string($0.description) } ?? .null }
}

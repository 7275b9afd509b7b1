/// Why a text, a number or bytes cannot become one of the fixed-width values.
///
/// Every case names the type that was wanted, in Solidity's words (`uint24`, `address`), so that the message stands alone.
public enum ValueError: Error, Sendable, Hashable {
    /// The text holds no digit where at least one is needed.
    case empty(type: String)
    /// A character that has no place in the text; `offset` counts UTF-8 bytes from its start.
    case unexpectedCharacter(type: String, character: String, offset: Int)
    /// The number does not fit the type. `value` is the text as given, shortened where it is long; `range` is the range that would do.
    case outOfRange(type: String, value: String, range: String)
    /// Hexadecimal bytes take two digits each; `count` is odd.
    case oddHexDigits(type: String, count: Int)
    /// The type has exactly `expected` bytes.
    case wrongByteCount(type: String, expected: Int, actual: Int)
    /// The text must begin with `0x`.
    case missingHexPrefix(type: String)
    /// A mixed-case address whose case is not its EIP-55 checksum.
    case wrongChecksum(given: String, expected: String)
    /// More digits after the point than the amount can hold, and no rounding was asked for.
    case tooManyFractionDigits(given: Int, allowed: Int)
    /// The result is not a whole number of units, and no rounding was asked for.
    case inexact(operation: String)
    /// The result does not fit the type.
    case overflow(operation: String, type: String)
    /// The divisor is zero.
    case divisionByZero(operation: String)
    /// Two token amounts with different numbers of decimals were used together.
    case differentDecimals(UInt8, UInt8)
    /// A number of decimals no 256-bit amount can have.
    case decimalsOutOfRange(UInt8)
}

extension ValueError: CustomStringConvertible {
    /// What is wrong and how to mend it, in one sentence.
    public var description: String {
        switch self {
        case .empty(let type):
            "\(type): there are no digits; write at least one"
        case .unexpectedCharacter(let type, let character, let offset):
            "\(type): unexpected \"\(character)\" at offset \(offset); \(Self.grammar(of: type))"
        case .outOfRange(let type, let value, let range):
            "\(type): \(value) is out of range; it must be in \(range)"
        case .oddHexDigits(let type, let count):
            "\(type): \(count) hex digits are an odd number; write two for each byte"
        case .wrongByteCount(let type, let expected, let actual):
            "\(type): got \(actual) bytes; give exactly \(expected)"
        case .missingHexPrefix(let type):
            "\(type): the text must begin with 0x"
        case .wrongChecksum(let given, let expected):
            "address: \(given) fails its EIP-55 checksum, which may be a typing error; if it is right, write \(expected)"
        case .tooManyFractionDigits(let given, let allowed):
            "amount: \(given) digits after the point, but only \(allowed) fit; shorten it or say how to round"
        case .inexact(let operation):
            "\(operation): the result is not a whole number of units; say how to round"
        case .overflow(let operation, let type):
            "\(operation): the result does not fit \(type); use smaller operands"
        case .divisionByZero(let operation):
            "\(operation): the divisor is zero"
        case .differentDecimals(let left, let right):
            "amount: one side has \(left) decimals, the other \(right); convert one of them first"
        case .decimalsOutOfRange(let decimals):
            "amount: \(decimals) decimals; use 0 to \(maximumDecimals)"
        }
    }

    private static func grammar(of type: String) -> String {
        if type == "amount" { return "write digits, with digits on both sides of a point, such as 0.5" }
        if type.hasPrefix("int") { return "write decimal digits after an optional -, or 0x and hex digits" }
        if type.hasPrefix("uint") { return "write only decimal digits, or 0x and hex digits" }
        return "write 0x and hex digits"
    }

    /// Text for a message: the start of what was given, so that a huge input does not become a huge error.
    static func excerpt(_ text: some StringProtocol) -> String {
        let limit = 100
        return text.utf8.count <= limit ? String(text) : String(text.prefix(limit)) + "… (\(text.utf8.count) bytes)"
    }

    /// The character that begins at `offset`, whole even where it takes several bytes.
    static func unexpected(_ utf8: UnsafeBufferPointer<UInt8>, at offset: Int, type: String) -> ValueError {
        let character = String(decoding: utf8[offset...].prefix(16), as: UTF8.self).prefix(1)
        return .unexpectedCharacter(type: type, character: String(character), offset: offset)
    }
}

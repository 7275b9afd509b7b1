extension UInt256: CustomStringConvertible, Codable {
    /// The decimal digits.
    public var description: String { IntegerText.decimal(self) }

    /// Reads `123` or `0x7b`, nothing else: no blank, underscore, sign or empty text.
    ///
    /// - Throws: ``ValueError``, saying what is wrong and where.
    public init(decimalOrHex text: some StringProtocol) throws(ValueError) {
        guard let value = try IntegerText.parse(text, type: "uint256", signed: false).magnitude else { throw Self.outOfRange(text) }
        self = value
    }

    /// Reads hex digits, with or without `0x`, such as a JSON-RPC quantity.
    ///
    /// - Throws: ``ValueError``, saying what is wrong and where.
    public init(hex text: some StringProtocol) throws(ValueError) {
        let value = try withUTF8(text) { utf8 throws(ValueError) in
            try IntegerText.hex(utf8, from: Hex.hasPrefix(utf8) ? 2 : 0, type: "uint256")
        }
        guard let value else { throw Self.outOfRange(text) }
        self = value
    }

    static func outOfRange(_ text: some StringProtocol) -> ValueError {
        .outOfRange(type: "uint256", value: ValueError.excerpt(text), range: "\(min)...\(max)")
    }

    /// Reads decimal digits; nil where the text is anything else or does not fit.
    public init?(_ description: String) { self.init(description, radix: 10) }

    /// Reads digits of a radix from 2 to 36, in either case, without prefix or sign; nil where the text is anything else or does not fit.
    public init?(_ text: some StringProtocol, radix: Int = 10) {
        guard let value = Self.parse(text.utf8, radix: radix) else { return nil }
        self = value
    }

    /// Digits of a radix, at least one.
    static func parse(_ digits: some Collection<UInt8>, radix: Int) -> UInt256? {
        precondition(radix >= 2 && radix <= 36, "the radix must be in 2...36")
        if digits.isEmpty { return nil }
        var value = UInt256.zero
        for character in digits {
            let digit: UInt8
            switch character {
            case ASCII.zero...ASCII.nine: digit = character - ASCII.zero
            case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = character - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = character - UInt8(ascii: "A") + 10
            default: return nil
            }
            guard digit < radix else { return nil }
            let (high, low) = value.multiplied(by: UInt64(radix), adding: UInt256(UInt64(digit)))
            guard high == 0 else { return nil }
            value = low
        }
        return value
    }

    /// The minimal hex form, a JSON-RPC quantity: `0x0`, `0x7b`.
    public var hex: String {
        "0x" + paddedHex.dropFirst(2 + Swift.min(leadingZeroBitCount / 4, 63))
    }

    /// `0x` and 64 hex digits.
    public var paddedHex: String {
        withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { buffer in
            guard let base = buffer.baseAddress else { return "" }
            store(base)
            return Hex.encode(UnsafeRawBufferPointer(buffer))
        }
    }

    /// Reads a text as ``init(decimalOrHex:)`` does, or a number that fits 64 bits.
    public init(from decoder: any Decoder) throws {
        self = try decodeInteger(from: decoder) { text throws(ValueError) in try UInt256(decimalOrHex: text) }
    }

    /// Writes the decimal digits as a text: JSON numbers of this size lose digits in most readers.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

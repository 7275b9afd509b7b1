extension Int256: CustomStringConvertible, Codable {
    /// The decimal digits, after a `-` where negative.
    public var description: String { IntegerText.decimal(magnitude, negative: isNegative) }

    /// Reads `123`, `-5` or `0x7b`, nothing else: no blank, underscore, `+` or empty text.
    ///
    /// Hex digits spell a magnitude, not a bit pattern: 0x with 64 times f is out of range, `-0x1` is −1. A bit pattern is read by
    /// `Int256(bitPattern: try UInt256(hex: text))`.
    ///
    /// - Throws: ``ValueError``, saying what is wrong and where.
    public init(decimalOrHex text: some StringProtocol) throws(ValueError) {
        let (negative, magnitude) = try IntegerText.parse(text, type: "int256", signed: true)
        guard let magnitude, let value = Int256(negative: negative, magnitude: magnitude) else {
            throw Self.outOfRange(text)
        }
        self = value
    }

    static func outOfRange(_ text: some StringProtocol) -> ValueError {
        .outOfRange(type: "int256", value: ValueError.excerpt(text), range: "\(min)...\(max)")
    }

    /// Reads decimal digits after an optional `-`; nil where the text is anything else or does not fit.
    public init?(_ description: String) { self.init(description, radix: 10) }

    /// Reads digits of a radix from 2 to 36, in either case, after an optional `-`; nil where the text is anything else or does not fit.
    public init?(_ text: some StringProtocol, radix: Int = 10) {
        let negative = text.utf8.first == ASCII.minus
        guard let magnitude = UInt256.parse(text.utf8.dropFirst(negative ? 1 : 0), radix: radix) else { return nil }
        self.init(negative: negative, magnitude: magnitude)
    }

    /// The two's complement pattern as `0x` and 64 hex digits.
    public var paddedHex: String { bitPattern.paddedHex }

    /// Reads a text as ``init(decimalOrHex:)`` does, or a number that fits 64 bits.
    public init(from decoder: any Decoder) throws {
        self = try decodeInteger(from: decoder) { text throws(ValueError) in try Int256(decimalOrHex: text) }
    }

    /// Writes the decimal digits as a text: JSON numbers of this size lose digits in most readers.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Int256 {
    /// Reads the 32 big-endian bytes of the two's complement pattern at `pointer`, which need not be aligned.
    @inlinable
    @inline(__always)
    public static func load(_ pointer: UnsafeRawPointer) -> Int256 { Int256(bitPattern: .load(pointer)) }

    /// Writes the 32 big-endian bytes of the two's complement pattern at `pointer`, which need not be aligned.
    @inlinable
    @inline(__always)
    public func store(_ pointer: UnsafeMutableRawPointer) { bitPattern.store(pointer) }
}

/// A signed integer of a width between the native ones, Solidity's `int24` to `int248`.
///
/// Written by its alias, such as ``SolInt24``. The value is in range by construction; to calculate, take ``value``, calculate in the wider type, and
/// come back through ``init(exactly:)`` or ``init(_:)``.
@frozen
public struct NarrowInt<W: IntegerWidth>: Sendable {
    /// The next wider integer, in which the value is held.
    public typealias Storage = W.SignedStorage

    /// The value, always in `min.value...max.value`.
    public let value: Storage

    /// Creates a value that is known to be in range. For generated code and the decoder, which have checked it: a value out of range
    /// here is a programmer error that nothing else finds.
    @inlinable
    public init(_unchecked value: Storage) { self.value = value }

    /// The width in bits.
    @inlinable
    public static var bits: Int { W.bits }

    /// −2ⁿ⁻¹ for n bits.
    @inlinable
    public static var min: Self { Self(_unchecked: Storage.min >> (Storage.bitWidth - W.bits)) }

    /// 2ⁿ⁻¹ − 1 for n bits.
    @inlinable
    public static var max: Self { Self(_unchecked: Storage.max >> (Storage.bitWidth - W.bits)) }

    /// Creates a value from any integer, nil where it does not fit.
    @inlinable
    public init?(exactly source: some BinaryInteger) {
        guard let value = Storage(exactly: source), value >= Self.min.value, value <= Self.max.value else { return nil }
        self.init(_unchecked: value)
    }

    /// Creates a value from any integer.
    ///
    /// - Throws: ``ValueError/outOfRange(type:value:range:)`` where it does not fit.
    @inlinable
    public init(_ source: some BinaryInteger) throws(ValueError) {
        guard let value = Self(exactly: source) else { throw Self.outOfRange("\(source)") }
        self = value
    }

    /// Reads `123`, `-5` or `0x7b`, as ``Int256/init(decimalOrHex:)`` does.
    ///
    /// - Throws: ``ValueError``, saying what is wrong and where.
    public init(decimalOrHex text: some StringProtocol) throws(ValueError) {
        let (negative, magnitude) = try IntegerText.parse(text, type: Self.name, signed: true)
        guard let magnitude, let wide = Int256(negative: negative, magnitude: magnitude), let value = Self(exactly: wide) else {
            throw Self.outOfRange(ValueError.excerpt(text))
        }
        self = value
    }

    /// The 256-bit word that the ABI sign-extends the value to.
    @inlinable
    public var word: UInt256 { UInt256(truncatingIfNeeded: value) }

    @usableFromInline
    static func outOfRange(_ value: String) -> ValueError { .outOfRange(type: name, value: value, range: "\(min)...\(max)") }

    private static var name: String { "int\(W.bits)" }
}

extension NarrowInt: ExpressibleByIntegerLiteral {
    /// Creates a value from a literal. A literal out of range is a programmer error and traps, as for the standard library's integers.
    @inlinable
    public init(integerLiteral literal: Storage.IntegerLiteralType) {
        guard let value = Self(exactly: Storage(integerLiteral: literal)) else {
            preconditionFailure("the literal does not fit the Solidity integer's width")
        }
        self = value
    }
}

extension NarrowInt: Hashable, Comparable {
    /// Whether both values are equal.
    @inlinable
    public static func == (lhs: Self, rhs: Self) -> Bool { lhs.value == rhs.value }

    /// Whether `lhs` is the smaller.
    @inlinable
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.value < rhs.value }

    /// Feeds the value to a hasher.
    @inlinable
    public func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }
}

extension NarrowInt: CustomStringConvertible, Codable {
    /// The decimal digits, after a `-` where negative.
    public var description: String { value.description }

    /// Reads a text as ``init(decimalOrHex:)`` does, or a number that fits 64 bits.
    public init(from decoder: any Decoder) throws {
        self = try decodeInteger(from: decoder) { text throws(ValueError) in try Self(decimalOrHex: text) }
    }

    /// Writes the decimal digits as a text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

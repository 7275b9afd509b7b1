extension Int256: FixedWidthInteger, SignedInteger {
    /// The absolute value's type.
    public typealias Magnitude = UInt256

    /// The machine words of the two's complement pattern, least significant first.
    @inlinable
    public var words: UInt256.Words { bitPattern.words }

    /// Creates a value from the low bits of any integer, sign-extended where it is narrower.
    @inlinable
    public init(truncatingIfNeeded source: some BinaryInteger) {
        self.init(bitPattern: UInt256(truncatingIfNeeded: source))
    }

    /// Creates a value from any integer. Traps where it does not fit, as the standard library's integers do.
    @inlinable
    public init(_ source: some BinaryInteger) {
        guard let value = Self(exactly: source) else { preconditionFailure("Int256: the value is outside -2^255 ... 2^255 - 1") }
        self = value
    }

    /// Creates a value from any integer, nil where it does not fit.
    @inlinable
    public init?(exactly source: some BinaryInteger) {
        self.init(truncatingIfNeeded: source)
        // Up to 255 bits always fit; of wider ones the sign, and what lies above, must have survived.
        if source.bitWidth < 256 { return }
        if isNegative != (source < 0) { return nil }
        if source.bitWidth > 256, source >> 255 != (isNegative ? -1 : 0) { return nil }
    }

    /// Creates a value from one machine word.
    @inlinable
    public init(_truncatingBits bits: UInt) { self.init(bitPattern: UInt256(_truncatingBits: bits)) }

    /// Creates a value from an integer literal of up to 256 bits with its sign. A literal out of range is a programmer error and traps.
    @inlinable
    public init(integerLiteral value: StaticBigInt) {
        precondition(value.bitWidth <= 256, "Int256: the literal is out of range")
        self.init(bitPattern: UInt256(literal: value))
    }

    /// −1, 0 or 1.
    @inlinable
    public func signum() -> Int256 { isNegative ? Int256(bitPattern: .max) : isZero ? .zero : .one }
}

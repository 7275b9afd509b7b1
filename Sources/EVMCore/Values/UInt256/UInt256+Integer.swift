extension UInt256: FixedWidthInteger, UnsignedInteger {
    /// The type itself: an unsigned value is its own magnitude.
    public typealias Magnitude = UInt256

    /// The machine words of a 256-bit integer, least significant first.
    @frozen
    public struct Words: RandomAccessCollection, Sendable {
        @usableFromInline let value: UInt256

        @inlinable
        init(_ value: UInt256) { self.value = value }

        /// 0.
        @inlinable
        public var startIndex: Int { 0 }

        /// The number of machine words, 4 where a word has 64 bits.
        @inlinable
        public var endIndex: Int { 256 / UInt.bitWidth }

        /// The word at `position`.
        @inlinable
        public subscript(position: Int) -> UInt {
            precondition(position >= 0 && position < endIndex, "UInt256.Words: index out of range")
            return UInt(truncatingIfNeeded: value.shiftedRight(UInt64(position * UInt.bitWidth)).w0)
        }
    }

    /// The machine words, least significant first.
    @inlinable
    public var words: Words { Words(self) }

    /// Creates a value from the low bits of any integer, sign-extended where it is narrower.
    @inlinable
    public init(truncatingIfNeeded source: some BinaryInteger) {
        let fill: UInt64 = source < 0 ? .max : 0
        if source.bitWidth <= 64 {
            self.init(fill, fill, fill, UInt64(truncatingIfNeeded: source))
            return
        }
        self.init(fill, fill, fill, fill)
        var position: UInt64 = 0
        for word in source.words {
            if position >= 256 { break }
            let low = UInt64(UInt.max)
            let mask = UInt256(low).shiftedLeft(position)
            self = self & ~mask | UInt256(UInt64(word)).shiftedLeft(position)
            position += UInt64(UInt.bitWidth)
        }
    }

    /// Creates a value from any integer. Traps where it does not fit, as the standard library's integers do.
    @inlinable
    public init(_ source: some BinaryInteger) {
        guard let value = Self(exactly: source) else { preconditionFailure("UInt256: the value is negative or above 2^256 - 1") }
        self = value
    }

    /// Creates a value from any integer, nil where it does not fit.
    @inlinable
    public init?(exactly source: some BinaryInteger) {
        if source < 0 { return nil }
        if source.bitWidth > 256, source >> 256 != 0 { return nil }
        self.init(truncatingIfNeeded: source)
    }

    /// Creates a value from one machine word.
    @inlinable
    public init(_truncatingBits bits: UInt) { self.init(0, 0, 0, UInt64(bits)) }

    /// Creates a value from an integer literal of up to 256 bits. A literal out of range is a programmer error and traps.
    @inlinable
    public init(integerLiteral value: StaticBigInt) {
        precondition(value.signum() >= 0 && value.bitWidth <= 257, "UInt256: the literal is out of range")
        self.init(literal: value)
    }

    /// The low 256 bits of a literal.
    @inlinable
    init(literal value: StaticBigInt) {
        // A machine word is a limb, or half of one.
        let words = 64 / UInt.bitWidth
        func limb(_ i: Int) -> UInt64 {
            (0..<words).reduce(0) { $0 | UInt64(value[i * words + $1]) << UInt64($1 * UInt.bitWidth) }
        }
        self.init(limb(3), limb(2), limb(1), limb(0))
    }

    /// 1 for any value but 0, else 0.
    @inlinable
    public func signum() -> UInt256 { isZero ? .zero : .one }
}

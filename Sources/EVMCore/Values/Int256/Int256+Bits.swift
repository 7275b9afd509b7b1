extension Int256 {
    /// 256.
    @inlinable
    public static var bitWidth: Int { 256 }

    /// The number of zero bits above the highest set one.
    @inlinable
    public var leadingZeroBitCount: Int { bitPattern.leadingZeroBitCount }

    /// The number of zero bits below the lowest set one; 256 for 0.
    @inlinable
    public var trailingZeroBitCount: Int { bitPattern.trailingZeroBitCount }

    /// The number of set bits of the two's complement pattern.
    @inlinable
    public var nonzeroBitCount: Int { bitPattern.nonzeroBitCount }

    /// The value with its 32 bytes in reverse order.
    @inlinable
    public var byteSwapped: Int256 { Int256(bitPattern: bitPattern.byteSwapped) }

    /// The bitwise and.
    @inlinable
    public static func & (lhs: Int256, rhs: Int256) -> Int256 { Int256(bitPattern: lhs.bitPattern & rhs.bitPattern) }

    /// The bitwise or.
    @inlinable
    public static func | (lhs: Int256, rhs: Int256) -> Int256 { Int256(bitPattern: lhs.bitPattern | rhs.bitPattern) }

    /// The bitwise exclusive or.
    @inlinable
    public static func ^ (lhs: Int256, rhs: Int256) -> Int256 { Int256(bitPattern: lhs.bitPattern ^ rhs.bitPattern) }

    /// Ands in place.
    @inlinable
    public static func &= (lhs: inout Int256, rhs: Int256) { lhs = lhs & rhs }

    /// Ors in place.
    @inlinable
    public static func |= (lhs: inout Int256, rhs: Int256) { lhs = lhs | rhs }

    /// Exclusive-ors in place.
    @inlinable
    public static func ^= (lhs: inout Int256, rhs: Int256) { lhs = lhs ^ rhs }

    /// All bits inverted.
    @inlinable
    public static prefix func ~ (value: Int256) -> Int256 { Int256(bitPattern: ~value.bitPattern) }

    /// All ones for a negative value, else 0.
    @inlinable
    var fill: UInt64 { isNegative ? .max : 0 }

    /// Shifts left by the low eight bits of `rhs`.
    @inlinable
    public static func &<< (lhs: Int256, rhs: Int256) -> Int256 { Int256(bitPattern: lhs.bitPattern &<< rhs.bitPattern) }

    /// Shifts right by the low eight bits of `rhs`, keeping the sign.
    @inlinable
    public static func &>> (lhs: Int256, rhs: Int256) -> Int256 {
        Int256(bitPattern: lhs.bitPattern.shiftedRight(rhs.bitPattern.w0 & 255, fill: lhs.fill))
    }

    /// Shifts left in place by the low eight bits of `rhs`.
    @inlinable
    public static func &<<= (lhs: inout Int256, rhs: Int256) { lhs = lhs &<< rhs }

    /// Shifts right in place by the low eight bits of `rhs`, keeping the sign.
    @inlinable
    public static func &>>= (lhs: inout Int256, rhs: Int256) { lhs = lhs &>> rhs }

    /// Shifts left for a positive count, right for a negative one; `count` may be anything.
    @inlinable
    func shifted(left count: Int) -> Int256 {
        if count >= 256 { return .zero }
        if count >= 0 { return Int256(bitPattern: bitPattern.shiftedLeft(UInt64(count))) }
        if count <= -256 { return Int256(bitPattern: UInt256(fill, fill, fill, fill)) }
        return Int256(bitPattern: bitPattern.shiftedRight(UInt64(-count), fill: fill))
    }

    /// Shifts left; by 256 and more gives 0, by a negative count shifts right.
    @inlinable
    public static func << (lhs: Int256, rhs: some BinaryInteger) -> Int256 { lhs.shifted(left: Int(clamping: rhs)) }

    /// Shifts right, keeping the sign; by 256 and more gives 0 or −1, by a negative count shifts left.
    @inlinable
    public static func >> (lhs: Int256, rhs: some BinaryInteger) -> Int256 {
        // Clamped first, so that the negation cannot overflow.
        lhs.shifted(left: -Swift.max(-256, Swift.min(256, Int(clamping: rhs))))
    }

    /// Shifts left in place, as `<<` does.
    @inlinable
    public static func <<= (lhs: inout Int256, rhs: some BinaryInteger) { lhs = lhs << rhs }

    /// Shifts right in place, as `>>` does.
    @inlinable
    public static func >>= (lhs: inout Int256, rhs: some BinaryInteger) { lhs = lhs >> rhs }
}

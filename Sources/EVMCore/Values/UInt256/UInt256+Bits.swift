extension UInt256 {
    /// 256.
    @inlinable
    public static var bitWidth: Int { 256 }

    /// The number of zero bits above the highest set one; 256 for 0.
    @inlinable
    public var leadingZeroBitCount: Int {
        if w3 != 0 { return w3.leadingZeroBitCount }
        if w2 != 0 { return 64 + w2.leadingZeroBitCount }
        if w1 != 0 { return 128 + w1.leadingZeroBitCount }
        return 192 + w0.leadingZeroBitCount
    }

    /// The number of zero bits below the lowest set one; 256 for 0.
    @inlinable
    public var trailingZeroBitCount: Int {
        if w0 != 0 { return w0.trailingZeroBitCount }
        if w1 != 0 { return 64 + w1.trailingZeroBitCount }
        if w2 != 0 { return 128 + w2.trailingZeroBitCount }
        return 192 + w3.trailingZeroBitCount
    }

    /// The number of set bits.
    @inlinable
    public var nonzeroBitCount: Int {
        w0.nonzeroBitCount + w1.nonzeroBitCount + w2.nonzeroBitCount + w3.nonzeroBitCount
    }

    /// The value with its 32 bytes in reverse order.
    @inlinable
    public var byteSwapped: UInt256 { UInt256(w0.byteSwapped, w1.byteSwapped, w2.byteSwapped, w3.byteSwapped) }

    /// The bitwise and.
    @inlinable
    public static func & (lhs: UInt256, rhs: UInt256) -> UInt256 {
        UInt256(lhs.w3 & rhs.w3, lhs.w2 & rhs.w2, lhs.w1 & rhs.w1, lhs.w0 & rhs.w0)
    }

    /// The bitwise or.
    @inlinable
    public static func | (lhs: UInt256, rhs: UInt256) -> UInt256 {
        UInt256(lhs.w3 | rhs.w3, lhs.w2 | rhs.w2, lhs.w1 | rhs.w1, lhs.w0 | rhs.w0)
    }

    /// The bitwise exclusive or.
    @inlinable
    public static func ^ (lhs: UInt256, rhs: UInt256) -> UInt256 {
        UInt256(lhs.w3 ^ rhs.w3, lhs.w2 ^ rhs.w2, lhs.w1 ^ rhs.w1, lhs.w0 ^ rhs.w0)
    }

    /// Ands in place.
    @inlinable
    public static func &= (lhs: inout UInt256, rhs: UInt256) { lhs = lhs & rhs }

    /// Ors in place.
    @inlinable
    public static func |= (lhs: inout UInt256, rhs: UInt256) { lhs = lhs | rhs }

    /// Exclusive-ors in place.
    @inlinable
    public static func ^= (lhs: inout UInt256, rhs: UInt256) { lhs = lhs ^ rhs }

    /// All bits inverted.
    @inlinable
    public static prefix func ~ (value: UInt256) -> UInt256 { UInt256(~value.w3, ~value.w2, ~value.w1, ~value.w0) }
}

extension UInt256 {
    /// Shifted left by `count`, which must be below 256.
    @inlinable
    func shiftedLeft(_ count: UInt64) -> UInt256 {
        let bits = count & 63
        var (r3, r2, r1, r0) = limbs
        if bits != 0 {
            let rest = 64 &- bits
            r3 = w3 &<< bits | w2 &>> rest
            r2 = w2 &<< bits | w1 &>> rest
            r1 = w1 &<< bits | w0 &>> rest
            r0 = w0 &<< bits
        }
        switch count &>> 6 {
        case 0: return UInt256(r3, r2, r1, r0)
        case 1: return UInt256(r2, r1, r0, 0)
        case 2: return UInt256(r1, r0, 0, 0)
        default: return UInt256(r0, 0, 0, 0)
        }
    }

    /// Shifted right by `count`, which must be below 256; `fill` is what comes in from above: 0, or all ones for a negative number.
    @inlinable
    func shiftedRight(_ count: UInt64, fill: UInt64 = 0) -> UInt256 {
        let bits = count & 63
        var (r3, r2, r1, r0) = limbs
        if bits != 0 {
            let rest = 64 &- bits
            r0 = w0 &>> bits | w1 &<< rest
            r1 = w1 &>> bits | w2 &<< rest
            r2 = w2 &>> bits | w3 &<< rest
            r3 = w3 &>> bits | fill &<< rest
        }
        switch count &>> 6 {
        case 0: return UInt256(r3, r2, r1, r0)
        case 1: return UInt256(fill, r3, r2, r1)
        case 2: return UInt256(fill, fill, r3, r2)
        default: return UInt256(fill, fill, fill, r3)
        }
    }

    /// Shifts left by the low eight bits of `rhs`.
    @inlinable
    public static func &<< (lhs: UInt256, rhs: UInt256) -> UInt256 { lhs.shiftedLeft(rhs.w0 & 255) }

    /// Shifts right by the low eight bits of `rhs`.
    @inlinable
    public static func &>> (lhs: UInt256, rhs: UInt256) -> UInt256 { lhs.shiftedRight(rhs.w0 & 255) }

    /// Shifts left in place by the low eight bits of `rhs`.
    @inlinable
    public static func &<<= (lhs: inout UInt256, rhs: UInt256) { lhs = lhs &<< rhs }

    /// Shifts right in place by the low eight bits of `rhs`.
    @inlinable
    public static func &>>= (lhs: inout UInt256, rhs: UInt256) { lhs = lhs &>> rhs }

    /// Shifts left; by 256 and more gives 0, by a negative count shifts right.
    @inlinable
    public static func << (lhs: UInt256, rhs: some BinaryInteger) -> UInt256 {
        let count = Int(clamping: rhs)
        if count >= 256 || count <= -256 { return .zero }
        return count >= 0 ? lhs.shiftedLeft(UInt64(count)) : lhs.shiftedRight(UInt64(-count))
    }

    /// Shifts right; by 256 and more gives 0, by a negative count shifts left.
    @inlinable
    public static func >> (lhs: UInt256, rhs: some BinaryInteger) -> UInt256 {
        let count = Int(clamping: rhs)
        if count >= 256 || count <= -256 { return .zero }
        return count >= 0 ? lhs.shiftedRight(UInt64(count)) : lhs.shiftedLeft(UInt64(-count))
    }

    /// Shifts left in place, as `<<` does.
    @inlinable
    public static func <<= (lhs: inout UInt256, rhs: some BinaryInteger) { lhs = lhs << rhs }

    /// Shifts right in place, as `>>` does.
    @inlinable
    public static func >>= (lhs: inout UInt256, rhs: some BinaryInteger) { lhs = lhs >> rhs }
}

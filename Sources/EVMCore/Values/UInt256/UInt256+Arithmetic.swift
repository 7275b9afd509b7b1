extension UInt256 {
    /// The sum, wrapped, and whether it overflowed.
    @inlinable
    public func addingReportingOverflow(_ rhs: UInt256) -> (partialValue: UInt256, overflow: Bool) {
        var carry: UInt64 = 0
        let r0 = Limbs.add(w0, rhs.w0, &carry)
        let r1 = Limbs.add(w1, rhs.w1, &carry)
        let r2 = Limbs.add(w2, rhs.w2, &carry)
        let r3 = Limbs.add(w3, rhs.w3, &carry)
        return (UInt256(r3, r2, r1, r0), carry != 0)
    }

    /// The difference, wrapped, and whether it went below zero.
    @inlinable
    public func subtractingReportingOverflow(_ rhs: UInt256) -> (partialValue: UInt256, overflow: Bool) {
        var borrow: UInt64 = 0
        let r0 = Limbs.subtract(w0, rhs.w0, &borrow)
        let r1 = Limbs.subtract(w1, rhs.w1, &borrow)
        let r2 = Limbs.subtract(w2, rhs.w2, &borrow)
        let r3 = Limbs.subtract(w3, rhs.w3, &borrow)
        return (UInt256(r3, r2, r1, r0), borrow != 0)
    }

    /// `self * factor + addend` in 320 bits.
    @inlinable
    func multiplied(by factor: UInt64, adding addend: UInt256) -> (high: UInt64, low: UInt256) {
        var carry: UInt64 = 0
        let r0 = Limbs.multiplyAdd(w0, factor, addend.w0, &carry)
        let r1 = Limbs.multiplyAdd(w1, factor, addend.w1, &carry)
        let r2 = Limbs.multiplyAdd(w2, factor, addend.w2, &carry)
        let r3 = Limbs.multiplyAdd(w3, factor, addend.w3, &carry)
        return (carry, UInt256(r3, r2, r1, r0))
    }

    /// The product in 512 bits.
    public func multipliedFullWidth(by other: UInt256) -> (high: UInt256, low: UInt256) {
        // One row for each limb of the other factor; each row settles one limb of the result.
        let a = multiplied(by: other.w0, adding: .zero)
        let b = multiplied(by: other.w1, adding: UInt256(a.high, a.low.w3, a.low.w2, a.low.w1))
        let c = multiplied(by: other.w2, adding: UInt256(b.high, b.low.w3, b.low.w2, b.low.w1))
        let d = multiplied(by: other.w3, adding: UInt256(c.high, c.low.w3, c.low.w2, c.low.w1))
        return (UInt256(d.high, d.low.w3, d.low.w2, d.low.w1), UInt256(d.low.w0, c.low.w0, b.low.w0, a.low.w0))
    }

    /// The product, wrapped, and whether it overflowed.
    @inlinable
    public func multipliedReportingOverflow(by rhs: UInt256) -> (partialValue: UInt256, overflow: Bool) {
        if rhs.fitsInLimb {
            let (high, low) = multiplied(by: rhs.w0, adding: .zero)
            return (low, high != 0)
        }
        let (high, low) = multipliedFullWidth(by: rhs)
        return (low, !high.isZero)
    }

    /// The low 256 bits of the sum.
    @inlinable
    public static func &+ (lhs: UInt256, rhs: UInt256) -> UInt256 { lhs.addingReportingOverflow(rhs).partialValue }

    /// The low 256 bits of the difference.
    @inlinable
    public static func &- (lhs: UInt256, rhs: UInt256) -> UInt256 { lhs.subtractingReportingOverflow(rhs).partialValue }

    /// The low 256 bits of the product.
    public static func &* (lhs: UInt256, rhs: UInt256) -> UInt256 {
        var carry: UInt64 = 0
        let r0 = Limbs.multiplyAdd(lhs.w0, rhs.w0, 0, &carry)
        var r1 = Limbs.multiplyAdd(lhs.w1, rhs.w0, 0, &carry)
        var r2 = Limbs.multiplyAdd(lhs.w2, rhs.w0, 0, &carry)
        var r3 = lhs.w3 &* rhs.w0 &+ carry
        carry = 0
        r1 = Limbs.multiplyAdd(lhs.w0, rhs.w1, r1, &carry)
        r2 = Limbs.multiplyAdd(lhs.w1, rhs.w1, r2, &carry)
        r3 = r3 &+ lhs.w2 &* rhs.w1 &+ carry
        carry = 0
        r2 = Limbs.multiplyAdd(lhs.w0, rhs.w2, r2, &carry)
        r3 = r3 &+ lhs.w1 &* rhs.w2 &+ carry
        r3 = r3 &+ lhs.w0 &* rhs.w3
        return UInt256(r3, r2, r1, r0)
    }

    /// The sum. Traps on overflow, as the standard library's integers do.
    @inlinable
    public static func + (lhs: UInt256, rhs: UInt256) -> UInt256 {
        let (sum, overflow) = lhs.addingReportingOverflow(rhs)
        precondition(!overflow, "UInt256: + overflows")
        return sum
    }

    /// The difference. Traps where it is below zero, as the standard library's integers do.
    @inlinable
    public static func - (lhs: UInt256, rhs: UInt256) -> UInt256 {
        let (difference, overflow) = lhs.subtractingReportingOverflow(rhs)
        precondition(!overflow, "UInt256: - overflows")
        return difference
    }

    /// The product. Traps on overflow, as the standard library's integers do.
    @inlinable
    public static func * (lhs: UInt256, rhs: UInt256) -> UInt256 {
        let (product, overflow) = lhs.multipliedReportingOverflow(by: rhs)
        precondition(!overflow, "UInt256: * overflows")
        return product
    }

    /// Adds in place. Traps on overflow.
    @inlinable
    public static func += (lhs: inout UInt256, rhs: UInt256) { lhs = lhs + rhs }

    /// Subtracts in place. Traps where the result is below zero.
    @inlinable
    public static func -= (lhs: inout UInt256, rhs: UInt256) { lhs = lhs - rhs }

    /// Multiplies in place. Traps on overflow.
    @inlinable
    public static func *= (lhs: inout UInt256, rhs: UInt256) { lhs = lhs * rhs }
}

extension UInt256 {
    /// Quotient and remainder by a single limb, which must not be zero.
    @inlinable
    func dividedByLimb(_ divisor: UInt64) -> (quotient: UInt256, remainder: UInt64) {
        if fitsInLimb {
            let (q, r) = w0.quotientAndRemainder(dividingBy: divisor)
            return (UInt256(q), r)
        }
        let (q3, r3) = w3.quotientAndRemainder(dividingBy: divisor)
        let (q2, r2) = divisor.dividingFullWidth((r3, w2))
        let (q1, r1) = divisor.dividingFullWidth((r2, w1))
        let (q0, r0) = divisor.dividingFullWidth((r1, w0))
        return (UInt256(q3, q2, q1, q0), r0)
    }

    /// Quotient and remainder; the divisor must not be zero.
    @usableFromInline
    func divided(by divisor: UInt256) -> (quotient: UInt256, remainder: UInt256) {
        if divisor.fitsInLimb {
            let (quotient, remainder) = dividedByLimb(divisor.w0)
            return (quotient, UInt256(remainder))
        }
        if self < divisor { return (.zero, self) }
        return Self.longDivide(high: .zero, low: self, by: divisor)
    }

    /// 512 bits by at least two limbs; `high` must be less than the divisor, so that the quotient fits.
    private static func longDivide(high: UInt256, low: UInt256, by divisor: UInt256) -> (quotient: UInt256, remainder: UInt256) {
        let n = divisor.w3 != 0 ? 4 : divisor.w2 != 0 ? 3 : 2
        let shift = UInt64(truncatingIfNeeded: divisor.leadingZeroBitCount % 64)
        let shiftedHigh = high.shiftedLeft(shift)
        let spill = shift == 0 ? 0 : low.w3 &>> (64 &- shift)
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 16) { room in
            let u = UnsafeMutableBufferPointer(rebasing: room[0..<8])
            let v = UnsafeMutableBufferPointer(rebasing: room[8..<8 + n])
            let q = UnsafeMutableBufferPointer(rebasing: room[12..<16])
            let (d3, d2, d1, d0) = divisor.shiftedLeft(shift).limbs
            v[0] = d0
            v[1] = d1
            if n > 2 { v[2] = d2 }
            if n > 3 { v[3] = d3 }
            (u[3], u[2], u[1], u[0]) = low.shiftedLeft(shift).limbs
            (u[7], u[6], u[5], u[4]) = (shiftedHigh.w3, shiftedHigh.w2, shiftedHigh.w1, shiftedHigh.w0 | spill)
            q.initialize(repeating: 0)
            // The shifted high part is below the shifted divisor, so the limbs above n + 4 are zero; with no high part, those above 5 are.
            let used = UnsafeMutableBufferPointer(rebasing: u[0..<(high.isZero ? 5 : n + 4)])
            Limbs.divide(used, by: v, quotient: q)
            let rest = UInt256(n > 3 ? u[3] : 0, n > 2 ? u[2] : 0, u[1], u[0])
            return (UInt256(q[3], q[2], q[1], q[0]), rest.shiftedRight(shift))
        }
    }

    /// Divides `high · 2²⁵⁶ + low` by this value.
    ///
    /// - Precondition: This value is greater than `high`; a quotient that does not fit, or a division by zero, is a programmer error and
    ///   traps, as the standard library's integers do.
    public func dividingFullWidth(_ dividend: (high: UInt256, low: UInt256)) -> (quotient: UInt256, remainder: UInt256) {
        precondition(dividend.high < self, "UInt256: the quotient does not fit, or the divisor is zero")
        if dividend.high.isZero { return dividend.low.divided(by: self) }
        if fitsInLimb {
            // high < self, so it is a single limb too.
            let (q3, r3) = w0.dividingFullWidth((dividend.high.w0, dividend.low.w3))
            let (q2, r2) = w0.dividingFullWidth((r3, dividend.low.w2))
            let (q1, r1) = w0.dividingFullWidth((r2, dividend.low.w1))
            let (q0, r0) = w0.dividingFullWidth((r1, dividend.low.w0))
            return (UInt256(q3, q2, q1, q0), UInt256(r0))
        }
        return Self.longDivide(high: dividend.high, low: dividend.low, by: self)
    }

    /// Quotient and remainder. Traps on division by zero, as the standard library's integers do.
    @inlinable
    public func quotientAndRemainder(dividingBy rhs: UInt256) -> (quotient: UInt256, remainder: UInt256) {
        precondition(!rhs.isZero, "UInt256: division by zero")
        return divided(by: rhs)
    }

    /// The quotient; this value itself, and overflow, where `rhs` is zero.
    @inlinable
    public func dividedReportingOverflow(by rhs: UInt256) -> (partialValue: UInt256, overflow: Bool) {
        rhs.isZero ? (self, true) : (divided(by: rhs).quotient, false)
    }

    /// The remainder; this value itself, and overflow, where `rhs` is zero.
    @inlinable
    public func remainderReportingOverflow(dividingBy rhs: UInt256) -> (partialValue: UInt256, overflow: Bool) {
        rhs.isZero ? (self, true) : (divided(by: rhs).remainder, false)
    }

    /// The quotient, rounded down. Traps on division by zero.
    @inlinable
    public static func / (lhs: UInt256, rhs: UInt256) -> UInt256 { lhs.quotientAndRemainder(dividingBy: rhs).quotient }

    /// The remainder. Traps on division by zero.
    @inlinable
    public static func % (lhs: UInt256, rhs: UInt256) -> UInt256 { lhs.quotientAndRemainder(dividingBy: rhs).remainder }

    /// Divides in place. Traps on division by zero.
    @inlinable
    public static func /= (lhs: inout UInt256, rhs: UInt256) { lhs = lhs / rhs }

    /// Takes the remainder in place. Traps on division by zero.
    @inlinable
    public static func %= (lhs: inout UInt256, rhs: UInt256) { lhs = lhs % rhs }
}

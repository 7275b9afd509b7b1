extension Int256 {
    /// The sum, wrapped, and whether it overflowed.
    @inlinable
    public func addingReportingOverflow(_ rhs: Int256) -> (partialValue: Int256, overflow: Bool) {
        let sum = Int256(bitPattern: bitPattern &+ rhs.bitPattern)
        return (sum, isNegative == rhs.isNegative && sum.isNegative != isNegative)
    }

    /// The difference, wrapped, and whether it overflowed.
    @inlinable
    public func subtractingReportingOverflow(_ rhs: Int256) -> (partialValue: Int256, overflow: Bool) {
        let difference = Int256(bitPattern: bitPattern &- rhs.bitPattern)
        return (difference, isNegative != rhs.isNegative && difference.isNegative != isNegative)
    }

    /// The product, wrapped, and whether it overflowed.
    @inlinable
    public func multipliedReportingOverflow(by rhs: Int256) -> (partialValue: Int256, overflow: Bool) {
        let (magnitude, overflow) = magnitude.multipliedReportingOverflow(by: rhs.magnitude)
        let negative = isNegative != rhs.isNegative
        let product = Int256(bitPattern: negative ? .zero &- magnitude : magnitude)
        return (product, overflow || !magnitude.isZero && product.isNegative != negative)
    }

    /// The product in 512 bits: the signed high half and the low half.
    public func multipliedFullWidth(by other: Int256) -> (high: Int256, low: UInt256) {
        let (high, low) = magnitude.multipliedFullWidth(by: other.magnitude)
        if isNegative == other.isNegative { return (Int256(bitPattern: high), low) }
        let negatedLow = .zero &- low
        return (Int256(bitPattern: ~high &+ (low.isZero ? .one : .zero)), negatedLow)
    }

    /// Divides `high · 2²⁵⁶ + low` by this value, rounding towards zero.
    ///
    /// - Precondition: The quotient fits and this value is not zero; else it traps, as the standard library's integers do.
    public func dividingFullWidth(_ dividend: (high: Int256, low: UInt256)) -> (quotient: Int256, remainder: Int256) {
        let negative = dividend.high.isNegative
        let low = negative ? .zero &- dividend.low : dividend.low
        let high =
            negative ? ~dividend.high.bitPattern &+ (dividend.low.isZero ? .one : .zero) : dividend.high.bitPattern
        let (quotient, remainder) = magnitude.dividingFullWidth((high, low))
        guard let signedQuotient = Int256(negative: negative != isNegative, magnitude: quotient),
            // The remainder is below the divisor's magnitude, so it always fits.
            let signedRemainder = Int256(negative: negative, magnitude: remainder)
        else { preconditionFailure("Int256: the quotient does not fit") }
        return (signedQuotient, signedRemainder)
    }

    /// The quotient towards zero, wrapped, and the remainder; the divisor must not be zero.
    @inlinable
    func divided(by rhs: Int256) -> (quotient: Int256, remainder: Int256) {
        let (quotient, remainder) = magnitude.divided(by: rhs.magnitude)
        return (
            Int256(bitPattern: isNegative != rhs.isNegative ? .zero &- quotient : quotient),
            Int256(bitPattern: isNegative ? .zero &- remainder : remainder)
        )
    }

    /// The quotient towards zero; this value itself, and overflow, where `rhs` is zero or this is `.min / -1`.
    @inlinable
    public func dividedReportingOverflow(by rhs: Int256) -> (partialValue: Int256, overflow: Bool) {
        if rhs.isZero { return (self, true) }
        return (divided(by: rhs).quotient, self == .min && rhs.bitPattern == .max)
    }

    /// The remainder, with the sign of this value. Overflow, with this value itself, where `rhs` is zero, and with 0 for `.min % -1`.
    @inlinable
    public func remainderReportingOverflow(dividingBy rhs: Int256) -> (partialValue: Int256, overflow: Bool) {
        if rhs.isZero { return (self, true) }
        return (divided(by: rhs).remainder, self == .min && rhs.bitPattern == .max)
    }

    /// Quotient towards zero and remainder. Traps on division by zero and on `.min / -1`.
    @inlinable
    public func quotientAndRemainder(dividingBy rhs: Int256) -> (quotient: Int256, remainder: Int256) {
        precondition(!rhs.isZero, "Int256: division by zero")
        precondition(self != .min || rhs.bitPattern != .max, "Int256: .min / -1 overflows")
        return divided(by: rhs)
    }

    /// The low 256 bits of the sum.
    @inlinable
    public static func &+ (lhs: Int256, rhs: Int256) -> Int256 { Int256(bitPattern: lhs.bitPattern &+ rhs.bitPattern) }

    /// The low 256 bits of the difference.
    @inlinable
    public static func &- (lhs: Int256, rhs: Int256) -> Int256 { Int256(bitPattern: lhs.bitPattern &- rhs.bitPattern) }

    /// The low 256 bits of the product.
    @inlinable
    public static func &* (lhs: Int256, rhs: Int256) -> Int256 { Int256(bitPattern: lhs.bitPattern &* rhs.bitPattern) }

    /// The sum. Traps on overflow, as the standard library's integers do.
    @inlinable
    public static func + (lhs: Int256, rhs: Int256) -> Int256 {
        let (sum, overflow) = lhs.addingReportingOverflow(rhs)
        precondition(!overflow, "Int256: + overflows")
        return sum
    }

    /// The difference. Traps on overflow, as the standard library's integers do.
    @inlinable
    public static func - (lhs: Int256, rhs: Int256) -> Int256 {
        let (difference, overflow) = lhs.subtractingReportingOverflow(rhs)
        precondition(!overflow, "Int256: - overflows")
        return difference
    }

    /// The product. Traps on overflow, as the standard library's integers do.
    @inlinable
    public static func * (lhs: Int256, rhs: Int256) -> Int256 {
        let (product, overflow) = lhs.multipliedReportingOverflow(by: rhs)
        precondition(!overflow, "Int256: * overflows")
        return product
    }

    /// The quotient towards zero. Traps on division by zero and on `.min / -1`.
    @inlinable
    public static func / (lhs: Int256, rhs: Int256) -> Int256 { lhs.quotientAndRemainder(dividingBy: rhs).quotient }

    /// The remainder, with the sign of `lhs`. Traps on division by zero and on `.min % -1`.
    @inlinable
    public static func % (lhs: Int256, rhs: Int256) -> Int256 { lhs.quotientAndRemainder(dividingBy: rhs).remainder }

    /// The negated value. Traps for `min`.
    @inlinable
    public static prefix func - (value: Int256) -> Int256 { zero - value }

    /// Adds in place. Traps on overflow.
    @inlinable
    public static func += (lhs: inout Int256, rhs: Int256) { lhs = lhs + rhs }

    /// Subtracts in place. Traps on overflow.
    @inlinable
    public static func -= (lhs: inout Int256, rhs: Int256) { lhs = lhs - rhs }

    /// Multiplies in place. Traps on overflow.
    @inlinable
    public static func *= (lhs: inout Int256, rhs: Int256) { lhs = lhs * rhs }

    /// Divides in place. Traps on division by zero and on `.min / -1`.
    @inlinable
    public static func /= (lhs: inout Int256, rhs: Int256) { lhs = lhs / rhs }

    /// Takes the remainder in place. Traps on division by zero and on `.min % -1`.
    @inlinable
    public static func %= (lhs: inout Int256, rhs: Int256) { lhs = lhs % rhs }
}

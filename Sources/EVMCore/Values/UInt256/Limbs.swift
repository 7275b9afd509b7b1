/// Arithmetic on 64-bit limbs, shared by the 256- and 512-bit operations.
@usableFromInline
enum Limbs {
    /// `a + b + carry`; `carry` is 0 or 1 before and after.
    @inlinable
    @inline(__always)
    static func add(_ a: UInt64, _ b: UInt64, _ carry: inout UInt64) -> UInt64 {
        let (s, o1) = a.addingReportingOverflow(b)
        let (t, o2) = s.addingReportingOverflow(carry)
        carry = o1 || o2 ? 1 : 0
        return t
    }

    /// `a - b - borrow`; `borrow` is 0 or 1 before and after.
    @inlinable
    @inline(__always)
    static func subtract(_ a: UInt64, _ b: UInt64, _ borrow: inout UInt64) -> UInt64 {
        let (s, o1) = a.subtractingReportingOverflow(b)
        let (t, o2) = s.subtractingReportingOverflow(borrow)
        borrow = o1 || o2 ? 1 : 0
        return t
    }

    /// `a * b + c + carry`, which always fits two limbs: the low one is returned, the high one is the new `carry`.
    @inlinable
    @inline(__always)
    static func multiplyAdd(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ carry: inout UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        let (s, o1) = product.low.addingReportingOverflow(c)
        let (t, o2) = s.addingReportingOverflow(carry)
        carry = product.high &+ (o1 ? 1 : 0) &+ (o2 ? 1 : 0)
        return t
    }

    /// Long division, algorithm D of Knuth, The Art of Computer Programming 4.3.1.
    ///
    /// - Parameters:
    ///   - u: The dividend, least significant limb first, shifted left as `v` is, with one limb more than the unshifted; holds the
    ///     shifted remainder in its low limbs afterwards.
    ///   - v: The divisor, at least two limbs, shifted so that its top bit is set.
    ///   - q: Room for `u.count - v.count` limbs of quotient.
    static func divide(
        _ u: UnsafeMutableBufferPointer<UInt64>, by v: UnsafeMutableBufferPointer<UInt64>, quotient q: UnsafeMutableBufferPointer<UInt64>
    ) {
        let n = v.count
        let top = v[n - 1]
        let next = v[n - 2]
        for j in stride(from: u.count - n - 1, through: 0, by: -1) {
            // Guess the digit from the top two limbs, then correct the guess by the third: it is then at most one too great.
            var digit: UInt64
            var rest: UInt64
            var restOverflows = false
            if u[j + n] >= top {
                digit = .max
                (rest, restOverflows) = u[j + n - 1].addingReportingOverflow(top)
            } else {
                (digit, rest) = top.dividingFullWidth((u[j + n], u[j + n - 1]))
            }
            while !restOverflows {
                let product = digit.multipliedFullWidth(by: next)
                if product.high < rest || product.high == rest && product.low <= u[j + n - 2] { break }
                digit &-= 1
                (rest, restOverflows) = rest.addingReportingOverflow(top)
            }
            var carry: UInt64 = 0
            var borrow: UInt64 = 0
            for i in 0..<n {
                let low = multiplyAdd(digit, v[i], 0, &carry)
                u[j + i] = subtract(u[j + i], low, &borrow)
            }
            u[j + n] = subtract(u[j + n], carry, &borrow)
            if borrow == 1 {
                digit &-= 1
                carry = 0
                for i in 0..<n { u[j + i] = add(u[j + i], v[i], &carry) }
                u[j + n] = u[j + n] &+ carry
            }
            q[j] = digit
        }
    }
}

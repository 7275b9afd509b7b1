import EVMCore
import Testing

/// Identities that hold for all numbers, on numbers of every magnitude.
struct ArithmeticPropertyTests {
    private let rounds = 3000

    @Test func divisionUndoesMultiplication() {
        var random = RepeatableGenerator(seed: 1)
        for _ in 0..<rounds {
            let (a, b) = (random.word(), random.word())
            if b.isZero { continue }
            let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
            #expect(remainder < b && quotient * b + remainder == a, "\(a) / \(b)")
        }
    }

    @Test func wideDivisionUndoesWideMultiplication() {
        var random = RepeatableGenerator(seed: 2)
        for _ in 0..<rounds {
            let (q, b, r) = (random.word(), random.word(), random.word())
            if b.isZero { continue }
            let remainder = r % b
            let product = q.multipliedFullWidth(by: b)
            let (low, carry) = product.low.addingReportingOverflow(remainder)
            let back = b.dividingFullWidth((product.high + (carry ? 1 : 0), low))
            #expect(back == (q, remainder), "\(q) * \(b) + \(remainder)")
        }
    }

    @Test func signedWideProductsAndQuotients() {
        var random = RepeatableGenerator(seed: 3)
        for _ in 0..<rounds {
            let a = Int256(bitPattern: random.word())
            let b = Int256(bitPattern: random.word())
            let (high, low) = a.multipliedFullWidth(by: b)
            #expect(low == a.bitPattern &* b.bitPattern)
            let (value, overflow) = a.multipliedReportingOverflow(by: b)
            let extended = Int256(bitPattern: low) >> 255
            #expect(overflow == (high != extended) && value.bitPattern == low, "\(a) * \(b)")
            if !b.isZero { #expect(b.dividingFullWidth((high, low)) == (a, 0), "\(a) * \(b)") }
        }
    }

    @Test func shiftsAreMultiplications() {
        var random = RepeatableGenerator(seed: 4)
        var power: UInt256 = 1
        for count in 0..<256 {
            for _ in 0..<8 {
                let a = random.word()
                #expect(a << count == a &* power && a >> count == a / power, "\(a) by \(count)")
                let signed = Int256(bitPattern: a)
                // An arithmetic shift rounds down, a division towards zero.
                let floor = signed.isNegative ? ~Int256(bitPattern: ~a / power) : Int256(bitPattern: a / power)
                #expect(signed >> count == floor, "\(signed) by \(count)")
            }
            power &<<= 1
        }
    }

    @Test func shiftsByAnyCount() {
        let (one, most, minusOne) = (UInt256.one, UInt256.max, Int256(-1))
        for count in [256, 257, 1000, Int.max] {
            #expect((most << count).isZero && (most >> count).isZero && (minusOne << count).isZero)
            #expect(minusOne >> count == minusOne && (Int256.max >> count).isZero)
            #expect((most << -count).isZero && (most >> -count).isZero && (minusOne >> -count).isZero && minusOne << -count == minusOne)
        }
        #expect((minusOne >> Int.min).isZero)
        #expect(minusOne << Int.min == minusOne)
        #expect(minusOne >> UInt256.max == minusOne)
        #expect(one &<< UInt256(256 as UInt64) == one)
        #expect(one &>> UInt256(256 as UInt64) == one)
    }

    @Test func bitsAgreeWithShifts() {
        var random = RepeatableGenerator(seed: 5)
        for _ in 0..<rounds {
            let (a, b) = (random.word(), random.word())
            #expect((a | b) &+ (a & b) == a &+ b && (a ^ b) == (a | b) & ~(a & b))
            #expect(a.nonzeroBitCount + (~a).nonzeroBitCount == 256)
            #expect(a.isZero ? a.leadingZeroBitCount == 256 : a >> (255 - a.leadingZeroBitCount) == 1)
            #expect(a.isZero ? a.trailingZeroBitCount == 256 : a == (a >> a.trailingZeroBitCount | 1) << a.trailingZeroBitCount)
            #expect(a.byteSwapped.byteSwapped == a && a.byteSwapped.bigEndianBytes.array == a.bigEndianBytes.reversed())
        }
    }

    @Test func orderAgreesWithSubtraction() {
        var random = RepeatableGenerator(seed: 6)
        for _ in 0..<rounds {
            let a = random.word()
            let b = random.next() % 3 == 0 ? a : random.word()
            #expect((a < b) == a.subtractingReportingOverflow(b).overflow && (a >= b) == !(a < b) && (a > b) == (b < a))
            #expect((a == b) == (a &- b).isZero && (a <= b) == (a < b || a == b))
            let (s, t) = (Int256(bitPattern: a), Int256(bitPattern: b))
            let (difference, overflow) = s.subtractingReportingOverflow(t)
            #expect((s < t) == (difference.isNegative != overflow) && (s > t) == (t < s) && (s <= t) == !(t < s))
        }
    }

    @Test func boundaries() {
        #expect(UInt256.max.addingReportingOverflow(1) == (0, true) && UInt256.zero.subtractingReportingOverflow(1) == (.max, true))
        #expect(Int256.max.addingReportingOverflow(1) == (.min, true) && Int256.min.subtractingReportingOverflow(1) == (.max, true))
        #expect(Int256.min.dividedReportingOverflow(by: -1) == (.min, true))
        #expect(Int256.min.remainderReportingOverflow(dividingBy: -1) == (0, true))
        #expect(Int256.min.multipliedReportingOverflow(by: -1) == (.min, true))
        #expect(Int256(7).dividedReportingOverflow(by: 0) == (7, true) && UInt256(7).remainderReportingOverflow(dividingBy: 0) == (7, true))
        #expect(Int256.min.magnitude == 1 << 255 && Int256(-1).magnitude == 1 && Int256.max.magnitude == .max >> 1)
        #expect(-Int256.max == Int256.min + 1 && Int256(-7) / 2 == -3 && Int256(-7) % 2 == -1 && Int256(7) % -2 == 1)
        #expect(Int256(-5).signum() == -1 && Int256.zero.signum() == 0 && UInt256.max.signum() == 1)
        #expect(Int256(negative: true, magnitude: 1 << 255) == .min && Int256(negative: false, magnitude: 1 << 255) == nil)
        #expect(Int256(negative: true, magnitude: (1 << 255) + 1) == nil && Int256(negative: true, magnitude: 0) == 0)
    }
}

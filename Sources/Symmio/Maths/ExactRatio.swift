internal import EVMCore

/// A fraction of two whole numbers, never negative: what lies between the amounts that go in and the one that comes out rounded.
///
/// Amounts have 18 decimals, products of them 36 and more, quotients none that suffice. Kept in lowest terms, a chain of the few steps an
/// order takes stays far below 256 bits; what does not throws and never traps.
struct ExactRatio: Sendable, Hashable {
    private(set) var numerator: UInt256
    private(set) var denominator: UInt256

    private init(reducing numerator: UInt256, _ denominator: UInt256) {
        let divisor = Self.greatestCommonDivisor(numerator, denominator)
        self.numerator = divisor > 1 ? numerator / divisor : numerator
        self.denominator = divisor > 1 ? denominator / divisor : denominator
    }

    init(_ amount: Wad) { self.init(reducing: amount.units, Wad.one.units) }

    init(_ whole: UInt64) {
        numerator = UInt256(whole)
        denominator = .one
    }

    static let zero = ExactRatio(0)
    static let one = ExactRatio(1)

    var isZero: Bool { numerator.isZero }

    static func * (a: ExactRatio, b: ExactRatio) throws(ValueError) -> ExactRatio {
        // Crosswise first, so that the products are as small as they can be.
        let left = ExactRatio(reducing: a.numerator, b.denominator)
        let right = ExactRatio(reducing: b.numerator, a.denominator)
        var result = ExactRatio.zero
        result.numerator = try product(left.numerator, right.numerator)
        result.denominator = try product(left.denominator, right.denominator)
        return result
    }

    static func / (a: ExactRatio, b: ExactRatio) throws(ValueError) -> ExactRatio {
        guard !b.isZero else { throw .divisionByZero(operation: "divide") }
        var inverse = b
        inverse.numerator = b.denominator
        inverse.denominator = b.numerator
        return try a * inverse
    }

    static func + (a: ExactRatio, b: ExactRatio) throws(ValueError) -> ExactRatio {
        let (left, right, denominator) = try common(a, b)
        let (sum, overflow) = left.addingReportingOverflow(right)
        if overflow { throw .overflow(operation: "add", type: "256 bits") }
        return ExactRatio(reducing: sum, denominator)
    }

    /// The difference, 0 where `b` is the greater.
    static func - (a: ExactRatio, b: ExactRatio) throws(ValueError) -> ExactRatio {
        let (left, right, denominator) = try common(a, b)
        return left <= right ? .zero : ExactRatio(reducing: left &- right, denominator)
    }

    static func isLess(_ a: ExactRatio, _ b: ExactRatio) throws(ValueError) -> Bool {
        let (left, right, _) = try common(a, b)
        return left < right
    }

    /// So many percent of this.
    func percent(_ percentage: Wad) throws(ValueError) -> ExactRatio { try self * ExactRatio(percentage) / ExactRatio(100) }

    /// The amount with 18 decimals.
    func wad(_ rounding: Rounding) throws(ValueError) -> Wad {
        Wad(units: try numerator.multiplied(by: Wad.one.units, dividedBy: denominator, rounding: rounding))
    }

    /// The amount with so many decimals, at most 18.
    func wad(fractionDigits: UInt8, _ rounding: Rounding) throws(ValueError) -> Wad {
        // Rounding twice in one direction is rounding once; no other direction is used here.
        try wad(rounding).rounded(fractionDigits: fractionDigits, rounding)
    }

    private static func common(_ a: ExactRatio, _ b: ExactRatio) throws(ValueError) -> (UInt256, UInt256, UInt256) {
        let divisor = greatestCommonDivisor(a.denominator, b.denominator)
        let factorOfA = b.denominator / divisor
        return (
            try product(a.numerator, factorOfA), try product(b.numerator, a.denominator / divisor), try product(a.denominator, factorOfA)
        )
    }

    private static func product(_ a: UInt256, _ b: UInt256) throws(ValueError) -> UInt256 {
        let (product, overflow) = a.multipliedReportingOverflow(by: b)
        if overflow { throw .overflow(operation: "multiply", type: "256 bits") }
        return product
    }

    /// Euclid's; at least 1, as a denominator is never 0.
    private static func greatestCommonDivisor(_ a: UInt256, _ b: UInt256) -> UInt256 {
        var (a, b) = (a, b)
        while !b.isZero { (a, b) = (b, a % b) }
        return a.isZero ? .one : a
    }
}

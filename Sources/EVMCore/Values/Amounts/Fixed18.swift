/// The whole numbers that an amount can be held in: ``UInt256`` and ``Int256``.
public protocol AmountUnits: FixedWidthInteger, Sendable {
    /// Reads decimal text as units of 10 to the power of −`decimals`.
    init(decimal text: some StringProtocol, decimals: UInt8, rounding: Rounding) throws(ValueError)
    /// This number of units as decimal text.
    func formatted(decimals: UInt8, minimumFractionDigits: Int) -> String
    /// `self * factor / divisor`, rounded as stated, with a 512-bit product between.
    func multiplied(by factor: Self, dividedBy divisor: Self, rounding: Rounding) throws(ValueError) -> Self
}

extension UInt256: AmountUnits {}
extension Int256: AmountUnits {}

/// An exact number with 18 decimals that is never negative, as a contract's `uint256` amounts and prices are.
public typealias Wad = Fixed18<UInt256>

/// An exact number with 18 decimals and a sign, as a contract's `int256` profits and balances are.
public typealias SignedWad = Fixed18<Int256>

/// An exact number with 18 decimals, held as a whole number of 10⁻¹⁸ units: ``Wad`` or ``SignedWad``.
///
/// Nothing here traps or rounds silently: whatever can overflow throws, whatever can leave a rest is told how to round. Amounts of tokens
/// with other decimals are ``TokenAmount``, a type of its own, so that the two cannot be mixed.
///
/// Not `Codable` on purpose: services write an amount either as units or as decimal text. Code one of ``units`` and ``description``.
@frozen
public struct Fixed18<Units: AmountUnits>: Sendable, Hashable {
    /// The number of 10⁻¹⁸ units.
    public var units: Units

    /// Creates an amount from its number of 10⁻¹⁸ units.
    @inlinable
    public init(units: Units) { self.units = units }

    /// The number of decimals, 18.
    @inlinable
    public static var decimals: UInt8 { 18 }

    /// 0.
    @inlinable
    public static var zero: Self { Self(units: 0) }

    /// 1, which is 10¹⁸ units.
    @inlinable
    public static var one: Self { Self(units: unit) }

    /// The units of 1.
    @inlinable
    static var unit: Units { Units(truncatingIfNeeded: 1_000_000_000_000_000_000 as UInt64) }
}

// MARK: - Text

extension Fixed18: CustomStringConvertible {
    /// Reads decimal text such as `1.5`; strict: digits on both sides of a point, no blanks, no `+`, no exponent.
    ///
    /// - Throws: ``ValueError``; more than 18 digits after the point are an error unless a `rounding` is given.
    public init(_ text: some StringProtocol, rounding: Rounding = .exact) throws(ValueError) {
        units = try Units(decimal: text, decimals: Self.decimals, rounding: rounding)
    }

    /// The exact decimal text, as short as possible.
    public var description: String { formatted() }

    /// The exact decimal text, with at least so many digits after the point.
    public func formatted(minimumFractionDigits: Int = 0) -> String {
        units.formatted(decimals: Self.decimals, minimumFractionDigits: minimumFractionDigits)
    }
}

// MARK: - Arithmetic

extension Fixed18: Comparable {
    /// Whether `lhs` is the smaller.
    @inlinable
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.units < rhs.units }

    /// The sum.
    ///
    /// - Throws: ``ValueError/overflow(operation:type:)``.
    public static func + (lhs: Self, rhs: Self) throws(ValueError) -> Self {
        let (units, overflow) = lhs.units.addingReportingOverflow(rhs.units)
        if overflow { throw .overflow(operation: "\(lhs) + \(rhs)", type: typeName) }
        return Self(units: units)
    }

    /// The difference.
    ///
    /// - Throws: ``ValueError/overflow(operation:type:)``, for a ``Wad`` also where it would be negative.
    public static func - (lhs: Self, rhs: Self) throws(ValueError) -> Self {
        let (units, overflow) = lhs.units.subtractingReportingOverflow(rhs.units)
        if overflow { throw .overflow(operation: "\(lhs) - \(rhs)", type: typeName) }
        return Self(units: units)
    }

    /// The product with another amount, such as price and quantity.
    public func multiplied(by other: Self, rounding: Rounding) throws(ValueError) -> Self {
        try multiplied(by: other.units, dividedBy: Self.unit, rounding: rounding)
    }

    /// The quotient of two amounts.
    public func divided(by other: Self, rounding: Rounding) throws(ValueError) -> Self {
        try multiplied(by: Self.unit, dividedBy: other.units, rounding: rounding)
    }

    /// `self * factor / divisor` for whole numbers or any two numbers of the same units, rounded once.
    public func multiplied(by factor: Units, dividedBy divisor: Units = 1, rounding: Rounding) throws(ValueError) -> Self {
        Self(units: try units.multiplied(by: factor, dividedBy: divisor, rounding: rounding))
    }

    /// So many percent of this amount: `percentage` is 1 for 1 %.
    public func percent(_ percentage: Self, rounding: Rounding) throws(ValueError) -> Self {
        try multiplied(by: percentage.units, dividedBy: Units(truncatingIfNeeded: 100) * Self.unit, rounding: rounding)
    }

    /// The amount with at most so many digits after the point, as a price or quantity precision asks for.
    public func rounded(fractionDigits: UInt8, _ rounding: Rounding) throws(ValueError) -> Self {
        if fractionDigits >= Self.decimals { return self }
        let step = Units(truncatingIfNeeded: try DecimalText.unit(Self.decimals - fractionDigits))
        return Self(
            units: try units.multiplied(by: 1, dividedBy: step, rounding: rounding).multiplied(by: step, dividedBy: 1, rounding: .exact))
    }

    /// Creates a whole amount: `Wad(whole: 3)` is 3, not three units.
    ///
    /// - Throws: ``ValueError/outOfRange(type:value:range:)``.
    public init(whole: some BinaryInteger) throws(ValueError) {
        guard let number = Units(exactly: whole) else { throw Self.outOfRange("\(whole)") }
        let (units, overflow) = number.multipliedReportingOverflow(by: Self.unit)
        if overflow { throw Self.outOfRange("\(whole)") }
        self.init(units: units)
    }

    static func outOfRange(_ value: String) -> ValueError {
        .outOfRange(type: typeName, value: value, range: "\(Self(units: .min))...\(Self(units: .max))")
    }

    private static var typeName: String { Units.isSigned ? "SignedWad" : "Wad" }
}

// MARK: - Between the two

extension Fixed18<UInt256> {
    /// Creates an amount from one with a sign.
    ///
    /// - Throws: ``ValueError/outOfRange(type:value:range:)`` where it is negative.
    public init(_ signed: SignedWad) throws(ValueError) {
        guard !signed.units.isNegative else { throw Self.outOfRange("\(signed)") }
        self.init(units: signed.units.bitPattern)
    }
}

extension Fixed18<Int256> {
    /// Creates an amount with a sign, negative where asked.
    ///
    /// - Throws: ``ValueError/outOfRange(type:value:range:)`` above 2²⁵⁵ − 1 units.
    public init(_ amount: Wad, negative: Bool = false) throws(ValueError) {
        guard let units = Int256(negative: negative, magnitude: amount.units) else {
            throw Self.outOfRange("\(negative ? "-" : "")\(amount)")
        }
        self.init(units: units)
    }

    /// The amount without its sign.
    @inlinable
    public var magnitude: Wad { Wad(units: units.magnitude) }

    /// Whether the amount is below 0.
    @inlinable
    public var isNegative: Bool { units.isNegative }
}

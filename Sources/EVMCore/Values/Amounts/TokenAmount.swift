/// An exact amount of a token, held as the whole number of units that its contract counts in: 1.5 USDC, with 6 decimals, is 1500000.
///
/// A type of its own beside ``Wad``, so that units of different size are never added by mistake; between them lies a conversion that says
/// how to round. Nothing here traps.
@frozen
public struct TokenAmount: Sendable, Hashable {
    /// The number of 10⁻ⁿ units, where n is ``decimals``.
    public let units: UInt256
    /// The token's decimals, at most 77.
    public let decimals: UInt8

    /// Creates an amount from a number of units.
    ///
    /// - Throws: ``ValueError/decimalsOutOfRange(_:)`` above 77 decimals.
    public init(units: UInt256, decimals: UInt8) throws(ValueError) {
        guard decimals <= maximumDecimals else { throw .decimalsOutOfRange(decimals) }
        self.units = units
        self.decimals = decimals
    }

    /// Reads decimal text such as `1.5`.
    ///
    /// - Throws: ``ValueError``; more digits after the point than `decimals` are an error unless a `rounding` is given.
    public init(_ text: some StringProtocol, decimals: UInt8, rounding: Rounding = .exact) throws(ValueError) {
        units = try UInt256(decimal: text, decimals: decimals, rounding: rounding)
        self.decimals = decimals
    }

    /// Converts an amount with 18 decimals.
    ///
    /// - Throws: ``ValueError``, among them ``ValueError/inexact(operation:)`` for ``Rounding/exact``.
    public init(_ amount: Wad, decimals: UInt8, rounding: Rounding) throws(ValueError) {
        units = try amount.units.multiplied(
            by: try DecimalText.unit(decimals), dividedBy: try DecimalText.unit(Wad.decimals), rounding: rounding)
        self.decimals = decimals
    }

    /// The sum of two amounts of one token.
    ///
    /// - Throws: ``ValueError/differentDecimals(_:_:)``, ``ValueError/overflow(operation:type:)``.
    public static func + (lhs: TokenAmount, rhs: TokenAmount) throws(ValueError) -> TokenAmount {
        guard lhs.decimals == rhs.decimals else { throw .differentDecimals(lhs.decimals, rhs.decimals) }
        let (units, overflow) = lhs.units.addingReportingOverflow(rhs.units)
        if overflow { throw .overflow(operation: "\(lhs) + \(rhs)", type: "a token amount") }
        return try TokenAmount(units: units, decimals: lhs.decimals)
    }

    /// The difference of two amounts of one token.
    ///
    /// - Throws: ``ValueError/differentDecimals(_:_:)``; ``ValueError/overflow(operation:type:)`` where it would be negative.
    public static func - (lhs: TokenAmount, rhs: TokenAmount) throws(ValueError) -> TokenAmount {
        guard lhs.decimals == rhs.decimals else { throw .differentDecimals(lhs.decimals, rhs.decimals) }
        let (units, overflow) = lhs.units.subtractingReportingOverflow(rhs.units)
        if overflow { throw .overflow(operation: "\(lhs) - \(rhs)", type: "a token amount") }
        return try TokenAmount(units: units, decimals: lhs.decimals)
    }

    /// `self * factor / divisor`, rounded once.
    public func multiplied(by factor: UInt256, dividedBy divisor: UInt256, rounding: Rounding) throws(ValueError) -> TokenAmount {
        try TokenAmount(units: units.multiplied(by: factor, dividedBy: divisor, rounding: rounding), decimals: decimals)
    }

    /// The same amount in units of another size, as where a token has another number of decimals on another chain.
    public func converted(decimals: UInt8, rounding: Rounding) throws(ValueError) -> TokenAmount {
        try TokenAmount(
            units: units.multiplied(
                by: try DecimalText.unit(decimals), dividedBy: try DecimalText.unit(self.decimals), rounding: rounding),
            decimals: decimals)
    }
}

extension TokenAmount: CustomStringConvertible {
    /// The exact decimal text, as short as possible.
    public var description: String { formatted() }

    /// The exact decimal text, with at least so many digits after the point.
    public func formatted(minimumFractionDigits: Int = 0) -> String {
        units.formatted(decimals: decimals, minimumFractionDigits: minimumFractionDigits)
    }
}

extension Fixed18<UInt256> {
    /// Converts an amount of a token; exact for tokens of up to 18 decimals, whatever the `rounding`.
    ///
    /// - Throws: ``ValueError``, among them ``ValueError/inexact(operation:)`` for ``Rounding/exact``.
    public init(_ amount: TokenAmount, rounding: Rounding = .exact) throws(ValueError) {
        units = try amount.converted(decimals: Self.decimals, rounding: rounding).units
    }
}

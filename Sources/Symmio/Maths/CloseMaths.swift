public import EVMCore
public import SymmioContracts

/// Prices, quantities and fees of closing orders.
public enum CloseMaths {
    /// The slippage that no closing order exceeds, so that its price never reaches 0: 99.999 %.
    public static let mostSlippagePercent = Wad(units: 99_999_000_000_000_000_000)

    /// The worst acceptable price: below the mark for a long, above it for a short, rounded down to the market's precision.
    ///
    /// - Parameter slippagePercent: Clamped to ``mostSlippagePercent``.
    /// - Returns: At least one unit of the precision: a price of 0 would be refused.
    /// - Throws: `ValueError` where numbers exceed 256 bits.
    public static func price(mark: Wad, position: PositionType, slippagePercent: Wad, precision: UInt8) throws(ValueError) -> Wad {
        let slippage = try ExactRatio(min(slippagePercent, mostSlippagePercent)) / ExactRatio(100)
        let factor = position == .short ? try ExactRatio.one + slippage : try ExactRatio.one - slippage
        let price = try (ExactRatio(mark) * factor).wad(fractionDigits: precision, .down)
        return price > .zero ? price : try ExactRatio(Wad(units: .one)).wad(fractionDigits: precision, .up)
    }

    /// How much of an open quantity so many percent are, rounded down to the market's precision; 100 % or more is all of it, unrounded.
    ///
    /// - Throws: `ValueError` where numbers exceed 256 bits.
    public static func quantity(open: Wad, percent: Wad, precision: UInt8) throws(ValueError) -> Wad {
        if percent >= Wad(units: Wad.one.units &* UInt256(100 as UInt64)) { return open }
        return try ExactRatio(open).percent(percent).wad(fractionDigits: precision, .down)
    }

    /// What closing costs.
    public struct Fees: Sendable, Hashable {
        /// The platform's fee.
        public var platform: Wad
        /// The solver's rate that applies.
        public var solverRate: Wad
        /// The solver's fee.
        public var solver: Wad
        /// The solver's flat fee.
        public var flat: Wad
        /// All together.
        public var total: Wad
    }

    /// The fees of closing a quantity of a position of so many seconds.
    ///
    /// - Throws: `ValueError` where numbers exceed 256 bits.
    public static func fees(quantity: Wad, mark: Wad, rates: FeeRates, age: UInt64) throws(ValueError) -> Fees {
        let notional = try ExactRatio(quantity) * ExactRatio(mark)
        let rate = try rates.solverClose.rate(age: age)
        let platform = try notional * ExactRatio(rates.platformClose)
        let solver = try notional * ExactRatio(rate)
        let total = try platform + solver + ExactRatio(rates.staticClose)
        return Fees(
            platform: try platform.wad(.down), solverRate: rate, solver: try solver.wad(.down), flat: rates.staticClose,
            total: try total.wad(.down))
    }
}

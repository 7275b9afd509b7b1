public import EVMCore
public import SymmioContracts

/// What a position of the older flow locks, in human units as its solvers take them: decimal text, not wei.
///
/// By the rule of the public example, digit for digit: `notional = price × quantity`; `cva`, `lf` and `partyAmm` are
/// `notional × percent / (100 × leverage)`, `partyBmm` is `notional × percent / 100`, whatever the leverage. Products are exact; the quotient
/// is rounded to 20 decimals, halves up, as the example's decimal library rounds it.
public struct LegacyLockedValues: Sendable, Hashable {
    /// An amount of up to 20 decimals.
    public struct Amount: Sendable, Hashable, CustomStringConvertible {
        /// The decimal text, as it goes over the wire.
        public let text: String
        /// The amount with the contract's 18 decimals, rounded down.
        public let wad: Wad

        /// The text.
        public var description: String { text }

        init(_ ratio: ExactRatio) throws(ValueError) {
            let units = try ratio.numerator.multiplied(by: Self.scale, dividedBy: ratio.denominator, rounding: .nearest)
            text = try TokenAmount(units: units, decimals: Self.decimals).description
            wad = try ratio.wad(.down)
        }

        private static let decimals: UInt8 = 20
        private static let scale = Wad.one.units &* UInt256(100 as UInt64)
    }

    /// Price times quantity.
    public let notional: Amount
    /// Credit valuation adjustment.
    public let cva: Amount
    /// Liquidator's fee.
    public let lf: Amount
    /// The trader's maintenance margin.
    public let partyAmm: Amount
    /// The solver's maintenance margin; the leverage does not enter.
    public let partyBmm: Amount

    /// Reckons what an order locks.
    ///
    /// - Parameters:
    ///   - price: The price with its slippage: see ``price(mark:position:slippagePercent:precision:)``.
    ///   - quantity: The order's quantity, leverage included.
    ///   - percents: What `get_locked_params` says for the leverage.
    /// - Throws: ``TradeMathsError``.
    public init(price: Wad, quantity: Wad, leverage: Wad, percents: LockedPercents) throws(TradeMathsError) {
        guard leverage >= .one else { throw .invalidInput(field: "leverage", reason: "\(leverage) is below 1") }
        self = try reckoning { () throws(ValueError) in
            let notional = try ExactRatio(price) * ExactRatio(quantity)
            let leveraged = try notional / ExactRatio(leverage)
            return try LegacyLockedValues(
                notional: Amount(notional), cva: Amount(try leveraged.percent(percents.cva)), lf: Amount(try leveraged.percent(percents.lf)),
                partyAmm: Amount(try leveraged.percent(percents.partyAmm)), partyBmm: Amount(try notional.percent(percents.partyBmm)))
        }
    }

    private init(notional: Amount, cva: Amount, lf: Amount, partyAmm: Amount, partyBmm: Amount) {
        self.notional = notional
        self.cva = cva
        self.lf = lf
        self.partyAmm = partyAmm
        self.partyBmm = partyBmm
    }

    /// What the trader locks: cva, lf and maintenance margin, 18 decimals.
    ///
    /// - Throws: ``TradeMathsError``.
    public func total() throws(TradeMathsError) -> Wad {
        try reckoning { () throws(ValueError) in try cva.wad + lf.wad + partyAmm.wad }
    }

    /// The worst acceptable price of an order that opens: above the mark for a long, below it for a short.
    ///
    /// - Parameters:
    ///   - slippagePercent: How far the fill may be from the mark, below 100.
    ///   - precision: How many decimals prices of the market have; the example leaves all 18.
    /// - Throws: ``TradeMathsError``.
    public static func price(
        mark: Wad, position: PositionType, slippagePercent: Wad, precision: UInt8 = 18
    ) throws(TradeMathsError) -> Wad {
        guard slippagePercent < Wad(units: Wad.one.units &* UInt256(100 as UInt64)) else {
            throw .invalidInput(field: "slippage", reason: "\(slippagePercent) % is not below 100 %")
        }
        let price = try reckoning { () throws(ValueError) in
            let part = try ExactRatio(slippagePercent) / ExactRatio(100)
            let factor = position == .short ? try ExactRatio.one - part : try ExactRatio.one + part
            return try (ExactRatio(mark) * factor).wad(fractionDigits: precision, .down)
        }
        guard price > .zero else { throw .invalidInput(field: "price", reason: "\(mark) less the slippage is 0 at \(precision) decimals") }
        return price
    }
}

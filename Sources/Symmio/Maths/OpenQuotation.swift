public import EVMCore
internal import SymmioContracts

/// What an order to open comes to: everything that is signed, and what it costs.
///
/// All numbers are exact decimals and rounded once, as the ``MathsProfile`` states: prices and quantities down to the market's precision,
/// amounts down to 18 decimals.
public struct OpenQuotation: Sendable, Hashable {
    /// The terms it was reckoned from.
    public var terms: OpenTerms
    /// The slippage in percent that was used.
    public var slippagePercent: Wad
    /// The worst acceptable price, at the market's precision.
    public var price: Wad
    /// The order's quantity, at the market's precision.
    public var quantity: Wad
    /// Price times quantity.
    public var notional: Wad
    /// Credit valuation adjustment to lock.
    public var cva: Wad
    /// Liquidator's fee to lock.
    public var lf: Wad
    /// The trader's maintenance margin to lock.
    public var partyAmm: Wad
    /// The solver's maintenance margin to lock.
    public var partyBmm: Wad
    /// What it costs.
    public var fees: OpenFees
    /// What to move to the virtual account, by the profile's rule.
    public var margin: Wad
    /// Where the position would be liquidated, reckoned from the estimated fill or else the worst price; nil where no price can do that.
    public var estimatedLiquidationPrice: Wad?

    /// The rules of the market that the order breaks; none where it may be sent.
    ///
    /// - Throws: ``TradeMathsError/arithmetic(_:)``.
    public func violations() throws(TradeMathsError) -> [MarketViolation] {
        try reckoning { () throws(ValueError) in
            if quantity == .zero, case .margin(let margin) = terms.size {
                return [.marginTooSmall(margin: margin, least: try terms.leastMargin())]
            }
            return try terms.rules.violations(
                position: terms.position, quantity: quantity, mark: terms.mark, leverage: terms.leverage, cva: cva, lf: lf, partyAmm: partyAmm)
        }
    }

    /// Checks that the order may be sent: no rule of the market is broken, and the estimate lies within the slippage.
    ///
    /// - Throws: ``TradeMathsError/violations(_:)``, ``TradeMathsError/slippageExceeded(mark:estimate:slippagePercent:)``.
    public func validate() throws(TradeMathsError) {
        if let estimate = terms.estimatedFill {
            let isBeyond = try reckoning { () throws(ValueError) in
                let distance = estimate > terms.mark ? try estimate - terms.mark : try terms.mark - estimate
                let allowed = try ExactRatio(slippagePercent) / ExactRatio(100) + ExactRatio(Wad(units: 1_000_000_000))
                return try ExactRatio.isLess(allowed, try ExactRatio(distance) / ExactRatio(terms.mark))
            }
            if isBeyond { throw .slippageExceeded(mark: terms.mark, estimate: estimate, slippagePercent: slippagePercent) }
        }
        let violations = try violations()
        if !violations.isEmpty { throw .violations(violations) }
    }
}

/// What an order costs, item by item, at its worst price. `sdk-deferred` leaves at 0 what closing costs, which is paid when closing, and
/// `walkthrough-085` what solvers charge, which it does not know of.
public struct OpenFees: Sendable, Hashable {
    /// The platform's fee when opening.
    public var platformOpen: Wad
    /// The platform's fee when closing.
    public var platformClose: Wad
    /// The solver's fee when opening.
    public var solverOpen: Wad
    /// The solver's fee when closing, at its worst.
    public var solverClose: Wad
    /// The solver's flat fee when opening.
    public var staticOpen: Wad
    /// The solver's flat fee when closing.
    public var staticClose: Wad
    /// What the position loses at once because it is filled beside the mark price.
    public var settlement: Wad
    /// All together.
    public var total: Wad
}

internal import EVMCore
internal import SymmioContracts

/// The steps from terms to a quotation; everything between stays an exact fraction.
struct OpenReckoning {
    let terms: OpenTerms
    /// The slippage as a fraction.
    let slippage: ExactRatio
    /// The worst acceptable price.
    let price: Wad

    /// A sized order: its quantity and what the locked values are percentages of.
    struct Sized {
        /// The quantity divided by the leverage.
        var basic: ExactRatio
        var quantity: Wad
    }

    init(_ terms: OpenTerms) throws(ValueError) {
        self.terms = terms
        slippage = try Self.slippage(terms)
        let factor = terms.position == .short ? try ExactRatio.one - slippage : try ExactRatio.one + slippage
        price = try (ExactRatio(terms.mark) * factor).wad(fractionDigits: terms.rules.pricePrecision, .down)
    }

    private static func slippage(_ terms: OpenTerms) throws(ValueError) -> ExactRatio {
        let fallback = try ExactRatio(4) / ExactRatio(100)
        switch terms.slippage {
        case .percent(let percent): return try ExactRatio(percent) / ExactRatio(100)
        case .automatic:
            guard let estimate = terms.estimatedFill else { return fallback }
            let mark = ExactRatio(terms.mark)
            let beyond =
                terms.position == .short
                ? try mark - ExactRatio(estimate) * (ExactRatio.one - fallback) : try ExactRatio(estimate) * (ExactRatio.one + fallback) - mark
            let fraction = try beyond / mark
            let most = try ExactRatio(99) / ExactRatio(100)
            return try ExactRatio.isLess(most, fraction) ? most : fraction
        }
    }

    // MARK: Size

    func sized() throws(ValueError) -> Sized {
        switch terms.size {
        case .quantity(let quantity): return try sized(quantity: quantity.rounded(fractionDigits: terms.rules.quantityPrecision, .down))
        case .margin(let margin): return try sized(margin: ExactRatio(margin))
        }
    }

    func sized(quantity: Wad) throws(ValueError) -> Sized {
        Sized(basic: try ExactRatio(quantity) / ExactRatio(terms.leverage), quantity: quantity)
    }

    func sized(margin: ExactRatio) throws(ValueError) -> Sized {
        let digits = terms.rules.quantityPrecision
        let basic = try (margin / ExactRatio(terms.mark)).wad(fractionDigits: digits, .down)
        let leveraged = try ExactRatio(basic) * ExactRatio(terms.leverage)
        return Sized(basic: ExactRatio(basic), quantity: try leveraged.wad(fractionDigits: digits, .down))
    }

    // MARK: Quotation

    /// - Parameter fill: The price that the settlement is reckoned at, nil for none.
    func quotation(_ sized: Sized, fill: Wad?) throws(ValueError) -> OpenQuotation {
        let notionalBasic = try sized.basic * ExactRatio(price)
        let notional = try notionalBasic * ExactRatio(terms.leverage)
        let percents = terms.percents
        let cva = try notionalBasic.percent(percents.cva)
        let lf = try notionalBasic.percent(percents.lf)
        let partyAmm = try notionalBasic.percent(percents.partyAmm)
        let isWalkThrough = terms.profile == .walkthrough085
        let partyBmm = try (isWalkThrough ? notional : notionalBasic).percent(percents.partyBmm)
        let legs = isWalkThrough ? try walkThroughFees(notional: notional) : try itemisedFees(sized, notional: notional, fill: fill)
        let basis =
            switch (isWalkThrough, terms.position) {
            case (true, .short): try sized.basic * shortBasis(percent: 110)
            case (true, _): notionalBasic
            case (false, .short): try lockedAtMark(sized)
            case (false, _): try cva + lf + partyAmm
            }
        let margin = isWalkThrough ? try basis * walkThroughFactor() : try basis + legs.total
        let opening = try legs.platformOpen + legs.solverOpen + legs.staticOpen
        // Whatever a profile says, the core takes no less than what is locked and its fee.
        let least = try cva + lf + partyAmm + legs.platformOpen
        let funded = try ExactRatio.isLess(margin, least) ? least : margin
        return OpenQuotation(
            terms: terms, slippagePercent: try (slippage * ExactRatio(100)).wad(.nearest), price: price, quantity: sized.quantity,
            notional: try notional.wad(.down), cva: try cva.wad(.down), lf: try lf.wad(.down), partyAmm: try partyAmm.wad(.down),
            partyBmm: try partyBmm.wad(.down), fees: try legs.rounded(), margin: try margin.wad(.down),
            estimatedLiquidationPrice: try liquidationPrice(sized, cushion: funded - opening - cva - lf, fill: fill))
    }

    /// The mark price at so many percent.
    private func shortBasis(percent: UInt64) throws(ValueError) -> ExactRatio {
        try ExactRatio(terms.mark) * ExactRatio(percent) / ExactRatio(100)
    }

    /// A short's locked values as they would be at 1.01 times the mark on low-cap solvers, at the mark on others: they grow as the price does.
    private func lockedAtMark(_ sized: Sized) throws(ValueError) -> ExactRatio {
        let basis = try sized.basic * shortBasis(percent: terms.solverKind == .enigma ? 101 : 100)
        let percents = terms.percents
        return try basis.percent(percents.cva) + basis.percent(percents.lf) + basis.percent(percents.partyAmm)
    }

    // MARK: Fees

    private struct Legs {
        var platformOpen = ExactRatio.zero
        var platformClose = ExactRatio.zero
        var solverOpen = ExactRatio.zero
        var solverClose = ExactRatio.zero
        var staticOpen = ExactRatio.zero
        var staticClose = ExactRatio.zero
        var settlement = ExactRatio.zero
        var total = ExactRatio.zero

        func rounded() throws(ValueError) -> OpenFees {
            OpenFees(
                platformOpen: try platformOpen.wad(.down), platformClose: try platformClose.wad(.down), solverOpen: try solverOpen.wad(.down),
                solverClose: try solverClose.wad(.down), staticOpen: try staticOpen.wad(.down), staticClose: try staticClose.wad(.down),
                settlement: try settlement.wad(.down), total: try total.wad(.down))
        }
    }

    /// The platform's fees; the walk-through knows no others.
    private func walkThroughFees(notional: ExactRatio) throws(ValueError) -> Legs {
        var legs = Legs()
        legs.platformOpen = try notional * ExactRatio(terms.fees.platformOpen)
        legs.platformClose = try notional * ExactRatio(terms.fees.platformClose)
        legs.total = try legs.platformOpen + legs.platformClose
        return legs
    }

    /// The walk-through's margin provides for twice the fee of the margin's own notional, not of the leveraged one.
    private func walkThroughFactor() throws(ValueError) -> ExactRatio { try ExactRatio.one + ExactRatio(terms.fees.platformOpen) * ExactRatio(2) }

    private func itemisedFees(_ sized: Sized, notional: ExactRatio, fill: Wad?) throws(ValueError) -> Legs {
        let fees = terms.fees
        let isLowCap = terms.solverKind == .enigma
        var legs = Legs()
        legs.platformOpen = try notional * ExactRatio(fees.platformOpen)
        legs.solverOpen = isLowCap ? try notional * ExactRatio(fees.solverOpen) : .zero
        legs.staticOpen = isLowCap ? ExactRatio(fees.staticOpen) : .zero
        if terms.profile == .sdk31 {
            legs.platformClose = try notional * ExactRatio(fees.platformClose)
            legs.solverClose = isLowCap ? try notional * ExactRatio(fees.solverClose.worst) : .zero
            legs.staticClose = isLowCap ? ExactRatio(fees.staticClose) : .zero
        }
        if let fill {
            let loss = terms.position == .short ? try ExactRatio(terms.mark) - ExactRatio(fill) : try ExactRatio(fill) - ExactRatio(terms.mark)
            legs.settlement = try loss * ExactRatio(sized.quantity)
        }
        legs.total = try legs.platformOpen + legs.platformClose + legs.solverOpen + legs.solverClose
        legs.total = try legs.total + legs.staticOpen + legs.staticClose + legs.settlement
        return legs
    }

    // MARK: Liquidation

    /// The core liquidates an account once what is allocated, less cva and lf, plus the unrealised profit is below 0.
    private func liquidationPrice(_ sized: Sized, cushion: ExactRatio, fill: Wad?) throws(ValueError) -> Wad? {
        guard sized.quantity > .zero else { return nil }
        let entry = ExactRatio(terms.estimatedFill ?? price)
        let distance = try cushion / ExactRatio(sized.quantity)
        if terms.position == .short { return try (entry + distance).wad(fractionDigits: terms.rules.pricePrecision, .down) }
        guard try ExactRatio.isLess(distance, entry) else { return nil }
        return try (entry - distance).wad(fractionDigits: terms.rules.pricePrecision, .up)
    }
}

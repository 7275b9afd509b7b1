public import EVMCore
internal import SymmioContracts

extension OpenTerms {
    /// Reckons what the order comes to. It may still break rules of the market: see ``OpenQuotation/validate()``.
    ///
    /// - Throws: ``TradeMathsError``.
    public func quotation() throws(TradeMathsError) -> OpenQuotation {
        try checkInput()
        return try reckoning { () throws(ValueError) in
            let reckoning = try OpenReckoning(self)
            return try reckoning.quotation(try reckoning.sized(), fill: estimatedFill)
        }
    }

    /// The greatest margin that ``Size/margin(_:)`` may be given so that a balance pays for the order, fees included.
    ///
    /// The SDK's rule for its profiles, rounded down at each step: the balance, for a short less the slippage, less the leveraged fees; the
    /// inverse of its margin formula, or of what the core asks for at least where that is more, for the walk-through.
    ///
    /// - Throws: ``TradeMathsError``.
    public func maximumMargin(balance: Wad) throws(TradeMathsError) -> Wad {
        try checkInput()
        return try reckoning { () throws(ValueError) in
            let slippage = try OpenReckoning(self).slippage
            if profile == .walkthrough085 {
                let fee = try ExactRatio.one + ExactRatio(fees.platformOpen) * ExactRatio(2)
                let factor = position == .short ? try ExactRatio(110) / ExactRatio(100) : try ExactRatio.one + slippage
                let worst = position == .short ? try ExactRatio.one - slippage : try ExactRatio.one + slippage
                let locked = try ExactRatio(percents.cva) + ExactRatio(percents.lf) + ExactRatio(percents.partyAmm)
                let least = try worst * (locked / ExactRatio(100) + ExactRatio(leverage) * ExactRatio(fees.platformOpen))
                let cost = try factor * fee
                return try (ExactRatio(balance) / (ExactRatio.isLess(cost, least) ? least : cost)).wad(.down)
            }
            let rate = profile == .sdkDeferred ? fees.platformOpen : try fees.platformOpen + fees.platformClose
            let cost = try leverage.multiplied(by: rate, rounding: .down)
            let kept = cost >= .one ? Wad.zero : try Wad.one - cost
            var available = balance
            if position == .short {
                available = try available.multiplied(by: try (ExactRatio.one - slippage).wad(.down), rounding: .down)
            }
            return try available.multiplied(by: kept, rounding: .down)
        }
    }

    /// The greatest order that a balance pays for, fees and settlement included, on the market's grid of quantities.
    ///
    /// A probe of the whole balance is scaled by what it would cost, less 0.1 %, snapped down to the lot and stepped down until it fits. Where
    /// no fill was estimated, or the order would be greater than the probe that was estimated, the settlement is reckoned at the worst price.
    ///
    /// - Throws: ``TradeMathsError``; the order is validated as ``OpenQuotation/validate()`` does.
    public func fullBalanceQuotation(balance: Wad) throws(TradeMathsError) -> OpenQuotation {
        var probe = self
        probe.size = .margin(balance)
        try probe.checkInput()
        if profile == .walkthrough085 {
            probe.size = .margin(try maximumMargin(balance: balance))
            let quotation = try probe.quotation()
            try quotation.validate()
            return quotation
        }
        let sizing = FullBalanceSizing(terms: probe, balance: balance)
        let found = try reckoning { () throws(ValueError) in try sizing.quotation() }
        guard let found else { throw .balanceTooSmall(balance: balance) }
        try found.validate()
        return found
    }

    /// The least margin that ``Size/margin(_:)`` may be given so that anything is left of the order: the quantity is rounded down before it is
    /// multiplied by the leverage, and has to come to one lot after.
    func leastMargin() throws(ValueError) -> Wad {
        let digits = rules.quantityPrecision
        let step = try Wad(units: .one).rounded(fractionDigits: digits, .up)
        let lot = try (rules.lotSize ?? .zero).divided(by: leverage, rounding: .up).rounded(fractionDigits: digits, .up)
        return try mark.multiplied(by: max(step, lot), rounding: .up)
    }

    /// What makes no sense at any market.
    static func check(leverage: Wad, slippage: Slippage) throws(TradeMathsError) {
        guard leverage >= .one else { throw .invalidInput(field: "leverage", reason: "\(leverage) is below 1") }
        if case .percent(let percent) = slippage, percent >= Wad(units: Wad.one.units &* UInt256(100 as UInt64)) {
            throw .invalidInput(field: "slippage", reason: "\(percent) % is not below 100 %")
        }
    }

    func checkInput() throws(TradeMathsError) {
        guard mark > .zero else { throw .invalidInput(field: "mark", reason: "the mark price is 0") }
        try Self.check(leverage: leverage, slippage: slippage)
        switch position {
        case .long, .short: break
        case .unknown(let value): throw .invalidInput(field: "position", reason: "\(value) is neither long nor short")
        }
    }
}

/// The greatest order that fits a balance.
struct FullBalanceSizing {
    let terms: OpenTerms
    let balance: Wad

    private static let mostSteps = 25

    /// Nil where not even the least step fits.
    func quotation() throws(ValueError) -> OpenQuotation? {
        let reckoning = try OpenReckoning(terms)
        let probe = try reckoning.sized()
        guard probe.quantity > .zero else { return nil }
        let worst = reckoning.price
        var fill = terms.estimatedFill ?? worst
        guard var factor = try factor(reckoning, probe, fill: fill) else { return nil }
        if try ExactRatio.isLess(.one, factor), terms.estimatedFill != nil {
            guard let bound = try self.factor(reckoning, probe, fill: worst) else { return nil }
            // The estimate holds up to the size it was made for; beyond it only the worst price does.
            if try ExactRatio.isLess(.one, bound) {
                (factor, fill) = (bound, worst)
            } else {
                factor = try Self.safety()
            }
        }
        var quantity = try reckoning.sized(margin: ExactRatio(balance) * factor).quantity
        let step: Wad
        if let lot = terms.rules.lotSize, lot > .zero {
            step = lot
            quantity = Wad(units: quantity.units &- quantity.units % lot.units)
        } else {
            step = try ExactRatio.one.wad(.exact).multiplied(by: 1, dividedBy: try Self.powerOfTen(terms.rules.quantityPrecision), rounding: .up)
        }
        for _ in 0...Self.mostSteps {
            guard quantity > .zero else { return nil }
            let quotation = try reckoning.quotation(try reckoning.sized(quantity: quantity), fill: fill)
            if quotation.margin <= balance { return quotation }
            guard quantity > step else { return nil }
            quantity = try quantity - step
        }
        return nil
    }

    /// By how much the probe has to shrink, or may grow, for the balance to pay for it; nil where it costs nothing.
    private func factor(_ reckoning: OpenReckoning, _ probe: OpenReckoning.Sized, fill: Wad) throws(ValueError) -> ExactRatio? {
        let cost = try reckoning.quotation(probe, fill: fill).margin
        guard cost > .zero else { return nil }
        return try ExactRatio(balance) / ExactRatio(cost) * Self.safety()
    }

    /// 99.9 %.
    private static func safety() throws(ValueError) -> ExactRatio { try ExactRatio(999) / ExactRatio(1000) }

    private static func powerOfTen(_ exponent: UInt8) throws(ValueError) -> UInt256 {
        var power = UInt256.one
        // More digits than 18 have no step of their own.
        for _ in 0..<min(exponent, 18) { power = power &* UInt256(10 as UInt64) }
        return power
    }
}

internal import EVMClient
internal import EVMCore
internal import SymmioContracts

extension TradingSession {
    /// What closing a position comes to: everything is read and reckoned, nothing signed or sent.
    ///
    /// - Throws: ``TradingError``.
    public func preview(_ intent: CloseIntent) async throws(TradingError) -> ClosePreview {
        let (position, market, mark) = try await closable(intent.quoteId)
        let rules = try closeRules(of: market)
        let now = try await chainTime()
        let quantity = try closeQuantity(intent.amount, of: position, rules)
        let estimate = try await estimate(market, position, quantity: quantity, mark: mark, rules: rules)
        return try arithmetic { () throws(ValueError) in
            let slippage = try Self.slippage(intent.slippage, mark: mark, estimate: estimate, side: position.side)
            let price = try CloseMaths.price(mark: mark, position: position.side, slippagePercent: slippage, precision: rules.pricePrecision)
            return ClosePreview(
                intent: intent, position: position, market: market, mark: mark, estimatedFill: estimate, slippagePercent: slippage, price: price,
                quantity: quantity, remainder: try position.openQuantity - quantity,
                fees: try CloseMaths.fees(
                    quantity: quantity, mark: mark, rates: market.feeRates(), age: now > position.createdAt ? now - position.createdAt : 0),
                profit: try position.profit(of: quantity, at: estimate ?? mark))
        }
    }

    /// A position that can be closed, its market and that one's mark price.
    func closable(_ quoteId: UInt256) async throws(TradingError) -> (Position, Market, mark: Wad) {
        try await accountDetail()
        let position = try await position(quoteId)
        guard position.status == .opened else { throw .notOpen(quoteId, position.status) }
        let market = try await market(id: position.symbolId)
        let state = position.side == .short ? market.shortState : market.longState
        if state?.allowsClosing == false { throw .marketClosed(market.name, reason: "positions cannot be closed now") }
        return (position, market, try await markPrice(of: market))
    }

    func closeRules(of market: Market) throws(TradingError) -> MarketRules {
        do throws(JSONFieldError) { return try market.rules() } catch { throw .service(.solver, .unreadable(status: 200, error)) }
    }

    /// How much is to be closed, held against the market's rules.
    func closeQuantity(_ amount: CloseIntent.Amount, of position: Position, _ rules: MarketRules) throws(TradingError) -> Wad {
        let (quantity, violations) = try arithmetic { () throws(ValueError) in
            let quantity =
                switch amount {
                case .all: position.openQuantity
                case .quantity(let quantity): try quantity.rounded(fractionDigits: rules.quantityPrecision, .down)
                case .percent(let percent): try CloseMaths.quantity(open: position.openQuantity, percent: percent, precision: rules.quantityPrecision)
                }
            return (
                quantity, try rules.closeViolations(quantity: quantity, open: position.openQuantity, locked: try position.locked())
            )
        }
        guard violations.isEmpty else { throw .close(quoteId: position.quoteId, violations) }
        return quantity
    }

    func arithmetic<T>(_ body: () throws(ValueError) -> T) throws(TradingError) -> T {
        do throws(ValueError) {
            return try body()
        } catch {
            throw .maths(.arithmetic(error))
        }
    }

    private func estimate(
        _ market: Market, _ position: Position, quantity: Wad, mark: Wad, rules: MarketRules
    ) async throws(TradingError) -> Wad? {
        // Solvers of majors have no estimates.
        guard solver.solver.kind == .enigma else { return nil }
        // Closing a long sells, as opening a short does: the bound lies on the other side.
        let bound = try arithmetic { () throws(ValueError) in
            try OpenTerms.estimateBound(mark: mark, position: position.side == .short ? .long : .short, rules: rules)
        }
        return try await asking(.solver) { () async throws(ServiceError) in
            try await solver.estimatedPrice(
                symbolId: market.id, quantity: quantity, position: position.side, isOpening: false, bound: bound)
        }
    }

    /// The percent given; automatically, 4 % beyond the estimated fill, or 4 % where there is no estimate.
    private static func slippage(_ wanted: OpenTerms.Slippage, mark: Wad, estimate: Wad?, side: PositionType) throws(ValueError) -> Wad {
        let four = try Wad(whole: 4)
        let hundred = try Wad(whole: 100)
        switch wanted {
        case .percent(let percent): return percent
        case .automatic:
            guard let estimate else { return four }
            let beyond: Wad
            if side == .short {
                let worst = try estimate.multiplied(by: try hundred + four, rounding: .up)
                let marked = try mark.multiplied(by: hundred, rounding: .down)
                beyond = worst > marked ? try worst - marked : .zero
            } else {
                let worst = try estimate.multiplied(by: try hundred - four, rounding: .down)
                let marked = try mark.multiplied(by: hundred, rounding: .up)
                beyond = marked > worst ? try marked - worst : .zero
            }
            return min(try beyond.divided(by: mark, rounding: .up), CloseMaths.mostSlippagePercent)
        }
    }
}

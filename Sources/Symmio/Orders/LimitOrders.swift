internal import EVMClient
internal import EVMCore
public import EVMSigning
internal import SymmioContracts

/// Orders at a limit: the solver fills them, wholly or in part, when the market is there.
///
/// Two ways lead to the same quote on chain. A solver that has the capability takes what the session key signs: ``place(_:)-(LimitPreview)``.
/// For any other the owner's wallet sends it: ``send(_:owner:)``.
extension TradingSession {
    private typealias Core = Symmio085.Core.Calls
    private typealias Layer = Symmio085.AccountLayer.Calls

    /// What an order at a limit comes to: all is read and reckoned, nothing signed or sent.
    ///
    /// - Throws: ``TradingError``.
    public func preview(_ intent: LimitIntent) async throws(TradingError) -> LimitPreview {
        let market = try await market(intent.market)
        let allowed = intent.position == .short ? market.shortState : market.longState
        if market.isValid == false { throw .marketClosed(market.name, reason: "the market is not listed") }
        if allowed?.allowsOpening == false { throw .marketClosed(market.name, reason: "positions cannot be opened now") }
        // Whether the session key may do it is looked at where it signs.
        let state = try await openState(market, intent.position, checksDelegation: false)
        let mark = try await markPrice(of: market)
        let rules = try await rules(of: market)
        let percents = try await asking(.solver) { () async throws(ServiceError) in
            try await solver.lockedPercents(market: market.name, leverage: intent.leverage)
        }
        // Rounded to the market's precision it may not become worse for the trader.
        let limit = try arithmetic { () throws(ValueError) in
            try intent.price.rounded(fractionDigits: rules.pricePrecision, intent.position == .short ? .up : .down)
        }
        guard limit > .zero else { throw .maths(.invalidInput(field: "price", reason: "\(intent.price) is 0 at the market's precision")) }
        // The limit is the worst price and the only one that is known: no slippage beyond it.
        let terms = OpenTerms(
            profile: deployment.style.maths, solverKind: solver.solver.kind, position: intent.position, mark: limit, size: intent.size,
            leverage: intent.leverage, slippage: .percent(.zero), percents: percents,
            fees: market.feeRates(platformOpen: state.openFee, platformClose: state.closeFee), rules: rules)
        let quotation = try reckon { () throws(TradeMathsError) in
            let quotation = try terms.quotation()
            try quotation.validate()
            return quotation
        }
        if let violation = await outOfRange(quotation.price, market) { throw .maths(.violations([violation])) }
        let margin = try Self.margin(quotation, openFee: state.openFee)
        guard state.available >= margin else { throw state.short(of: margin) }
        return LimitPreview(
            intent: intent, market: market, mark: mark, quotation: quotation, margin: margin, available: state.available, subAccount: subAccount,
            isolation: state.isolation, account: state.account, needsOracle: state.needsOracle,
            deadline: ForceTerms.sum(state.chainTime, intent.lifetime), solver: solver.solver, contracts: deployment.contracts,
            callName: quoteCallName)
    }

    /// The rule that a limit breaks where the solver says how far from the market orders may be; solvers of majors do.
    func outOfRange(_ price: Wad, _ market: Market) async -> MarketViolation? {
        guard solver.solver.kind == .rasa, let range = try? await solver.priceRange(market: market.name) else { return nil }
        guard price < range.minimum || price > range.maximum else { return nil }
        return .outsidePriceRange(price: price, minimum: range.minimum, maximum: range.maximum)
    }

    /// Sends what was previewed: the margin and the quote, in one transaction where the release can (0.8.6), else in two; the quote alone
    /// where the sub-account itself trades.
    ///
    /// Where the second of two fails the margin is with the virtual account; sending again uses it.
    /// - Returns: The order as it waits, or what a solver that was quicker has made of it.
    /// - Throws: ``TradingError``.
    public func send(_ preview: LimitPreview, owner: any Signer) async throws(TradingError) -> OrderFill {
        guard preview.subAccount == subAccount else { throw .unsupported("the preview is of another sub-account") }
        let order = try await order(preview, id: options.correlationIds(), now: try await chainTime())
        let call = order.sendQuoteCall(release: deployment.release, solver: solver.solver.kind).encoded
        let layer = deployment.contracts.accountLayer
        let receipt = try await symmio { () async throws(SymmioError) in
            if let isolation = preview.isolation {
                let missing = try await missingMargin(preview)
                if missing > .zero, deployment.release == .v086 {
                    return try await client.transact(
                        Symmio086.AccountLayer.Calls.CallWithMargin(
                            account: subAccount, isolationType: isolation, symbolId: order.symbolId, marginAmount: missing.units, callDatas: [call]),
                        to: layer, using: owner)
                }
                if missing > .zero {
                    let margin = AddMarginToNextVA(
                        subAccount: subAccount, isolationType: isolation, symbolId: order.symbolId, amount: missing.units)
                    _ = try await client.transact(margin, to: layer, using: owner)
                }
            }
            return try await client.transact(Layer.Call(account: subAccount, callDatas: [call]), to: layer, using: owner)
        }
        guard let sent = receipt.events(Symmio085.Core.Events.SendQuoteWithAffiliate.self, from: core).last?.event else {
            throw .unsupported("transaction \(receipt.transactionHash) sent no quote: it logged no SendQuote")
        }
        return try await ordering { () async throws(OrderError) in try await client.orders.fill(of: sent.quoteId) }
    }

    func order(_ preview: LimitPreview, id: String, now: UInt64) async throws(TradingError) -> OpenOrder {
        let quotation = preview.quotation
        let upnl: OpenOrder.UpnlSignature =
            preview.needsOracle ? try await upnlSignature(preview.market, needsOracle: true, now: now) : .empty
        return OpenOrder(
            subAccount: subAccount, isolation: preview.isolation, symbolId: UInt256(UInt64(max(0, preview.market.id))),
            position: preview.intent.position, orderType: .limit, price: quotation.price, quantity: quotation.quantity, cva: quotation.cva,
            lf: quotation.lf, partyAmm: quotation.partyAmm, partyBmm: quotation.partyBmm, margin: preview.margin, deadline: preview.deadline,
            solvers: [solver.solver.address], affiliate: deployment.contracts.affiliate, correlationId: id, upnlSignature: upnl,
            feeCaps: preview.market.feeCaps)
    }

    /// What an earlier try has left with a virtual account that is not in use need not be moved again. Margin of an account in use is its
    /// positions'.
    private func missingMargin(_ preview: LimitPreview) async throws(SymmioError) -> Wad {
        let virtual = try await client.read(Layer.GetVirtualAccount(account: preview.account), from: deployment.contracts.accountLayer)
        if virtual.isExists { return preview.margin }
        let left = try await client.accounts.books(of: preview.account).allocated
        return left >= preview.margin ? .zero : Wad(units: preview.margin.units &- left.units)
    }

    func ordering<T>(_ body: () async throws(OrderError) -> T) async throws(TradingError) -> T {
        do throws(OrderError) {
            return try await body()
        } catch {
            throw .order(error)
        }
    }
}

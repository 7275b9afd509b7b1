internal import EVMClient
public import EVMCore
public import EVMSigning
public import SymmioContracts

/// A position to open at a price or better, as a person means it.
public struct LimitIntent: Sendable, Hashable {
    /// The market's name, such as `BTCUSDT`, or its number.
    public var market: String
    /// Long or short.
    public var position: PositionType
    /// How much: a quantity, or a margin in USD.
    public var size: OpenTerms.Size
    /// The leverage, at least 1.
    public var leverage: Wad
    /// The price: a long is opened at it or below, a short at it or above.
    public var price: Wad
    /// How long the order waits, in seconds.
    public var lifetime: UInt64

    /// Creates an intent.
    public init(
        market: String, position: PositionType, size: OpenTerms.Size, leverage: Wad, price: Wad, lifetime: UInt64 = 900
    ) {
        self.market = market
        self.position = position
        self.size = size
        self.leverage = leverage
        self.price = price
        self.lifetime = lifetime
    }
}

/// What an order at a limit comes to, before anything is signed.
public struct LimitPreview: Sendable {
    /// What was asked for.
    public var intent: LimitIntent
    /// The market.
    public var market: Market
    /// The mark price.
    public var mark: Wad
    /// Price, quantity, notional, locked values and fees, reckoned at the limit.
    public var quotation: OpenQuotation
    /// What has to move from the sub-account to the virtual account.
    public var margin: Wad
    /// What the sub-account has available, before.
    public var available: Wad
    /// The sub-account.
    public var subAccount: Address
    /// The isolation type of the virtual account that it opens in.
    public var isolation: VirtualAccountIsolation
    /// The virtual account that it will be in, as the Account Layer foretells.
    public var account: Address
    /// The last second (since 1970) at which it may be filled.
    public var deadline: UInt64

    /// Whether the market is there already, so that the solver may fill it at once.
    public var isMarketable: Bool { intent.position == .short ? mark >= quotation.price : mark <= quotation.price }
}

/// Orders at a limit, sent by the owner's wallet: the solver fills them, wholly or in part, when the market is there.
extension TradingSession {
    private typealias Core = Symmio085.Core.Calls
    private typealias Layer = Symmio085.AccountLayer.Calls

    /// What an order at a limit comes to: all is read and reckoned, nothing signed or sent.
    ///
    /// - Throws: ``TradingError``.
    public func preview(_ intent: LimitIntent) async throws(TradingError) -> LimitPreview {
        let market = try await market(intent.market)
        let state = intent.position == .short ? market.shortState : market.longState
        if market.isValid == false { throw .marketClosed(market.name, reason: "the market is not listed") }
        if state?.allowsOpening == false { throw .marketClosed(market.name, reason: "positions cannot be opened now") }
        guard market.id >= 0 else { throw .noMarket(market.name) }
        let symbolId = UInt256(UInt64(market.id))
        let detail = try await accountDetail()
        guard let isolation = detail.isolationType.virtualAccountIsolation(for: intent.position) else {
            throw .unsupported("the sub-account \(subAccount) is of isolation type CUSTOM, which has no virtual accounts made for positions")
        }
        let mark = try await markPrice(of: market)
        let rules = try await rules(of: market)
        let percents = try await asking(.solver) { () async throws(ServiceError) in
            try await solver.lockedPercents(market: market.name, leverage: intent.leverage)
        }
        let (balance, bind, fee, next) = try await chaining { () async throws(ChainError) in
            try await client.chain.read(
                Core.BalanceOf(user: subAccount).from(core), Core.GetBindState(user: subAccount).from(core),
                Core.GetFeeForUser(affiliate: deployment.contracts.affiliate, user: subAccount, symbolId: symbolId).from(core),
                Layer.PredictNextVirtualAccountAddress(subAccount: subAccount, isolationType: isolation, symbolId: symbolId)
                    .from(deployment.contracts.accountLayer))
        }
        let (available, binding, fees, account) = try await chaining { () throws(ChainError) in
            (Wad(units: try balance.get()), try bind.get(), try fee.get(), try next.get())
        }
        guard binding.status != .notBound, binding.partyB == solver.solver.address else {
            throw .notBound(account: subAccount, solver: solver.solver.address)
        }
        // The limit is the worst price and the only one that is known: no slippage beyond it.
        let terms = OpenTerms(
            profile: deployment.style.maths, solverKind: solver.solver.kind, position: intent.position, mark: intent.price, size: intent.size,
            leverage: intent.leverage, slippage: .percent(.zero), percents: percents,
            fees: market.feeRates(platformOpen: Wad(units: fees.openFee), platformClose: Wad(units: fees.closeFee)), rules: rules)
        let quotation: OpenQuotation
        do throws(TradeMathsError) {
            quotation = try terms.quotation()
            try quotation.validate()
        } catch {
            throw .maths(error)
        }
        let margin = try Self.margin(quotation, openFee: Wad(units: fees.openFee))
        guard available >= margin else { throw .balance(available: available, needed: margin) }
        return LimitPreview(
            intent: intent, market: market, mark: mark, quotation: quotation, margin: margin, available: available, subAccount: subAccount,
            isolation: isolation, account: account, deadline: ForceTerms.sum(try await chainTime(), intent.lifetime))
    }

    /// Sends what was previewed: the margin and the quote, in one transaction where the release can (0.8.6), else in two.
    ///
    /// Where the second of two fails the margin is with the virtual account; sending again uses it.
    /// - Returns: The order as it waits, or what a solver that was quicker has made of it.
    /// - Throws: ``TradingError``.
    public func send(_ preview: LimitPreview, owner: any Signer) async throws(TradingError) -> OrderFill {
        guard preview.subAccount == subAccount else { throw .unsupported("the preview is of another sub-account") }
        let order = order(preview, id: options.correlationIds(), now: try await chainTime())
        let call = order.sendQuoteCall(release: deployment.release).encoded
        let layer = deployment.contracts.accountLayer
        let receipt = try await symmio { () async throws(SymmioError) in
            let missing = try await missingMargin(preview)
            if missing > .zero, deployment.release == .v086 {
                return try await client.transact(
                    Symmio086.AccountLayer.Calls.CallWithMargin(
                        account: subAccount, isolationType: preview.isolation, symbolId: order.symbolId, marginAmount: missing.units,
                        callDatas: [call]), to: layer, using: owner)
            }
            if missing > .zero {
                let margin = AddMarginToNextVA(
                    subAccount: subAccount, isolationType: preview.isolation, symbolId: order.symbolId, amount: missing.units)
                _ = try await client.transact(margin, to: layer, using: owner)
            }
            return try await client.transact(Layer.Call(account: subAccount, callDatas: [call]), to: layer, using: owner)
        }
        guard let sent = receipt.events(Symmio085.Core.Events.SendQuoteWithAffiliate.self, from: core).last?.event else {
            throw .unsupported("transaction \(receipt.transactionHash) sent no quote: it logged no SendQuote")
        }
        do throws(OrderError) {
            return try await client.orders.fill(of: sent.quoteId)
        } catch {
            throw .order(error)
        }
    }

    private func order(_ preview: LimitPreview, id: String, now: UInt64) -> OpenOrder {
        let quotation = preview.quotation
        return OpenOrder(
            subAccount: subAccount, isolation: preview.isolation, symbolId: UInt256(UInt64(max(0, preview.market.id))),
            position: preview.intent.position, orderType: .limit, price: quotation.price, quantity: quotation.quantity, cva: quotation.cva,
            lf: quotation.lf, partyAmm: quotation.partyAmm, partyBmm: quotation.partyBmm, margin: preview.margin, deadline: preview.deadline,
            solvers: [solver.solver.address], affiliate: deployment.contracts.affiliate, correlationId: id, upnlSignature: .empty,
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
}

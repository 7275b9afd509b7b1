import EVMClient
public import EVMCore
public import Symmio
import SymmioContracts

/// An order to open that the chain would take and that this solver can fill.
public struct JudgedOpen: Sendable {
    /// What came.
    public let request: OpenRequest
    /// What the order says.
    public let terms: QuoteTerms
    /// Where it would be filled, and the market's rules.
    public let offer: Offer
    /// The account that signed, which pays the margin.
    public let subAccount: Address
    /// The account that will hold the position: the next virtual account, or the sub-account itself where that has none made.
    public let account: Address
    /// The trading fee for opening, in the collateral's units with 18 decimals.
    public let fee: Wad
    /// The operations' digests, in the order of ``operations``.
    public let digests: [Bytes32]
    /// The flex field for the oracle's signature; nil where the trader's own stays.
    public let upnlField: Int?
    /// Whether the account is bound to this solver, so that no oracle is asked.
    public let isBound: Bool
    /// The time that was looked at, in seconds since 1970.
    public let judgedAt: UInt64

    /// What it holds on to until it has ended.
    public let hold: PendingBook.Hold

    let verified: [VerifiedOperation]
    let funds: PendingBook.Funds

    /// The trader's operations in the order in which they are executed.
    public var operations: [SignedInstantOperation] { [request.addMargin, request.sendQuote].compactMap { $0 } }
    var parts: [OrderPart] { request.addMargin == nil ? [.sendQuote] : [.addMargin, .sendQuote] }
}

extension OperationJudge {
    /// Judges an order to open: its operations by the Instant Layer's rules, then the quote by the core's and the solver's.
    ///
    /// - Parameters:
    ///   - request: what came.
    ///   - markets: the solver's markets and prices.
    ///   - coversUnbound: whether the solver can get an oracle's signature for accounts that are not bound to it.
    ///   - resting: whether it is an order at a limit that shall wait on chain, wherever the market is.
    /// - Throws: ``Refusal``. Whether the account can pay for it together with its orders under way is seen when it is taken up.
    public func judge(
        _ request: OpenRequest, markets: some SolverMarkets, coversUnbound: Bool = false, resting: Bool = false
    ) async throws(Refusal) -> JudgedOpen {
        let (contracts, quote) = (deployment.contracts, request.sendQuote)
        var candidates = [Candidate(part: .sendQuote, signed: quote, target: contracts.symmioCore)]
        if let margin = request.addMargin {
            candidates.insert(Candidate(part: .addMargin, signed: margin, target: contracts.accountLayer), at: 0)
        }
        let block = try await look()
        try checkShapes(candidates, at: block)
        let (terms, margin) = try await asSigned(candidates, at: block) { () throws(Refusal) in
            let terms = try QuoteTerms(quote.operation.callData, release: deployment.release)
            guard let signed = request.addMargin else { return (terms, nil as AddMarginToNextVA?) }
            let call = try Self.marginCall(signed.operation.callData)
            try Self.check(call, goesWith: terms, of: quote.operation.signerAccount.addr)
            return (terms, call)
        }
        let verified = try await verify(candidates, at: block)
        let upnlField = try upnlField(of: quote.operation, terms)
        guard isAhead(terms.deadline, at: block) else {
            throw Refusal(.sendQuote, .expired(deadline: terms.deadline, now: block.now))
        }
        let offer = try await offer(for: terms, markets)
        let account = try await self.account(of: quote.operation.signerAccount.addr, terms, margin, at: block)
        guard !resting || terms.orderType == .limit else { throw Refusal(.sendQuote, .inconsistent("it is at market; only an order at a limit can wait")) }
        try check(terms, against: offer, account.symbol, resting: resting)
        try check(binding: account.bind, of: account, terms, canSign: upnlField != nil && coversUnbound)

        let sums = try await sums(terms, account, margin: margin.map { Wad(units: $0.amount) } ?? .zero, at: block)
        var hold = PendingBook.Hold(digests: verified.map(\.digest))
        (hold.payer, hold.margin) = (account.subAccount, sums.margin)
        (hold.account, hold.locked) = (account.holder, sums.locked)
        return JudgedOpen(
            request: request, terms: terms, offer: offer, subAccount: account.subAccount, account: account.holder, fee: sums.fee, digests: hold.digests,
            upnlField: upnlField, isBound: account.bind.status != .notBound, judgedAt: block.now, hold: hold, verified: verified,
            funds: .init(free: account.free, lockable: sums.lockable, isShared: account.isShared))
    }

    // MARK: Shape

    private static func marginCall(_ callData: Bytes) throws(Refusal) -> AddMarginToNextVA {
        guard callData.count >= 4, let selector = Selector(callData.prefix(4)) else {
            throw Refusal(.addMargin, .shortCallData(bytes: callData.count))
        }
        guard selector == AddMarginToNextVA.selector else {
            throw Refusal(.addMargin, .unknownCall(selector, expected: ["addMarginToNextVA"]))
        }
        return try decode(callData, of: .addMargin)
    }

    /// The margin has to go where the quote will look for it.
    private static func check(_ margin: AddMarginToNextVA, goesWith terms: QuoteTerms, of account: Address) throws(Refusal) {
        func refuse(_ why: String) -> Refusal { Refusal(.addMargin, .inconsistent(why)) }
        guard margin.subAccount == account else { throw refuse("it pays for \(margin.subAccount), the quote is \(account)'s; sign both for one account") }
        guard margin.symbolId == terms.symbolId else {
            throw refuse("it pays for market \(margin.symbolId), the quote is in \(terms.symbolId); sign both for one market")
        }
        let isOther =
            (margin.isolationType == .marketLong && terms.position != .long) || (margin.isolationType == .marketShort && terms.position != .short)
        guard !isOther else { throw refuse("it pays for the other direction than the quote's; sign both for one") }
        guard !margin.amount.isZero else { throw refuse("it pays nothing; leave it out or give an amount") }
    }

    // MARK: Market

    private func offer(for terms: QuoteTerms, _ markets: some SolverMarkets) async throws(Refusal) -> Offer {
        switch (terms.position, terms.orderType) {
        case (.long, .limit), (.long, .market), (.short, .limit), (.short, .market): break
        default: throw Refusal(.sendQuote, .inconsistent("its position or order type is none that exists"))
        }
        let trade = Trade(symbolId: terms.symbolId, position: terms.position, isOpening: true, quantity: terms.quantity)
        guard let offer = await markets.offer(for: trade) else { throw Refusal(.sendQuote, .unknownMarket(terms.symbolId)) }
        if let why = offer.closedBecause { throw Refusal(.sendQuote, .closedMarket(terms.symbolId, why: why)) }
        return offer
    }

    /// Size, notional, leverage and locked values against the market's rules and the core's, whichever are tighter; then, unless it waits
    /// for it, the price.
    private func check(_ terms: QuoteTerms, against offer: Offer, _ symbol: Symmio085.Core.Symbol, resting: Bool) throws(Refusal) {
        var rules = offer.rules
        rules.minimumQuoteValue = max(rules.minimumQuoteValue ?? .zero, Wad(units: symbol.minAcceptableQuoteValue))
        rules.minimumLFPortion = max(rules.minimumLFPortion ?? .zero, Wad(units: symbol.minAcceptablePortionLF))
        let greatest = Wad(units: symbol.maxLeverage)
        if greatest > .zero { rules.maximumLeverage = rules.maximumLeverage.map { min($0, greatest) } ?? greatest }
        let violations: [MarketViolation]
        do throws(ValueError) {
            violations = try rules.violations(
                position: terms.position, quantity: terms.quantity, mark: resting ? terms.price : offer.mark, leverage: try Self.leverage(terms),
                cva: terms.cva,
                lf: terms.lf, partyAmm: terms.partyAmm)
        } catch {
            throw Refusal(.sendQuote, .unreckonable(error))
        }
        guard violations.isEmpty else { throw Refusal(.sendQuote, .rules(violations)) }
        if resting { return }
        let isBuying = terms.position != .short
        let isFair = isBuying ? offer.price <= terms.price : offer.price >= terms.price
        guard isFair else { throw Refusal(.sendQuote, .price(fill: offer.price, bound: terms.price, position: terms.position, opening: true)) }
    }

    /// Notional at the order's own price by what the trader locks, as the core reckons it; what rounding of the locked values adds is no leverage.
    private static func leverage(_ terms: QuoteTerms) throws(ValueError) -> Wad {
        let locked = try terms.locked()
        // Without anything locked the minimum of what is to be locked speaks.
        guard locked > .zero else { return .zero }
        return try terms.price.multiplied(by: terms.quantity, rounding: .down).divided(by: locked, rounding: .down).rounded(fractionDigits: 6, .down)
    }

    // MARK: Account

    /// What the chain says of the account that signed.
    struct TradingAccount: Sendable {
        let subAccount: Address
        /// Who holds the position.
        let holder: Address
        /// Whether further orders of the same market and direction have the same holder.
        let isShared: Bool
        let bind: Symmio085.Core.BindState
        let isBindable: Bool
        let openFee: UInt256
        let free: Wad
        let symbol: Symmio085.Core.Symbol
    }

    private func account(
        of address: Address, _ terms: QuoteTerms, _ margin: AddMarginToNextVA?, at block: JudgedBlock
    ) async throws(Refusal) -> TradingAccount {
        typealias Core = Symmio085.Core.Calls
        let (core, layer) = (deployment.contracts.symmioCore, deployment.contracts.accountLayer)
        var reads = ChainReads()
        let bind = reads.add(Core.GetBindState(user: address), from: core)
        let bindable = reads.add(Core.IsBindable(partyB: solver), from: core)
        let fee = reads.add(Core.GetFeeForUser(affiliate: terms.affiliate, user: address, symbolId: terms.symbolId), from: core)
        let free = reads.add(Core.BalanceOf(user: address), from: core)
        let symbol = reads.add(Core.GetSymbol(symbolId: terms.symbolId), from: core)
        let detail = reads.add(Symmio085.AccountLayer.Calls.GetSubAccount(account: address), from: layer)
        let answers = try await run(reads, at: block)
        let parent = try answers.get(detail)
        guard try answers.get(symbol).isValid else { throw Refusal(.sendQuote, .closedMarket(terms.symbolId, why: "the core does not take quotes in it")) }

        var holder = address
        var isShared = true
        if parent.isExists, let isolation = parent.isolationType.virtualAccountIsolation(for: terms.position) {
            if let margin, margin.isolationType != isolation {
                throw Refusal(
                    .addMargin, .inconsistent("it pays for a virtual account of type \(margin.isolationType), this account makes those of type \(isolation)"))
            }
            var next = ChainReads()
            let predicted = next.add(
                Symmio085.AccountLayer.Calls.PredictNextVirtualAccountAddress(
                    subAccount: address, isolationType: isolation, symbolId: terms.symbolId), from: layer)
            holder = try await run(next, at: block).get(predicted)
            isShared = parent.singleVAMode
        } else if margin != nil {
            throw Refusal(.addMargin, .inconsistent("this account's positions have no virtual accounts made for them; leave it out"))
        }
        return TradingAccount(
            subAccount: address, holder: holder, isShared: isShared, bind: try answers.get(bind), isBindable: try answers.get(bindable),
            openFee: try answers.get(fee).openFee, free: Wad(units: try answers.get(free)), symbol: try answers.get(symbol))
    }

    /// A bound account's quote names its solver and no other; any other needs the oracle's word.
    private func check(
        binding: Symmio085.Core.BindState, of account: TradingAccount, _ terms: QuoteTerms, canSign: Bool
    ) throws(Refusal) {
        if binding.status == .notBound {
            guard terms.solvers.isEmpty || terms.solvers.contains(solver) else { throw Refusal(.sendQuote, .notNamed(listed: terms.solvers)) }
            guard canSign || terms.isSignedByOracle else { throw Refusal(.sendQuote, .notBound(account.subAccount)) }
            return
        }
        guard binding.partyB == solver else { throw Refusal(.sendQuote, .boundElsewhere(account.subAccount, to: binding.partyB)) }
        guard terms.solvers == [solver] else { throw Refusal(.sendQuote, .notNamed(listed: terms.solvers)) }
        guard account.isBindable else { throw Refusal(.sendQuote, .closedMarket(terms.symbolId, why: "the solver takes no bound accounts at present")) }
    }

    // MARK: Money

    private struct Sums {
        let margin: Wad
        let fee: Wad
        /// What the quote locks, and its fee.
        let locked: Wad
        /// What the holder can still lock without the margin.
        let lockable: Wad
    }

    /// What the order costs, and what there is.
    private func sums(_ terms: QuoteTerms, _ account: TradingAccount, margin: Wad, at block: JudgedBlock) async throws(Refusal) -> Sums {
        var reads = ChainReads()
        let info = reads.add(Symmio084.Core.Calls.BalanceInfoOfPartyA(partyA: account.holder), from: deployment.contracts.symmioCore)
        let books = try await run(reads, at: block).get(info)
        // The core looks at an open profit or loss where the oracle tells it one, and that is for accounts bound to nobody.
        let isTold = account.bind.status == .notBound && terms.isSignedByOracle
        let profit = isTold ? SignedWad(units: terms.upnlSignature.upnl) : .zero
        do throws(ValueError) {
            let notional = try terms.price.multiplied(by: terms.quantity, rounding: .down)
            let fee = try notional.multiplied(by: Wad(units: account.openFee), rounding: .down)
            return Sums(
                margin: margin, fee: fee, locked: try terms.locked() + fee, lockable: try AccountHealth(books).lockable(profit: profit))
        } catch {
            throw Refusal(.sendQuote, .unreckonable(error))
        }
    }
}

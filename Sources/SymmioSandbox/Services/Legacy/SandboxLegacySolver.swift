import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSolver

/// A solver of the older flow: is signed in to, takes orders by token, and trades in the accounts' name by what they have delegated to it.
actor SandboxLegacySolver {
    let chain: SandboxChain
    let prices: SandboxPrices
    let faults: SandboxFaults
    let markets: [SandboxMarket]
    /// What needs no token is answered by the newer solver: markets, locked parameters.
    let other: SandboxSolver
    private let operatorKey: PrivateKey
    private let oracleKey: PrivateKey
    private var latency: Duration
    var logins: LegacyLogins

    var orders: [Int64: LegacyOrderEntry] = [:]
    var closes: [UInt256: LegacyCloseEntry] = [:]
    var rows: [LegacyStateRow] = []
    var triggers: [UInt256: [LegacyTrigger]] = [:]
    private var lastTemporaryId: Int64 = 0

    /// How many instant opens of an account may be pending.
    static let pendingLimit = 5
    /// How far a deadline has to be ahead, in seconds.
    private static let leastLifetime: UInt64 = 30

    init(
        chain: SandboxChain, prices: SandboxPrices, faults: SandboxFaults, markets: [SandboxMarket], other: SandboxSolver,
        operatorKey: PrivateKey, latency: Duration, loginURI: String
    ) throws(SigningError) {
        self.chain = chain
        self.prices = prices
        self.faults = faults
        self.markets = markets
        self.other = other
        self.operatorKey = operatorKey
        oracleKey = try LegacyOracle.key()
        self.latency = latency
        logins = LegacyLogins(chainId: chain.settings.chainId, uri: loginURI)
    }

    func setLatency(_ latency: Duration) { self.latency = latency }

    private var addresses: LegacySandboxAddresses { chain.addresses.legacy }
    private typealias Core = Symmio084.Core.Calls

    func read<C: ContractCall>(_ call: C) async throws(LegacyFailure) -> C.Return {
        do throws(Revert) {
            return try await chain.read(call, from: addresses.core)
        } catch {
            throw .make(4030, detail: RevertReason(error.data).message)
        }
    }

    private func row(_ account: Address, quoteId: UInt256? = nil, temporaryId: Int64? = nil, action: String) async -> Int {
        let now = await chain.now
        let id = rows.count
        rows.append(
            LegacyStateRow(
                id: id, account: account, createdAt: now, modifiedAt: now, quoteId: quoteId, temporaryId: temporaryId, action: action, status: "seen"))
        return id
    }

    private func update(_ row: Int, action: String, status: String = "success", _ change: (inout LegacyStateRow) -> Void = { _ in }) async {
        let now = await chain.now
        rows[row].modifiedAt = now
        rows[row].action = action
        rows[row].status = status
        change(&rows[row])
    }

    private func fail(_ row: Int, action: String, _ failure: LegacyFailure) async {
        await update(row, action: action, status: "failed") { $0.failure = failure }
    }

    // MARK: Opening

    /// Takes an order: gives it with its temporary id, and goes on with it in the background.
    func open(_ quote: LegacyQuote, for account: Address) async throws(LegacyFailure) -> LegacyOrderEntry {
        guard let market = markets.first(where: { $0.symbolId == quote.symbolId }) else { throw .make(4010, detail: "symbol \(quote.symbolId)") }
        let now = await chain.now
        guard quote.deadline >= now &+ Self.leastLifetime else { throw .make(4012) }
        try checkSize(quote, market)
        _ = try await sendingCall(account)
        let pending = orders.values.filter { $0.account == account && $0.state != .over }
        guard pending.count < Self.pendingLimit else { throw .make(4013, detail: "at most \(Self.pendingLimit)") }
        try await checkBalance(quote, account, pending)
        let fill = try await fill(market, position: quote.position, entry: true)
        guard quote.position == .short ? fill >= quote.price : fill <= quote.price else { throw .make(4016, detail: "fill \(fill), bound \(quote.price)") }

        // The actor was left above: other orders may have come in between.
        guard orders.values.filter({ $0.account == account && $0.state != .over }).count < Self.pendingLimit else { throw .make(4013) }
        lastTemporaryId -= 1
        let entry = LegacyOrderEntry(id: lastTemporaryId, account: account, quote: quote, fill: fill, symbol: market.name)
        orders[entry.id] = entry
        let row = await row(account, temporaryId: entry.id, action: "InstantRFQ")
        let latency = latency
        Task { [weak self] in
            try? await Task.sleep(for: latency)
            await self?.execute(entry.id, row: row)
        }
        return entry
    }

    private func checkSize(_ quote: LegacyQuote, _ market: SandboxMarket) throws(LegacyFailure) {
        guard let notional = try? quote.price.multiplied(by: quote.quantity, rounding: .down), notional >= market.minAcceptableQuoteValue,
            (try? quote.quantity.rounded(fractionDigits: market.quantityPrecision, .down)) == quote.quantity
        else { throw .make(4017) }
        // Whatever the leverage is, it is one that the market has.
        let percents = market.lockedPercents
        let leverage = UInt256(market.maxLeverage)
        for (value, percent, divisor) in [
            (quote.cva, percents.cva, leverage), (quote.lf, percents.lf, leverage), (quote.partyAmm, percents.partyAmm, leverage),
            (quote.partyBmm, percents.partyBmm, .one),
        ] {
            let least = try? notional.percent(percent, rounding: .down).multiplied(by: .one, dividedBy: divisor, rounding: .down)
            guard let least, value >= least else { throw .make(4015) }
        }
    }

    /// What is allocated less what is locked, by quotes and by what is still pending here.
    private func checkBalance(_ quote: LegacyQuote, _ account: Address, _ pending: [LegacyOrderEntry]) async throws(LegacyFailure) {
        let info = try await read(Core.BalanceInfoOfPartyA(partyA: account))
        do throws(Revert) {
            var used = try info.value1.plus(info.value2).plus(info.value3).plus(info.value5).plus(info.value6).plus(info.value7)
            for order in pending where order.state == .pending { used = try used.plus(order.quote.lockedValues.totalForPartyA()) }
            let fee = try quote.price.units.times(quote.quantity.units, over: .ether).times(UInt256(chain.settings.openFee), over: .ether)
            let needed = try used.plus(quote.lockedValues.totalForPartyA()).plus(fee)
            if info.value0 >= needed { return }
        } catch {
            throw .make(4017)
        }
        throw .make(4014)
    }

    /// The price at which it would trade now, as the newer solver does.
    private func fill(_ market: SandboxMarket, position: PositionType, entry: Bool) async throws(LegacyFailure) -> Wad {
        do {
            return try await other.estimate(market, position: position, entry: entry)
        } catch {
            throw .make(4010, detail: market.name)
        }
    }

    /// By which function the account's quotes are sent: with an affiliate where that is delegated.
    private func sendingCall(_ account: Address) async throws(LegacyFailure) -> Selector {
        for selector in [Core.SendQuoteWithAffiliate.selector, Core.SendQuote.selector] where await mayCall(selector, account) { return selector }
        throw .make(4018, detail: "sendQuote")
    }

    func mayCall(_ selector: Selector, _ account: Address) async -> Bool {
        let call = Symmio084.MultiAccount.Calls.DelegatedAccesses(value0: account, value1: addresses.solver, value2: selector)
        return (try? await chain.read(call, from: addresses.multiAccount)) ?? false
    }

    private func execute(_ id: Int64, row: Int) async {
        // Who took it back in time finds it gone.
        guard let order = orders[id], order.state == .pending else { return }
        orders[id]?.state = .executing
        defer { orders[id]?.state = .over }
        let quoteId: UInt256
        do throws(LegacyFailure) {
            let logs = try await send(try await sendQuote(order), toAccountOf: order.account)
            let sent = logs.compactMap { try? Symmio084.Core.Events.SendQuote(topics: $0.topics, data: $0.data) }.first
            guard let sent else { throw .make(4030, detail: "no SendQuote was logged") }
            quoteId = sent.quoteId
        } catch {
            return await fail(row, action: "SendQuoteTransaction", error)
        }
        do throws(LegacyFailure) {
            _ = try await send([
                Core.LockQuote(quoteId: quoteId, upnlSig: .unsigned),
                Core.OpenPosition(quoteId: quoteId, filledAmount: order.quote.quantity.units, openedPrice: order.fill.units, upnlSig: .unsigned),
            ])
        } catch {
            // What is not opened shall not go on locking the account's money.
            _ = try? await send(Core.RequestToCancelQuote(quoteId: quoteId), toAccountOf: order.account)
            return await fail(row, action: "OpenPosition", error)
        }
        await update(row, action: "SendQuoteTransaction") { row in
            row.quoteId = quoteId
            row.members = [
                "avg_price_open": .string(order.fill.description), "filled_amount_open": .string(order.quote.quantity.description),
            ]
        }
    }

    private func sendQuote(_ order: LegacyOrderEntry) async throws(LegacyFailure) -> any ContractCall {
        let quote = order.quote
        let signature = try await oracleSignature(order)
        if try await sendingCall(order.account) == Core.SendQuote.selector {
            return Core.SendQuote(
                partyBsWhiteList: [addresses.solver], symbolId: UInt256(quote.symbolId), positionType: quote.position, orderType: .market,
                price: quote.price.units, quantity: quote.quantity.units, cva: quote.cva.units, lf: quote.lf.units, partyAmm: quote.partyAmm.units,
                partyBmm: quote.partyBmm.units, maxFundingRate: quote.maxFundingRate.units, deadline: UInt256(quote.deadline), upnlSig: signature)
        }
        return Core.SendQuoteWithAffiliate(
            partyBsWhiteList: [addresses.solver], symbolId: UInt256(quote.symbolId), positionType: quote.position, orderType: .market,
            price: quote.price.units, quantity: quote.quantity.units, cva: quote.cva.units, lf: quote.lf.units, partyAmm: quote.partyAmm.units,
            partyBmm: quote.partyBmm.units, maxFundingRate: quote.maxFundingRate.units, deadline: UInt256(quote.deadline),
            affiliate: chain.addresses.affiliate, upnlSig: signature)
    }

    private func oracleSignature(_ order: LegacyOrderEntry) async throws(LegacyFailure) -> Symmio084.Core.SingleUpnlAndPriceSig {
        let price = await prices.price(of: order.symbol) ?? order.quote.price
        var signature = Symmio084.Core.SingleUpnlAndPriceSig(
            reqId: Bytes(utf8: "sandbox \(order.id)"), timestamp: UInt256(await chain.now), upnl: .zero, price: price.units,
            gatewaySignature: Bytes(), sigs: .init(signature: .zero, owner: .zero, nonce: .zero))
        let digest = LegacyOracle.digest(
            signature, core: addresses.core, partyA: order.account, symbolId: UInt256(order.quote.symbolId),
            chainId: UInt256(chain.settings.chainId))
        do throws(SigningError) {
            signature.gatewaySignature = try oracleKey.sign(digest: digest).bytes
        } catch {
            throw .make(4030, detail: "\(error)")
        }
        return signature
    }

    // MARK: Closing

    /// Takes a close, and goes on with it in the background.
    func close(_ quoteId: UInt256, quantity: Wad, price: Wad, for account: Address) async throws(LegacyFailure) {
        let quote = try await read(Core.GetQuote(quoteId: quoteId))
        guard !quoteId.isZero, quote.id == quoteId, quote.partyA == account, quote.partyB == addresses.solver,
            let market = markets.first(where: { UInt256($0.symbolId) == quote.symbolId })
        else { throw .make(4020, detail: "quote \(quoteId)") }
        guard closes[quoteId] == nil, quote.quoteStatus != .closePending else { throw .make(4021) }
        guard quote.quoteStatus == .opened else { throw .make(4020, detail: "quote \(quoteId)") }
        let open = Wad(units: quote.quantity &- quote.closedAmount)
        let isOnGrid = (try? quantity.rounded(fractionDigits: market.quantityPrecision, .down)) == quantity
        guard quantity > .zero, quantity <= open, isOnGrid || quantity == open else { throw .make(4022, detail: "open is \(open)") }
        guard await mayCall(Core.RequestToClosePosition.selector, account) else { throw .make(4018, detail: "requestToClosePosition") }
        let fill = try await fill(market, position: quote.positionType, entry: false)
        guard quote.positionType == .short ? fill <= price : fill >= price else { throw .make(4016, detail: "fill \(fill), bound \(price)") }
        // The actor was left above: another close of the position may have come in between.
        guard closes[quoteId] == nil else { throw .make(4021) }
        let row = await row(account, quoteId: quoteId, action: "InstantRequestToClosePosition")
        closes[quoteId] = LegacyCloseEntry(account: account, quoteId: quoteId, quantity: quantity, price: price, fill: fill, row: row)
        let latency = latency
        Task { [weak self] in
            try? await Task.sleep(for: latency)
            await self?.executeClose(quoteId, row: row)
        }
    }

    private func executeClose(_ quoteId: UInt256, row: Int) async {
        guard let close = closes[quoteId], close.row == row, !close.isExecuting else { return }
        closes[quoteId]?.isExecuting = true
        defer { closes[quoteId] = nil }
        do throws(LegacyFailure) {
            let deadline = UInt256(await chain.now &+ 300)
            let request = Core.RequestToClosePosition(
                quoteId: quoteId, closePrice: close.price.units, quantityToClose: close.quantity.units, orderType: .market, deadline: deadline)
            _ = try await send(request, toAccountOf: close.account)
            _ = try await send([
                Core.FillCloseRequest(quoteId: quoteId, filledAmount: close.quantity.units, closedPrice: close.fill.units, upnlSig: .unsigned)
            ])
        } catch {
            return await fail(row, action: "FillMarketOrderInstantClose", error)
        }
        await update(row, action: "FillMarketOrderInstantClose") { row in
            row.members = [
                "avg_price_close": .string(close.fill.description), "filled_amount_close": .string(close.quantity.description),
            ]
        }
    }

    // MARK: Taking back

    func cancelOpen(_ id: Int64, for account: Address) async throws(LegacyFailure) {
        guard let order = orders[id], order.account == account, order.state == .pending else { throw .make(4023, detail: "order \(id)") }
        orders[id]?.state = .over
        guard let row = rows.firstIndex(where: { $0.temporaryId == id }) else { return }
        await fail(row, action: "CancelInstantOpen", LegacyFailure(status: 200, json: .null, code: 0, message: "Cancelled by the trader"))
    }

    func cancelClose(_ quoteId: UInt256, for account: Address) async throws(LegacyFailure) {
        guard let close = closes[quoteId], close.account == account, !close.isExecuting else { throw .make(4023, detail: "close of \(quoteId)") }
        closes[quoteId] = nil
        await fail(
            close.row, action: "CancelInstantClose", LegacyFailure(status: 200, json: .null, code: 0, message: "Cancelled by the trader"))
    }

    // MARK: The chain

    private var delegatedCalls: DelegatedCalls { DelegatedCalls(core: addresses.core, multiAccount: addresses.multiAccount) }

    /// Has an account call the core, by what it has delegated.
    private func send(_ call: any ContractCall, toAccountOf account: Address) async throws(LegacyFailure) -> [WorldLog] {
        try await transact(delegatedCalls.together(as: account, [call], thenAsSolver: []).encoded())
    }

    /// Calls the core as the solver.
    private func send(_ calls: [any ContractCall]) async throws(LegacyFailure) -> [WorldLog] {
        try await transact(delegatedCalls.call(asSolver: calls).encoded())
    }

    private func transact(_ data: Bytes) async throws(LegacyFailure) -> [WorldLog] {
        if await faults.take(.revert) { throw .make(4030, detail: "the fault 'revert' was asked for") }
        let mined: MinedTransaction?
        do throws(RPCFailure) {
            let hash = try await chain.transact(operatorKey, to: addresses.solver, data: data)
            if await faults.take(.reorganisation) { await chain.reorganise(depth: 1) }
            mined = await chain.mined(hash)
        } catch {
            throw .make(4030, detail: error.message)
        }
        guard let mined else { throw .make(4030, detail: "not mined") }
        guard mined.succeeded else { throw .make(4030, detail: RevertReason(mined.answer).message) }
        return mined.logs
    }
}

extension Symmio084.Core.SingleUpnlSig {
    /// The sandbox's core does not look at the solver's own oracle signatures.
    fileprivate static var unsigned: Self {
        Self(reqId: Bytes(), timestamp: .zero, upnl: .zero, gatewaySignature: Bytes(), sigs: .init(signature: .zero, owner: .zero, nonce: .zero))
    }
}

extension Symmio084.Core.PairUpnlAndPriceSig {
    /// As that of one side.
    fileprivate static var unsigned: Self {
        Self(
            reqId: Bytes(), timestamp: .zero, upnlPartyA: .zero, upnlPartyB: .zero, price: .zero, gatewaySignature: Bytes(),
            sigs: .init(signature: .zero, owner: .zero, nonce: .zero))
    }
}

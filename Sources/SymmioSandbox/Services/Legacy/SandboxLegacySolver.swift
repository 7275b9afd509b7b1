import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts

/// A solver of the older flow: is signed in to, takes orders by token, and trades in the accounts' name by what they have delegated to it.
actor SandboxLegacySolver {
    let chain: SandboxChain
    let prices: SandboxPrices
    let faults: SandboxFaults
    let markets: [SandboxMarket]
    /// What needs no token is answered by the newer solver: markets, locked parameters.
    let other: SandboxSolver
    /// Signs what the core asks of a quote.
    let oracle: SandboxOracle
    let operatorKey: PrivateKey
    var latency: Duration
    /// In memory only, as tokens are: after a restart everybody signs in anew.
    var logins: LegacyLogins

    /// What was taken and has not come to its end.
    var orders: KeptTable<Int64, LegacyOrderEntry>
    /// What is being closed, by quotes.
    var closes: KeptTable<UInt64, LegacyCloseEntry>
    var rows: KeptTable<Int, LegacyStateRow>
    var triggers: KeptTable<UInt64, LegacyTriggers>
    /// Quotes whose triggers are being acted on.
    var firing: Set<UInt64> = []
    /// What is carried out last of all that was taken: one after the other, as each needs the account's nonce for the oracle's signature.
    var last: Task<Void, Never>?
    private var lastTemporaryId: Int64

    /// How many instant opens of an account may be pending.
    static let pendingLimit = 5
    /// How far a deadline has to be ahead, in seconds.
    private static let leastLifetime: UInt64 = 30

    init(
        chain: SandboxChain, prices: SandboxPrices, faults: SandboxFaults, markets: [SandboxMarket], other: SandboxSolver,
        oracle: SandboxOracle, operatorKey: PrivateKey, latency: Duration, loginURI: String, state: StateFile? = nil
    ) throws {
        self.chain = chain
        self.prices = prices
        self.faults = faults
        self.markets = markets
        self.other = other
        self.oracle = oracle
        self.operatorKey = operatorKey
        self.latency = latency
        logins = LegacyLogins(chainId: chain.settings.chainId, uri: loginURI)
        orders = try KeptTable("older solver's orders", in: state) { try LegacyOrderEntry(kept: $0) }
        closes = try KeptTable("older solver's closes", in: state) { try LegacyCloseEntry(kept: $0) }
        rows = try KeptTable("older solver's record", in: state) { try LegacyStateRow(kept: $0) }
        triggers = try KeptTable("older handler's orders", in: state) { try LegacyTriggers(kept: $0) }
        lastTemporaryId = rows.values.compactMap(\.temporaryId).min() ?? 0
    }

    func setTakesContracts(_ isOn: Bool) { logins.takesContracts = isOn }

    func setLatency(_ latency: Duration) { self.latency = latency }

    var addresses: LegacySandboxAddresses { chain.addresses.legacy }
    typealias Core = Symmio084.Core.Calls

    func read<C: ContractCall>(_ call: C) async throws(LegacyFailure) -> C.Return {
        do throws(Revert) {
            return try await chain.read(call, from: addresses.core)
        } catch {
            throw .make(4030, detail: RevertReason(error.data).message)
        }
    }

    private func row(_ account: Address, quoteId: UInt256? = nil, temporaryId: Int64? = nil, action: String, at now: UInt64) -> Int {
        let id = rows.count
        rows[id] = LegacyStateRow(
            id: id, account: account, createdAt: now, modifiedAt: now, quoteId: quoteId, temporaryId: temporaryId, action: action, status: "seen")
        return id
    }

    func update(_ row: Int, action: String, status: String = "success", _ change: (inout LegacyStateRow) -> Void = { _ in }) async {
        let now = await chain.now
        guard var changed = rows[row] else { return }
        changed.modifiedAt = now
        changed.action = action
        changed.status = status
        change(&changed)
        rows[row] = changed
    }

    func fail(_ row: Int, action: String, _ failure: LegacyFailure) async {
        await update(row, action: action, status: "failed") { $0.failure = .init(code: failure.code, message: failure.message) }
    }

    // MARK: Opening

    /// Takes an order: gives it with its temporary id, and goes on with it in the background.
    func open(_ quote: LegacyQuote, for account: Address) async throws(LegacyFailure) -> LegacyOrderEntry {
        guard let market = markets.first(where: { $0.symbolId == quote.symbolId }) else { throw .make(4010, detail: "symbol \(quote.symbolId)") }
        let now = await chain.now
        guard quote.deadline >= now &+ Self.leastLifetime else { throw .make(4012) }
        try checkSize(quote, market)
        _ = try await sendingCall(account)
        let pending = orders.values.filter { $0.account == account }
        guard pending.count < Self.pendingLimit else { throw .make(4013, detail: "at most \(Self.pendingLimit)") }
        try await checkBalance(quote, account, pending)
        let fill = try await fill(market, position: quote.position, entry: true)
        guard quote.position == .short ? fill >= quote.price : fill <= quote.price else { throw .make(4016, detail: "fill \(fill), bound \(quote.price)") }

        // The actor was left above: other orders may have come in between.
        guard orders.values.filter({ $0.account == account }).count < Self.pendingLimit else { throw .make(4013) }
        lastTemporaryId -= 1
        let id = lastTemporaryId
        let row = row(account, temporaryId: id, action: "InstantRFQ", at: now)
        let entry = LegacyOrderEntry(id: id, account: account, quote: quote, fill: fill, symbol: market.name, row: row)
        orders[id] = entry
        later { await $0.carryOut(order: id) }
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

    /// What the account can still lock, its open profit or loss included, against the order with its fee and what is still pending here.
    private func checkBalance(_ quote: LegacyQuote, _ account: Address, _ pending: [LegacyOrderEntry]) async throws(LegacyFailure) {
        let upnl: Int256
        do throws(SandboxOracle.Refusal) {
            upnl = try await oracle.upnlAndPrice(ofPartyA: account, symbolId: UInt256(quote.symbolId)).upnl
        } catch {
            throw .make(4014, detail: error.message)
        }
        guard let available = await chain.world.legacy.core.available(account, upnl: upnl) else { throw .make(4014) }
        do throws(Revert) {
            let fee = try quote.price.units.times(quote.quantity.units, over: .ether).times(UInt256(chain.settings.openFee), over: .ether)
            var needed = try quote.lockedValues.totalForPartyA().plus(fee)
            for order in pending where !order.isExecuting { needed = try needed.plus(order.quote.lockedValues.totalForPartyA()) }
            if available >= needed { return }
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
    func sendingCall(_ account: Address) async throws(LegacyFailure) -> Selector {
        for selector in [Core.SendQuoteWithAffiliate.selector, Core.SendQuote.selector] where await mayCall(selector, account) { return selector }
        throw .make(4018, detail: "sendQuote")
    }

    func mayCall(_ selector: Selector, _ account: Address) async -> Bool {
        let call = Symmio084.MultiAccount.Calls.DelegatedAccesses(value0: account, value1: addresses.solver, value2: selector)
        return (try? await chain.read(call, from: addresses.multiAccount)) ?? false
    }

    // MARK: Closing

    /// Takes a close, and goes on with it in the background.
    func close(_ quoteId: UInt256, quantity: Wad, price: Wad, for account: Address) async throws(LegacyFailure) {
        let quote = try await read(Core.GetQuote(quoteId: quoteId))
        guard let id = UInt64(exactly: quoteId), !quoteId.isZero, quote.id == quoteId, quote.partyA == account, quote.partyB == addresses.solver,
            let market = markets.first(where: { UInt256($0.symbolId) == quote.symbolId })
        else { throw .make(4020, detail: "quote \(quoteId)") }
        guard closes[id] == nil, quote.quoteStatus != .closePending else { throw .make(4021) }
        guard quote.quoteStatus == .opened else { throw .make(4020, detail: "quote \(quoteId)") }
        let open = Wad(units: quote.quantity &- quote.closedAmount)
        let isOnGrid = (try? quantity.rounded(fractionDigits: market.quantityPrecision, .down)) == quantity
        guard quantity > .zero, quantity <= open, isOnGrid || quantity == open else { throw .make(4022, detail: "open is \(open)") }
        guard await mayCall(Core.RequestToClosePosition.selector, account) else { throw .make(4018, detail: "requestToClosePosition") }
        let fill = try await fill(market, position: quote.positionType, entry: false)
        guard quote.positionType == .short ? fill <= price : fill >= price else { throw .make(4016, detail: "fill \(fill), bound \(price)") }
        let now = await chain.now
        // The actor was left above: another close of the position may have come in between.
        guard closes[id] == nil else { throw .make(4021) }
        let row = row(account, quoteId: quoteId, action: "InstantRequestToClosePosition", at: now)
        closes[id] = LegacyCloseEntry(account: account, quoteId: quoteId, quantity: quantity, price: price, fill: fill, row: row)
        later { await $0.carryOut(closeOf: id) }
    }

    // MARK: Taking back

    func cancelOpen(_ id: Int64, for account: Address) async throws(LegacyFailure) {
        guard let order = orders[id], order.account == account, order.canBeTakenBack else { throw .make(4023, detail: "order \(id)") }
        orders[id] = nil
        await fail(order.row, action: "CancelInstantOpen", .cancelled)
    }

    func cancelClose(_ quoteId: UInt256, for account: Address) async throws(LegacyFailure) {
        guard let id = UInt64(exactly: quoteId), let close = closes[id], close.account == account, close.canBeTakenBack else {
            throw .make(4023, detail: "close of \(quoteId)")
        }
        closes[id] = nil
        await fail(close.row, action: "CancelInstantClose", .cancelled)
    }
}

import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// The snippets of the articles on orders, groups, withdrawals and history, in their order, run against the sandbox.
@Suite(.timeLimit(.minutes(2)))
struct WiderSnippets {
    /// An account that is ready to trade, with a clock that is moved by hand.
    private func ready() async throws -> (Sandbox, SymmioClient, LocalSigner, Address, TradingSession, MuonOptions) {
        let sandbox = try await Sandbox(.init(clock: .manual(FlowAccount.start)))
        let symmio = SymmioClient(sandbox.deployment, endpoints: [Endpoint(sandbox.rpcURL)])
        let owner = LocalSigner(sandbox.wallet)
        let account = try await symmio.accounts.create(name: "Wider", owner: owner)
        try await symmio.accounts.deposit(try symmio.accounts.collateralAmount("25000"), into: account, owner: owner)
        try await symmio.accounts.bind(account, owner: owner)
        let session = try await symmio.sessions.start(for: account, key: LocalSigner(PrivateKey.random()), owner: owner)
        let services = ServiceOptions(timing: FlowAccount.timing)
        let trading = try symmio.trading(session, store: MemoryPositionStore(), options: TradingOptions(services: services))
        return (sandbox, symmio, owner, account, trading, MuonOptions(services: services))
    }

    private func position(_ trading: TradingSession, _ quantity: String = "0.5") async throws -> Position {
        try await trading.open(
            OpenIntent(market: "ETHUSDT", position: .long, size: .quantity(try Wad(quantity)), leverage: try Wad("5")))
    }

    @Test func ordersAndEscapeHatches() async throws {
        let (sandbox, symmio, owner, _, trading, oracle) = try await ready()
        let limit = LimitIntent(market: "ETHUSDT", position: .long, size: .quantity(try Wad("0.5")), leverage: try Wad("5"), price: try Wad("2400"))
        let order = try await trading.send(try await trading.preview(limit), owner: owner)

        let fill = try await symmio.orders.fill(of: order.quoteId)
        print("\(fill.filled) of \(fill.asked)", fill.resting?.quoteId ?? "nothing waits")
        #expect(fill.resting != nil)

        switch try await symmio.orders.cancel(order.quoteId, owner: owner) {
        case .cancelled: print("cancelled")
        case .expired: print("it had expired")
        case .filled: print("the solver was quicker")
        case .requested(let forceFrom): print("the solver must agree; it can be forced from \(forceFrom)")
        }

        let position = try await position(trading)
        let other = try await self.position(trading, "0.3")
        await sandbox.limitOrders.set(.ignores)
        await sandbox.prices.set("ETHUSDT", to: try Wad("2560"))
        try await symmio.orders.close(position.quoteId, atLimit: try Wad("2550"), deadline: await sandbox.chain.now + 90_000, owner: owner)
        let answer = try await symmio.orders.eligibility(.closePosition, of: position.quoteId)
        if case .later(_, let seconds) = answer.verdict { print("in \(seconds) s") }
        #expect(!answer.isEligible)

        await sandbox.chain.advance(seconds: 600)
        let settlement = try await symmio.orders.settlement(of: [other.quoteId], oracle: oracle)
        let payment = try await symmio.orders.settlementPlan(for: position.quoteId, settlement).payment()
        #expect(payment > .zero)

        let price = try await symmio.orders.forceClose(position.quoteId, oracle: oracle, owner: owner)
        #expect(price >= (try Wad("2550")))
        await trading.stop()
        await sandbox.stop()
    }

    @Test func groupsMarginAndWithdrawals() async throws {
        let (sandbox, symmio, owner, account, trading, oracle) = try await ready()
        let position = try await position(trading)
        _ = try await self.position(trading, "0.3")
        let group = try await trading.group(of: position.quoteId)
        print(try group.quantity(), try group.averageOpenPrice() ?? .zero, try group.liquidationPrice() ?? .zero)

        let plan = try await trading.preview(closing: .percent(try Wad("50")), of: group)
        let closed = try await trading.close(plan)
        print(try closed.quantity(), closed.failures)
        #expect(try closed.quantity() == Wad("0.4"))

        try await trading.setTakeProfitStopLoss(TakeProfitStopLoss(takeProfit: try Wad("3000")), for: try await trading.group(of: position.quoteId))

        let more = try await trading.preview(.add(try Wad("100")), of: position.account)
        print(try more.liquidationPriceBefore() ?? .zero, try more.liquidationPriceAfter() ?? .zero)
        try await trading.addMargin(try Wad("100"), to: position.account, owner: owner)
        try await trading.removeMargin(try Wad("50"), from: position.account, oracle: oracle, owner: owner)

        let overview = try await symmio.withdrawals.overview(of: account)
        for step in overview.steps { print(step) }
        #expect(!overview.steps.isEmpty)

        let amount = try symmio.accounts.collateralAmount("500")
        let withdrawal = try await symmio.withdrawals.request(amount, from: account, to: owner.address, owner: owner)
        print("ready at \(withdrawal.readyAt)")

        do {
            try await symmio.withdrawals.complete(withdrawal.id, of: account, payer: owner)
        } catch {
            print(error)
        }
        await trading.stop()
        await sandbox.stop()
    }

    @Test func history() async throws {
        let (sandbox, symmio, _, account, trading, _) = try await ready()
        let position = try await position(trading)
        try await trading.close(CloseIntent(quoteId: position.quoteId))
        let history = try symmio.history()
        let accounts = try await symmio.accountsEver(of: account)
        for record in try await history.allQuotes(HistoryQuery(accounts: accounts)) {
            print(record.quoteId, record.market ?? "", record.status.words, try record.realisedProfit())
        }

        for event in try await history.allQuoteEvents(HistoryQuery(accounts: accounts)) where event.kind.isClose {
            print(event.quoteId, event.quantity ?? .zero, "at", event.price ?? .zero)
        }

        var query = HistoryQuery(accounts: accounts, limit: 500)
        repeat {
            let page = try await history.balanceChanges(query)
            for record in page.rows where !record.isMarginTransfer { print(record.kind, record.amount) }
            query.after = page.next
        } while query.after != nil
        await trading.stop()
        await sandbox.stop()
    }
}

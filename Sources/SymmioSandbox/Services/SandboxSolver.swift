import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSolver

/// A solver: a ``SolverDesk`` behind a REST interface, with a book of what it took and reports of what became of it.
actor SandboxSolver {
    let chain: SandboxChain
    let prices: SandboxPrices
    let hub: NotificationHub
    let faults: SandboxFaults
    let markets: [SandboxMarket]
    let deployment: Deployment
    /// Judges, fills, submits.
    let desk: SolverDesk
    /// How long the solver takes to act on an order.
    var latency: Duration

    var book: [Int64: TemporaryQuote] = [:]
    private var lastTemporaryId: Int64 = 0
    var closing: [UInt64: CloseOrder] = [:]

    /// - Parameters:
    ///   - signerKey: signs as the solver's contract (ERC-1271).
    ///   - operatorKey: sends the solver's transactions.
    init(
        chain: SandboxChain, prices: SandboxPrices, hub: NotificationHub, faults: SandboxFaults, markets: [SandboxMarket],
        deployment: Deployment, signerKey: PrivateKey, operatorKey: PrivateKey, latency: Duration
    ) {
        self.chain = chain
        self.prices = prices
        self.hub = hub
        self.faults = faults
        self.markets = markets
        self.deployment = deployment
        self.latency = latency
        desk = SolverDesk(
            chain: chain.client(), deployment: deployment,
            contract: ContractSigner(contract: chain.addresses.solver, key: LocalSigner(signerKey)), operatorSigner: LocalSigner(operatorKey),
            markets: SandboxSolverMarkets(markets: markets, prices: prices), clock: { await chain.now },
            miningTimeout: .seconds(5))
    }

    /// How often a transaction is sent again that is not mined in time.
    private static let attempts = 60

    // MARK: Opening

    /// Takes an order: gives its temporary id, and goes on with it in the background.
    func open(_ request: OpenRequest) async throws(SolverFailure) -> Int64 {
        let order: TakenOpen
        do throws(Refusal) {
            order = try await desk.take(request)
        } catch {
            throw error.failure
        }
        let terms = order.judged.terms
        guard let market = markets.first(where: { UInt256($0.symbolId) == terms.symbolId }) else { throw .make(3003) }
        lastTemporaryId -= 1
        let id = lastTemporaryId
        book[id] = TemporaryQuote(id: id, subAccount: order.judged.subAccount, market: market, order: terms, createdAt: order.judged.judgedAt)
        let latency = latency
        Task {
            try? await Task.sleep(for: latency)
            await self.execute(id, order)
        }
        return id
    }

    private func execute(_ id: Int64, _ order: TakenOpen) async {
        let reports = OpenReports(order.judged, temporaryId: Int(id))
        await publish(reports.priced(at: await chain.now))
        switch await carryOut(order) {
        case .failure(let failure):
            book[id]?.state = .failed
            book[id]?.failure = failure
            await publish(reports.failed(failure, at: await chain.now))
        case .success(let position):
            book[id]?.state = .succeeded
            book[id]?.quoteId = UInt64(exactly: position.quoteId)
            book[id]?.virtualAccount = position.account
            book[id]?.openedPrice = position.price
            await publish(reports.opened(position, at: await chain.now))
        }
    }

    /// The price at which the solver would trade now.
    func estimate(_ market: SandboxMarket, position: PositionType, entry: Bool) async throws(SolverFailure) -> Wad {
        let trade = Trade(symbolId: UInt256(market.symbolId), position: position, isOpening: entry, quantity: .one)
        guard let offer = await desk.markets.offer(for: trade) else { throw .make(3003) }
        return offer.price
    }

    // MARK: Closing

    /// Takes requests to close, all or none.
    func close(_ request: CloseRequest) async throws(SolverFailure) {
        let orders: [TakenClose]
        do throws(Refusal) {
            orders = try await desk.take(request)
        } catch {
            throw error.failure
        }
        for order in orders {
            let judged = order.judged
            guard let id = UInt64(exactly: judged.call.quoteId) else { continue }
            closing[id] = CloseOrder(
                quoteId: judged.call.quoteId, account: judged.account, price: judged.bound, quantity: judged.quantity,
                deadline: UInt64(exactly: judged.call.deadline) ?? .max)
        }
        let latency = latency
        Task {
            try? await Task.sleep(for: latency)
            for order in orders { await self.execute(order) }
        }
    }

    private func execute(_ order: TakenClose) async {
        let reports = CloseReports(order.judged)
        await publish(reports.requested(at: await chain.now))
        let outcome = await carryOut(order)
        if let id = UInt64(exactly: order.judged.call.quoteId) { closing[id] = nil }
        switch outcome {
        case .failure(let failure): await publish(reports.failed(failure, at: await chain.now))
        case .success(let position): await publish(reports.closed(position, at: await chain.now))
        }
    }

    // MARK: Carrying out

    /// Sends an order's batch and waits until it is certain what became of it.
    private func carryOut<Order: TakenOrder>(_ order: Order) async -> Result<Order.Result, SolverFailure> {
        if await faults.take(.revert) {
            await desk.giveUp(order)
            return .failure(.make(3010, detail: "the fault 'revert' was asked for"))
        }
        let sent = await desk.submit(order)
        if case .success = sent, await faults.take(.reorganisation) { await chain.reorganise(depth: 1) }
        var outcome = await desk.settle(order, sent: sent)
        for _ in 0..<Self.attempts {
            guard case .unknown(let signed) = outcome else { break }
            outcome = await desk.resume(order, signed)
        }
        switch outcome {
        case .done(let result): return .success(result)
        case .failed(let failure): return .failure(failure)
        case .unknown(let signed): return .failure(.make(3010, detail: "transaction \(signed.hash) was not mined"))
        }
    }

    private func publish(_ report: SolverNotification) async {
        guard let account = report.account, let time = report.timestamp else { return }
        await hub.publish(
            .init(
                application: deployment.notifications?.channel ?? "", address: account, quoteId: Int64(report.quoteId ?? 0),
                temporaryId: Int64(report.tempQuoteId ?? 0), timestamp: time, data: report.data))
    }

    func setLatency(_ latency: Duration) { self.latency = latency }
}

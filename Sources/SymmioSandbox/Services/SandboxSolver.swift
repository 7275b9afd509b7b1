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

    var book: KeptTable<Int64, TemporaryQuote>
    private var lastTemporaryId: Int64
    var closing: KeptTable<UInt64, CloseInWork>
    /// What was sent for accounts on a day, in days since 1970.
    var executions: (day: UInt64, counts: [Address: Int]) = (0, [:])
    /// Whether orders are only taken, and who waits to carry one out.
    private var isHolding = false
    private var held: [CheckedContinuation<Void, Never>] = []

    /// - Parameters:
    ///   - signerKey: signs as the solver's contract (ERC-1271).
    ///   - operatorKey: sends the solver's transactions.
    init(
        chain: SandboxChain, prices: SandboxPrices, hub: NotificationHub, faults: SandboxFaults, markets: [SandboxMarket],
        deployment: Deployment, signerKey: PrivateKey, operatorKey: PrivateKey, latency: Duration, state: StateFile? = nil
    ) throws {
        self.chain = chain
        self.prices = prices
        self.hub = hub
        self.faults = faults
        self.markets = markets
        self.deployment = deployment
        self.latency = latency
        book = try KeptTable("solver's quotes", in: state) { try TemporaryQuote(kept: $0, markets: markets, release: deployment.release) }
        closing = try KeptTable("solver's closes", in: state) { try CloseInWork(kept: $0) }
        lastTemporaryId = book.keys.min() ?? 0
        desk = SolverDesk(
            chain: chain.client(), deployment: deployment,
            contract: ContractSigner(contract: chain.addresses.solver, key: LocalSigner(signerKey)), operatorSigner: LocalSigner(operatorKey),
            markets: SandboxSolverMarkets(markets: markets, prices: prices), clock: { await chain.now },
            miningTimeout: .seconds(5))
    }

    // MARK: When

    /// Does something when the solver's time for it has passed.
    func later(_ work: @escaping @Sendable (SandboxSolver) async -> Void) {
        let latency = latency
        Task {
            try? await Task.sleep(for: latency)
            await self.turn()
            await work(self)
        }
    }

    /// Waits while orders are only taken.
    private func turn() async {
        if isHolding { await withCheckedContinuation { held.append($0) } }
    }

    /// Whether orders are only taken and none is carried out.
    func hold(_ isOn: Bool) {
        isHolding = isOn
        guard !isOn else { return }
        for waiting in held { waiting.resume() }
        held = []
    }

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
        guard let market = markets.first(where: { UInt256($0.symbolId) == terms.symbolId }),
            let call = BookedCall(request.sendQuote.operation.callData, release: deployment.release)
        else { throw .make(3003) }
        lastTemporaryId -= 1
        let id = lastTemporaryId
        book[id] = TemporaryQuote(
            id: id, subAccount: order.judged.subAccount, symbolId: market.symbolId, call: call, createdAt: order.judged.judgedAt, request: request)
        // Ids count down: this one was given so many orders ago.
        if let old = book[id + Int64(BookedCall.remembered)], old.request == nil { book[old.id] = nil }
        later { await $0.execute(id, order) }
        return id
    }

    func execute(_ id: Int64, _ order: TakenOpen) async {
        let reports = OpenReports(order.judged, temporaryId: Int(id))
        await publish(reports.priced(at: await chain.now))
        switch await desk.carryOut(order, chain, faults) {
        case .failure(let failure):
            book[id]?.end(failure)
            await publish(reports.failed(failure, at: await chain.now))
        case .success(let position):
            book[id]?.end(position.quoteId, account: position.account, price: position.price)
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
            let close = CloseOrder(
                quoteId: judged.call.quoteId, account: judged.account, price: judged.bound, quantity: judged.quantity,
                deadline: UInt64(exactly: judged.call.deadline) ?? .max)
            closing[id] = CloseInWork(order: close, subAccount: judged.subAccount, operation: judged.operation)
        }
        later { for order in orders { await $0.execute(order) } }
    }

    func execute(_ order: TakenClose) async {
        let reports = CloseReports(order.judged)
        await publish(reports.requested(at: await chain.now))
        let outcome = await desk.carryOut(order, chain, faults)
        if let id = UInt64(exactly: order.judged.call.quoteId) { closing[id] = nil }
        switch outcome {
        case .failure(let failure): await publish(reports.failed(failure, at: await chain.now))
        case .success(let position): await publish(reports.closed(position, at: await chain.now))
        }
    }

    // MARK: Reports

    func publish(_ report: SolverNotification) async {
        guard let account = report.account, let time = report.timestamp else { return }
        await hub.publish(
            .init(
                application: deployment.notifications?.channel ?? "", address: account, quoteId: Int64(report.quoteId ?? 0),
                temporaryId: Int64(report.tempQuoteId ?? 0), timestamp: time, data: report.data))
    }

    func setLatency(_ latency: Duration) { self.latency = latency }
}

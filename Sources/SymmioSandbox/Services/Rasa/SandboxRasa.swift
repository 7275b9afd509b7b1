import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSolver

/// A solver of majors: takes a quote of a sub-account that trades itself, with the oracle's signature where it is bound to nobody.
///
/// It acts for the same PartyB contract as ``SandboxSolver``; the wire formats are another's.
actor SandboxRasa {
    let chain: SandboxChain
    let prices: SandboxPrices
    let hub: PositionStateHub
    let faults: SandboxFaults
    let markets: [SandboxMarket]
    let desk: SolverDesk
    private let release: Release
    let latency: Duration
    /// The latest temporary id; another solver's are counted from elsewhere.
    private var lastId: Int64
    var book: KeptTable<Int64, RasaOrder>
    var closing: KeptTable<Int64, CloseInWork>
    private static let firstId: Int64 = -700

    /// How many orders of one account may be under way.
    private static let pendingLimit = 5

    init(
        chain: SandboxChain, prices: SandboxPrices, hub: PositionStateHub, faults: SandboxFaults, markets: [SandboxMarket], deployment: Deployment,
        signerKey: PrivateKey, operatorKey: PrivateKey, latency: Duration, state: StateFile? = nil
    ) throws {
        release = deployment.release
        book = try KeptTable("majors' quotes", in: state) { [release] in try RasaOrder(kept: $0, release: release) }
        closing = try KeptTable("majors' closes", in: state) { try CloseInWork(kept: $0) }
        lastId = min(book.keys.min() ?? Self.firstId, Self.firstId)
        self.chain = chain
        self.prices = prices
        self.hub = hub
        self.faults = faults
        self.markets = markets
        self.latency = latency
        desk = SolverDesk(
            chain: chain.client(), deployment: deployment,
            contract: ContractSigner(contract: chain.addresses.solver, key: LocalSigner(signerKey)), operatorSigner: LocalSigner(operatorKey),
            markets: SandboxSolverMarkets(markets: markets, prices: prices),
            signatures: (try? MuonSource(deployment)) ?? BoundOnly() as any UpnlSource, clock: { await chain.now }, miningTimeout: .seconds(5))
    }

    // MARK: Opening

    /// Takes a quote: gives its entry, and goes on with it in the background.
    func open(_ request: OpenRequest) async throws(RasaFailure) -> RasaOrder {
        guard request.addMargin == nil else { throw RasaFailure(3000, "addMargin is not taken: the sub-account trades with what is allocated") }
        let account = request.sendQuote.operation.signerAccount.addr
        try checkPending(account)
        if Self.isLimit(request, desk.judge.deployment.release) { return try await rest(request) }
        let order: TakenOpen
        do throws(Refusal) {
            order = try await desk.take(request)
        } catch {
            throw RasaFailure(error.failure)
        }
        // The actor was left above: other orders may have come in between.
        try await keepingTo(order) { () throws(RasaFailure) in try checkPending(account) }
        let entry = enter(order.judged)
        later { await $0.execute(entry.id, order) }
        return entry
    }

    /// An account can have only so many orders under way.
    func checkPending(_ account: Address) throws(RasaFailure) {
        guard book.values.count(where: { $0.isPending && $0.account == account }) < Self.pendingLimit else {
            throw RasaFailure(3016, "more than \(Self.pendingLimit) orders of \(account) are under way")
        }
    }

    /// Does something about an order that was taken, which is given up where that fails.
    func keepingTo(_ order: some TakenOrder, _ body: () async throws(RasaFailure) -> Void) async throws(RasaFailure) {
        do throws(RasaFailure) {
            try await body()
        } catch {
            await desk.giveUp(order)
            throw error
        }
    }

    /// Puts an order that was taken in the book.
    func enter(_ order: JudgedOpen) -> RasaOrder {
        lastId -= 1
        let entry = RasaOrder(
            id: lastId, account: order.subAccount, call: BookedCall(order, release: release), createdAt: order.judgedAt, request: order.request)
        book[entry.id] = entry
        // Ids count down: this one was given so many orders ago.
        if let old = book[entry.id + Int64(BookedCall.remembered)], !old.isPending { book[old.id] = nil }
        return entry
    }

    /// Does something when the solver's time for it has passed.
    func later(_ work: @escaping @Sendable (SandboxRasa) async -> Void) {
        let latency = latency
        Task {
            try? await Task.sleep(for: latency)
            await work(self)
        }
    }

    func execute(_ id: Int64, _ order: TakenOpen) async {
        let reports = OpenReports(order.judged, temporaryId: Int(id))
        await publish(reports.priced(at: await chain.now), id)
        let outcome = await desk.carryOut(order, chain, faults)
        switch outcome {
        case .failure(let failure):
            book[id]?.request = nil
            await publish(reports.failed(failure, at: await chain.now), id)
        case .success(let position):
            book[id]?.end(position.quoteId)
            await publish(reports.opened(position, at: await chain.now), id)
        }
    }

    // MARK: Closing

    /// Takes requests to close, all or none.
    ///
    /// Each is assembled only when its turn comes: a close counts the account's nonce on, and with it the signatures that the oracle gave for
    /// the ones after it would be void.
    func close(_ request: CloseRequest) async throws(RasaFailure) {
        if Self.isLimit(request) { return try await rest(request) }
        let orders: [JudgedClose]
        do throws(Refusal) {
            orders = try await desk.judge.judge(request, markets: desk.markets)
            // What would not go through now is refused now.
            for order in try await desk.take(request) { await desk.giveUp(order) }
        } catch {
            throw RasaFailure(error.failure)
        }
        for order in orders {
            guard let id = Int64(exactly: order.call.quoteId) else { continue }
            guard closing[id] == nil else { throw RasaFailure(3008, "quote \(id) is being closed already") }
        }
        for order in orders { enter(order) }
        later { for order in orders { await $0.execute(order) } }
    }

    /// Puts a close that was taken in the book.
    func enter(_ order: JudgedClose) {
        guard let id = Int64(exactly: order.call.quoteId) else { return }
        let close = CloseOrder(
            quoteId: order.call.quoteId, account: order.account, price: order.bound, quantity: order.quantity,
            deadline: UInt64(exactly: order.call.deadline) ?? .max, orderType: order.call.orderType)
        closing[id] = CloseInWork(order: close, subAccount: order.subAccount, operation: order.operation)
    }

    func execute(_ order: JudgedClose) async {
        let reports = CloseReports(order)
        let quoteId = Int64(exactly: order.call.quoteId) ?? 0
        let id = book.values.first { $0.quoteId == quoteId }?.id
        await publish(reports.requested(at: await chain.now), id)
        let outcome = await carryOut(order)
        closing[quoteId] = nil
        switch outcome {
        case .failure(let failure): await publish(reports.failed(failure, at: await chain.now), id)
        case .success(let position): await publish(reports.closed(position, at: await chain.now), id)
        }
    }

    private func carryOut(_ order: JudgedClose) async -> Result<SymmioSolver.ClosedPosition, SolverFailure> {
        do throws(Refusal) {
            guard let taken = try await desk.take(CloseRequest(operations: [order.operation])).first else { return .failure(.make(3008)) }
            return await desk.carryOut(taken, chain, faults)
        } catch {
            return .failure(error.failure)
        }
    }

    // MARK: Reports

    /// A report in this solver's shape: no envelope, 0 for what is not there.
    func publish(_ report: SolverNotification, _ id: Int64?, _ orderType: OrderType = .market) async {
        guard let account = report.account, let time = report.timestamp else { return }
        let quoteId = Int64(report.quoteId ?? 0)
        func amount(_ value: Wad?) -> JSONValue { value.map { .string("\($0)") } ?? .number("0") }
        let key = keccak256(utf8: "\(quoteId) \(id ?? 0) \(report.action) \(report.status) \(time)").hex
        let json: JSONValue = .object([
            "id": .string(String(key.dropFirst(2).prefix(32))), "create_time": .number("\(time)"), "modify_time": .number("\(time)"),
            "quote_id": quoteId == 0 ? .null : .number("\(quoteId)"), "temp_quote_id": id.map { .number("\($0)") } ?? .null,
            "counterparty_address": .string(account.checksummed), "filled_amount_open": amount(report.filledOpen),
            "filled_amount_close": amount(report.filledClose), "avg_price_open": amount(report.averageOpenPrice),
            "avg_price_close": amount(report.averageClosePrice), "last_seen_action": .string(report.action),
            "action_status": .string(report.status == .success ? "success" : "failed"), "failure_type": report.failureType.map { .string($0) } ?? .null,
            "error_code": .number("\(report.errorCode ?? 0)"), "order_type": .number("\(orderType.rawValue)"),
            "state_type": .string(report.status == .success ? "report" : "alert"),
        ])
        await hub.publish(.init(account: account, quoteId: quoteId, temporaryId: id ?? 0, time: time, json: json))
    }
}

/// A refusal in this solver's shape.
struct RasaFailure: Error, Sendable {
    let status: Int
    let code: Int
    let message: String
    var details: [String]

    /// A refusal by the table's code.
    init(_ code: Int, _ detail: String) {
        let row = Self.table.first { $0.code == code }
        status = row?.status ?? 500
        self.code = code
        message = row?.message ?? "Internal error"
        details = [detail]
    }

    init(_ failure: SolverFailure) { self.init(failure.code, failure.detail) }

    /// The codes that this solver has beside those that all share.
    static let table: [(code: Int, status: Int, message: String)] =
        SolverFailure.table.map { ($0.code, $0.status, $0.message) } + [(3016, 429, "Too many orders are under way"), (404, 404, "Not Found")]

    var json: JSONValue {
        .object([
            "error_code": .number("\(code)"), "error_message": .string(message), "error_detail": .array(details.map { .string($0) }),
        ])
    }
}

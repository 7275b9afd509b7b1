import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSolver

/// The conditional-orders handler: keeps signed take-profit and stop-loss orders and closes when prices reach them.
///
/// An order may come under a quote's temporary id. It then waits for the solver's report that the quote is on the chain, and is moved to the
/// quote's own id; where the solver reports that nothing came of the quote, the order is given up.
actor SandboxConditionalOrders {
    let chain: SandboxChain
    let prices: SandboxPrices
    let hub: NotificationHub
    let faults: SandboxFaults
    let solver: SandboxSolver
    let markets: [SandboxMarket]
    let deployment: Deployment
    let applicationName: String
    /// Signs the closing orders, by the delegation that accounts give it.
    let botKey: PrivateKey
    var rows: KeptTable<Int, ConditionalOrderEntry>
    var salt: UInt64
    private var watching: [Task<Void, Never>] = []

    /// The least distance of a trigger from the price, in percent.
    private static let minimumDistancePercent: UInt64 = 0

    init(
        chain: SandboxChain, prices: SandboxPrices, hub: NotificationHub, faults: SandboxFaults, solver: SandboxSolver,
        markets: [SandboxMarket], deployment: Deployment, applicationName: String, botKey: PrivateKey, state: StateFile? = nil
    ) throws {
        self.chain = chain
        self.prices = prices
        self.hub = hub
        self.faults = faults
        self.solver = solver
        self.markets = markets
        self.deployment = deployment
        self.applicationName = applicationName
        self.botKey = botKey
        rows = try KeptTable("conditional orders", in: state) { try ConditionalOrderEntry(kept: $0) }
        salt = state.map(\.firstSalt) ?? 0
    }

    /// Watches prices and the solver's reports until ``stop()``.
    func start() async {
        let changes = await prices.changes()
        let reports = await hub.reports(of: deployment.notifications?.channel ?? "")
        watching = [
            Task { [weak self] in
                for await change in changes { await self?.priceChanged(change.name, to: change.price) }
            },
            Task { [weak self] in
                for await report in reports { await self?.hear(report) }
            },
        ]
    }

    func stop() {
        for task in watching { task.cancel() }
    }

    /// All rows by their numbers.
    var inOrder: [ConditionalOrderEntry] { rows.all.sorted { $0.key < $1.key }.map(\.value) }

    /// Changes a row's state and reports it.
    func setState(_ id: Int, _ state: String) async {
        let now = await chain.now
        guard var row = rows[id] else { return }
        row.state = state
        row.modifiedAt = now
        rows[id] = row
        await report(row, state: state)
    }

    // MARK: REST

    /// A refusal in the handler's shape.
    struct Refusal: Error {
        let status: Int
        let code: Int
        let message: String

        init(_ code: Int, _ message: String, status: Int = 400) {
            self.code = code
            self.message = message
            self.status = status
        }

        /// A member of the request that is of a wrong type.
        init(_ fault: JSONFieldError) { self.init(422, fault.description, status: 422) }

        var response: ServerResponse {
            .json(
                .object(["successful": false, "message": .string(message), "error_code": .number(String(code)), "error_detail": []]),
                status: status)
        }
    }

    func answer(_ request: ServerRequest) async -> ServerResponse {
        // A deletion is a write too: what goes wrong with writes goes wrong with it.
        let isWrite = request.method == "POST" && !request.path.hasPrefix("/api/v5/search") || request.method == "DELETE"
        if let interception = await faults.interception(isOrder: isWrite) { return interception }
        let response: ServerResponse
        do throws(Refusal) {
            guard request.headers["app-name"] == applicationName else { throw Refusal(1, "App-Name header is missing or unknown") }
            response = try await route(request)
        } catch {
            response = error.response
        }
        if isWrite, response.status < 300, await faults.take(.dropSocketAfterPost) { await hub.dropSockets() }
        return await faults.spoil(response, isPost: isWrite)
    }

    private func route(_ request: ServerRequest) async throws(Refusal) -> ServerResponse {
        let parts = request.path.split(separator: "/").map(String.init)
        guard parts.prefix(2) == ["api", "v5"] else { throw Refusal(4, "Not found", status: 404) }
        switch (request.method, parts.dropFirst(2).first) {
        case ("GET", "configs"):
            return .json(
                .object([
                    "MaxRequestTimeDeltaSeconds": .number("60"), "MinPriceDistancePercent": .number(String(Self.minimumDistancePercent)),
                    "MinProfitStopLossSpreadPercent": .number("0"), "MaxActiveOrdersPerUser": .number("100"),
                ]))
        case ("GET", "signing-spec"): return .json(orderSpec)
        case ("GET", "signing-spec-del"): return .json(deletionSpec)
        case ("GET", nil):
            await moveAnchored()
            guard let wanted = request.query("quote_id").flatMap({ Int64($0) }) else { throw Refusal(422, "quote_id: a whole number", status: 422) }
            let found = inOrder.filter { $0.quoteId == wanted }
            guard !found.isEmpty else { throw Refusal(4, "Not found", status: 404) }
            return .json(.array(found.map(\.json)))
        case ("POST", "search"): return try await search(request)
        case ("POST", nil): return try await create(request)
        case ("DELETE", nil): return try await delete(request)
        default: throw Refusal(4, "Not found", status: 404)
        }
    }

    private func search(_ request: ServerRequest) async throws(Refusal) -> ServerResponse {
        let query: Query
        do throws(JSONFieldError) { query = try Query(try RequestBody(request)) } catch { throw Refusal(error) }
        await moveAnchored()
        let found = inOrder.filter { query.matches($0) }
        let start = min(found.count, max(0, query.start))
        let size = min(found.count - start, max(0, query.size))
        let page = found[start..<start + size]
        return .json(.object(["data": .array(page.map(\.json)), "count": .number(String(found.count))]))
    }

    /// Which rows a search is for.
    private struct Query {
        let states: Set<String>?
        let account: Address?
        let symbolId: UInt256?
        let kind: String?
        let priceType: String?
        let start: Int
        let size: Int

        init(_ body: RequestBody) throws(JSONFieldError) {
            states = try body.optional("state").map { member throws(JSONFieldError) in Set(try member.texts()) }
            account = try body.optional("party_a_address")?.address()
            symbolId = try body.optional("symbol_id")?.uint256()
            kind = try body.optional("conditional_order_type")?.text()
            priceType = try body.optional("conditional_price_type")?.text()
            start = try body.optional("start")?.int() ?? 0
            size = try body.optional("size")?.int() ?? 100
        }

        func matches(_ row: ConditionalOrderEntry) -> Bool {
            if let states, !states.contains(row.state) { return false }
            if let account, account != row.message.virtualAccount, account != row.message.subAccount { return false }
            if let symbolId, symbolId != row.message.symbolId { return false }
            if let kind, kind != row.kind.rawValue { return false }
            if let priceType, priceType != row.priceType { return false }
            return true
        }
    }

    // MARK: Reports

    func report(_ row: ConditionalOrderEntry, state: String) async {
        await publish(
            row,
            data: [
                "coh_quote_id": .string(row.name), "conditional_order_type": .string(row.kind.rawValue), "state": .string(state),
                "successful": true,
                "details": .object([
                    "trigger_price": .string(row.trigger.description), "close_price": .string(row.price.description),
                    "quantity_to_close": .string(row.quantity.description),
                ]),
            ])
    }

    func report(_ row: ConditionalOrderEntry, failure: String) async {
        await publish(
            row,
            data: [
                "successful": false, "error_code": .number("500"), "status_code": .number("500"), "error_message": .string(failure),
                "coh_quote_id": .string(row.name), "conditional_order_type": .string(row.kind.rawValue),
            ])
    }

    private func publish(_ row: ConditionalOrderEntry, data: [String: JSONValue]) async {
        await hub.publish(
            .init(
                application: applicationName, address: row.message.subAccount, quoteId: max(0, row.quoteId),
                temporaryId: Int64(exactly: row.message.quoteId).flatMap { $0 < 0 ? $0 : nil } ?? 0, timestamp: await chain.now, data: data))
    }
}

import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSolver

/// The conditional-orders handler: keeps signed take-profit and stop-loss orders and closes when prices reach them.
actor SandboxConditionalOrders {
    private let chain: SandboxChain
    private let prices: SandboxPrices
    private let hub: NotificationHub
    private let faults: SandboxFaults
    private let solver: SandboxSolver
    private let markets: [SandboxMarket]
    private let deployment: Deployment
    private let applicationName: String
    /// Signs the closing orders, by the delegation that accounts give it.
    private let botKey: PrivateKey
    private var rows: [Row] = []
    private var lastId = 0
    private var salt: UInt64 = 1 << 32
    private var watching: Task<Void, Never>?

    /// The least distance of a trigger from the price, in percent.
    private static let minimumDistancePercent: UInt64 = 0

    /// One leg of an order.
    private struct Row: Sendable {
        let id: Int
        let kind: ConditionalOrderKind
        var message: ConditionalOrderMessage
        var quantity: Wad
        var price: Wad
        var trigger: Wad
        var priceType: String
        var state: String
        let createdAt: UInt64
        var modifiedAt: UInt64

        var name: String { "coh\(id)" }
        var isLive: Bool { state == "new" || state == "pending" }
    }

    init(
        chain: SandboxChain, prices: SandboxPrices, hub: NotificationHub, faults: SandboxFaults, solver: SandboxSolver,
        markets: [SandboxMarket], deployment: Deployment, applicationName: String, botKey: PrivateKey
    ) {
        self.chain = chain
        self.prices = prices
        self.hub = hub
        self.faults = faults
        self.solver = solver
        self.markets = markets
        self.deployment = deployment
        self.applicationName = applicationName
        self.botKey = botKey
    }

    /// Watches prices until ``stop()``.
    func start() async {
        let changes = await prices.changes()
        watching = Task { [weak self] in
            for await change in changes { await self?.priceChanged(change.name, to: change.price) }
        }
    }

    func stop() { watching?.cancel() }

    // MARK: REST

    /// A refusal in the handler's shape.
    private struct Refusal: Error {
        let status: Int
        let code: Int
        let message: String

        init(_ code: Int, _ message: String, status: Int = 400) {
            self.code = code
            self.message = message
            self.status = status
        }

        var response: ServerResponse {
            .json(
                .object(["successful": false, "message": .string(message), "error_code": .number(String(code)), "error_detail": []]),
                status: status)
        }
    }

    func answer(_ request: ServerRequest) async -> ServerResponse {
        let isPost = request.method == "POST"
        if let refusal = await faults.refusal() { return refusal }
        if isPost, await faults.take(.dropBeforePost) { return ServerResponse(fault: .dropBeforeAnswer) }
        let response: ServerResponse
        do throws(Refusal) {
            guard request.headers["app-name"] == applicationName else { throw Refusal(1, "App-Name header is missing or unknown") }
            response = try await route(request)
        } catch {
            response = error.response
        }
        return await faults.spoil(response, isPost: isPost)
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
            let wanted = request.query("quote_id") ?? ""
            var found: [Row] = []
            for row in rows where "\(row.message.quoteId)" == wanted { found.append(row) }
            if found.isEmpty, let id = Int64(wanted), id > 0 {
                for row in rows { if await realId(row) == UInt64(id) { found.append(row) } }
            }
            guard !found.isEmpty else { throw Refusal(4, "Not found", status: 404) }
            return .json(.array(await json(found)))
        case ("POST", "search"): return try await search(request)
        case ("POST", nil): return try await create(request)
        case ("DELETE", nil): return try await delete(request)
        default: throw Refusal(4, "Not found", status: 404)
        }
    }

    private var domain: EIP712Domain { ConditionalOrderMessage.domain(of: deployment) }

    private var domainJSON: JSONValue {
        .object([
            "name": .string(domain.name ?? ""), "version": .string(domain.version ?? ""), "chainId": .number(String(deployment.chainId)),
            "verifyingContract": .string(deployment.contracts.instantLayer.checksummed),
        ])
    }

    private static func members(_ list: [(String, String)]) -> JSONValue {
        .array(list.map { .object(["name": .string($0.0), "type": .string($0.1)]) })
    }

    private var orderSpec: JSONValue {
        let leg = [
            ("quantity", "string"), ("price", "string"), ("orderType", "uint8"), ("conditionalPrice", "string"), ("conditionalPriceType", "string"),
        ]
        return .object([
            "domain": domainJSON, "primaryType": "ConditionalOrder",
            "types": .object([
                "ConditionalOrder": Self.members([
                    ("virtualAccount", "address"), ("subAccount", "address"), ("salt", "uint256"), ("quoteId", "int256"),
                    ("symbolId", "uint256"), ("positionType", "uint8"), ("affiliate", "address"), ("takeProfit", "TakeProfit"),
                    ("stopLoss", "StopLoss"), ("sendQuote", "SendQuote"),
                ]), "TakeProfit": Self.members(leg), "StopLoss": Self.members(leg), "SendQuote": Self.members(leg + [("leverage", "uint256")]),
            ]),
        ])
    }

    private var deletionSpec: JSONValue {
        .object([
            "domain": domainJSON, "primaryType": "DeleteConditionalOrder",
            "types": .object([
                "DeleteConditionalOrder": Self.members([
                    ("virtualAccount", "address"), ("salt", "uint256"), ("cohQuoteId", "string"), ("conditionalOrderType", "string"),
                ])
            ]),
        ])
    }

    // MARK: Creating and deleting

    private func create(_ request: ServerRequest) async throws(Refusal) -> ServerResponse {
        let (body, signer, signature) = try Self.signed(request)
        let message: ConditionalOrderMessage
        do throws(JSONFieldError) {
            message = try ConditionalOrderMessage(json: body["typedData"]?["message"] ?? .null)
        } catch {
            throw Refusal(422, "typedData.message.\(error)", status: 422)
        }
        guard SignatureCheck.recovers(signer, digest: message.digest(for: domain), signature: signature) else {
            throw Refusal(401, "signature does not match signer", status: 401)
        }
        try await checkAccess(message, signer: signer)
        guard let market = markets.first(where: { UInt256($0.symbolId) == message.symbolId }) else { throw Refusal(400, "unknown symbol") }
        let legs = [
            (
                ConditionalOrderKind.takeProfit, message.takeProfit.quantity, message.takeProfit.price, message.takeProfit.conditionalPrice,
                message.takeProfit.conditionalPriceType
            ),
            (.stopLoss, message.stopLoss.quantity, message.stopLoss.price, message.stopLoss.conditionalPrice, message.stopLoss.conditionalPriceType),
        ]
        var ids: [String] = []
        for (kind, quantity, price, trigger, priceType) in legs where quantity != "0" {
            let quantity = try Self.amount(quantity, market.quantityPrecision)
            let price = try Self.amount(price, market.pricePrecision)
            let trigger = try Self.amount(trigger, market.pricePrecision)
            guard ["market", "last_close"].contains(priceType) else { throw Refusal(422, "unknown conditionalPriceType", status: 422) }
            let now = await chain.now
            let same = rows.firstIndex {
                $0.isLive && $0.kind == kind && $0.message.quoteId == message.quoteId && $0.message.virtualAccount == message.virtualAccount
            }
            if let index = same {
                rows[index].message = message
                (rows[index].quantity, rows[index].price, rows[index].trigger) = (quantity, price, trigger)
                rows[index].priceType = priceType
                rows[index].modifiedAt = now
                ids.append(rows[index].name)
                await report(rows[index], state: "edit")
            } else {
                lastId += 1
                let row = Row(
                    id: lastId, kind: kind, message: message, quantity: quantity, price: price, trigger: trigger, priceType: priceType,
                    state: "new", createdAt: now, modifiedAt: now)
                rows.append(row)
                ids.append(row.name)
                await report(row, state: "new")
            }
        }
        guard let first = ids.first else { throw Refusal(400, "neither takeProfit nor stopLoss has a quantity") }
        return .json(.object(["successful": true, "message": "accepted", "coh_quote_id": .string(first)]))
    }

    private static func signed(_ request: ServerRequest) throws(Refusal) -> (body: JSONValue, signer: Address, signature: Bytes) {
        guard let body = try? JSONValue(parsing: request.body) else { throw Refusal(422, "the body is not JSON", status: 422) }
        guard let signer = body["signer"]?.string.flatMap({ try? Address(hex: $0) }) else { throw Refusal(422, "signer: an address", status: 422) }
        guard let signature = body["signature"]?.string.flatMap({ try? Bytes(hex: $0) }) else {
            throw Refusal(422, "signature: 65 bytes of hex", status: 422)
        }
        return (body, signer, signature)
    }

    private static func amount(_ text: String, _ precision: UInt8) throws(Refusal) -> Wad {
        guard let value = try? Wad(text) else { throw Refusal(422, "\(text) is no decimal", status: 422) }
        guard (try? value.rounded(fractionDigits: precision, .exact)) != nil else {
            throw Refusal(407, "provided values do not meet the required precision.")
        }
        return value
    }

    private func checkAccess(_ message: ConditionalOrderMessage, signer: Address) async throws(Refusal) {
        typealias Account = Symmio085.AccountLayer.Calls
        typealias Layer = Symmio085.InstantLayer.Calls
        let closing = RequestToClosePosition.selector
        let owner = (try? await chain.read(Account.OwnerOf(account: message.subAccount), from: chain.addresses.accountLayer)) ?? .zero
        if owner != signer {
            let active = try? await chain.read(
                Layer.IsDelegationActive(delegator: message.subAccount, delegate: signer, selector: closing), from: chain.addresses.instantLayer)
            guard active == true else { throw Refusal(403, "signer has no active delegation of the sub-account", status: 403) }
        }
        let bot = try? await chain.read(
            Layer.IsDelegationActive(delegator: message.subAccount, delegate: botKey.address, selector: closing),
            from: chain.addresses.instantLayer)
        guard bot == true else {
            throw Refusal(
                403, "parent subaccount has not delegated required access to COH for selectors=REQUEST_TO_CLOSE_POSITION", status: 403)
        }
        guard let account = try? await chain.read(Account.GetSubAccount(account: message.subAccount), from: chain.addresses.accountLayer),
            let isolation = account.isolationType.virtualAccountIsolation(for: PositionType(rawValue: message.positionType))
        else { throw Refusal(400, "unknown sub-account, or one without virtual accounts") }
        let predicted = try? await chain.read(
            Account.PredictNextVirtualAccountAddress(subAccount: message.subAccount, isolationType: isolation, symbolId: message.symbolId),
            from: chain.addresses.accountLayer)
        guard predicted == message.virtualAccount else {
            throw Refusal(400, "virtualAccount is not the predicted one: the sub-account needs singleVAMode for TP/SL")
        }
    }

    private func delete(_ request: ServerRequest) async throws(Refusal) -> ServerResponse {
        let (body, signer, signature) = try Self.signed(request)
        let message = body["typedData"]?["message"] ?? .null
        guard let account = message["virtualAccount"]?.string.flatMap({ try? Address(hex: $0) }), let name = message["cohQuoteId"]?.string,
            let kind = message["conditionalOrderType"]?.string, let salt = message["salt"]?.string.flatMap({ try? UInt256(decimalOrHex: $0) })
        else { throw Refusal(422, "typedData.message: virtualAccount, salt, cohQuoteId and conditionalOrderType", status: 422) }
        guard let spec = try? SigningSpec(json: deletionSpec.utf8),
            let typed = try? DynamicTypedData(
                schema: DynamicTypedDataSchema(types: spec.types, primaryType: spec.primaryType), domain: domain,
                message: .structure([
                    "virtualAccount": .atomic(.address(account)), "salt": .atomic(.uint(salt)), "cohQuoteId": .atomic(.string(name)),
                    "conditionalOrderType": .atomic(.string(kind)),
                ]))
        else { throw Refusal(422, "the message does not fit the spec", status: 422) }
        guard SignatureCheck.recovers(signer, digest: typed.digest, signature: signature) else {
            throw Refusal(401, "signature does not match signer", status: 401)
        }
        let found = rows.firstIndex { $0.name == name && $0.kind.rawValue == kind && $0.message.virtualAccount == account && $0.isLive }
        guard let index = found else { throw Refusal(4, "Not found", status: 404) }
        try await checkAccess(rows[index].message, signer: signer)
        rows[index].state = "canceled"
        rows[index].modifiedAt = await chain.now
        await report(rows[index], state: "canceled")
        return .json(.object(["successful": true, "message": "accepted"]))
    }

    // MARK: Reading

    private func search(_ request: ServerRequest) async throws(Refusal) -> ServerResponse {
        guard let body = try? JSONValue(parsing: request.body) else { throw Refusal(422, "the body is not JSON", status: 422) }
        let states = body["state"]?.array.map { Set($0.compactMap(\.string)) }
        let account = body["party_a_address"]?.string?.lowercased()
        let symbol = body["symbol_id"]?.int
        let kind = body["conditional_order_type"]?.string
        let found = rows.filter { row in
            (states?.contains(row.state) ?? true)
                && (account == nil || account == row.message.virtualAccount.hex || account == row.message.subAccount.hex)
                && (symbol == nil || row.message.symbolId == UInt256(UInt64(max(0, symbol ?? 0)))) && (kind == nil || kind == row.kind.rawValue)
        }
        let start = min(found.count, max(0, body["start"]?.int ?? 0))
        let size = min(found.count - start, max(0, body["size"]?.int ?? 100))
        let page = Array(found[start..<start + size])
        return .json(.object(["data": .array(await json(page)), "count": .number(String(found.count))]))
    }

    private func json(_ rows: [Row]) async -> [JSONValue] {
        var list: [JSONValue] = []
        for row in rows {
            let quote = await realId(row).map { String($0) } ?? "\(row.message.quoteId)"
            list.append(
                .object([
                    "quote_id": .number(quote), "coh_quote_id": .string(row.name),
                    "party_a_address": .string(row.message.virtualAccount.checksummed), "symbol_id": .number("\(row.message.symbolId)"),
                    "conditional_order_type": .string(row.kind.rawValue), "quantity": .number(row.quantity.description),
                    "price": .number(row.price.description), "conditional_order_price": .number(row.trigger.description), "order_type": .number("1"),
                    "state": .string(row.state), "action_price_type": .string(row.priceType), "close_status": .null,
                    "position_type": .number(String(row.message.positionType)), "leverage": .null,
                    "create_time": .number(String(row.createdAt)), "modify_time": .number(String(row.modifiedAt)),
                ]))
        }
        return list
    }

    /// The quote's id on the chain; an order may have been set under the temporary one.
    private func realId(_ row: Row) async -> UInt64? {
        if let id = UInt64(exactly: row.message.quoteId) { return id }
        guard let temporary = Int64(exactly: row.message.quoteId) else { return nil }
        return await solver.book[temporary]?.quoteId
    }

    // MARK: Triggers

    private func priceChanged(_ name: String, to price: Wad) async {
        guard let market = markets.first(where: { $0.name == name }) else { return }
        for row in rows where row.isLive && row.message.symbolId == UInt256(market.symbolId) {
            let isShort = row.message.positionType == PositionType.short.rawValue
            let isUpward = (row.kind == .takeProfit) != isShort
            guard isUpward ? price >= row.trigger : price <= row.trigger else { continue }
            await trigger(row.id, isShort: isShort)
        }
    }

    private func trigger(_ id: Int, isShort: Bool) async {
        guard let index = rows.firstIndex(where: { $0.id == id && $0.isLive }) else { return }
        rows[index].state = "triggered"
        rows[index].modifiedAt = await chain.now
        let row = rows[index]
        await report(row, state: "triggered")
        do {
            guard let quoteId = await realId(row) else { throw SolverFailure.make(3008, detail: "the quote is not on the chain") }
            let quote = try await chain.read(Symmio085.Core.Calls.GetQuote(quoteId: UInt256(quoteId)), from: chain.addresses.core)
            let open = quote.quantity > quote.closedAmount ? quote.quantity &- quote.closedAmount : .zero
            // A market order's bound: what was signed, or a tenth beyond the trigger where that would never be filled.
            let tenth = Wad(units: row.trigger.units / UInt256(10 as UInt64))
            let bound = try isShort ? max(row.price, row.trigger + tenth) : min(row.price, row.trigger - tenth)
            let call = RequestToClosePosition(
                quoteId: UInt256(quoteId), closePrice: bound.units, quantityToClose: min(open, row.quantity.units), orderType: .market,
                deadline: UInt256(await chain.now &+ 300))
            salt &+= 1
            let operation = InstantOperation(
                call, target: deployment.contracts.symmioCore, account: row.message.virtualAccount, signer: botKey.address,
                deadline: call.deadline, salt: Bytes32(UInt256(salt)))
            let digest = operation.digest(for: deployment.instantLayerDomain)
            let signature = try botKey.sign(digest: digest)
            try await solver.close(CloseRequest(operations: [SignedInstantOperation(operation: operation, signature: signature.bytes)]))
            Task { [weak self] in await self?.finish(id, digest: digest) }
        } catch {
            let text = (error as? SolverFailure).map { "\($0.message): \($0.detail)" } ?? "\(error)"
            await publish(
                row,
                data: [
                    "successful": false, "error_code": .number("500"), "status_code": .number("500"), "error_message": .string(text),
                    "coh_quote_id": .string(row.name), "conditional_order_type": .string(row.kind.rawValue),
                ])
            return
        }
        // What is left has nothing to close any more.
        for other in rows.indices where rows[other].isLive && rows[other].message.quoteId == row.message.quoteId && row.quantity == rows[other].quantity {
            rows[other].state = "canceled"
            await report(rows[other], state: "canceled")
        }
    }

    /// Waits for the closing order to be executed, and ends the row: closed, or killed where nothing came of it.
    private func finish(_ id: Int, digest: Bytes32) async {
        let call = Symmio085.InstantLayer.Calls.OperationUsageCount(value: digest)
        var isExecuted = false
        for _ in 0..<500 where !isExecuted {
            try? await Task.sleep(for: .milliseconds(10))
            let uses = try? await chain.read(call, from: chain.addresses.instantLayer)
            isExecuted = uses.map { !$0.isZero } ?? false
        }
        guard let index = rows.firstIndex(where: { $0.id == id }) else { return }
        rows[index].state = isExecuted ? "close" : "killed"
        rows[index].modifiedAt = await chain.now
        await report(rows[index], state: rows[index].state)
    }

    private func report(_ row: Row, state: String) async {
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

    private func publish(_ row: Row, data: [String: JSONValue]) async {
        await hub.publish(
            .init(
                application: applicationName, address: row.message.subAccount,
                quoteId: await realId(row).map { Int64(clamping: $0) } ?? 0,
                temporaryId: Int64(exactly: row.message.quoteId).flatMap { $0 < 0 ? $0 : nil } ?? 0,
                timestamp: await chain.now, data: data))
    }
}

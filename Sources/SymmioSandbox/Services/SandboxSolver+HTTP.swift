import EVMClient
import EVMCore
import Symmio
import SymmioContracts
import SymmioSolver

/// The solver's REST interface, in the shapes of the enigma solver.
extension SandboxSolver {
    func answer(_ request: ServerRequest) async -> ServerResponse {
        let parts = request.path.split(separator: "/").map(String.init)
        let isPost = request.method == "POST"
        if let interception = await faults.interception(isOrder: isPost) { return interception }
        let response: ServerResponse
        do throws(SolverFailure) {
            response = isPost ? try await post(parts, request) : try await get(parts, request)
        } catch {
            response = .json(error.json, status: error.status)
        }
        if isPost, response.status < 300, await faults.take(.dropSocketAfterPost) { await hub.dropSockets() }
        return await faults.spoil(response, isPost: isPost)
    }

    private static let notFound: SolverFailure = {
        var failure = SolverFailure(404)
        (failure.status, failure.category, failure.message) = (404, .validation, "Not found")
        return failure
    }()

    // MARK: Orders

    private func post(_ parts: [String], _ request: ServerRequest) async throws(SolverFailure) -> ServerResponse {
        switch parts {
        case ["instant_trade", "instant_open"]:
            let body: OpenRequest
            do throws(JSONFieldError) {
                body = try OpenRequest(json: request.body)
            } catch {
                throw .make(3000, detail: error.description)
            }
            let id = try await open(body)
            return .json(.object(["temp_quote_id": .number(String(id)), "partyBmm": .string(book[id]?.call.terms?.partyBmm.description ?? "0")]))
        case ["instant_trade", "instant_close"]:
            let body: CloseRequest
            do throws(JSONFieldError) {
                body = try CloseRequest(json: request.body)
            } catch {
                throw .make(3000, detail: error.description)
            }
            try await close(body)
            return ServerResponse()
        case ["instant_trade", "execute-operation"]: return .json(try await execute(request))
        default: throw Self.notFound
        }
    }

    // MARK: Reads

    private func get(_ parts: [String], _ request: ServerRequest) async throws(SolverFailure) -> ServerResponse {
        switch (parts.first, parts.dropFirst().first, parts.count) {
        case ("contract-symbols", _, 1):
            return .json(.object(["count": .number(String(markets.count)), "symbols": .array(markets.map { symbol($0) })]))
        case ("info", _, 1): return .json(.object(["static_solver_fee_open": "0", "static_solver_fee_close": "0"]))
        case ("get_locked_params", let name?, 2): return .json(try lockedParameters(name, request))
        case ("estimated-price", _, 1): return .json(try await estimatedPrice(request))
        case ("notional_cap", let id?, 2) where id != "batch": return .json(await notionalCap(try market(id: id)))
        case ("instant_trade", "eip712-config"?, 2): return .json(typedDataConfiguration())
        case ("instant_open", let account?, 2): return .json(.array(pendingOpens(account).map { pendingJSON($0) }))
        case ("instant_close", let account?, 2): return .json(.array(pendingCloses(account)))
        case ("instant_quote_id", let id?, 2):
            guard let id = Int64(id), let quote = book[id] else { throw Self.notFound }
            return .json(.object(quote.quoteId.map { ["quote_id": .number(String($0))] } ?? [:]))
        case ("temp_quote_status", let id?, 2):
            guard let id = Int64(id), let quote = book[id] else { throw Self.notFound }
            return .json(status(quote))
        case ("error_codes", _, 1):
            return .json(
                .object(Dictionary(SolverFailure.table.map { (String($0.code), .string($0.message)) }, uniquingKeysWith: { first, _ in first })))
        case ("error_codes", "detailed"?, 2):
            return .json(
                .array(
                    SolverFailure.table.map { row in
                        .object([
                            "code": .number(String(row.code)), "category": .string(row.category.rawValue), "http_status": .number(String(row.status)),
                            "message": .string(row.message),
                        ])
                    }))
        default:
            guard let record = try await record(parts, request) else { throw Self.notFound }
            return .json(record)
        }
    }

    func market(id: String) throws(SolverFailure) -> SandboxMarket {
        guard let market = markets.first(where: { String($0.symbolId) == id }) else { throw .make(3003) }
        return market
    }

    func symbol(_ market: SandboxMarket) -> JSONValue {
        let rules = market.rules
        func text(_ limit: Wad?) -> JSONValue { .string((limit ?? .zero).description) }
        return .object([
            "symbol_id": .number(String(market.symbolId)), "symbol": .string(market.name), "name": .string(market.name),
            "asset": .string(market.asset), "price_precision": .number(String(market.pricePrecision)),
            "quantity_precision": .number(String(market.quantityPrecision)), "is_valid": true, "rfq_allowed": true, "state": .number("3"),
            "side": "all", "max_leverage": .string(String(market.maxLeverage)), "lot_size": text(rules.lotSize),
            "min_acceptable_quote_value": .string(market.minAcceptableQuoteValue.description),
            "min_acceptable_portion_lf": .string(market.minAcceptablePortionLF.description), "min_notional_value": text(rules.minimumNotional),
            "max_notional_value": .number((rules.maximumNotional ?? .zero).description), "max_quantity": text(rules.maximumQuantity), "trading_fee": "0.0005",
            "hedger_fee_open": "0",
            "hedger_fee_close": "0", "max_funding_rate": "200", "token_address": .string(market.tokenAddress.checksummed),
            "min_open_solver_fee_cap": "0.0005", "min_close_solver_fee_cap": "0.0005", "funding_rate_epoch_duration": "28800",
            "funding_rate_window_time": "900",
        ])
    }

    private func lockedParameters(_ name: String, _ request: ServerRequest) throws(SolverFailure) -> JSONValue {
        guard let market = markets.first(where: { $0.name == name }) else { throw .make(3003) }
        let most = Wad(units: UInt256(market.maxLeverage) &* .ether)
        guard let leverage = request.query("leverage"), let value = try? Wad(leverage), value >= .one, value <= most else {
            throw .make(3000, detail: "leverage must be 1 to \(most)")
        }
        let percents = market.lockedPercents
        return .object([
            "cva": .string(percents.cva.description), "lf": .string(percents.lf.description), "partyAmm": .string(percents.partyAmm.description),
            "partyBmm": .string(percents.partyBmm.description), "leverage": .string(leverage),
        ])
    }

    private func estimatedPrice(_ request: ServerRequest) async throws(SolverFailure) -> JSONValue {
        let market = try market(id: request.query("symbol_id") ?? "")
        let position: PositionType = request.query("position_type") == "short" ? .short : .long
        let isEntry = request.query("entry") != "close"
        let price = try await estimate(market, position: position, entry: isEntry)
        if let bound = request.query("price").flatMap({ try? Wad($0) }) {
            let pays = (position == .short) != isEntry
            guard pays ? price <= bound : price >= bound else { throw .make(3004, detail: "fill \(price), bound \(bound)") }
        }
        return .object(["price": .string(price.description)])
    }

    func notionalCap(_ market: SandboxMarket) async -> JSONValue {
        let price = await prices.price(of: market.name) ?? market.price
        let rules = market.rules
        func number(_ limit: Wad?) -> JSONValue { .number((limit ?? .zero).description) }
        return .object([
            "symbol_id": .number(String(market.symbolId)), "symbol": .string(market.name), "price": .number(price.description),
            "total_cap": number(rules.availableToLong), "used": .number("0"), "available_to_long": number(rules.availableToLong),
            "available_to_short": number(rules.availableToShort), "open_interest": .number("0"), "token_balance": .number("0"),
            "usdc_balance": .number("0"), "used_tokens": .number("0"),
        ])
    }

    private func typedDataConfiguration() -> JSONValue {
        let domain = deployment.instantLayerDomain
        return .object([
            "domain": .object([
                "name": .string(domain.name ?? ""), "version": .string(domain.version ?? ""),
                "chainId": .number(String(deployment.chainId)), "verifyingContract": .string(deployment.contracts.instantLayer.checksummed),
            ]),
            "domainSeparator": .data(domain.separator), "typeHash": .data(InstantOperation.typeHash),
            "encodeType": .string(InstantOperation.encodeType),
        ])
    }

    // MARK: Pending orders

    private func pendingOpens(_ account: String) -> [TemporaryQuote] {
        book.values.filter { $0.state == .pending && $0.subAccount.hex == account.lowercased() }.sorted { $0.id > $1.id }
    }

    private func pendingJSON(_ quote: TemporaryQuote) -> JSONValue {
        guard let order = quote.call.terms else { return .null }
        var members = describe(order)
        members["requested_open_price"] = .string(order.price.description)
        members["temp_quote_id"] = .number(String(quote.id))
        members["party_a_address"] = .string(quote.subAccount.checksummed)
        members["uuid"] = .string(order.correlationId ?? "")
        return .object(members)
    }

    private func describe(_ order: QuoteTerms) -> [String: JSONValue] {
        [
            "cva": .string(order.cva.description), "lf": .string(order.lf.description), "partyAmm": .string(order.partyAmm.description),
            "partyBmm": .string(order.partyBmm.description), "quantity": .string(order.quantity.description),
            "order_type": .number(String(order.orderType.rawValue)), "position_type": .number(String(order.position.rawValue)),
            "symbol_id": .number(order.symbolId.description),
        ]
    }

    private func pendingCloses(_ account: String) -> [JSONValue] {
        closing.all.mapValues(\.order).sorted { $0.key < $1.key }.filter { $0.value.account.hex == account.lowercased() }.map { id, order in
            .object([
                "quote_id": .number(String(id)), "close_price": .string(order.price.description),
                "quantity_to_close": .string(order.quantity.description),
            ])
        }
    }

    private func status(_ quote: TemporaryQuote) -> JSONValue {
        guard let order = quote.call.terms else { return .null }
        var members = describe(order)
        members["party_amm"] = members.removeValue(forKey: "partyAmm")
        members["state"] = .string(quote.state.rawValue)
        members["quote_id"] = quote.quoteId.map { .number(String($0)) } ?? .null
        members["sub_account"] = .string(quote.subAccount.checksummed)
        members["party_a_account"] = quote.virtualAccount.map { .string($0.checksummed) } ?? .null
        members["opened_price"] = quote.openedPrice.map { .string($0.description) } ?? .null
        members["price"] = .string(order.price.description)
        if let failure = quote.failure {
            members["error_code"] = .number(String(failure.code))
            members["error_category"] = .string(failure.category.rawValue)
            members["error_message"] = .string(failure.message)
            members["error_detail"] = .string(failure.detail)
        }
        return .object(members)
    }
}

extension SandboxMarket {
    /// What is traded.
    var asset: String { name.hasSuffix("USDT") ? String(name.dropLast(4)) : name }
}

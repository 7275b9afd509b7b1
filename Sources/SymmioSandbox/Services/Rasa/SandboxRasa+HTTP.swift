import EVMClient
import EVMCore
import Symmio
import SymmioContracts
import SymmioSolver

/// The solver's REST interface, in the shapes of the Rasa solver: FastAPI's errors of form, its own for the rest.
extension SandboxRasa {
    func answer(_ request: ServerRequest) async -> ServerResponse {
        let parts = request.path.split(separator: "/").map(String.init)
        let isPost = request.method == "POST"
        // Searches are posted too, but change nothing.
        let isOrder = isPost && parts.first == "instant_trade"
        if let interception = await faults.interception(isOrder: isOrder) { return interception }
        let response: ServerResponse
        do throws(RasaFailure) {
            response = isPost ? try await post(parts, request) : try await get(parts, request)
        } catch {
            response = .json(error.json, status: error.status)
        }
        if isOrder, response.status < 300, await faults.take(.dropSocketAfterPost) { await hub.dropSockets() }
        return await faults.spoil(response, isPost: isOrder)
    }

    /// How much the solver may have open, in USD.
    private static let totalCap = Wad(units: UInt256(10_000_000 as UInt64) &* .ether)

    private static var notFound: ServerResponse { .json(.object(["detail": "Not Found"]), status: 404) }

    /// What FastAPI answers to a body or a path of another form.
    private static func malformed(_ place: [String], _ message: String, _ type: String = "value_error") -> ServerResponse {
        .json(
            .object([
                "detail": .array([.object(["loc": .array(place.map { .string($0) }), "msg": .string(message), "type": .string(type)])])
            ]), status: 422)
    }

    // MARK: Orders and searches

    private func post(_ parts: [String], _ request: ServerRequest) async throws(RasaFailure) -> ServerResponse {
        switch (parts.first, parts.dropFirst().first, parts.dropFirst(2).first, parts.count) {
        case ("instant_trade", "open"?, nil, 2):
            let body: OpenRequest
            do throws(JSONFieldError) {
                body = try OpenRequest(json: request.body)
            } catch {
                return Self.malformed(["body"] + error.path.split(separator: ".").map(String.init), error.reason)
            }
            return .json(describe(try await open(body)))
        case ("instant_trade", "close"?, nil, 2):
            // Only the bare list is this solver's.
            guard (try? JSONValue(parsing: request.body))?.array != nil else { return Self.malformed(["body"], "value is not a valid list", "type_error.list") }
            let body: CloseRequest
            do throws(JSONFieldError) {
                body = try CloseRequest(json: request.body)
            } catch {
                return Self.malformed(["body"] + error.path.split(separator: ".").map(String.init), error.reason)
            }
            do throws(RasaFailure) {
                try await close(body)
            } catch {
                // A close that is refused is answered with 200 and says so.
                return .json(.object(["successful": false, "message": .string("\(error.message): \(error.details.joined(separator: "; "))")]))
            }
            return .json(.object(["successful": true]))
        case ("position-state", let start?, let size?, 3), ("notifications", let start?, let size?, 3):
            guard let start = Int(start), let size = Int(size), start >= 0, (0...1_000).contains(size) else {
                return Self.malformed(["path"], "value is not a valid integer", "type_error.integer")
            }
            let isStates = parts.first == "position-state"
            let query: PositionStateHub.Query
            do throws(JSONFieldError) {
                let body = try RequestBody(request)
                query = PositionStateHub.Query(
                    account: try body.optional(isStates ? "address" : "counterparty_address")?.address(),
                    quoteId: try body.optional("quote_id")?.int(),
                    since: try body.optional(isStates ? "modify_time_gte" : "timestamp_gte")?.int())
            } catch {
                return Self.malformed(["body"] + error.path.split(separator: ".").map(String.init), error.reason)
            }
            return .json(await hub.search(query, start: start, size: size, rows: isStates ? "position_state" : "notification_data"))
        default: return Self.notFound
        }
    }

    private func describe(_ entry: RasaOrder) -> JSONValue {
        guard let terms = entry.call.terms else { return .null }
        return .object([
            "temp_quote_id": .number("\(entry.id)"), "symbol_id": .number("\(terms.symbolId)"), "position_type": .number("\(terms.position.rawValue)"),
            "order_type": .number("\(terms.orderType.rawValue)"), "requested_open_price": .string("\(terms.price)"),
            "quantity": .string("\(terms.quantity)"), "party_a_address": .string(entry.account.checksummed), "cva": .string("\(terms.cva)"),
            "lf": .string("\(terms.lf)"), "partyAmm": .string("\(terms.partyAmm)"), "partyBmm": .string("\(terms.partyBmm)"),
        ])
    }

    // MARK: Reads

    private func get(_ parts: [String], _ request: ServerRequest) async throws(RasaFailure) -> ServerResponse {
        switch (parts.first, parts.dropFirst().first, parts.count) {
        case ("contract-symbols", _, 1):
            return .json(.object(["count": .number("\(markets.count)"), "symbols": .array(markets.map { describe($0) })]))
        case ("get_locked_params", let name?, 2): return lockedParameters(name, request)
        case ("notional_cap", let id?, 2):
            guard markets.contains(where: { "\($0.symbolId)" == id }) else { throw RasaFailure(3003, "market \(id)") }
            return .json(.object(["total_cap": .number("\(Self.totalCap)"), "used": .number("0")]))
        case ("open-interest", nil, 1):
            return .json(.object(["total_cap": .string("\(Self.totalCap)"), "used": .string("\(await chain.openInterest())")]))
        case ("get_market_info", nil, 1):
            let row: JSONValue = ["trading_volume": "0", "lifetime_value": "0"]
            return .json(.object(Dictionary(markets.map { ($0.name, row) }, uniquingKeysWith: { first, _ in first })))
        case ("get_funding_info", nil, 1):
            let wanted = request.query("symbols")?.split(separator: ",").map(String.init)
            return .json(SandboxFunding.frame(markets.filter { wanted?.contains($0.name) ?? true }, at: await chain.now))
        case ("price-range", let name?, 2):
            guard let range = await priceRange(of: name) else { throw RasaFailure(3003, "market \(name)") }
            return .json(.object(["min_price": .string("\(range.lowerBound)"), "max_price": .string("\(range.upperBound)")]))
        case ("instant_open", let account?, 2):
            let pending = book.values.filter { $0.isPending && $0.account.hex == account.lowercased() }.sorted { $0.id > $1.id }
            return .json(.array(pending.map { describe($0) }))
        case ("instant_close", let account?, 2):
            let pending = closing.all.mapValues(\.order).filter { $0.value.account.hex == account.lowercased() }.sorted { $0.key < $1.key }
            return .json(
                .array(
                    pending.map { id, close in
                        .object([
                            "quote_id": .number("\(id)"), "quantity_to_close": .string("\(close.quantity)"), "close_price": .string("\(close.price)"),
                        ])
                    }))
        case ("instant_quote_id", let id?, 2):
            guard let id = Int64(id) else { return Self.malformed(["path", "temp_quote_id"], "value is not a valid integer", "type_error.integer") }
            guard let entry = book[id] else { throw RasaFailure(404, "temp quote \(id)") }
            return .json(.object(["quote_id": entry.quoteId.map { .number("\($0)") } ?? .null]))
        case ("error_codes", nil, 1):
            return .json(.object(Dictionary(RasaFailure.table.map { ("\($0.code)", .string($0.message)) }, uniquingKeysWith: { first, _ in first })))
        case ("error_codes", let code?, 2):
            guard let row = RasaFailure.table.first(where: { "\($0.code)" == code }) else { return Self.notFound }
            return .json(.string(row.message))
        case ("readyz", nil, 1): return .json(.object(["isReady": true]))
        default: return await account(parts)
        }
    }

    /// What is asked about an account.
    private func account(_ parts: [String]) async -> ServerResponse {
        let known = ["check_in-whitelist", "partyA_upnl", "get_balance_info"]
        guard let first = parts.first, known.contains(first), let text = parts.dropFirst().first else { return Self.notFound }
        guard let account = try? Address(text) else { return Self.malformed(["path", "address"], "value is not a valid address") }
        let core = chain.addresses.core
        switch (parts.first, parts.count) {
        case ("check_in-whitelist", 3): return .json(.bool(true))
        case ("partyA_upnl", 2):
            let open = try? await chain.read(
                Symmio085.Core.Calls.GetPartyAOpenPositions(partyA: account, start: .zero, size: UInt256(1_000 as UInt64)), from: core)
            var sum = Int256.zero
            for quote in open ?? [] where !quote.id.isZero {
                guard let market = markets.first(where: { UInt256($0.symbolId) == quote.symbolId }), let mark = await prices.price(of: market.name)
                else { continue }
                sum = sum &+ (Self.profit(of: quote, at: mark) ?? .zero)
            }
            return .json(.string("\(SignedWad(units: sum))"))
        case ("get_balance_info", 3):
            let call = Symmio084.Core.Calls.BalanceInfoOfPartyA(partyA: account)
            guard let books = try? await chain.read(call, from: core) else { return Self.notFound }
            return .json(.array([.object(["party_a": .string("\(Wad(units: books.value0))"), "party_b": .string("0")])]))
        default: return Self.notFound
        }
    }

    private static func profit(of quote: Symmio085.Core.Quote, at mark: Wad) -> Int256? {
        let rises = mark.units >= quote.openedPrice
        let difference = rises ? mark.units &- quote.openedPrice : quote.openedPrice &- mark.units
        let open = quote.quantity > quote.closedAmount ? quote.quantity &- quote.closedAmount : .zero
        guard let size = try? difference.multiplied(by: open, dividedBy: .ether, rounding: .down) else { return nil }
        return Int256(negative: rises == (quote.positionType == .short), magnitude: size)
    }

    private func lockedParameters(_ name: String, _ request: ServerRequest) -> ServerResponse {
        guard let market = markets.first(where: { $0.name == name }) else { return .json(RasaFailure(3003, "market \(name)").json, status: 400) }
        guard let leverage = request.query("leverage"), let value = try? Wad(leverage), value >= .one,
            value <= Wad(units: UInt256(market.maxLeverage) &* .ether)
        else { return Self.malformed(["query", "leverage"], "ensure this value is from 1 to \(market.maxLeverage)", "value_error.number") }
        let percents = market.lockedPercents
        return .json(
            .object([
                "cva": .string("\(percents.cva)"), "lf": .string("\(percents.lf)"), "partyAmm": .string("\(percents.partyAmm)"),
                "partyBmm": .string("\(percents.partyBmm)"), "leverage": .string(leverage), "message": "Success",
            ]))
    }

    private func describe(_ market: SandboxMarket) -> JSONValue {
        let rules = market.rules
        return .object([
            "symbol_id": .number("\(market.symbolId)"), "name": .string(market.name), "symbol": .string(market.name),
            "asset": .string(market.name.hasSuffix("USDT") ? String(market.name.dropLast(4)) : market.name),
            "price_precision": .number("\(rules.pricePrecision)"), "quantity_precision": .number("\(rules.quantityPrecision)"), "is_valid": true,
            "rfq_allowed": true, "max_leverage": .number("\(market.maxLeverage)"), "lot_size": .string("\(rules.lotSize ?? .zero)"),
            "min_acceptable_quote_value": .string("\(market.minAcceptableQuoteValue)"),
            "min_acceptable_portion_lf": .string("\(market.minAcceptablePortionLF)"), "min_notional_value": .string("\(rules.minimumNotional ?? .zero)"),
            "max_notional_value": .number("\(rules.maximumNotional ?? .zero)"), "max_quantity": .string("\(rules.maximumQuantity ?? .zero)"),
            "trading_fee": .string("0.0005"), "hedger_fee_open": "0", "hedger_fee_close": "0", "max_funding_rate": "200",
            "funding_rate_epoch_duration": .number("28800"), "funding_rate_window_time": .number("900"),
        ])
    }
}

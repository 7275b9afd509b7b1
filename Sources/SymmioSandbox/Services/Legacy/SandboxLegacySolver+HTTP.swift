import EVMClient
import EVMCore
import Symmio
import SymmioContracts

/// The older solver's REST interface.
extension SandboxLegacySolver {
    func answer(_ request: ServerRequest) async -> ServerResponse {
        let parts = request.path.split(separator: "/").map(String.init)
        let isOrder = request.method == "DELETE" || (request.method == "POST" && ["instant_open", "instant_close"].contains(parts.first))
        if isOrder, let interception = await faults.interception(isOrder: true) { return interception }
        let response: ServerResponse
        do throws(LegacyFailure) {
            response = try await result(parts, request)
        } catch {
            response = .json(error.json, status: error.status)
        }
        return isOrder ? await faults.spoil(response, isPost: true) : response
    }

    private func result(_ parts: [String], _ request: ServerRequest) async throws(LegacyFailure) -> ServerResponse {
        let now = await chain.now
        switch (request.method, parts.first, parts.dropFirst().first, parts.count) {
        case ("GET", "nonce", let account?, 2):
            return .json(.object(["nonce": .string(logins.nonce(for: try Self.address(account), at: now))]))
        case ("POST", "login", nil, 1):
            let token = try logins.login(try LegacyBody(request), origin: request.headers["origin"], in: await chain.world, at: now)
            return .json(.object(["access_token": .string(token)]))
        case ("POST", "instant_open", nil, 1):
            let account = try logins.account(request, at: now)
            return .json(.array([try await open(try LegacyQuote(try LegacyBody(request)), for: account).json]))
        case ("POST", "instant_close", nil, 1):
            let account = try logins.account(request, at: now)
            let body = try LegacyBody(request)
            guard let id = UInt256(decimal: try body.text("quote_id")) else { throw .malformed("quote_id", "a whole number is expected") }
            try await close(id, quantity: try body.wad("quantity_to_close"), price: try body.wad("close_price"), for: account)
            return Self.success("The close is on its way")
        case ("GET", "instant_open", let account?, 2):
            let owner = try authorized(account, request, at: now)
            return .json(.array(orders.values.filter { $0.account == owner }.sorted { $0.id > $1.id }.map(\.json)))
        case ("GET", "instant_close", let account?, 2):
            let owner = try authorized(account, request, at: now)
            return .json(.array(try await pendingCloses(of: owner)))
        case ("DELETE", "instant_open", let id?, 2):
            let account = try logins.account(request, at: now)
            guard let number = Int64(id) else { throw .malformed("quoteId", "a whole number is expected") }
            try await cancelOpen(number, for: account)
            return Self.success("The order is taken back")
        case ("DELETE", "instant_close", let id?, 2):
            let account = try logins.account(request, at: now)
            guard let number = UInt256(decimal: id) else { throw .malformed("quoteId", "a whole number is expected") }
            try await cancelClose(number, for: account)
            return Self.success("The close is taken back")
        case ("POST", "coh", "api"?, 3) where parts[2] == "v4":
            let account = try logins.account(request, at: now)
            try await setTriggers(try LegacyBody(request), for: account)
            return Self.success("The orders are set")
        case ("POST", "position-state", _, 3): return try positionStates(parts, request)
        case ("GET", "error_codes", nil, 1):
            return .json(
                .object(Dictionary(LegacyFailure.table.map { (String($0.code), .string($0.message)) }, uniquingKeysWith: { first, _ in first })))
        case ("GET", "contract-symbols", nil, 1): return await other.answer(request)
        case ("GET", "get_locked_params", let name?, 2): return .json(try lockedParameters(name, request))
        default: throw .notFound
        }
    }

    private func lockedParameters(_ name: String, _ request: ServerRequest) throws(LegacyFailure) -> JSONValue {
        guard let market = markets.first(where: { $0.name == name }) else { throw .make(4010, detail: name) }
        let most = Wad(units: UInt256(market.maxLeverage) &* .ether)
        guard let leverage = request.query("leverage"), let value = try? Wad(leverage), value >= .one, value <= most else {
            throw .malformed("leverage", "a number from 1 to \(market.maxLeverage) is expected", in: "query")
        }
        let percents = market.lockedPercents
        return .object([
            "cva": .string("\(percents.cva)"), "lf": .string("\(percents.lf)"), "partyAmm": .string("\(percents.partyAmm)"),
            "partyBmm": .string("\(percents.partyBmm)"), "leverage": .string(leverage), "message": "Success",
        ])
    }

    /// The instant closes of an account, and those that its owner has asked the chain for and nobody has filled yet.
    private func pendingCloses(of account: Address) async throws(LegacyFailure) -> [JSONValue] {
        let open = try await read(Core.GetPartyAOpenPositions(partyA: account, start: .zero, size: UInt256(1_000 as UInt64)))
        var found: [UInt256: JSONValue] = [:]
        for quote in open where quote.quoteStatus == .closePending {
            found[quote.id] = LegacyCloseEntry.json(quote.id, Wad(units: quote.quantityToClose), at: Wad(units: quote.requestedClosePrice))
        }
        for close in closes.values where close.account == account { found[close.quoteId] = close.json }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }

    private static func success(_ message: String) -> ServerResponse { .json(.object(["successful": true, "message": .string(message)])) }

    private static func address(_ text: String) throws(LegacyFailure) -> Address {
        guard let address = try? Address(hex: text) else { throw .malformed("account_address", "'\(text)' is not an address") }
        return address
    }

    private func authorized(_ account: String, _ request: ServerRequest, at now: UInt64) throws(LegacyFailure) -> Address {
        let wanted = try Self.address(account)
        guard try logins.account(request, at: now) == wanted else { throw .make(4002) }
        return wanted
    }

    private func positionStates(_ parts: [String], _ request: ServerRequest) throws(LegacyFailure) -> ServerResponse {
        guard let start = Int(parts[1]), let size = Int(parts[2]), start >= 0, (0...1_000).contains(size) else {
            throw .malformed("size", "a start and a size up to 1000 are expected")
        }
        // The older documents leave the body empty.
        let (account, quoteId, since): (Address?, Int?, Int?)
        do throws(JSONFieldError) {
            let body = request.body.isEmpty ? nil : try RequestBody(request)
            account = try body?.optional("address")?.address()
            quoteId = try body?.optional("quote_id")?.int()
            since = try body?.optional("create_time_gte")?.int()
        } catch {
            throw .malformed(error.path.isEmpty ? "body" : error.path, error.reason)
        }
        let found = rows.values.sorted { $0.id > $1.id }.filter { row in
            if let account, row.account != account { return false }
            if let since, row.createdAt < UInt64(clamping: since) { return false }
            guard let quoteId else { return true }
            return row.quoteId?.description == String(quoteId) || row.temporaryId == Int64(quoteId)
        }
        let page = Array(found.dropFirst(start).prefix(size))
        return .json(.object(["count": .number(String(found.count)), "position_state": .array(page.map(\.json))]))
    }
}

extension UInt256 {
    /// Decimal digits and nothing else.
    fileprivate init?(decimal text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = try? UInt256(decimalOrHex: text) else { return nil }
        self = value
    }
}

import EVMClient
import EVMCore
import Symmio
import SymmioContracts
import SymmioSolver

/// What the solver answers beside what an order needs: markets by search, its caps and its funding by market, its record of quotes. It keeps no
/// accounts of volumes and revenue: those are 0 and their lists empty.
extension SandboxSolver {
    /// - Returns: Nil where there is no such end point.
    func record(_ parts: [String], _ request: ServerRequest) async throws(SolverFailure) -> JSONValue? {
        switch (parts.first, parts.dropFirst().first, parts.count) {
        case ("symbols", _, 1): return try foundMarkets(request)
        case ("notional_cap", "batch"?, 2): return try await caps(of: try named(by: "symbol_ids", request) { String($0.symbolId) })
        case ("notional_cap", _, 1): return try await caps(of: try page(markets, request))
        case ("funding-info", _, 1): return await funding(try named(by: "symbol_ids", request) { String($0.symbolId) }) { String($0.symbolId) }
        case ("get_funding_info", _, 1): return await funding(try named(by: "symbols", request, \.name), \.name)
        case ("market-info", _, 1): return volumes { String($0.symbolId) }
        case ("get_market_info", _, 1): return volumes(\.name)
        case ("trade-volume", let id?, 2):
            _ = try market(id: id)
            return .array([])
        case ("quotes", _, 1): return try await quotes(request)
        case ("revenue", "records"?, 2): return .object(["count": .number("0"), "records": .array([])])
        case ("revenue", let id?, 2):
            _ = try market(id: id)
            return .object(["funding_revenue": "0", "hedger_fee_revenue": "0", "total_revenue": "0", "record_count": .number("0")])
        case ("stats", _, 1): return .object([:])
        default: return nil
        }
    }

    // MARK: Markets

    private func foundMarkets(_ request: ServerRequest) throws(SolverFailure) -> JSONValue {
        /// Whether a filter is absent or one of what a market is, whatever the case.
        func allows(_ filter: String, _ values: String...) -> Bool {
            guard let wanted = request.query(filter) else { return true }
            return values.contains { $0.lowercased() == wanted.lowercased() }
        }
        let search = request.query("search")?.lowercased()
        let found = markets.filter { market in
            // All are listed and enabled.
            allows("symbol_id", String(market.symbolId)) && allows("asset", market.asset) && allows("token_address", market.tokenAddress.hex)
                && allows("is_valid", "true", "any") && allows("state_long", "enabled") && allows("state_short", "enabled")
                && search.map { market.name.lowercased().contains($0) } ?? true
        }
        let rows = try page(found, request).map { market in
            var row = symbol(market).object ?? [:]
            row["state"] = nil
            row["side"] = nil
            row["state_long"] = .number("3")
            row["state_short"] = .number("3")
            return JSONValue.object(row)
        }
        return .object(["count": .number(String(found.count)), "symbols": .array(rows)])
    }

    /// The markets that a list in the query names, of which there may be several; all where there is none.
    private func named(
        by list: String, _ request: ServerRequest, _ key: (SandboxMarket) -> String
    ) throws(SolverFailure) -> [SandboxMarket] {
        let wanted = request.query.filter { $0.name == list }.flatMap { $0.value.split(separator: ",").map(String.init) }
        guard !wanted.isEmpty else { return markets }
        guard wanted.count <= 100 else { throw .make(3000, detail: "\(list): \(wanted.count) are more than 100") }
        var found: [SandboxMarket] = []
        for name in wanted {
            guard let market = markets.first(where: { key($0) == name }) else { throw .make(3003, detail: "\(list): there is no market \(name)") }
            found.append(market)
        }
        return found
    }

    private func page<Element>(_ all: [Element], _ request: ServerRequest) throws(SolverFailure) -> ArraySlice<Element> {
        func number(_ name: String, _ standard: Int, _ range: ClosedRange<Int>) throws(SolverFailure) -> Int {
            guard let text = request.query(name) else { return standard }
            guard let value = Int(text), range.contains(value) else { throw .make(3000, detail: "\(name): '\(text)' is not in \(range)") }
            return value
        }
        let limit = try number("limit", 100, 1...500)
        return all.dropFirst(try number("offset", 0, 0...Int(Int32.max))).prefix(limit)
    }

    private func caps(of markets: some Collection<SandboxMarket>) async throws(SolverFailure) -> JSONValue {
        var rows: [JSONValue] = []
        for market in markets { rows.append(await notionalCap(market)) }
        return .object([
            "count": .number(String(rows.count)), "symbols": .array(rows), "total_open_interest": .number("0"), "total_used": .number("0"),
        ])
    }

    private func funding(_ markets: [SandboxMarket], _ key: (SandboxMarket) -> String) async -> JSONValue {
        let row = JSONValue.object([
            "funding_rate_epoch_duration": .number("28800"), "next_funding_rate_long": "0", "next_funding_rate_short": "0",
            "next_funding_time": .number(String(await chain.now &+ 28_800)),
        ])
        return .object(Dictionary(markets.map { (key($0), row) }, uniquingKeysWith: { first, _ in first }))
    }

    private func volumes(_ key: (SandboxMarket) -> String) -> JSONValue {
        let row = JSONValue.object(["trading_volume": "0", "lifetime_value": "0"])
        var rows = Dictionary(markets.map { (key($0), row) }, uniquingKeysWith: { first, _ in first })
        rows["total_value_24h"] = "0"
        rows["total_lifetime_value"] = "0"
        return .object(rows)
    }

    // MARK: Quotes

    private func quotes(_ request: ServerRequest) async throws(SolverFailure) -> JSONValue {
        var found = await chain.allQuotes().filter { $0.partyB == deployment.solvers.first?.address || $0.partyB.isZero }
        if let text = request.query("symbol_id") { found = found.filter { "\($0.symbolId)" == text } }
        if let text = request.query("party_a") { found = found.filter { $0.partyA.hex == text.lowercased() } }
        if let text = request.query("status") { found = found.filter { "\($0.quoteStatus.rawValue)" == text } }
        let rows = try page(found, request).map { quote in
            JSONValue.object([
                "quote_id": .string("\(quote.id)"), "symbol_id": .string("\(quote.symbolId)"), "party_a": .string(quote.partyA.checksummed),
                "party_b": .string(quote.partyB.checksummed), "position_type": .string("\(quote.positionType.rawValue)"),
                "order_type": .string("\(quote.orderType.rawValue)"), "status": .string("\(quote.quoteStatus.rawValue)"),
                "quantity": .string("\(quote.quantity)"), "closed_amount": .string("\(quote.closedAmount)"),
                "requested_open_price": .string("\(quote.requestedOpenPrice)"), "opened_price": .string("\(quote.openedPrice)"),
                "avg_closed_price": .string("\(quote.avgClosedPrice)"), "create_timestamp": .string("\(quote.createTimestamp)"),
            ])
        }
        return .object(["count": .number(String(found.count)), "quotes": .array(rows)])
    }
}

extension SandboxChain {
    /// All quotes, the oldest first.
    func allQuotes() -> [Symmio085.Core.Quote] { world.core.quotes.compactMap(\.quote) }
}

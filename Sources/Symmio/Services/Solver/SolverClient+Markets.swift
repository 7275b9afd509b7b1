public import EVMClient
public import EVMCore
public import SymmioContracts

extension SolverClient {
    // MARK: Markets

    /// All markets: `GET /contract-symbols`.
    ///
    /// - Throws: ``ServiceError``.
    public func markets() async throws(ServiceError) -> [Market] {
        try RESTClient.reading(try await rest.get(["contract-symbols"]), Self.readMarkets)
    }

    /// Which markets ``searchMarkets(_:)`` shall find.
    public struct MarketQuery: Sendable, Hashable {
        /// The symbol id.
        public var symbolId: Int?
        /// A part of the name.
        public var search: String?
        /// The asset.
        public var asset: String?
        /// The token.
        public var tokenAddress: String?
        /// `true`, `false` or `any`; valid ones where nil.
        public var isValid: String?
        /// `disabled`, `close_only`, `open_only` or `enabled`.
        public var longState: String?
        /// As ``longState``.
        public var shortState: String?
        /// At most 500; 100 where nil.
        public var limit: Int?
        /// How many to pass over.
        public var offset: Int?

        /// Creates a query for all.
        public init() {}
    }

    /// Some markets: `GET /symbols`.
    ///
    /// - Throws: ``ServiceError``.
    public func searchMarkets(_ query: MarketQuery) async throws(ServiceError) -> [Market] {
        let answer = try await rest.get(
            ["symbols"],
            query: [
                ("symbol_id", query.symbolId.map(String.init)), ("search", query.search), ("asset", query.asset),
                ("token_address", query.tokenAddress), ("is_valid", query.isValid), ("state_long", query.longState),
                ("state_short", query.shortState), ("limit", query.limit.map(String.init)), ("offset", query.offset.map(String.init)),
            ])
        return try RESTClient.reading(answer, Self.readMarkets)
    }

    private static func readMarkets(_ json: JSONReader) throws(JSONFieldError) -> [Market] {
        try json.optional("symbols")?.map { element throws(JSONFieldError) in try Market(element) } ?? []
    }

    /// The locked parameters of a market for a leverage, in percent; 0 where the solver leaves one out.
    ///
    /// - Throws: ``ServiceError``.
    public func lockedPercents(market name: String, leverage: Wad) async throws(ServiceError) -> LockedPercents {
        let answer = try await rest.get(["get_locked_params", name], query: [("leverage", leverage.description)])
        // Older solvers say with HTTP's yes whether they have any.
        let words = try RESTClient.reading(answer) { json throws(JSONFieldError) in try json.optionalString("message") }
        if let words, words.lowercased() != "success" { throw .refused(ServiceRefusal(status: 200, message: words)) }
        return try RESTClient.reading(answer) { json throws(JSONFieldError) in
            LockedPercents(
                cva: try json.optionalWad("cva") ?? .zero, lf: try json.optionalWad("lf") ?? .zero,
                partyAmm: try json.optionalWad("partyAmm") ?? .zero, partyBmm: try json.optionalWad("partyBmm") ?? .zero)
        }
    }

    /// What the solver would fill an order at, nil where it does not say.
    /// - Parameters:
    ///   - symbolId: the market.
    ///   - quantity: the order's quantity.
    ///   - position: long or short.
    ///   - isOpening: false for an order that closes.
    ///   - bound: the worst price; an estimate beyond it is refused. See ``OpenTerms/estimateBound(mark:position:rules:)``.
    /// - Throws: ``ServiceError``.
    public func estimatedPrice(
        symbolId: Int, quantity: Wad, position: PositionType, isOpening: Bool, bound: Wad
    ) async throws(ServiceError) -> Wad? {
        let answer = try await rest.get(
            ["estimated-price"],
            query: [
                ("symbol_id", "\(symbolId)"), ("quantity", quantity.description), ("position_type", position == .short ? "short" : "long"),
                ("entry", isOpening ? "open" : "close"), ("price", bound.description),
            ])
        return try RESTClient.reading(answer) { json throws(JSONFieldError) in try json.optionalWad("price") }
    }

    /// What the solver has left on a market.
    ///
    /// - Throws: ``ServiceError``.
    public func notionalCap(symbolId: Int) async throws(ServiceError) -> NotionalCap {
        try RESTClient.reading(try await rest.get(["notional_cap", "\(symbolId)"]), NotionalCap.init)
    }

    /// What the solver has left on its markets, by page.
    ///
    /// - Throws: ``ServiceError``.
    public func notionalCaps(limit: Int? = nil, offset: Int? = nil) async throws(ServiceError) -> NotionalCaps {
        let query = [("limit", limit.map(String.init)), ("offset", offset.map(String.init))]
        return try RESTClient.reading(try await rest.get(["notional_cap"], query: query), NotionalCaps.init)
    }

    /// What the solver has left on some markets, at most 100.
    ///
    /// - Throws: ``ServiceError``.
    public func notionalCaps(symbolIds: [Int]) async throws(ServiceError) -> NotionalCaps {
        let query = [("symbol_ids", Optional(Self.list(symbolIds)))]
        return try RESTClient.reading(try await rest.get(["notional_cap", "batch"], query: query), NotionalCaps.init)
    }

    /// The next funding of markets, by symbol id; of all where none is named.
    ///
    /// - Throws: ``ServiceError``.
    public func funding(symbolIds: [Int] = []) async throws(ServiceError) -> [Int: FundingInfo] {
        let byText = try await funding(["funding-info"], [("symbol_ids", symbolIds.isEmpty ? nil : Self.list(symbolIds))]) { Int($0) != nil }
        return Dictionary(byText.compactMap { name, info in Int(name).map { ($0, info) } }, uniquingKeysWith: { $1 })
    }

    /// The next funding by name, as solvers of majors and older ones have it: `GET /get_funding_info`.
    ///
    /// - Throws: ``ServiceError``.
    public func fundingByName(_ names: [String] = []) async throws(ServiceError) -> [String: FundingInfo] {
        try await funding(["get_funding_info"], [("symbols", names.isEmpty ? nil : names.joined(separator: ","))], isKey: names.contains)
    }

    private func funding(
        _ path: [String], _ query: [(String, String?)], isKey: (String) -> Bool
    ) async throws(ServiceError) -> [String: FundingInfo] {
        try RESTClient.reading(try await rest.get(path, query: query)) { json throws(JSONFieldError) in
            var result: [String: FundingInfo] = [:]
            for (name, member) in try json.objects(isKey: isKey) { result[name] = try FundingInfo(member) }
            return result
        }
    }

    /// Volumes by symbol id: `GET /market-info`.
    ///
    /// - Throws: ``ServiceError``.
    public func marketInfo() async throws(ServiceError) -> MarketInfo {
        try RESTClient.reading(try await rest.get(["market-info"]), MarketInfo.init)
    }

    /// Volumes by name, as solvers of majors and older ones have it: `GET /get_market_info`.
    ///
    /// - Throws: ``ServiceError``.
    public func marketInfoByName() async throws(ServiceError) -> MarketInfo {
        try RESTClient.reading(try await rest.get(["get_market_info"]), MarketInfo.init)
    }

    /// A market's volume through time.
    ///
    /// - Throws: ``ServiceError``.
    public func tradeVolume(symbolId: Int) async throws(ServiceError) -> [TradeVolume] {
        try await list(["trade-volume", "\(symbolId)"], TradeVolume.init)
    }

    // MARK: The solver itself

    /// The solver's flat fees.
    ///
    /// - Throws: ``ServiceError``.
    public func info() async throws(ServiceError) -> SolverInfo { try RESTClient.reading(try await rest.get(["info"]), SolverInfo.init) }

    /// The solver's EIP-712 domain, type hashes and types, as it sends them.
    ///
    /// - Throws: ``ServiceError``.
    public func eip712Config() async throws(ServiceError) -> JSONValue {
        try await rest.get(["instant_trade", "eip712-config"]).value
    }

    /// What the codes of errors mean.
    ///
    /// - Throws: ``ServiceError``.
    public func errorCodes() async throws(ServiceError) -> [Int: String] {
        try RESTClient.reading(try await rest.get(["error_codes"])) { json throws(JSONFieldError) in
            var result: [Int: String] = [:]
            for (code, message) in try json.members() {
                guard let code = Int(code) else { throw message.fault("the key is no error code") }
                result[code] = try message.text()
            }
            return result
        }
    }

    /// What the solver's own codes mean, with category and status.
    ///
    /// - Throws: ``ServiceError``.
    public func detailedErrorCodes() async throws(ServiceError) -> [SolverErrorCode] {
        try await list(["error_codes", "detailed"], SolverErrorCode.init)
    }

    /// What a market earned.
    /// - Parameters:
    ///   - symbolId: the market.
    ///   - timeRange: `1h`, `24h`, `7d`, `30d` or `lifetime`.
    ///   - type: `HedgerFee` or `FundingRate`; both where nil.
    ///   - start: seconds since 1970.
    ///   - end: seconds since 1970.
    /// - Throws: ``ServiceError``.
    public func revenue(
        symbolId: Int, timeRange: String? = nil, type: String? = nil, start: UInt64? = nil, end: UInt64? = nil
    ) async throws(ServiceError) -> Revenue {
        let query = [("time_range", timeRange), ("type", type), ("start_time", start.map { "\($0)" }), ("end_time", end.map { "\($0)" })]
        return try RESTClient.reading(try await rest.get(["revenue", "\(symbolId)"], query: query), Revenue.init)
    }

    /// The records that revenue is made of, after the one of `lastId`.
    ///
    /// - Throws: ``ServiceError``.
    public func revenueRecords(
        after lastId: Int? = nil, symbolIds: [Int] = [], offset: Int? = nil, limit: Int? = nil
    ) async throws(ServiceError) -> RowPage {
        let answer = try await rest.get(
            ["revenue", "records"],
            query: [
                ("id", lastId.map(String.init)), ("symbolIds", symbolIds.isEmpty ? nil : Self.list(symbolIds)),
                ("offset", offset.map(String.init)), ("limit", limit.map(String.init)),
            ])
        return try RESTClient.reading(answer) { json throws(JSONFieldError) in try RowPage(json, rows: "records") }
    }

    /// The solver's tables of statistics, as it sends them.
    ///
    /// - Throws: ``ServiceError``.
    public func statistics(including tables: [String] = []) async throws(ServiceError) -> JSONValue {
        try await rest.get(["stats"], query: [("include", tables.isEmpty ? nil : tables.joined(separator: ","))]).value
    }

    private static func list(_ ids: [Int]) -> String { ids.map(String.init).joined(separator: ",") }
}

internal import EVMClient
public import EVMCore

/// What only solvers of majors answer.
extension SolverClient {
    /// The prices that a market's orders may have.
    public struct PriceRange: Sendable, Hashable {
        /// The least.
        public var minimum: Wad
        /// The greatest.
        public var maximum: Wad
    }

    /// The notional that a solver has open, and how much it may.
    public struct OpenInterest: Sendable, Hashable {
        /// How much it may have open, in USD.
        public var totalCap: Wad
        /// How much it has.
        public var used: Wad
    }

    /// What an account and the solver have allocated to each other.
    public struct BalanceInfo: Sendable, Hashable {
        /// The account.
        public var partyA: Wad?
        /// The solver.
        public var partyB: Wad?
    }

    /// Whether the solver is ready to trade: `GET /readyz`.
    ///
    /// - Throws: ``ServiceError``.
    public func isReady() async throws(ServiceError) -> Bool {
        try RESTClient.reading(try await rest.get(["readyz"])) { json throws(JSONFieldError) in try json.member("isReady").looseBool() }
    }

    /// The prices that a market's orders may have: `GET /price-range/{name}`.
    ///
    /// - Throws: ``ServiceError``.
    public func priceRange(market name: String) async throws(ServiceError) -> PriceRange {
        try RESTClient.reading(try await rest.get(["price-range", name])) { json throws(JSONFieldError) in
            PriceRange(minimum: try json.member("min_price").wad(), maximum: try json.member("max_price").wad())
        }
    }

    /// How much the solver has open in all its markets, of how much it may: `GET /open-interest`.
    ///
    /// - Throws: ``ServiceError``.
    public func openInterest() async throws(ServiceError) -> OpenInterest {
        try RESTClient.reading(try await rest.get(["open-interest"])) { json throws(JSONFieldError) in
            OpenInterest(totalCap: try json.member("total_cap").wad(), used: try json.member("used").wad())
        }
    }

    /// An account's unrealised profit as the solver reckons it: `GET /partyA_upnl/{account}`.
    ///
    /// - Throws: ``ServiceError``.
    public func upnl(of account: Address) async throws(ServiceError) -> SignedWad {
        try RESTClient.reading(try await rest.get(["partyA_upnl", "\(account)"])) { json throws(JSONFieldError) in try json.signedWad() }
    }

    /// What an account and the solver have allocated: `GET /get_balance_info/{account}/{accountLayer}`.
    ///
    /// - Parameter accounts: The contract of the accounts.
    /// - Throws: ``ServiceError``.
    public func balanceInfo(of account: Address, accounts: Address) async throws(ServiceError) -> [BalanceInfo] {
        try await list(["get_balance_info", "\(account)", "\(accounts)"]) { row throws(JSONFieldError) in
            BalanceInfo(partyA: try row.optionalWad("party_a"), partyB: try row.optionalWad("party_b"))
        }
    }

    /// Whether the solver trades with an account: `GET /check_in-whitelist/{account}/{accountLayer}`.
    ///
    /// - Parameter accounts: The contract of the accounts.
    /// - Throws: ``ServiceError``.
    public func isWhitelisted(_ account: Address, accounts: Address) async throws(ServiceError) -> Bool {
        try RESTClient.reading(try await rest.get(["check_in-whitelist", "\(account)", "\(accounts)"])) { json throws(JSONFieldError) in
            try json.looseBool()
        }
    }

    /// A page of the solver's notifications about an account: `POST /notifications/{start}/{size}`.
    ///
    /// - Parameter since: The least time, in seconds since 1970.
    /// - Throws: ``ServiceError``.
    public func notifications(
        of account: Address? = nil, quoteId: Int? = nil, since: UInt64? = nil, start: Int = 0, size: Int = 50
    ) async throws(ServiceError) -> NotificationSearchClient.Page {
        var query: [String: JSONValue] = [:]
        if let account { query["counterparty_address"] = .string("\(account)") }
        if let quoteId { query["quote_id"] = .number("\(quoteId)") }
        if let since { query["timestamp_gte"] = .number("\(since)") }
        return try RESTClient.reading(try await rest.search(["notifications", "\(start)", "\(size)"], body: .object(query))) {
            json throws(JSONFieldError) in
            NotificationSearchClient.Page(
                total: try json.optionalInt("count"),
                notifications: try json.list("notification_data") { row throws(JSONFieldError) in
                    try SolverNotification(row, account: nil, timestamp: nil, protocol: .rasa)
                })
        }
    }
}

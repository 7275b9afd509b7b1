internal import EVMClient
public import EVMCore

/// The handler of take-profit and stop-loss orders, version 5 of its interface.
public struct ConditionalOrdersClient: Sendable {
    let rest: RESTClient
    private static let root = ["api", "v5"]
    /// With the empty part comes the slash at the end that the handler wants.
    private static let orders = root + [""]

    /// Creates a client.
    public init(_ endpoint: Deployment.ConditionalOrdersEndpoint, options: ServiceOptions = ServiceOptions()) {
        rest = RESTClient(base: endpoint.baseURL, headers: ["App-Name": endpoint.appName], options: options)
    }

    /// The handler's limits.
    ///
    /// - Throws: ``ServiceError``.
    public func configuration() async throws(ServiceError) -> ConditionalOrdersConfiguration {
        try RESTClient.reading(try await rest.get(Self.root + ["configs", ""]), ConditionalOrdersConfiguration.init)
    }

    /// What the handler wants signed to create or edit; check it by ``SigningSpec/checkOrder(for:)``, as ``ConditionalOrderRequest`` does.
    ///
    /// - Throws: ``ServiceError``.
    public func signingSpec() async throws(ServiceError) -> SigningSpec {
        try RESTClient.reading(try await rest.get(Self.root + ["signing-spec"]), SigningSpec.init)
    }

    /// What the handler wants signed to delete.
    ///
    /// - Throws: ``ServiceError``.
    public func deletionSigningSpec() async throws(ServiceError) -> SigningSpec {
        try RESTClient.reading(try await rest.get(Self.root + ["signing-spec-del"]), SigningSpec.init)
    }

    /// Creates orders, or replaces those of the same quote. The handler has then taken them; live they are once a report or a search says so.
    ///
    /// - Returns: The handler's name of the order, where it says.
    /// - Throws: ``ServiceError``.
    @discardableResult
    public func submit(_ request: ConditionalOrderRequest) async throws(ServiceError) -> String? {
        let answer = try await rest.write("POST", Self.orders, body: Bytes(request.body.utf8))
        // The handler may take an order without a word.
        guard answer.value != .null else { return nil }
        try answer.accepted(isRequired: false)
        return try RESTClient.reading(answer) { json throws(JSONFieldError) in
            for name in ["coh_quote_id", "cohQuoteId"] {
                if let orderId = try json.optionalText(name) { return orderId }
            }
            return nil
        }
    }

    /// Deletes an order.
    ///
    /// - Throws: ``ServiceError``.
    public func delete(_ request: ConditionalOrderRequest) async throws(ServiceError) {
        let answer = try await rest.write("DELETE", Self.orders, body: Bytes(request.body.utf8))
        if answer.value != .null { try answer.accepted(isRequired: false) }
    }

    /// The orders of a quote, by its id on chain or its negative temporary one.
    ///
    /// - Throws: ``ServiceError``.
    public func orders(quoteId: Int) async throws(ServiceError) -> [ConditionalOrderRow] {
        let answer = try await rest.get(Self.orders, query: [("quote_id", "\(quoteId)")]) { response in
            // "Not found" with the handler's own code 4 says that there are no orders; any other 404 is an error.
            guard response.status == 404, let json = try? JSONValue(parsing: response.body) else { return nil }
            var refusal = ServiceRefusal(status: 404)
            refusal.read(json)
            return refusal.code == 4 ? .array([]) : nil
        }
        return try RESTClient.reading(answer, Self.readRows)
    }

    /// Which orders ``search(_:)`` shall find.
    public struct Query: Sendable, Hashable {
        /// The account; of all accounts where nil.
        public var account: Address?
        /// The states; all where empty.
        public var states: [ConditionalOrderRow.State] = []
        /// The market.
        public var symbolId: Int?
        /// Which side.
        public var kind: ConditionalOrderKind?
        /// The price that triggers are compared with.
        public var triggerType: ConditionalOrder.PriceType?
        /// How many to pass over.
        public var start = 0
        /// How many to find at most.
        public var size = 200

        /// Creates a query for all.
        public init() {}
    }

    /// Finds orders; the page is the last where it has fewer rows than were asked for.
    ///
    /// - Throws: ``ServiceError``.
    public func search(_ query: Query) async throws(ServiceError) -> [ConditionalOrderRow] {
        var body: [String: JSONValue] = ["start": .number("\(query.start)"), "size": .number("\(query.size)")]
        // A member that is not asked for is left out: null would be something else to the handler.
        if let account = query.account { body["party_a_address"] = .string("\(account)") }
        if !query.states.isEmpty { body["state"] = .array(query.states.map { .string($0.rawValue) }) }
        if let symbolId = query.symbolId { body["symbol_id"] = .number("\(symbolId)") }
        if let kind = query.kind { body["conditional_order_type"] = .string(kind.rawValue) }
        if let type = query.triggerType { body["conditional_price_type"] = .string(type.rawValue) }
        return try RESTClient.reading(try await rest.search(Self.root + ["search", ""], body: .object(body)), Self.readRows)
    }

    private static func readRows(_ json: JSONReader) throws(JSONFieldError) -> [ConditionalOrderRow] {
        if json.value == .null { return [] }
        let read = { row throws(JSONFieldError) in try ConditionalOrderRow(row) }
        return json.value.object == nil ? try json.map(read) : try json.list("data", read)
    }
}

/// The handler's limits.
public struct ConditionalOrdersConfiguration: Sendable, Hashable {
    /// How old a request may be.
    public var maxRequestAgeSeconds: Int?
    /// How far a trigger has to be from the price, in percent.
    public var minPriceDistancePercent: Wad?
    /// How far take profit and stop loss have to be from one another, in percent.
    public var minSpreadPercent: Wad?
    /// How many orders one user may have.
    public var maxActiveOrders: Int?

    init(_ json: JSONReader) throws(JSONFieldError) {
        maxRequestAgeSeconds = try json.optionalInt("MaxRequestTimeDeltaSeconds")
        minPriceDistancePercent = try json.optionalWad("MinPriceDistancePercent")
        minSpreadPercent = try json.optionalWad("MinProfitStopLossSpreadPercent")
        maxActiveOrders = try json.optionalInt("MaxActiveOrdersPerUser")
    }
}

/// A conditional order as the handler holds it.
public struct ConditionalOrderRow: Sendable, Hashable {
    /// What has become of it.
    public struct State: RawRepresentable, Sendable, Hashable {
        /// The handler's word.
        public var rawValue: String

        /// Takes the handler's word, whatever it is.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Taken, not yet live.
        public static let pending = State(rawValue: "pending")
        /// Live.
        public static let new = State(rawValue: "new")
        /// The price was met; the close is under way.
        public static let triggered = State(rawValue: "triggered")
        /// The price was met; the close is to be sent.
        public static let triggeredPending = State(rawValue: "triggered_pending")
        /// Deleted.
        public static let canceled = State(rawValue: "canceled")
        /// Given up by the handler.
        public static let killed = State(rawValue: "killed")

        /// Whether it can still close the position.
        public var isLive: Bool { [.pending, .new, .triggered, .triggeredPending].contains(self) }
    }

    /// The handler's name of it, such as `coh4213`.
    public var orderId: String
    /// The quote, or the negative temporary id.
    public var quoteId: Int
    /// Which side, nil where it is a kind that is not known.
    public var kind: ConditionalOrderKind?
    /// What has become of it.
    public var state: State
    /// The account that holds the position.
    public var account: Address?
    /// The market.
    public var symbolId: Int?
    /// How much to close.
    public var quantity: Wad?
    /// The worst price of the close.
    public var price: Wad?
    /// The price at which it is sent.
    public var trigger: Wad?
    /// The price that the trigger is compared with.
    public var triggerType: ConditionalOrder.PriceType?
    /// 0 long, 1 short.
    public var positionType: Int?
    /// What became of the close.
    public var closeStatus: String?
    /// When it was created, in seconds since 1970.
    public var createTime: UInt64?
    /// When it was last changed, in seconds since 1970.
    public var modifyTime: UInt64?

    init(_ json: JSONReader) throws(JSONFieldError) {
        orderId = try json.member("coh_quote_id").text()
        quoteId = try json.member("quote_id").int()
        kind = try json.optionalString("conditional_order_type").flatMap { ConditionalOrderKind(rawValue: $0) }
        state = State(rawValue: try json.string("state"))
        account = try json.optionalAddress("party_a_address")
        symbolId = try json.optionalInt("symbol_id")
        quantity = try json.optionalWad("quantity")
        price = try json.optionalWad("price")
        trigger = try json.optionalWad("conditional_order_price")
        triggerType = try json.optionalString("action_price_type").flatMap { ConditionalOrder.PriceType(rawValue: $0) }
        positionType = try json.optionalInt("position_type")
        closeStatus = try json.optionalText("close_status")
        createTime = try json.optionalSeconds("create_time")
        modifyTime = try json.optionalSeconds("modify_time")
    }
}

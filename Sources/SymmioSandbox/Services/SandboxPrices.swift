import EVMClient
public import EVMCore

/// The markets' prices: set by hand, told to whoever listens, and served as the price service does.
public actor SandboxPrices {
    private let markets: [SandboxMarket]
    private var prices: [String: Wad] = [:]
    private var listeners: [Int: AsyncStream<PriceChange>.Continuation] = [:]
    private var nextListener = 0

    /// A price that has just been set.
    public struct PriceChange: Sendable, Hashable {
        /// The market's symbol.
        public let name: String
        /// The price, 18 decimals.
        public let price: Wad
    }

    private let state: StateFile?
    private static let stateTable = "prices"

    init(markets: [SandboxMarket], state: StateFile? = nil) throws(SandboxStateError) {
        self.markets = markets
        self.state = state
        for market in markets { prices[market.name] = market.price }
        for (name, entry) in state?.takeTable(Self.stateTable) ?? [:] {
            let price = try entry.wad("price")
            guard prices[name] != nil, !price.units.isZero else { throw entry.fault("\(name) cannot have the price \(price)") }
            prices[name] = price
        }
    }

    /// The price of a market; nil where there is none of that name.
    public func price(of name: String) -> Wad? { prices[name] }

    /// Sets a price.
    ///
    /// - Returns: Whether there is such a market.
    @discardableResult
    public func set(_ name: String, to price: Wad) -> Bool {
        guard let name = prices.keys.first(where: { $0.lowercased() == name.lowercased() }), !price.units.isZero else { return false }
        prices[name] = price
        state?.put(Self.stateTable, name, .object(["price": .digits(price)]))
        for listener in listeners.values { listener.yield(PriceChange(name: name, price: price)) }
        return true
    }

    /// Price changes from now on.
    public func changes() -> AsyncStream<PriceChange> {
        let id = nextListener
        nextListener += 1
        let (stream, continuation) = AsyncStream.makeStream(of: PriceChange.self, bufferingPolicy: .bufferingNewest(1_024))
        listeners[id] = continuation
        continuation.onTermination = { [weak self] _ in
            Task { [weak self] in await self?.drop(id) }
        }
        return stream
    }

    private func drop(_ id: Int) { listeners[id] = nil }

    // MARK: The price service

    /// All prices, as the socket broadcasts them.
    func frame(at time: UInt64) -> JSONValue {
        .array(
            markets.map { market in
                .object([
                    "name": .string(market.name), "markPrice": .string(prices[market.name]?.description ?? "0"),
                    "time": .number(String(time &* 1_000)), "address": .string(market.tokenAddress.checksummed),
                ])
            })
    }

    func answer(_ request: ServerRequest, at time: UInt64) -> ServerResponse {
        let parts = request.path.split(separator: "/").map(String.init)
        switch (request.method, parts.first, parts.dropFirst().first, parts.dropFirst(2).first, parts.dropFirst(3).first) {
        case ("GET", "health", nil, _, _): return .json(.object(["status": "ok"]))
        case ("GET", "api", "v1", "prices", nil):
            let wanted = Set((request.query("addresses") ?? "").lowercased().split(separator: ",").map(String.init))
            guard wanted.count <= 50 else { return .json(.object(["detail": "at most 50 addresses"]), status: 400) }
            let found = markets.filter { wanted.contains($0.tokenAddress.hex) }
            return .json(
                .object(Dictionary(found.map { ($0.tokenAddress.checksummed, entry($0, at: time)) }, uniquingKeysWith: { first, _ in first })))
        case ("GET", "api", "v1", "prices", let names?):
            let wanted = Set(names.split(separator: ",").map(String.init))
            let found = markets.filter { wanted.contains($0.name) }
            return .json(.object(Dictionary(found.map { ($0.name, entry($0, at: time)) }, uniquingKeysWith: { first, _ in first })))
        case ("GET", "api", "v1", "price", let name?), ("GET", "price", let name?, _, _):
            guard let market = markets.first(where: { $0.name == name }) else { return .json(.object(["detail": "Not Found"]), status: 404) }
            return .json(entry(market, at: time))
        case ("GET", "api", "v1", "symbols", "info"):
            return .json(
                .array(
                    markets.map {
                        .object(["name": .string($0.name), "status": "TRADING", "address": .string($0.tokenAddress.checksummed)])
                    }))
        default: return .json(.object(["detail": "Not Found"]), status: 404)
        }
    }

    private func entry(_ market: SandboxMarket, at time: UInt64) -> JSONValue {
        .object([
            "name": .string(market.name), "markPrice": .number(prices[market.name]?.description ?? "0"),
            "time": .number(String(time &* 1_000)),
        ])
    }
}

extension SandboxMarket {
    /// The token's address, by which the price service knows a market.
    public var tokenAddress: Address { Address(hash: keccak256(utf8: "symmio sandbox token: \(name)")) }
}

extension ServerResponse {
    /// An answer of a JSON value.
    static func json(_ value: JSONValue, status: Int = 200) -> ServerResponse { .json(value.text, status: status) }
}

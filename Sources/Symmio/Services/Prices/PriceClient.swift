public import EVMClient
internal import EVMCore

/// The price service's HTTP interface.
public struct PriceClient: Sendable {
    private let source: Deployment.PriceSource
    private let rest: RESTClient
    /// How many addresses one request may name.
    private static let mostAddresses = 50

    /// Creates a client.
    public init(_ endpoint: Deployment.PricesEndpoint, options: ServiceOptions = ServiceOptions()) {
        source = endpoint.kind
        rest = RESTClient(base: endpoint.baseURL, options: options)
    }

    /// The mark prices of tokens, by address as given; those that the service does not know are left out.
    ///
    /// - Throws: ``ServiceError``; Binance knows no addresses.
    public func prices(addresses: [String]) async throws(ServiceError) -> [String: MarkPrice] {
        guard source == .enigma else { throw .invalidRequest("this price service knows markets by name only") }
        var result: [String: MarkPrice] = [:]
        var start = 0
        while start < addresses.count {
            let page = addresses[start..<min(start + Self.mostAddresses, addresses.count)]
            let answer = try await rest.get(["api", "v1", "prices"], query: [("addresses", page.joined(separator: ","))])
            let asked = Set(page.map { $0.lowercased() })
            let found = try RESTClient.reading(answer) { json throws(JSONFieldError) in try Self.readPrices(json) { asked.contains($0.lowercased()) } }
            // Services answer in the case that they keep addresses in.
            let byLowercase = Dictionary(found.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { $1 })
            for address in page { result[address] = byLowercase[address.lowercased()] }
            start += Self.mostAddresses
        }
        return result
    }

    /// The mark prices of markets, by name as given; those that the service does not know are left out.
    ///
    /// - Throws: ``ServiceError``.
    public func prices(names: [String]) async throws(ServiceError) -> [String: MarkPrice] {
        let found: [String: MarkPrice]
        switch source {
        case .enigma:
            let answer = try await rest.get(["api", "v1", "prices", names.joined(separator: ",")])
            found = try RESTClient.reading(answer) { json throws(JSONFieldError) in try Self.readPrices(json, isKey: names.contains) }
        case .binance:
            let answer = try await rest.get(["fapi", "v1", "premiumIndex"], query: [("symbol", names.count == 1 ? names.first : nil)])
            found = try RESTClient.reading(answer, Self.readBinance)
        }
        let wanted = Set(names)
        return Dictionary(found.values.filter { wanted.contains($0.name) }.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    }

    /// A market that the service has a price for.
    public struct Symbol: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// `TRADING`, or `SETTLING` where it is about to end.
        public var status: String
        /// The token.
        public var address: String?
    }

    /// The markets that the service has prices for.
    ///
    /// - Throws: ``ServiceError``.
    public func symbols() async throws(ServiceError) -> [Symbol] {
        switch source {
        case .enigma:
            return try RESTClient.reading(try await rest.get(["api", "v1", "symbols", "info"])) { json throws(JSONFieldError) in
                try json.map { row throws(JSONFieldError) in
                    Symbol(name: try row.string("name"), status: try row.string("status"), address: try row.optionalString("address"))
                }
            }
        case .binance:
            return try RESTClient.reading(try await rest.get(["fapi", "v1", "exchangeInfo"])) { json throws(JSONFieldError) in
                try json.member("symbols").map { row throws(JSONFieldError) in
                    Symbol(name: try row.string("symbol"), status: try row.string("status"), address: nil)
                }
            }
        }
    }

    /// What is known of tokens, as the service sends it.
    ///
    /// - Throws: ``ServiceError``.
    public func metadata(addresses: [String]) async throws(ServiceError) -> JSONValue {
        try await rest.get(["api", "v1", "metadata"], query: [("addresses", addresses.joined(separator: ","))]).value
    }

    /// The liquidity of tokens, as the service sends it.
    ///
    /// - Throws: ``ServiceError``.
    public func liquidity(addresses: [String]) async throws(ServiceError) -> JSONValue {
        try await rest.get(["api", "v1", "liquidity"], query: [("addresses", addresses.joined(separator: ","))]).value
    }

    /// Whether the service says that it is well.
    public func isHealthy() async -> Bool {
        do throws(ServiceError) {
            _ = try await rest.get(source == .enigma ? ["health"] : ["fapi", "v1", "ping"])
            return true
        } catch {
            // Well, but with an answer that is no JSON.
            if case .unreadable = error { return true }
            return false
        }
    }

    private static func readPrices(_ json: JSONReader, isKey: (String) -> Bool) throws(JSONFieldError) -> [String: MarkPrice] {
        var result: [String: MarkPrice] = [:]
        for (key, member) in try json.objects(isKey: isKey) {
            var price = member
            // Some answers leave the name to the key.
            if member.value["name"] ?? .null == .null, case .object(var members) = member.value {
                members["name"] = .string(key)
                price = member.reader(.object(members))
            }
            result[key] = try MarkPrice(enigma: price, address: key)
        }
        return result
    }

    private static func readBinance(_ json: JSONReader) throws(JSONFieldError) -> [String: MarkPrice] {
        let rows = json.value.array == nil ? [json] : try json.elements()
        var result: [String: MarkPrice] = [:]
        for row in rows {
            let price = try MarkPrice(name: "symbol", price: "markPrice", time: "time", row)
            result[price.name] = price
        }
        return result
    }
}

internal import EVMClient
public import EVMCore

/// A mark price, as a frame or an answer states it.
public struct MarkPrice: Sendable, Hashable {
    /// The market's name at the price service.
    public var name: String
    /// The price.
    public var price: Wad
    /// When, in milliseconds or seconds since 1970 as the service has it; nil where it does not say.
    public var time: UInt64?
    /// The token, where the service says.
    public var address: String?

    /// Reads a frame: a list of prices. Frames that are no list, such as an acknowledgement, have none.
    ///
    /// - Throws: ``JSONFieldError`` that names the member.
    public static func parse(frame: some Sequence<UInt8>, source: Deployment.PriceSource) throws(JSONFieldError) -> [MarkPrice] {
        var json = try JSONReader(parsing: frame, document: "a frame of prices")
        if json.value.object != nil {
            // Binance wraps combined streams.
            guard let data = try json.optional("data") else { return [] }
            json = data
        } else if json.value.array == nil {
            return []
        }
        switch source {
        case .enigma: return try json.map { entry throws(JSONFieldError) in try MarkPrice(enigma: entry) }
        case .binance: return try json.map { entry throws(JSONFieldError) in try MarkPrice(name: "s", price: "p", time: "E", entry) }
        }
    }

    init(name: String, price: String, time: String, _ json: JSONReader) throws(JSONFieldError) {
        self.name = try json.string(name)
        self.price = try json.member(price).wad()
        self.time = try json.optionalSeconds(time)
    }

    init(enigma json: JSONReader, address: String? = nil) throws(JSONFieldError) {
        try self.init(name: "name", price: "markPrice", time: "time", json)
        self.address = try json.optionalString("address") ?? address
    }
}

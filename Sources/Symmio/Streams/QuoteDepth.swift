internal import EVMClient
public import EVMCore

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// How much a solver of majors would trade at which price.
public struct QuoteDepth: Sendable, Hashable {
    /// One price.
    public struct Level: Sendable, Hashable {
        /// The price.
        public var price: Wad
        /// How much at it.
        public var quantity: Wad

        init(_ json: JSONReader) throws(JSONFieldError) {
            let cells = try json.elements()
            guard cells.count >= 2 else { throw json.fault("a price and a quantity are expected") }
            price = try cells[0].wad()
            quantity = try cells[1].wad()
        }
    }

    /// When it was so, as the solver writes it.
    public var timestamp: String?
    /// What longs buy from, the best first.
    public var asks: [Level]
    /// What shorts sell to, the best first.
    public var bids: [Level]

    /// Reads a frame; nil for one that says nothing about quotes.
    ///
    /// - Throws: ``JSONFieldError`` that names the member, or quotes the solver's refusal.
    public static func parse(frame: some Sequence<UInt8>) throws(JSONFieldError) -> QuoteDepth? {
        let json = try JSONReader(parsing: frame, document: "a frame of quotes")
        guard json.value.object != nil else { return nil }
        if let code = try json.optionalText("error_code") {
            let words = try json.optionalText("error_message") ?? "the solver refused"
            throw json.fault("\(words) (\(code))")
        }
        let (asks, bids) = (try json.optional("asks"), try json.optional("bids"))
        guard asks != nil || bids != nil else { return nil }
        func levels(_ side: JSONReader?) throws(JSONFieldError) -> [Level] {
            try side?.map { element throws(JSONFieldError) in try Level(element) } ?? []
        }
        return QuoteDepth(timestamp: try json.optionalText("timestamp"), asks: try levels(asks), bids: try levels(bids))
    }
}

extension SolverClient {
    /// What the solver of majors would trade at which price, over its socket `/available-quote`. A reader that is slow misses the oldest frames.
    ///
    /// - Parameters:
    ///   - symbolId: The market.
    ///   - limit: How many prices of each side at most.
    ///   - options: How the socket behaves.
    ///   - connector: What opens connections.
    /// - Throws: ``ServiceError/invalidRequest(_:)`` where the solver's address is none that a socket could be beside.
    public func depth(
        symbolId: Int, limit: Int = 500, options: ReconnectingSocket.Options = .init(overflow: .dropOldest(atBytes: 1 << 20)),
        connector: any WebSocketConnector = SystemSockets()
    ) throws(ServiceError) -> SocketStream<QuoteDepth> {
        let url = try socketURL("available-quote")
        let frame = JSONValue.object(["symbol_id": .number("\(symbolId)"), "limit": .number("\(limit)")]).text
        return SocketStream(ReconnectingSocket(url: url, subscription: [frame], options: options, connector: connector)) { text in
            try QuoteDepth.parse(frame: Array(text.utf8)).map { [$0] } ?? []
        }
    }

    /// Where a solver of majors has a socket: beside its REST paths.
    func socketURL(_ path: String) throws(ServiceError) -> URL {
        var text = solver.baseURL.absoluteString
        while text.hasSuffix("/") { text.removeLast() }
        guard text.lowercased().hasPrefix("http"), let url = URL(string: "ws" + text.dropFirst(4) + "/" + path) else {
            throw .invalidRequest("there is no socket beside '\(text.shownAsURL)'")
        }
        return url
    }
}

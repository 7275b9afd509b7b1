internal import EVMClient

/// The next funding of markets, as a solver of majors tells it every second.
public struct FundingRates: Sendable, Hashable {
    /// By what the solver calls the market: its name.
    public var markets: [String: FundingInfo]

    /// Reads a frame; nil for one that says nothing about funding.
    ///
    /// - Throws: ``JSONFieldError`` that names the member, or quotes the solver's refusal.
    public static func parse(frame: some Sequence<UInt8>) throws(JSONFieldError) -> FundingRates? {
        let json = try JSONReader(parsing: frame)
        guard json.value.object != nil else { return nil }
        if let code = try json.optionalText("error_code") {
            let words = try json.optionalText("error_message") ?? "the solver refused"
            throw JSONFieldError(path: "", reason: "\(words) (\(code))")
        }
        var markets: [String: FundingInfo] = [:]
        for (name, member) in try json.members() where member.value.object != nil { markets[name] = try FundingInfo(member) }
        return markets.isEmpty ? nil : FundingRates(markets: markets)
    }
}

extension SolverClient {
    /// The next funding of markets, over the socket `/funding-rate` of a solver of majors. A reader that is slow misses the oldest frames.
    ///
    /// - Parameters:
    ///   - symbols: The markets' names; all where there are none, and no ids either.
    ///   - symbolIds: The markets, by their numbers.
    ///   - options: How the socket behaves.
    ///   - connector: What opens connections.
    /// - Throws: ``ServiceError/invalidRequest(_:)`` where the solver's address is none that a socket could be beside.
    public func fundingRates(
        symbols: [String] = [], symbolIds: [Int] = [], options: ReconnectingSocket.Options = .init(overflow: .dropOldest(atBytes: 1 << 20)),
        connector: any WebSocketConnector = SystemSockets()
    ) throws(ServiceError) -> SocketStream<FundingRates> {
        var members: [String: JSONValue] = [:]
        if !symbols.isEmpty { members["symbols"] = .array(symbols.map { .string($0) }) }
        if !symbolIds.isEmpty { members["symbol_ids"] = .array(symbolIds.map { .number("\($0)") }) }
        let socket = ReconnectingSocket(
            url: try socketURL("funding-rate"), subscription: [JSONValue.object(members).text], options: options, connector: connector)
        return SocketStream(socket) { text in try FundingRates.parse(frame: Array(text.utf8)).map { [$0] } ?? [] }
    }
}

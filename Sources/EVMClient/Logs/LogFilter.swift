public import EVMCore

/// Which logs are asked for: by contract and by topics.
public struct LogFilter: Sendable, Hashable {
    /// The contracts; all where empty.
    public var contracts: [Address]
    /// The topics by position.
    public var topics: EventFilter

    /// Creates a filter.
    public init(contracts: [Address] = [], topics: EventFilter = EventFilter(topics: [])) {
        self.contracts = contracts
        self.topics = topics
    }

    /// As nodes take it, without blocks.
    private var members: [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        switch contracts.count {
        case 0: break
        case 1: members["address"] = .address(contracts[0])
        default: members["address"] = .array(contracts.map { .address($0) })
        }
        if !topics.topics.isEmpty {
            members["topics"] = .array(
                topics.topics.map { choices in
                    guard let choices else { return .null }
                    return choices.count == 1 ? .data(choices[0]) : .array(choices.map { .data($0) })
                })
        }
        return members
    }

    func json(in blocks: ClosedRange<UInt64>) -> JSONValue {
        var members = members
        members["fromBlock"] = .quantity(blocks.lowerBound)
        members["toBlock"] = .quantity(blocks.upperBound)
        return .object(members)
    }

    func json(inBlock hash: Bytes32) -> JSONValue {
        var members = members
        members["blockHash"] = .data(hash)
        return .object(members)
    }
}

extension ChainError {
    /// Whether a node refuses a range of blocks because it or its logs are too many. There is no agreed code, so the words count too.
    var isRangeTooLarge: Bool {
        switch self {
        case .http(let status, _, _): return status == 413
        case .transport(.answerTooLarge): return true
        case .node(let error):
            let text = error.message.lowercased()
            if error.isRateLimit { return false }
            if error.code == -32005 { return true }
            let phrases = [
                "query returned more than", "block range", "range is too", "range too", "too many logs", "too many results", "too many blocks",
                "response size", "response too", "response is too", "logs matched by query exceeds", "exceed maximum block", "exceeds the range",
                "limited to", "max results", "maximum range", "limit exceeded", "query timeout", "payload too large", "too large",
            ]
            return phrases.contains { text.contains($0) }
        default: return false
        }
    }
}

// What a contract's enums of any call, any error, any event decode with. A failure is kept and asked for once: where each of hundreds of cases
// passed an error on, that was a tenth of what there is to compile.

/// Calldata or revert data on its way to one of a contract's items, for generated code.
public struct ABISelection {
    /// The first four bytes, big-endian.
    public let selector: UInt32
    private let data: Bytes
    private var failure: ABIError?

    /// Begins with the selector.
    ///
    /// - Throws: `ABIError` where there are fewer than four bytes.
    public init(_ data: Bytes) throws(ABIError) {
        selector = try ABI.selector(of: data).value
        self.data = data
    }

    /// The item whose selector it is; made of zeroes after a failure, which ``result(_:)`` throws.
    public mutating func item<Item: ABISelectable>() -> Item { Item.decoded(data, skipping: 4, &failure) }

    /// What was decoded.
    ///
    /// - Throws: `ABIError` with the place of the first fault, or of kind `unknownSelector` where there is nothing.
    public func result<Interface>(_ decoded: Interface?) throws(ABIError) -> Interface {
        if let failure { throw failure }
        guard let decoded else { throw unknown }
        return decoded
    }

    /// What to say of a selector that nothing has.
    public var unknown: ABIError { ABIError(.unknownSelector(Selector(selector))) }
}

/// A log on its way to one of a contract's events, for generated code.
public struct EventSelection {
    /// The first eight bytes of the first topic, big-endian; 0 where there are no topics.
    public let topic: UInt64
    private let topics: [Bytes32]
    private let data: Bytes
    private var failure: ABIError?

    /// Begins with the first topic.
    public init(topics: [Bytes32], data: Bytes) {
        topic = topics.first?.words.0 ?? 0
        self.topics = topics
        self.data = data
    }

    /// How many topics there are, the signature's hash among them.
    public var topicCount: Int { topics.count }

    /// The event whose topic it is; made of zeroes after a failure, which ``result(_:)`` throws.
    public mutating func event<Event: ContractEvent>() -> Event { Event.decoded(topics, data, &failure) }

    /// The log as an event without a topic of its own, if it can be one.
    public func anonymous<Event: ContractEvent>() -> Event? { try? Event(topics: topics, data: data) }

    /// What was decoded.
    ///
    /// - Throws: `ABIError` with the place of the first fault, or of kind `unknownTopic` where there is nothing.
    public func result<Interface>(_ decoded: Interface?) throws(ABIError) -> Interface {
        if let failure { throw failure }
        guard let decoded else { throw unknown }
        return decoded
    }

    /// What to say of a log that no event claims.
    public var unknown: ABIError {
        guard let topic = topics.first else { return ABIError(.topicCount(expected: 1, found: 0), path: "topics") }
        return ABIError(.unknownTopic(topic), path: "topics[0]")
    }
}

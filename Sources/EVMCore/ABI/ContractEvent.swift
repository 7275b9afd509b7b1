/// An event of a contract: its fields by name. An indexed field of a dynamic type is known by its hash alone.
///
/// Generated types conform.
public protocol ContractEvent: Sendable {
    /// The canonical signature, `Transfer(address,address,uint256)`.
    static var signature: String { get }
    /// The signature's hash, which is the first topic; nil for an anonymous event.
    static var topic0: Bytes32? { get }
    /// How many fields are indexed.
    static var indexedCount: Int { get }
    /// Decodes a log.
    ///
    /// - Parameters:
    ///   - topics: The log's topics, the signature's hash among them.
    ///   - data: The log's data.
    /// - Throws: `ABIError` where the log is another event's, has another number of topics, or is not canonically encoded.
    init(topics: [Bytes32], data: Bytes) throws(ABIError)
    /// The log's topics and data again.
    func encodedLog() -> (topics: [Bytes32], data: Bytes)
}

/// All events of a contract as one type: decodes any log to its typed case.
public protocol ContractEventInterface: Sendable {
    /// Decodes a log by its first topic and its number of topics; what no other event claims is tried as each anonymous event.
    ///
    /// - Throws: `ABIError` of kind `unknownTopic` where the contract has no such event.
    init(topics: [Bytes32], data: Bytes) throws(ABIError)
    /// The log's topics and data again.
    func encodedLog() -> (topics: [Bytes32], data: Bytes)
}

/// What logs to ask a node for: topics by position.
public struct EventFilter: Sendable, Hashable {
    /// For each position the topics that match, any of them; nil where every topic does. As `eth_getLogs` takes it.
    public var topics: [[Bytes32]?]

    /// Creates a filter; positions at the end that match everything are dropped.
    public init(topics: [[Bytes32]?]) {
        var topics = topics
        while let last = topics.last, last == nil { topics.removeLast() }
        self.topics = topics
    }
}

/// What an indexed field has to be.
public enum TopicMatch<Value: Sendable>: Sendable {
    /// Anything.
    case any
    /// One value.
    case equal(Value)
    /// One of several values.
    case oneOf([Value])
}

extension TopicMatch where Value: ABIWord {
    /// The topics for ``EventFilter/topics``.
    public var topics: [Bytes32]? {
        switch self {
        case .any: nil
        case .equal(let value): [value.abiTopic]
        case .oneOf(let values): values.map(\.abiTopic)
        }
    }
}

extension ABIWord {
    /// The value as an indexed field's topic.
    public var abiTopic: Bytes32 {
        withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { buffer in
            // A temporary allocation of 32 bytes has an address.
            let start = buffer.baseAddress.unsafelyUnwrapped
            var writer = ABIWriter(start)
            abiWrite(&writer, ABISlot(pointer: start), 0)
            let (a, b, c, d) = UInt256.load(start).limbs
            return Bytes32(a, b, c, d)
        }
    }

    /// Reads a topic as an indexed field of this type.
    ///
    /// - Throws: `ABIError` where the topic is not a canonical value of the type.
    public init(abiTopic topic: Bytes32, at index: Int) throws(ABIError) {
        let result: Result<Self, ABIError> = withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { buffer in
            let start = buffer.baseAddress.unsafelyUnwrapped
            let (a, b, c, d) = topic.words
            UInt256(a, b, c, d).store(start)
            var reader = ABIReader(UnsafeRawBufferPointer(buffer), skipping: 0)
            let head = reader.enter(reader.start, 32)
            let value = Self.abiRead(&reader, head, 0)
            guard let fault = reader.fault else { return .success(value) }
            reader.dispose()
            return .failure(ABIError(fault, offset: 0, path: "topics[\(index)]"))
        }
        self = try result.get()
    }
}

extension ABI {
    /// Checks a log's first topic and number of topics, for generated code.
    public static func expect(_ event: any ContractEvent.Type, topics: [Bytes32]) throws(ABIError) {
        let expected = event.indexedCount + (event.topic0 == nil ? 0 : 1)
        if let topic0 = event.topic0 {
            guard let first = topics.first else { throw ABIError(.topicCount(expected: expected, found: 0), offset: 0, path: "topics") }
            guard first == topic0 else { throw ABIError(.wrongTopic(expected: topic0, found: first), offset: 0, path: "topics[0]") }
        }
        guard topics.count == expected else {
            throw ABIError(.topicCount(expected: expected, found: topics.count), offset: 0, path: "topics")
        }
    }
}

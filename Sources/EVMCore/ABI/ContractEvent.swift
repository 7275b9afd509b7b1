/// An event of a contract: its fields by name. An indexed field of a dynamic type is known by its hash alone.
///
/// Generated types conform.
public protocol ContractEvent: Sendable {
    /// What is known of the event before there is a log.
    static var abi: EventInfo { get }
    /// Writes the fields into the data's head `s` and the topics `t`.
    func abiEncode(_ s: ABISlot, _ t: ABISlot, _ w: inout EventWriter)
    /// Reads the fields from the data's head `h` and the topics `t`.
    static func abiDecode(_ h: ABIHead, _ t: ABIHead, _ r: inout ABIReader) -> Self
}

/// What is known of an event before there is a log, in one constant.
public struct EventInfo: Sendable {
    /// The canonical signature, `Transfer(address,address,uint256)`.
    public let signature: StaticString
    /// The signature's hash, which is the first topic; nil for an anonymous event.
    public let topic0: Bytes32?
    /// How many fields are indexed.
    public let indexedCount: Int
    /// The size of the data's head in bytes.
    public let headSize: Int
    /// The fields in the data with their names as Solidity writes them.
    public let parameters: StaticString

    /// How many topics a log of it has, the signature's hash among them.
    var topicCount: Int { indexedCount + (topic0 == nil ? 0 : 1) }

    /// Creates the constant, for generated code.
    @inlinable
    public init(_ signature: StaticString, topic0: Bytes32?, indexed: Int, head: Int, _ parameters: StaticString) {
        self.signature = signature
        self.topic0 = topic0
        indexedCount = indexed
        headSize = head
        self.parameters = parameters
    }
}

extension ContractEvent {
    /// The canonical signature, `Transfer(address,address,uint256)`.
    public static var signature: String { abi.signature.description }
    /// The signature's hash, which is the first topic; nil for an anonymous event.
    @inlinable
    public static var topic0: Bytes32? { abi.topic0 }
    /// How many fields are indexed.
    @inlinable
    public static var indexedCount: Int { abi.indexedCount }

    /// The logs of this event.
    public static func filter() -> EventFilter { EventFilter(topics: [topic0.map { [$0] }]) }

    /// Decodes a log.
    ///
    /// - Parameters:
    ///   - topics: The log's topics, the signature's hash among them.
    ///   - data: The log's data.
    /// - Throws: `ABIError` where the log is another event's, has another number of topics, or is not canonically encoded.
    public init(topics: [Bytes32], data: Bytes) throws(ABIError) {
        var failure: ABIError?
        self = Self.decoded(topics, data, &failure)
        if let failure { throw failure }
    }

    /// Decodes a log with the failure left to the caller; the event then has zeroes for what could not be read.
    static func decoded(_ topics: [Bytes32], _ data: Bytes, _ failure: inout ABIError?) -> Self {
        let info = abi
        let expected = info.topicCount
        failure = mismatch(of: topics, info, expected)
        return withUnsafeTemporaryAllocation(byteCount: expected * 32 + 32, alignment: 8) { words in
            // There is at least one word, so the allocation has an address.
            let start = words.baseAddress.unsafelyUnwrapped
            words.initializeMemory(as: UInt8.self, repeating: 0)
            let writer = ABIWriter(start)
            for (i, topic) in topics.prefix(expected).enumerated() { writer.fixedBytes(ABISlot(pointer: start), i * 32, topic) }
            let topicHead = ABIHead(pointer: UnsafeRawPointer(start), size: expected * 32)
            return data.withUnsafeBytes { buffer in
                var reader = ABIReader(buffer, skipping: 0)
                let event = abiDecode(reader.enter(reader.start, info.headSize), topicHead, &reader)
                guard failure == nil else {
                    reader.dispose()
                    return event
                }
                if let fault = reader.fault, let pointer = reader.faultPointer, pointer >= topicHead.pointer,
                    pointer < topicHead.pointer + expected * 32
                {
                    reader.dispose()
                    failure = ABIError(fault, path: "topics[\((pointer - topicHead.pointer) / 32)]")
                } else {
                    failure = reader.finish(data: buffer, skipping: 0, parameters: info.parameters.description)
                }
                return event
            }
        }
    }

    /// What is wrong with the topics' number, or with the first of them.
    private static func mismatch(of topics: [Bytes32], _ info: EventInfo, _ expected: Int) -> ABIError? {
        if let topic0 = info.topic0 {
            guard let first = topics.first else { return ABIError(.topicCount(expected: expected, found: 0), path: "topics") }
            guard first == topic0 else { return ABIError(.wrongTopic(expected: topic0, found: first), path: "topics[0]") }
        }
        return topics.count == expected ? nil : ABIError(.topicCount(expected: expected, found: topics.count), path: "topics")
    }

    /// The log's topics and data.
    public func encodedLog() -> (topics: [Bytes32], data: Bytes) {
        let abi = Self.abi
        let count = abi.topicCount
        // A word more, so that there is an address.
        return withUnsafeTemporaryAllocation(byteCount: count * 32 + abi.headSize + 32, alignment: 8) { words in
            let topicSlot = ABISlot(pointer: words.baseAddress.unsafelyUnwrapped)
            let dataSlot = topicSlot.inner(count * 32)
            var writer = EventWriter(headSize: abi.headSize)
            if let topic0 = abi.topic0 { writer.fixedBytes(topicSlot, 0, topic0) }
            abiEncode(dataSlot, topicSlot, &writer)
            let topics = (0..<count).map { i in
                let (a, b, c, d) = UInt256.load(topicSlot.pointer + i * 32).limbs
                return Bytes32(a, b, c, d)
            }
            return (topics, Bytes(UnsafeRawBufferPointer(start: dataSlot.pointer, count: abi.headSize)) + writer.tail)
        }
    }
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
}

public import EVMCore

/// What a contract logged, and where in the chain.
public struct Log: Sendable, Hashable {
    /// The contract that logged.
    public let address: Address
    /// The topics, for all but anonymous events the event's among them.
    public let topics: [Bytes32]
    /// The data.
    public let data: Bytes
    /// The block's number; nil while the transaction waits.
    public let blockNumber: UInt64?
    /// The block's hash; nil while the transaction waits.
    public let blockHash: Bytes32?
    /// The transaction's hash; nil while it waits.
    public let transactionHash: Bytes32?
    /// The log's position in its block; nil while the transaction waits.
    public let logIndex: UInt64?
    /// Whether the node says that the block is no longer in the chain.
    public let isRemoved: Bool

    /// Creates a log.
    public init(
        address: Address, topics: [Bytes32], data: Bytes, blockNumber: UInt64? = nil, blockHash: Bytes32? = nil,
        transactionHash: Bytes32? = nil, logIndex: UInt64? = nil, isRemoved: Bool = false
    ) {
        self.address = address
        self.topics = topics
        self.data = data
        self.blockNumber = blockNumber
        self.blockHash = blockHash
        self.transactionHash = transactionHash
        self.logIndex = logIndex
        self.isRemoved = isRemoved
    }

    static func read(_ json: JSONValue, _ reader: ResultReader) throws(ChainError) -> Log {
        let members = try reader.object(json, "a log")
        var topics: [Bytes32] = []
        for topic in try reader.array(members["topics"], "topics") { topics.append(try reader.fixed(topic, "a topic")) }
        return Log(
            address: try reader.address(members["address"], "address"), topics: topics, data: try reader.data(members["data"], "data"),
            blockNumber: try reader.optional(members["blockNumber"]) { value throws(ChainError) in
                try reader.uint64(value, "blockNumber")
            },
            blockHash: try reader.optional(members["blockHash"]) { value throws(ChainError) in try reader.fixed(value, "blockHash") },
            transactionHash: try reader.optional(members["transactionHash"]) { value throws(ChainError) in
                try reader.fixed(value, "transactionHash")
            },
            logIndex: try reader.optional(members["logIndex"]) { value throws(ChainError) in try reader.uint64(value, "logIndex") },
            isRemoved: members["removed"]?.bool ?? false)
    }
}

/// A log and the event that it is.
public struct EventLog<Event: ContractEvent>: Sendable {
    /// The event.
    public let event: Event
    /// The log it was read from.
    public let log: Log

    /// Reads a log.
    ///
    /// - Throws: `ABIError` where the log is another event's or damaged.
    public init(_ log: Log) throws(ABIError) {
        event = try Event(topics: log.topics, data: log.data)
        self.log = log
    }
}

extension Sequence<Log> {
    /// The events of a type among the logs; of one contract, where it is given. Logs that are another event's are passed over.
    public func events<Event: ContractEvent>(_ type: Event.Type, from contract: Address? = nil) -> [EventLog<Event>] {
        compactMap { log in contract == nil || log.address == contract ? try? EventLog(log) : nil }
    }
}

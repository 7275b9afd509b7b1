public import EVMCore

/// What became of a transaction that is in a block.
public struct Receipt: Sendable, Hashable {
    /// The transaction's hash.
    public let transactionHash: Bytes32
    /// Whether it was carried out; false where it reverted, which costs its gas and changes nothing else.
    public let succeeded: Bool
    /// The block's number.
    public let blockNumber: UInt64
    /// The block's hash.
    public let blockHash: Bytes32
    /// The transaction's position in the block.
    public let transactionIndex: UInt64
    /// Who sent it.
    public let from: Address
    /// The account that was called; nil where a contract was created.
    public let to: Address?
    /// The contract that was created.
    public let contractAddress: Address?
    /// How much gas it used.
    public let gasUsed: UInt256
    /// What a unit of gas cost, in wei; nil where the node does not say.
    public let effectiveGasPrice: UInt256?
    /// What was logged.
    public let logs: [Log]

    /// The events of a type that the transaction logged; of one contract, where it is given.
    public func events<Event: ContractEvent>(_ type: Event.Type, from contract: Address? = nil) -> [EventLog<Event>] {
        logs.events(type, from: contract)
    }

    /// Reads what `eth_getTransactionReceipt` answers; nil for `null`.
    static func read(_ json: JSONValue, _ reader: ResultReader) throws(ChainError) -> Receipt? {
        if json.isNull { return nil }
        let members = try reader.object(json)
        // Some nodes answer with a receipt of a transaction that still waits.
        if members["blockNumber"]?.isNull ?? true { return nil }
        var logs: [Log] = []
        for log in try reader.array(members["logs"], "logs") { logs.append(try Log.read(log, reader)) }
        let address = { (value: JSONValue) throws(ChainError) -> Address in try reader.address(value, "an address") }
        return Receipt(
            transactionHash: try reader.fixed(members["transactionHash"], "transactionHash"),
            // Before Byzantium there was no status; nothing that this package talks to is that old.
            succeeded: try reader.uint64(members["status"], "status") != 0,
            blockNumber: try reader.uint64(members["blockNumber"], "blockNumber"),
            blockHash: try reader.fixed(members["blockHash"], "blockHash"),
            transactionIndex: try reader.uint64(members["transactionIndex"], "transactionIndex"),
            from: try reader.address(members["from"], "from"), to: try reader.optional(members["to"], address),
            contractAddress: try reader.optional(members["contractAddress"], address),
            gasUsed: try reader.quantity(members["gasUsed"], "gasUsed"),
            effectiveGasPrice: try reader.optional(members["effectiveGasPrice"]) { value throws(ChainError) in
                try reader.quantity(value, "effectiveGasPrice")
            },
            logs: logs)
    }
}

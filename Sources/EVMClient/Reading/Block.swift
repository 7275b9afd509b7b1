public import EVMCore

/// What is read of a block's header.
public struct Block: Sendable, Hashable {
    /// How many blocks came before.
    public let number: UInt64
    /// The block's hash.
    public let hash: Bytes32
    /// The hash of the block before.
    public let parentHash: Bytes32
    /// When the block was made, in seconds since 1970.
    public let timestamp: UInt64
    /// What a unit of gas costs at least, in wei; nil before EIP-1559.
    public let baseFeePerGas: UInt256?
    /// How much gas all of a block's transactions may use.
    public let gasLimit: UInt256

    /// Reads what `eth_getBlockBy…` answers; nil for `null`, a block that the node does not have.
    static func read(_ json: JSONValue, method: String) throws(ChainError) -> Block? {
        if json.isNull { return nil }
        let reader = ResultReader(method: method)
        let members = try reader.object(json)
        return Block(
            number: try reader.uint64(members["number"], "number"), hash: try reader.fixed(members["hash"], "hash"),
            parentHash: try reader.fixed(members["parentHash"], "parentHash"),
            timestamp: try reader.uint64(members["timestamp"], "timestamp"),
            baseFeePerGas: try reader.optional(members["baseFeePerGas"]) { value throws(ChainError) in
                try reader.quantity(value, "baseFeePerGas")
            },
            gasLimit: try reader.quantity(members["gasLimit"], "gasLimit"))
    }
}

import EVMCore
import EVMSigning

/// A block, of which the state is kept elsewhere and not for long; see ``SandboxChain``.
struct MinedBlock: Sendable {
    let number: UInt64
    let hash: Bytes32
    let parentHash: Bytes32
    let timestamp: UInt64
    var transactions: [Bytes32] = []
    /// How many logs its transactions have.
    var logCount = 0
}

/// A log with its place.
struct MinedLog: Sendable {
    let log: WorldLog
    let transaction: Bytes32
    let transactionIndex: Int
    /// Its position among its block's.
    let index: Int
}

/// A transaction with what came of it, kept as small as can be: a chain keeps all of them.
struct MinedTransaction: Sendable {
    let sender: Address
    let blockNumber: UInt64
    let index: Int
    let gasUsed: UInt64
    let succeeded: Bool
    /// The position in the block's logs of this transaction's first.
    let firstLog: Int
    private let raw: PackedBytes
    private let packedAnswer: PackedBytes
    private let packedLogs: PackedBytes

    init(
        _ pooled: PooledTransaction, in block: MinedBlock, gasUsed: UInt64, succeeded: Bool, answer: Bytes, logs: [WorldLog]
    ) {
        sender = pooled.sender
        (blockNumber, index, firstLog) = (block.number, block.transactions.count, block.logCount)
        (self.gasUsed, self.succeeded) = (gasUsed, succeeded)
        raw = PackedBytes(pooled.signed.bytes)
        packedAnswer = PackedBytes(answer)
        packedLogs = PackedBytes(RLP.list(logs.map(\.item)).encoded())
    }

    /// As it was sent.
    var bytes: Bytes { raw.bytes }

    /// The transaction, read again. Nil never: it was read before it was mined.
    var signed: SignedTransaction? { try? SignedTransaction(decoding: bytes) }

    /// What the call returned, or reverted with.
    var answer: Bytes { packedAnswer.bytes }

    var logs: [WorldLog] {
        // Whatever was written as RLP can be read.
        guard let items = try? RLP(decoding: packedLogs.bytes).asList() else { return [] }
        return items.compactMap { try? WorldLog($0) }
    }
}

extension WorldLog {
    fileprivate var item: RLP { [RLP(address), .list(topics.map { RLP($0) }), RLP(data)] }

    fileprivate init(_ item: RLP) throws(RLPError) {
        let parts = try item.asList()
        guard parts.count == 3 else { throw .wrongLength(expected: 3, actual: parts.count) }
        var topics: [Bytes32] = []
        for topic in try parts[1].asList() { topics.append(try topic.asFixedBytes()) }
        self.init(address: try parts[0].asAddress(), topics: topics, data: try parts[2].asBytes())
    }
}

/// A transaction that waits.
struct PooledTransaction: Sendable {
    let signed: SignedTransaction
    let sender: Address
}

public import EVMCore
public import EVMSigning

/// Why a transaction was not sent, was not mined, or failed; each case says what is certain.
public enum SendFailure: Error, Sendable {
    /// The node refused it. It will not be mined, and its nonce is free again.
    case refused(RPCError)
    /// Its nonce is another transaction's, sent by the same account elsewhere: this one will not be mined.
    case nonceTaken(UInt64)
    /// The fees that the chain asks for are above the cap that was set, in wei for a unit of gas. Nothing was signed.
    case feesAboveCap(asked: UInt256, cap: UInt256)
    /// Whether the node has it is not known: no answer came, and nobody knows it by its hash. It may still be mined. Sending the same bytes
    /// again, by ``ChainClient/send(_:)``, is safe; signing another is not.
    case unknown(SignedTransaction)
    /// It was not mined in the time given. It may still be; a ``PendingTransaction`` can be waited for again, sped up or cancelled.
    case notMined(hash: Bytes32, after: Duration)
    /// Another transaction with its nonce was mined, sent by the same account elsewhere: this one will not be.
    case replaced(hash: Bytes32, nonce: UInt64)
    /// It was mined and reverted.
    case reverted(Receipt, Revert)
}

extension SendFailure: CustomStringConvertible {
    /// What is certain and what to do, in a sentence or two.
    public var description: String {
        switch self {
        case .refused(let error): "the node refused the transaction: \(error)"
        case .nonceTaken(let nonce): "the nonce \(nonce) is another transaction's of the same account; nothing was sent"
        case .feesAboveCap(let asked, let cap):
            "the chain asks for \(asked) wei for a unit of gas, more than the cap of \(cap); nothing was sent"
        case .unknown(let signed):
            "no answer came, and whether transaction \(signed.hash) was sent is not known; send the same bytes again, or wait for it"
        case .notMined(let hash, let duration): "transaction \(hash) was not mined within \(duration); it may still be"
        case .replaced(let hash, let nonce): "another transaction with nonce \(nonce) was mined in place of \(hash)"
        case .reverted(let receipt, let revert):
            "transaction \(receipt.transactionHash) failed in block \(receipt.blockNumber): \(revert)"
        }
    }
}

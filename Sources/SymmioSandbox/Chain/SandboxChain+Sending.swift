import EVMCore
import EVMSigning

/// Transactions of the sandbox's own services.
extension SandboxChain {
    /// Signs a call with the account's next nonce and takes it; gives the transaction's hash.
    func transact(_ key: PrivateKey, to contract: Address, data: Bytes) throws(RPCFailure) -> Bytes32 {
        let gas = Self.gas(for: data, isContract: true)
        let transaction = Transaction(
            .eip1559(chainId: settings.chainId, maxPriorityFeePerGas: .one, maxFeePerGas: Self.baseFee &* UInt256(2 as UInt64), accessList: []),
            nonce: pendingNonce(key.address), gasLimit: gas, to: contract, data: data)
        do {
            let signature = try key.sign(digest: transaction.signingHash)
            return try submit(try SignedTransaction(transaction, signature: signature).bytes)
        } catch let failure as RPCFailure {
            throw failure
        } catch {
            throw RPCFailure(-32_000, "\(error)")
        }
    }

    /// A transaction that was mined.
    func mined(_ hash: Bytes32) -> MinedTransaction? { transactions[hash] }

    /// The transaction with this calldata, where one was mined.
    func mined(calling contract: Address, data: Bytes) -> MinedTransaction? {
        transactions.values.first { $0.signed.transaction.to == contract && $0.signed.transaction.data == data }
    }
}

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

    /// The transaction that carried a signed operation, known by its signature, where one was mined.
    func mined(withSignature signature: Bytes) -> MinedTransaction? {
        let wanted = signature.array
        guard let first = wanted.first else { return nil }
        return transactions.values.first { mined in
            guard let transaction = mined.signed?.transaction, transaction.to == addresses.instantLayer else { return false }
            let data = transaction.data.array
            guard data.count >= wanted.count else { return false }
            // Signatures lie at whole words after the selector.
            return stride(from: 4, through: data.count - wanted.count, by: 32).contains { start in
                data[start] == first && data[start..<start + wanted.count].elementsEqual(wanted)
            }
        }
    }
}

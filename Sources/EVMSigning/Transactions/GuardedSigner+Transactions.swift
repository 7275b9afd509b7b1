import EVMCore

extension GuardedSigner {
    /// Signs as the base does, where the transaction is bound to a chain that one of the expectations is for. Its contract is not looked at,
    /// as what is called need not be what verifies typed data.
    ///
    /// - Throws: ``SigningError/refused(reason:)`` for another chain and for a transaction that is bound to none, and what the base throws.
    public func sign(transaction: Transaction) async throws(SigningError) -> SignedTransaction {
        guard let chainId = transaction.chainId, expected.contains(where: { $0.chainId == UInt256(chainId) }) else {
            let found = transaction.chainId.map { "for chain \($0)" } ?? "good on any chain, as it has no chain id"
            let chains = expected.map { String($0.chainId) }.joined(separator: ", ")
            throw .refused(reason: "the transaction is \(found), but this signer signs only for \(chains)")
        }
        return try await base.sign(transaction: transaction)
    }
}

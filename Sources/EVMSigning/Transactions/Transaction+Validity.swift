extension Transaction {
    /// Checks what every chain demands of a transaction by itself. What depends on the chain and its state is not looked at: the least gas,
    /// the size of creation code, the balance.
    ///
    /// Called wherever a transaction is signed, joined with a signature or read.
    /// - Throws: ``TransactionError/nonceTooLarge`` (EIP-2681), ``TransactionError/priorityFeeAboveMaximum`` (EIP-1559),
    ///   ``TransactionError/chainIdZero``.
    public func validate() throws(TransactionError) {
        guard nonce < .max else { throw .nonceTooLarge }
        if case .eip1559(_, let maxPriorityFeePerGas, let maxFeePerGas, _) = kind, maxPriorityFeePerGas > maxFeePerGas {
            throw .priorityFeeAboveMaximum
        }
        guard chainId != 0 else { throw .chainIdZero }
    }
}

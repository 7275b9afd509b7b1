public import EVMCore

/// A transaction with its signature, ready to be sent. The sender is in neither: it is recovered.
public struct SignedTransaction: Sendable, Hashable {
    /// What was signed.
    public let transaction: Transaction
    /// Who signed it, implicitly.
    public let signature: Signature
    /// The bytes that `eth_sendRawTransaction` takes: EIP-2718's type byte, none for a legacy transaction, and the RLP of all fields.
    public let bytes: Bytes

    /// Joins a transaction with a signature over its ``Transaction/signingHash``. Whose signature it is, is not looked at.
    ///
    /// - Parameter forms: ``Signature/Forms/highS`` for a signature as it was valid before Homestead; by default a high s is refused, as
    ///   the protocol does since (EIP-2). The other forms mean nothing here.
    /// - Throws: ``TransactionError/invalidSignature(_:)``, or what ``Transaction/validate()`` throws.
    public init(_ transaction: Transaction, signature: Signature, accepting forms: Signature.Forms = []) throws(TransactionError) {
        try transaction.validate()
        guard signature.isLowS || forms.contains(.highS) else { throw .invalidSignature(.invalidSignature(.highS)) }
        self.transaction = transaction
        self.signature = signature
        bytes = transaction.bytes(signedBy: signature)
    }

    /// The transaction's hash, by which nodes know it.
    public var hash: Bytes32 { keccak256(bytes) }

    /// The v of the encoding, as JSON-RPC has it: the parity, or for a legacy transaction 27 or 28, or twice the chain id + 35 or 36.
    public var v: UInt256 { transaction.v(yParity: signature.yParity) }

    /// The account that signed.
    ///
    /// - Throws: ``SigningError/unrecoverable`` where no key could have made the signature.
    public func recoverSender() throws(SigningError) -> Address { try signature.recoverAddress(digest: transaction.signingHash) }
}

extension Signer {
    /// Signs a transaction, by its digest.
    ///
    /// A signature with a high s, as some key services make, is brought to its low form.
    /// - Throws: ``SigningError/refused(reason:)`` for a transaction that no chain takes (``Transaction/validate()``), before it is signed.
    public func sign(transaction: Transaction) async throws(SigningError) -> SignedTransaction {
        try transaction.refuseInvalid()
        return try transaction.signed(by: await sign(digest: transaction.signingHash))
    }
}

extension PrivateKey {
    /// Signs a transaction.
    ///
    /// - Throws: ``SigningError/refused(reason:)`` for a transaction that no chain takes (``Transaction/validate()``).
    public func sign(transaction: Transaction) throws(SigningError) -> SignedTransaction {
        try transaction.refuseInvalid()
        return try transaction.signed(by: sign(digest: transaction.signingHash))
    }
}

extension Transaction {
    fileprivate func refuseInvalid() throws(SigningError) {
        do throws(TransactionError) { try validate() } catch { throw .refused(reason: error.description) }
    }

    fileprivate func signed(by signature: Signature) throws(SigningError) -> SignedTransaction {
        do throws(TransactionError) {
            return try SignedTransaction(self, signature: signature.normalized)
        } catch {
            throw .refused(reason: error.description)
        }
    }
}

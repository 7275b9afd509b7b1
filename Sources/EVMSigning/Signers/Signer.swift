public import EVMCore

/// Who can sign: a key held here, a hardware wallet, a remote service. Generated code and the Symmio runtime see only this.
///
/// A conformer that holds a key gives ``address`` and ``sign(digest:)``; the rest follows. One that must see what it signs gives the other
/// requirements, and throws ``SigningError/unsupported(what:)`` for a bare digest.
public protocol Signer: Sendable {
    /// The account whose signatures these are.
    var address: Address { get }

    /// Signs a 32-byte digest: low s, parity known.
    func sign(digest: Bytes32) async throws(SigningError) -> Signature

    /// Signs an EIP-712 struct of a generated type, bound to `domain`.
    func sign(_ message: some TypedStruct, domain: EIP712Domain) async throws(SigningError) -> Signature

    /// Signs an EIP-712 message whose types are known at run time.
    func sign(typedData: DynamicTypedData) async throws(SigningError) -> Signature

    /// Signs bytes as an EIP-191 personal message.
    func sign(message: Bytes) async throws(SigningError) -> Signature

    /// Signs a transaction.
    func sign(transaction: Transaction) async throws(SigningError) -> SignedTransaction
}

extension Signer {
    /// Signs the struct's digest.
    public func sign(_ message: some TypedStruct, domain: EIP712Domain) async throws(SigningError) -> Signature {
        try await sign(digest: message.digest(for: domain))
    }

    /// Signs the message's digest.
    public func sign(typedData: DynamicTypedData) async throws(SigningError) -> Signature { try await sign(digest: typedData.digest) }

    /// Signs the message's digest.
    public func sign(message: Bytes) async throws(SigningError) -> Signature {
        try await sign(digest: PersonalMessage.digest(message))
    }

    /// Signs a text's UTF-8 bytes as an EIP-191 personal message.
    public func sign(message: String) async throws(SigningError) -> Signature { try await sign(message: Bytes(utf8: message)) }
}

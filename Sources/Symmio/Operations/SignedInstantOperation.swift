public import EVMCore
public import EVMSigning
public import SymmioContracts

/// An operation and its signature, as a solver takes them.
public struct SignedInstantOperation: Sendable {
    /// What is signed.
    public var operation: InstantOperation
    /// 65 bytes r, s, v with v 27 or 28; or what an ERC-1271 wallet wants.
    public var signature: Bytes

    /// Puts the two together, unchecked.
    public init(operation: InstantOperation, signature: Bytes) {
        self.operation = operation
        self.signature = signature
    }

    /// Signs an operation.
    ///
    /// - Parameter domain: ``Deployment/instantLayerDomain``.
    /// - Throws: What the signer throws; ``EVMSigning/SigningError/wrongSigner(expected:recovered:)`` where the operation names another signer.
    public init(_ operation: InstantOperation, signer: some Signer, domain: EIP712Domain) async throws(SigningError) {
        guard operation.signer == signer.address else { throw .wrongSigner(expected: operation.signer, recovered: signer.address) }
        self.operation = operation
        signature = try await signer.sign(operation, domain: domain).bytes
    }

    /// Checks the signature as strictly as the contract does for a key: 65 bytes, v 27 or 28, low s, and of the operation's signer.
    ///
    /// - Throws: ``EVMSigning/SigningError``. The signature of an ERC-1271 wallet can only be checked on chain.
    public func verify(domain: EIP712Domain) throws(SigningError) {
        try Self.verify(signature, of: operation.signer, digest: operation.digest(for: domain))
    }

    static func verify(_ signature: Bytes, of signer: Address, digest: Bytes32) throws(SigningError) {
        let recovered = try Signature(signature).recoverAddress(digest: digest)
        guard recovered == signer else { throw .wrongSigner(expected: signer, recovered: recovered) }
    }
}

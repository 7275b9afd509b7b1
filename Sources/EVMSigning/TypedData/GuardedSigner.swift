public import EVMCore

/// A signer that refuses typed data for any other chain or contract than it was told to expect.
///
/// So a session key for the Instant Layer of one chain cannot be led into signing for another. It guards typed data; a bare digest hides
/// what it is of, so whoever holds this signer and computes digests alone is not held back.
public struct GuardedSigner<Base: Signer>: Signer {
    /// The signer that signs what is let through.
    public let base: Base
    /// What typed data may be for; any one of them will do.
    public let expected: [ExpectedDomain]

    /// Creates a signer that lets typed data through to `base` only where its domain is one of `expected`.
    public init(_ base: Base, expecting expected: [ExpectedDomain]) {
        self.base = base
        self.expected = expected
    }

    /// The base's account.
    public var address: Address { base.address }

    /// Signs as the base does.
    public func sign(digest: Bytes32) async throws(SigningError) -> Signature { try await base.sign(digest: digest) }

    /// Signs as the base does, where `domain` is expected.
    ///
    /// - Throws: ``SigningError/unexpectedDomain(expected:chainId:verifyingContract:)``, and what the base throws.
    public func sign(_ message: some TypedStruct, domain: EIP712Domain) async throws(SigningError) -> Signature {
        try check(domain)
        return try await base.sign(message, domain: domain)
    }

    /// Signs as the base does, where the message's domain is expected.
    ///
    /// - Throws: ``SigningError/unexpectedDomain(expected:chainId:verifyingContract:)``, and what the base throws.
    public func sign(typedData: DynamicTypedData) async throws(SigningError) -> Signature {
        try check(typedData.domain)
        return try await base.sign(typedData: typedData)
    }

    /// Signs as the base does.
    public func sign(message: Bytes) async throws(SigningError) -> Signature { try await base.sign(message: message) }

    private func check(_ domain: EIP712Domain) throws(SigningError) {
        guard expected.contains(where: { $0.matches(domain) }) else {
            throw .unexpectedDomain(expected: expected, chainId: domain.chainId, verifyingContract: domain.verifyingContract)
        }
    }
}

extension Signer {
    /// This signer, refusing typed data that is not for this contract on this chain.
    public func expecting(chainId: UInt256, verifyingContract: Address) -> GuardedSigner<Self> {
        expecting([ExpectedDomain(chainId: chainId, verifyingContract: verifyingContract)])
    }

    /// This signer, refusing typed data that is for none of these contracts.
    public func expecting(_ expected: [ExpectedDomain]) -> GuardedSigner<Self> { GuardedSigner(self, expecting: expected) }
}

public import EVMCore
public import EVMSigning

/// A key that signs for a contract: the contract takes the key's signatures for its own (ERC-1271), as SymmioPartyB does for its `signer()`.
public struct ContractSigner: Signer {
    /// The contract, in whose name it signs.
    public let address: Address
    /// The key.
    public let key: any Signer

    /// Creates a signer.
    public init(contract: Address, key: any Signer) {
        address = contract
        self.key = key
    }

    /// The key's signature.
    public func sign(digest: Bytes32) async throws(SigningError) -> Signature { try await key.sign(digest: digest) }

    /// The key's signature, as one that sees the message makes it.
    public func sign(_ message: some TypedStruct, domain: EIP712Domain) async throws(SigningError) -> Signature {
        try await key.sign(message, domain: domain)
    }

    /// The key's signature, as one that sees the message makes it.
    public func sign(typedData: DynamicTypedData) async throws(SigningError) -> Signature { try await key.sign(typedData: typedData) }

    /// A contract sends no transactions.
    public func sign(transaction: Transaction) async throws(SigningError) -> SignedTransaction {
        throw .unsupported(what: "a transaction in a contract's name")
    }
}

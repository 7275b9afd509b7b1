public import EVMCore

/// A signer with the private key in this process.
public struct LocalSigner: Signer {
    /// The key.
    public let key: PrivateKey

    /// Creates a signer.
    public init(_ key: PrivateKey) { self.key = key }

    /// Creates a signer from a key's 64 hex digits.
    ///
    /// - Throws: ``SigningError/invalidPrivateKey(_:)``; it does not quote the text.
    public init(hex text: some StringProtocol) throws(SigningError) { key = try PrivateKey(hex: text) }

    /// A signer with a new key from the system's random source.
    public static func random() -> LocalSigner { LocalSigner(.random()) }

    /// The key's account.
    public var address: Address { key.address }

    /// Signs a 32-byte digest; see ``PrivateKey/sign(digest:)``.
    public func sign(digest: Bytes32) async throws(SigningError) -> Signature { try key.sign(digest: digest) }
}

extension LocalSigner: CustomStringConvertible {
    /// `LocalSigner(0x…)` with the address, never the key.
    public var description: String { "LocalSigner(\(address))" }
}

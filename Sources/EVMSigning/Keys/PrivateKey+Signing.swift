private import CSecp256k1
public import EVMCore

extension PrivateKey {
    /// Signs a 32-byte digest: ECDSA with the nonce of RFC 6979, low s.
    ///
    /// - Throws: ``SigningError/signingFailed``, which no digest is known to cause (one in 2¹²⁷ has an r that Ethereum cannot express).
    public func sign(digest: Bytes32) throws(SigningError) -> Signature {
        let signature = withUnsafeBytes { key in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { buffer -> Signature? in
                // Neither memory is empty, so both have an address.
                let start = buffer.baseAddress.unsafelyUnwrapped
                let key = key.baseAddress.unsafelyUnwrapped
                var signature = secp256k1_ecdsa_recoverable_signature()
                var recoveryId: Int32 = 0
                digest.store(start)
                // Null for the nonce function is RFC 6979's with SHA-256.
                guard secp256k1_ecdsa_sign_recoverable(Secp256k1.context, &signature, start, key, nil, nil) == 1 else { return nil }
                secp256k1_ecdsa_recoverable_signature_serialize_compact(Secp256k1.context, start, &recoveryId, &signature)
                // 2 and 3 stand for an r that was not below the group's order; Ethereum's v has no room for them.
                guard recoveryId == 0 || recoveryId == 1 else { return nil }
                return Signature(unchecked: .load(start), .load(start + 32), yParity: UInt8(recoveryId))
            }
        }
        guard let signature else { throw .signingFailed }
        return signature
    }

    /// Signs an EIP-712 struct of a generated type, bound to `domain`.
    ///
    /// - Throws: see ``sign(digest:)``.
    public func sign(_ message: some TypedStruct, domain: EIP712Domain) throws(SigningError) -> Signature {
        try sign(digest: message.digest(for: domain))
    }

    /// Signs an EIP-712 message whose types are known at run time.
    ///
    /// - Throws: see ``sign(digest:)``.
    public func sign(typedData: DynamicTypedData) throws(SigningError) -> Signature { try sign(digest: typedData.digest) }

    /// Signs bytes as an EIP-191 personal message.
    ///
    /// - Throws: see ``sign(digest:)``.
    public func sign(message: Bytes) throws(SigningError) -> Signature { try sign(digest: PersonalMessage.digest(message)) }

    /// Signs a text's UTF-8 bytes as an EIP-191 personal message.
    ///
    /// - Throws: see ``sign(digest:)``.
    public func sign(message: String) throws(SigningError) -> Signature { try sign(digest: PersonalMessage.digest(message)) }
}

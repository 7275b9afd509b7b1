private import CSecp256k1
public import EVMCore

extension Signature {
    /// The public key that made this signature over `digest`.
    ///
    /// - Throws: ``SigningError/unrecoverable`` where no key could have made it.
    public func recoverPublicKey(digest: Bytes32) throws(SigningError) -> PublicKey {
        let point = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 96) { buffer -> secp256k1_pubkey? in
            let start = buffer.baseAddress.unsafelyUnwrapped  // 96 bytes have an address
            store(start)
            digest.store(start + 64)
            var signature = secp256k1_ecdsa_recoverable_signature()
            var point = secp256k1_pubkey()
            let isRecovered =
                secp256k1_ecdsa_recoverable_signature_parse_compact(Secp256k1.context, &signature, start, Int32(yParity)) == 1
                && secp256k1_ecdsa_recover(Secp256k1.context, &point, &signature, start + 64) == 1
            return isRecovered ? point : nil
        }
        guard let point else { throw .unrecoverable }
        return PublicKey(point)
    }

    /// The account that made this signature over `digest`.
    ///
    /// - Throws: ``SigningError/unrecoverable`` where no key could have made it.
    public func recoverAddress(digest: Bytes32) throws(SigningError) -> Address { try recoverPublicKey(digest: digest).address }
}

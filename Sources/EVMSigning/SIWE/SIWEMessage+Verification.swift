public import EVMCore

extension SIWEMessage {
    /// Checks, as the service that is signed in to, that `signature` is the account's over this message and that the message is meant for
    /// the service, now.
    ///
    /// For accounts with a key. A contract's signature (EIP-1271) can only be checked by asking the contract on ``chainId``. Whether the
    /// nonce is one that the service gave out and nobody has used is the service's to know.
    /// - Parameters:
    ///   - signature: Over the EIP-191 digest of ``text``.
    ///   - domain: The service's own, compared byte for byte.
    ///   - nonce: The one that the service gave out for this sign-in.
    ///   - time: When the message must be valid: from ``notBefore`` on, and before ``expirationTime``.
    ///   - scheme: The service's own; nil where it does not matter.
    ///   - uri: What the sign-in must be for; nil where it does not matter.
    ///   - chainId: The chain that the session must be bound to; nil where it does not matter.
    /// - Throws: ``SIWEVerificationError``, the first that applies in the order of its cases.
    public func verify(
        _ signature: Signature, domain: String, nonce: String, at time: RFC3339Timestamp, scheme: String? = nil, uri: String? = nil,
        chainId: UInt64? = nil
    ) throws(SIWEVerificationError) {
        guard self.domain.hasSameBytes(as: domain) else { throw .wrongDomain(expected: domain, found: self.domain) }
        if let scheme {
            guard let found = self.scheme, found.hasSameBytes(as: scheme) else { throw .wrongScheme(expected: scheme, found: self.scheme) }
        }
        if let uri, !self.uri.hasSameBytes(as: uri) { throw .wrongURI(expected: uri, found: self.uri) }
        if let chainId, self.chainId != chainId { throw .wrongChainId(expected: chainId, found: self.chainId) }
        guard self.nonce.hasSameBytes(as: nonce) else { throw .wrongNonce }
        if let notBefore, time.isBefore(notBefore) { throw .notYetValid(notBefore: notBefore) }
        if let expirationTime, !time.isBefore(expirationTime) { throw .expired(expirationTime: expirationTime) }
        let recovered: Address
        do throws(SigningError) {
            recovered = try signature.recoverAddress(message: text)
        } catch {
            throw .unrecoverableSignature(error)
        }
        guard recovered == address else { throw .wrongSigner(expected: address, recovered: recovered) }
    }
}

extension String {
    /// Swift's `==` also holds for texts of other bytes that Unicode calls equivalent: U+212A, the Kelvin sign, is a K.
    fileprivate func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

/// Why a sign-in is not accepted.
public enum SIWEVerificationError: Error, Sendable {
    /// The message is for another service: a phishing site may have asked for it.
    case wrongDomain(expected: String, found: String)
    /// The message names another scheme, or none.
    case wrongScheme(expected: String, found: String?)
    /// The sign-in is for something else.
    case wrongURI(expected: String, found: String)
    /// The session would be bound to another chain.
    case wrongChainId(expected: UInt64, found: UInt64)
    /// The nonce is not the one given out: the message may be a replay.
    case wrongNonce
    /// It is too early.
    case notYetValid(notBefore: RFC3339Timestamp)
    /// It is too late.
    case expired(expirationTime: RFC3339Timestamp)
    /// No account could have made the signature over this message.
    case unrecoverableSignature(SigningError)
    /// The signature over this message is another account's.
    case wrongSigner(expected: Address, recovered: Address)
}

extension SIWEVerificationError: CustomStringConvertible {
    /// What is wrong, in one sentence.
    public var description: String {
        switch self {
        case .wrongDomain(let expected, let found): "sign-in: for the domain \(found), not \(expected)"
        case .wrongScheme(let expected, let found): "sign-in: for the scheme \(found ?? "(none)"), not \(expected)"
        case .wrongURI(let expected, let found): "sign-in: for \(found), not \(expected)"
        case .wrongChainId(let expected, let found): "sign-in: on chain \(found), not \(expected)"
        case .wrongNonce: "sign-in: not the nonce that was given out"
        case .notYetValid(let notBefore): "sign-in: valid only from \(notBefore) on"
        case .expired(let expirationTime): "sign-in: expired at \(expirationTime)"
        case .unrecoverableSignature(let error): "sign-in: \(error)"
        case .wrongSigner(let expected, let recovered): "sign-in: signed by \(recovered), not by \(expected)"
        }
    }
}

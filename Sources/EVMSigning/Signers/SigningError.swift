public import EVMCore

/// Why something could not be signed, or a key or a signature not be read. No case ever holds a secret.
public enum SigningError: Error, Sendable {
    /// What is wrong with a private key; no case holds any of it.
    public enum PrivateKeyFault: Sendable, Hashable {
        /// A key has 32 bytes.
        case wrongByteCount(Int)
        /// Zero, or not below the group's order.
        case outOfRange
        /// The text is not 64 hex digits.
        case malformedHex
    }

    /// What is wrong with a signature.
    public enum SignatureFault: Sendable, Hashable {
        /// A signature has 65 bytes; 64 only where the EIP-2098 form is accepted.
        case wrongByteCount(Int)
        /// The text is not hex digits.
        case malformedHex(ValueError)
        /// r is 0 or not below the group's order.
        case rOutOfRange
        /// s is 0 or not below the group's order.
        case sOutOfRange
        /// s is above half the group's order, which EIP-2 rules out.
        case highS
        /// v is neither 27 nor 28, or 0 or 1 where they are accepted.
        case unknownV(UInt8)
        /// The parity is neither 0 nor 1.
        case yParityOutOfRange(UInt8)
    }

    /// The bytes or the text are no private key.
    case invalidPrivateKey(PrivateKeyFault)
    /// The bytes or the text are no point on the curve in a form known.
    case invalidPublicKey
    /// The bytes, the text or the numbers are no signature that is accepted.
    case invalidSignature(SignatureFault)
    /// No public key could have made this signature over this digest.
    case unrecoverable
    /// The library found no signature, which has never been seen.
    case signingFailed
    /// This signer cannot sign what was asked for, such as a hardware wallet a bare digest. `what` names it.
    case unsupported(what: String)
    /// The person or the service behind the signer said no.
    case refused(reason: String)
    /// The signer could not be reached or broke down; `underlying` is what it said.
    case signerFailed(underlying: any Error)
    /// Typed data for another chain or contract than this signer was told to expect. What the domain lacks is nil.
    case unexpectedDomain(expected: [ExpectedDomain], chainId: UInt256?, verifyingContract: Address?)
    /// The signature, or the key that is to sign, is another account's than the one named.
    case wrongSigner(expected: Address, recovered: Address)
    /// The task was cancelled before the signer answered.
    case cancelled
}

extension SigningError: CustomStringConvertible {
    /// What is wrong and how to mend it, in one sentence.
    public var description: String {
        switch self {
        case .invalidPrivateKey(let fault): "private key: \(fault)"
        case .invalidPublicKey: "public key: not a point on secp256k1; give 33 bytes that begin with 02 or 03, or 65 that begin with 04"
        case .invalidSignature(let fault): "signature: \(fault)"
        case .unrecoverable: "signature: no key can have made it over this digest"
        case .signingFailed: "signing failed: this digest and key lead to no signature that Ethereum can express"
        case .unsupported(let what): "the signer cannot sign \(what)"
        case .refused(let reason): "the signer refused: \(reason)"
        case .signerFailed(let underlying): "the signer failed: \(underlying)"
        case .unexpectedDomain(let expected, let chainId, let verifyingContract):
            "typed data: it is for \(verifyingContract?.description ?? "no contract") on \(chainId.map { "chain \($0)" } ?? "no chain"), "
                + "but this signer signs only for \(expected.map(\.description).joined(separator: ", "))"
        case .wrongSigner(let expected, let recovered): "the signature is of \(recovered), not of \(expected)"
        case .cancelled: "signing was cancelled"
        }
    }
}

extension SigningError.PrivateKeyFault: CustomStringConvertible {
    /// What is wrong, without a digit of the key.
    public var description: String {
        switch self {
        case .wrongByteCount(let count): "got \(count) bytes; give exactly 32"
        case .outOfRange: "out of range; it must be at least 1 and below the order of secp256k1"
        case .malformedHex: "not 64 hex digits, with or without 0x"
        }
    }
}

extension SigningError.SignatureFault: CustomStringConvertible {
    /// What is wrong.
    public var description: String {
        switch self {
        case .wrongByteCount(let count): "got \(count) bytes; give 65 (r, s, v), or 64 where EIP-2098 is accepted"
        case .malformedHex(let error): error.description
        case .rOutOfRange: "r is out of range; it must be at least 1 and below the order of secp256k1"
        case .sOutOfRange: "s is out of range; it must be at least 1 and below the order of secp256k1"
        case .highS: "s is above half the order of secp256k1, which EIP-2 rules out"
        case .unknownV(let v): "v is \(v); it must be 27 or 28, or 0 or 1 where they are accepted"
        case .yParityOutOfRange(let yParity): "the parity is \(yParity); it must be 0 or 1"
        }
    }
}

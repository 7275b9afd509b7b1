public import EVMCore
public import EVMSigning
public import SymmioContracts

/// The public key of the oracle's nodes, as the contracts keep it.
public struct MuonPublicKey: Sendable, Hashable {
    /// The x coordinate; below half the group's order, as the contracts' check needs it.
    public var x: UInt256
    /// 1 where the y coordinate is odd, else 0.
    public var parity: UInt8

    /// Creates a key of its parts.
    public init(x: UInt256, parity: UInt8) {
        self.x = x
        self.parity = parity
    }

    /// The key of a point.
    public init(_ key: PublicKey) {
        x = UInt256(key.x)
        parity = UInt8(truncatingIfNeeded: key.y.words.3 & 1)
    }
}

/// Why a signature of the oracle does not hold.
public enum MuonVerificationError: Error, Sendable {
    /// The nonce of the account or of the solver has to be known, and is not.
    case nonceUnknown
    /// The oracle app's id has to be known, and is not.
    case appIdUnknown
    /// The Schnorr signature is not the nodes' over this message ("TSS not verified").
    case notSignedByNodes
    /// The gateway's signature is malformed.
    case gatewaySignature(SigningError)
    /// The gateway's signature was made by somebody else ("Gateway is not valid").
    case gatewayNotKnown(Address)
    /// The core itself refused it, with these words.
    case refusedByCore(String)
}

extension MuonVerificationError: CustomStringConvertible {
    /// What does not hold.
    public var description: String {
        switch self {
        case .nonceUnknown: "the nonces that the oracle signed for are not known"
        case .appIdUnknown: "the id of the oracle's app is not known"
        case .notSignedByNodes: "the signature is not the oracle's over these values: another key, altered values, or another nonce"
        case .gatewaySignature(let error): "the gateway's signature cannot be used: \(error)"
        case .gatewayNotKnown(let signer): "the gateway's signature was made by \(signer), which is none of the known gateways"
        case .refusedByCore(let words): "the core refuses it: \(words)"
        }
    }
}

extension MuonAttestation {
    /// Checks the nodes' Schnorr signature and the gateway's ECDSA signature without asking anybody.
    /// - Parameters:
    ///   - publicKey: the nodes' key.
    ///   - gatewaySigners: whose signature counts as a gateway's; nil to leave that unchecked.
    ///   - appId: the oracle app's id; what the gateway states where nil.
    ///   - nonces: the accounts' nonces on chain; what the gateway states where nil.
    /// - Throws: ``MuonVerificationError`` with what does not hold.
    public func verify(
        publicKey: MuonPublicKey, gatewaySigners: Set<Address>? = nil, appId: UInt256? = nil, nonces: MuonMessage.Nonces? = nil
    ) throws(MuonVerificationError) {
        guard let id = appId ?? self.appId else { throw .appIdUnknown }
        guard let hash = message.hash(appId: id, nonces: nonces ?? self.nonces) else { throw .nonceUnknown }
        guard publicKey.verifies(signature.sigs, hash: hash) else { throw .notSignedByNodes }
        guard let gatewaySigners else { return }
        let signer: Address
        do throws(SigningError) {
            signer = try GatewaySignature.signer(of: signature.gatewaySignature, hash: hash)
        } catch {
            throw .gatewaySignature(error)
        }
        guard gatewaySigners.contains(signer) else { throw .gatewayNotKnown(signer) }
    }
}

/// `EVMSigning.Signature`, which the generic parameter hides.
private enum GatewaySignature {
    static func signer(of bytes: Bytes, hash: Bytes32) throws(SigningError) -> Address {
        try EVMSigning.Signature(bytes).recoverAddress(message: hash.bytes)
    }
}

extension MuonPublicKey {
    /// Whether a Schnorr signature over a hash was made with this key: `e·P + s·G` has the address `nonce`, where `e` is the Keccak-256 hash
    /// of key, parity, hash and nonce.
    ///
    /// Computed as the contracts do: the recovery of an ECDSA signature made of the key and the challenge gives that very point.
    public func verifies(_ schnorr: SchnorrSignature, hash: Bytes32) -> Bool {
        guard !x.isZero, x <= Secp256k1.halfOrder, parity <= 1, !schnorr.nonce.isZero else { return false }
        guard !schnorr.signature.isZero, schnorr.signature < Secp256k1.order, hash != .zero else { return false }
        let challenge = Self.challenge(x: x, parity: parity, hash: hash, nonce: schnorr.nonce)
        guard let product = Self.multiplied(x, schnorr.signature), let proof = Self.multiplied(challenge, x) else { return false }
        let digest = Bytes32(Secp256k1.order &- product)
        guard let signature = try? Signature(r: x, s: proof, yParity: parity, accepting: .highS) else { return false }
        return (try? signature.recoverAddress(digest: digest)) == schnorr.nonce
    }

    /// What ties a signature to key, message and nonce.
    private static func challenge(x: UInt256, parity: UInt8, hash: Bytes32, nonce: Address) -> UInt256 {
        UInt256(keccak256(x.bigEndianBytes.array + [parity] + hash.bytes.array + nonce.bytes.array))
    }

    /// The product modulo the group's order.
    private static func multiplied(_ a: UInt256, _ b: UInt256) -> UInt256? {
        let order = Secp256k1.order
        let a = a < order ? a : a &- order
        guard let quotient = try? a.multiplied(by: b, dividedBy: order, rounding: .down) else { return nil }
        return a &* b &- quotient &* order
    }
}

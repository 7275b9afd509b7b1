import EVMCore
import EVMSigning
import Symmio
import SymmioContracts

/// The oracle's keys: the nodes' common one, with which values are signed by Schnorr's scheme, and the gateway's.
struct OracleKeys: Sendable {
    /// The nodes' key. One key here, held together by many on a real network.
    let nodes: PrivateKey
    /// The gateway's key.
    let gateway: PrivateKey
    /// The nodes' public key, as the contracts keep it.
    let publicKey: MuonPublicKey

    /// Keys of a text.
    ///
    /// - Throws: A `SigningError` never, as the keys are derived from a hash.
    init(seed: String) throws(SigningError) {
        gateway = try PrivateKey(keccak256(utf8: "\(seed) gateway").bytes)
        var attempt = 0
        while true {
            // The contracts take only keys whose x is below half the group's order: every other one.
            let key = try PrivateKey(keccak256(utf8: "\(seed) nodes \(attempt)").bytes)
            if UInt256(key.publicKey.x) <= Secp256k1.halfOrder {
                nodes = key
                publicKey = MuonPublicKey(key.publicKey)
                return
            }
            attempt += 1
        }
    }

    /// A Schnorr signature over a hash: the nonce `k` follows from key and hash, `s = k - e·x`.
    func sign(_ hash: Bytes32) throws(SigningError) -> SchnorrSignature {
        let secret = nodes.withUnsafeBytes { Array($0) }
        let nonceKey = try PrivateKey(keccak256(secret + hash.bytes.array + Array("nonce".utf8)).bytes)
        let nonce = nonceKey.withUnsafeBytes { UInt256(bigEndianBytes: Array($0)) } ?? .zero
        let address = nonceKey.address
        let challenge = UInt256(
            keccak256(publicKey.x.bigEndianBytes.array + [publicKey.parity] + hash.bytes.array + address.bytes.array))
        let product = try Self.product(challenge % Secp256k1.order, UInt256(bigEndianBytes: secret) ?? .zero)
        let signature = nonce >= product ? nonce &- product : nonce &+ (Secp256k1.order &- product)
        return SchnorrSignature(signature: signature, owner: nodes.address, nonce: address)
    }

    /// The gateway's signature over the same hash, as a personal message.
    func countersign(_ hash: Bytes32) throws(SigningError) -> Bytes { try gateway.sign(message: hash.bytes).bytes }

    private static func product(_ a: UInt256, _ b: UInt256) throws(SigningError) -> UInt256 {
        // Both are below the order, and so the quotient is.
        let order = Secp256k1.order
        guard let quotient = try? a.multiplied(by: b, dividedBy: order, rounding: .down) else { throw .signingFailed }
        return a &* b &- quotient &* order
    }
}

internal import CSecp256k1
public import EVMCore

/// A point on secp256k1, the public half of a key.
public struct PublicKey: Sendable, Hashable {
    /// The x coordinate, big-endian.
    public let x: Bytes32
    /// The y coordinate, big-endian.
    public let y: Bytes32

    /// The account whose signatures the key verifies: the last 20 bytes of the coordinates' Keccak-256 hash.
    public var address: Address { Address(hash: keccak256(x, y)) }

    init(_ point: secp256k1_pubkey) {
        var point = point
        (x, y) = withUnsafeTemporaryAllocation(byteCount: 65, alignment: 8) { out in
            var count = 65
            // Neither can be null, and a parsed or computed point is always serialised.
            let start = out.baseAddress.unsafelyUnwrapped
            secp256k1_ec_pubkey_serialize(
                Secp256k1.context, start.assumingMemoryBound(to: UInt8.self), &count, &point, UInt32(SECP256K1_EC_UNCOMPRESSED))
            return (Bytes32.load(start + 1), Bytes32.load(start + 33))
        }
    }

    /// Reads a point as SEC 1 writes it: 33 bytes (`02` or `03` and x) or 65 (`04`, x and y).
    ///
    /// - Throws: ``SigningError/invalidPublicKey`` for another form and for a point that is not on the curve.
    public init(_ bytes: some Collection<UInt8>) throws(SigningError) {
        let bytes = Array(bytes)
        // The library also takes SEC 1's hybrid form, 06 or 07, x and y, which nobody in this field writes.
        let isKnownForm =
            switch bytes.first {
            case 2, 3: bytes.count == 33
            case 4: bytes.count == 65
            default: false
            }
        var point = secp256k1_pubkey()
        guard isKnownForm, secp256k1_ec_pubkey_parse(Secp256k1.context, &point, bytes, bytes.count) == 1 else { throw .invalidPublicKey }
        self.init(point)
    }

    /// Reads the hex digits of SEC 1's bytes, see ``init(_:)``.
    public init(hex text: some StringProtocol) throws(SigningError) {
        guard let bytes = try? Hex.decode(text) else { throw .invalidPublicKey }
        try self.init(bytes)
    }

    /// 65 bytes: `04`, x and y.
    public var uncompressed: Bytes { Bytes([4] + x.bytes.array + y.bytes.array) }

    /// 33 bytes: `02` where y is even, `03` where it is odd, and x.
    public var compressed: Bytes { Bytes([2 | UInt8(truncatingIfNeeded: y.words.3 & 1)] + x.bytes.array) }

    /// Whether the signature over `digest` was made by this key. A high s is refused, as Ethereum does since EIP-2.
    public func verifies(_ signature: Signature, digest: Bytes32) -> Bool {
        var point = secp256k1_pubkey()
        var parsed = secp256k1_ecdsa_signature()
        let encoded = uncompressed.array
        guard secp256k1_ec_pubkey_parse(Secp256k1.context, &point, encoded, encoded.count) == 1 else { return false }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 96) { buffer in
            let start = buffer.baseAddress.unsafelyUnwrapped  // 96 bytes have an address
            signature.store(start)
            digest.store(start + 64)
            return secp256k1_ecdsa_signature_parse_compact(Secp256k1.context, &parsed, start) == 1
                && secp256k1_ecdsa_verify(Secp256k1.context, &parsed, start + 64, &point) == 1
        }
    }
}

extension PublicKey: CustomStringConvertible {
    /// The compressed form in hex.
    public var description: String { compressed.hex }
}

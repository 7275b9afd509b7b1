private import CSecp256k1
public import EVMCore

/// A secp256k1 private key.
///
/// The 32 bytes are in memory of their own, which all copies of the value share and which is overwritten when the last copy goes. They
/// never appear in a description, a mirror or an error; there is no `Codable` and no `==`. ``withUnsafeBytes(_:)`` is the one way to them;
/// to store a key use ``Keystore`` or a ``SessionKeyStore``.
public struct PrivateKey: Sendable {
    private let secret: SecretBytes

    /// The public key, computed when the private key is made.
    public let publicKey: PublicKey

    /// The account that this key controls.
    public let address: Address

    /// Takes over bytes that are a key by the library's check.
    init(_ secret: SecretBytes) throws(SigningError) {
        guard secret.count == 32 else { throw .invalidPrivateKey(.wrongByteCount(secret.count)) }
        var point = secp256k1_pubkey()
        // Null pointers are the only other way to fail; 32 allocated bytes have an address.
        let isValid = secret.withUnsafeBytes { bytes in
            bytes.baseAddress.map { secp256k1_ec_pubkey_create(Secp256k1.context, &point, $0) } == 1
        }
        guard isValid else { throw .invalidPrivateKey(.outOfRange) }
        self.secret = secret
        publicKey = PublicKey(point)
        address = publicKey.address
    }

    /// Creates a key from its 32 big-endian bytes. The caller's copy is the caller's to wipe.
    ///
    /// - Throws: ``SigningError/invalidPrivateKey(_:)`` for another number of bytes, for zero and for a number not below the group's order.
    public init(_ bytes: some Collection<UInt8>) throws(SigningError) {
        guard bytes.count == 32 else { throw .invalidPrivateKey(.wrongByteCount(bytes.count)) }
        try self.init(SecretBytes(count: 32) { out in out.copyBytes(from: bytes) })
    }

    /// Creates a key from its 32 big-endian bytes. The caller's copy is the caller's to wipe.
    ///
    /// - Throws: ``SigningError/invalidPrivateKey(_:)`` for another number of bytes, for zero and for a number not below the group's order.
    public init(_ bytes: UnsafeRawBufferPointer) throws(SigningError) {
        guard bytes.count == 32 else { throw .invalidPrivateKey(.wrongByteCount(bytes.count)) }
        try self.init(SecretBytes(count: 32) { out in out.copyMemory(from: bytes) })
    }

    /// Reads 64 hex digits, in either case, with or without `0x`, in constant time. The text is the caller's, and cannot be wiped.
    ///
    /// - Throws: ``SigningError/invalidPrivateKey(_:)``; it does not quote the text.
    public init(hex text: some StringProtocol) throws(SigningError) {
        guard let secret = SecretBytes(hex: text, count: 32) else { throw .invalidPrivateKey(.malformedHex) }
        try self.init(secret)
    }

    /// A new key from the system's cryptographic random source.
    public static func random() -> PrivateKey {
        while true {
            let secret = SecretBytes(count: 32) { out in fillRandom(out) }
            // One draw in 2¹²⁸ is not below the group's order.
            if let key = try? PrivateKey(secret) { return key }
        }
    }

    /// Calls `body` with the 32 big-endian bytes, for the time of the call. What `body` copies, the caller must wipe.
    public func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try secret.withUnsafeBytes(body)
    }
}

extension PrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `PrivateKey(0x…)` with the address, never the key.
    public var description: String { "PrivateKey(\(address))" }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// The address, never the key.
    public var customMirror: Mirror { Mirror(self, children: ["address": address], displayStyle: .struct) }
}

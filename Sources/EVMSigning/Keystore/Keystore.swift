public import EVMCore

/// A private key encrypted with a password, as Ethereum's clients keep it in files: Web3 Secret Storage, version 3.
///
/// ```swift
/// let keystore = try Keystore(encrypting: key, password: "…")
/// try keystore.write(toFile: path)
/// let key = try Keystore(contentsOfFile: path).decrypt(password: "…")
/// ```
/// Deriving the key takes about a second of a processor with the standard cost; call it away from the main actor.
public struct Keystore: Sendable, Hashable {
    /// The file's UUID; nil where it has none.
    public let id: String?
    /// The account, as the file says; nil where it does not. ``decrypt(password:limits:)`` checks it.
    public let address: Address?
    /// How the password becomes a key.
    public let keyDerivation: KeyDerivation
    /// The encrypted private key, at most 32 bytes.
    let ciphertext: Bytes
    /// The first counter block, 16 bytes.
    let iv: Bytes
    /// The hash of the MAC key and the ciphertext.
    let mac: Bytes32

    /// The parts of a file that was read, or is about to be written.
    init(id: String?, address: Address?, keyDerivation: KeyDerivation, ciphertext: Bytes, iv: Bytes, mac: Bytes32) {
        self.id = id
        self.address = address
        self.keyDerivation = keyDerivation
        self.ciphertext = ciphertext
        self.iv = iv
        self.mac = mac
    }
}

// MARK: - Encrypting

extension Keystore {
    /// Encrypts a key with the UTF-8 bytes of a password, as they are: no normalisation. Salt, counter and id are random.
    ///
    /// - Throws: ``KeystoreError/invalidParameters(_:)``; ``KeystoreError/excessiveParameters(what:needed:limit:)`` where `cost` is above
    ///   `limits`, with which the file shall be opened again; ``KeystoreError/cryptographyFailed(operation:)``.
    public init(
        encrypting key: PrivateKey, password: some StringProtocol, cost: KeyDerivation.Cost = .standard, limits: Limits = Limits()
    ) throws(KeystoreError) {
        try self.init(encrypting: key, password: SecretBytes(utf8: password), cost: cost, limits: limits)
    }

    init(encrypting key: PrivateKey, password: SecretBytes, cost: KeyDerivation.Cost, limits: Limits) throws(KeystoreError) {
        let derivation = KeyDerivation(cost: cost, salt: randomBytes(32))
        let derived = try derivation.derive(password, limits: limits)
        let iv = randomBytes(16)
        var ciphertext = [UInt8](repeating: 0, count: 32)
        let isDone = key.withUnsafeBytes { plain in
            derived.withUnsafeBytes { derived in
                ciphertext.withUnsafeMutableBytes { AES128CTR.apply(key: Self.cipherKey(derived), iv: iv, plain, to: $0) }
            }
        }
        guard isDone else { throw .cryptographyFailed(operation: "AES-128-CTR") }
        self.init(
            id: randomUUID(), address: key.address, keyDerivation: derivation, ciphertext: Bytes(ciphertext), iv: iv,
            mac: Self.mac(derived, Bytes(ciphertext)))
    }
}

// MARK: - Decrypting

extension Keystore {
    /// Opens the file with the UTF-8 bytes of a password, as they are: no normalisation.
    ///
    /// - Throws: ``KeystoreError/wrongPassword``, also where the file is damaged; ``KeystoreError/invalidParameters(_:)`` and
    ///   ``KeystoreError/excessiveParameters(what:needed:limit:)`` for what the file asks for; ``KeystoreError/invalidKey(_:)`` and
    ///   ``KeystoreError/addressMismatch(stated:actual:)`` for what was found inside; ``KeystoreError/cryptographyFailed(operation:)``.
    public func decrypt(password: some StringProtocol, limits: Limits = Limits()) throws(KeystoreError) -> PrivateKey {
        try decrypt(password: SecretBytes(utf8: password), limits: limits)
    }

    func decrypt(password: SecretBytes, limits: Limits) throws(KeystoreError) -> PrivateKey {
        let derived = try keyDerivation.derive(password, limits: limits)
        let right = Self.mac(derived, ciphertext)
        // In constant time, so that the time does not tell how much of a guess is right.
        guard right.withUnsafeBytes({ right in mac.withUnsafeBytes { isEqualInConstantTime(right, $0) } }) else { throw .wrongPassword }
        let secret = try decryptedBytes(derived)
        let key: PrivateKey
        do throws(SigningError) {
            key = try PrivateKey(secret)
        } catch {
            // 32 bytes that are no key.
            throw .invalidKey(.outOfRange)
        }
        if let address, address != key.address { throw .addressMismatch(stated: address, actual: key.address) }
        return key
    }

    /// The key's 32 bytes, with the leading zeros that some old files leave out.
    private func decryptedBytes(_ derived: SecretBytes) throws(KeystoreError) -> SecretBytes {
        try SecretBytes(count: 32) { (out: UnsafeMutableRawBufferPointer) throws(KeystoreError) in
            guard ciphertext.count <= out.count else { throw .invalidKey(.wrongByteCount(ciphertext.count)) }
            let plain = UnsafeMutableRawBufferPointer(rebasing: out.suffix(ciphertext.count))
            let isDone = derived.withUnsafeBytes { derived in
                ciphertext.withUnsafeBytes { AES128CTR.apply(key: Self.cipherKey(derived), iv: iv, $0, to: plain) }
            }
            guard isDone else { throw .cryptographyFailed(operation: "AES-128-CTR") }
        }
    }
}

// MARK: - The derived key's halves

extension Keystore {
    private static func cipherKey(_ derived: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: derived.prefix(16))
    }

    private static func mac(_ derived: SecretBytes, _ ciphertext: Bytes) -> Bytes32 {
        derived.withUnsafeBytes { derived in
            var hasher = Keccak256()
            hasher.update(UnsafeRawBufferPointer(rebasing: derived.suffix(16)))
            hasher.update(ciphertext)
            return hasher.finalize()
        }
    }
}

extension Keystore: CustomStringConvertible {
    /// `Keystore(0x…)` with the address that the file states.
    public var description: String { "Keystore(\(address?.description ?? "no address"))" }
}

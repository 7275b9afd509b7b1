public import EVMCore

/// Why a key file could not be read, opened or written. No case ever holds a secret.
public enum KeystoreError: Error, Sendable, Hashable {
    /// The JSON is not that of a key file; `field` is the path to what is wrong, empty for the whole.
    case malformed(field: String, reason: String)
    /// A version other than 3.
    case unsupportedVersion(String)
    /// A cipher other than `aes-128-ctr`.
    case unsupportedCipher(String)
    /// A key derivation other than `scrypt` and `pbkdf2` with `hmac-sha256`.
    case unsupportedKeyDerivation(String)
    /// Parameters with which the key derivation is not defined.
    case invalidParameters(String)
    /// Parameters that would take more memory or time than the limits allow; see ``Keystore/Limits``.
    case excessiveParameters(what: String, needed: UInt64, limit: UInt64)
    /// The password is not that of the file, or the file is damaged: the MAC does not tell the two apart.
    case wrongPassword
    /// The key inside is not that of the address in the file.
    case addressMismatch(stated: Address, actual: Address)
    /// What is inside is no private key.
    case invalidKey(SigningError.PrivateKeyFault)
    /// libcrypto failed, most likely for want of memory.
    case cryptographyFailed(operation: String)
    /// The file is longer than any key file.
    case fileTooLarge(path: String, limit: Int)
    /// There is a file of this name, and nobody said that it may be replaced.
    case alreadyExists(path: String)
    /// The system refused `operation` on the file; `code` is its errno.
    case fileFailed(operation: String, path: String, code: Int32)
}

extension KeystoreError: CustomStringConvertible {
    /// What is wrong and how to mend it, in one sentence.
    public var description: String {
        switch self {
        case .malformed(let field, let reason): "key file: \(field.isEmpty ? "" : "\(field): ")\(reason)"
        case .unsupportedVersion(let version): "key file: version \(version) is not known; only 3 is"
        case .unsupportedCipher(let name): "key file: the cipher \(name) is not known; only aes-128-ctr is"
        case .unsupportedKeyDerivation(let name):
            "key file: the key derivation \(name) is not known; scrypt and pbkdf2 with hmac-sha256 are"
        case .invalidParameters(let reason): "key derivation: \(reason)"
        case .excessiveParameters(let what, let needed, let limit):
            "key derivation: \(what) of \(needed) is above the limit of \(limit); if you trust the file, raise the limit"
        case .wrongPassword: "key file: the password is wrong, or the file is damaged"
        case .addressMismatch(let stated, let actual): "key file: it says \(stated), but its key is that of \(actual)"
        case .invalidKey(let fault): "key file: what is inside is no private key: \(fault)"
        case .cryptographyFailed(let operation): "libcrypto: \(operation) failed"
        case .fileTooLarge(let path, let limit): "\(path): longer than \(limit) bytes, which no key file is"
        case .alreadyExists(let path): "\(path): the file exists; choose another name or say that it may be replaced"
        case .fileFailed(let operation, let path, let code): "cannot \(operation) \(path): \(systemMessage(code))"
        }
    }
}

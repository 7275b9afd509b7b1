public import EVMCore

/// EIP-191's version 0x45, the "personal message" that `personal_sign` signs.
public enum PersonalMessage {
    /// What is signed: the hash of `"\u{19}Ethereum Signed Message:\n"`, the number of bytes in decimal, and the bytes.
    public static func digest(_ message: UnsafeRawBufferPointer) -> Bytes32 {
        var hasher = Keccak256()
        hasher.update("\u{19}Ethereum Signed Message:\n\(message.count)".utf8)
        hasher.update(message)
        return hasher.finalize()
    }

    /// What is signed for these bytes.
    public static func digest(_ message: Bytes) -> Bytes32 { message.withUnsafeBytes { digest($0) } }

    /// What is signed for the UTF-8 bytes of a text, as they are: no normalisation.
    public static func digest(_ text: String) -> Bytes32 {
        var text = text
        return text.withUTF8 { digest(UnsafeRawBufferPointer($0)) }
    }
}

extension Signature {
    /// The account that signed a message by `personal_sign` (EIP-191).
    ///
    /// - Throws: ``SigningError/unrecoverable`` where no key could have made it.
    public func recoverAddress(message: Bytes) throws(SigningError) -> Address {
        try recoverAddress(digest: PersonalMessage.digest(message))
    }

    /// The account that signed a text's UTF-8 bytes by `personal_sign` (EIP-191).
    ///
    /// - Throws: ``SigningError/unrecoverable`` where no key could have made it.
    public func recoverAddress(message: String) throws(SigningError) -> Address {
        try recoverAddress(digest: PersonalMessage.digest(message))
    }
}

private import CCrypto
private import CScrypt

/// PBKDF2 and scrypt. What they return is whether it was done; it is not where libcrypto has no memory.
enum PasswordHash {
    /// PBKDF2 with HMAC-SHA-256 (RFC 8018), filling `out`.
    static func pbkdf2(
        _ password: UnsafeRawBufferPointer, salt: UnsafeRawBufferPointer, iterations: Int32, into out: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard let passwordCount = Int32(exactly: password.count), let saltCount = Int32(exactly: salt.count),
            let outCount = Int32(exactly: out.count)
        else { return false }
        return PKCS5_PBKDF2_HMAC(
            characters(password), passwordCount, bytes(salt), saltCount, iterations, EVP_sha256(), outCount,
            out.bindMemory(to: UInt8.self).baseAddress) == 1
    }

    /// scrypt (RFC 7914), filling `out`; libcrypto's, which may take `memory` bytes.
    static func scrypt(
        _ password: UnsafeRawBufferPointer, salt: UnsafeRawBufferPointer, n: UInt64, r: UInt64, p: UInt64, memory: UInt64,
        into out: UnsafeMutableRawBufferPointer
    ) -> Bool {
        EVP_PBE_scrypt(
            characters(password), password.count, bytes(salt), salt.count, n, r, p, memory, out.bindMemory(to: UInt8.self).baseAddress,
            out.count) == 1
    }

    /// scrypt for any power of two, also one that is not below 2^(16 · r): RFC 7914 rules that out and libcrypto refuses it, but
    /// Ethereum's clients take it, and the definition of Web3 Secret Storage has an example of it.
    static func scryptForAnyCost(
        _ password: UnsafeRawBufferPointer, salt: UnsafeRawBufferPointer, n: UInt64, r: UInt64, p: UInt64,
        into out: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard let n = Int(exactly: n), let r = Int(exactly: r), let p = Int(exactly: p) else { return false }
        let (count, overflow) = (128 * r).multipliedReportingOverflow(by: p)
        guard !overflow, Int32(exactly: count) != nil else { return false }
        var isDone = false
        // Secret, so that the memory is wiped when the work is done.
        _ = SecretBytes(count: count) { (blocks: UnsafeMutableRawBufferPointer) in
            isDone =
                pbkdf2(password, salt: salt, iterations: 1, into: blocks)
                && cscrypt_romix(blocks.bindMemory(to: UInt8.self).baseAddress, n, r, p) == 1
                && pbkdf2(password, salt: UnsafeRawBufferPointer(blocks), iterations: 1, into: out)
        }
        return isDone
    }

    private static func bytes(_ buffer: UnsafeRawBufferPointer) -> UnsafePointer<UInt8>? { buffer.bindMemory(to: UInt8.self).baseAddress }

    private static func characters(_ buffer: UnsafeRawBufferPointer) -> UnsafePointer<CChar>? {
        buffer.bindMemory(to: CChar.self).baseAddress
    }
}

private import CCrypto
internal import EVMCore

/// AES with a 128-bit key in counter mode (NIST SP 800-38A): encrypting and decrypting are one.
enum AES128CTR {
    /// Writes `input`, combined with the key stream, to `output`, which must be as long.
    ///
    /// - Parameters:
    ///   - key: 16 bytes.
    ///   - iv: the first counter block, 16 bytes.
    /// - Returns: whether it was done; not for other sizes, nor where libcrypto has no memory.
    static func apply(
        key: UnsafeRawBufferPointer, iv: Bytes, _ input: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard key.count == 16, iv.count == 16, input.count == output.count, let count = Int32(exactly: input.count) else { return false }
        guard let context = EVP_CIPHER_CTX_new() else { return false }
        // Overwrites the key schedule before it frees it.
        defer { EVP_CIPHER_CTX_free(context) }
        func bytes(_ buffer: UnsafeRawBufferPointer) -> UnsafePointer<UInt8>? { buffer.bindMemory(to: UInt8.self).baseAddress }
        var written: Int32 = 0
        return iv.withUnsafeBytes { iv in
            EVP_EncryptInit_ex(context, EVP_aes_128_ctr(), nil, bytes(key), bytes(iv)) == 1
                && EVP_EncryptUpdate(context, output.bindMemory(to: UInt8.self).baseAddress, &written, bytes(input), count) == 1
                && written == count
        }
    }
}

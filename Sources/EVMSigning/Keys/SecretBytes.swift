private import CCrypto

/// Secret bytes of a fixed number, in memory of their own that is overwritten when the last reference goes.
///
/// A class, so that copying a value that holds a secret copies a reference and not the secret.
final class SecretBytes: Sendable {
    /// The number of bytes.
    let count: Int

    // Safe to share between threads: the memory is written only by an initialiser, before anyone else has a reference, and by
    // `deinit`, when nobody has one any more; in between it is only read. The pointer itself never changes.
    private nonisolated(unsafe) let pointer: UnsafeMutableRawPointer

    /// Makes room for `count` bytes and lets `fill` write them; they are zero before.
    init<E: Error>(count: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(E) -> Void) throws(E) {
        self.count = count
        pointer = .allocate(byteCount: count, alignment: 16)
        let buffer = UnsafeMutableRawBufferPointer(start: pointer, count: count)
        buffer.initializeMemory(as: UInt8.self, repeating: 0)
        // Where `fill` throws, all stored properties are set, so that `deinit` runs and wipes what was written.
        try fill(buffer)
    }

    /// The UTF-8 bytes of a text, such as a password. The text is the caller's, and cannot be wiped.
    convenience init(utf8 text: some StringProtocol) {
        let utf8 = text.utf8
        self.init(count: utf8.count) { (out: UnsafeMutableRawBufferPointer) in out.copyBytes(from: utf8) }
    }

    deinit {
        wipe(UnsafeMutableRawBufferPointer(start: pointer, count: count))
        pointer.deallocate()
    }

    /// Calls `body` with the bytes. They must not be kept beyond the call.
    func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        // The class is released, and with it the memory, at the end of the call at the earliest.
        defer { withExtendedLifetime(self) {} }
        return try body(UnsafeRawBufferPointer(start: pointer, count: count))
    }
}

extension SecretBytes: CustomStringConvertible, CustomReflectable {
    /// Says how many bytes there are, and nothing of them.
    var description: String { "SecretBytes(\(count))" }

    /// Nothing inside.
    var customMirror: Mirror { Mirror(self, children: []) }
}

/// Overwrites memory that held a secret.
///
/// Not a plain loop: the optimiser may drop stores into memory that is about to be freed.
func wipe(_ buffer: UnsafeMutableRawBufferPointer) {
    guard let base = buffer.baseAddress else { return }
    OPENSSL_cleanse(base, buffer.count)
}

/// Whether both hold the same bytes, in a time that does not tell where they differ.
func isEqualInConstantTime(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
    guard a.count == b.count else { return false }
    // libcrypto is never handed a null pointer; without an address there are no bytes.
    guard let a = a.baseAddress, let other = b.baseAddress else { return true }
    return CRYPTO_memcmp(a, other, b.count) == 0
}

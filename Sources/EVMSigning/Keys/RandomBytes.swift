internal import EVMCore

/// Fills memory from the system's cryptographic random source, which cannot fail.
func fillRandom(_ buffer: UnsafeMutableRawBufferPointer) {
    var generator = SystemRandomNumberGenerator()
    for i in 0..<buffer.count { buffer[i] = UInt8.random(in: .min ... .max, using: &generator) }
}

/// Bytes from the system's cryptographic random source, for what is not secret itself.
func randomBytes(_ count: Int) -> Bytes {
    var bytes = [UInt8](repeating: 0, count: count)
    bytes.withUnsafeMutableBytes { fillRandom($0) }
    return Bytes(bytes)
}

/// A random UUID (RFC 9562, version 4) in lower case.
package func randomUUID() -> String {
    var bytes = randomBytes(16)
    bytes[6] = 0x40 | bytes[6] & 0x0f
    bytes[8] = 0x80 | bytes[8] & 0x3f
    let groups = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16]
    return groups.map { Hex.encode(bytes[$0], prefix: false) }.joined(separator: "-")
}

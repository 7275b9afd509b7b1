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

/// Keccak-256 as Ethereum uses it (the padding of the original submission, not FIPS 202's).
public struct Keccak256: Sendable {
    /// The Keccak-256 hash of `bytes`.
    public static func hash(_ bytes: UnsafeRawBufferPointer) -> Bytes32 {
        var state = [UInt64](repeating: 0, count: 25)
        var block = [UInt8](repeating: 0, count: 136)
        var position = 0
        func absorb() {
            for i in 0..<17 {
                var lane: UInt64 = 0
                for j in 0..<8 { lane |= UInt64(block[i * 8 + j]) << UInt64(8 * j) }
                state[i] ^= lane
            }
            permute(&state)
        }
        for byte in bytes {
            block[position] = byte
            position += 1
            if position == 136 {
                absorb()
                position = 0
            }
        }
        for i in position..<136 { block[i] = 0 }
        block[position] ^= 0x01
        block[135] ^= 0x80
        absorb()
        return Bytes32(state[0].byteSwapped, state[1].byteSwapped, state[2].byteSwapped, state[3].byteSwapped)
    }

    private static func permute(_ s: inout [UInt64]) {
        var lfsr: UInt8 = 1
        for _ in 0..<24 {
            var c = [UInt64](repeating: 0, count: 5)
            for x in 0..<5 { c[x] = s[x] ^ s[x + 5] ^ s[x + 10] ^ s[x + 15] ^ s[x + 20] }
            for x in 0..<5 {
                let d = c[(x + 4) % 5] ^ (c[(x + 1) % 5] << 1 | c[(x + 1) % 5] >> 63)
                for y in 0..<5 { s[x + 5 * y] ^= d }
            }
            var x = 1
            var y = 0
            var current = s[x]
            for t in 0..<24 {
                let r = UInt64((t + 1) * (t + 2) / 2 % 64)
                (x, y) = (y, (2 * x + 3 * y) % 5)
                let moved = r == 0 ? current : current << r | current >> (64 - r)
                (current, s[x + 5 * y]) = (s[x + 5 * y], moved)
            }
            for y in 0..<5 {
                let row = Array(s[5 * y..<5 * y + 5])
                for x in 0..<5 { s[x + 5 * y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]) }
            }
            for j in 0..<7 {
                if lfsr & 1 == 1 { s[0] ^= 1 << UInt64((1 << j) - 1) }
                lfsr = lfsr & 0x80 != 0 ? lfsr << 1 ^ 0x71 : lfsr << 1
            }
        }
    }
}

/// The Keccak-256 hash of a byte string.
public func keccak256(_ bytes: Bytes) -> Bytes32 {
    bytes.withUnsafeBytes { Keccak256.hash($0) }
}

/// The Keccak-256 hash of a string's UTF-8 bytes, as used for signatures and type strings.
public func keccak256(utf8 text: String) -> Bytes32 {
    var text = text
    return text.withUTF8 { Keccak256.hash(UnsafeRawBufferPointer($0)) }
}

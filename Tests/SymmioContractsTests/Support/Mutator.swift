import EVMCore

/// Damages encodings in the ways that decoders get wrong; the same ones for the same seed.
struct Mutator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number in `0..<bound`; 0 where `bound` is 0.
    mutating func number(below bound: Int) -> Int { bound > 0 ? Int(next() % UInt64(bound)) : 0 }

    /// Bytes of any value.
    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 32) } }

    /// Words that look like the parts of an encoding: small offsets and lengths, zeros, all ones, anything.
    mutating func words(_ count: Int) -> [UInt8] {
        (0..<count).flatMap { _ in
            switch number(below: 6) {
            case 0: bytes(32)
            case 1: [UInt8](repeating: 0xff, count: 32)
            case 2: [UInt8](repeating: 0, count: 32)
            default: Self.word(UInt64(number(below: count + 2) * (number(below: 4) == 0 ? 1 : 32)))
            }
        }
    }

    /// The encoding with one to three damages.
    mutating func damaged(_ encoding: [UInt8]) -> [UInt8] {
        var data = encoding
        for _ in 0...number(below: 3) { damage(&data) }
        return data
    }

    private mutating func damage(_ data: inout [UInt8]) {
        let words = data.count / 32
        guard words > 0 else { return data.append(contentsOf: bytes(number(below: 70))) }
        let word = 32 * number(below: words)
        switch number(below: 10) {
        case 0: data[number(below: data.count)] ^= 1 << UInt8(number(below: 8))
        case 1: data.removeLast(number(below: data.count + 1))
        // A word that may be an offset or a length becomes another one, often in range, sometimes not a multiple of 32.
        case 2, 3: data.replaceSubrange(word..<word + 32, with: Self.word(UInt64(32 * number(below: words + 2))))
        case 4: data.replaceSubrange(word..<word + 32, with: Self.word(UInt64(number(below: data.count + 64))))
        // Two offsets come to share a tail.
        case 5: data.replaceSubrange(word..<word + 32, with: Array(data.dropFirst(32 * number(below: words)).prefix(32)))
        case 6: data.append(contentsOf: bytes(number(below: 70)))
        case 7: data.replaceSubrange(word..<word + 32, with: bytes(8) + [UInt8](repeating: 0xff, count: 24))
        case 8: data.removeSubrange(word..<word + 32)
        default: data.replaceSubrange(word..<word + 32, with: Self.word(1 << UInt64(number(below: 64))))
        }
    }

    private static func word(_ value: UInt64) -> [UInt8] {
        [UInt8](repeating: 0, count: 24) + (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(56 - 8 * $0)) }
    }
}

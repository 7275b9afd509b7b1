import CFloor
import EVMCore

/// Keccak-256 against the best scalar C; what is above the ratio 1 is ours alone.
func keccakRows() -> [Benchmark] {
    [
        keccakRow(count: 32),
        keccakRow(count: 136),
        keccakRow(count: 1_024),
        wordsRow(),
        permutationRow(),
    ]
}

private func keccakRow(count: Int) -> Benchmark {
    let message = Bytes(exampleMessage(count: count))
    return Benchmark(
        "keccak-256 of \(count) bytes", against: "C, BMI", aim: 1.10,
        agrees: { keccak256(message) == floorDigest(of: message.array) },
        ours: { keccak256(message) },
        limit: { floorDigest(of: message.array) })
}

/// Seven words taken one at a time, as the struct hash of a SignedOperation takes them.
private func wordsRow() -> Benchmark {
    let words = (1...7).map { Bytes32(UInt64($0), 2, 3, 4) }
    let message = words.flatMap { bigEndianBytes($0.words) }
    return Benchmark(
        "keccak-256 of 7 words, one by one", against: "C, BMI, on 224 bytes", aim: 1.10,
        agrees: { keccak256(words: words) == floorDigest(of: message) },
        ours: { keccak256(words: words) },
        limit: { floorDigest(of: message) })
}

/// What a hash of one block costs beyond the permutation that it consists of.
private func permutationRow() -> Benchmark {
    let message = Bytes(exampleMessage(count: 32))
    let state = UnsafeMutablePointer<UInt64>.allocate(capacity: 25)
    state.initialize(repeating: 1, count: 25)
    return Benchmark(
        "keccak-256 of 32 bytes", against: "a bare permutation in C", aim: 1.10,
        ours: { keccak256(message) },
        limit: { floor_permute(state) })
}

private func exampleMessage(count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }
}

private func floorDigest(of message: [UInt8]) -> Bytes32 {
    var digest: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &digest) { out in
        floor_keccak256(message, message.count, out.baseAddress?.assumingMemoryBound(to: UInt8.self))
    }
    return Bytes32(UInt64(bigEndian: digest.0), UInt64(bigEndian: digest.1), UInt64(bigEndian: digest.2), UInt64(bigEndian: digest.3))
}

private func bigEndianBytes(_ words: (UInt64, UInt64, UInt64, UInt64)) -> [UInt8] {
    withUnsafeBytes(of: (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)) { Array($0) }
}

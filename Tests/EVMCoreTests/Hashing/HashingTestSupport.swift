import EVMCore
import Foundation
import Testing

/// What the hashing and RLP tests share: vectors by name, hex, and random numbers that repeat.
enum HashingSupport {
    /// The cases of a file in Tests/Vectors.
    static func cases(_ file: String, from source: String = #filePath) throws -> [[String: Any]] {
        var tests = URL(fileURLWithPath: source)
        while tests.lastPathComponent != "Tests" && tests.path != "/" { tests.deleteLastPathComponent() }
        let data = try Data(contentsOf: tests.appendingPathComponent("Vectors").appendingPathComponent(file))
        let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let cases = try #require(document["cases"] as? [[String: Any]])
        try #require(!cases.isEmpty)
        return cases
    }

    /// The bytes of a text of hexadecimal digits after `0x`.
    static func bytes(_ value: Any?) throws -> [UInt8] {
        let text = try #require(value as? String)
        try #require(text.hasPrefix("0x") && text.utf8.count % 2 == 0)
        let digits = try text.dropFirst(2).map { try UInt8(#require($0.hexDigitValue)) }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// The bytes of a value of fixed width.
    static func bytes(_ value: Bytes32) -> [UInt8] {
        let words = value.words
        return [words.0, words.1, words.2, words.3].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
    }

    /// A 32-byte value of its bytes.
    static func bytes32(_ bytes: [UInt8]) throws -> Bytes32 {
        try #require(bytes.count == 32)
        let words = stride(from: 0, to: 32, by: 8).map { bytes[$0..<$0 + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        return Bytes32(words[0], words[1], words[2], words[3])
    }

    /// An address of its bytes.
    static func address(_ bytes: [UInt8]) throws -> Address {
        try #require(bytes.count == 20)
        let word = try bytes32(bytes + [UInt8](repeating: 0, count: 12)).words
        return Address(word.0, word.1, UInt32(word.2 >> 32))
    }
}

/// SplitMix64: a failure repeats, as the numbers are the same on every run.
struct RepeatableGenerator: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

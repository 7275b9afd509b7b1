import EVMCore
import Foundation
import Testing

/// What the hashing and RLP tests share: reading vectors.
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

    /// The bytes of a vector's member, `0x` and hexadecimal digits.
    static func bytes(_ member: Any?) throws -> Bytes {
        try Bytes(hex: #require(member as? String))
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

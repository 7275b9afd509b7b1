import EVMCore
import EVMSigning
import Foundation
import Testing

/// What the tests of transactions and of sign-in messages share.
enum TransactionTestSupport {
    /// The cases of a file in Tests/Vectors.
    static func cases<Case: Decodable>(_ file: String, as: Case.Type = Case.self, from source: String = #filePath) throws -> [Case] {
        let vectors = URL(fileURLWithPath: source).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Vectors")
        let document = try JSONDecoder().decode(Document<Case>.self, from: Data(contentsOf: vectors.appendingPathComponent(file)))
        try #require(!document.cases.isEmpty)
        return document.cases
    }

    private struct Document<Case: Decodable>: Decodable {
        let cases: [Case]
    }

    /// How many inputs a property is tried on: FUZZ_INPUTS, or this many.
    static func iterations(_ standard: Int) -> Int {
        ProcessInfo.processInfo.environment["FUZZ_INPUTS"].flatMap { Int($0) } ?? standard
    }

    /// Numbers that are the same on every run (SplitMix64), so that a failure repeats.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }

        mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }

        /// A number of any length, as often 1 byte as 32.
        mutating func number() -> UInt256 {
            UInt256(bigEndianBytes: bytes(Int.random(in: 0...32, using: &self))) ?? .zero
        }

        mutating func address() -> Address { Address(truncating: UInt256(next(), next(), next(), next())) }

        mutating func word() -> Bytes32 { Bytes32(UInt256(next(), next(), next(), next())) }

        mutating func shortNumber() -> UInt64 { next() >> UInt64.random(in: 0...63, using: &self) }
    }
}

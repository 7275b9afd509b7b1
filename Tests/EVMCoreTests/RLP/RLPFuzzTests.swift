import EVMCore
import Foundation
import Testing

/// What must hold of any bytes. FUZZ_INPUTS sets how many are tried.
@Suite struct RLPFuzzTests {
    private static let iterations = ProcessInfo.processInfo.environment["FUZZ_INPUTS"].flatMap { Int($0) } ?? 20_000

    private static func randomItem(depth: Int, using random: inout RepeatableGenerator) -> RLP {
        if depth > 0 && Bool.random(using: &random) {
            return .list((0..<Int.random(in: 0...5, using: &random)).map { _ in randomItem(depth: depth - 1, using: &random) })
        }
        let longest = [1, 2, 40, 60, 300].randomElement(using: &random) ?? 1
        let count = Int.random(in: 0...longest, using: &random)
        return .bytes(Bytes((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }))
    }

    @Test func whatDecodesEncodesToTheSameBytes() {
        var random = RepeatableGenerator(seed: 1)
        var decoded = 0
        for _ in 0..<Self.iterations {
            let count = Int.random(in: 0...24, using: &random)
            // Prefixes of short items and lists are more likely than chance has them, so that decoding gets somewhere.
            let bytes = Bytes(
                (0..<count).map { _ in
                    Bool.random(using: &random)
                        ? UInt8.random(in: 0...255, using: &random)
                        : [0x80, 0x81, 0x82, 0xb8, 0xb9, 0xbf, 0xc0, 0xc1, 0xc2, 0xc8, 0xf8, 0xff].randomElement(using: &random) ?? 0
                })
            guard let item = try? RLP(decoding: bytes) else { continue }
            decoded += 1
            #expect(item.encoded() == bytes)
        }
        #expect(decoded > Self.iterations / 100)
    }

    @Test func whatIsEncodedDecodesAndOneChangedByteIsRefusedOrStillCanonical() throws {
        var random = RepeatableGenerator(seed: 2)
        for _ in 0..<Self.iterations / 10 {
            let item = Self.randomItem(depth: 4, using: &random)
            var bytes = item.encoded()
            #expect(bytes.count == item.encodedSize)
            #expect(try RLP(decoding: bytes) == item)
            for _ in 0..<10 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                if let other = try? RLP(decoding: bytes) { #expect(other.encoded() == bytes) }
            }
            #expect(throws: RLPError.self) { try RLP(decoding: Bytes(item.encoded() + [0])) }
            #expect(throws: RLPError.self) { try RLP(decoding: Bytes(item.encoded().dropLast())) }
        }
    }
}

import EVMCore
import Testing

@Suite struct Keccak256Tests {
    private struct Message {
        let bytes: [UInt8]
        let digest: Bytes32
    }

    private static func messages() throws -> [Message] {
        try HashingSupport.cases("hashes.json").map { vector in
            let digest = try Bytes32(hex: #require(vector["keccak256"] as? String))
            if let repeated = vector["repeat"] {
                let byte = try #require(HashingSupport.bytes(repeated).first)
                return try Message(bytes: [UInt8](repeating: byte, count: #require(vector["len"] as? Int)), digest: digest)
            }
            let message = try Message(bytes: HashingSupport.bytes(vector["data"]).array, digest: digest)
            try #require(message.bytes.count == vector["len"] as? Int)
            return message
        }
    }

    @Test func everyVectorInOnePiece() throws {
        for message in try Self.messages() {
            #expect(keccak256(message.bytes) == message.digest, "\(message.bytes.count) bytes")
            #expect(keccak256(Bytes(message.bytes)) == message.digest)
            #expect(message.bytes.withUnsafeBytes { keccak256($0) } == message.digest)
            #expect(keccak256(message.bytes.lazy.map { $0 }) == message.digest)
        }
    }

    @Test func everyVectorFromAnUnalignedAddress() throws {
        for message in try Self.messages() {
            let shifted = [0xff] + message.bytes
            #expect(keccak256(shifted[1...]) == message.digest, "\(message.bytes.count) bytes")
        }
    }

    @Test func everyVectorInRandomPieces() throws {
        var random = RepeatableGenerator(seed: 0x5eed)
        for message in try Self.messages() {
            for longest in [1, 7, 8, 40, 136, 300] {
                if message.bytes.count > 10_000 && longest < 136 { continue }
                var hasher = Keccak256()
                var rest = message.bytes[...]
                while !rest.isEmpty {
                    let piece = rest.prefix(Int.random(in: 0...longest, using: &random))
                    hasher.update(piece)
                    rest = rest.dropFirst(piece.count)
                }
                #expect(hasher.finalize() == message.digest, "\(message.bytes.count) bytes by up to \(longest)")
            }
        }
    }

    @Test func aForkGoesOnAloneAndFinalizingChangesNothing() {
        let bytes = (0..<500).map { UInt8(truncatingIfNeeded: $0) }
        for split in [0, 1, 8, 135, 136, 137, 272, 499] {
            var hasher = Keccak256()
            hasher.update(bytes[..<split])
            #expect(hasher.finalize() == keccak256(bytes[..<split]))
            var fork = hasher
            fork.update([1, 2, 3])
            hasher.update(bytes[split...])
            #expect(hasher.finalize() == keccak256(bytes))
            #expect(fork.finalize() == keccak256(bytes[..<split] + [1, 2, 3]))
        }
    }

    @Test func wordsAreHashedAsTheirBytes() throws {
        var random = RepeatableGenerator(seed: 32)
        for prefix in 0..<140 {
            let words = (0..<prefix % 11).map { _ in Bytes32(random.next(), random.next(), random.next(), random.next()) }
            let head = (0..<prefix).map { _ in UInt8.random(in: 0...255, using: &random) }
            let address = Address(random.next(), random.next(), UInt32(truncatingIfNeeded: random.next()))
            let body = words.flatMap { $0.bytes }
            let number = UInt256(random.next(), random.next(), random.next(), random.next())
            #expect(keccak256(words: words) == keccak256(body))

            var hasher = Keccak256()
            hasher.update(head)
            for word in words { hasher.update(word) }
            hasher.update(number)
            hasher.update(address)
            #expect(hasher.finalize() == keccak256(head + body + number.bigEndianBytes + address.bytes))
        }
        let (first, second) = (Bytes32(1, 2, 3, 4), Bytes32(5, 6, 7, 8))
        #expect(keccak256(first, second) == keccak256(first.bytes + second.bytes))
    }

    @Test func textIsHashedAsItsBytes() {
        // The canonical example of a selector, and two texts that Swift calls equal though their bytes differ.
        #expect(keccak256(utf8: "transfer(address,uint256)").words.0 >> 32 == 0xa905_9cbb)
        #expect("\u{e9}" == "e\u{301}")
        #expect(keccak256(utf8: "\u{e9}") != keccak256(utf8: "e\u{301}"))
    }
}

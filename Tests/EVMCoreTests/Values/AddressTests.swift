import EVMCore
import Testing

struct AddressTests {
    struct Case: Decodable {
        let bytes, checksum: String
        let wrong: String?
    }

    @Test func checksums() throws {
        for one in try ValuesSupport.cases("address_checksum.json", as: Case.self) {
            let address = try Address(one.bytes)
            #expect(address.checksummed == one.checksum && address.description == one.checksum && address.hex == one.bytes)
            #expect(try Address(one.checksum) == address && Address(hex: one.checksum) == address)
            #expect(try Address("0x" + one.bytes.dropFirst(2).uppercased()) == address)
            #expect(try Address(Bytes(hex: one.bytes)) == address)
            guard let wrong = one.wrong else { continue }
            #expect(throws: ValueError.wrongChecksum(given: wrong, expected: one.checksum)) { try Address(wrong) }
        }
    }

    @Test func refusals() {
        let digits = String(repeating: "a", count: 40)
        #expect(throws: ValueError.missingHexPrefix(type: "address")) { try Address(digits) }
        #expect(throws: ValueError.missingHexPrefix(type: "address")) { try Address("") }
        #expect(throws: ValueError.missingHexPrefix(type: "address")) { try Address("0X" + digits) }
        #expect(throws: ValueError.wrongByteCount(type: "address", expected: 20, actual: 19)) { try Address("0x" + digits.dropLast(2)) }
        #expect(throws: ValueError.wrongByteCount(type: "address", expected: 20, actual: 21)) { try Address("0x" + digits + "aa") }
        #expect(throws: ValueError.oddHexDigits(type: "address", count: 39)) { try Address("0x" + digits.dropLast()) }
        #expect(throws: ValueError.unexpectedCharacter(type: "address", character: "g", offset: 41)) {
            try Address("0x" + digits.dropLast() + "g")
        }
        #expect(throws: ValueError.self) { try Address(" 0x" + digits) }
    }

    @Test func wordsAndBytes() throws {
        var random = RepeatableGenerator(seed: 10)
        var buffer = [UInt8](repeating: 0xee, count: 33)
        for _ in 0..<300 {
            let word = random.word() & (.max >> 96)
            let address = try #require(Address(exactly: word))
            #expect(address.word == word && Address(truncating: word | UInt256.max << 160) == address)
            #expect(address.bytes.array == Array(word.bigEndianBytes.suffix(20)) && Address(address.bytes) == address)
            #expect(Address(Bytes20(address)) == address && Address(hash: Bytes32(word | 1 << 200)) == address)
            buffer.withUnsafeMutableBytes { room in
                guard let base = room.baseAddress else { return }
                address.store(base + 1)
                #expect(Address.load(UnsafeRawPointer(base + 1)) == address)
            }
            #expect(Array(buffer.dropFirst()) == word.bigEndianBytes.array)
            let otherWord = random.word() & (.max >> 96)
            let other = Address(truncating: otherWord)
            #expect((address < other) == (word < otherWord) && (address == other) == (word == otherWord))
        }
        #expect(Address(exactly: UInt256(1) << 160) == nil && Address.zero.isZero && Address(exactly: 1)?.isZero == false)
        #expect(Address([UInt8](repeating: 1, count: 19)) == nil && Address([UInt8](repeating: 1, count: 21)) == nil)
    }

    @Test func coding() throws {
        let address = try Address("0x932fff803b9446df2526ddc740c8baa310ec1a8a")
        #expect(try ValuesSupport.json(address) == #"["0x932ffF803B9446dF2526dDc740c8Baa310eC1a8a"]"#)
        #expect(try ValuesSupport.fromJSON(ValuesSupport.json(address), as: Address.self) == address)
        #expect(throws: DecodingError.self) { try ValuesSupport.fromJSON("[1]", as: Address.self) }
        #expect(throws: DecodingError.self) {
            try ValuesSupport.fromJSON(#"["0x932FfF803B9446dF2526dDc740c8Baa310eC1a8a"]"#, as: Address.self)
        }
    }
}

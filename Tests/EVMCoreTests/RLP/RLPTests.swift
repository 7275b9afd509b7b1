import EVMCore
import Testing

@Suite struct RLPTests {
    private static func item(_ value: Any?) throws -> RLP {
        if let list = value as? [Any] { return try .list(list.map { try item($0) }) }
        return try .bytes(HashingSupport.bytes(value))
    }

    @Test func everyVectorBothWays() throws {
        for vector in try HashingSupport.cases("rlp.json") {
            let item = try Self.item(vector["value"])
            let encoding = try HashingSupport.bytes(vector["rlp"])
            #expect(item.encoded() == encoding)
            #expect(item.encodedSize == encoding.count)
            #expect(try RLP(decoding: encoding) == item)
        }
    }

    @Test func everyMalformedVectorIsRefused() throws {
        for vector in try HashingSupport.cases("rlp_malformed.json") {
            let encoding = try HashingSupport.bytes(vector["rlp"])
            #expect(throws: RLPError.self, "\(encoding)") { try RLP(decoding: encoding) }
        }
    }

    @Test(
        arguments: [
            ("0x", .truncated(offset: 0, needed: 1, available: 0)),
            ("0x8361", .truncated(offset: 0, needed: 4, available: 2)),
            ("0xb8", .truncated(offset: 0, needed: 2, available: 1)),
            ("0xbfffffffffffffffff", .truncated(offset: 0, needed: .max, available: 9)),
            ("0xc2c1c0", nil),
            ("0xc3c283ff", .itemExceedsList(offset: 2, listEnd: 4)),
            ("0xc3c181c0", .itemExceedsList(offset: 2, listEnd: 3)),
            ("0xc1c1", .itemExceedsList(offset: 1, listEnd: 2)),
            ("0xc080", .trailingBytes(offset: 1, count: 1)),
            ("0xc28100", .prefixedSingleByte(offset: 1)),
            ("0xc28180", nil),
            ("0xc3b80180", .longFormOfShortLength(offset: 1, length: 1)),
            ("0xc4f90001c0", .leadingZeroInLength(offset: 1)),
        ] as [(String, RLPError?)])
    func anErrorSaysWhatAndWhere(hex: String, expected: RLPError?) throws {
        let encoding = try Bytes(hex: hex)
        if let expected {
            #expect(throws: expected) { try RLP(decoding: encoding) }
            #expect(expected.description.hasPrefix("RLP: "))
        } else {
            #expect(try RLP(decoding: encoding).encoded() == encoding)
        }
    }

    @Test func depthIsBounded() throws {
        func nested(_ depth: Int) -> RLP { (1..<depth).reduce(into: RLP.list([])) { item, _ in item = .list([item]) } }
        let deepest = nested(RLP.maximumDepth)
        #expect(try RLP(decoding: deepest.encoded()) == deepest)
        #expect(throws: RLPError.self) { try RLP(decoding: nested(RLP.maximumDepth + 1).encoded()) }
        // Each of these bytes opens a list that claims all of the rest.
        #expect(throws: RLPError.self) { try RLP(decoding: Bytes([UInt8](repeating: 0xc1, count: 1_000_000))) }
        var open = Bytes()
        for rest in stride(from: 1_000_000, to: 100, by: -5) {
            open.append(contentsOf: [0xfb, UInt8(rest >> 24), UInt8(rest >> 16 & 255), UInt8(rest >> 8 & 255), UInt8(rest & 255)])
        }
        #expect(throws: RLPError.self) { try RLP(decoding: open) }
    }

    @Test func lengthsChangeTheirFormAtTheirBounds() throws {
        for (count, prefix) in [
            (2, [0x82]), (55, [0xb7]), (56, [0xb8, 56]), (255, [0xb8, 255]), (256, [0xb9, 1, 0]), (65_535, [0xb9, 255, 255]),
            (65_536, [0xba, 1, 0, 0]),
        ] as [(Int, [UInt8])] {
            let bytes = [UInt8](repeating: 7, count: count)
            let string = RLP(Bytes(bytes)).encoded()
            #expect(string.array == prefix + bytes)
            let list = RLP.list(bytes.map { RLP(Bytes([$0])) }).encoded()
            #expect(list.array == [prefix[0] + 0x40] + prefix.dropFirst() + bytes)
            #expect(try RLP(decoding: string) == RLP(Bytes(bytes)))
            #expect(try RLP(decoding: list).asList().count == count)
        }
    }

    @Test func contentsAreMinimalOrRefused() throws {
        for value in [0, 1, 127, 128, 255, 256, 65_535, 1 << 32, .max] as [UInt64] {
            let item = try RLP(decoding: RLP(value).encoded())
            #expect(try item.asUInt64() == value)
            #expect(try item.asUInt256() == UInt256(value))
        }
        #expect(RLP(0 as UInt64).encoded() == [0x80])
        #expect(RLP(127 as UInt64).encoded() == [0x7f])
        #expect(RLP(1024 as UInt64).encoded() == [0x82, 0x04, 0x00])
        #expect(try RLP(UInt256.max).asUInt256() == .max)
        #expect(RLP(UInt256.max).encodedSize == 33)

        #expect(throws: RLPError.leadingZeroInInteger) { try RLP([0] as Bytes).asUInt64() }
        #expect(throws: RLPError.leadingZeroInInteger) { try RLP([0, 1] as Bytes).asUInt256() }
        #expect(throws: RLPError.integerTooLarge(count: 9, maximum: 8)) { try RLP(UInt256(0, 0, 1, 0)).asUInt64() }
        #expect(throws: RLPError.integerTooLarge(count: 33, maximum: 32)) { try RLP(Bytes([UInt8](repeating: 1, count: 33))).asUInt256() }
        #expect(throws: RLPError.notBytes) { try RLP.list([]).asUInt64() }
        #expect(throws: RLPError.notList) { try RLP(0 as UInt64).asList() }

        let address = Address(1, 2, 3)
        #expect(try RLP(address).asAddress() == address)
        #expect(try RLP(address).asOptionalAddress() == address)
        #expect(try RLP(Address?.none).asOptionalAddress() == nil)
        #expect(throws: RLPError.wrongLength(expected: 20, actual: 0)) { try RLP(Address?.none).asAddress() }
        #expect(try RLP(Bytes32(0, 0, 0, 1)).asFixedBytes(Bytes32.self) == Bytes32(0, 0, 0, 1))
        #expect(throws: RLPError.wrongLength(expected: 32, actual: 1)) { try RLP(1 as UInt64).asFixedBytes(Bytes32.self) }
    }
}

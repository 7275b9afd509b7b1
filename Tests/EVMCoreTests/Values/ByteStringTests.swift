import EVMCore
import Testing

struct ByteStringTests {
    @Test func hex() throws {
        #expect(try Bytes(hex: "0x00ffA0").array == [0, 255, 160] && Bytes(hex: "00ffa0").array == [0, 255, 160])
        #expect(try Bytes(hex: "0x").isEmpty && Bytes(hex: "").isEmpty && Bytes([1, 0xab]).hex == "0x01ab" && Bytes().description == "0x")
        let all = Bytes(0...255)
        #expect(try Bytes(hex: all.hex) == all && Bytes(hex: all.hex.dropFirst(2).uppercased()) == all)
        #expect(Hex.encode(all.array, prefix: false) == String(all.hex.dropFirst(2)) && Hex.encode(AnySequence(all)) == all.hex)
        #expect(throws: ValueError.oddHexDigits(type: "bytes", count: 3)) { try Bytes(hex: "0xabc") }
        #expect(throws: ValueError.unexpectedCharacter(type: "bytes", character: "g", offset: 5)) { try Bytes(hex: "0xabcg") }
        #expect(throws: ValueError.unexpectedCharacter(type: "bytes", character: "X", offset: 1)) { try Bytes(hex: "0Xab") }
        #expect(throws: ValueError.unexpectedCharacter(type: "bytes", character: "é", offset: 2)) { try Bytes(hex: "0xé") }
        for byte in UInt8.min...UInt8.max {
            let character = Character(UnicodeScalar(byte))
            let isDigit = character.isASCII && character.isHexDigit
            #expect((try? Bytes(hex: "0\(character)")) != nil ? isDigit || byte == 0x78 : !isDigit)
        }
    }

    @Test func collection() throws {
        var bytes: Bytes = [1, 2, 3]
        bytes.append(4)
        bytes.append(contentsOf: [5, 6])
        bytes[0] = 9
        bytes.replaceSubrange(1..<3, with: [7])
        #expect(bytes == [9, 7, 4, 5, 6] && bytes.count == 5 && bytes.first == 9 && bytes.last == 6)
        #expect(Bytes(bytes[1..<3]) == [7, 4] && bytes[2...].startIndex == 2 && bytes.firstIndex(of: 5) == 3)
        bytes[1..<3] = [0]
        #expect(bytes == [9, 0, 5, 6] && bytes + [1] as Bytes == [9, 0, 5, 6, 1])
        bytes.removeFirst(2)
        bytes.reverse()
        #expect(bytes == [6, 5] && bytes.withUnsafeBytes { Array($0) } == [6, 5])
        #expect(bytes.withContiguousStorageIfAvailable { $0.count } == 2)
    }

    @Test func text() {
        #expect(Bytes(utf8: "é").array == [0xc3, 0xa9] && Bytes(utf8: "é").utf8Text == "é" && Bytes().utf8Text == "")
        #expect(Bytes([0xff]).utf8Text == nil && Bytes([0xed, 0xa0, 0x80]).utf8Text == nil && Bytes([0xc3]).utf8Text == nil)
        #expect(Bytes(utf8: "\u{fffd}").utf8Text == "\u{fffd}" && Bytes([0]).utf8Text == "\0")
    }

    @Test func coding() throws {
        #expect(try ValuesSupport.json(Bytes([1, 255])) == #"["0x01ff"]"# && ValuesSupport.json(Bytes4(0xa905_9cbb)) == #"["0xa9059cbb"]"#)
        #expect(try ValuesSupport.fromJSON(#"["0x01ff"]"#, as: Bytes.self) == [1, 255])
        #expect(try ValuesSupport.fromJSON(#"["0xa9059cbb"]"#, as: Bytes4.self).value == 0xa905_9cbb)
        for bad in [#"["0x1"]"#, "[1]", "[[1,2]]", #"["zz"]"#] {
            #expect(throws: DecodingError.self) { try ValuesSupport.fromJSON(bad, as: Bytes.self) }
            #expect(throws: DecodingError.self) { try ValuesSupport.fromJSON(bad, as: Bytes4.self) }
        }
    }
}

struct FixedBytesTests {
    @Test func everySize() throws {
        try checkAll(
            Bytes1.self, Bytes2.self, Bytes3.self, Bytes4.self, Bytes5.self, Bytes6.self, Bytes7.self, Bytes8.self, Bytes9.self,
            Bytes10.self, Bytes11.self, Bytes12.self, Bytes13.self, Bytes14.self, Bytes15.self, Bytes16.self, Bytes17.self,
            Bytes18.self, Bytes19.self, Bytes20.self, Bytes21.self, Bytes22.self, Bytes23.self, Bytes24.self, Bytes25.self,
            Bytes26.self, Bytes27.self, Bytes28.self, Bytes29.self, Bytes30.self, Bytes31.self, Bytes32.self)
    }

    private func checkAll<each T: FixedBytes>(_ type: repeat (each T).Type) throws {
        var count = 0
        for one in repeat each type {
            count += 1
            try check(one, count: count)
        }
        #expect(count == 32)
    }

    private func check<T: FixedBytes>(_ type: T.Type, count: Int) throws {
        #expect(T.count == count && MemoryLayout<T>.size == (count + 7) / 8 * 8)
        let bytes = (0..<count).map { UInt8(0xf0 &+ UInt8($0) &* 7) }
        let value = try #require(T(bytes))
        #expect(value.bytes.array == bytes && value.hex == Bytes(bytes).hex && value.description == value.hex)
        #expect(try T(hex: value.hex) == value && T(hex: value.hex.dropFirst(2).uppercased()) == value)
        #expect(value.word.bigEndianBytes.array == bytes + [UInt8](repeating: 0, count: 32 - count))
        #expect(T(words: (.max, .max, .max, .max)).bytes.array == [UInt8](repeating: 255, count: count))
        #expect(T(exactly: value.word) == value && (count == 32 || T(exactly: value.word | 1) == nil))
        #expect(T(truncating: value.word | (count == 32 ? 0 : 1)) == value)
        #expect(T(bytes + [0]) == nil && T(bytes.dropLast()) == nil && T.zero.isZero && !value.isZero && T.zero < value)
        var next = bytes
        next[count - 1] &+= 1
        let greater = try #require(T(next))
        #expect(
            (value < greater) == bytes.lexicographicallyPrecedes(next) && value != greater && Set([value, greater, value]).count == 2)
        #expect(throws: ValueError.wrongByteCount(type: "bytes\(count)", expected: count, actual: count + 1)) {
            try T(hex: value.hex + "00")
        }
        #expect(throws: ValueError.unexpectedCharacter(type: "bytes\(count)", character: "_", offset: 2 * count + 1)) {
            try T(hex: value.hex.dropLast() + "_")
        }
        #expect(try ValuesSupport.fromJSON(ValuesSupport.json(value), as: T.self) == value)
        var room = [UInt8](repeating: 0xee, count: 33)
        room.withUnsafeMutableBytes { room in
            guard let base = room.baseAddress else { return }
            value.store(base + 1)
            #expect(T.load(UnsafeRawPointer(base + 1)) == value)
        }
        #expect(Array(room.dropFirst()) == value.word.bigEndianBytes.array)
    }
}

import EVMCore
import Testing

/// The codec that generated code stands on, on types written by hand.
@Suite struct StaticCodecTests {
    private let note = CodecNote(text: "e\u{301}", at: CodecPoint(x: .max, y: -1))
    private let noteValue = DynamicABIValue.tuple([.string("e\u{301}"), .tuple([.uint(UInt256(UInt64.max)), .int(-1)])])

    private static func uint(_ value: UInt64) -> DynamicABIValue { .uint(UInt256(value)) }

    @Test func arrays() throws {
        try [UInt256]().expectRoundTrip(.array([]))
        try ([1, 2, 3] as [UInt16]).expectRoundTrip(.array([Self.uint(1), Self.uint(2), Self.uint(3)]))
        try [[true], [], [false, true]].expectRoundTrip(
            .array([.array([.bool(true)]), .array([]), .array([.bool(false), .bool(true)])]))
        try [note, note].expectRoundTrip(.array([noteValue, noteValue]))
        try [note.at].expectRoundTrip(.array([.tuple([Self.uint(.max), .int(-1)])]))
        try [Bytes([1]), Bytes([])].expectRoundTrip(.array([.bytes([1]), .bytes([])]))
        try [["", "a"], []].expectRoundTrip(.array([.array([.string(""), .string("a")]), .array([])]))
        try [Bytes4(0x1234_5678)].expectRoundTrip(.array([.fixedBytes([0x12, 0x34, 0x56, 0x78])]))
    }

    @Test func fixedArrays() throws {
        let words: FixedArray<UInt256, Length3> = [1, 2, 3]
        try words.expectRoundTrip(.array([Self.uint(1), Self.uint(2), Self.uint(3)]))
        #expect(CodecGetter.encodeReturn(words).count == 96)
        let texts: FixedArray<String, Length2> = ["a", ""]
        try texts.expectRoundTrip(.array([.string("a"), .string("")]))
        // Two rows of three: the first index of the Swift value is the last of Solidity's type.
        let matrix: FixedArray<FixedArray<UInt8, Length3>, Length2> = [[1, 2, 3], [4, 5, 6]]
        try matrix.expectRoundTrip(.array([[1, 2, 3], [4, 5, 6]].map { .array($0.map(Self.uint)) }))
        #expect(type(of: matrix).abiTypeName == "uint8[3][2]")
        let notes: FixedArray<CodecNote, Length2> = [note, note]
        try notes.expectRoundTrip(.array([noteValue, noteValue]))
        let points: FixedArray<CodecPoint, Length2> = [note.at, CodecPoint(x: 0, y: 1)]
        try points.expectRoundTrip(.array([.tuple([Self.uint(.max), .int(-1)]), .tuple([Self.uint(0), .int(1)])]))
        let lists: [FixedArray<[UInt8], Length2>] = [[[1], []], [[], [2, 3]]]
        try lists.expectRoundTrip(
            .array([
                .array([.array([Self.uint(1)]), .array([])]), .array([.array([]), .array([Self.uint(2), Self.uint(3)])]),
            ]))
    }

    @Test func fixedArrayHoldsItsLength() throws {
        #expect(FixedArray<UInt8, Length2>([1]) == nil)
        #expect(FixedArray<UInt8, Length2>([1, 2, 3]) == nil)
        var pair = try #require(FixedArray<UInt8, Length2>([1, 2]))
        pair[1] = 9
        #expect(pair.elements == [1, 9] && pair[0] == 1)
        #expect(FixedArray<UInt8, Length32>(repeating: 7).elements == Array(repeating: 7, count: 32))
    }

    /// Bytes decide, not what Swift's `==` makes of them.
    @Test func texts() throws {
        for text in [
            "", "\0", "a\0b", "\u{e9}", "e\u{301}", "\u{212b}", "\u{1f468}\u{200d}\u{1f469}", String(repeating: "x", count: 33), "\u{feff}",
        ] {
            let data = CodecGetter.encodeReturn(text)
            #expect(data == (try ABI.encode([.string(text)], as: [.string])))
            #expect(try CodecGetter<String>.decodeReturn(data).utf8.elementsEqual(text.utf8))
        }
        #expect(CodecGetter.encodeReturn("\u{e9}") != CodecGetter.encodeReturn("e\u{301}"))
        let surrogate = try Bytes(hex: "0x" + word(32) + word(3) + "eda080" + String(repeating: "0", count: 58))
        #expect(CodecGetter<String>.error(surrogate) == ABIError(.invalidUTF8, offset: 64, path: "args[0]"))
    }

    @Test func integersAtTheirEdges() throws {
        try UInt8.max.expectRoundTrip(Self.uint(255))
        try Int8.min.expectRoundTrip(.int(-128))
        try Int64.min.expectRoundTrip(.int(Int256(Int64.min)))
        try SolUInt24.max.expectRoundTrip(Self.uint(0xff_ffff))
        try SolInt24.min.expectRoundTrip(.int(-0x80_0000))
        try SolInt128.min.expectRoundTrip(.int(Int256(bitPattern: SolInt128.min.word)))
        try UInt256.max.expectRoundTrip(.uint(.max))
        try Int256.min.expectRoundTrip(.int(.min))
        #expect(CodecGetter<SolUInt24>.error(try Bytes(hex: "0x" + word(0x100_0000)))?.kind == .integerOutOfRange)
        #expect(CodecGetter<SolInt24>.error(try Bytes(hex: "0x" + word(0x80_0000)))?.kind == .integerOutOfRange)
        #expect(CodecGetter<Int8>.error(try Bytes(hex: "0x" + word(128)))?.kind == .integerOutOfRange)
        #expect(CodecGetter<Bool>.error(try Bytes(hex: "0x" + word(2)))?.kind == .invalidBool)
        #expect(CodecGetter<Bytes4>.error(try Bytes(hex: "0x" + word(1)))?.kind == .dirtyPadding)
        #expect(CodecGetter<Address>.error(try Bytes(hex: "0x01" + word(0).dropFirst(2)))?.kind == .dirtyPadding)
    }

    private func word(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 64 - digits.count) + digits
    }

    /// Each level of `uint256[][][]…` says that its elements are one another: a few words that would unfold to a great many.
    @Test func sharedTailsAreBounded() throws {
        typealias Deep = [[[[[[UInt256]]]]]]
        let width = 40
        let levels = 6
        var words = word(32)
        for level in 0..<levels {
            words += word(UInt64(width))
            // All elements of this level are the next one, right behind this level's head.
            for _ in 0..<width { words += word(level < levels - 1 ? UInt64(32 * width) : 7) }
        }
        let bomb = try Bytes(hex: "0x" + words)
        #expect(CodecGetter<Deep>.error(bomb)?.kind == .tooMuchData)
        #expect(throws: ABIError.self) { try ABI.decode(bomb, as: CodecGetter<Deep>.type()) }
        // What shares a tail once or twice is fine.
        let shared = try Bytes(hex: "0x" + word(32) + word(2) + word(64) + word(64) + word(1) + word(5))
        #expect(try CodecGetter<[[UInt256]]>.decodeReturn(shared) == [[5], [5]])
    }

    /// A type of 2^30 strings and no data: the elements that are not there are not made either.
    @Test(.timeLimit(.minutes(1))) func largeTypesAndLittleData() throws {
        typealias Row<T: ABIValue> = FixedArray<T, Length32>
        typealias Huge = Row<Row<Row<Row<Row<Row<String>>>>>>
        for data in ["0x", "0x" + word(32), "0x" + word(32) + word(1024), "0x" + word(32) + String(repeating: word(1024), count: 32)] {
            #expect(CodecGetter<Huge>.error(try Bytes(hex: data)) != nil)
        }
    }

    /// Nothing is made room for that the data cannot hold.
    @Test func lengthsThatTheDataCannotHold() throws {
        for length in [2, 3, 1 << 20, 1 << 40, UInt64(Int64.max), .max] {
            let data = try Bytes(hex: "0x" + word(32) + word(length) + word(1))
            #expect(CodecGetter<[UInt256]>.error(data)?.kind == .lengthOutOfRange, "\(length)")
            #expect(CodecGetter<[CodecPoint]>.error(data)?.kind == .lengthOutOfRange, "\(length)")
            #expect(CodecGetter<[FixedArray<UInt256, Length32>]>.error(data)?.kind == .lengthOutOfRange, "\(length)")
            #expect(CodecGetter<Bytes>.error(data)?.kind == (length <= 32 ? .dirtyPadding : .lengthOutOfRange), "\(length)")
        }
        for offset in [0, 31, 65, 1 << 40, UInt64(Int64.max), .max] {
            let data = try Bytes(hex: "0x" + word(offset) + word(0))
            let kind = CodecGetter<Bytes>.error(data)?.kind
            #expect(kind == .offsetOutOfRange, "\(offset)")
            #expect(CodecGetter<FixedArray<String, Length32>>.error(data)?.kind == kind, "\(offset)")
            #expect(CodecGetter<CodecNote>.error(data)?.kind == kind, "\(offset)")
        }
        let atEnd = try Bytes(hex: "0x" + word(32))
        #expect(CodecGetter<Bytes>.error(atEnd)?.kind == .dataTooShort(needed: 32, available: 0))
    }

    @Test func pathsAreByTheDeclaredNames() throws {
        var data = CodecGetter.encodeReturn([note, note]).array
        // A note is five words: the text's offset, x, y, the text's length and the text.
        let x = data.count - 128
        data[x] = 1
        #expect(CodecGetter<[CodecNote]>.error(Bytes(data)) == ABIError(.integerOutOfRange, offset: x, path: "args[0][1].at.x"))
        #expect(CodecGetter<CodecNote>.error([]) == ABIError(.dataTooShort(needed: 32, available: 0), path: "args[0]"))
        let cut = Bytes(note.abiEncoded().prefix(95))
        #expect(throws: ABIError(.dataTooShort(needed: 96, available: 95), path: "at")) { try CodecNote(abiEncoded: cut) }
    }

    @Test func trailingBytesAreTaken() throws {
        let data = CodecGetter.encodeReturn(note)
        #expect(try CodecGetter<CodecNote>.decodeReturn(data + [1, 2, 3]) == note)
    }

    @Test func encodingIntoABuffer() {
        let expected = note.abiEncoded()
        var buffer = [UInt8](repeating: 0xff, count: expected.count + 7)
        let written = buffer.withUnsafeMutableBytes { note.abiEncode(into: $0) }
        #expect(written == expected.count)
        #expect(buffer.prefix(expected.count).elementsEqual(expected))
        #expect(buffer.suffix(7).allSatisfy { $0 == 0xff })
        // Again into the same one, by a shorter value.
        let short = CodecNote(text: "", at: CodecPoint(x: 0, y: 0))
        let second = buffer.withUnsafeMutableBytes { short.abiEncode(into: $0) }
        #expect(second == short.abiEncodedSize && buffer.prefix(short.abiEncodedSize).elementsEqual(short.abiEncoded()))
        // Too short: nothing is written.
        var small = [UInt8](repeating: 0xff, count: expected.count - 1)
        let refused = small.withUnsafeMutableBytes { note.abiEncode(into: $0) }
        #expect(refused == nil && small.allSatisfy { $0 == 0xff })
    }
}

import EVMCore
import Testing

/// `struct Point { uint64 x; int128 y; }`, as the generator would write it.
struct CodecPoint: ABIStruct, Equatable {
    var x: UInt64
    var y: SolInt128

    static var abiIsDynamic: Bool { false }
    static var abiHeadSize: Int { 64 }
    static var abiParameters: String { "uint64 x,int128 y" }

    init(x: UInt64, y: SolInt128) {
        self.x = x
        self.y = y
    }

    func abiEncode(_ s: ABISlot, _ w: inout ABIWriter) {
        w.uint64(s, 0, x)
        w.value(s, 32, y)
    }

    init(abi h: ABIHead, _ r: inout ABIReader) {
        x = r.uint64(h, 0)
        y = r.value(h, 32, SolInt128.self)
    }
}

/// `struct Note { string text; Point at; }`.
struct CodecNote: ABIStruct, Equatable {
    var text: String
    var at: CodecPoint

    static var abiIsDynamic: Bool { true }
    static var abiHeadSize: Int { 96 }
    static var abiParameters: String { "string text,(uint64 x,int128 y) at" }
    var abiTailSize: Int { ABISize.string(text) }

    init(text: String, at: CodecPoint) {
        self.text = text
        self.at = at
    }

    func abiEncode(_ s: ABISlot, _ w: inout ABIWriter) {
        w.string(s, 0, text)
        at.abiEncode(s.inner(32), &w)
    }

    init(abi h: ABIHead, _ r: inout ABIReader) {
        text = r.string(h, 0)
        at = CodecPoint(abi: h.inner(32), &r)
    }
}

/// A lone value of any type as a sequence, with its type written out.
struct CodecBox<Value: ABIValue>: ABISequence {
    var value: Value

    static var abiHeadSize: Int { Value.abiFieldSize }
    static var abiParameters: String { "\(Value.abiTypeName) value" }
    var abiTailSize: Int { value.abiTailBytes }

    init(_ value: Value) { self.value = value }

    func abiEncode(_ s: ABISlot, _ w: inout ABIWriter) { value.abiWrite(&w, s, 0) }

    init(abi h: ABIHead, _ r: inout ABIReader) { value = Value.abiRead(&r, h, 0) }

    /// The type as the run-time codec knows it.
    static func type() throws -> ABIType { try ABIType(parsing: Value.abiTypeName) }
}

extension ABIValue where Self: Equatable {
    /// Encodes as the run-time codec does, and decodes to itself.
    func expectRoundTrip(_ dynamic: DynamicABIValue, _ comment: Comment? = nil, _ location: SourceLocation = #_sourceLocation) throws {
        let parameters = try [ABIParameter](parsing: "(\(CodecBox<Self>.abiParameters))")
        let expected = try ABI.encode([dynamic], as: parameters)
        let data = CodecBox(self).abiEncoded()
        #expect(data == expected, comment, sourceLocation: location)
        #expect(CodecBox(self).abiEncodedSize == data.count, comment, sourceLocation: location)
        #expect(try CodecBox<Self>(abiEncoded: data).value == self, comment, sourceLocation: location)
        #expect(try ABI.decode(data, as: parameters) == [dynamic], comment, sourceLocation: location)
    }
}

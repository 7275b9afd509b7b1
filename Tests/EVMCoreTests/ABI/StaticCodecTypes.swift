import EVMCore
import Testing

/// `struct Point { uint64 x; int128 y; }`, as the generator would write it.
struct CodecPoint: ABIStruct, Equatable {
    var x: UInt64
    var y: SolInt128

    static var abi: ABIInfo { ABIInfo(head: 64, dynamic: false, "uint64 x,int128 y") }

    init(x: UInt64, y: SolInt128) {
        self.x = x
        self.y = y
    }

    func abiEncode(_ s: ABISlot, _ w: inout ABIWriter) {
        w.uint64(s, 0, x)
        w.value(s, 32, y)
    }

    static func abiDecode(_ h: ABIHead, _ r: inout ABIReader) -> Self {
        Self(x: r.uint64(h, 0), y: r.value(h, 32, SolInt128.self))
    }
}

/// `struct Note { string text; Point at; }`.
struct CodecNote: ABIStruct, Equatable {
    var text: String
    var at: CodecPoint

    static var abi: ABIInfo { ABIInfo(head: 96, dynamic: true, "string text,(uint64 x,int128 y) at") }
    var abiTailSize: Int { ABISize.string(text) }

    init(text: String, at: CodecPoint) {
        self.text = text
        self.at = at
    }

    func abiEncode(_ s: ABISlot, _ w: inout ABIWriter) {
        w.string(s, 0, text)
        at.abiEncode(s.inner(32), &w)
    }

    static func abiDecode(_ h: ABIHead, _ r: inout ABIReader) -> Self {
        Self(text: r.string(h, 0), at: CodecPoint.abiDecode(h.inner(32), &r))
    }
}

/// A function without arguments that returns a lone value: the way to encode and decode a value of any type.
struct CodecGetter<Value: ABIValue>: ContractCall {
    typealias Return = Value

    static var abi: ABIInfo { ABIInfo("get()", selector: 0x6d4c_e63c, head: 0, dynamic: false, "") }

    init() {}
    static func abiDecode(_ h: ABIHead, _ r: inout ABIReader) -> Self { Self() }
    func abiEncode(_ s: ABISlot, _ w: inout ABIWriter) {}

    /// The type as the run-time codec knows it.
    static func type() throws -> [ABIParameter] { try [ABIParameter](parsing: "(\(Value.abiTypeName))") }

    /// Why the data is refused; nil where it is taken.
    static func error(_ data: Bytes) -> ABIError? {
        do throws(ABIError) {
            _ = try decodeReturn(data)
            return nil
        } catch {
            return error
        }
    }
}

extension ABIValue where Self: Equatable {
    /// Encodes as the run-time codec does, and decodes to itself.
    func expectRoundTrip(_ dynamic: DynamicABIValue, _ location: SourceLocation = #_sourceLocation) throws {
        let types = try CodecGetter<Self>.type()
        let data = CodecGetter<Self>.encodeReturn(self)
        #expect(try data == ABI.encode([dynamic], as: types), sourceLocation: location)
        #expect(try CodecGetter<Self>.decodeReturn(data) == self, sourceLocation: location)
        #expect(try ABI.decode(data, as: types) == [dynamic], sourceLocation: location)
    }
}

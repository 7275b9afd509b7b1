import EVMCore
import Foundation
import Testing

/// Random types, random bytes and damaged encodings: no trap, typed errors, bounded results, and what decodes is stable.
/// `FUZZ_INPUTS` sets how many are tried.
@Suite struct DynamicFuzzTests {
    private static let inputs = ProcessInfo.processInfo.environment["FUZZ_INPUTS"].flatMap { Int($0) } ?? 60_000

    @Test func randomBytes() {
        var random = Random(seed: 1)
        var accepted = 0
        for _ in 0..<Self.inputs {
            let types = (0..<random.below(4)).map { _ in random.type(depth: 3) }
            let count = random.below(2) == 0 ? random.below(12) * 32 : random.below(300)
            let data = Bytes((0..<count).map { random.byte(at: $0) })
            if check(data, types) { accepted += 1 }
        }
        // Empty type lists and runs of small words decode; were it none at all, this test would test nothing.
        #expect(accepted > Self.inputs / 100)
    }

    @Test func damagedEncodings() throws {
        var random = Random(seed: 2)
        var accepted = 0
        for _ in 0..<Self.inputs / 7 {
            let types = (0...random.below(3)).map { _ in random.type(depth: 4) }
            let values = types.map { random.value($0) }
            let data = try ABI.encode(values, as: types)
            #expect(try ABI.decode(data, as: types) == values)
            for _ in 0..<6 {
                var damaged = data.array
                switch random.below(4) {
                case 0: damaged.removeLast(random.below(damaged.count + 1))
                case 1: damaged += (0..<random.below(70)).map { _ in UInt8(random.below(256)) }
                case 2 where damaged.count >= 32:
                    // A word that may be an offset or a length becomes another plausible one.
                    let word = random.below(damaged.count / 32) * 32
                    for index in word..<word + 32 { damaged[index] = 0 }
                    damaged[word + 31] = UInt8(random.below(256))
                    damaged[word + 30] = UInt8(random.below(3))
                default:
                    guard !damaged.isEmpty else { continue }
                    damaged[random.below(damaged.count)] ^= 1 << UInt8(random.below(8))
                }
                if check(Bytes(damaged), types) { accepted += 1 }
            }
        }
        #expect(accepted > Self.inputs / 100)
    }

    /// Tails that are shared at every level: the result would grow by a power of the input.
    @Test func sharedTails() {
        let width = 60
        var type = ABIType.bytes
        var data: [UInt8] = []
        func word(_ value: Int) { data += (0..<32).map { $0 < 24 ? 0 : UInt8(truncatingIfNeeded: value >> (8 * (31 - $0))) } }
        word(32)
        for _ in 0..<8 {
            type = .array(type)
            word(width)
            for _ in 0..<width { word(width * 32) }
        }
        word(0)
        #expect(throws: ABIError.self) { try ABI.decode(Bytes(data), as: [type]) }
        do {
            _ = try ABI.decode(Bytes(data), as: [type])
        } catch {
            #expect(error.kind == .tooMuchData)
        }
    }

    @Test func typesPutTogetherByHand() {
        var deep = ABIType.bool
        for _ in 0..<200 { deep = .array(deep) }
        let bad: [ABIType] = [
            .uint(0), .uint(7), .uint(264), .int(-8), .fixedBytes(0), .fixedBytes(33), .tuple([]), .fixedArray(.bool, 0),
            .fixedArray(.bool, -1),
            .array(.tuple([])), deep,
        ]
        for type in bad {
            for count in [0, 32, 64, 96] {
                #expect(throws: ABIError.self) { try ABI.decode(Bytes([UInt8](repeating: 0, count: count)), as: [type]) }
            }
            #expect(throws: ABIError.self) { try ABI.encode([.array([])], as: [type]) }
            #expect(throws: ABIError.self) { try ABI.encodePacked([.array([])], as: [type]) }
            #expect(throws: ABIError.self) { try ABI.topic(of: .array([]), as: type) }
        }
        // Sizes that overflow are sizes that no data has.
        let huge = ABIType.fixedArray(.fixedArray(.uint(256), .max), .max)
        #expect(throws: ABIError.self) { try ABI.decode(Bytes([]), as: [huge, .array(huge)]) }
        #expect(throws: ABIError.self) { try ABI.encode([.array([])], as: [huge]) }
    }

    @Test func randomReverts() {
        var random = Random(seed: 3)
        let wrapper = ABISignature(name: "OperationFailed", parameters: [ABIParameter(type: .uint(256)), ABIParameter(type: .bytes)])
        let table = ABIErrorTable([wrapper])
        for _ in 0..<2_000 {
            var data = Bytes((0..<random.below(100)).map { random.byte(at: $0) })
            let selectors: [[UInt8]] = [[0x08, 0xc3, 0x79, 0xa0], [0x4e, 0x48, 0x7b, 0x71], wrapper.selector.bytes.array, []]
            data = Bytes(selectors[random.below(4)] + data.array)
            #expect(RevertReason(data, errors: table).data == data)
        }
    }

    /// Decodes; what decodes has to encode to what decodes to the same, and may not be out of proportion.
    private func check(_ data: Bytes, _ types: [ABIType]) -> Bool {
        guard let values = try? ABI.decode(data, as: types) else { return false }
        guard let encoded = try? ABI.encode(values, as: types) else {
            Issue.record("\(types) does not encode what it decoded from \(data.hex)")
            return true
        }
        #expect(encoded.count <= data.count * 8 + 4096)
        let again = Result { () throws(ABIError) in try ABI.decode(encoded, as: types) }
        #expect(again == .success(values), "\(types) \(data.hex)")
        return true
    }
}

/// A small generator with a seed, so that a failure can be met again.
private struct Random {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 }

    mutating func next() -> UInt64 {
        state = state &+ 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func below(_ limit: Int) -> Int { limit <= 0 ? 0 : Int(next() % UInt64(limit)) }

    /// Mostly zeros, with small numbers at the ends of words: bytes that often pass for offsets and lengths.
    mutating func byte(at position: Int) -> UInt8 {
        if position % 32 == 31 { return UInt8(below(8) * (below(3) == 0 ? 1 : 32) & 0xff) }
        return below(200) == 0 ? UInt8(below(256)) : 0
    }

    mutating func type(depth: Int) -> ABIType {
        switch below(depth > 0 ? 12 : 8) {
        case 0: .uint(8 * (1 + below(32)))
        case 1: .int(8 * (1 + below(32)))
        case 2: .address
        case 3: .bool
        case 4: .fixedBytes(1 + below(32))
        case 5: .function
        case 6: .bytes
        case 7: .string
        case 8, 9: .array(type(depth: depth - 1))
        case 10: .fixedArray(type(depth: depth - 1), 1 + below(3))
        default: .tuple((0...below(3)).map { _ in type(depth: depth - 1) })
        }
    }

    mutating func value(_ type: ABIType) -> DynamicABIValue {
        let word = UInt256(next(), next(), next(), next())
        switch type {
        case .uint(let bits): return .uint(word >> (256 - bits))
        case .int(let bits): return .int(Int256(bitPattern: word) >> (256 - bits))
        case .address: return .address(Address(truncating: word))
        case .bool: return .bool(below(2) == 0)
        case .fixedBytes(let count): return .fixedBytes(Bytes((0..<count).map { _ in UInt8(below(256)) }))
        case .function: return .function(Address(truncating: word), Selector(UInt32(below(1 << 32))))
        case .bytes: return .bytes(Bytes((0..<below(70)).map { _ in UInt8(below(256)) }))
        case .string: return .string(["", "x", "é", "e\u{301}", "\u{0}", "👨‍👩‍👧", String(repeating: "y", count: 33)][below(7)])
        case .array(let element): return .array((0..<below(4)).map { _ in value(element) })
        case .fixedArray(let element, let count): return .array((0..<count).map { _ in value(element) })
        case .tuple(let members): return .tuple(members.map { value($0) })
        }
    }
}

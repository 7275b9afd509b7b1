import EVMCore
import Testing

struct NarrowIntegerTests {
    @Test func rangesOfEveryUnsignedWidth() throws {
        var seen: [Int] = []
        func check<W: IntegerWidth>(_: NarrowUInt<W>.Type) throws {
            typealias Value = NarrowUInt<W>
            seen.append(Value.bits)
            let top = UInt256(1) << Value.bits
            #expect(UInt256(Value.max.value) == top - 1 && Value.min.value == 0)
            #expect(Value(exactly: top) == nil && Value(exactly: top - 1) == .max && Value(exactly: -1) == nil)
            #expect(Value(exactly: UInt256.max) == nil && Value(exactly: Int256.min) == nil)
            #expect(throws: ValueError.self) { try Value(top) }
            #expect(throws: ValueError.self) { try Value(decimalOrHex: top.description) }
            #expect(throws: ValueError.self) { try Value(decimalOrHex: String(repeating: "9", count: 100)) }
            #expect(throws: ValueError.self) { try Value(decimalOrHex: "-1") }
            #expect(try Value(decimalOrHex: (top - 1).description) == .max && Value(decimalOrHex: (top - 1).hex) == .max)
            #expect(Value.max.word == top - 1 && Value.max.description == (top - 1).description && Value.min < Value.max)
            #expect(try ValuesSupport.fromJSON(ValuesSupport.json(Value.max), as: Value.self) == .max)
            #expect(throws: DecodingError.self) { try ValuesSupport.fromJSON("[\"\(top)\"]", as: Value.self) }
            #expect(try ValuesSupport.fromJSON("[200]", as: Value.self) == 200)
        }
        try check(SolUInt24.self)
        try check(SolUInt40.self)
        try check(SolUInt48.self)
        try check(SolUInt56.self)
        try check(SolUInt72.self)
        try check(SolUInt80.self)
        try check(SolUInt88.self)
        try check(SolUInt96.self)
        try check(SolUInt104.self)
        try check(SolUInt112.self)
        try check(SolUInt120.self)
        try check(SolUInt128.self)
        try check(SolUInt136.self)
        try check(SolUInt144.self)
        try check(SolUInt152.self)
        try check(SolUInt160.self)
        try check(SolUInt168.self)
        try check(SolUInt176.self)
        try check(SolUInt184.self)
        try check(SolUInt192.self)
        try check(SolUInt200.self)
        try check(SolUInt208.self)
        try check(SolUInt216.self)
        try check(SolUInt224.self)
        try check(SolUInt232.self)
        try check(SolUInt240.self)
        try check(SolUInt248.self)
        #expect(seen == stride(from: 8, to: 256, by: 8).filter { ![8, 16, 32, 64].contains($0) })
    }

    @Test func rangesOfEverySignedWidth() throws {
        var seen: [Int] = []
        func check<W: IntegerWidth>(_: NarrowInt<W>.Type) throws {
            typealias Value = NarrowInt<W>
            seen.append(Value.bits)
            let top = Int256(1) << (Value.bits - 1)
            #expect(Int256(Value.max.value) == top - 1 && Int256(Value.min.value) == -top)
            #expect(Value(exactly: top) == nil && Value(exactly: -top - 1) == nil)
            #expect(Value(exactly: top - 1) == .max && Value(exactly: -top) == .min && Value(exactly: UInt256.max) == nil)
            #expect(throws: ValueError.self) { try Value(-top - 1) }
            #expect(throws: ValueError.self) { try Value(decimalOrHex: top.description) }
            #expect(throws: ValueError.self) { try Value(decimalOrHex: "-" + String(repeating: "9", count: 100)) }
            #expect(try Value(decimalOrHex: (-top).description) == .min && Value(decimalOrHex: (top - 1).description) == .max)
            #expect(Value.min.word == UInt256(truncatingIfNeeded: -top) && Value.min < Value.max && Value(exactly: -1)?.word == .max)
            #expect(try ValuesSupport.fromJSON(ValuesSupport.json(Value.min), as: Value.self) == .min)
            #expect(throws: DecodingError.self) { try ValuesSupport.fromJSON("[\"\(top)\"]", as: Value.self) }
            #expect(try ValuesSupport.fromJSON("[-100]", as: Value.self) == -100)
        }
        try check(SolInt24.self)
        try check(SolInt40.self)
        try check(SolInt48.self)
        try check(SolInt56.self)
        try check(SolInt72.self)
        try check(SolInt80.self)
        try check(SolInt88.self)
        try check(SolInt96.self)
        try check(SolInt104.self)
        try check(SolInt112.self)
        try check(SolInt120.self)
        try check(SolInt128.self)
        try check(SolInt136.self)
        try check(SolInt144.self)
        try check(SolInt152.self)
        try check(SolInt160.self)
        try check(SolInt168.self)
        try check(SolInt176.self)
        try check(SolInt184.self)
        try check(SolInt192.self)
        try check(SolInt200.self)
        try check(SolInt208.self)
        try check(SolInt216.self)
        try check(SolInt224.self)
        try check(SolInt232.self)
        try check(SolInt240.self)
        try check(SolInt248.self)
        #expect(seen == stride(from: 8, to: 256, by: 8).filter { ![8, 16, 32, 64].contains($0) })
    }

    @Test func heldInTheNextWiderInteger() {
        #expect(MemoryLayout<SolUInt24>.size == 4 && MemoryLayout<SolInt56>.size == 8 && MemoryLayout<SolUInt72>.size == 32)
        let value: SolUInt160 = 0xffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff
        #expect(value == .max)
    }
}

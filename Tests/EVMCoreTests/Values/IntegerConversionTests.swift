import EVMCore
import Testing

struct IntegerConversionTests {
    @Test func literals() {
        let big: UInt256 = 0x0123_4567_89ab_cdef_0011_2233_4455_6677_8899_aabb_ccdd_eeff_fedc_ba98_7654_3210
        #expect(big.limbs == (0x0123_4567_89ab_cdef, 0x0011_2233_4455_6677, 0x8899_aabb_ccdd_eeff, 0xfedc_ba98_7654_3210))
        let most: UInt256 = 115792089237316195423570985008687907853269984665640564039457584007913129639935
        #expect(most == .max)
        let least: Int256 = -57896044618658097711785492504343953926634992332820282019728792003956564819968
        #expect(least == .min)
        let minusOne: Int256 = -1
        #expect(minusOne.bitPattern == .max)
    }

    @Test func exactly() {
        #expect(UInt256(exactly: -1) == nil && UInt256(exactly: Int64.min) == nil && UInt256(exactly: Int8(5)) == 5)
        #expect(UInt256(exactly: Int256(-1)) == nil && UInt256(exactly: Int256.max) == .max >> 1)
        #expect(Int256(exactly: UInt256.max) == nil && Int256(exactly: UInt256(1) << 255) == nil)
        #expect(Int256(exactly: UInt256.max >> 1) == .max && Int256(exactly: Int64.min) == Int256(Int64.min))
        #expect(UInt64(exactly: UInt256(1) << 64) == nil && UInt64(exactly: UInt256(UInt64.max)) == .max)
        #expect(Int64(exactly: Int256(Int64.min)) == .min && Int64(exactly: Int256(Int64.min) - 1) == nil)
        #expect(UInt8(exactly: UInt256(256)) == nil && Int(exactly: UInt256(42)) == 42 && Int8(exactly: Int256(-128)) == -128)
    }

    @Test func clampingAndTruncating() {
        #expect(UInt64(clamping: UInt256.max) == .max && Int64(clamping: Int256.min) == .min && UInt8(clamping: Int256(-3)) == 0)
        #expect(UInt256(clamping: -7) == 0 && Int256(clamping: UInt256.max) == .max && UInt256(clamping: Int256.min) == 0)
        #expect(UInt256(truncatingIfNeeded: -1) == .max && Int256(truncatingIfNeeded: UInt256.max) == -1)
        #expect(UInt64(truncatingIfNeeded: UInt256(1, 2, 3, 4)) == 4 && Int32(truncatingIfNeeded: Int256(-9)) == -9)
        #expect(UInt256(truncatingIfNeeded: Int256(-2)) == UInt256.max - UInt256.one)
    }

    @Test func wordsAndLimbs() {
        let value = UInt256(4, 3, 2, 1)
        #expect(value.words.map(UInt64.init) == [1, 2, 3, 4] && value.words.count == 4)
        #expect(UInt256(4, 3, 2, 1).words.last == 4)
        #expect(Int256(-1).words.allSatisfy { $0 == .max })
    }

    @Test func floatingPoint() {
        #expect(UInt256(exactly: 1.5) == nil && UInt256(exactly: 3.0) == 3 && UInt256(1e30) == 1_000_000_000_000_000_019_884_624_838_656)
        #expect(Int256(-2.9) == -2 && Double(UInt256(1) << 200) == 0x1p200)
    }

    @Test func strides() {
        #expect(stride(from: UInt256(1), to: 10, by: 4).map { $0 } == [1, 5, 9])
        #expect((Int256(-2)...2).reduce(0, +) == 0)
    }

    @Test func hashesAgreeWithEquality() {
        var random = RepeatableGenerator(seed: 7)
        var seen: Set<UInt256> = []
        for _ in 0..<500 { seen.insert(random.word()) }
        #expect(seen.allSatisfy { seen.contains(UInt256(Bytes32($0))) } && seen.count > 300)
        #expect(Set([UInt256(1, 0, 0, 0), UInt256(0, 1, 0, 0), UInt256(0, 0, 1, 0), UInt256(0, 0, 0, 1)]).count == 4)
    }

    @Test func bytes() throws {
        var random = RepeatableGenerator(seed: 8)
        var buffer = [UInt8](repeating: 0xee, count: 34)
        for _ in 0..<500 {
            let value = random.word()
            let bytes = value.bigEndianBytes
            #expect(bytes.count == 32 && UInt256(bigEndianBytes: bytes) == value && UInt256(Bytes32(value)) == value)
            let minimal = value.minimalBigEndianBytes
            #expect(UInt256(bigEndianBytes: minimal) == value && minimal.first != 0)
            // Unaligned: one byte past an allocation's start.
            buffer.withUnsafeMutableBytes { room in
                guard let base = room.baseAddress else { return }
                value.store(base + 1)
                #expect(UInt256.load(UnsafeRawPointer(base + 1)) == value)
                #expect(Int256.load(UnsafeRawPointer(base + 1)).bitPattern == value)
            }
            #expect(Array(buffer[1..<33]) == bytes.array && buffer[0] == 0xee && buffer[33] == 0xee)
        }
        #expect(UInt256(bigEndianBytes: []) == 0 && UInt256(bigEndianBytes: [1, 0]) == 256)
        #expect(UInt256(bigEndianBytes: [UInt8](repeating: 0, count: 33)) == nil && UInt256.zero.minimalBigEndianBytes.isEmpty)
    }
}

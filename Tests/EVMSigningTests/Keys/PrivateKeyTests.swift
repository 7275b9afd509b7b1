import EVMCore
import Testing

@testable import EVMSigning

@Suite struct PrivateKeyTests {
    @Test func readsHexInAnyCaseWithOrWithoutPrefix() throws {
        let digits = "00f1E2d3C4b5a69788796a5B4c3d2e1F000102030405060708090a0b0c0d0e0F"
        let expected = try Hex.decode(digits)
        for text in [digits, "0x" + digits, digits.uppercased(), "0x" + digits.lowercased()] {
            #expect(try PrivateKey(hex: text).withUnsafeBytes { Array($0) } == expected)
            // A substring of a longer text, and one that is not contiguous UTF-8.
            #expect(try PrivateKey(hex: (text + "!").dropLast()).withUnsafeBytes { Array($0) } == expected)
        }
    }

    @Test(
        arguments: [
            "", "0x", "0x1", String(repeating: "1", count: 63), String(repeating: "1", count: 65), "0X" + String(repeating: "1", count: 64),
            "0x0x" + String(repeating: "1", count: 62), " " + String(repeating: "1", count: 63), String(repeating: "é", count: 32),
            String(repeating: "1", count: 63) + "g", String(repeating: "1", count: 63) + "G", String(repeating: "1", count: 63) + "@",
            String(repeating: "1", count: 63) + "`", String(repeating: "1", count: 63) + "/", String(repeating: "1", count: 63) + ":",
            String(repeating: "1", count: 63) + "\u{0}", String(repeating: "1", count: 63) + "\u{10}",
        ])
    func refusesOtherText(text: String) {
        guard case .invalidPrivateKey(.malformedHex) = failure({ () throws(SigningError) in try PrivateKey(hex: text) }) else {
            Issue.record("\(text) is taken for a key")
            return
        }
    }

    /// The digits are told without a table; here against one, for every byte.
    @Test func constantTimeDigitsAreThoseOfHex() throws {
        for byte in UInt8.min...UInt8.max {
            let text = String(UnicodeScalar(byte)) + "0"
            let expected = try? Hex.decode(text)
            #expect(SecretBytes(hex: text, count: 1)?.withUnsafeBytes { Array($0) } == expected, "\(byte)")
        }
    }

    @Test func rangeIsThatOfTheCurve() throws {
        #expect(Secp256k1.halfOrder == Secp256k1.order / 2)
        let greatest = Secp256k1.order - 1
        #expect(try PrivateKey(greatest.bigEndianBytes).withUnsafeBytes { Bytes($0) } == greatest.bigEndianBytes)
        #expect(failure { () throws(SigningError) in try PrivateKey(Secp256k1.order.bigEndianBytes) } != nil)
        #expect(failure { () throws(SigningError) in try PrivateKey(UInt256.zero.bigEndianBytes) } != nil)
        let buffer = greatest.bigEndianBytes.array
        #expect(try buffer.withUnsafeBytes { try PrivateKey($0) }.address == PrivateKey(greatest.bigEndianBytes).address)
        #expect(throws: SigningError.self) { try buffer.withUnsafeBytes { try PrivateKey(UnsafeRawBufferPointer(rebasing: $0.dropLast())) } }
    }

    @Test func randomKeysDiffer() {
        #expect(Set((0..<64).map { _ in PrivateKey.random().address }).count == 64)
    }

    /// What is done to a key's memory before it is freed; freed memory itself cannot be looked at.
    @Test func wiping() {
        var bytes = [UInt8](repeating: 7, count: 64)
        bytes.withUnsafeMutableBytes { wipe($0) }
        #expect(bytes == [UInt8](repeating: 0, count: 64))
        wipe(UnsafeMutableRawBufferPointer(start: nil, count: 0))
    }

    @Test func constantTimeComparison() {
        func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool { a.withUnsafeBytes { a in b.withUnsafeBytes { isEqualInConstantTime(a, $0) } } }
        #expect(isEqual([], []))
        #expect(isEqual([1, 2, 3], [1, 2, 3]))
        #expect(!isEqual([1, 2, 3], [1, 2, 4]))
        #expect(!isEqual([1, 2, 3], [1, 2]))
        #expect(!isEqual([], [0]))
    }
}

@Suite struct PublicKeyTests {
    @Test func refusesWhatIsNoPoint() throws {
        let key = PrivateKey.random().publicKey
        let good = key.uncompressed.array
        // Hybrid form: 06 or 07 by y's parity, then both coordinates.
        let hybrid = [6 | good[64] & 1] + good.dropFirst()
        var offCurve = good
        offCurve[64] ^= 1
        for bytes in [[], [4], hybrid, offCurve, Array(good.dropLast()), good + [0], Array(good.prefix(33)), [2] + [UInt8](repeating: 255, count: 32)] {
            guard case .invalidPublicKey = failure({ () throws(SigningError) in try PublicKey(bytes) }) else {
                Issue.record("\(Bytes(bytes)) is taken for a point")
                continue
            }
        }
        #expect(failure { () throws(SigningError) in try PublicKey(hex: "0x0g") } != nil)
    }

    @Test func saysItsCompressedForm() throws {
        let key = PrivateKey.random().publicKey
        #expect("\(key)" == key.compressed.hex)
        #expect(try PublicKey(hex: "\(key)") == key)
    }
}

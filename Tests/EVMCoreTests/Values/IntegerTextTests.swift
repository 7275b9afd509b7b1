import EVMCore
import Foundation
import Testing

struct IntegerTextTests {
    @Test func roundTrips() throws {
        var random = RepeatableGenerator(seed: 9)
        for _ in 0..<1500 {
            let value = random.word()
            #expect(try UInt256(decimalOrHex: value.description) == value && UInt256(value.description) == value)
            #expect(try UInt256(decimalOrHex: value.hex) == value && UInt256(hex: value.paddedHex) == value)
            #expect(UInt256(String(value, radix: 36), radix: 36) == value && String(value, radix: 10) == value.description)
            #expect(value.hex == "0x" + String(value, radix: 16) && value.paddedHex.utf8.count == 66)
            let signed = Int256(bitPattern: value)
            #expect(try Int256(decimalOrHex: signed.description) == signed && Int256(signed.description) == signed)
            #expect(String(signed, radix: 10) == signed.description && Int256(String(signed, radix: 7), radix: 7) == signed)
        }
    }

    @Test func chunkBoundaries() throws {
        // Decimal text goes nineteen digits at a time: zeros inside and around the joints must survive.
        var power: UInt256 = 1
        for zeros in 0...77 {
            let text = "1" + String(repeating: "0", count: zeros)
            #expect(power.description == text && UInt256(text) == power)
            #expect((power - 1).description == (zeros == 0 ? "0" : String(repeating: "9", count: zeros)))
            if zeros < 77 { power *= 10 }
        }
        #expect(UInt256.max.description == "115792089237316195423570985008687907853269984665640564039457584007913129639935")
        #expect(Int256.min.description == "-57896044618658097711785492504343953926634992332820282019728792003956564819968")
        #expect(UInt256.zero.hex == "0x0" && UInt256(123).hex == "0x7b" && UInt256.max.hex == UInt256.max.paddedHex)
        #expect(Int256(-1).paddedHex == UInt256.max.paddedHex)
    }

    @Test(arguments: [
        "", " ", " 1", "1 ", "+1", "-", "--1", "1_000", "1,0", "0x", "0X1", "x1", "0x1g", "١٢", "1e3", "1.0", "0x-1", "½", "\u{0}1", "1\n",
    ])
    func refusedByBoth(_ text: String) {
        #expect(throws: ValueError.self) { try UInt256(decimalOrHex: text) }
        #expect(throws: ValueError.self) { try Int256(decimalOrHex: text) }
        #expect(UInt256(text) == nil && Int256(text) == nil)
    }

    @Test func signs() throws {
        #expect(throws: ValueError.unexpectedCharacter(type: "uint256", character: "-", offset: 0)) { try UInt256(decimalOrHex: "-5") }
        #expect(try Int256(decimalOrHex: "-5") == -5 && Int256(decimalOrHex: "-0x5") == -5 && Int256(decimalOrHex: "-0") == 0)
        #expect(UInt256("-5") == nil && Int256("-ff", radix: 16) == -255)
    }

    @Test func overflowIsAnError() throws {
        let past = "115792089237316195423570985008687907853269984665640564039457584007913129639936"
        #expect(throws: ValueError.self) { try UInt256(decimalOrHex: past) }
        #expect(throws: ValueError.self) { try UInt256(decimalOrHex: "0x1" + String(repeating: "0", count: 64)) }
        #expect(throws: ValueError.self) { try Int256(decimalOrHex: "0x" + String(repeating: "f", count: 64)) }
        #expect(throws: ValueError.self) {
            try Int256(decimalOrHex: "57896044618658097711785492504343953926634992332820282019728792003956564819968")
        }
        #expect(UInt256(past) == nil && UInt256(String(repeating: "9", count: 1000)) == nil)
        // Leading zeros are no overflow, and a huge input makes no huge error.
        #expect(try UInt256(decimalOrHex: String(repeating: "0", count: 1000) + "7") == 7)
        #expect(try UInt256(decimalOrHex: "0x" + String(repeating: "0", count: 1000) + "7") == 7)
        do {
            _ = try UInt256(decimalOrHex: String(repeating: "9", count: 1_000_000))
            Issue.record("a million nines were taken")
        } catch {
            #expect(error.description.utf8.count < 400)
        }
    }

    @Test func messagesSayWhereAndHow() throws {
        do {
            _ = try UInt256(decimalOrHex: "12_3")
        } catch {
            #expect(error.description == "uint256: unexpected \"_\" at offset 2; write only decimal digits, or 0x and hex digits")
        }
        do {
            _ = try SolUInt24(1 << 24)
        } catch {
            #expect(error.description == "uint24: 16777216 is out of range; it must be in 0...16777215")
        }
        #expect(throws: ValueError.unexpectedCharacter(type: "uint256", character: "👩‍🚀", offset: 1)) { try UInt256(decimalOrHex: "1👩‍🚀2") }
    }

    @Test func substringsAndOtherStorage() throws {
        #expect(try UInt256(decimalOrHex: "a12b".dropFirst().dropLast()) == 12)
        #expect(UInt256("x34".dropFirst()) == 34)
        let bridged = NSString(string: "567") as String
        #expect(try UInt256(decimalOrHex: bridged) == 567)
    }

    @Test func coding() throws {
        #expect(try ValuesSupport.json(UInt256.max) == "[\"\(UInt256.max)\"]" && ValuesSupport.json(Int256(-3)) == #"["-3"]"#)
        for value in [UInt256.zero, 1, .max, 1 << 64] {
            #expect(try ValuesSupport.fromJSON(ValuesSupport.json(value), as: UInt256.self) == value)
        }
        #expect(try ValuesSupport.fromJSON("[\"0xff\"]", as: UInt256.self) == 255 && ValuesSupport.fromJSON("[7]", as: UInt256.self) == 7)
        #expect(try ValuesSupport.fromJSON("[18446744073709551615]", as: UInt256.self) == UInt256(UInt64.max))
        #expect(try ValuesSupport.fromJSON("[-7]", as: Int256.self) == -7)
        for bad in ["[-1]", "[1.5]", "[\"1.5\"]", "[\"\"]", "[null]", "[true]", "[[]]", "[\"-1\"]", "[1e80]"] {
            #expect(throws: DecodingError.self) { try ValuesSupport.fromJSON(bad, as: UInt256.self) }
        }
    }
}

/// Random text into every reader: each must answer or refuse, never trap, and what it takes must be written back alike.
struct TextFuzzTests {
    @Test func noTextTraps() {
        var random = RepeatableGenerator(seed: 11)
        let pieces = [
            "0x", "-", ".", "0", "1", "9", "f", "F", "g", " ", "_", "\u{0}", "é", "👩‍🚀", "e\u{301}", String(repeating: "7", count: 40),
        ]
        for _ in 0..<20_000 {
            var text = ""
            for _ in 0..<random.next() % 8 { text += pieces[Int(random.next() % UInt64(pieces.count))] }
            if let value = try? UInt256(decimalOrHex: text) { #expect((try? UInt256(decimalOrHex: value.hex)) == value) }
            if let value = try? Int256(decimalOrHex: text) { #expect(Int256(value.description) == value) }
            if let value = try? SolInt72(decimalOrHex: text) { #expect((try? SolInt72(decimalOrHex: value.description)) == value) }
            if let value = try? Bytes(hex: text) { #expect(value.hex.dropFirst(2) == text.replacing("0x", with: "").lowercased()) }
            if let value = try? Address(text) { #expect((try? Address(value.description)) == value) }
            for rounding in Rounding.allCases {
                if let value = try? SignedWad(text, rounding: rounding) { #expect((try? SignedWad(value.description)) == value) }
            }
        }
    }
}

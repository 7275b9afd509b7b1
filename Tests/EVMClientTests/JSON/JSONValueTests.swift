import EVMClient
import EVMCore
import Testing

@Suite struct JSONValueTests {
    private func parse(_ text: String) throws(JSONParsingError) -> JSONValue { try JSONValue(parsing: text.utf8) }

    @Test func valuesComeAndGo() throws {
        let text =
            #"{"a":[1,-2.50e+3,true,false,null],"b":{"c":"d\n\"\\\u0001é"},"n":115792089237316195423570985008687907853269984665640564039457584007913129639935}"#
        let value = try parse(text)
        #expect(value["a"]?.array?[1] == .number("-2.50e+3"))
        #expect(value["b"]?["c"]?.string == "d\n\"\\\u{1}é")
        #expect(value["n"] == .number("115792089237316195423570985008687907853269984665640564039457584007913129639935"))
        #expect(value.text == text)
        #expect(try JSONValue(parsing: value.utf8) == value)
    }

    @Test(arguments: [
        (#""\ud83d\ude00""#, "😀"), (#""\ud83dx""#, "\u{fffd}x"), (#""\ude00""#, "\u{fffd}"), (#""\ud83d\u0041""#, "\u{fffd}A"),
        (#""\u00e9\/\b\f\n\r\t""#, "é/\u{8}\u{c}\n\r\t"), ("\"a\u{7f}b\"", "a\u{7f}b"),
    ])
    func escapes(_ text: String, _ expected: String) throws { #expect(try parse(text).string == expected) }

    @Test func invalidUTF8IsMended() throws {
        #expect(try JSONValue(parsing: [0x22, 0xff, 0x41, 0x22]).string == "\u{fffd}A")
    }

    @Test(arguments: [
        ("", JSONParsingError.Kind.truncated), ("{", .truncated), ("[1,", .truncated), (#"{"a""#, .truncated), (#""abc"#, .truncated),
        (#""\u12"#, .truncated), ("tru", .truncated), ("-", .truncated), ("1e", .truncated), ("01", .trailing), ("1 2", .trailing),
        ("[1,]", .unexpected(UInt8(ascii: "]"))), ("{,}", .unexpected(UInt8(ascii: ","))), ("<html>", .unexpected(UInt8(ascii: "<"))),
        ("+1", .unexpected(UInt8(ascii: "+"))), (".5", .unexpected(UInt8(ascii: "."))), ("'a'", .unexpected(UInt8(ascii: "'"))),
        ("\"a\nb\"", .unexpected(10)), (#""\x""#, .unexpected(UInt8(ascii: "x"))), ("NaN", .unexpected(UInt8(ascii: "N"))),
        (#"{"a":1,"a":2}"#, .duplicateKey("a")), (#"{"a":1 "b":2}"#, .unexpected(UInt8(ascii: "\""))),
    ])
    func refusals(_ text: String, _ kind: JSONParsingError.Kind) {
        let error = #expect(throws: JSONParsingError.self) { try parse(text) }
        #expect(error?.kind == kind)
    }

    @Test func depthIsBounded() throws {
        let limit = JSONValue.maximumDepth
        _ = try parse(String(repeating: "[", count: limit) + String(repeating: "]", count: limit))
        for opening in ["[", #"{"a":"#] {
            // A million levels would overflow any stack.
            let error = #expect(throws: JSONParsingError.self) { try parse(String(repeating: opening, count: 1_000_000)) }
            #expect(error?.kind == .tooDeep(limit: limit))
        }
    }

    @Test func randomBytesNeverTrap() {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array(#"{}[]",:\u0123456789eE+-.truefalsnl "#.utf8)
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                UInt8.random(in: 0..<20, using: &random) == 0 ? UInt8.random(in: 0...255, using: &random) : alphabet.randomElement(using: &random) ?? 0
            }
            if let value = try? JSONValue(parsing: bytes) { #expect((try? JSONValue(parsing: value.utf8)) == value) }
        }
    }
}

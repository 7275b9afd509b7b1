import BindgenCore
import Testing

private func parse(_ text: String) throws(Diagnostic) -> JSONNode {
    try JSONNode.parse(Array(text.utf8), file: "a.json")
}

@Suite struct JSONParsingTests {
    @Test func valuesAndPlaces() throws {
        let root = try parse(
            "\u{FEFF}{\n  \"a\": [1, -2, 18446744073709551615, 1.50, 1e3],\n  \"é\": {\"x\": \"\\u00e9\\ud83d\\ude00\\n\", \"y\": null, \"z\": true}}\n"
        )
        let numbers = try #require(root["a"]?.array)
        #expect(numbers.compactMap { if case .integer(let text) = $0.value { text } else { nil } } == ["1", "-2", "18446744073709551615"])
        #expect(numbers.compactMap { if case .number(let text) = $0.value { text } else { nil } } == ["1.50", "1e3"])
        #expect(root["é"]?["x"]?.string == "é😀\n")
        #expect(root["é"]?["y"]?.isNull == true)
        #expect(root["é"]?["z"]?.bool == true)
        #expect(root.object?.map(\.key) == ["a", "é"])
        #expect(root.location == SourceLocation(file: "a.json", line: 1, column: 1))
        #expect(numbers[2].location == SourceLocation(file: "a.json", line: 2, column: 16))
        #expect(root["é"]?["x"]?.location == SourceLocation(file: "a.json", line: 3, column: 14))
        #expect(root.object?[1].keyLocation == SourceLocation(file: "a.json", line: 3, column: 3))
        #expect(root["é"]?["y"].flatMap { root.path(to: $0) } == "é.y")
        #expect(root.path(to: numbers[2]) == "a[2]")
        #expect(root["b"] == nil)
        #expect(numbers[0]["b"] == nil)
    }

    @Test(arguments: [
        ("1", "1"), ("0", "0"), (" -9223372036854775808\n", "-9223372036854775808"), ("12345678901234567890", "12345678901234567890"),
    ])
    func integersAtTheRoot(text: String, expected: String) throws {
        guard case .integer(let digits) = try parse(text).value else {
            Issue.record("not an integer")
            return
        }
        #expect(digits == expected)
    }

    @Test func everyKindAtTheRoot() throws {
        #expect(try parse("null").isNull)
        #expect(try parse("true ").bool == true)
        #expect(try parse("\"\"").string == "")
        #expect(try parse("[]").array?.isEmpty == true)
        #expect(try parse("{}").object?.isEmpty == true)
        #expect(try parse("\"a\\u0000b\"").string == "a\0b")
    }

    @Test(arguments: [
        ("", "1:1: error: the file is empty"),
        (" \n ", "2:2: error: the file holds nothing but white space"),
        ("{\"a\": 1,\n \"a\": 2}", "2:2: error: the member 'a' stands twice: remove one"),
        ("{\"a\": 1, \"\\u0061\": 2}", "1:10: error: the member 'a' stands twice: remove one"),
        (
            "{\"a\": 18446744073709551616}",
            "1:7: error: the integer 18446744073709551616 does not fit 64 bits and JSON readers round it: write it as a string, \"18446744073709551616\""
        ),
        (
            "[-9223372036854775809]",
            "1:2: error: the integer -9223372036854775809 does not fit 64 bits and JSON readers round it: write it as a string, \"-9223372036854775809\""
        ),
        ("{\"a\\u0000b\": 1}", "1:4: error: a member's name may not contain \\u0000"),
        ("[\"\\ud800\"]", "1:3: error: half of a surrogate pair stands alone: it is no character"),
        ("[\"\\udc00\"]", "1:3: error: half of a surrogate pair stands alone: it is no character"),
        ("[\"\\ud800\\u0041\"]", "1:3: error: half of a surrogate pair stands alone: it is no character"),
        ("[\"\\x\"]", "1:3: error: no such escape in JSON"),
        ("[\"\\u12g4\"]", "1:3: error: \\u needs four hexadecimal digits"),
        ("[\"a\nb\"]", "1:4: error: a string may not contain a line break: escape it"),
        ("[\"a\u{1}\"]", "1:4: error: a string may not contain the control character 0x1: escape it"),
        ("[1, 2", "1:6: error: the text ends where ',' or ']' should stand: it is truncated"),
        ("[1, ", "1:5: error: the text ends where a JSON value should stand: it is truncated"),
        ("{\"a\"", "1:5: error: the text ends where ':' should stand: it is truncated"),
        ("[\"abc", "1:2: error: the string that starts here does not end: the file is truncated"),
        ("[1,]", "1:4: error: expected a JSON value, found ']'"),
        ("{\"a\": 1,}", "1:9: error: expected a member's name in double quotes, found '}'"),
        ("{a: 1}", "1:2: error: expected a member's name in double quotes, found 'a'"),
        ("['a']", "1:2: error: expected a JSON value, found '''"),
        ("[1 2]", "1:4: error: expected ',' or ']', found '2'"),
        ("[1] x", "1:5: error: unexpected 'x' after the end of the JSON value"),
        ("[1]\0", "1:4: error: unexpected byte 0x0 after the end of the JSON value"),
        ("// note\n[]", "1:1: error: expected a JSON value, found '/'"),
        ("[NaN]", "1:2: error: expected a JSON value, found 'N'"),
        ("[nul]", "1:2: error: expected a JSON value, found 'n'"),
        ("[01]", "1:2: error: a number may not start with 0"),
        ("[+1]", "1:2: error: expected a JSON value, found '+'"),
        ("[1.]", "1:4: error: expected a digit, found ']'"),
        ("[1e]", "1:4: error: expected a digit, found ']'"),
        ("[-]", "1:3: error: expected a digit, found ']'"),
        ("[\"é\", x]", "1:7: error: expected a JSON value, found 'x'"),
        ("pragma solidity", "1:1: error: expected a JSON value, found 'p'"),
    ])
    func refused(text: String, message: String) {
        let problem = #expect(throws: Diagnostic.self) { try parse(text) }
        #expect(problem?.description == "a.json:" + message)
    }

    @Test(
        arguments: [
            [0x80], [0xc0, 0x80], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf0, 0x9f, 0x98], [0xff],
            [0xc3, 0x28],
        ] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        let problem = #expect(throws: Diagnostic.self) { try JSONNode.parse([0x5b, 0x22] + bytes + [0x22, 0x5d], file: "a.json") }
        #expect(problem?.description == "a.json:1:3: error: the bytes here are not UTF-8")
    }

    @Test func utf16() {
        let problem = #expect(throws: Diagnostic.self) { try JSONNode.parse([0xff, 0xfe, 0x5b, 0, 0x5d, 0], file: "a.json") }
        #expect(problem?.description == "a.json:1:1: error: the file is in UTF-16: save it as UTF-8")
    }

    /// Millions of empty objects in a few megabytes would be gigabytes of json-c's.
    @Test func values() throws {
        let text = "[" + String(repeating: "{},", count: 1_100_000) + "{}]"
        let problem = #expect(throws: Diagnostic.self) { try parse(text) }
        #expect(problem?.message.hasPrefix("more values than any spec has") == true)
        #expect(problem?.location?.column == 3_000_002)
        // A text that is too long to be read unseen, and within the limits.
        let root = try parse("[" + String(repeating: "[0],", count: 300_000) + "7]")
        #expect(root.array?.count == 300_001)
    }

    @Test func depth() throws {
        _ = try parse(String(repeating: "[", count: 256) + String(repeating: "]", count: 256))
        for open in ["[", "{\"a\":"] {
            let problem = #expect(throws: Diagnostic.self) { try parse(String(repeating: open, count: 200_000)) }
            #expect(problem?.message == "the JSON nests deeper than 256 levels")
        }
    }

    @Test func manyMembersStayLinearAndAreStillChecked() throws {
        let members = (0..<200_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        #expect(try parse("{\(members)}").object?.count == 200_000)
        let problem = #expect(throws: Diagnostic.self) { try parse("{\(members),\n\"k77\":0}") }
        #expect(problem?.description == "a.json:2:1: error: the member 'k77' stands twice: remove one")
    }

    @Test func namesDifferByTheirBytes() throws {
        let root = try parse("{\"e\u{301}\": 1, \"\u{e9}\": 2}")
        #expect(root.object?.count == 2)
        guard case .integer("2")? = root["\u{e9}"]?.value else {
            Issue.record("the composed name was not found")
            return
        }
    }

    @Test func lines() {
        let problem = #expect(throws: Diagnostic.self) { try JSONNode.parse(line: Array("{\"a\":}".utf8), number: 7) }
        #expect(problem?.description == "<stdin>:7:6: error: expected a JSON value, found '}'")
    }

    /// Every text that the scan passes must also pass json-c, and come out as it went in.
    @Test func mutationsNeverTrap() throws {
        let seed = Array(#"{"a":[1,-20,3.5e1,"x\u00e9\ud83d\ude00é",{"b":null,"c":[true,false,{}]}],"d":18446744073709551615} "#.utf8)
        var random = SeededGenerator(seed: 42)
        for _ in 0..<5000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &random)
                case 1: bytes.remove(at: index)
                case 2: bytes.insert(seed[Int.random(in: 0..<seed.count, using: &random)], at: index)
                default: bytes.removeSubrange(index...)
                }
                if bytes.isEmpty { break }
            }
            do throws(Diagnostic) {
                let node = try JSONNode.parse(bytes, file: "f")
                let text = JSONWriter.write(JSONOutput(node), .compact)
                let again = try JSONNode.parse(Array(text.utf8), file: "f")
                #expect(JSONWriter.write(JSONOutput(again), .compact) == text)
            } catch {
                #expect(error.location?.line ?? 0 > 0)
            }
        }
    }
}

extension JSONOutput {
    /// For round trips; numbers become strings.
    init(_ node: JSONNode) {
        switch node.value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let text), .number(let text), .string(let text): self = .string(text)
        case .array(let elements): self = .array(elements.map { JSONOutput($0) })
        case .object(let members): self = .object(members.map { Member($0.key, JSONOutput($0.value)) })
        }
    }
}

/// Random numbers that are the same on every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}

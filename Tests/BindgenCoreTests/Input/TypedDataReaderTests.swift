import BindgenCore
import Testing

@Suite struct TypedDataReaderTests {
    private func document(
        types: String =
            #""Mail": [{"name": "to", "type": "Person[]"}, {"name": "text", "type": "string"}], "Person": [{"name": "wallet", "type": "address"}]"#,
        primaryType: String = #", "primaryType": "Mail""#, rest: String = ""
    ) -> String {
        "{\"types\": {\(types)}\(primaryType)\(rest)}"
    }

    @Test func aDocument() throws {
        let (document, problems) = readSpec(
            document(
                types:
                    #""EIP712Domain": [{"name": "name", "type": "string"}, {"name": "chainId", "type": "uint256"}], "Mail": [{"name": "n", "type": "uint8[2][]"}]"#,
                rest: #", "domain": {"name": "Post"}, "message": {"n": 3}"#))
        #expect(problems == [])
        let spec = try #require(document.typedData.first)
        #expect(document.typedData.count == 1)
        #expect(spec.primaryType == "Mail")
        #expect(spec.types == ["Mail": [TypedDataMember(name: "n", type: "uint8[2][]")]])
        #expect(spec.domainFields == ["name", "chainId"])
        #expect(spec.domainName == "Post")
        #expect(spec.domainVersion == nil)
    }

    @Test func theDomainsOwnFields() throws {
        let stated = readSpec(document(rest: #", "domain": {"verifyingContract": "0x00", "version": "1"}"#))
        #expect(stated.problems == [])
        #expect(stated.document.typedData.first?.domainFields == ["version", "verifyingContract"])
        #expect(stated.document.typedData.first?.domainVersion == "1")
        #expect(readSpec(document()).document.typedData.first?.domainFields == .some(nil))
        #expect(readSpec(document(types: #""EIP712Domain": [], "Mail": []"#)).document.typedData.first?.domainFields == [])
    }

    @Test func severalDocuments() {
        let (result, problems) = readSpec("[\(document()), \(document(primaryType: ", \"primaryType\": \"Person\""))]")
        #expect(problems == [])
        #expect(result.typedData.map(\.primaryType) == ["Mail", "Person"])
    }

    @Test(arguments: [
        (#"{"types": 1, "primaryType": "A"}"#, ["1:11: error: 'types' must be an object, not a number"]),
        (#"{"primaryType": "A"}"#, ["1:1: error: this EIP-712 document lacks 'types'"]),
        (#"{"types": {"A": []}}"#, ["1:1: error: this EIP-712 document lacks 'primaryType', the struct type that is signed"]),
        (
            #"{"types": {"Mail": []}, "primaryType": "Mial"}"#,
            ["1:40: error: 'primaryType' names 'Mial', which is not among the types; is it 'Mail'?"]
        ),
        (
            #"{"types": {"EIP712Domain": []}, "primaryType": "EIP712Domain"}"#,
            ["1:48: error: 'primaryType' names the domain, not a message"]
        ),
        (#"{"types": {"A": {}}, "primaryType": "A"}"#, ["1:17: error: the members of 'A' must be an array, not an object"]),
        (#"{"types": {"A": [1]}, "primaryType": "A"}"#, ["1:18: error: a member of 'A' must be an object, not a number"]),
        (#"{"types": {"A": [{"name": "x"}]}, "primaryType": "A"}"#, ["1:18: error: this member of 'A' lacks 'type'"]),
        (#"{"types": {"A": [{"name": 1, "type": "bool"}]}, "primaryType": "A"}"#, ["1:27: error: 'name' must be a string, not a number"]),
        (#"{"types": {"uint8": []}, "primaryType": "uint8"}"#, ["1:12: error: 'uint8' is a type of EIP-712's own and cannot be declared"]),
        (#"{"types": {"A,B": []}, "primaryType": "A,B"}"#, ["1:12: error: 'A,B' cannot be the name of a struct type"]),
        (
            #"{"types": {"A": [{"name": "a b", "type": "bool"}]}, "primaryType": "A"}"#,
            ["1:42: error: 'a b' cannot be the name of a member"]
        ),
        (
            #"{"types": {"A": [{"name": "x", "type": "bool"}, {"name": "x", "type": "bool"}]}, "primaryType": "A"}"#,
            ["1:71: error: the member 'x' of 'A' stands twice"]
        ),
        (
            #"{"types": {"A": [{"name": "x", "type": "uint"}]}, "primaryType": "A"}"#,
            ["1:40: error: EIP-712 has no 'uint': write 'uint256'"]
        ),
        (#"{"types": {"A": [{"name": "x", "type": "function"}]}, "primaryType": "A"}"#, ["1:40: error: EIP-712 has no type 'function'"]),
        (#"{"types": {"A": [{"name": "x", "type": "(bool)"}]}, "primaryType": "A"}"#, ["1:40: error: EIP-712 has no type '(bool)'"]),
        (
            #"{"types": {"A": [{"name": "x", "type": "uint257"}]}, "primaryType": "A"}"#,
            ["1:40: error: the type 'uint257' of 'x': unknown type 'uint257': widths go from 8 to 256 in steps of 8"]
        ),
        (
            #"{"types": {"A": [{"name": "x", "type": "Persn[]"}], "Person": []}, "primaryType": "A"}"#,
            ["1:40: error: the type 'Persn' of 'x' is not known; is it 'Person'?"]
        ),
        (
            #"{"types": {"A": [{"name": "x", "type": "Quote"}]}, "primaryType": "A"}"#,
            ["1:40: error: the type 'Quote' of 'x' is not known: declare it among the types"]
        ),
        (
            #"{"types": {"A": [{"name": "x", "type": "B[y]"}], "B": []}, "primaryType": "A"}"#,
            ["1:40: error: the type 'B[y]' of 'x': bad array suffix: write 'T[]' or 'T[3]'"]
        ),
        (
            #"{"types": {"A": [{"name": "x", "type": "A"}]}, "primaryType": "A"}"#,
            ["1:40: error: the struct type 'A' contains itself by A.x: no value of it ever ends"]
        ),
        (
            #"{"types": {"C": [{"name": "a", "type": "A"}], "A": [{"name": "b", "type": "B"}], "B": [{"name": "as", "type": "A[]"}]}, "primaryType": "A"}"#,
            [
                "1:75: error: the struct type 'A' contains itself by A.b, B.as: recursion through arrays is not supported"
            ]
        ),
        (
            #"{"types": {"EIP712Domain": [{"name": "chain", "type": "uint256"}], "A": []}, "primaryType": "A"}"#,
            ["1:55: error: a domain has no field 'chain': it has name, version, chainId, verifyingContract and salt, or some of them"]
        ),
        (
            #"{"types": {"EIP712Domain": [{"name": "chainId", "type": "uint64"}], "A": []}, "primaryType": "A"}"#,
            ["1:57: error: the domain's 'chainId' is of type uint256, not 'uint64'"]
        ),
        (
            #"{"types": {"EIP712Domain": [{"name": "version", "type": "string"}, {"name": "name", "type": "string"}], "A": []}, "primaryType": "A"}"#,
            ["1:93: error: EIP-712 orders a domain's fields name, version, chainId, verifyingContract, salt, each at most once"]
        ),
        (
            #"{"types": {"A": []}, "primaryType": "A", "domain": {"nmae": "x"}}"#,
            ["1:53: error: a domain has no field 'nmae': it has name, version, chainId, verifyingContract and salt, or some of them"]
        ),
        (
            #"{"types": {"EIP712Domain": [], "A": []}, "primaryType": "A", "domain": {"name": "x"}}"#,
            ["1:73: error: the domain's 'name' is not declared in EIP712Domain"]
        ),
        (
            #"{"types": {"A": []}, "primaryType": "A", "domain": {"name": 1}}"#,
            ["1:61: error: the domain's 'name' must be a string, not a number"]
        ),
        (#"{"types": {"A": []}, "primaryType": "A", "domain": []}"#, ["1:52: error: 'domain' must be an object, not an array"]),
    ])
    func refused(text: String, messages: [String]) {
        let (document, problems) = readSpec(text)
        #expect(problems == messages.map { "a.json:" + $0 })
        #expect(document.typedData.isEmpty)
    }

    /// Chains and webs of types must neither exhaust the stack nor take exponential time.
    @Test func manyTypes() {
        let count = 900
        let web = (0..<count).map { index in
            "\"T\(index)\": ["
                + (index + 1 < count ? (0..<3).map { "{\"name\": \"m\($0)\", \"type\": \"T\(index + 1)\"}" }.joined(separator: ",") : "")
                + "]"
        }
        #expect(readSpec(document(types: web.joined(separator: ","), primaryType: #", "primaryType": "T0""#)).problems == [])
        let ring = (0..<count).map { "\"T\($0)\": [{\"name\": \"n\", \"type\": \"T\(($0 + 1) % count)\"}]" }
        #expect(readSpec(document(types: ring.joined(separator: ","), primaryType: #", "primaryType": "T0""#)).problems.count == 1)
        let many = (0...1000).map { "\"T\($0)\": []" }
        #expect(readSpec(document(types: many.joined(separator: ","), primaryType: #", "primaryType": "T0""#)).problems.count == 1)
    }
}

@Suite struct EncodeTypeReaderTests {
    @Test func lines() throws {
        let (document, problems) = readSpec(
            """
            # what is signed
            Mail(Person from,Person[] to,string text)Person(string name,address wallet)

              Empty()
            """, file: "types.txt")
        #expect(problems == [])
        #expect(document.typedData.map(\.primaryType) == ["Mail", "Empty"])
        let mail = try #require(document.typedData.first)
        #expect(mail.types["Person"] == [TypedDataMember(name: "name", type: "string"), TypedDataMember(name: "wallet", type: "address")])
        #expect(mail.types["Mail"]?.map(\.type) == ["Person", "Person[]", "string"])
        #expect(document.typedData[1].location == SourceLocation(file: "types.txt", line: 4, column: 3))
    }

    @Test func anArrayOfStrings() {
        #expect(readSpec(#"["A(uint256 x)", "B(A a)A(uint256 x)"]"#).document.typedData.map(\.primaryType) == ["A", "B"])
    }

    @Test func foundry() {
        let hash = "0xb03948446334eb9b2196d5eb166f69b9d49403eb4a12f36de8d3f9f3cb8e15c3"
        let entry = { (hash: String) in
            #"[{"path":"src/A.sol:A","type":"Mail(address from,address to,string contents)","hash":"\#(hash)"}]"#
        }
        let wrong = readSpec(entry(hash)).problems
        #expect(wrong.count == 1)
        let actual = wrong.first?.split(separator: " ").first { $0.hasPrefix("0x") }.map { String($0.dropLast()) } ?? ""
        #expect(readSpec(entry(actual)).problems == [])
        // keccak256("Mail(Person from,Person to,string contents)Person(string name,address wallet)"), from EIP-712 itself.
        let known = "0xa0cedeb2dc280ba39b857546d74f5549c3a1d7bdc2dd96bf881f76108e23dac2"
        let text =
            #"[{"path":"m","type":"Mail(Person from,Person to,string contents)Person(string name,address wallet)","hash":"\#(known)"}]"#
        #expect(readSpec(text).problems == [])
        #expect(readSpec(text).document.typedData.count == 1)
    }

    @Test(arguments: [
        (
            "Mail(string)",
            "12: error: expected one space between type and name: an encodeType reads 'Name(type name,type name)' without other spaces"
        ),
        (
            "Mail(string a, bool b)",
            "15: error: expected a member's type: an encodeType reads 'Name(type name,type name)' without other spaces"
        ),
        ("Mail(string a", "14: error: expected ')': an encodeType reads 'Name(type name,type name)' without other spaces"),
        ("Mail(string a)x", "16: error: expected '(': an encodeType reads 'Name(type name,type name)' without other spaces"),
        (
            "Mail(string a)(",
            "15: error: expected a struct type's name: an encodeType reads 'Name(type name,type name)' without other spaces"
        ),
        ("Mail(Person a)", "6: error: the type 'Person' of 'a' is not known: declare it among the types"),
        ("Mail(bool a)B(bool b)", "13: error: 'Mail' does not refer to 'B', which stands in its encodeType"),
        ("Mail(B b,C c)C()B()", "17: error: EIP-712 sorts the types that are referred to: 'B' goes before 'C'"),
        ("Mail(bool a)Mail(bool b)", "13: error: the struct type 'Mail' is declared twice"),
    ])
    func refused(text: String, message: String) {
        #expect(readSpec(text, file: "t.txt").problems == ["t.txt:1:" + message])
        let column = message.split(separator: ":")[0]
        let moved = (Int(column) ?? 0) + 2
        #expect(readSpec("[\"\(text)\"]").problems == ["a.json:1:\(moved)" + message.dropFirst(column.count)])
    }

    @Test func entriesOfOtherKinds() {
        #expect(readSpec(#"["A()", 7]"#).problems == ["a.json:1:9: error: an encodeType entry must be an object, not a number"])
        #expect(readSpec(#"[{"type":"A()","hash":7}]"#).problems == ["a.json:1:23: error: 'hash' must be a string, not a number"])
    }
}

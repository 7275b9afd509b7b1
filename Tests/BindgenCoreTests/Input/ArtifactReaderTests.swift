import BindgenCore
import Testing

@Suite struct ArtifactReaderTests {
    private static let abi =
        #"[{"type":"function","name":"f","inputs":[{"name":"a","type":"uint256"}],"outputs":[{"name":"","type":"bool"}],"stateMutability":"view"}]"#

    @Test func hardhat() {
        let (document, problems) = readSpec(#"{"_format":"hh-sol-artifact-1","contractName":"Vault","abi":\#(Self.abi),"bytecode":"0x60"}"#)
        #expect(problems == [])
        #expect(document.contractName == "Vault")
        #expect(document.hasBytecode)
        #expect(document.items.map(\.name) == ["f"])
    }

    @Test(arguments: [
        (#""bytecode":"0x""#, false), (#""bytecode":{"object":"0x"}"#, false), (#""bytecode":{"object":"0x60__$lib$__"}"#, true),
        (#""bytecode":"""#, false),
        (#""bytecode":null"#, false), (#""bin":"60""#, true), (#""evm":{"bytecode":{"object":"60"}}"#, true),
        (#""deployedBytecode":"0x60""#, false),
    ])
    func bytecode(member: String, expected: Bool) {
        #expect(readSpec("{\"abi\":[],\(member)}").document.hasBytecode == expected)
    }

    private static let devdoc =
        #"{"methods":{"f(uint256)":{"details":"Reads\n a flag.","params":{"a":"which"},"returns":{"_0":"the flag"}}},"errors":{"X()":[{"details":"first"}]}}"#
    private static let userdoc = #"{"methods":{"f(uint256)":{"notice":"Whether it is set."}},"events":{"E()":{"notice":"It happened."}}}"#

    @Test(arguments: [
        #""devdoc":DEV,"userdoc":USER"#,
        #""metadata":{"output":{"devdoc":DEV,"userdoc":USER},"settings":{"compilationTarget":{"src/V.sol":"Vault"}}}"#,
        #""rawMetadata":QUOTED"#, #""metadata":QUOTED"#,
    ])
    func natSpec(member: String) throws {
        let inner = #"{"output":{"devdoc":\#(Self.devdoc),"userdoc":\#(Self.userdoc)}}"#
        let quoted = JSONWriter.write(.string(inner), .compact)
        var text = ""
        var rest = member[...]
        while let first = rest.first {
            if rest.hasPrefix("DEV") {
                text += Self.devdoc
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix("USER") {
                text += Self.userdoc
                rest = rest.dropFirst(4)
            } else if rest.hasPrefix("QUOTED") {
                text += quoted
                rest = rest.dropFirst(6)
            } else {
                text.append(first)
                rest = rest.dropFirst()
            }
        }
        let items = Self.abi.dropLast() + #",{"type":"event","name":"E","inputs":[]},{"type":"error","name":"X","inputs":[]}]"#
        let (document, problems) = readSpec("{\"abi\":\(items),\(text)}")
        #expect(problems == [])
        let documentation = try #require(document.items[0].documentation)
        #expect(documentation.notice == "Whether it is set.")
        #expect(documentation.details == "Reads a flag.")
        #expect(documentation.parameters == ["a": "which"])
        #expect(documentation.returns == ["_0": "the flag"])
        #expect(document.items[1].documentation?.notice == "It happened.")
        #expect(document.items[2].documentation?.details == "first")
        if member.contains("Vault") { #expect(document.contractName == "Vault") }
    }

    @Test(arguments: ["f", "\"text\"", "[]", "{\"methods\":7}", "\"{\\\"methods\\\":\""])
    func oddNatSpecIsPassedOver(devdoc: String) {
        guard devdoc != "f" else { return }
        let (document, problems) = readSpec(#"{"abi":\#(Self.abi),"devdoc":\#(devdoc)}"#)
        #expect(problems == [])
        #expect(document.items[0].documentation == nil)
    }

    @Test func combinedJSON() {
        let one = #"{"contracts":{"src/a.sol:C":{"abi":\#(Self.abi),"bin":"60"}},"version":"0.8.19"}"#
        #expect(readSpec(one).document.contractName == "C")
        #expect(readSpec(one).document.hasBytecode)
        let quoted = JSONWriter.write(.string(Self.abi), .compact)
        let (document, problems) = readSpec(#"{"contracts":{"a.sol:C":{"abi":\#(quoted),"bin":""}}}"#)
        #expect(problems == [])
        #expect(document.items.count == 1)
        #expect(!document.hasBytecode)
    }

    private static let several =
        #"{"contracts":{"a.sol":{"C":{"abi":\#(abi),"evm":{"bytecode":{"object":"60"}}},"D":{"abi":[]}},"b.sol":{"D":{"abi":\#(abi)}}}}"#

    @Test func standardJSON() {
        #expect(readSpec(Self.several, contract: "C").document.hasBytecode)
        #expect(readSpec(Self.several, contract: "C").document.contractName == "C")
        #expect(readSpec(Self.several, contract: "b.sol:D").document.items.count == 1)
        #expect(readSpec("{\"id\":1,\"output\":\(Self.several)}", contract: "C").document.items.count == 1)
    }

    @Test func theChoice() {
        #expect(
            readSpec(Self.several).problems == [
                "a.json:1:14: error: the file holds several contracts; choose one of them: 'a.sol:C', 'a.sol:D', 'b.sol:D'"
            ])
        #expect(
            readSpec(Self.several, contract: "D").problems == [
                "a.json:1:14: error: the file holds several contracts; choose one of them: 'a.sol:D', 'b.sol:D'"
            ])
        #expect(
            readSpec(Self.several, contract: "E").problems == [
                "a.json:1:14: error: there is no contract 'E' in the file; it holds 'a.sol:C', 'a.sol:D', 'b.sol:D'"
            ])
        #expect(
            readSpec(#"{"contractName":"V","abi":[]}"#, contract: "W").problems == [
                "a.json:1:1: error: the file holds the contract 'V', not 'W'"
            ])
    }

    @Test func compilerErrors() {
        #expect(
            readSpec(#"{"contracts":{},"errors":[{"formattedMessage":"ParserError: no"}]}"#).problems
                == ["a.json:1:14: error: the compiler's output holds no contract with an ABI; it says: ParserError: no"])
        #expect(readSpec(#"{"contracts":7}"#).problems == ["a.json:1:14: error: 'contracts' must be an object, not a number"])
    }

    @Test func problemsInside() {
        #expect(readSpec("{\n\"abi\": 7}").problems == ["a.json:2:8: error: the ABI must be an array, not a number"])
        #expect(
            readSpec("{\n\"abi\": \"[}\"}").problems == ["a.json:2:8: error: the JSON inside this string: expected a JSON value, found '}'"]
        )
        #expect(readSpec("{\n\"abi\": \"[7]\"}").problems == ["a.json:2:8: error: an ABI entry must be an object, not a number"])
    }
}

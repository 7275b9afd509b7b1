@testable import BindgenCore
import EVMCore
import Testing

@Suite struct EventAndErrorDiffTests {
    @Test func anotherTopic() throws {
        let diff = try Compared.solidity("event E(uint256 a);", "event E(uint256 a, bool b);")
        let finding = try diff.only(.event, "E(uint256,bool)")
        #expect(finding.change == .changed && finding.class == .decoding && finding.was == "E(uint256)")
        #expect(finding.detail?.contains(keccak256(utf8: "E(uint256,bool)").hex) == true)
        #expect(finding.detail?.hasSuffix(": b added") == true)
        #expect(diff.findings.count == 1)
    }

    @Test(arguments: [
        ("event E(uint256 a);", "event E(uint256 indexed a);", "~ decoding event E(uint256): a is indexed now"),
        ("event E(uint256 indexed a);", "event E(uint256 a);", "~ decoding event E(uint256): a is not indexed any more"),
        ("event E(uint256 a);", "event E(uint256 a) anonymous;", "~ decoding event E(uint256): it is anonymous now"),
        ("event E(uint256 a);", "event E(uint256 b);", "~ source event E(uint256): fields renamed: a → b"),
        ("event E(uint256 a, uint256 b);", "event E(uint256 b, uint256 a);", "~ decoding event E(uint256,uint256): fields changed places: a, b → b, a"),
        ("event E(uint256 a); event F();", "event F();", "- decoding event E(uint256)"),
        ("event F();", "event E(uint256 a); event F();", "+ harmless event E(uint256)"),
        ("error E(uint256 a); error F();", "error F();", "- source error E(uint256)"),
        ("error F();", "error E(uint256 a); error F();", "+ harmless error E(uint256)"),
        ("error E(uint256 a);", "error E(uint256 b);", "~ source error E(uint256): arguments renamed: a → b"),
    ])
    func one(old: String, new: String, expected: String) throws {
        #expect(try Compared.solidity(old, new).short == [expected])
    }

    @Test func newOverload() throws {
        let diff = try Compared.solidity("event E(uint256 a);", "event E(uint256 a); event E(uint256 a, bool b);")
        #expect(
            diff.short == [
                "+ harmless event E(uint256,bool)",
                "~ harmless event E(uint256): an overload was added: whoever looks it up by its name alone finds 2",
            ])
    }

    @Test func otherArgumentsOfAnError() throws {
        let finding = try Compared.solidity("error E(uint256 a);", "error E(uint256 a, bool b);").only(.error, "E(uint256,bool)")
        #expect(finding.change == .changed && finding.class == .decoding && finding.was == "E(uint256)")
    }

    @Test func idsAreTopicsAndSelectors() throws {
        let diff = try Compared.solidity("function f();", "function f(); event Transfer(address indexed a, address indexed b, uint256 c); error Bad();")
        #expect(try diff.only(.event, "Transfer(address,address,uint256)").id == "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")
        #expect(try diff.only(.error, "Bad()").id == String(keccak256(utf8: "Bad()").hex.prefix(10)))
    }
}

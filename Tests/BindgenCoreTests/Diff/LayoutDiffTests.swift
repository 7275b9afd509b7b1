@testable import BindgenCore
import Testing

@Suite struct LayoutDiffTests {
    private func layout(_ old: String, _ new: String) throws -> [String] {
        try Compared.solidity(old, new).findings.filter { $0.kind == .layout }.map { finding in
            #expect(finding.class == .wire)
            return finding.detail ?? ""
        }
    }

    @Test func argumentsThatMoved() throws {
        #expect(
            try layout("function f(uint256 a, uint256 b);", "function f(uint256 a, address c, uint256 b);") == ["b: byte 32 → 64 (+32)"])
        #expect(try layout("function f(uint256 a, uint256 b);", "function f(uint256 b);") == ["b: byte 32 → 0 (-32)"])
        #expect(try layout("function f(uint256 a);", "function f(uint256 a, uint256 b);") == [])
    }

    /// A tail moves with the size of the head, though the word that points to it stays.
    @Test func tailsMoveWithTheHead() throws {
        #expect(
            try layout("function f(bytes sig);", "function f(bytes sig, uint256 cap, uint256 floor);")
                == ["sig: its bytes lie +64 (the head is 96 bytes, was 32)"])
        #expect(
            try layout("function f(bytes sig, uint256 a);", "function f(bytes sig, bytes a);") == [
                "a: it is dynamic now", "sig: its bytes end at a, not at the end",
            ])
        #expect(
            try layout("function f(uint256 a, bytes sig);", "function f(string a, bytes sig);") == [
                "a: it is dynamic now", "sig: its bytes lie behind those of a, not of none",
            ])
    }

    @Test func membersOfStaticStructs() throws {
        #expect(
            try layout(
                "struct Caps { uint256 open; uint256 close; } function f(Caps caps);",
                "struct Caps { uint256 open; uint256 close; } function f(uint256 a, Caps caps);")
                == ["caps.close: byte 32 → 64 (+32)", "caps.open: byte 0 → 32 (+32)", "caps: byte 0 → 32 (+32)"])
    }

    /// Callers come from the function that has most of the arguments, not only from the one of the name.
    @Test func relatives() throws {
        let diff = try Compared.solidity(
            "function send(uint256 rate, bytes sig); function sendWithData(uint256 price, address a, bytes sig, bytes data);",
            "function send(uint256 price, address a, bytes sig, bytes data, uint256 cap); function sendWithData(uint256 price, address a, bytes sig, bytes data);"
        )
        let found = diff.findings.filter { $0.kind == .layout }.map { "\($0.was ?? ""): \($0.detail ?? "")" }
        #expect(found.contains("sendWithData(uint256,address,bytes,bytes): sig: its bytes lie +32 (the head is 160 bytes, was 128)"))
        #expect(found.contains { $0.hasPrefix("send(uint256,bytes): sig: byte 32 → 64 (+32)") })
    }

    @Test func nothingWhereTheSelectorStayed() throws {
        #expect(try layout("function f(uint256 a, uint256 b);", "function f(uint256 b, uint256 a);") == [])
    }
}

@testable import BindgenCore
import EVMCore
import Testing

@Suite struct TypedDataDiffTests {
    private func document(_ members: String, account: String = #"{"name":"a","type":"address"}"#, domain: String = #""name":"D""#) -> String {
        #"{"primaryType":"Order","types":{"Order":[\#(members)],"Account":[\#(account)],"EIP712Domain":[{"name":"name","type":"string"}]},"domain":{\#(domain)}}"#
    }

    private static let id = #"{"name":"id","type":"uint256"}"#
    private static let account = #"{"name":"account","type":"Account"}"#

    private func diff(_ old: String, _ new: String) throws -> SpecDiff { try Compared.files(("old.json", old), ("new.json", new)) }

    @Test func anotherTypeHash() throws {
        let diff = try diff(document("\(Self.id),\(Self.account)"), document(#"\#(Self.id),\#(Self.account),{"name":"b","type":"bool"}"#))
        #expect(diff.findings.count == 1)
        let finding = try diff.only(.typedData, "Order")
        let was = "Order(uint256 id,Account account)Account(address a)"
        #expect(finding.class == .wire && finding.change == .changed && finding.was == was)
        let now = keccak256(utf8: "Order(uint256 id,Account account,bool b)Account(address a)")
        #expect(finding.detail == "typeHash \(keccak256(utf8: was).hex) → \(now.hex): b added")
    }

    /// A type's hash covers the types that it refers to.
    @Test func referencedType() throws {
        let diff = try diff(
            document("\(Self.id),\(Self.account)"), document("\(Self.id),\(Self.account)", account: #"{"name":"a","type":"bytes20"}"#))
        #expect(diff.findings.map(\.signature) == ["Account", "Order"])
        #expect(try diff.only(.typedData, "Account").detail?.hasSuffix("a: address → bytes20") == true)
        #expect(try diff.only(.typedData, "Order").detail?.hasSuffix("a type that it refers to has changed") == true)
    }

    @Test func domain() throws {
        let diff = try diff(document(Self.account), document(Self.account, domain: #""name":"E""#))
        let finding = try diff.only(.typedData, "EIP712Domain")
        #expect(finding.class == .wire && finding.was == #"EIP712Domain(name) name "D""#)
        #expect(finding.detail?.hasSuffix(#"EIP712Domain(name) name "E""#) == true)
    }

    @Test func comeAndGone() throws {
        let old = #"["Mail(address to,string text)"]"#
        let new = #"["Letter(address to,string text)"]"#
        let diff = try diff(old, new)
        #expect(diff.short == ["+ harmless typedData Letter", "- wire typedData Mail"])
        #expect(diff.findings.last?.id == keccak256(utf8: "Mail(address to,string text)").hex)
    }

    @Test func renamed() throws {
        let diff = try diff(#"["Mail(address to,string text)"]"#, #"["Zed(address to,string text)","Other(address to,uint256 text)"]"#)
        #expect(try diff.only(.typedData, "Mail").likely == "Zed")
    }

    @Test func abiAndTypedDataAreNotCompared() throws {
        let workspace = try Workspace(["a.json": "[\(Entry.function("f"))]", "t.json": #"["Mail(address to)"]"#])
        var diagnostics = Diagnostics()
        let abi = try #require(DiffSide.file(workspace.path("a.json"), diagnostics: &diagnostics))
        let typed = try #require(DiffSide.file(workspace.path("t.json"), diagnostics: &diagnostics))
        for (old, new) in [(abi, typed), (typed, abi)] {
            diagnostics = Diagnostics()
            #expect(SpecDiff(old, new, diagnostics: &diagnostics) == nil)
            #expect(diagnostics.all.map(\.message).filter { $0.hasSuffix("compare like with like") }.count == 1)
        }
    }
}

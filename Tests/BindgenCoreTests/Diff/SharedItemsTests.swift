@testable import BindgenCore
import Testing

/// The cost of adding a release is the cost of what differs: what only moved is the type that it was.
@Suite struct SharedItemsTests {
    private func second(_ old: String, _ new: String) throws -> Contract {
        let config = { (namespace: String, file: String, more: String) in
            #"{"namespace": "\#(namespace)", "contracts": [{"name": "C", "specs": ["\#(file)"]}]\#(more)}"#
        }
        let generated = try Workspace([
            "old.sol": old, "new.sol": new, "a.bindings.json": config("A", "old.sol", ""),
            "b.bindings.json": config("B", "new.sol", #", "shares": ["A"]"#),
        ]).generate(["a.bindings.json", "b.bindings.json"])
        #expect(generated.problems == [])
        return try #require(generated.outputs.first { $0.namespace == "B" }?.model.contracts.first)
    }

    @Test func aStructThatOnlyMoved() throws {
        let contract = try second(
            "struct Sign { uint256 a; } struct Sig { bytes id; Sign sign; } function f(Sig sig);",
            "struct IVerifier.Sign { uint256 a; } struct Sig { bytes id; IVerifier.Sign sign; } function f(Sig sig);")
        #expect(contract.structs.map(\.alias) == ["A.C.Sign", "A.C.Sig"])
        #expect(contract.functions.map(\.names.alias) == ["A.C.Calls.F"])
        #expect(contract.structs.map { $0.path.joined(separator: ".") } == ["IVerifier.Sign", "Sig"])
    }

    @Test func aStructThatChanged() throws {
        let contract = try second(
            "struct Sign { uint256 a; } function f(Sign s);", "struct IVerifier.Sign { uint256 b; } function f(IVerifier.Sign s);")
        #expect(contract.structs.map(\.alias) == [nil])
        #expect(contract.functions.map(\.names.alias) == [nil])
    }

    @Test func enums() throws {
        let moved = try second("enum Side { A, B } function f(Side s);", "enum I.Side { A, B } function f(I.Side s);")
        #expect(moved.enums.map(\.alias) == ["A.C.Side"])
        // Nobody knows whether two enums without cases are one.
        let unknown = "// enum Side: uint8, case names unknown\nfunction f(Side s);"
        let other = "// enum I.Side: uint8, case names unknown\nfunction f(I.Side s);"
        #expect(try second(unknown, other).enums.map(\.alias) == [nil])
        #expect(try second(unknown, unknown).enums.map(\.alias) == ["A.C.Side"])
    }
}

@testable import BindgenCore
import Testing

@Suite struct TypeDiffTests {
    private func structs(_ old: String, _ new: String, use: String) throws -> [String] {
        try Compared.solidity("struct S { \(old) } \(use)", "struct S { \(new) } \(use)").short.filter { $0.contains(" struct S") }
    }

    @Test func membersByUse() throws {
        let (old, new) = ("uint256 a;", "uint256 a; uint256 b;")
        #expect(try structs(old, new, use: "function f(S s);") == ["~ wire struct S: b added"])
        #expect(try structs(old, new, use: "function f() returns (S);") == ["~ decoding struct S: b added"])
        #expect(try structs(old, new, use: "event E(S s);") == ["~ decoding struct S: b added"])
        #expect(try structs(old, new, use: "error E(S[] s);") == ["~ decoding struct S: b added"])
        #expect(try structs(old, new, use: "function f(S s) returns (S);") == ["~ wire struct S: b added", "~ decoding struct S: b added"])
        #expect(try structs(old, new, use: "struct T { S[] s; } function f(T[] t);") == ["~ wire struct S: b added"])
        #expect(try structs(old, new, use: "function f();") == ["~ harmless struct S: b added"])
    }

    @Test func memberNames() throws {
        #expect(try structs("uint256 a;", "uint256 b;", use: "function f(S s);") == ["~ source struct S: members renamed: a → b"])
        #expect(
            try structs("uint256 a; uint256 b;", "uint256 b; uint256 a;", use: "function f() returns (S);")
                == ["~ decoding struct S: members changed places: a, b → b, a"])
        #expect(
            try structs("uint256 a; int256 b;", "int256 b; uint256 a;", use: "function f(S s);") == ["~ wire struct S: b, a in another order"])
    }

    /// A struct that changes by its members alone is told of once, and the functions that keep their selectors are not.
    @Test func renamedMemberIsToldOnce() throws {
        let diff = try Compared.solidity("struct S { uint256 a; } function f(S s);", "struct S { uint256 b; } function f(S s);")
        #expect(diff.short == ["~ source struct S: members renamed: a → b"])
        #expect(diff.findings.first?.was == "S(uint256 a)")
    }

    @Test func comeAndGone() throws {
        let diff = try Compared.solidity(
            "struct Old { uint256 a; bool b; } function f(Old o);", "struct Lib.New { uint256 a; bool b; } function f(Lib.New o);")
        #expect(diff.short.contains("+ harmless struct Lib.New"))
        let gone = try diff.only(.struct, "Old")
        #expect(gone.class == .source && gone.likely == "Lib.New" && gone.hint == "the same members" && gone.id == nil)
        #expect(diff.short.contains("~ source function f((uint256,bool)): argument o is Lib.New now, not Old"))
    }

    @Test func tuplesWithoutAName() throws {
        let entry = { (name: String) in
            "[\(Entry.function("f", Entry.tuple("t", [Entry.parameter("uint256", name)])))]"
        }
        let diff = try Compared.files(("old.json", entry("a")), ("new.json", entry("b")))
        #expect(diff.short.contains("~ source function f((uint256)): argument t: members renamed: a → b"))
    }

    @Test(
        arguments: [
            ("A, B", "A, B, C", "function f(E e);", ["~ harmless enum E: new: C 2"]),
            ("A, B", "A, X", "function f(E e);", ["~ source enum E: B → X, 1"]),
            ("A, B", "B, A", "function f(E e);", ["~ wire enum E: other numbers: A 0 → 1, B 1 → 0"]),
            ("A, B", "B, A", "event L(E e);", ["~ decoding enum E: other numbers: A 0 → 1, B 1 → 0"]),
            (
                "A, B", "A, C, B", "function f(E e) returns (E);",
                [
                    "~ wire enum E: other numbers: B 1 → 2", "~ decoding enum E: other numbers: B 1 → 2", "~ harmless enum E: new: C 1",
                ]
            ),
            // What a contract decodes it checks against the number of cases.
            ("A, B", "A", "function f(E e);", ["~ wire enum E: 1 is refused now", "~ source enum E: B, 1, is gone"]),
            (
                "A, B, C, D", "A, D", "function f(E[] e);",
                ["~ wire enum E: other numbers: D 3 → 1; 2 to 3 are refused now", "~ source enum E: B, 1, is gone; C, 2, is gone"]
            ),
            ("A, B", "A", "function f() returns (E);", ["~ source enum E: B, 1, is gone"]),
        ] as [(String, String, String, [String])])
    func cases(old: String, new: String, use: String, expected: [String]) throws {
        #expect(try Compared.solidity("enum E { \(old) } \(use)", "enum E { \(new) } \(use)").short == expected)
    }

    @Test func casesThatNobodyKnows() {
        #expect(TypeComparison.cases(nil, nil, uses: .inputs).isEmpty)
        #expect(TypeComparison.cases(nil, ["A"], uses: .inputs).findings(.enum, "E", was: "").map(\.class) == [.source])
        #expect(TypeComparison.cases(["A"], nil, uses: .inputs).findings(.enum, "E", was: "").map(\.class) == [.source])
    }

    @Test func enumComeAndGone() throws {
        let diff = try Compared.solidity("enum Old { A, B } function f(Old o);", "enum New { A, B } function f(New o);")
        #expect(try diff.only(.enum, "New").change == .added)
        let gone = try diff.only(.enum, "Old")
        #expect(gone.class == .source && gone.likely == "New")
    }
}

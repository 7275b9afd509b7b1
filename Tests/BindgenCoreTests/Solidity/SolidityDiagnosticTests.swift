import Testing

@testable import BindgenCore

/// The messages of a source, warnings included, without the file's name.
private func problems(_ source: String, contract: String? = nil) -> [String] {
    var diagnostics = Diagnostics()
    _ = SolidityReader.read(Array(source.utf8), file: "a.sol", contract: contract, diagnostics: &diagnostics)
    return diagnostics.all.map { String($0.description.dropFirst("a.sol".count)) }
}

@Suite struct SolidityDiagnosticTests {
    @Test(arguments: [
        ("", ":1:1: error: the file is empty"),
        (" \n\t", ":1:1: error: the file is empty"),
        ("// only a comment", ":1:1: error: the file declares nothing"),
        ("pragma solidity ^0.8.0;", ":1:1: error: the file declares nothing"),
        ("error A();\u{0}", ":1:1: error: this is not Solidity source: there is a NUL byte"),
        ("error E(uint257 x);", ":1:9: error: unknown type 'uint257': widths go from 8 to 256 in steps of 8"),
        ("error E(bytes33 x);", ":1:9: error: unknown type 'bytes33': fixed bytes go from bytes1 to bytes32"),
        ("error E(Missing x);", ":1:9: error: unknown type 'Missing'; the file does not declare it"),
        ("struct A.S { uint256 x; } error E(S s);", ":1:35: error: unknown type 'S'; did you mean 'A.S'?"),
        (
            "struct A.S { uint256 x; } struct B.S { uint256 x; } error E(S s);",
            ":1:61: error: the type 'S' is ambiguous: it could be 'A.S' or 'B.S'; write which"
        ),
        (
            "interface A { struct S { uint256 x; } } interface B { struct S { bool x; } } interface C is A, B { error E(S s); }",
            ":1:108: error: the type 'S' is ambiguous: it could be 'A.S' or 'B.S'"
        ),
        (
            "struct A { B b; } struct B { A[] a; } error E(A a);",
            ":1:30: error: the struct 'A' contains itself (A → B → A), which no ABI can express"
        ),
        (
            "struct A { mapping(address => uint256) m; } error E(A a);",
            ":1:12: error: the member 'm' of the struct 'A' is a mapping, so the struct cannot be in an ABI"
        ),
        ("error E(mapping(address => uint256) m);", ":1:9: error: a mapping cannot be passed to or from a contract"),
        ("error E(function (uint256) internal f);", ":1:9: error: only an external function type can be in an ABI"),
        ("struct A { } error E(A a);", ":1:8: error: the struct 'A' has no members"),
        ("struct A { uint256 x; bool x; } error E(A a);", ":1:23: error: the struct 'A' has two members 'x'"),
        ("enum E { }", ":1:11: error: the enum 'E' has no cases"),
        ("enum E { A, B, A }", ":1:18: error: the case 'A' is declared twice"),
        ("enum E { A }\nenum E { B }", ":2:6: error: 'E' is declared twice; first in line 1"),
        ("type T is string; error E(T t);", ":1:11: error: the type 'T' must stand for a value type such as 'uint256' or 'address'"),
        ("library L { error X(); } error E(L l);", ":1:34: error: 'L' is a library and cannot be a type"),
        ("error E(uint256[0] x);", ":1:17: error: an array's length cannot be 0"),
        ("error E(uint256[N] x);", ":1:17: error: the array's length 'N' is not a constant of this file that is a whole number"),
        (
            "error E(uint256[1.5] x);",
            ":1:17: error: an array's length is a whole number or the name of a constant that is one, not '1.5'"
        ),
        (
            "error E(uint256[99999999999999999999] x);",
            ":1:17: error: an array's length is a whole number or the name of a constant that is one, not '99999999999999999999'"
        ),
        ("error E(uint256[4000000000] x);", ":1:9: error: an array of 4000000000 elements is too large for any calldata"),
        ("error E(uint256 indexed x);", ":1:9: error: only an event's parameters can be indexed"),
        (
            "event E(bool indexed a, bool indexed b, bool indexed c, bool indexed d);",
            ":1:7: error: the event 'E' has 4 indexed parameters; 3 fit"
        ),
        ("contract C { receive() external; }", ":1:14: error: 'receive' must be payable"),
        ("function f(uint256 a b) external;", ":1:22: error: expected ',' or ')' after the parameter 'a', found 'b'"),
        ("event E(uint256 a)\nerror F();", ":2:1: error: expected ';' after the event's declaration, found 'error'"),
        ("function f(", ":1:12: error: expected a type, found the end of the file"),
        ("contract C { error E(); ", ":1:12: error: the '{' that stands here is never closed"),
        ("error E(); }", ":1:12: error: there is no '{' that this '}' closes"),
        ("error E(); /* open", ":1:12: error: the comment that starts here is never closed with '*/'"),
        ("contract C { error E(); contract D { } }", ":1:25: error: a 'contract' cannot stand inside another contract"),
        ("uint256 x;", ":1:9: error: 'x' is neither a constant nor inside a contract"),
        ("ö error E();", ":1:1: error: expected a declaration, found 'ö'"),
        (
            "error E(); contract C is Gone { error F(); }",
            ":1:26: warning: the base 'Gone' is not in this file; what it declares is missing"
        ),
    ])
    func oneProblem(source: String, message: String) {
        #expect(problems(source) == [message])
    }

    @Test func allProblemsAreTold() {
        let messages = problems(
            """
            struct A { Nope x; uint8 y }
            function f(Gone a, uint7 b) external;
            event E(uint256 a;
            error F(bytes0 b);
            interface I { function g(Lost) external; enum { X } }
            error Good(uint256);
            """, contract: "I")
        #expect(
            messages == [
                ":1:28: error: expected ';' after the member 'y', found '}'",
                ":3:18: error: expected ')' after the parameters, found ';'",
                ":5:47: error: expected the enum's name, found '{'",
                ":1:12: error: unknown type 'Nope'; the file does not declare it",
                ":5:26: error: unknown type 'Lost'; the file does not declare it",
                ":2:12: error: unknown type 'Gone'; the file does not declare it",
                ":2:20: error: unknown type 'uint7': widths go from 8 to 256 in steps of 8",
                ":4:9: error: unknown type 'bytes0': fixed bytes go from bytes1 to bytes32",
            ])
    }

    @Test func severalContracts() {
        let source = "interface A { error X(); }\ninterface B { error Y(); }"
        #expect(problems(source) == [":1:11: error: the file declares several contracts: 'A', 'B'; choose one by name"])
        #expect(problems(source, contract: "C") == [":1:1: error: there is no contract 'C'; the file declares 'A', 'B'"])
        #expect(
            problems("interface A { error X(); }\nfunction f();")
                == [":1:11: error: the file declares several contracts: the bare declarations, 'A'; choose one by name"])
    }

    @Test func structsThatOnlyStorageUsesAreLeftOut() {
        let tree = "struct Tree { Tree[] children; mapping(address => bool) seen; }"
        #expect(problems("contract C { \(tree) Tree internal root; function f() external {} }").isEmpty)
        #expect(
            problems("contract C { \(tree) function f(Tree memory t) external {} }")
                == [":1:28: error: the struct 'C.Tree' contains itself (C.Tree → C.Tree), which no ABI can express"])
        #expect(problems("interface C { \(tree) function f() external; }").count == 1)
    }

    @Test func growthIsBounded() {
        // Each struct holds two of the one before: 2^40 leaves when written out.
        var doubling = "struct S0 { uint256 a; uint256 b; }\n"
        for level in 1...40 { doubling += "struct S\(level) { S\(level - 1) a; S\(level - 1) b; }\n" }
        #expect(problems(doubling + "error E(S40 s);").contains { $0.contains("has more than 10000 values when written out") })
        var chain = "struct S0 { uint256 a; }\n"
        for level in 1...100 { chain += "struct S\(level) { S\(level - 1) a; }\n" }
        #expect(problems(chain).isEmpty == false)
        #expect(
            problems("error E(\(String(repeating: "mapping(uint256 => ", count: 500))uint256);").first?.contains("nested more than") == true
        )
        #expect(problems("error E(uint256\(String(repeating: "[]", count: 500)) x);").first?.contains("dimensions") == true)
        #expect(problems(String(repeating: "} ", count: 5000)).count == 101)
        var bases = ""
        for index in 0..<300 { bases += "interface I\(index) is I\(index + 1) { error E\(index)(); }\n" }
        #expect(problems(bases + "interface I300 is I0 {}", contract: "I0") == [])
    }
}

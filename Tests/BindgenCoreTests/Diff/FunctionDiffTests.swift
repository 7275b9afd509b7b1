@testable import BindgenCore
import Testing

@Suite struct FunctionDiffTests {
    @Test func selectorGone() throws {
        let diff = try Compared.solidity("function f(uint256 a); function g();", "function g();")
        #expect(diff.short == ["- wire function f(uint256)"])
        #expect(try diff.only(.function, "f(uint256)").id == "0xb3de648b")
        #expect(diff.findings.first?.likely == nil)
    }

    @Test func newFunction() throws {
        let diff = try Compared.solidity("function g();", "function f(uint256 a); function g();")
        #expect(diff.short == ["+ harmless function f(uint256)"])
        #expect(diff.findings.first?.id == "0xb3de648b")
    }

    @Test func renamed() throws {
        let take = { (name: String) in "function \(name)(uint256 quoteId, bytes upnlSig) returns (bool);" }
        let diff = try Compared.solidity(take("lockQuote"), take("reserveOffer") + "function zed(uint256 quoteId, address upnlSig) returns (bool);")
        let gone = try diff.only(.function, "lockQuote(uint256,bytes)")
        #expect(gone.likely == "reserveOffer(uint256,bytes)" && gone.hint == "renamed, the same arguments")
    }

    @Test func otherArgumentsAreAnotherSelector() throws {
        let diff = try Compared.solidity("function f(uint256 a);", "function f(uint256 a, address b);")
        #expect(diff.short == ["+ harmless function f(uint256,address)", "- wire function f(uint256)"])
        #expect(diff.findings.last?.likely == "f(uint256,address)")
        #expect(diff.findings.last?.hint == "b added")
    }

    @Test(
        arguments: [
            ("function f();", "function f() returns (bool);", "source"),
            ("function f() returns (bool);", "function f();", "decoding"),
            ("function f() returns (uint256);", "function f() returns (int256);", "decoding"),
            ("function f() returns (uint256 a, uint256 b);", "function f() returns (uint256 a, uint256 b, bool c);", "decoding"),
            // The name of a lone output is nowhere in Swift; those of several are members of `Return`.
            ("function f() returns (uint256 a);", "function f() returns (uint256 b);", "harmless"),
            ("function f() returns (uint256 a, bool b);", "function f() returns (uint256 a, bool c);", "source"),
            ("function f() returns (uint256 a, uint256 b);", "function f() returns (uint256 b, uint256 a);", "decoding"),
            ("function f(uint256 a);", "function f(uint256 b);", "source"),
            ("function f(uint256 _a);", "function f(uint256 a);", "harmless"),
            ("function f(uint256 a);", "function f(uint256);", "source"),
            ("function f(uint256 a, uint256 b);", "function f(uint256 b, uint256 a);", "wire"),
            ("function f(uint256 a, uint256 b, uint256 c);", "function f(uint256 b, uint256 c, uint256 a);", "wire"),
            ("enum E { A } function f(E e);", "enum E { A } function f(E e); function g(E e);", nil),
            ("enum E { A } function f(E e); function g(E e);", "enum E { A } function f(uint8 e); function g(E e);", "source"),
        ] as [(String, String, String?)])
    func keptSelector(old: String, new: String, expected: String?) throws {
        let changed = try Compared.solidity(old, new).findings.filter { $0.change == .changed }
        #expect(changed.map(\.class.rawValue) == [expected].compactMap { $0 })
        #expect(changed.allSatisfy { $0.signature == $0.was && $0.kind == .function })
    }

    @Test(arguments: [
        ("payable", "nonpayable", "wire"), ("payable", "view", "wire"), ("nonpayable", "payable", "harmless"),
        ("pure", "view", "harmless"), ("view", "pure", "harmless"), ("view", "nonpayable", "wire"), ("pure", "payable", "wire"),
        ("nonpayable", "view", "harmless"),
    ])
    func mutability(old: String, new: String, expected: String) throws {
        let entry = { (mutability: String) in
            #"[{"type":"function","name":"f","inputs":[],"outputs":[{"type":"bool","name":""}],"stateMutability":"\#(mutability)"}]"#
        }
        let diff = try Compared.files(("old.json", entry(old)), ("new.json", entry(new)))
        #expect(diff.findings.map(\.class.rawValue) == [expected])
        #expect(diff.findings.first?.detail?.hasPrefix("\(old) → \(new)") == true)
    }

    /// A view that returns nothing is a stub of what did something once.
    @Test func stub() throws {
        let diff = try Compared.solidity("function f(uint256 a);", "function f(uint256 a) view;")
        #expect(diff.short == ["~ wire function f(uint256): nonpayable → view: a transaction to it cannot change anything any more"])
    }

    @Test func overloadChangesASwiftName() throws {
        // Told apart by their types where both have the same names.
        let diff = try Compared.solidity("function f(uint256 a);", "function f(uint256 a); function f(bool a);")
        #expect(
            diff.short == [
                "+ harmless function f(bool)",
                "~ source function f(uint256): it is Calls.FWithUint256 in Swift now, not Calls.F, since an overload was added",
                "~ harmless function f(uint256): an overload was added: whoever looks it up by its name alone finds 2",
            ])
        let back = try Compared.solidity("function f(uint256 a); function f(bool a);", "function f(uint256 a);")
        #expect(
            back.short == [
                "- wire function f(bool)",
                "~ source function f(uint256): it is Calls.F in Swift now, not Calls.FWithUint256, since an overload was removed",
            ])
        #expect(back.findings.first?.likely == "f(uint256)")
    }

    /// What needs an action of its own gets a finding of its own.
    @Test func severalClassesOfOneFunction() throws {
        let diff = try Compared.solidity(
            "function f(uint256 a) payable returns (bool);", "function f(uint256 b) returns (uint256);")
        #expect(diff.findings.map(\.class) == [.wire, .decoding, .source])
    }

    @Test func constructorReceiveAndFallback() throws {
        let diff = try Compared.solidity(
            "constructor(address a); receive() external payable; function f();",
            "constructor(address a, uint256 b); fallback() external; function f();")
        #expect(
            diff.short == ["+ harmless function fallback()", "- wire function receive()", "~ wire function constructor(address,uint256): b added"])
        #expect(try diff.only(.function, "constructor(address,uint256)").was == "constructor(address)")
    }

    @Test(
        arguments: [
            ("function owner() view returns (address);", "function getOwner() view returns (address);", "getOwner()"),
            ("function getFee(address u) view;", "function getFeeForUser(address u) view;", "getFeeForUser(address)"),
            ("function f(uint256 a);", "function zebra(address b);", nil),
            ("function A_ROLE() view;", "function SOMETHING_ELSE_ROLE() view;", nil),
            ("function setLimit(uint256 limit, address user);", "function setLimit(address user, uint256 limit);", "setLimit(address,uint256)"),
        ] as [(String, String, String?)])
    func likely(old: String, new: String, expected: String?) throws {
        let removed = try Compared.solidity(old, new).findings.filter { $0.change == .removed }
        #expect(removed.map(\.likely) == [expected])
    }

    @Test func movedArgumentIsHintedAt() throws {
        let diff = try Compared.solidity("function set(uint256 limit, address user);", "function set(address user, uint256 limit);")
        #expect(try diff.only(.function, "set(uint256,address)").hint == "user, limit in another order")
    }
}

@testable import BindgenCore
import Testing

@Suite struct NamingTests {
    @Test(arguments: [
        ("sendQuote", "SendQuote"), ("_call", "Call"), ("__x", "X"), ("$z", "Z"), ("DEFAULT_ADMIN_ROLE", "DefaultAdminRole"),
        ("URL", "Url"), ("getURL", "GetURL"),
        ("1inch", "_1inch"), ("_1Test", "_1Test"), ("", "Unnamed"), ("_", "Unnamed"), ("$", "Unnamed"), ("Type", "Type_"),
        ("Self", "Self_"), ("self", "Self_"),
        ("any", "Any_"), ("protocol", "Protocol_"), ("init", "Init"), ("operator", "Operator"), ("Swift", "Swift_"),
        ("EVMCore", "EVMCore_"),
    ])
    func types(name: String, expected: String) { #expect(SwiftNames.type(name) == expected) }

    @Test(arguments: [
        ("quoteId", "quoteId"), ("_x", "x"), ("x_", "x"), ("NOT_BOUND", "notBound"), ("DOMAIN", "domain"), ("URL", "url"),
        ("EIP712Domain", "eip712Domain"),
        ("1st", "_1st"), ("_", ""), ("self", "self_"), ("Self", "self_"), ("Type", "type"), ("init", "init"), ("hashValue", "hashValue_"),
        ("rawValue", "rawValue_"),
        ("decoding", "decoding_"), ("a_b_c", "aBC"), ("$", ""),
    ])
    func members(name: String, expected: String) { #expect(SwiftNames.member(name) == expected) }

    /// In any order of the items.
    private func names(_ items: [String]) throws -> [String: String] {
        let first = try Workspace.contract(items)
        #expect(first.problems == [])
        var generator = Shuffler(seed: 7)
        for _ in 0..<4 { #expect(try Workspace.contract(items.shuffled(using: &generator)).calls == first.calls) }
        return first.calls
    }

    private static func value(_ type: String, _ name: String = "value") -> String { Entry.parameter(type, name) }

    @Test func overloadsAreNamedByWhatTellsThemApart() throws {
        let v = Self.value
        #expect(
            try names([Entry.function("get"), Entry.function("get", v("address", "user"))]) == [
                "get()": "Get", "get(address)": "GetWithUser",
            ])
        #expect(
            try names([
                Entry.function("store", v("uint256", "value")), Entry.function("store", v("bytes", "value")),
                Entry.function("store", v("uint256[2][]", "value")),
            ])
                == [
                    "store(uint256)": "StoreWithUint256", "store(bytes)": "StoreWithBytes",
                    "store(uint256[2][])": "StoreWithUint256Array2Array",
                ])
        #expect(
            try names([Entry.function("bar"), Entry.function("bar", v("uint256", "amount")), Entry.function("bar0")])
                == ["bar()": "Bar", "bar(uint256)": "BarWithAmount", "bar0()": "Bar0"])
    }

    @Test func anItemKeepsItsNameWhenOthersCome() throws {
        let v = Self.value
        let items = [Entry.function("get"), Entry.function("get", v("address", "user")), Entry.function("_pay", v("uint256", "amount"))]
        let before = try names(items)
        let after = try names(
            items + [
                Entry.function("aaa"), Entry.function("getWithAsset"), Entry.function("zzz", v("uint256", "x")), Entry.event("Get"),
                Entry.error("Pay"),
            ])
        for (signature, name) in before { #expect(after[signature] == name) }
    }

    @Test func aNameOfItsOwnGoesBeforeAMadeOne() throws {
        let v = Self.value
        let all = try names([
            Entry.function("get"), Entry.function("get", v("address", "user")), Entry.function("getWithUser", v("uint256", "x")),
        ])
        #expect(all["getWithUser(uint256)"] == "GetWithUser")
        #expect(all["get(address)"] == "GetWithUserAndAddress")
    }

    @Test func namesThatMeetInSwift() throws {
        let v = Self.value
        let all = try names([Entry.function("foo"), Entry.function("_foo", v("uint256", "x")), Entry.function("Foo", v("address", "y"))])
        #expect(all == ["foo()": "Foo", "Foo(address)": "FooWithAddress", "_foo(uint256)": "FooWithUint256"])
    }

    @Test func argumentsThatMeetInSwift() throws {
        let result = try Workspace.contract([
            Entry.function("f", ["x", "_x", "X", "", "value3"].map { Entry.parameter("uint256", $0) }.joined(separator: ","))
        ])
        #expect(
            result.contract?.functions.first?.inputs.fields.map(\.label)
                == ["x", "x_", "x_2", "value3_", "value3"].map { $0 == "value3_" ? "value32" : $0 })
    }
}

/// A sequence that is the same in every run.
struct Shuffler: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        // SplitMix64.
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

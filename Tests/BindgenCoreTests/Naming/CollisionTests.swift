@testable import BindgenCore
import Testing

/// Names that meet and that the generator will not choose between: an error, the line of the config that mends it, and that it does.
@Suite struct CollisionTests {
    /// The `"rename": {…}` that a message advises.
    private func advice(_ problem: String) throws -> String {
        let start = try #require(problem.range(of: "add \"rename\": "))
        let end = try #require(problem.range(of: "} to contract", range: start.upperBound..<problem.endIndex))
        return "\"rename\": " + problem[start.upperBound..<end.lowerBound] + "}"
    }

    private static let structs = [
        Entry.function("f", Entry.tuple("a", [Entry.parameter("uint256", "x")], internalType: "1Sa")),
        Entry.function("g", Entry.tuple("b", [Entry.parameter("uint256", "y")], internalType: "_1Sa")),
    ]

    @Test func structsOfOneSwiftName() throws {
        let result = try Workspace.contract(Self.structs)
        try #require(result.problems.count == 1)
        #expect(result.problems[0].hasPrefix("a.json:3:1: error: "))
        #expect(result.problems[0].contains("1Sa") && result.problems[0].contains("_1Sa"))
        #expect(try Workspace.contract(Self.structs, more: advice(result.problems[0])).problems == [])
    }

    @Test func aStructOfAnEnumsName() throws {
        let items = [
            Entry.function("f", Entry.parameter("uint8", "a", internalType: "enum Kind.1Ka")),
            Entry.function("g", Entry.tuple("b", [Entry.parameter("uint256", "y")], internalType: "Kind._1Ka")),
        ]
        let result = try Workspace.contract(items)
        try #require(result.problems.count == 1)
        #expect(try Workspace.contract(items, more: advice(result.problems[0])).problems == [])
    }

    @Test func renamedToANameThatIsTaken() throws {
        let items = [Entry.function("f"), Entry.function("g")]
        let result = try Workspace.contract(items, more: #""rename": {"f()": "g"}"#)
        try #require(result.problems.count == 1)
        #expect(result.problems[0].hasPrefix("a.json:3:1: error: "))
        #expect(result.problems[0].contains("f()") && result.problems[0].contains("g()"))
        let mended = try advice(result.problems[0]).replacing("{", with: #"{"f()": "g", "#)
        let renamed = try Workspace.contract(items, more: mended)
        #expect(renamed.problems == [])
        #expect(Set(renamed.calls.values) == ["G", "G2"])
    }

    @Test func renamed() throws {
        let items = [
            Entry.function("_call", Entry.parameter("address")), Entry.event("Same"), Entry.error("Same"), Entry.function("Same"),
            Entry.function("s", Entry.tuple("x", [Entry.parameter("uint256", "a")], internalType: "Lib.Thing")),
        ]
        let result = try Workspace.contract(
            items,
            more: #""rename": {"_call(address)": "batchCall", "event Same()": "Happened", "error Same()": "Failed", "Lib.Thing": "Thing"}"#)
        #expect(result.problems == [])
        #expect(result.calls == ["_call(address)": "BatchCall", "Same()": "Same", "s((uint256))": "S"])
        #expect(result.contract?.events.map(\.names.typeName) == ["Happened"])
        #expect(result.contract?.errors.map(\.names.typeName) == ["Failed"])
        #expect(result.contract?.structs.map(\.path) == [["Thing"]])
    }

    @Test(arguments: ["N", "Length40"])
    func contractsThatCannotBeCalledSo(name: String) throws {
        let files = ["a.json": "[]", "bindings.json": Workspace.config(name: name)]
        let result = try Workspace(files).generate()
        try #require(result.problems.count == 1)
        #expect(result.problems[0].hasPrefix("bindings.json:2:3: error: "))
        #expect(result.problems[0].contains("\"name\""))
        let typed = #"{"types": {"Login": [{"name": "user", "type": "address"}]}, "primaryType": "Login"}"#
        let config = #"{"namespace": "N", "typedData": [{"name": "\#(name)", "specs": ["t.json"]}]}"#
        let group = try Workspace(["t.json": typed, "bindings.json": config]).generate()
        try #require(group.problems.count == 1)
        #expect(group.problems[0].hasPrefix("bindings.json:1:34: error: "))
    }

    @Test func twoContractsOfOneName() throws {
        let config = #"{"namespace": "N", "contracts": [{"name": "C", "specs": ["a.json"]}, {"name": "c", "specs": ["a.json"]}]}"#
        let result = try Workspace(["a.json": "[]", "bindings.json": config]).generate()
        try #require(result.problems.count == 1)
        #expect(result.problems[0].hasPrefix("bindings.json:1:70: error: "))
    }

    @Test func aStructThatHoldsItself() throws {
        let inner = Entry.tuple("left", [Entry.parameter("uint256", "x")], internalType: "Node", suffix: "[]")
        let result = try Workspace.contract([
            Entry.function("f", Entry.tuple("n", [Entry.parameter("uint256", "x"), inner], internalType: "Node"))
        ])
        try #require(result.problems.count == 1)
        #expect(result.problems[0].hasPrefix("a.json:2:") && result.problems[0].contains("Node"))
    }

    @Test func twoConfigsOfOneNamespace() throws {
        let workspace = try Workspace(["a.json": "[]", "a.bindings.json": Workspace.config(), "b.bindings.json": Workspace.config()])
        let result = workspace.generate(["a.bindings.json", "b.bindings.json"])
        try #require(result.problems.count == 1)
        #expect(result.problems[0].hasPrefix("b.bindings.json:1:1: error: ") && result.problems[0].contains("a.bindings.json"))
    }

    @Test func allProblemsOfARunAreTold() throws {
        let config = #"""
            {"namespace": "N", "contracts": [
              {"name": "A", "specs": ["a.json"]},
              {"name": "B", "specs": ["b.json"]},
              {"name": "C", "specs": ["missing.json"]},
              {"name": "N", "specs": ["empty.json"]}]}
            """#
        let result = try Workspace([
            "a.json": "[\n\(Self.structs.joined(separator: ",\n"))\n]", "b.json": "[{\"type\": \"function\"}]", "empty.json": "[]",
            "bindings.json": config,
        ]).generate()
        for start in ["a.json:3:1: error: ", "b.json:1:2: error: ", "missing.json:1:1: error: ", "bindings.json:5:3: error: "] {
            #expect(result.problems.contains { $0.hasPrefix(start) }, "\(start): \(result.problems)")
        }
        #expect(result.outputs.isEmpty)
    }
}

@testable import BindgenCore
import Testing

/// Several files that make one contract.
@Suite struct FacetTests {
    private func facets(_ a: [String], _ b: [String], more: String = "") throws -> Generated {
        let files = [
            "a.json": "[\n\(a.joined(separator: ",\n"))\n]", "b.json": "[\n\(b.joined(separator: ",\n"))\n]",
            "bindings.json": Workspace.config(specs: #"["a.json", "b.json"]"#, more: more),
        ]
        return try Workspace(files).generate()
    }

    private static let transfer = [Entry.parameter("address", "from", indexed: true), Entry.parameter("uint256", "value", indexed: false)]

    @Test func identicalItemsMergeSilently() throws {
        let items = [
            Entry.function("owner", "", outputs: Entry.parameter("address")), Entry.event("Transfer", Self.transfer.joined(separator: ",")),
            Entry.error("NotOwner"),
        ]
        let merged = try facets(items + [Entry.function("a")], items + [Entry.function("b")])
        #expect(merged.problems == [])
        #expect(merged.contract?.functions.map(\.names.signature) == ["a()", "b()", "owner()"])
        #expect(merged.contract?.events.count == 1)
        #expect(merged.contract?.errors.count == 1)
    }

    @Test func duplicatesInOneFileMerge() throws {
        let event = Entry.event("Transfer", Self.transfer.joined(separator: ","))
        let merged = try Workspace.contract([
            event, event, event, Entry.error("E"), Entry.error("E"), Entry.function("f"), Entry.function("f"),
        ])
        #expect(merged.problems == [])
        #expect(merged.contract?.events.map(\.names.typeName) == ["Transfer"])
        #expect(merged.contract?.errors.count == 1)
        #expect(merged.contract?.functions.count == 1)
    }

    @Test func oneFileLendsNamesToAnother() throws {
        let bare = Entry.function("set", Entry.parameter("uint256"), outputs: Entry.parameter("bool"))
        let named = Entry.function("set", Entry.parameter("uint256", "limit"), outputs: Entry.parameter("bool", "ok"))
        for merged in [try facets([bare], [named]), try facets([named], [bare])] {
            #expect(merged.problems == [])
            #expect(merged.contract?.functions.first?.inputs.fields.map(\.label) == ["limit"])
        }
    }

    /// Both signatures hash to 0x42966c68.
    @Test func oneSelectorForTwoSignatures() throws {
        let burn = Entry.function("burn", Entry.parameter("uint256", "amount"))
        let collate = Entry.function("collate_propagate_storage", Entry.parameter("bytes16", "x"))
        let result = try facets([burn], [collate])
        try #require(result.problems.count == 1)
        let problem = try #require(result.problems.first)
        #expect(problem.hasPrefix("b.json:2:1: error: "))
        #expect(problem.contains("a.json") && problem.contains("burn(uint256)") && problem.contains("collate_propagate_storage(bytes16)"))
        #expect(result.outputs.isEmpty)
        // An error may have a function's selector: calldata and revert data do not meet.
        #expect(try facets([burn], [Entry.error("collate_propagate_storage", Entry.parameter("bytes16", "x"))]).problems == [])
        // What the message advises mends it.
        #expect(try facets([burn], [collate], more: #""exclude": ["collate_propagate_storage"]"#).problems == [])
    }

    @Test func oneTopicWithOtherIndexedParameters() throws {
        let a = Entry.event("Transfer", Self.transfer.joined(separator: ","))
        let b = Entry.event(
            "Transfer",
            [Entry.parameter("address", "from", indexed: true), Entry.parameter("uint256", "value", indexed: true)].joined(separator: ","))
        let result = try facets([a], [b])
        try #require(result.problems.count == 1)
        #expect(result.problems[0].hasPrefix("b.json:2:1: error: "))
        #expect(result.problems[0].contains("a.json") && result.problems[0].contains("Transfer(address,uint256)"))
        // In one file it is the file's own doing, and the number of topics tells which it is.
        let own = try Workspace.contract([a, b])
        #expect(own.problems == [])
        #expect(own.contract?.events.count == 2)
    }

    /// As many topics, other fields: nothing in a log tells which of the two it is.
    @Test func oneTopicAndOneNumberOfTopics() throws {
        let from = { Entry.parameter("address", "from", indexed: $0) }
        let value = { Entry.parameter("uint256", "value", indexed: $0) }
        let result = try Workspace.contract([
            Entry.event("Moved", "\(from(true)),\(value(false))"), Entry.event("Moved", "\(from(false)),\(value(true))"),
        ])
        try #require(result.problems.count == 1)
        #expect(result.problems[0].hasPrefix("a.json:3:1: error: ") && result.problems[0].contains("Moved(address,uint256)"))
    }

    @Test func oneFunctionWithOtherOutputs() throws {
        let result = try facets(
            [Entry.function("get", outputs: Entry.parameter("uint256"))], [Entry.function("get", outputs: Entry.parameter("address"))])
        try #require(result.problems.count == 1)
        #expect(result.problems[0].hasPrefix("b.json:2:1: error: "))
        #expect(
            result.problems[0].contains("a.json") && result.problems[0].contains("(uint256)") && result.problems[0].contains("(address)"))
    }

    @Test func oneStructWithOtherMembers() throws {
        let old = Entry.tuple("q", [Entry.parameter("uint256", "id")], internalType: "Quote")
        let new = Entry.tuple("q", [Entry.parameter("uint256", "id"), Entry.parameter("address", "maker")], internalType: "Quote")
        let result = try facets([Entry.function("a", old)], [Entry.function("b", new)])
        try #require(result.problems.count == 1)
        #expect(result.problems[0].hasPrefix("b.json:2:"))
        #expect(result.problems[0].contains("a.json") && result.problems[0].contains("Quote"))
    }

    @Test func allProblemsAreTold() throws {
        let result = try facets(
            [
                Entry.function("burn", Entry.parameter("uint256")), Entry.event("E", Entry.parameter("uint256", "a", indexed: true)),
                Entry.function("get", outputs: Entry.parameter("uint256")),
            ],
            [
                Entry.function("collate_propagate_storage", Entry.parameter("bytes16")),
                Entry.event("E", Entry.parameter("uint256", "a", indexed: false)),
                Entry.function("get", outputs: Entry.parameter("address")),
            ])
        #expect(result.problems.count == 3)
        #expect(result.problems.map { $0.prefix(9) } == ["b.json:2:", "b.json:3:", "b.json:4:"])
    }
}

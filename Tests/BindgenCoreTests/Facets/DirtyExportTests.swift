@testable import BindgenCore
import Foundation
import Testing

@Suite struct DirtyExportTests {
    private static let hint = GoldenFolder.specs.appendingPathComponent("0.8.6/SymmioCore.json").path
    private static let hints = #""hints": ["\#(hint)"]"#

    private func generate(_ text: String, more: String = "") throws -> Generated {
        try Workspace(["a.json": text, "bindings.json": Workspace.config(more: more)]).generate()
    }

    private func clean() throws -> Generated {
        let path = GoldenFolder.specs.appendingPathComponent("0.8.5/SymmioCore.json")
        return try generate(String(contentsOf: path, encoding: .utf8))
    }

    /// Labels that the generator made up.
    private func invented(_ contract: Contract) -> Int {
        let tuples = contract.functions.flatMap { [$0.inputs, $0.outputs] } + contract.structs.map(\.tuple) + contract.errors.map(\.inputs)
        return (tuples.flatMap(\.fields) + contract.events.flatMap(\.fields)).count { $0.name.isEmpty }
    }

    @Test func itIsAsDirtyAsTheDeployedOnes() throws {
        let export = try DirtyExport()
        let text = try export.text()
        #expect(!text.contains("internalType"))
        let entries = export.entries.map { NSDictionary(dictionary: $0) }
        #expect(entries.count - Set(entries).count == 209)
    }

    @Test func withoutHints() throws {
        let dirty = try generate(DirtyExport().text())
        #expect(dirty.problems == [])
        let contract = try #require(dirty.contract)
        let original = try #require(try clean().contract)
        #expect(contract.functions.map(\.selector) == original.functions.map(\.selector))
        #expect(contract.events.map(\.topic0) == original.events.map(\.topic0))
        #expect(contract.errors.map(\.selector) == original.errors.map(\.selector))
        #expect(contract.enums.isEmpty)
        #expect(invented(contract) > 89)
    }

    @Test func withTheSpecOfANeighbouringRelease() throws {
        let export = try DirtyExport()
        let bare = try #require(try generate(export.text()).contract)
        let hinted = try generate(export.text(), more: Self.hints)
        #expect(hinted.problems == [])
        let contract = try #require(hinted.contract)
        #expect(invented(contract) < invented(bare) / 2)
        // What both releases have of one shape is called as in the clean spec.
        let original = try #require(try clean().contract)
        let names = Set(contract.structs.map(\.solidityName)).intersection(original.structs.map(\.solidityName))
        #expect(names.count > 10)
        let hint = try #require(try generate(String(contentsOfFile: Self.hint, encoding: .utf8)).contract)
        let lent = Set(hint.functions.map(\.names.signature))
        for (dirty, clean) in zip(contract.functions, original.functions) where lent.contains(clean.names.signature) {
            #expect(
                dirty.inputs.fields.allSatisfy { !$0.name.isEmpty } || clean.inputs.fields.contains { $0.name.isEmpty },
                "\(clean.names.signature)")
        }
    }

    @Test(arguments: ["", hints])
    func predictable(more: String) throws {
        let export = try DirtyExport()
        let plain = try generate(export.text(), more: more)
        for seed in [3, 4] as [UInt64] { #expect(try generate(export.text(shuffledBy: seed), more: more).text == plain.text) }
        // Another item changes nothing of what is there.
        let unrelated = [
            Entry.function("aaaa", Entry.tuple("", [Entry.parameter("bytes7"), Entry.parameter("int72")])),
            Entry.event("Aaaa", Entry.parameter("bytes3")),
        ]
        let grown = try #require(try generate(export.text(adding: unrelated), more: more).contract)
        let contract = try #require(plain.contract)
        #expect(grown.functions.filter { $0.names.name != "aaaa" } == contract.functions)
        #expect(grown.events.filter { $0.names.name != "Aaaa" } == contract.events)
        #expect(Set(grown.structs.map(\.path)).isSuperset(of: contract.structs.map(\.path)))
    }

    /// Compiles what comes of it and decodes every vector of the release with it.
    @Test(.enabled(if: SwiftCompiler() != nil, "the modules are not where SwiftPM puts them"))
    func itsSwiftDecodesTheVectors() throws {
        let compiler = try #require(SwiftCompiler())
        let result = try generate(DirtyExport().text(), more: Self.hints)
        let folder = try Workspace(Dictionary(uniqueKeysWithValues: result.outputs.flatMap(\.files).map { ($0.name, $0.text) }))
        try folder.write("main.swift", Self.program)
        let names = GoldenFolder.names(folder.folder)
        let program = folder.path("decode")
        let build = try compiler.build(names.map { folder.path($0) }, to: program)
        try #require(build.status == 0 && !build.errors.contains("warning: "), "\(build.errors.prefix(4000))")
        var lines: [String] = []
        for (kind, key) in [("functions", "calldata"), ("errors", "data"), ("events", "data")] {
            let url = GoldenFolder.vectors.appendingPathComponent("abi_symmio-core-0.8.5_\(kind).json")
            let root = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
            for vector in try #require(root["cases"] as? [[String: Any]]) {
                let topics = vector["topics"] as? [String] ?? []
                lines.append(([kind, try #require(vector[key] as? String)] + topics).joined(separator: " "))
            }
        }
        try folder.write("vectors.txt", lines.joined(separator: "\n"))
        let run = try Run(program, [folder.path("vectors.txt")])
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors.prefix(2000))")
        #expect(run.output == "\(lines.count) of \(lines.count)\n")
        #expect(lines.count == 672 + 2 + 387)
    }

    private static let program = #"""
        import EVMCore
        import Foundation

        let text = try String(contentsOfFile: CommandLine.arguments[1], encoding: .utf8)
        var count = 0
        let lines = text.split(separator: "\n")
        for line in lines {
            let words = line.split(separator: " ").map(String.init)
            let data = try EVMCore.Bytes(hex: words[1])
            switch words[0] {
            case "functions": if try N.C.Calls(decoding: data).encoded() == data { count += 1 }
            case "errors": if try N.C.Errors(decoding: data).encoded() == data { count += 1 }
            default:
                let topics = try words.dropFirst(2).map { try Bytes32(hex: $0) }
                let log = try N.C.Events(topics: topics, data: data).encodedLog()
                if log.topics == topics, log.data == data { count += 1 }
            }
        }
        print("\(count) of \(lines.count)")
        """#
}

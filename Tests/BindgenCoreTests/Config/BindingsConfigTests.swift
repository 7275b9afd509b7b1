@testable import BindgenCore
import EVMCore
import Foundation
import Testing

private func read(_ text: String, path: String = "Sources/App/bindings.json") -> (config: BindingsConfig?, problems: [String]) {
    var diagnostics = Diagnostics()
    let config = BindingsConfig.read(Array(text.utf8), path: path, diagnostics: &diagnostics)
    return (config, diagnostics.all.map(\.description))
}

@Suite struct BindingsConfigTests {
    @Test func everything() throws {
        let (config, problems) = read(
            """
            {"$schema": "x", "namespace": "Symmio085", "access": "package", "imports": ["Symmio"], "release": "0.8.5", "shares": ["Symmio084"],
             "contracts": [{"name": "Core", "specs": ["../../Specs/0.8.5/SymmioCore.json", "./Extra.sol"], "hints": ["/abs/./Hint.json"], "contract": "a.sol:C",
                "include": ["functions:sendQuote*", "events:*"], "exclude": ["errors:?", "transfer(address,uint256)"],
                "rename": {"_call(address,bytes[])": "call", "IDiamondCut.FacetCut": "Diamond.Cut"}, "enums": {"Lib.QuoteStatus": ["pending", "locked"]},
                "conformances": {"structs": ["Hashable", "Equatable"], "calls": []}}],
             "typedData": [{"name": "InstantLayer", "specs": ["instant-layer.json"]}]}
            """)
        #expect(problems == [])
        let value = try #require(config)
        #expect(value.path == "Sources/App/bindings.json")
        #expect(value.namespace == "Symmio085")
        #expect(value.access == .package)
        #expect(value.imports == ["Symmio"])
        #expect(value.release == "0.8.5")
        #expect(value.shares == ["Symmio084"])
        let core = try #require(value.contracts.first)
        #expect(core.name == "Core")
        #expect(core.specs == ["Specs/0.8.5/SymmioCore.json", "Sources/App/Extra.sol"])
        #expect(core.specSpellings == ["../../Specs/0.8.5/SymmioCore.json", "./Extra.sol"])
        #expect(core.hints == ["/abs/Hint.json"])
        #expect(core.contract == "a.sol:C")
        #expect(core.rename == ["_call(address,bytes[])": "call", "IDiamondCut.FacetCut": "Diamond.Cut"])
        #expect(core.enums == ["Lib.QuoteStatus": ["pending", "locked"]])
        #expect(core.conformances == ["structs": ["Equatable", "Hashable"], "calls": []])
        #expect(core.location == SourceLocation(file: "Sources/App/bindings.json", line: 2, column: 16))
        #expect(value.typedData.map(\.name) == ["InstantLayer"])
        #expect(value.typedData.map(\.specs) == [["Sources/App/instant-layer.json"]])
    }

    @Test func defaults() throws {
        let config = try #require(read(#"{"namespace": "A", "contracts": []}"#, path: "bindings.json").config)
        #expect(config.access == .public)
        #expect(config == BindingsConfig(path: "bindings.json", namespace: "A"))
    }

    private static let swiftName = "it becomes a Swift type, so a letter or '_' and then letters, digits and '_', and no keyword"

    @Test(arguments: [
        ("", "1:1: error: the file is empty"),
        ("[]", "1:1: error: a config must be an object, not an array"),
        (#"{"contracts": []}"#, "1:1: error: the config lacks 'namespace'"),
        (#"{"namespace": "A"}"#, "1:1: error: the config names neither 'contracts' nor 'typedData'"),
        (#"{"namespace": 1, "contracts": []}"#, "1:15: error: 'namespace' must be a string, not a number"),
        (#"{"namespace": "0A", "contracts": []}"#, "1:15: error: '0A' cannot be a 'namespace': \(swiftName)"),
        (#"{"namespace": "class", "contracts": []}"#, "1:15: error: 'class' cannot be a 'namespace': \(swiftName)"),
        (#"{"namespace": "A", "contract": [], "contracts": []}"#, "1:20: error: unknown member 'contract': did you mean 'contracts'?"),
        (
            #"{"namespace": "A", "zzz": [], "contracts": []}"#,
            "1:20: error: unknown member 'zzz': there are namespace, access, imports, release, shares, contracts, typedData"
        ),
        (
            #"{"namespace": "A", "access": "private", "contracts": []}"#,
            #"1:30: error: unknown 'access' "private": it is one of public, package and internal"#
        ),
        (#"{"namespace": "A", "access": 1, "contracts": []}"#, "1:30: error: 'access' must be a string, not a number"),
        (#"{"namespace": "A", "release": 0.8, "contracts": []}"#, "1:31: error: 'release' must be a string, not a number"),
        (#"{"namespace": "A", "imports": ["a-b"], "contracts": []}"#, "1:32: error: 'a-b' is not a module's name"),
        (#"{"namespace": "A", "shares": ["B", "B"], "contracts": []}"#, "1:36: error: 'B' stands twice in 'shares'"),
        (#"{"namespace": "A", "shares": ["A"], "contracts": []}"#, "1:30: error: the config cannot share with itself"),
        (#"{"namespace": "A", "shares": "B", "contracts": []}"#, "1:30: error: 'shares' must be an array, not a string"),
        (#"{"namespace": "A", "contracts": {}}"#, "1:33: error: 'contracts' must be an array, not an object"),
        (#"{"namespace": "A", "typedData": [1]}"#, "1:34: error: an entry of 'typedData' must be an object, not a number"),
        (
            #"{"namespace": "A", "typedData": [{"name": "B"}]}"#,
            "1:34: error: 'specs' is missing: an array of paths, relative to the config"
        ),
        (
            #"{"namespace": "A", "typedData": [{"name": "B", "specs": ["x"], "include": []}]}"#,
            "1:64: error: unknown member 'include': there are name, specs"
        ),
        (#"{"namespace": "A", "contracts": [{"specs": ["x"]}]}"#, "1:34: error: this contract lacks 'name'"),
        (#"{"namespace": "A", "contracts": [{"name": "B", "specs": []}]}"#, "1:57: error: 'specs' is empty"),
        (#"{"namespace": "A", "contracts": [{"name": "B", "specs": [""]}]}"#, "1:58: error: a path may not be empty or contain NUL"),
        (#"{"namespace": "A", "contracts": [{"name": "B", "specs": ["x", "x"]}]}"#, "1:63: error: 'x' stands twice in 'specs'"),
        (#"{"namespace": "A", "contracts": [{"name": "B", "specs": "x"}]}"#, "1:57: error: 'specs' must be an array, not a string"),
        (
            #"{"namespace": "A", "contracts": [{"name": "B", "specs": ["x"]}, {"name": "b", "specs": ["x"]}]}"#,
            "1:65: error: the name 'b' is taken by an entry before this (capitals do not count, since files are named so)"
        ),
    ])
    func refused(text: String, message: String) {
        let (config, problems) = read(text)
        #expect(problems == ["Sources/App/bindings.json:" + message])
        #expect(config == nil)
    }

    /// The member follows name and specs of a contract; its first column is 64.
    @Test(arguments: [
        (#""hint": []"#, "64: error: unknown member 'hint': did you mean 'hints'?"),
        (#""contract": []"#, "76: error: 'contract' must be a string, not an array"),
        (
            #""include": ["function:a"]"#,
            "76: error: unknown kind of item 'function'; is it 'functions'?: a pattern starts with functions:, events: or errors:, or has no kind"
        ),
        (#""exclude": ["events:"]"#, "76: error: the pattern 'events:' is empty: '*' stands for everything"),
        (#""rename": {"f()": "a b"}"#, "82: error: 'a b' is no Swift name"),
        (#""rename": {"f()": "type"}"#, "82: error: 'type' is no Swift name"),
        (#""rename": {"f()": 1}"#, "82: error: the new name of 'f()' must be a string, not a number"),
        (#""enums": {"E": null}"#, "79: error: the case names of 'E' must be an array, not null"),
        (#""enums": {"E-": ["a"]}"#, "74: error: 'E-' is no enum's name"),
        (#""conformances": {"struct": []}"#, "81: error: unknown member 'struct': did you mean 'structs'?"),
        (#""conformances": {"structs": ["Codable"]}"#, "93: error: unknown conformance 'Codable': it is one of Equatable and Hashable"),
    ])
    func refusedInAContract(member: String, message: String) {
        let (config, problems) = read(#"{"namespace": "A", "contracts": [{"name": "B", "specs": ["x"], \#(member)}]}"#)
        #expect(problems == ["Sources/App/bindings.json:1:" + message])
        #expect(config == nil)
    }

    @Test func allProblemsAreTold() {
        #expect(read(#"{"namespace": "0", "access": "x", "contracts": [{"nam": "B"}]}"#).problems.count == 5)
    }

    @Test func missing() {
        var diagnostics = Diagnostics()
        #expect(BindingsConfig.read(path: "/nowhere/bindings.json", diagnostics: &diagnostics) == nil)
        #expect(diagnostics.all.map(\.description) == ["/nowhere/bindings.json:1:1: error: there is no such file"])
    }

    // MARK: - What is wanted

    private func item(_ kind: SpecItem.Kind, _ name: String, _ types: [ABIType] = []) -> SpecItem {
        let location = SourceLocation(file: "x")
        var item = SpecItem(kind: kind, name: name, location: location)
        item.inputs = types.map { SpecParameter(name: "", type: $0, location: location) }
        return item
    }

    @Test(
        arguments: [
            ([], [], ["sendQuote()", "sendQuoteWithAffiliate(uint256)", "transfer(address)", "E:transfer(address)", "X:Denied()"]),
            (["functions:sendQuote*"], [], ["sendQuote()", "sendQuoteWithAffiliate(uint256)"]),
            (["transfer(address)"], [], ["transfer(address)", "E:transfer(address)"]),
            (["*"], ["events:*", "errors:*"], ["sendQuote()", "sendQuoteWithAffiliate(uint256)", "transfer(address)"]),
            ([], ["functions:*(uint256)", "sendQuote"], ["transfer(address)", "E:transfer(address)", "X:Denied()"]),
            (["errors:Deni??"], [], ["X:Denied()"]),
        ] as [([String], [String], [String])])
    func includeAndExclude(include: [String], exclude: [String], expected: [String]) throws {
        let location = SourceLocation(file: "x")
        var contract = BindingsConfig.Contract(name: "C", specs: [], specSpellings: [], location: location)
        contract.include = try include.map { try ItemPattern($0, at: location) }
        contract.exclude = try exclude.map { try ItemPattern($0, at: location) }
        let items = [
            item(.function, "sendQuote"), item(.function, "sendQuoteWithAffiliate", [.uint(256)]), item(.function, "transfer", [.address]),
            item(.event, "transfer", [.address]), item(.error, "Denied"), item(.constructor, ""), item(.fallback, ""), item(.receive, ""),
        ]
        let wanted = items.filter(contract.wants)
        #expect(wanted.suffix(3).map(\.kind) == [.constructor, .fallback, .receive])
        let prefixes: [SpecItem.Kind: String] = [.event: "E:", .error: "X:"]
        #expect(wanted.dropLast(3).map { (prefixes[$0.kind] ?? "") + $0.signature } == expected)
        #expect(contract.idlePatterns(among: items).isEmpty)
        contract.exclude.append(try ItemPattern("events:Sent", at: location))
        #expect(contract.idlePatterns(among: items).map(\.glob.pattern) == ["Sent"])
    }

    // MARK: - Schema

    @Test func theSchemaHasTheSameMembers() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../Specs/bindings.schema.json")
        let schema = try JSONNode.parse(try FileReader.read(file.standardizedFileURL.path), file: "schema")
        func keys(_ node: JSONNode?) -> [String]? { node?["properties"]?.object?.map(\.key) }
        let contract = schema["$defs"]?["contract"]
        let conformances = contract?["properties"]?["conformances"]
        #expect(keys(schema) == ConfigKeys.root)
        #expect(keys(contract) == ConfigKeys.contract)
        #expect(keys(schema["$defs"]?["typedData"]) == ConfigKeys.typedData)
        #expect(keys(conformances) == ConfigKeys.conformances)
        #expect(schema["$defs"]?["protocols"]?["items"]?["enum"]?.array?.compactMap(\.string) == ConfigKeys.protocols)
        #expect(schema["properties"]?["access"]?["enum"]?.array?.compactMap(\.string) == BindingsConfig.Access.allCases.map(\.rawValue))
        for node in [schema, contract, schema["$defs"]?["typedData"], conformances] {
            #expect(node?["additionalProperties"]?.bool == false)
        }
    }

    @Test func mutationsNeverTrap() {
        let seed = Array(
            """
            {"namespace":"A","shares":["B"],"contracts":[{"name":"C","specs":["../x.json"],"include":["functions:a*"],"rename":{"f()":"g"},
            "enums":{"E":["a"]},"conformances":{"structs":["Hashable"]}}]}
            """.utf8)
        var random = SeededGenerator(seed: 3)
        for _ in 0..<4000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                if Bool.random(using: &random) {
                    bytes[index] = UInt8.random(in: .min ... .max, using: &random)
                } else {
                    bytes.swapAt(index, Int.random(in: 0..<bytes.count, using: &random))
                }
            }
            var diagnostics = Diagnostics()
            let config = BindingsConfig.read(bytes, path: "bindings.json", diagnostics: &diagnostics)
            #expect((config == nil) == diagnostics.hasErrors)
        }
    }
}

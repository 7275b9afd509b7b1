import EVMCore
import Foundation
import Testing

@testable import BindgenCore

/// The repository's own specs.
enum Specs {
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Each ABI with the vectors that were computed for it elsewhere.
    static let contracts = [
        ("0.8.4/SymmioCore", "symmio-core-0.8.4"), ("0.8.5/SymmioCore", "symmio-core-0.8.5"), ("0.8.6/SymmioCore", "symmio-core-0.8.6"),
        ("0.8.5/AccountLayer", "account-layer-0.8.5"), ("0.8.6/AccountLayer", "account-layer-0.8.6"),
        ("0.8.5/InstantLayer", "instant-layer-0.8.5"), ("0.8.6/InstantLayer", "instant-layer-0.8.6"),
        ("0.8.4/SymmioPartyB", "party-b-0.8.4"), ("0.8.5/SymmioPartyB", "party-b-0.8.5"), ("0.8.6/SymmioPartyB", "party-b-0.8.6"),
        ("0.8.4/MultiAccount", "multi-account-0.8.4"), ("0.8.5/AccountManager", "account-manager-0.8.5"), ("ERC20", "erc20"),
    ]

    static func path(_ name: String) -> String { repository.appendingPathComponent("Specs/\(name).json").path }

    static func text(_ name: String) throws -> String? {
        let path = path(name)
        return FileManager.default.fileExists(atPath: path) ? try String(contentsOfFile: path, encoding: .utf8) : nil
    }

    static func read(_ name: String) -> SpecDocument {
        var diagnostics = Diagnostics()
        var document = SpecReader.read(path: path(name), diagnostics: &diagnostics)
        document.takeNamesFromPath()
        #expect(diagnostics.all == [])
        return document
    }
}

/// A case of the `abi_*` vectors, as far as names and types go.
private struct VectorCase: Decodable {
    var signature: String?
    var types: [String]
    var selector: String?
    var topics: [String]?
    var indexed: [Bool]?
}

private struct VectorFile: Decodable {
    var cases: [VectorCase]

    static func read(_ name: String) throws -> [VectorCase] {
        let url = Specs.repository.appendingPathComponent("Tests/Vectors/\(name).json")
        return try JSONDecoder().decode(VectorFile.self, from: Data(contentsOf: url)).cases
    }
}

@Suite struct SpecsTests {
    /// JSON → Solidity → our reader → JSON: byte for byte the same ABI and enum names.
    @Test(arguments: Specs.contracts)
    func roundTripThroughSolidity(name: String, vectors: String) throws {
        let document = Specs.read(name)
        let text = writeSolidity(document)
        let back = readSolidity(text)
        #expect(JSONABIWriter.abi(of: back) == (try Specs.text(name)))
        #expect(JSONABIWriter.enums(of: back) == (try Specs.text(name + ".enums")))
        #expect(back.contractName == document.contractName)
        #expect(back.release == document.release)
        // What Solidity says goes through Solidity again unchanged, structs that nothing uses included.
        #expect(readSolidity(writeSolidity(back)).withoutPlaces == back.withoutPlaces)
    }

    /// Every signature, selector, topic, output and `indexed` flag is what others computed; none is missing, none too many.
    @Test(arguments: Specs.contracts)
    func vectorsAgree(name: String, vectors: String) throws {
        var diagnostics = Diagnostics()
        let inventory = SpecInventory(Specs.read(name), diagnostics: &diagnostics)
        let types = { (list: [SpecParameter]) in list.map(\.type.canonicalName) }

        let functions = Dictionary(uniqueKeysWithValues: inventory.functions.map { ($0.signature, $0) })
        var seen: Set<String> = []
        for test in try VectorFile.read("abi_\(vectors)_functions") {
            let function = try #require(functions[test.signature ?? ""])
            #expect(function.selector == test.selector)
            #expect(types(function.item.inputs) == test.types)
            seen.insert(function.signature)
        }
        #expect(seen == Set(functions.keys))

        seen = []
        for test in try VectorFile.read("abi_\(vectors)_returns") {
            let function = try #require(functions[test.signature ?? ""])
            #expect(types(function.item.outputs) == test.types)
            seen.insert(function.signature)
        }
        #expect(seen == Set(functions.filter { !$0.value.item.outputs.isEmpty }.keys))

        let events = Dictionary(uniqueKeysWithValues: inventory.events.map { ($0.signature, $0) })
        seen = []
        for test in try VectorFile.read("abi_\(vectors)_events") {
            let event = try #require(events[test.signature ?? ""])
            #expect(event.hash.hex == test.topics?.first)
            #expect(types(event.item.inputs) == test.types)
            #expect(event.item.inputs.map(\.isIndexed) == test.indexed)
            seen.insert(event.signature)
        }
        #expect(seen == Set(events.keys))

        let errors = Dictionary(uniqueKeysWithValues: inventory.errors.map { ($0.signature, $0) })
        seen = []
        for test in try VectorFile.read("abi_\(vectors)_errors") {
            let error = try #require(errors[test.signature ?? ""])
            #expect(error.selector == test.selector)
            seen.insert(error.signature)
        }
        #expect(seen == Set(errors.keys))
    }

    @Test(arguments: [
        ("0.8.4/SymmioCore", 191, 127, 0), ("0.8.5/SymmioCore", 370, 205, 1), ("0.8.6/SymmioCore", 492, 262, 11),
        ("0.8.5/InstantLayer", 58, 16, 37), ("0.8.6/AccountLayer", 133, 60, 68),
    ])
    func counts(name: String, functions: Int, events: Int, errors: Int) {
        let items = Specs.read(name).items
        #expect(items.count { $0.kind == .function } == functions)
        #expect(items.count { $0.kind == .event } == events)
        #expect(items.count { $0.kind == .error } == errors)
    }

    @Test func inspectReadsSidecarAndPath() {
        var diagnostics = Diagnostics()
        let inventory = SpecInventory(Specs.read("0.8.6/SymmioCore"), diagnostics: &diagnostics)
        #expect(inventory.contract == "SymmioCore")
        #expect(inventory.release == "0.8.6")
        #expect(inventory.enums.first { $0.name == "OrderType" }?.cases == ["LIMIT", "MARKET"])
        #expect(inventory.enums.contains { $0.name == "SharedEvents.ReimbursementChangeType" && $0.cases == nil })
        #expect(inventory.structs.contains { $0.name == "IMuonSignatureVerifier.SchnorrSign" && $0.members.count == 3 })
    }

    /// Type hashes as the contracts have them.
    @Test(arguments: [
        (
            "instant-layer", "SymmioInstantLayer",
            [
                "Account": "0x31d614fa0ffec792c91f16dfe66078409e8b9f97745247e5c1f8ed002a7ee289",
                "ReplayAttackHeader": "0x4ea556deed6f321beabcaecdbed7ae2fcd767b4da2c7f293f1c4eb8e852274c2",
                "FlexField": "0x0cc46038915888be0b6b7d7a9bd527d91ab573986db7973054b22213256163b2",
                "FlexFillAuth": "0x6f4c730db2efef49e0244b002b0f48cb41264f7aa6a1d29ed3521812c768c0a3",
                "SignedOperation": "0x70d230c2c569f040b54e4305d0a1edee21d19fed14158fa50eb11d5220c9a9c5",
                "DelegationInfo": "0xf92b10cbd34e2cbf63ff07f483a9766340058875987819d5a025d04353b7e321",
                "SignedDelegation": "0x1faf52f2c2de9258d9608231ba85da6933c891faec7f7acf7fd96d2941d40573",
            ]
        ),
        (
            "gasless-wallet-operation", "GaslessGateway",
            [
                "SignedOperation": "0x14d2e9ae5dfb61c1e01219ab2f62a7f85fa235e88aba7ae3153d14465bb7f4c7",
                "Account": "0x31d614fa0ffec792c91f16dfe66078409e8b9f97745247e5c1f8ed002a7ee289",
                "ReplayAttackHeader": "0x4ea556deed6f321beabcaecdbed7ae2fcd767b4da2c7f293f1c4eb8e852274c2",
            ]
        ),
        (
            "conditional-order", "ConditionalOrder",
            ["ConditionalOrder": "0x85fe96e9b92659cfa4e8d229e64ae42f7134291fe9e582f7a3914211e8d94000"]
        ),
        (
            "account-layer-timelock", "SymmioAccountLayerTimelock",
            ["TimelockApproval": "0xf2d3696292969b55bcd0f3b26f826e25ea1cb955d591e9f8b7eb61049604c352"]
        ),
    ])
    func typedData(name: String, domain: String, hashes: [String: String]) {
        let document = Specs.read("typed-data/\(name)")
        for spec in document.typedData {
            #expect(spec.domainName == domain)
            #expect(spec.domainVersion == "1")
            #expect(spec.domainFields == ["name", "version", "chainId", "verifyingContract"])
        }
        var diagnostics = Diagnostics()
        let found = SpecInventory(document, diagnostics: &diagnostics).typedData
        #expect(diagnostics.all == [])
        for (name, hash) in hashes { #expect(found.first { $0.name == name }?.typeHash.hex == hash) }
    }

    @Test(arguments: ["hyperevm-0.8.5", "base-0.8.5", "arbitrum-0.8.6", "arbitrum-staging-0.8.6"])
    func deployments(name: String) throws {
        let path = Specs.path("deployments/\(name)")
        let root = try JSONNode.parse(try FileReader.read(path), file: path)
        #expect(root["chainId"] != nil)
        let release = try #require(root["release"]?.string)
        #expect(name.hasSuffix(release))

        var addresses = 0
        var waiting = [root]
        while let node = waiting.popLast() {
            waiting += (node.object ?? []).map(\.value) + (node.array ?? [])
            guard let text = node.string, text.hasPrefix("0x"), text.utf8.count == 42 else { continue }
            addresses += 1
            #expect((try Address(text)).checksummed == text)
        }
        #expect(addresses >= 6)

        let functions = Set(
            (Specs.read("\(release)/SymmioCore").items + Specs.read("\(release)/AccountLayer").items)
                .filter { $0.kind == .function }.map(\.name))
        for set in try #require(root["selectors"]?.object) {
            for selector in try #require(set.value.array) {
                let text = try #require(selector.string)
                #expect(functions.contains(text) || (text.hasPrefix("0x") && text.utf8.count == 10))
            }
        }
    }
}

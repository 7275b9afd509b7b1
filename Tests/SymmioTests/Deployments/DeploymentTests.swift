import EVMClient
import EVMCore
import Foundation
import SymmioContracts
import Testing

@testable import Symmio

@Suite struct DeploymentTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Specs/deployments")

    @Test func everyFileOfTheSpecsIsCompiledIn() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".json") }.sorted()
        #expect(files.count == 4)
        #expect(Deployment.knownByIdentifier.map { $0.identifier + ".json" } == files)
        for (file, known) in zip(files, Deployment.known) { #expect(try Deployment(contentsOf: Self.folder.appending(path: file)) == known) }
    }

    /// The JSON form is exactly that of the files: nothing is lost, nothing renamed.
    @Test func jsonHoldsEveryMember() throws {
        func withoutNulls(_ value: JSONValue) -> JSONValue {
            switch value {
            case .object(let members): .object(members.filter { $0.value != .null }.mapValues(withoutNulls))
            case .array(let elements): .array(elements.map(withoutNulls))
            default: value
            }
        }
        for (identifier, deployment) in Deployment.knownByIdentifier {
            let file = try JSONValue(parsing: Data(contentsOf: Self.folder.appending(path: "\(identifier).json")))
            #expect(try JSONValue(parsing: deployment.json()) == withoutNulls(file), "\(identifier)")
        }
    }

    @Test func byNameAndIdentifier() throws {
        #expect(try Deployment(named: "HyperEVM").chainId == 999)
        #expect(try Deployment(named: "hyperevm-0.8.5").release == .v085)
        #expect(try Deployment(named: "Arbitrum staging").conditionalOrders?.appName == "ARB_COH_Low-Cap_Stage")
        #expect(throws: DeploymentError.unknownName("mainnet", known: Deployment.knownByIdentifier.map(\.identifier))) { try Deployment(named: "mainnet") }
    }

    /// What is wrong is told in the terms of the file, with what would be right.
    @Test(arguments: [
        (#"{"release": "0.8.7"}"#, "release: '0.8.7' is none of 0.8.5, 0.8.6"),
        (#"{"style": {"maths": "sdk-9"}}"#, "style.maths: 'sdk-9' is none of walkthrough-085, sdk-3.1, sdk-deferred"),
        (#"{"style": {"numbers": "both"}}"#, "style.numbers: 'both' is none of strings, numbers"),
        (#"{"style": {"closeBody": ""}}"#, "style.closeBody: '' is none of array, operations"),
        (#"{"notifications": {"protocol": "x"}}"#, "notifications.protocol: 'x' is none of enigma, rasa"),
        (#"{"prices": {"kind": "x"}}"#, "prices.kind: 'x' is none of enigma, binance"),
        (#"{"solvers": [{"kind": "x"}]}"#, "solvers[0].kind: 'x' is none of enigma, rasa"),
        (#"{"style": {"flexUpnlSig": "yes"}}"#, "style.flexUpnlSig: true or false is expected"),
        (#"{"name": 5}"#, "name: a text is expected"), (#"{"solvers": 5}"#, "solvers: an array is expected"),
        (#"{"style": 5}"#, "style: an object is expected"), (#"{"chainId": -1}"#, "chainId: -1 is not a whole number of 0 or above"),
        (#"{"chainId": 1.5}"#, "chainId: 1.5 is not a whole number of 0 or above"),
    ]) func whatIsWrongIsToldInTheFilesTerms(_ overlay: String, _ expected: String) throws {
        let error = #expect(throws: DeploymentError.self) { try Fixture.hyperEVM().applying(overlay: Data(overlay.utf8)) }
        #expect(error.map { "\($0)" } == "deployment: \(expected)")
    }

    @Test func selectorsComeFromTheBindings() throws {
        let hyper = try Fixture.hyperEVM()
        #expect(try hyper.sessionSelectors().map(\.value) == [0xa6d6_6852, 0xa7f3_b34b, 0x501e_891f, 0xeaa3_1b19, 0x0000_0001])
        #expect(try hyper.tpslBotSelectors().map(\.value) == [0x501e_891f, 0xeaa3_1b19, 0xee9e_f781, 0x0000_0001])
        let arbitrum = try Fixture.arbitrum()
        #expect(try arbitrum.sessionSelectors().map(\.value) == [0xa6d6_6852, 0x0ac3_0baf, 0x501e_891f])
        #expect(try Deployment(named: "Base").tpslBotSelectors() == [])
    }

    @Test func duplicateSelectorsAreDroppedInOrder() throws {
        let names = ["requestToClosePosition", "0x00000001", "0x501e891f", "0x00000001", "addMarginToNextVA"]
        let resolved = try Fixture.arbitrum().resolve(names.map { try SelectorName($0) })
        #expect(resolved.map(\.value) == [0x501e_891f, 1, 0xa6d6_6852])
    }

    @Test func functionsThatTheReleaseLacksOrOverloads() throws {
        let arbitrum = try Fixture.arbitrum()
        #expect(throws: DeploymentError.unknownFunction(name: "sendQoute", release: "0.8.6")) { try arbitrum.resolve([.function("sendQoute")]) }
        do {
            _ = try arbitrum.resolve([.function("openPosition")])
            Issue.record("openPosition is overloaded in 0.8.6")
        } catch DeploymentError.ambiguousFunction(_, let signatures) {
            #expect(signatures.count == 2)
            #expect(try arbitrum.resolve([.function(signatures[0])]).count == 1)
        }
    }

    @Test func overlayReplacesWhatItNames() throws {
        let overlay = """
            {"chainId": 31337, "contracts": {"affiliate": "0x0000000000000000000000000000000000000001"}, "muon": null,
             "solvers": [{"kind": "enigma", "address": "0x0000000000000000000000000000000000000002", "baseURL": "http://127.0.0.1:8080/api"}]}
            """
        let base = try Fixture.hyperEVM()
        let changed = try base.applying(overlay: Data(overlay.utf8))
        let expected = try base.with {
            $0.chainId = 31337
            $0.contracts.affiliate = Address(truncating: .one)
            $0.muon = nil
            $0.solvers = [
                .init(
                    kind: .enigma, address: Address(truncating: UInt256(2 as UInt64)),
                    baseURL: try #require(URL(string: "http://127.0.0.1:8080/api")))
            ]
        }
        #expect(changed == expected)
        #expect(changed.contracts.symmioCore == base.contracts.symmioCore)
        #expect(throws: DeploymentError.self) { try base.applying(overlay: Data("[]".utf8)) }
    }

    @Test func unknownMembersArePassedOver() throws {
        let overlay = #"{"news": {"x": 1}, "contracts": {"vault": "0x"}, "style": {"colour": "red"}}"#
        #expect(try Fixture.hyperEVM().applying(overlay: Data(overlay.utf8)) == Fixture.hyperEVM())
    }

    @Test(arguments: [
        (#"{"contracts": {"symmioCore": "0x12"}}"#, "contracts.symmioCore"),
        (#"{"contracts": {"collateral": {"decimals": "six"}}}"#, "contracts.collateral.decimals"),
        (#"{"contracts": {"collateral": {"decimals": 78}}}"#, "contracts.collateral.decimals"),
        (#"{"contracts": {"instantLayer": null}}"#, "contracts.instantLayer"),
        (#"{"release": "0.8.7"}"#, "release"),
        (#"{"chainId": -1}"#, "chainId"),
        (#"{"chainId": 0}"#, "chainId"),
        (#"{"solvers": []}"#, "solvers"),
        (#"{"solvers": [{"kind": "other", "address": "0x0000000000000000000000000000000000000002", "baseURL": "http://a"}]}"#, "solvers[0].kind"),
        (#"{"notifications": {"socket": "https://x"}}"#, "notifications.socket"),
        (#"{"prices": {"baseURL": "nowhere"}}"#, "prices.baseURL"),
        (#"{"prices": {"baseURL": "ftp://me:secret@x/secret?key=secret"}}"#, "prices.baseURL"),
        (#"{"style": {"maths": "sdk-9"}}"#, "style.maths"),
        (#"{"selectors": {"session": ["0x12"]}}"#, "selectors.session[0]"),
        (#"{"selectors": {"tpslBot": ["0x00000001", "nothing"]}}"#, "selectors.tpslBot[1]"),
    ])
    func faultsNameTheirPlace(overlay: String, path: String) throws {
        do {
            _ = try Fixture.hyperEVM().applying(overlay: Data(overlay.utf8))
            Issue.record("\(overlay) was taken")
        } catch DeploymentError.invalidField(let found, let reason) {
            #expect(found == path, "\(reason)")
            #expect(!reason.contains("secret"))
        }
    }

    @Test func filesThatCannotBeRead() throws {
        #expect(throws: DeploymentError.unreadable(file: "/nonexistent/file.json", reason: "there is no such file")) {
            try Deployment(contentsOf: URL(filePath: "/nonexistent/file.json"))
        }
        #expect(throws: DeploymentError.self) { try Deployment(json: Data("{".utf8)) }
    }
}

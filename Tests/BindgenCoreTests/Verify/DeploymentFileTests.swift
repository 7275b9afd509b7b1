import Foundation
import Testing

@testable import BindgenCore

@Suite struct DeploymentFileTests {
    private func read(_ text: String) throws -> DeploymentFile {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).json").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try DeploymentFile.read(path)
    }

    @Test func contracts() throws {
        let file = try read(
            """
            {"chainId": 42161, "release": "0.8.6", "contracts": {"symmioCore": "0x57331027091994FCb9c5Aec48ea92cEf0a93CF6A", "multiAccount": null,
             "collateral": {"address": "0xaf88d065e77c8cC2239327C5EDb3A432268e5831", "decimals": 6}}}
            """)
        #expect(file.chainID == 42161)
        #expect(file.contracts.map(\.name) == ["symmioCore", "collateral"])
        #expect(file.specPaths(of: "symmioCore", in: "Specs") == ["Specs/0.8.6/SymmioCore.json", "Specs/SymmioCore.json"])
        #expect(file.specPaths(of: "collateral", in: "Specs").last == "Specs/ERC20.json")
    }

    @Test(arguments: [
        ("[]", "must be an object"), ("{}", "needs a 'chainId'"), (#"{"chainId":"1"}"#, "needs a 'chainId'"),
        (#"{"chainId":1,"release":"../.."}"#, "needs a 'release'"), (#"{"chainId":1,"release":"1"}"#, "needs 'contracts'"),
        (#"{"chainId":1,"release":"1","contracts":{"a":"0x12"}}"#, "'a' is no address"),
        (#"{"chainId":1,"release":"1","contracts":{"a":3}}"#, "'a' must be an address"),
    ])
    func refused(_ text: String, _ message: String) {
        let error = #expect(throws: Diagnostic.self) { try read(text) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test func typedDataOfAContract() {
        #expect(DeploymentFile.owns("instantLayer", typedData: "instant-layer"))
        #expect(DeploymentFile.owns("accountLayer", typedData: "account-layer-timelock"))
        #expect(!DeploymentFile.owns("account", typedData: "accounts"))
        #expect(!DeploymentFile.owns("instantLayer", typedData: "conditional-order"))
    }
}

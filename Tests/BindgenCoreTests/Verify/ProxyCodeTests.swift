import EVMCore
import Testing

@testable import BindgenCore

@Suite struct ProxyCodeTests {
    private let target = "bebebebebebebebebebebebebebebebebebebebe"

    private func found(_ hex: String) throws -> String? {
        ProxyCode.target(try Bytes(hex: hex).array).map { "\($0.standard) \($0.address.hex)" }
    }

    @Test func minimalProxies() throws {
        #expect(try found("0x363d3d373d3d3d363d73\(target)5af43d82803e903d91602b57fd5bf3") == "EIP-1167 0x\(target)")
        // With arguments behind the code, and with an address whose leading zeros are left out.
        #expect(try found("0x363d3d373d3d3d363d73\(target)5af43d82803e903d91602b57fd5bf3c0ffee") == "EIP-1167 0x\(target)")
        let short = String(repeating: "be", count: 16)
        #expect(try found("0x363d3d373d3d3d363d6f\(short)5af43d82803e903d91602757fd5bf3") == "EIP-1167 0x00000000\(short)")
        #expect(try found("0x365f5f375f5f365f73\(target)5af43d5f5f3e5f3d91602a57fd5bf3") == "EIP-7511 0x\(target)")
        #expect(try found("0xef0100\(target)") == "EIP-7702 0x\(target)")
    }

    @Test func othersAreNone() throws {
        #expect(try found("0x") == nil)
        #expect(try found("0x363d3d373d3d3d363d73\(target)") == nil)
        #expect(try found("0x363d3d373d3d3d363d73\(target)5af43d82803e903d91602b57fd5bf4") == nil)
        #expect(try found("0x363d3d373d3d3d363d") == nil)
        #expect(try found("0xef0100\(target)00") == nil)
    }

    @Test func slots() {
        // As the EIPs print them.
        #expect(
            ProxyCode.slots.map(\.slot.hex) == [
                "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc",
                "0xa3f0ad74e5423aebfd80d3ef4346578335a9a72aeaee59ff6cb3582b35133d50",
                "0xc5f16f0fcc639fa48a6947836d9850f504798523bf8c9a3a87d5876cf622bcf7",
                "0x7050c9e0f4ca769c69bd3a8ef740bc37934f8e2c036e5a723fd8ee048ed3f8c3",
            ])
    }
}

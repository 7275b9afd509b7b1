import Foundation
import Testing

/// The helper itself: chains are there, are apart from one another, and do what the controls say.
@Suite(.localChain)
struct LocalChainTests {
    @Test func chainsAreApart() async throws {
        let first = try await LocalChain()
        let second = try await LocalChain()
        let start = try await second.control("eth_blockNumber")
        try await first.mine(3)
        #expect(try await second.control("eth_blockNumber") == start)
        #expect(try await first.control("eth_blockNumber") != start)
        #expect(try await first.control("eth_chainId") == .string("0x" + String(LocalChain.chainID, radix: 16)))
    }

    @Test func funds() async throws {
        let chain = try await LocalChain()
        let nobody = "0x00000000000000000000000000000000000a11ce"
        #expect(try await chain.control("eth_getBalance", .string(nobody), "latest") == "0x0")
        try await chain.control("test_fund", .string(nobody), 255)
        #expect(try await chain.control("eth_getBalance", .string(nobody), "latest") == "0xff")
    }

    @Test func injectsAndCounts() async throws {
        let chain = try await LocalChain()
        try await chain.inject(["kind": "error", "method": "eth_blockNumber", "message": "tired"])
        await #expect(throws: LocalChain.Failure.self) { try await chain.control("eth_blockNumber") }
        try await chain.control("eth_blockNumber")
        #expect(try await chain.requests() == ["eth_blockNumber", "eth_blockNumber"])
        #expect(try await chain.clearFaults() == 0)
    }
}

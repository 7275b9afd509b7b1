import EVMClient
import EVMCore
import EVMSigning
import SymmioContracts
import Testing

/// Tokens and batched reads on a real EVM.
@Suite(.localChain, .timeLimit(.minutes(2))) struct LocalChainTokenTests {
    /// `mint(address,uint256)`, which anybody may call on the test token.
    private func mint(_ amount: UInt64, for account: Address, _ chain: LocalChain, _ client: ChainClient) async throws {
        let selector = Bytes(Array(keccak256(utf8: "mint(address,uint256)").bytes.array.prefix(4)))
        let arguments = try ABI.encode([.address(account), .uint(UInt256(amount))], as: [.address, .uint(256)])
        let message = CallMessage(to: try chain.contract("token"), data: Bytes(selector.array + arguments.array))
        _ = try await client.send(message, using: try chain.signer(9)).wait()
    }

    @Test func approveTransferAndPermit() async throws {
        let chain = try await LocalChain()
        let client = chain.client()
        let (owner, spender) = (try chain.signer(0), try chain.signer(1))
        let token = client.token(try chain.contract("token"))
        #expect(try await token.decimals() == 6)
        #expect(try await token.symbol() == "TUSD")
        try await mint(5_000_000, for: owner.address, chain, client)
        let amount = try TokenAmount("1.25", decimals: 6)

        _ = try await token.approve(amount, for: spender.address, using: owner).wait()
        #expect(try await token.allowance(of: spender.address, by: owner.address) == amount)
        _ = try await token.transfer(amount, to: spender.address, using: owner).wait()
        #expect(try await token.balance(of: spender.address) == amount)
        #expect(try await token.balance(of: owner.address).units == 3_750_000)

        // The owner signs, and the spender brings it.
        let permitted = try TokenAmount("2", decimals: 6)
        let permit = try await token.permit(permitted, for: spender.address, by: owner)
        let before = try await client.transactionCount(of: owner.address)
        #expect(try await client.send(permit.call, to: token.address, using: spender).wait().succeeded)
        #expect(try await token.allowance(of: spender.address, by: owner.address) == permitted)
        #expect(try await client.transactionCount(of: owner.address) == before)
        // It is good once.
        let again = await failure { try await client.send(permit.call, to: token.address, using: spender) }
        #expect(again?.revert?.message == "ERC20Permit: invalid signature")

        _ = try await token.approveUnlimited(for: spender.address, using: owner).wait()
        let take = Symmio085.ERC20.Calls.TransferFrom(from: owner.address, to: spender.address, amount: 3_750_000)
        #expect(try await client.send(take, to: token.address, using: spender).wait().succeeded)
        #expect(try await token.balance(of: owner.address).units == 0)
    }

    @Test func batchedReadsWithAndWithoutMulticall() async throws {
        let chain = try await LocalChain()
        let (token, faults, emitter) = (try chain.contract("token"), try chain.contract("faults"), try chain.contract("emitter"))
        let client = chain.client()
        _ = try await client.send(Faults.Calls.SetValue(amount: 31), to: faults, using: try chain.signer()).wait()
        func read(_ client: ChainClient) async throws -> [String] {
            let (decimals, value, count, failing) = try await client.read(
                Symmio085.ERC20.Calls.Decimals().from(token), Faults.Calls.Value().from(faults), Emitter.Calls.Count().from(emitter),
                Faults.Calls.FailWithReason(reason: "one of many").from(faults))
            let failure = if case .failure(let error) = failing { error.revert?.message ?? "\(error)" } else { "none" }
            return ["\(try decimals.get())", "\(try value.get())", "\(try count.get())", failure]
        }
        let expected = ["6", "31", "0", "one of many"]
        _ = try await chain.requests()
        #expect(try await read(client) == expected)
        // All in one call of Multicall3.
        #expect(try await chain.count("eth_call") == 1)
        #expect(try await read(chain.client(options: ChainOptions(multicall: nil))) == expected)
        #expect(try await chain.count("eth_call") == 4)
        // A chain without Multicall3 answers the same.
        try await chain.control("test_setCode", .string(try chain.address("multicall3")), "0x")
        _ = try await chain.requests()
        #expect(try await read(chain.client()) == expected)
        #expect(try await chain.count("eth_call") == 4)
    }

    @Test func manyReads() async throws {
        let chain = try await LocalChain()
        let client = chain.client(options: ChainOptions(maximumMulticall: 40))
        let token = try chain.contract("token")
        let owners = try (0..<100).map { try LocalSigner(PrivateKey(UInt256(UInt64($0 + 1)).bigEndianBytes)).address }
        try await mint(77, for: owners[63], chain, client)
        _ = try await chain.requests()
        let balances = try await client.read(owners.map { Symmio085.ERC20.Calls.BalanceOf(account: $0).from(token) })
        let amounts = try balances.map { try $0.get() }
        #expect(amounts == owners.indices.map { $0 == 63 ? 77 : 0 })
        #expect(try await chain.count("eth_call") == 3)
    }
}

import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// The snippets of the article on the older flow that are about contract wallets and money on its way out, run against the sandbox.
@Suite(.timeLimit(.minutes(2)))
struct OlderMoneySnippets {
    @Test func contractOwners() async throws {
        let sandbox = try await Sandbox()
        let key = LocalSigner(sandbox.wallet)
        let wallet = sandbox.chain.addresses.contractWallet
        let chain = ChainClient(chainId: sandbox.legacy.chainId, endpoints: [Endpoint(sandbox.rpcURL)])
        let create = Symmio084.MultiAccount.Calls.AddAccount(name: "Main")
        let call = Symmio084.PartyB.Calls.MulticastCall(destAddresses: [sandbox.legacy.multiAccount], callDatas: [create.encoded()])
        _ = try await chain.send(call, to: wallet, using: key).wait(timeout: .seconds(10))
        let account = try #require(try await MultiAccounts(sandbox.legacy, chain: chain).list(owner: wallet).first?.address)

        let owner = ContractOwner(wallet) { message throws(SigningError) in try await key.sign(message: message).bytes }
        let trading = LegacyTradingSession(sandbox.legacy, chain: chain, account: account, owner: owner)
        _ = try await trading.session.token()
        await sandbox.stop()
    }

    @Test func moneyOut() async throws {
        let sandbox = try await Sandbox()
        let owner = LocalSigner(sandbox.wallet)
        let accounts = MultiAccounts(
            sandbox.legacy, chain: ChainClient(chainId: sandbox.legacy.chainId, endpoints: [Endpoint(sandbox.rpcURL)]))
        let account = try await accounts.create(name: "Main", owner: owner)
        try await accounts.depositAndAllocate(try accounts.collateralAmount("500"), into: account, owner: owner)

        try await accounts.deallocate(try Wad("100"), of: account, owner: owner)
        let payout = try await accounts.payout(of: account)
        if let from = payout.payableFrom { await sandbox.chain.advance(seconds: from - payout.now) }
        try await accounts.withdraw(try accounts.collateralAmount("100"), from: account, owner: owner)
        #expect(try await accounts.balances(of: account).available == .zero)
        await sandbox.stop()
    }
}

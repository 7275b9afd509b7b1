import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioSandbox
import Testing

/// The snippets of the article on the older flow, in their order, run against the sandbox.
@Suite(.timeLimit(.minutes(2)))
struct OlderFlowSnippets {
    @Test func olderFlow() async throws {
        let sandbox = try await Sandbox()
        let owner = LocalSigner(sandbox.wallet)

        let chain = ChainClient(chainId: sandbox.legacy.chainId, endpoints: [Endpoint(sandbox.rpcURL)])
        let accounts = MultiAccounts(sandbox.legacy, chain: chain)

        let account = try await accounts.create(name: "Main", owner: owner)
        try await accounts.depositAndAllocate(try accounts.collateralAmount("500"), into: account, owner: owner)
        try await accounts.delegate(for: account, owner: owner)

        let trading = LegacyTradingSession(sandbox.legacy, chain: chain, account: account, owner: owner)
        let intent = LegacyOpenIntent(market: "XRPUSDT", position: .long, quantity: try Wad("61"), leverage: try Wad("2"))
        let preview = try await trading.preview(intent)
        print("at most \(preview.request.price), locking \(preview.request.lockedValues.partyAmm)")
        let position = try await trading.open(preview)
        try await trading.close(position.quoteId, .percent(try Wad("50")))
        try await trading.close(position.quoteId)

        await sandbox.setLegacyLatency(.seconds(3_600))
        let order = try await trading.submit(try await trading.preview(intent))
        if let id = order.tempQuoteId { try await trading.cancelOpen(id) }
        #expect(try await trading.pendingOpens().isEmpty)

        await sandbox.setLegacyLatency(.zero)
        let held = try await trading.open(try await trading.preview(intent))
        try await trading.set(TakeProfitStopLoss(takeProfit: try Wad("0.7"), stopLoss: try Wad("0.5")), for: held.quoteId, leverage: 2)
        await sandbox.prices.set("XRPUSDT", to: try Wad("0.71"))
        try await eventually("the take profit closes it") { try await trading.position(held.quoteId).status == .closed }

        let end = try await accounts.proposeRevocation(for: account, owner: owner)
        await sandbox.chain.advance(seconds: end - (await sandbox.chain.now))
        try await accounts.revoke(for: account, owner: owner)
        #expect(try await accounts.delegations(for: account).allSatisfy { !$0.isActive })
        await sandbox.stop()
    }
}

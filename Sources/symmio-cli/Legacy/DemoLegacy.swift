import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox

/// The older flow (releases 0.8.2 to 0.8.4) in short: an account, a delegation, a sign-in, a position opened and closed, the delegation ended.
struct DemoLegacy {
    let sandbox: Sandbox
    let owner: LocalSigner
    let side: PositionType
    /// Shows a step: its title and its lines.
    let step: (String, [String]) -> Void

    func live() async throws {
        var chainOptions = ChainOptions()
        chainOptions.pollInterval = .milliseconds(20)
        let chain = ChainClient(chainId: sandbox.legacy.chainId, endpoints: [Endpoint(sandbox.rpcURL)], options: chainOptions)
        let accounts = MultiAccounts(sandbox.legacy, chain: chain)
        let account = try await accounts.create(name: "Demo", owner: owner)
        let amount = try accounts.collateralAmount("500")
        try await accounts.depositAndAllocate(amount, into: account, owner: owner)
        try await accounts.delegate(for: account, owner: owner)
        let granted = try await accounts.delegations(for: account).filter(\.isActive).map { $0.signature?.prefix { $0 != "(" } ?? "?" }
        step(
            "The older flow, release 0.8.4: an account of MultiAccount, delegated to the solver",
            ["\(account), \(amount) allocated", "the solver may call \(granted.joined(separator: ", "))"])

        var options = LegacyTradingOptions()
        options.lookInterval = .milliseconds(20)
        // The sandbox's clock has been moved by what came before.
        let now = await sandbox.chain.now
        options.services.timing.secondsSince1970 = { Double(now) }
        let trading = LegacyTradingSession(sandbox.legacy, chain: chain, account: account, owner: owner, options: options)
        let token = try await trading.session.token()
        step("   The owner signs in at the solver (SIWE)", ["it answers with a token, kept in memory, that counts until \(Words.time(token.expiresAt))"])

        let preview = try await trading.preview(LegacyOpenIntent(market: "XRPUSDT", position: side, quantity: try Wad("61"), leverage: try Wad("2")))
        let position = try await trading.open(preview)
        step(
            "   Open by the token: nothing of the order is signed",
            LegacyTradeVerbs.describe(preview).split(separator: "\n").map(String.init) + [
                "position \(position.quoteId): \(TradeWords.side(position.side)) \(position.quantity) \(position.market) at \(position.openPrice)"
            ])
        let part = try await trading.close(position.quoteId, .percent(try Wad("50")))
        let rest = try await trading.close(position.quoteId)
        step("   Close in part, and wholly", [TradeWords.describe(part), TradeWords.describe(rest)])

        let end = try await accounts.proposeRevocation(for: account, owner: owner)
        await sandbox.chain.advance(seconds: end > now ? end - now : 0)
        try await accounts.revoke(for: account, owner: owner)
        guard try await accounts.delegations(for: account).allSatisfy({ !$0.isActive }) else { throw Failure("the revocation did not take effect") }
        step("   The delegation is proposed to end, and ended after the cooldown", ["the solver may call nothing any more"])
    }
}

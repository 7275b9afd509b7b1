import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// The public example of the older flow end to end: market 340, XRP, 6.1 of it, leverage 1, 5 % away from the price, for long and short.
///
/// The price and the percents, which the example fetches, are the sandbox's; what follows from them is reckoned by the example's formulas.
@Suite(.timeLimit(.minutes(2)))
struct LegacyExampleTests {
    private func market() throws -> SandboxMarket {
        var market = SandboxMarket(symbolId: 340, name: "XRPUSDT", price: try Wad("2.3456"), pricePrecision: 5, quantityPrecision: 1)
        market.lockedPercents.cva = try Wad("2.5")
        market.lockedPercents.lf = try Wad("1.25")
        market.lockedPercents.partyAmm = try Wad("46.25")
        market.lockedPercents.partyBmm = try Wad("50")
        return market
    }

    @Test(arguments: [
        (PositionType.long, "2.46288", ["0.3755892", "0.1877946", "6.9484002", "7.511784"]),
        (.short, "2.22832", ["0.3398188", "0.1699094", "6.2866478", "6.796376"]),
    ])
    func isOnTheChainAsItWasReckoned(side: PositionType, price: String, locked: [String]) async throws {
        let sandbox = try await Sandbox(.init(clock: .manual(FlowAccount.start), markets: [try market()], latency: .milliseconds(10)))
        let chain = ChainClient(
            chainId: sandbox.legacy.chainId, endpoints: [Endpoint(sandbox.rpcURL)], options: ChainOptions(pollInterval: .milliseconds(5)))
        let accounts = MultiAccounts(sandbox.legacy, chain: chain)
        let owner = LocalSigner(sandbox.wallet)
        let account = try await accounts.create(name: "example", owner: owner)
        try await accounts.depositAndAllocate(try accounts.collateralAmount("100"), into: account, owner: owner)
        try await accounts.delegate(for: account, owner: owner)
        let options = LegacyTradingOptions(services: ServiceOptions(timing: FlowAccount.timing), lookInterval: .milliseconds(20))
        let trading = LegacyTradingSession(sandbox.legacy, chain: chain, account: account, owner: owner, options: options)

        let preview = try await trading.preview(LegacyOpenIntent(market: "XRPUSDT", position: side, quantity: try Wad("6.1")))
        let body = preview.request.json
        #expect(body["symbolId"]?.int == 340 && body["orderType"]?.int == 1 && body["positionType"]?.int == Int(side.rawValue))
        #expect(body["price"]?.string == price && body["quantity"] == "6.1" && body["maxFundingRate"] == "200")
        #expect(["cva", "lf", "partyAmm", "partyBmm"].map { body[$0]?.string } == locked)

        let position = try await trading.open(preview)
        let quote = try await chain.read(Symmio084.Core.Calls.GetQuote(quoteId: position.quoteId), from: sandbox.legacy.symmioCore)
        #expect(quote.symbolId == 340 && quote.positionType == side && quote.orderType == .market)
        #expect(quote.requestedOpenPrice == (try Wad(price).units))
        #expect(quote.quantity == (try Wad("6.1").units))
        let values = quote.initialLockedValues
        #expect([values.cva, values.lf, values.partyAmm, values.partyBmm] == (try locked.map { try Wad($0).units }))
        #expect(quote.maxFundingRate == (try Wad("200").units))
        #expect(quote.deadline == UInt256(FlowAccount.start + 3_600))
        #expect(quote.quoteStatus == .opened)
        await sandbox.stop()
    }
}

import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioSandbox
import Testing

/// The snippets of the articles on the oracle and on majors, in their order, run against the sandbox.
@Suite(.timeLimit(.minutes(2)))
struct MajorsSnippets {
    @Test func majorsAndTheirOracle() async throws {
        var options = Sandbox.Options()
        options.solvers = [.enigma, .rasa]
        let sandbox = try await Sandbox(options)
        let symmio = SymmioClient(sandbox.deployment, endpoints: [Endpoint(sandbox.rpcURL)])
        let owner = LocalSigner(sandbox.wallet)

        let account = try await symmio.accounts.create(name: "Majors", isolation: .custom, owner: owner)
        try await symmio.accounts.deposit(try symmio.accounts.collateralAmount("5000"), into: account, owner: owner)
        try await symmio.accounts.allocate(try Wad("3000"), of: account, owner: owner)

        let session = try await symmio.sessions.start(for: account, key: LocalSigner(PrivateKey.random()), owner: owner)
        let trading = try symmio.trading(session, store: MemoryPositionStore(), solver: symmio.deployment.solver(of: .rasa))
        let preview = try await trading.preview(OpenIntent(market: "BTCUSDT", position: .short, size: .margin(try Wad("500")), leverage: try Wad("4")))
        print(preview.available, preview.needsOracle)
        let position = try await trading.open(preview)
        try await trading.close(CloseIntent(quoteId: position.quoteId, amount: .percent(try Wad("50"))))
        #expect(try await trading.position(position.quoteId).openQuantity < position.quantity)

        let market = position.symbolId
        let muon = try symmio.muon()
        let attestation = try await muon.upnlAndPrice(ofPartyA: account, symbolId: market)
        let (profit, price) = (SignedWad(units: attestation.signature.upnl), Wad(units: attestation.signature.price))
        #expect(profit.isNegative)
        #expect(price == (try Wad("60000")))
        try await symmio.verify(attestation)
        let (oracleKey, gatewaySigner) = (sandbox.oracle.publicKey, sandbox.oracle.gatewaySigner)
        try attestation.verify(publicKey: oracleKey, gatewaySigners: [gatewaySigner], nonces: try await symmio.muonNonces(for: attestation.request))

        await trading.stop()
        await sandbox.stop()
    }

    @Test func majorsAtALimit() async throws {
        let account = try await MajorsAccount()
        let (sandbox, trading) = (account.sandbox, try account.trading())
        let limit = LimitIntent(market: "ETHUSDT", position: .long, size: .quantity(try Wad("0.5")), leverage: try Wad("5"), price: try Wad("2400"))
        let preview = try await trading.preview(limit)
        print(preview.operations)
        let order = try await trading.place(preview)
        await sandbox.prices.set("ETHUSDT", to: try Wad("2390"))
        let fill = try await trading.waitForFill(of: order.quoteId)
        print("\(fill.filled) of \(fill.asked)", fill.averagePrice ?? "not filled")
        #expect(fill.isComplete)

        let target = LimitCloseIntent(quoteId: order.quoteId, amount: .percent(try Wad("40")), price: try Wad("2550"))
        let asked = try await trading.place(target)
        print(asked.resting?.quantity ?? .zero, "waits")
        #expect(asked.resting?.quantity == (try Wad("0.2")))

        await trading.stop()
        await sandbox.stop()
    }
}

import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioSandbox
import Testing

/// The program of the tutorial «Open your first position in the sandbox in five minutes», as its last step has it.
@Suite(.timeLimit(.minutes(2)))
struct TutorialSnippets {
    @Test func firstPosition() async throws {
        let sandbox = try await Sandbox()
        let symmio = SymmioClient(sandbox.deployment, endpoints: [Endpoint(sandbox.rpcURL)])
        let owner = LocalSigner(sandbox.wallet)
        try await symmio.check()

        let account = try await symmio.accounts.create(name: "First", owner: owner)
        print("sub-account \(account)")

        let amount = try symmio.accounts.collateralAmount("2500")
        try await symmio.accounts.deposit(amount, into: account, owner: owner)
        try await symmio.accounts.bind(account, owner: owner)

        let session = try await symmio.sessions.start(for: account, key: LocalSigner(PrivateKey.random()), owner: owner)
        let trading = try symmio.trading(session, store: MemoryPositionStore())

        let intent = OpenIntent(market: "BTCUSDT", position: .long, size: .margin(try Wad("200")), leverage: try Wad("5"))
        let preview = try await trading.preview(intent)
        print(preview.operations.joined(separator: "\n"))

        let position = try await trading.open(preview)
        print("quote \(position.quoteId): \(position.quantity) \(position.market) at \(position.openPrice)")

        let wanted = TakeProfitStopLoss(takeProfit: try Wad("63000"), stopLoss: try Wad("57000"), quantity: try Wad("0.01"))
        try await trading.setTakeProfitStopLoss(wanted, for: position.quoteId)

        await sandbox.prices.set("BTCUSDT", to: try Wad("63100"))
        while try await trading.position(position.quoteId).closedQuantity == .zero {
            try await Task.sleep(for: .milliseconds(100))
        }

        let closed = try await trading.close(CloseIntent(quoteId: position.quoteId))
        print("closed \(closed.quantity) at \(closed.price)")

        await trading.stop()
        await sandbox.stop()

        #expect(closed.remainder == .zero)
        #expect(closed.quantity < position.quantity)
    }
}

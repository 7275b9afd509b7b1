import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioSandbox
import Testing

/// The articles' snippets, in their order, run against the sandbox.
@Suite(.timeLimit(.minutes(2)))
struct ArticleSnippets {
    @Test func takeProfitAndErrors() async throws {
        let sandbox = try await Sandbox()
        let symmio = SymmioClient(sandbox.deployment, endpoints: [Endpoint(sandbox.rpcURL)])
        let owner = LocalSigner(sandbox.wallet)
        let account = try await symmio.accounts.create(name: "Second", owner: owner)
        try await symmio.accounts.deposit(try symmio.accounts.collateralAmount("2500"), into: account, owner: owner)
        try await symmio.accounts.bind(account, owner: owner)
        let session = try await symmio.sessions.start(for: account, key: LocalSigner(PrivateKey.random()), owner: owner)
        let trading = try symmio.trading(session, store: MemoryPositionStore())
        let position = try await trading.open(
            OpenIntent(market: "BTCUSDT", position: .long, size: .margin(try Wad("200")), leverage: try Wad("5")))

        let wanted = TakeProfitStopLoss(takeProfit: try Wad("66000"), stopLoss: try Wad("54000"))
        let rows = try await trading.setTakeProfitStopLoss(wanted, for: position.quoteId)
        #expect(rows.count == 2)

        let kept = try await trading.takeProfitStopLoss(of: position.quoteId)
        #expect(kept.count == 2)

        let intent = OpenIntent(market: "ETHUSDT", position: .long, size: .quantity(try Wad("0.2")), leverage: try Wad("5"))
        let order = try await trading.submit(try await trading.preview(intent))
        try await trading.setTakeProfitStopLoss(TakeProfitStopLoss(stopLoss: try Wad("2300")), for: order)
        let next = try await trading.outcome(of: order)
        let near = TakeProfitStopLoss(stopLoss: try Wad("2200"), bound: .slippage(percent: try Wad("2")))
        let exact = TakeProfitStopLoss(stopLoss: try Wad("2200"), bound: .prices(takeProfit: nil, stopLoss: try Wad("2150")))
        for wanted in [near, exact] { #expect(try await trading.setTakeProfitStopLoss(wanted, for: next.quoteId).count == 1) }

        await sandbox.prices.set("BTCUSDT", to: try Wad("66100"))
        var status = position.status
        for _ in 0..<400 where status != .closed {
            try await Task.sleep(for: .milliseconds(20))
            status = try await trading.position(position.quoteId).status
        }
        #expect(status == .closed)

        let tooMuch = try symmio.accounts.collateralAmount("999999999")
        do {
            try await symmio.accounts.deposit(tooMuch, into: account, owner: owner)
        } catch {
            print(error)
        }
        for recovered in try await trading.recover() { print(recovered.operation.id, recovered.outcome) }
        await trading.stop()
        await sandbox.stop()
    }

    @Test func sessionsAndDeployments() async throws {
        let sandbox = try await Sandbox()
        let (deployment, endpoint) = (sandbox.deployment, Endpoint(sandbox.rpcURL))
        let symmio = SymmioClient(deployment, endpoints: [endpoint])
        try await symmio.check()
        let owner = LocalSigner(sandbox.wallet)
        let (payer, key) = (owner, LocalSigner(PrivateKey.random()))
        let account = try await symmio.accounts.create(name: "Third", owner: owner)

        let selectors = try symmio.deployment.sessionSelectors()
        #expect(selectors.count == 3)

        let session = try await symmio.sessions.start(for: account, key: key, lifetime: 3_600, owner: owner)
        let status = try await symmio.sessions.status(of: session.signer.address, for: account)
        if let explanation = status.check.explanation { print(explanation) }
        #expect(status.isComplete)

        let expiry = await sandbox.chain.now + 7_200
        let grant = try await symmio.sessions.signGrant(
            selectors, to: key.address, for: account, expiry: expiry, deadline: 0, owner: owner)
        try await symmio.sessions.submit(grant, payer: payer)

        let deadFrom = try await symmio.sessions.startRevocation(of: key.address, for: account, revoker: owner)
        #expect(deadFrom > 0)

        let affiliate = deployment.contracts.affiliate
        for known in Deployment.known { print(known.name, known.chainId, known.release.rawValue) }
        let mine = deployment.with { $0.contracts.affiliate = affiliate }
        #expect(mine == deployment)

        let findings = try await symmio.findings()
        for finding in findings { print(finding) }
        #expect(findings.isEmpty)
        await sandbox.stop()
    }
}

import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox

/// The whole life of an account, from the wallet to the revoked session, against a sandbox.
struct Demo {
    private let sandbox: Sandbox
    private let symmio: SymmioClient
    private let owner: LocalSigner
    private let side: PositionType
    private let market = "BTCUSDT"
    private let console: Console

    static func run(release: Release, side: PositionType, _ console: Console) async throws {
        let start = ContinuousClock.now
        let sandbox = try await Sandbox(.init(release: release))
        let demo = Demo(sandbox: sandbox, side: side, console: console)
        do {
            try await demo.live()
        } catch {
            await sandbox.stop()
            throw error
        }
        await sandbox.stop()
        demo.step("Done", ["in \(Words.milliseconds(ContinuousClock.now - start)), release \(release.rawValue)"])
    }

    private init(sandbox: Sandbox, side: PositionType, console: Console) {
        self.sandbox = sandbox
        self.side = side
        self.console = console
        owner = LocalSigner(sandbox.wallet)
        var options = ChainOptions()
        options.pollInterval = .milliseconds(20)
        symmio = SymmioClient(sandbox.deployment, endpoints: [Endpoint(sandbox.rpcURL)], options: options)
    }

    private func live() async throws {
        try await signAndRecover()
        let (account, key) = try await prepare()
        let trading = try symmio.trading(Session(subAccount: account, signer: key), store: MemoryPositionStore())
        try await TradeVerbs.stopping(trading) {
            let position = try await open(trading)
            let rest = try await closeHalf(position, trading)
            try await takeProfit(position, rest, trading)
        }
        try await revoke(key, account)
        try await DemoLegacy(sandbox: sandbox, owner: owner, side: side, step: step).live()
    }

    private func step(_ title: String, _ lines: [String]) {
        console.result(
            ["step": .string(title), "lines": .array(lines.map { .string($0) })], "\n== \(title)\n" + lines.map { "   \($0)" }.joined(separator: "\n"))
    }

    private func indented(_ text: String) -> [String] { text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

    // MARK: Signing

    /// A key, a signed operation, and who signed it, read from the signature alone.
    private func signAndRecover() async throws {
        let signer = LocalSigner.random()
        let call = RequestToClosePosition(
            quoteId: 7, closePrice: try Wad("60000").units, quantityToClose: try Wad("0.01").units, orderType: .market,
            deadline: UInt256(await sandbox.chain.now + 300))
        let operation = InstantOperation(
            signer: signer.address, target: sandbox.deployment.contracts.symmioCore, callData: call.encoded(),
            signerAccount: .init(addr: owner.address, isPartyB: false), flexFields: [], maxUses: 1,
            replayAttackHeader: .init(nonce: 0, deadline: call.deadline, salt: SaltSource.system.next()))
        let domain = sandbox.deployment.instantLayerDomain
        let signature = try await signer.sign(operation, domain: domain)
        let digest = operation.digest(for: domain)
        let recovered = try signature.recoverAddress(digest: digest)
        guard recovered == signer.address else { throw Failure("the signature is that of \(recovered), not of \(signer.address)") }
        step(
            "Sign an operation, recover its signer",
            ["new key        \(signer.address)", "digest         \(digest)", "signature      \(signature.bytes.hex)", "recovered      \(recovered)"])
    }

    // MARK: Owner's steps

    private func prepare() async throws -> (Address, LocalSigner) {
        try await symmio.check()
        let funds = try await symmio.accounts.walletBalance(of: owner.address)
        step(
            "A sandbox",
            [
                "release \(sandbox.deployment.release.rawValue) at \(sandbox.rpcURL.absoluteString): chain, code, release and signing domain are as stated",
                "wallet \(owner.address) holds \(funds) of collateral",
            ])

        let account = try await symmio.accounts.create(name: "Demo", owner: owner)
        step("1  The owner makes a sub-account", ["\(account), one virtual account for each market and direction"])

        let amount = try symmio.accounts.collateralAmount("1000")
        let receipt = try await symmio.accounts.deposit(amount, into: account, owner: owner)
        let balances = try await symmio.accounts.balances(of: account)
        step("2  and pays collateral in", ["\(amount) deposited in block \(receipt.blockNumber); available \(balances.available)"])

        try await symmio.accounts.bind(account, owner: owner)
        step("3  and binds it to the solver", [AccountVerbs.words(try await symmio.accounts.binding(of: account))])

        let key = LocalSigner.random()
        _ = try await symmio.sessions.start(for: account, key: key, lifetime: 86_400, owner: owner)
        let status = try await symmio.sessions.status(of: key.address, for: account)
        step(
            "4  A session key may trade for it",
            ["\(key.address), \(status.isComplete ? "complete" : "incomplete"), until \(status.expiry.map(Words.time) ?? "-")"])
        guard status.isComplete else { throw Failure("the session is not complete") }
        if let bot = try await symmio.sessions.botStatus(for: account) {
            step("5  and the TP/SL bot may close", ["\(bot.delegate), until \(bot.expiry.map(Words.time) ?? "-")"])
        }
        return (account, key)
    }

    // MARK: Trading

    private func open(_ trading: TradingSession) async throws -> Position {
        let preview = try await trading.preview(
            OpenIntent(market: market, position: side, size: .quantity(try Wad("0.02")), leverage: try Wad("10")))
        step("6  Open: what it comes to", indented(TradeWords.describe(preview)))
        let start = ContinuousClock.now
        let position = try await trading.open(preview)
        step(
            "   and it is open",
            [
                "position \(position.quoteId): \(TradeWords.side(side)) \(position.quantity) \(position.market) at \(position.openPrice)",
                "in the virtual account \(position.account), \(Words.milliseconds(ContinuousClock.now - start)) after the request",
            ])
        return position
    }

    private func closeHalf(_ position: Position, _ trading: TradingSession) async throws -> Wad {
        let preview = try await trading.preview(CloseIntent(quoteId: position.quoteId, amount: .percent(try Wad("50"))))
        let closed = try await trading.close(preview)
        step("7  Close half of it", indented(TradeWords.describe(preview)) + [TradeWords.describe(closed)])
        return closed.remainder
    }

    private func takeProfit(_ position: Position, _ rest: Wad, _ trading: TradingSession) async throws {
        let mark = try await trading.markPrice(of: try await trading.market(market))
        let (gain, loss) = side == .short ? ("95", "105") : ("105", "95")
        let wanted = TakeProfitStopLoss(
            takeProfit: try mark.percent(try Wad(gain), rounding: .down).rounded(fractionDigits: 2, .down),
            stopLoss: try mark.percent(try Wad(loss), rounding: .down).rounded(fractionDigits: 2, .down))
        let preview = try await trading.preview(wanted, for: position.quoteId)
        let orders = try await trading.set(preview)
        step("8  Take profit and stop loss for the rest", preview.words + orders.map { "\($0.orderId) is \($0.state.rawValue)" })

        let target = try mark.percent(try Wad(side == .short ? "94.9" : "105.1"), rounding: .down)
        await sandbox.prices.set(market, to: target)
        let closed = try await closing(of: position.quoteId, trading)
        let before = try await symmio.accounts.balances(of: trading.session.subAccount)
        step(
            "   The price moves to \(target): the take profit triggers",
            [
                "position \(closed.quoteId) is \(closed.status.words): \(rest) closed by the bot; average close \(closed.averageClosePrice)",
                "profit of the whole position, before fees: \(try closed.profit(of: closed.quantity, at: closed.averageClosePrice))",
                "available in the sub-account: \(before.available)",
            ])
    }

    /// Waits until the bot has closed it.
    private func closing(of id: UInt256, _ trading: TradingSession) async throws -> Position {
        let end = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < end {
            let position = try await trading.position(id)
            if position.isOver { return position }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Failure("the take profit has not closed position \(id) within 10 s")
    }

    // MARK: The end

    private func revoke(_ key: LocalSigner, _ account: Address) async throws {
        let end = try await symmio.sessions.startRevocation(of: key.address, for: account, revoker: owner)
        let now = await sandbox.chain.now
        let still = try await symmio.sessions.status(of: key.address, for: account).isComplete
        await sandbox.chain.advance(seconds: end > now ? end - now : 0)
        let after = try await symmio.sessions.status(of: key.address, for: account).isComplete
        try await symmio.sessions.finishRevocation(of: key.address, for: account, payer: owner)
        guard still, !after else { throw Failure("the revocation did not take effect at its time") }
        step(
            "The owner revokes the session key",
            [
                "asked for: it still counts, until \(Words.time(end)) (\(Words.duration(end > now ? end - now : 0)) from now)",
                "the sandbox's clock moves past that: it counts no more, and the second step tidies up",
            ])
    }
}

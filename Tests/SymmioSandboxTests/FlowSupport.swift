import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox

/// A sandbox with one account that is ready to trade: money deposited, bound to the solver, a session key and the bot delegated.
struct FlowAccount: Sendable {
    typealias Layer = Symmio085.AccountLayer
    typealias Core = Symmio085.Core.Calls

    let sandbox: Sandbox
    let chain: ChainClient
    let wallet: LocalSigner
    let session: LocalSigner
    let subAccount: Address
    let isolation: SubAccountIsolation

    var deployment: Deployment { sandbox.deployment }

    /// When the tests' clocks stand.
    static let start: UInt64 = 1_780_000_000
    /// How long clients wait for an answer. Tests that compute for seconds keep this process's few threads from all others meanwhile.
    static let patience = Duration.seconds(4)
    /// How late an answer is that comes too late.
    static let slowness = Duration.milliseconds(5_500)

    init(
        _ release: Release = .v085, isolation: SubAccountIsolation = .marketDirection, singleVAMode: Bool? = nil, delegates: Bool = true,
        deposit: UInt64 = 50_000, state: String? = nil
    ) async throws {
        let sandbox = try await Sandbox(Sandbox.Options(release: release, clock: .manual(Self.start), latency: .milliseconds(10), state: state).slow)
        let chain = ChainClient(
            chainId: sandbox.deployment.chainId, endpoints: [Endpoint(sandbox.rpcURL)], options: ChainOptions(pollInterval: .milliseconds(5)))
        let wallet = LocalSigner(sandbox.wallet)
        let session = LocalSigner(try PrivateKey(keccak256(utf8: "flow tests: session").bytes))
        let contracts = sandbox.deployment.contracts

        let creation = Layer.Calls.CreateSubAccounts(
            affiliate: contracts.affiliate,
            accountsData: [
                .init(
                    name: "flow", metadata: Bytes(), symmioCore: contracts.symmioCore, isolationType: isolation,
                    singleVAMode: singleVAMode ?? (isolation == .market || isolation == .marketDirection))
            ])
        let created = try await chain.send(creation, to: contracts.accountLayer, using: wallet).wait()
        let event = created.events(Layer.Events.SubAccountCreated.self).first
        guard let subAccount = event?.event.account else { throw FlowFailure("no SubAccountCreated event") }

        let amount = UInt256(deposit) * 1_000_000
        _ = try await chain.send(Symmio085.ERC20.Calls.Approve(spender: contracts.symmioCore, amount: amount), to: contracts.collateral.address, using: wallet)
            .wait()
        _ = try await chain.send(Layer.Calls.DepositForAccount(account: subAccount, amount: amount), to: contracts.accountLayer, using: wallet).wait()
        guard let solver = sandbox.deployment.solvers.first else { throw FlowFailure("no solver") }
        let bind = Core.BindToPartyB(partyB: solver.address)
        _ = try await chain.send(Layer.Calls.Call(account: subAccount, callDatas: [bind.encoded()]), to: contracts.accountLayer, using: wallet).wait()

        if delegates {
            let bot = sandbox.deployment.conditionalOrders?.botAddress ?? .zero
            for (delegate, selectors) in [
                (session.address, try sandbox.deployment.sessionSelectors()), (bot, try sandbox.deployment.tpslBotSelectors()),
            ] {
                let info = DelegationInfo(account: subAccount, delegate: delegate, selectors: selectors, expiry: Self.start + 86_400)
                _ = try await chain.send(Symmio085.InstantLayer.Calls.GrantDelegation(info: info), to: contracts.instantLayer, using: wallet).wait()
            }
        }
        (self.sandbox, self.chain, self.wallet, self.session) = (sandbox, chain, wallet, session)
        (self.subAccount, self.isolation) = (subAccount, isolation)
    }

    /// How many quotes the chain has: what was sent twice would be here twice.
    func quoteCount() async throws -> UInt64 {
        let next = try await chain.read(Core.GetNextQuoteId(), from: deployment.contracts.symmioCore)
        return try require64(next) - 1
    }

    func quote(_ id: UInt256) async throws -> Symmio085.Core.Quote {
        try await chain.read(Core.GetQuote(quoteId: id), from: deployment.contracts.symmioCore)
    }

    private func require64(_ value: UInt256) throws -> UInt64 {
        guard let number = UInt64(exactly: value) else { throw FlowFailure("\(value) does not fit") }
        return number
    }
}

extension Sandbox.Options {
    /// With answers that come too late for these tests' clients, where they are to be slow.
    var slow: Self {
        var options = self
        options.slowness = FlowAccount.slowness
        return options
    }
}

struct FlowFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Waits for a condition, for ten seconds at most.
func eventually(_ what: String, within limit: Duration = .seconds(10), _ condition: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < end else { throw FlowFailure("not within \(limit): \(what)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}

extension FlowAccount {
    /// Trading with short pauses, against this sandbox.
    func trading(store: any PositionStore = MemoryPositionStore(), _ change: (inout TradingOptions) -> Void = { _ in }) throws -> TradingSession {
        var options = TradingOptions(
            services: ServiceOptions(
                retry: RetryPolicy(attempts: 4, firstPause: .milliseconds(20), longestPause: .milliseconds(100)), timeout: FlowAccount.patience,
                timing: Self.timing),
            sockets: .init(backoff: Backoff(first: .milliseconds(20), longest: .milliseconds(100))),
            outcomeTimeout: .seconds(8), unansweredTimeout: .seconds(2), firstLook: .milliseconds(150), lookInterval: .milliseconds(60))
        change(&options)
        return try SymmioClient(deployment, chain: chain).trading(Session(subAccount: subAccount, signer: session), store: store, options: options)
    }

    /// The system's, but for the time of day, which stands where the sandbox's does.
    static var timing: Timing {
        var timing = Timing.system
        timing.secondsSince1970 = { Double(start) }
        return timing
    }
}

/// Runs a test with an account that is ready to trade, and stops everything after it.
func withFlow(
    _ release: Release = .v085, isolation: SubAccountIsolation = .marketDirection, _ body: (FlowAccount, TradingSession) async throws -> Void
) async throws {
    let account = try await FlowAccount(release, isolation: isolation)
    let trading = try account.trading()
    do {
        try await body(account, trading)
    } catch {
        await trading.stop()
        await account.sandbox.stop()
        throw error
    }
    await trading.stop()
    await account.sandbox.stop()
}

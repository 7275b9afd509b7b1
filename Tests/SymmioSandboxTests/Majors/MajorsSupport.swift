import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox

/// A sandbox whose solver trades majors, with a sub-account of isolation type CUSTOM that is ready: money deposited and allocated, a session
/// key delegated, bound to nobody unless asked for.
struct MajorsAccount: Sendable {
    let sandbox: Sandbox
    let symmio: SymmioClient
    let wallet: LocalSigner
    let session: Session

    var deployment: Deployment { sandbox.deployment }
    var subAccount: Address { session.subAccount }

    init(
        _ release: Release = .v085, solvers: [Deployment.SolverKind] = [.rasa], isBound: Bool = false, isolation: SubAccountIsolation = .custom,
        deposit: String = "20000", allocated: String? = "10000", _ change: (inout Sandbox.Options) -> Void = { _ in }
    ) async throws {
        var options = Sandbox.Options(release: release, clock: .manual(FlowAccount.start), latency: .milliseconds(10))
        options.solvers = solvers
        change(&options)
        sandbox = try await Sandbox(options.slow)
        let chain = ChainClient(
            chainId: sandbox.deployment.chainId, endpoints: [Endpoint(sandbox.rpcURL)], options: ChainOptions(pollInterval: .milliseconds(5)))
        symmio = SymmioClient(sandbox.deployment, chain: chain)
        wallet = LocalSigner(sandbox.wallet)
        let accounts = symmio.accounts
        let account = try await accounts.create(name: "majors", isolation: isolation, owner: wallet)
        try await accounts.deposit(try accounts.collateralAmount(deposit), into: account, owner: wallet)
        if let allocated { try await accounts.allocate(try Wad(allocated), of: account, owner: wallet) }
        if isBound { try await accounts.bind(account, owner: wallet) }
        session = try await symmio.sessions.start(for: account, key: LocalSigner(PrivateKey.random()), lifetime: 86_400, owner: wallet)
    }

    /// Options whose time of day is the sandbox's.
    var oracle: MuonOptions { MuonOptions(services: ServiceOptions(timing: FlowAccount.timing)) }

    /// Trading with short pauses.
    func trading(store: any PositionStore = MemoryPositionStore(), _ change: (inout TradingOptions) -> Void = { _ in }) throws -> TradingSession {
        var options = TradingOptions(
            services: ServiceOptions(
                retry: RetryPolicy(attempts: 4, firstPause: .milliseconds(20), longestPause: .milliseconds(100)), timeout: FlowAccount.patience,
                timing: FlowAccount.timing),
            sockets: .init(backoff: Backoff(first: .milliseconds(20), longest: .milliseconds(100))),
            outcomeTimeout: .seconds(8), unansweredTimeout: .seconds(2), firstLook: .milliseconds(150), lookInterval: .milliseconds(60))
        change(&options)
        return try symmio.trading(session, store: store, solver: deployment.solver(of: .rasa), options: options)
    }

    func quote(_ id: UInt256) async throws -> Symmio085.Core.Quote {
        try await symmio.chain.read(Symmio085.Core.Calls.GetQuote(quoteId: id), from: deployment.contracts.symmioCore)
    }

    /// How many quotes the chain has: what was sent twice would be here twice.
    func quoteCount() async throws -> UInt256 {
        let next = try await symmio.chain.read(Symmio085.Core.Calls.GetNextQuoteId(), from: deployment.contracts.symmioCore)
        return next - 1
    }

    /// Calls the core as the sub-account, with the owner's wallet; gives what it reverts with, nil where it does not.
    func revert(_ call: some ContractCall) async throws -> String? {
        let outer = Symmio085.AccountLayer.Calls.Call(account: subAccount, callDatas: [call.encoded()])
        do throws(ChainError) {
            _ = try await symmio.chain.simulate(outer, to: deployment.contracts.accountLayer, as: wallet.address)
            return nil
        } catch {
            guard let revert = error.revert else { throw error }
            return revert.message
        }
    }
}

/// Runs a test with an account that is ready to trade majors, and stops everything after it.
func withMajors(
    _ release: Release = .v085, solvers: [Deployment.SolverKind] = [.rasa], isBound: Bool = false,
    _ body: (MajorsAccount, TradingSession) async throws -> Void
) async throws {
    let account = try await MajorsAccount(release, solvers: solvers, isBound: isBound)
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

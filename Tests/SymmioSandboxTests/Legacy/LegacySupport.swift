import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox

/// A sandbox with an account of the older flow that is ready to trade: money allocated, the solver delegated.
struct LegacyFlow: Sendable {
    let sandbox: Sandbox
    let accounts: MultiAccounts
    let wallet: LocalSigner
    let account: Address

    var deployment: LegacyDeployment { sandbox.legacy }

    init(
        deposit: String = "5000", delegates: Bool = true, latency: Duration = .milliseconds(10), state: String? = nil
    ) async throws {
        sandbox = try await Sandbox(Sandbox.Options(clock: .manual(FlowAccount.start), latency: latency, state: state).slow)
        accounts = Self.accounts(of: sandbox)
        wallet = LocalSigner(sandbox.wallet)
        account = try await accounts.create(name: "older", owner: wallet)
        try await accounts.depositAndAllocate(try accounts.collateralAmount(deposit), into: account, owner: wallet)
        if delegates { try await accounts.delegate(for: account, owner: wallet) }
    }

    /// The same account in another sandbox, on the state that the first one left.
    init(resuming flow: LegacyFlow, _ state: String, latency: Duration = .milliseconds(10)) async throws {
        sandbox = try await Sandbox(Sandbox.Options(clock: .manual(FlowAccount.start), latency: latency, state: state).slow)
        accounts = Self.accounts(of: sandbox)
        wallet = flow.wallet
        account = flow.account
    }

    private static func accounts(of sandbox: Sandbox) -> MultiAccounts {
        let chain = ChainClient(
            chainId: sandbox.legacy.chainId, endpoints: [Endpoint(sandbox.rpcURL)], options: ChainOptions(pollInterval: .milliseconds(5)))
        return MultiAccounts(sandbox.legacy, chain: chain)
    }

    /// Trading with short pauses. The time of day is the sandbox's at its start.
    func trading(
        as owner: (any Signer)? = nil, account: Address? = nil, transport: any Transport = SystemTransport(),
        _ change: (inout LegacyTradingOptions) -> Void = { _ in }
    ) -> LegacyTradingSession {
        var options = LegacyTradingOptions(
            services: options(transport),
            lookInterval: .milliseconds(20), outcomeTimeout: .seconds(30), unansweredTimeout: .seconds(2))
        change(&options)
        return LegacyTradingSession(deployment, chain: accounts.chain, account: account ?? self.account, owner: owner ?? wallet, options: options)
    }

    /// How services are spoken to.
    var options: ServiceOptions { options(SystemTransport()) }

    /// How the oracle is spoken to.
    var oracle: MuonOptions { MuonOptions(services: options) }

    private func options(_ transport: any Transport) -> ServiceOptions {
        ServiceOptions(
            transport: transport, retry: RetryPolicy(attempts: 4, firstPause: .milliseconds(20), longestPause: .milliseconds(100)),
            timeout: FlowAccount.patience, timing: FlowAccount.timing)
    }

    /// How many quotes the account has: what was sent twice would be here twice.
    func quoteCount() async throws -> UInt256 {
        try await accounts.chain.read(Symmio084.Core.Calls.QuotesLength(user: account), from: deployment.symmioCore)
    }
}

/// Runs a test with an account that is ready to trade, and stops the sandbox after it.
func withLegacyFlow(
    deposit: String = "5000", delegates: Bool = true, latency: Duration = .milliseconds(10), _ body: (LegacyFlow) async throws -> Void
) async throws {
    let flow = try await LegacyFlow(deposit: deposit, delegates: delegates, latency: latency)
    do {
        try await body(flow)
    } catch {
        await flow.sandbox.stop()
        throw error
    }
    await flow.sandbox.stop()
}

/// What an older flow's call failed with; nil where it did not.
func legacyFailure<T>(_ body: () async throws(LegacyError) -> T) async -> LegacyError? {
    do throws(LegacyError) {
        _ = try await body()
        return nil
    } catch {
        return error
    }
}

/// Remembers requests, and changes what it is told to.
actor RequestLog: Transport {
    private(set) var lines: [String] = []
    private let inner = SystemTransport()

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        lines.append("\(request.method) \(request.url.path)")
        return try await inner.send(request)
    }

    func count(_ line: String) -> Int { lines.filter { $0.hasSuffix(line) }.count }
}

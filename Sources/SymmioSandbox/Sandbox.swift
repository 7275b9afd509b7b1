import EVMCore
public import EVMSigning
import EVMClient
public import Symmio

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A local chain with its services to develop against: token, Symmio core, Account Layer and Instant Layer behind JSON-RPC, a solver, a
/// handler of conditional orders, notification and price sockets, on loopback and in this process.
///
/// Real HTTP, real WebSockets, real signatures; simulated contracts (see ``SandboxChain``) and one solver that fills everything at the
/// mark, 0.05 % to the trader's disadvantage. Nothing here has value and nothing leaves the machine.
public final class Sandbox: Sendable {
    /// How a sandbox is set up.
    public struct Options: Sendable {
        /// The release of the contracts.
        public var release: Release
        /// The port of 127.0.0.1; 0 for any.
        public var port: UInt16
        /// Makes keys the same from run to run.
        public var seed: String
        /// The clock.
        public var clock: SandboxClock
        /// The markets.
        public var markets: [SandboxMarket]
        /// How long the solver takes to act on what it has taken.
        public var latency: Duration
        /// How late the fault ``SandboxFaults/Kind/slow`` lets answers come.
        public var slowness = Duration.seconds(2)
        /// The chain's settings.
        public var world: WorldSettings
        /// The path of a file that the sandbox's state is kept in, so that another sandbox can go on with it; nil keeps it in memory only.
        public var state: String?
        /// Which solvers the deployment lists, the first as its default. All act for one PartyB contract.
        public var solvers: [Deployment.SolverKind] = [.enigma]

        /// Options for a release, all else as usual.
        public init(
            release: Release = .v085, port: UInt16 = 0, seed: String = "symmio", clock: SandboxClock = .system,
            markets: [SandboxMarket] = SandboxMarket.standard, latency: Duration = .milliseconds(50), state: String? = nil
        ) {
            self.release = release
            self.port = port
            self.seed = seed
            self.clock = clock
            self.markets = markets
            self.latency = latency
            self.state = state
            world = WorldSettings(release: release)
        }
    }

    /// What a state file says of the sandbox that it is of.
    public struct Recorded: Sendable, Hashable {
        /// The release of its contracts.
        public var release: Release
        /// What its keys are made of.
        public var seed: String

        /// Reads the beginning of a state file.
        ///
        /// - Returns: Nil where there is no file.
        /// - Throws: ``SandboxStateError``.
        public init?(stateFile path: String) throws(SandboxStateError) {
            guard let found = try StateFile.peek(path) else { return nil }
            guard let release = Release(rawValue: found.release) else { throw .foreign(path: path) }
            self.release = release
            seed = found.seed
        }
    }

    /// What an app needs to use the sandbox: as of any other deployment.
    public let deployment: Deployment
    /// The JSON-RPC endpoint.
    public let rpcURL: URL
    /// The chain: its clock, its blocks, its money.
    public let chain: SandboxChain
    /// The prices.
    public let prices: SandboxPrices
    /// What shall go wrong.
    public let faults: SandboxFaults
    /// A wallet with ether and collateral, for a first account.
    public let wallet: PrivateKey
    /// What the solver does with orders that wait on chain.
    public let limitOrders: SandboxLimitOrders
    let administratorKey: PrivateKey
    /// The key whose signatures count as the solver contract's, for trying a solver of one's own in this one's place.
    public let solverSigner: PrivateKey
    /// The key that sends the solver's transactions.
    public let solverOperator: PrivateKey
    let solver: SandboxSolver
    let conditionalOrders: SandboxConditionalOrders
    /// The oracle's keys: what its signatures can be checked by.
    public let oracle: OracleSettings
    let oracleService: SandboxOracle
    private let history: PriceHistory
    /// What an app needs to use the older flow: contracts of release 0.8.4 and their solver, apart from the others.
    public let legacy: LegacyDeployment
    let legacySolver: SandboxLegacySolver
    private let hub: NotificationHub
    let states: PositionStateHub
    private let server: LoopbackServer
    private let state: StateFile?

    static let channel = "Sandbox_Solver"
    private static let applicationName = "Sandbox_COH"

    /// Starts a sandbox, or goes on with one whose state is in a file.
    ///
    /// - Throws: ``ServerError`` where the port is taken; ``SandboxStateError`` where the state file cannot be used; a `SigningError` never,
    ///   as the keys are derived from a hash.
    public init(_ options: Options = Options()) async throws {
        func key(_ name: String) throws(SigningError) -> PrivateKey {
            try PrivateKey(keccak256(utf8: "symmio sandbox \(options.seed): \(name)").bytes)
        }
        wallet = try key("wallet")
        let signerKey = try key("solver signer")
        let operatorKey = try key("solver operator")
        let botKey = try key("bot")
        administratorKey = try key("administrator")
        (solverSigner, solverOperator) = (signerKey, operatorKey)
        var world = options.world
        world.release = options.release
        world.administrator = administratorKey.address
        let oracleKeys = try OracleKeys(seed: "symmio sandbox \(options.seed): oracle")
        oracle = world.oracle ?? OracleSettings(publicKey: oracleKeys.publicKey, gatewaySigner: oracleKeys.gateway.address)
        world.oracle = oracle
        if world.contractWalletKeys.isEmpty { world.contractWalletKeys = [wallet.address] }
        let state = try Self.stateFile(options, world)
        let chain = SandboxChain(
            settings: world, clock: options.clock, markets: options.markets, solverSigner: signerKey.address, solverOperator: operatorKey.address,
            state: state)
        try await chain.restore()
        let prices = try SandboxPrices(markets: options.markets, state: state)
        let faults = SandboxFaults(delay: options.slowness)
        let hub = try NotificationHub(faults: faults, state: state)
        let states = try PositionStateHub(faults: faults, state: state)
        let router = Router()
        server = try LoopbackServer(port: options.port, sockets: Self.sockets(hub: hub, states: states, prices: prices, chain: chain, markets: options.markets))
        { request in
            await router.answer(request)
        }
        let base = "127.0.0.1:\(server.port)"
        deployment = try Self.deployment(options, base: base, addresses: chain.addresses, bot: botKey.address, chainId: world.chainId)
        rpcURL = try Self.url("http://\(base)/rpc")
        solver = try SandboxSolver(
            chain: chain, prices: prices, hub: hub, faults: faults, markets: options.markets, deployment: deployment, signerKey: signerKey,
            operatorKey: operatorKey, latency: options.latency, state: state)
        conditionalOrders = try SandboxConditionalOrders(
            chain: chain, prices: prices, hub: hub, faults: faults, solver: solver, markets: options.markets, deployment: deployment,
            applicationName: Self.applicationName, botKey: botKey, state: state)
        legacy = try Self.legacyDeployment(options, base: base, addresses: chain.addresses, prices: deployment.prices)
        let majors = try SandboxRasa(
            chain: chain, prices: prices, hub: states, faults: faults, markets: options.markets, deployment: deployment, signerKey: signerKey,
            operatorKey: operatorKey, latency: options.latency, state: state)
        limitOrders = SandboxLimitOrders(
            chain: chain, prices: prices, hub: hub, channel: Self.channel, markets: options.markets, operatorKey: operatorKey, majors: majors)
        (self.chain, self.prices, self.faults, self.hub, self.states, self.state) = (chain, prices, faults, hub, states, state)
        history = PriceHistory(markets: options.markets, from: await chain.now)
        await history.follow(prices, on: chain)
        oracleService = SandboxOracle(
            chain: chain, prices: prices, faults: faults, markets: options.markets, keys: oracleKeys, history: history, settings: oracle,
            place: .init(core: chain.addresses.core, chainId: UInt256(world.chainId)))
        let legacyOracle = SandboxOracle(
            chain: chain, prices: prices, faults: faults, markets: options.markets, keys: oracleKeys, history: history, settings: oracle,
            place: .init(core: chain.addresses.legacy.core, chainId: UInt256(world.chainId)))
        legacySolver = try SandboxLegacySolver(
            chain: chain, prices: prices, faults: faults, markets: options.markets, other: solver, oracle: legacyOracle, operatorKey: operatorKey,
            latency: options.latency, loginURI: legacy.loginURI, state: state)
        await legacySolver.watchPrices()
        // All was read and found good: from here on the file is written.
        try state?.begin()
        if state?.isResumed != true {
            await chain.fund(administratorKey.address, wei: UInt256(1_000 as UInt64) &* .ether)
            await chain.fund(wallet.address, wei: UInt256(1_000 as UInt64) &* .ether)
            await chain.mintCollateral(to: wallet.address, amount: UInt256(1_000_000_000_000 as UInt64))
        }
        if let failure = state?.writingFailure { throw failure }
        // Whoever waits for reports of what is resumed has to listen before.
        await conditionalOrders.start()
        await solver.resume()
        await majors.resume()
        await legacySolver.resume()
        await conditionalOrders.goOn()
        await limitOrders.start()
        await router.open(
            .init(
                chain: chain, solver: solver, legacySolver: legacySolver, conditionalOrders: conditionalOrders, hub: hub, prices: prices, faults: faults,
                oracle: oracleService, legacyOracle: legacyOracle, majors: majors, state: state))
    }

    private static func stateFile(_ options: Options, _ world: WorldSettings) throws(SandboxStateError) -> StateFile? {
        guard let path = options.state else { return nil }
        // Whatever else the contracts and the solver's terms depend on.
        let setup = "\(world) \(options.markets)"
        return try StateFile(
            path: path,
            identity: .init(
                release: options.release.rawValue, seed: options.seed, fingerprint: keccak256(utf8: setup).hex, genesis: options.clock.now))
    }

    /// Why the state file can no longer be written; nil while all is well. The sandbox refuses all requests then, with status 503: what it told
    /// would not be true after a restart. The file has all that was told before.
    public var stateFailure: SandboxStateError? { state?.writingFailure }

    /// Gives ``stateFailure`` as soon as there is one, and ends with ``stop()``; nil without a state file. For one listener.
    public var stateFailures: AsyncStream<SandboxStateError>? { state?.failures }

    /// Stops the server and its services.
    public func stop() async {
        await conditionalOrders.stop()
        await limitOrders.stop()
        await history.stop()
        await server.stop()
        state?.end()
    }

    /// Sets how long the solver takes to act on what it takes from now on.
    public func setLatency(_ latency: Duration) async { await solver.setLatency(latency) }

    /// Whether the solver only takes orders, and carries none out until it is told otherwise.
    public func holdOrders(_ isOn: Bool) async { await solver.hold(isOn) }

    /// Ends all sockets without a close frame.
    public func dropSockets() async {
        await hub.dropSockets()
        await states.dropSockets()
    }

    private static func url(_ text: String) throws -> URL {
        guard let url = URL(string: text) else { throw ServerError.cannotStart }
        return url
    }

    private static func sockets(
        hub: NotificationHub, states: PositionStateHub, prices: SandboxPrices, chain: SandboxChain, markets: [SandboxMarket]
    ) -> [String: SocketEndpoint] {
        let depth = SandboxDepth(chain: chain, prices: prices, markets: markets)
        let funding = SandboxFunding(chain: chain, markets: markets)
        return [
            "/ws/v1/subscribe": SocketEndpoint { socket in await hub.serve(socket) },
            "/ws/position-state": SocketEndpoint { socket in await states.serve(socket) },
            "/rasa/available-quote": SocketEndpoint { socket in await depth.serve(socket) },
            "/rasa/funding-rate": SocketEndpoint { socket in await funding.serve(socket) },
            "/prices/ws": SocketEndpoint { socket in
                let changes = await prices.changes()
                socket.send(await prices.frame(at: await chain.now).text)
                let sending = Task {
                    for await _ in changes { socket.send(await prices.frame(at: await chain.now).text) }
                }
                for await _ in socket.incoming {}
                sending.cancel()
            },
        ]
    }

    private static func deployment(
        _ options: Options, base: String, addresses: SandboxAddresses, bot: Address, chainId: UInt64
    ) throws -> Deployment {
        let is085 = options.release == .v085
        let listing = SolverListing(options, base: base, solver: addresses.solver)
        let handler = """
            {"baseURL": "http://\(base)/coh", "appName": "\(applicationName)", "botAddress": "\(bot)", "socket": "ws://\(base)/ws/v1/subscribe"}
            """
        let text = """
            {"name": "Sandbox", "chainId": \(chainId), "release": "\(options.release.rawValue)",
             "contracts": {"symmioCore": "\(addresses.core)", "accountLayer": "\(addresses.accountLayer)",
              "instantLayer": "\(addresses.instantLayer)", "multiAccount": null,
              "collateral": {"address": "\(addresses.collateral)", "decimals": \(options.world.collateralDecimals)},
              "affiliate": "\(addresses.affiliate)"},
             "solvers": \(listing.solvers),
             "conditionalOrders": \(listing.hasLowCaps ? handler : "null"),
             "notifications": \(listing.notifications),
             "prices": {"kind": "enigma", "baseURL": "http://\(base)/prices", "socket": "ws://\(base)/prices/ws"},
             "muon": {"gateways": ["http://\(base)/muon/1/", "http://\(base)/muon/2/"]}, "subgraphs": {"analytics": "http://\(base)/subgraph"},
             "selectors": {"session": [\(listing.sessionSelectors)], "tpslBot": ["requestToClosePosition"]},
             "style": {"numbers": "\(is085 ? "strings" : "numbers")", "closeBody": "\(is085 ? "array" : "operations")",
              "maths": "\(listing.maths)", "flexUpnlSig": \(!is085)},
             "notes": ["A sandbox: simulated contracts, nothing of value."]}
            """
        return try Deployment(json: Data(text.utf8))
    }
}

/// Hands requests to the service that a path belongs to; refuses all until the services stand.
private actor Router {
    struct Services: Sendable {
        let chain: SandboxChain
        let solver: SandboxSolver
        let legacySolver: SandboxLegacySolver
        let conditionalOrders: SandboxConditionalOrders
        let hub: NotificationHub
        let prices: SandboxPrices
        let faults: SandboxFaults
        let oracle: SandboxOracle
        let legacyOracle: SandboxOracle
        let majors: SandboxRasa
        let state: StateFile?
    }

    private var services: Services?

    func open(_ services: Services) { self.services = services }

    nonisolated func answer(_ request: ServerRequest) async -> ServerResponse {
        guard let services = await services else { return ServerResponse(status: 503) }
        let response = await route(request, services)
        // What could not be written down must not be told.
        if let failure = services.state?.writingFailure { return .json(.object(["detail": .string("\(failure)")]), status: 503) }
        return response
    }

    private nonisolated func route(_ request: ServerRequest, _ services: Services) async -> ServerResponse {
        let parts = request.path.split(separator: "/", omittingEmptySubsequences: true)
        var inner = request
        inner.path = "/" + parts.dropFirst().joined(separator: "/")
        switch parts.first {
        case "rpc": return await rpc(request, services)
        case "rasa": return await services.majors.answer(inner)
        case "api": return await services.solver.answer(inner)
        case "legacy" where parts.dropFirst().first == "muon": return await services.legacyOracle.answer(inner)
        case "legacy": return await services.legacySolver.answer(inner)
        case "coh": return await services.conditionalOrders.answer(inner)
        case "notification": return await services.hub.search(inner)
        case "subgraph": return await SandboxSubgraph(chain: services.chain).answer(inner)
        case "muon": return await services.oracle.answer(inner)
        case "prices": return await services.prices.answer(inner, at: await services.chain.now)
        default: return ServerResponse(status: 404)
        }
    }

    private nonisolated func rpc(_ request: ServerRequest, _ services: Services) async -> ServerResponse {
        guard request.method == "POST" else { return ServerResponse(status: 405) }
        guard let body = try? JSONValue(parsing: request.body) else {
            return .json(#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error"}}"#)
        }
        guard Self.sends(body) else { return Self.response(await services.chain.answer(body)) }
        // What goes wrong at the chain goes wrong with transactions: reads are tried again by any client.
        let faults = services.faults
        if let refusal = await faults.refusal(at: .chain) { return refusal }
        guard await faults.letIn(at: .chain), !(await faults.take(.dropBeforePost, at: .chain)) else {
            return ServerResponse(fault: .dropBeforeAnswer)
        }
        let answer = await services.chain.answer(body)
        if await faults.take(.reorganisation, at: .chain) { await services.chain.reorganise(depth: 1) }
        return await faults.spoil(Self.response(answer), isPost: true, at: .chain)
    }

    private nonisolated static func response(_ answer: JSONValue?) -> ServerResponse {
        answer.map { .json($0) } ?? ServerResponse(status: 204)
    }

    private nonisolated static func sends(_ body: JSONValue) -> Bool {
        (body.array ?? [body]).contains { $0["method"]?.string == "eth_sendRawTransaction" }
    }
}

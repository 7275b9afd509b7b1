internal import EVMClient
public import EVMCore
internal import EVMSigning
internal import SymmioContracts

/// Opens, watches and closes positions of one sub-account with a session key.
///
/// ```swift
/// let trading = try symmio.trading(session, store: FilePositionStore(path: "positions.json"))
/// try await trading.recover()
/// let preview = try await trading.preview(OpenIntent(market: "BTCUSDT", position: .long, size: .margin(margin), leverage: leverage))
/// let position = try await trading.open(preview)
/// try await trading.setTakeProfitStopLoss(TakeProfitStopLoss(takeProfit: target), for: position.quoteId)
/// try await trading.close(CloseIntent(quoteId: position.quoteId))
/// ```
/// An order is signed once and sent once. Its entry is in the store before it is sent; lost sockets, time-outs and lost answers are looked
/// up: at the notification search, at the solver, on the chain. ``recover()`` does the same after a restart.
public final class TradingSession: Sendable {
    /// Deployment and chain.
    public let client: SymmioClient
    /// Sub-account and session key.
    public let session: Session
    /// The solver.
    public let solver: SolverClient
    /// The handler of take-profit and stop-loss orders; nil where the deployment has none.
    public let conditionalOrders: ConditionalOrdersClient?
    /// The search for past reports; nil where the deployment has none.
    public let notificationSearch: NotificationSearchClient?
    /// The price service; nil where the deployment has none.
    public let priceService: PriceClient?
    /// Where positions and what is on its way are kept.
    public let store: any PositionStore
    /// How it behaves.
    public let options: TradingOptions
    /// The solver's reports about the sub-account; nil where the deployment has none.
    public let feed: NotificationFeed?
    /// The handler's reports about the sub-account; nil where the deployment has none.
    public let conditionalOrderFeed: ConditionalOrderFeed?
    let facts = TradingFacts()

    /// Creates a session; connects to nothing yet.
    ///
    /// - Parameter solver: The deployment's first where nil.
    /// - Throws: ``TradingError/symmio(_:)`` where the deployment has no solver.
    public init(
        _ client: SymmioClient, session: Session, store: any PositionStore, solver: Deployment.Solver? = nil, options: TradingOptions = TradingOptions()
    ) throws(TradingError) {
        let deployment = client.deployment
        guard let solver = solver ?? deployment.solvers.first else { throw .symmio(.configuration(.noSolver)) }
        self.client = client
        self.session = session
        self.store = store
        self.options = options
        self.solver = SolverClient(solver, style: deployment.style, options: options.services)
        conditionalOrders = deployment.conditionalOrders.map { ConditionalOrdersClient($0, options: options.services) }
        let notifications = deployment.notifications(of: solver)
        notificationSearch = notifications.map { NotificationSearchClient($0, options: options.services) }
        priceService = deployment.prices.map { PriceClient($0, options: options.services) }
        feed = notifications.map { NotificationFeed($0, account: session.subAccount, options: options) }
        conditionalOrderFeed = deployment.conditionalOrders.map { ConditionalOrderFeed($0, account: session.subAccount, options: options) }
    }

    /// Ends its sockets. What is under way goes on.
    public func stop() async {
        await feed?.stop()
        await conditionalOrderFeed?.stop()
    }

    var deployment: Deployment { client.deployment }
    var core: Address { deployment.contracts.symmioCore }
    var subAccount: Address { session.subAccount }

    var factory: OperationFactory {
        OperationFactory(deployment: deployment, solver: solver.solver, signer: session.signer, salts: options.salts)
    }

    // MARK: Markets and prices

    /// The solver's markets, remembered for ``TradingOptions/marketLifetime``.
    ///
    /// - Throws: ``TradingError/service(_:_:)``.
    public func markets() async throws(TradingError) -> [Market] {
        let now = options.timing.now()
        if let known = await facts.markets(at: now, lifetime: options.marketLifetime) { return known }
        let markets = try await asking(.solver) { () async throws(ServiceError) in try await solver.markets() }
        await facts.learn(markets, at: now)
        return markets
    }

    /// A market by its name, without regard to capitals, or its number.
    ///
    /// - Throws: ``TradingError/noMarket(_:)``, ``TradingError/service(_:_:)``.
    public func market(_ name: String) async throws(TradingError) -> Market {
        let wanted = name.lowercased()
        let number = Int(name)
        let all = try await markets()
        // Names before numbers: a token may well be called 1000.
        if let market = all.first(where: { $0.name.lowercased() == wanted }) { return market }
        if let market = all.first(where: { $0.symbol?.lowercased() == wanted || $0.id == number }) { return market }
        throw .noMarket(name)
    }

    func market(id: UInt256) async throws(TradingError) -> Market {
        if let number = Int(exactly: id), let market = try await markets().first(where: { $0.id == number }) { return market }
        throw .noMarket("\(id)")
    }

    /// The mark price of a market.
    ///
    /// - Throws: ``TradingError/noPrice(_:)``, ``TradingError/noPriceService``, ``TradingError/service(_:_:)``.
    public func markPrice(of market: Market) async throws(TradingError) -> Wad {
        guard let priceService else { throw .noPriceService }
        let price = try await asking(.prices) { () async throws(ServiceError) -> MarkPrice? in
            // The service knows tokens by address; names are its older way.
            if let token = market.tokenAddress, !token.isEmpty { return try await priceService.prices(addresses: [token])[token] }
            return try await priceService.prices(names: [market.name])[market.name]
        }
        guard let price, price.price > .zero else { throw .noPrice(market.name) }
        return price.price
    }

    // MARK: Errors

    func asking<T>(_ service: TradingError.Service, _ body: () async throws(ServiceError) -> T) async throws(TradingError) -> T {
        do throws(ServiceError) {
            return try await body()
        } catch {
            if case .transport(.cancelled) = error { throw .cancelled }
            throw .service(service, error)
        }
    }

    func chaining<T>(_ body: () async throws(ChainError) -> T) async throws(TradingError) -> T {
        do throws(ChainError) {
            return try await body()
        } catch {
            throw Self.understood(error)
        }
    }

    static func understood(_ error: ChainError) -> TradingError {
        if case .cancelled = error { return .cancelled }
        return .symmio(.chain(error))
    }

    func keep(_ change: @escaping @Sendable (inout StoredState) -> Void) async throws(TradingError) {
        do throws(StoreError) {
            try await store.update(change)
        } catch {
            throw .store(error)
        }
    }

    /// Tidies the store up after the fact; an entry that stays is resolved by ``recover()``.
    func tidy(_ change: @escaping @Sendable (inout StoredState) -> Void) async {
        try? await store.update(change)
    }
}

extension SymmioClient {
    /// Trading for a session; see ``TradingSession``.
    ///
    /// - Throws: As ``TradingSession/init(_:session:store:solver:options:)``.
    public func trading(
        _ session: Session, store: any PositionStore, solver: Deployment.Solver? = nil, options: TradingOptions = TradingOptions()
    ) throws(TradingError) -> TradingSession {
        try TradingSession(self, session: session, store: store, solver: solver, options: options)
    }
}

/// What was learnt and need not be asked again.
actor TradingFacts {
    private var markets: (list: [Market], at: Duration)?
    private var account: SubAccount?

    func markets(at now: Duration, lifetime: Duration) -> [Market]? {
        guard let markets, now - markets.at < lifetime else { return nil }
        return markets.list
    }

    func learn(_ list: [Market], at now: Duration) { markets = (list, now) }

    func subAccount() -> SubAccount? { account }

    /// Isolation type and mode of a sub-account never change.
    func learn(_ account: SubAccount) { self.account = account }
}

extension TradingSession {
    /// The session's sub-account as the Account Layer has it. Whatever signs asks for it first: the deployment is checked with it.
    ///
    /// - Throws: ``TradingError/symmio(_:)``.
    @discardableResult
    func accountDetail() async throws(TradingError) -> SubAccount {
        if let known = await facts.subAccount() { return known }
        let detail: SubAccount
        do throws(SymmioError) {
            try await client.checkOnce()
            detail = try await client.accounts.account(subAccount)
        } catch {
            throw .symmio(error)
        }
        await facts.learn(detail)
        return detail
    }
}

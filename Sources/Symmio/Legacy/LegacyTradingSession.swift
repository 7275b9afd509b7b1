public import EVMClient
public import EVMCore
public import EVMSigning
internal import SymmioContracts

/// How a ``LegacyTradingSession`` behaves; the defaults are for most.
public struct LegacyTradingOptions: Sendable {
    /// How the services are spoken to.
    public var services: ServiceOptions
    /// For how long is signed in.
    public var signIn: BearerSession.Options
    /// How long an order may be executed after it was sent, in seconds. Recommendations go from an hour to more than a day.
    public var lifetime: UInt64
    /// The greatest funding rate that orders take.
    public var maxFundingRate: Wad
    /// The pause before the second look at what became of an order; it doubles up to ``lookInterval``.
    public var firstLook: Duration
    /// The longest pause between looks.
    public var lookInterval: Duration
    /// How long to wait for what became of an order.
    public var outcomeTimeout: Duration
    /// How long to look for an order whose request was not answered.
    public var unansweredTimeout: Duration

    /// Creates options.
    public init(
        services: ServiceOptions = ServiceOptions(), signIn: BearerSession.Options = BearerSession.Options(), lifetime: UInt64 = 3_600,
        maxFundingRate: Wad = Wad(units: Wad.one.units &* UInt256(200 as UInt64)), firstLook: Duration = .milliseconds(250),
        lookInterval: Duration = .seconds(2),
        outcomeTimeout: Duration = .seconds(90), unansweredTimeout: Duration = .seconds(20)
    ) {
        self.services = services
        self.signIn = signIn
        self.lifetime = lifetime
        self.maxFundingRate = maxFundingRate
        self.firstLook = firstLook
        self.lookInterval = lookInterval
        self.outcomeTimeout = outcomeTimeout
        self.unansweredTimeout = unansweredTimeout
    }
}

/// Trading in the older flow (releases 0.8.2 to 0.8.4): a solver that the account's owner has delegated to and is signed in at.
///
/// ```swift
/// let trading = LegacyTradingSession(deployment, chain: chain, account: account, owner: wallet)
/// let preview = try await trading.preview(LegacyOpenIntent(market: "XRPUSDT", position: .long, quantity: quantity))
/// let position = try await trading.open(preview)
/// try await trading.close(position.quoteId)
/// ```
/// Nothing of an order is signed: the solver trades by its delegation, and the token says who asks. An order is sent once. Where its answer
/// was lost, it is looked up, at the solver's list of pending orders, at its record of what it did, and on the chain; it is not sent again.
public final class LegacyTradingSession: Sendable {
    /// The deployment.
    public let deployment: LegacyDeployment
    /// The account.
    public let account: Address
    /// The accounts, for what its owner does.
    public let accounts: MultiAccounts
    /// The sign-in.
    public let session: BearerSession
    /// The solver.
    public let solver: LegacySolverClient
    /// How it behaves.
    public let options: LegacyTradingOptions
    let priceService: PriceClient?
    let gate = OrderGate()

    /// Creates a session; connects to nothing yet.
    ///
    /// - Parameter owner: The account's owner, who signs in.
    public convenience init(
        _ deployment: LegacyDeployment, chain: ChainClient, account: Address, owner: any Signer,
        options: LegacyTradingOptions = LegacyTradingOptions()
    ) {
        self.init(deployment, chain: chain, account: account, signIn: .key(owner), options: options)
    }

    /// Creates a session of an account that a contract owns; connects to nothing yet.
    public convenience init(
        _ deployment: LegacyDeployment, chain: ChainClient, account: Address, owner: ContractOwner,
        options: LegacyTradingOptions = LegacyTradingOptions()
    ) {
        self.init(deployment, chain: chain, account: account, signIn: .contract(owner), options: options)
    }

    private init(
        _ deployment: LegacyDeployment, chain: ChainClient, account: Address, signIn: SignInOwner, options: LegacyTradingOptions
    ) {
        self.deployment = deployment
        self.account = account
        self.options = options
        accounts = MultiAccounts(deployment, chain: chain)
        solver = LegacySolverClient(deployment, options: options.services)
        session = BearerSession(account: account, owner: signIn, solver: solver, accounts: accounts, options: options.signIn)
        priceService = deployment.prices.map { PriceClient($0, options: options.services) }
    }

    var timing: Timing { options.services.timing }

    // MARK: Markets and prices

    /// A market by its name, without regard to capitals, or its number.
    ///
    /// - Throws: ``LegacyError``.
    public func market(_ name: String) async throws(LegacyError) -> Market {
        let wanted = name.lowercased()
        let number = Int(name)
        let all = try await asking { () async throws(ServiceError) in try await solver.reads.markets() }
        if let market = all.first(where: { $0.name.lowercased() == wanted }) { return market }
        if let market = all.first(where: { $0.symbol?.lowercased() == wanted || $0.id == number }) { return market }
        throw .noMarket(name)
    }

    func market(id: UInt256) async throws(LegacyError) -> Market { try await market(id.description) }

    /// The mark price of a market, from the deployment's price service.
    ///
    /// - Throws: ``LegacyError``; ``LegacyError/noPrice(_:)`` where there is no such service.
    public func markPrice(of market: Market) async throws(LegacyError) -> Wad {
        guard let priceService else { throw .noPrice(market.name) }
        let price = try await asking { () async throws(ServiceError) -> MarkPrice? in
            try await priceService.prices(names: [market.name])[market.name]
        }
        guard let price, price.price > .zero else { throw .noPrice(market.name) }
        return price.price
    }

    // MARK: Positions and pending orders

    /// A position of the account, as the chain has it.
    ///
    /// - Throws: ``LegacyError``; ``LegacyError/noPosition(_:)``.
    public func position(_ quoteId: UInt256) async throws(LegacyError) -> Position {
        guard let position = try await quote(quoteId) else { throw .noPosition(quoteId) }
        return position
    }

    /// All open positions of the account.
    ///
    /// - Throws: ``LegacyError``.
    public func positions() async throws(LegacyError) -> [Position] {
        let account = account
        // Some releases pad a page with empty quotes.
        let found = try await accounts.chaining { () async throws(ChainError) in
            try await accounts.chain.readPages(from: deployment.symmioCore, where: { !$0.id.isZero }) {
                MultiAccounts.Core.GetPartyAOpenPositions(partyA: account, start: $0, size: $1)
            }
        }
        let markets = try await asking { () async throws(ServiceError) in try await solver.reads.markets() }
        return found.map { quote in
            Position(
                Symmio085.Core.Quote(quote), subAccount: account,
                market: markets.first { UInt256(exactly: $0.id) == quote.symbolId }?.name ?? "\(quote.symbolId)")
        }
    }

    /// A quote of this account; nil where there is none such.
    func quote(_ id: UInt256, market: String? = nil) async throws(LegacyError) -> Position? {
        let quote = try await accounts.read(MultiAccounts.Core.GetQuote(quoteId: id), from: deployment.symmioCore)
        guard quote.id == id, !id.isZero, quote.partyA == account else { return nil }
        return Position(Symmio085.Core.Quote(quote), subAccount: account, market: market ?? quote.symbolId.description)
    }

    /// The opens that are not on chain yet.
    ///
    /// - Throws: ``LegacyError``.
    public func pendingOpens() async throws(LegacyError) -> [PendingOpen] {
        let (solver, account) = (solver, account)
        return try await read { (token) async throws(ServiceError) in try await solver.pendingOpens(of: account, token: token) }
    }

    /// The closes that are not on chain yet.
    ///
    /// - Throws: ``LegacyError``.
    public func pendingCloses() async throws(LegacyError) -> [PendingClose] {
        let (solver, account) = (solver, account)
        return try await read { (token) async throws(ServiceError) in try await solver.pendingCloses(of: account, token: token) }
    }

    /// Takes back an open that is not on chain yet.
    ///
    /// - Throws: ``LegacyError``; ``LegacyError/refused(_:)`` where it is too late.
    public func cancelOpen(_ tempQuoteId: Int) async throws(LegacyError) {
        let solver = solver
        try await write { (token) async throws(ServiceError) in try await solver.cancelOpen(tempQuoteId, token: token) }
    }

    /// Takes back a close that is not on chain yet.
    ///
    /// - Throws: ``LegacyError``; ``LegacyError/refused(_:)`` where it is too late.
    public func cancelClose(_ quoteId: UInt256) async throws(LegacyError) {
        let solver = solver
        try await write { (token) async throws(ServiceError) in try await solver.cancelClose(quoteId, token: token) }
    }

    // MARK: Errors

    func asking<T>(_ body: () async throws(ServiceError) -> T) async throws(LegacyError) -> T {
        do throws(ServiceError) {
            return try await body()
        } catch {
            if case .transport(.cancelled) = error { throw .cancelled }
            throw .service(error)
        }
    }

    private func read<T: Sendable>(_ body: (BearerToken) async throws(ServiceError) -> T) async throws(LegacyError) -> T {
        switch try await session.authorized(body) {
        case .success(let value): return value
        case .failure(.transport(.cancelled)): throw .cancelled
        case .failure(let error): throw .service(error)
        }
    }

    func write(_ body: (BearerToken) async throws(ServiceError) -> Void) async throws(LegacyError) {
        switch try await session.authorized(body) {
        case .success: return
        case .failure(.refused(let refusal)) where !refusal.outcomeIsUnknown: throw .refused(refusal)
        case .failure(.transport(.cancelled)): throw .cancelled
        case .failure(let error) where error.outcomeIsUnknown: throw .outcomeUnknown(tempQuoteId: nil, deadline: nil, reason: "\(error)")
        case .failure(let error): throw .notSent(error)
        }
    }

    func chainTime() async throws(LegacyError) -> UInt64 { try await accounts.chainTime() }

    /// Sees to it that the solver may do what it is asked for.
    ///
    /// - Parameter alternatives: Functions of which one suffices.
    func checkDelegation(_ alternatives: [Selector]) async throws(LegacyError) {
        let found = try await accounts.delegations(alternatives, for: account)
        guard !found.contains(where: \.isActive) else { return }
        throw .notDelegated(account: account, solver: deployment.partyB, missing: Array(alternatives.prefix(1)))
    }
}

/// Lets one order through at a time.
actor OrderGate {
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func enter() async {
        guard isBusy else {
            isBusy = true
            return
        }
        // Whoever leaves hands the gate on; it stays busy.
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
        if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
    }
}

extension Symmio085.Core.Quote {
    /// A quote of the older release, which has no closing fee and carries no data.
    init(_ quote: Symmio084.Core.Quote) {
        self.init(
            id: quote.id, partyBsWhiteList: quote.partyBsWhiteList, symbolId: quote.symbolId, positionType: quote.positionType,
            orderType: quote.orderType, openedPrice: quote.openedPrice, initialOpenedPrice: quote.initialOpenedPrice,
            requestedOpenPrice: quote.requestedOpenPrice, marketPrice: quote.marketPrice, quantity: quote.quantity,
            closedAmount: quote.closedAmount, initialLockedValues: quote.initialLockedValues, lockedValues: quote.lockedValues,
            maxFundingRate: quote.maxFundingRate, partyA: quote.partyA, partyB: quote.partyB, quoteStatus: quote.quoteStatus,
            avgClosedPrice: quote.avgClosedPrice, requestedClosePrice: quote.requestedClosePrice, quantityToClose: quote.quantityToClose,
            parentId: quote.parentId, createTimestamp: quote.createTimestamp, statusModifyTimestamp: quote.statusModifyTimestamp,
            lastFundingPaymentTimestamp: quote.lastFundingPaymentTimestamp, deadline: quote.deadline, tradingFee: quote.tradingFee,
            affiliate: quote.affiliate, accumulatedPaidFunding: .zero, closeFee: .zero, data: Bytes())
    }
}

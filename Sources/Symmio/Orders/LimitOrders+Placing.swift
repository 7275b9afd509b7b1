internal import EVMClient
public import EVMCore
public import EVMSigning
internal import SymmioContracts

/// Orders at a limit over the solver's own interface: signed by the session key, put on chain by the solver.
extension TradingSession {
    /// Previews and places an order at a limit, and waits until it is on chain.
    ///
    /// - Throws: ``TradingError``.
    @discardableResult
    public func place(_ intent: LimitIntent) async throws(TradingError) -> OrderFill { try await place(try await preview(intent)) }

    /// Places an order at a limit with a solver that takes such orders over its own interface (``Deployment/Solver/takesLimitOrders``), and
    /// waits until it is on chain.
    ///
    /// It is signed once and sent once. Its entry stays in the store until it is filled, cancelled or expired, which ``limitOrder(_:)``,
    /// ``waitForFill(of:)`` and ``recover()`` find out. Cancelling the task stops the waiting, not the order.
    /// - Returns: The order as it waits, or what a solver that was quicker has made of it.
    /// - Throws: ``TradingError``; after ``TradingError/outcomeUnknown(id:deadline:reason:)`` and ``TradingError/cancelled`` the order is in
    ///   the store and may still come on chain.
    @discardableResult
    public func place(_ preview: LimitPreview) async throws(TradingError) -> OrderFill {
        guard preview.subAccount == subAccount else { throw .unsupported("the preview is of another sub-account") }
        try checkTakesLimits()
        try await accountDetail()
        try await checkDelegation()
        let now = try await chainTime()
        guard now < preview.deadline else { throw .expired(deadline: preview.deadline) }
        let signals = await signals()
        let order = try await order(preview, id: options.correlationIds(), now: now)
        let open = PendingOperation.Open(
            symbolId: order.symbolId, market: preview.market.name, position: order.position, isolation: order.isolation, quantity: order.quantity,
            price: order.price, margin: order.margin, orderType: .limit)
        let (operation, request) = try await prepare(order, open, now: now)
        let sending = Task {
            signals.send(
                await self.sendOnce(operation) { () async throws(ServiceError) in try await self.solver.open(request).tempQuoteId })
        }
        // Where reports were quicker, or nobody waits any more.
        defer { sending.cancel() }
        return try await rest(operation, signals)
    }

    func checkTakesLimits() throws(TradingError) {
        guard solver.solver.takesLimitOrders else {
            throw .unsupported(
                "the solver \(solver.solver.address) takes no orders at a limit over its own interface; the owner's wallet can send them to the chain")
        }
    }

    /// Waits until an order at a limit is on chain, and looks at it there.
    func rest(_ operation: PendingOperation, _ signals: OutcomeSignals) async throws(TradingError) -> OrderFill {
        if let known = operation.quoteId {
            let quote = try await chaining { () async throws(ChainError) in
                try await client.chain.read(Symmio085.Core.Calls.GetQuote(quoteId: known), from: core)
            }
            // Where a block was replaced since, the order may be another quote, or none yet.
            if !quote.id.isZero, CorrelationData.decode(quote.data) == operation.id { return try await limitOrder(known) }
        }
        var (entry, position) = try await anchor(operation, signals)
        (entry.stage, entry.quoteId) = (.resting, position.quoteId)
        let kept = entry
        await tidy { $0.put(kept) }
        return try await limitOrder(position.quoteId)
    }

    // MARK: What becomes of it

    /// How far an order at a limit is filled, as the chain has it.
    ///
    /// What was opened of it is put in the store; once nothing of it can be filled any more, its entry leaves.
    /// - Throws: ``TradingError/order(_:)``, ``TradingError/symmio(_:)``.
    public func limitOrder(_ quoteId: UInt256) async throws(TradingError) -> OrderFill {
        let now = try await chaining { () async throws(ChainError) in try await client.chain.block(.latest)?.timestamp }
        let fill = try await ordering { () async throws(OrderError) in try await client.orders.fill(of: quoteId) }
        let known = Set((try? await store.load())?.positions.map(\.quoteId) ?? [])
        var records: [PositionRecord] = []
        for id in fill.opened where !known.contains(id) {
            let position = try await position(id)
            if !position.isOver { records.append(PositionRecord(position)) }
        }
        let (found, isOver, account) = (records, fill.isOver(at: now ?? 0), subAccount)
        await tidy { state in
            for record in found { state.put(record) }
            if isOver { state.pending.removeAll { $0.subAccount == account && $0.quoteId == quoteId } }
        }
        return fill
    }

    /// Waits until nothing of an order at a limit can be filled any more: it is filled, cancelled, or its deadline has passed.
    ///
    /// Reports make it look at the chain, and so does the clock. Cancelling the task stops the waiting, not the order.
    /// - Throws: ``TradingError/order(_:)`` where there is no such quote; ``TradingError/cancelled``.
    public func waitForFill(of quoteId: UInt256) async throws(TradingError) -> OrderFill {
        let signals = await signals(looksAtOnce: true)
        for await _ in signals.stream {
            if Task.isCancelled { throw .cancelled }
            let found = await look(quoteId)
            if Task.isCancelled { throw .cancelled }
            switch found {
            case .success(let fill?): return fill
            case .failure(let error): throw error
            // Asked again the next time.
            case .success(nil): continue
            }
        }
        throw .cancelled
    }

    /// The order, once it is over; nil where it is not, or the chain cannot be asked now.
    private func look(_ quoteId: UInt256) async -> Result<OrderFill?, TradingError> {
        do throws(TradingError) {
            let fill = try await limitOrder(quoteId)
            let now = try await chaining { () async throws(ChainError) in try await client.chain.block(.latest)?.timestamp }
            return .success(fill.isOver(at: now ?? 0) ? fill : nil)
        } catch {
            if case .order(.noQuote) = error { return .failure(error) }
            return .success(nil)
        }
    }

    /// Asks for an order at a limit, or for the request to close a position, to be cancelled: an ordinary transaction of the owner's wallet.
    ///
    /// - Returns: As ``Orders/cancel(_:owner:)``: what the solver has locked it must agree to, or the owner forces it later.
    /// - Throws: ``TradingError/order(_:)``.
    public func cancel(_ quoteId: UInt256, owner: any Signer) async throws(TradingError) -> CancelOutcome {
        let outcome = try await ordering { () async throws(OrderError) in try await client.orders.cancel(quoteId, owner: owner) }
        await lookAtResting()
        return outcome
    }

    /// Looks at all orders at a limit that are in the store as waiting on chain: a rest is not known by the order that it is the rest of. What
    /// is over leaves the store; what cannot be read now leaves it the next time.
    private func lookAtResting() async {
        for entry in (try? await store.load())?.pending ?? [] where entry.subAccount == subAccount && entry.stage == .resting {
            switch entry.intent {
            case .open: if let quoteId = entry.quoteId { _ = try? await limitOrder(quoteId) }
            case .close(let closes): for close in closes { _ = try? await limitClose(close.quoteId) }
            }
        }
    }
}

extension OrderFill {
    /// Whether nothing of it can be filled any more at a time of the chain.
    public func isOver(at now: UInt64) -> Bool { resting.map { $0.isExpired(at: now) } ?? true }
}

extension PositionRecord {
    /// What is kept of a position on chain.
    init(_ position: Position) {
        self.init(
            quoteId: position.quoteId, subAccount: position.subAccount, account: position.account, symbolId: position.symbolId,
            market: position.market, position: position.side, correlationId: position.correlationId, openedAt: position.createdAt)
    }
}

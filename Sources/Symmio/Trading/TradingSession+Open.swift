internal import EVMClient
internal import EVMCore
internal import EVMSigning
internal import SymmioContracts

extension TradingSession {
    /// Previews and opens a position, and waits until it is on chain.
    ///
    /// - Throws: ``TradingError``.
    public func open(_ intent: OpenIntent) async throws(TradingError) -> Position { try await open(try await preview(intent)) }

    /// Opens what was previewed, and waits until it is on chain.
    ///
    /// Cancelling the task stops the waiting, not the order.
    /// - Throws: ``TradingError``; after ``TradingError/outcomeUnknown(id:deadline:reason:)`` and ``TradingError/cancelled`` the order is in
    ///   the store and may still open.
    public func open(_ preview: OpenPreview) async throws(TradingError) -> Position {
        let signals = await signals()
        let (operation, request) = try await prepare(preview)
        let sending = Task {
            signals.send(
                await self.sendOnce(operation) { () async throws(ServiceError) in try await self.solver.open(request).tempQuoteId })
        }
        // Where reports were quicker, or nobody waits any more.
        defer { sending.cancel() }
        return try await outcome(operation, signals)
    }

    /// Opens what was previewed, and returns as soon as the solver has taken it.
    ///
    /// - Returns: The entry as it is in the store; wait with ``outcome(of:)``.
    /// - Throws: ``TradingError``.
    public func submit(_ preview: OpenPreview) async throws(TradingError) -> PendingOperation {
        // The socket is subscribed before, so that whoever waits later finds it open.
        await feed?.open(within: options.subscriptionTimeout)
        let (operation, request) = try await prepare(preview)
        guard case .open(let open) = operation.intent else { return operation }
        let answer = await sendOnce(operation) { () async throws(ServiceError) in try await self.solver.open(request).tempQuoteId }
        var search = OpenSearch(self, operation, open)
        switch answer {
        case .taken(let id):
            search.accept(id)
            await keepFound(search.operation)
        case .refused(let refusal):
            if case .unknown = await search.look(), !search.isKnown { throw await refused(operation, refusal) }
        case .unknown(let error): throw unknown(operation, "\(error)")
        case .notSent(let error): throw error
        case .cancelled: throw .cancelled
        }
        return search.operation
    }

    /// Waits for the outcome of an order to open that was sent before.
    ///
    /// - Throws: ``TradingError``; ``TradingError/unsupported(_:)`` where it closes.
    public func outcome(of operation: PendingOperation) async throws(TradingError) -> Position {
        let signals = await signals(looksAtOnce: true)
        signals.send(Self.answer(knownOf: operation))
        return try await outcome(operation, signals)
    }

    // MARK: Sending

    /// Signs an order and puts its entry in the store.
    private func prepare(_ preview: OpenPreview) async throws(TradingError) -> (PendingOperation, OpenRequest) {
        guard preview.subAccount == subAccount else { throw .unsupported("the preview is of another sub-account") }
        let id = options.correlationIds()
        let now = try await chainTime()
        let deadline = try Self.deadline(options.lifetime, from: now)
        let upnl = try await upnlSignature(preview.market, needsOracle: preview.needsOracle, now: now)
        let (order, open) = self.order(preview, id: id, deadline: deadline, upnl: upnl)
        return try await prepare(order, open, now: now)
    }

    /// Signs an order and puts its entry in the store.
    func prepare(
        _ order: OpenOrder, _ open: PendingOperation.Open, now: UInt64
    ) async throws(TradingError) -> (PendingOperation, OpenRequest) {
        let request: OpenRequest
        do throws(SigningError) { request = try await factory.open(order) } catch { throw .signing(error) }
        let domain = deployment.instantLayerDomain
        let digests = [request.addMargin, request.sendQuote].compactMap { $0?.operation.digest(for: domain) }
        let operation = PendingOperation(
            id: order.correlationId, intent: .open(open), subAccount: subAccount, digests: digests, deadline: order.deadline, createdAt: now)
        try await keep { $0.put(operation) }
        return (operation, request)
    }

    private func order(
        _ preview: OpenPreview, id: String, deadline: UInt64, upnl: OpenOrder.UpnlSignature
    ) -> (OpenOrder, PendingOperation.Open) {
        let quotation = preview.quotation
        let symbolId = UInt256(UInt64(max(0, preview.market.id)))
        let order = OpenOrder(
            subAccount: subAccount, isolation: preview.isolation, symbolId: symbolId, position: preview.intent.position, price: quotation.price,
            quantity: quotation.quantity, cva: quotation.cva, lf: quotation.lf, partyAmm: quotation.partyAmm, partyBmm: quotation.partyBmm,
            margin: preview.margin, deadline: deadline, solvers: [solver.solver.address], affiliate: deployment.contracts.affiliate,
            correlationId: id, upnlSignature: upnl,
            feeCaps: preview.market.feeCaps)
        let open = PendingOperation.Open(
            symbolId: symbolId, market: preview.market.name, position: preview.intent.position, isolation: preview.isolation,
            quantity: quotation.quantity, price: quotation.price, margin: preview.margin)
        return (order, open)
    }

    // MARK: Waiting

    func outcome(_ operation: PendingOperation, _ signals: OutcomeSignals) async throws(TradingError) -> Position {
        if case .open(let open) = operation.intent, open.orderType == .limit {
            throw .unsupported("\(operation.id) is an order at a limit: recover() tells what became of it")
        }
        let (found, position) = try await anchor(operation, signals)
        await settle(found, position)
        return position
    }

    /// Waits until an order's quote is on chain; its entry stays in the store.
    func anchor(_ operation: PendingOperation, _ signals: OutcomeSignals) async throws(TradingError) -> (PendingOperation, Position) {
        guard case .open(let open) = operation.intent else { throw .unsupported("\(operation.id) opens nothing") }
        var search = OpenSearch(self, operation, open)
        var limits = OutcomeLimits(options)
        var reason = "no report within the time given"
        // What was reported before the temporary id was known.
        var early: [SolverNotification]? = []
        for await signal in signals.stream {
            var outcome = OpenSearch.Outcome.unknown
            switch signal {
            case .report(let report):
                early?.append(report)
                outcome = await search.hear(report)
            case .look: outcome = await search.look()
            case .answered(.taken(let id)):
                search.accept(id)
                await keepFound(search.operation)
                for report in early ?? [] {
                    if case .unknown = outcome { outcome = await search.hear(report) }
                }
                early = nil
            case .answered(.unknown(let error)):
                reason = "\(error)"
                limits.answerIsLost()
                // Only the solver's list of what it has taken tells the temporary id now, and not for long.
                outcome = await search.look()
            case .answered(.refused(let refusal)):
                // HTTP libraries repeat a request of their own accord when a connection breaks; the answer is then that it was sent before.
                outcome = await search.look()
                if case .unknown = outcome, !search.isKnown { throw await refused(operation, refusal) }
            case .answered(.notSent(let error)): throw error
            case .answered(.cancelled): throw .cancelled
            }
            if Task.isCancelled { throw .cancelled }
            if search.isKnown { limits.orderIsKnown() }
            switch outcome {
            case .anchored(let position): return (search.operation, position)
            case .failed(let refusal):
                await tidy { $0.remove(operation.id) }
                throw .failed(refusal)
            case .expired:
                await tidy { $0.remove(operation.id) }
                throw .expired(deadline: operation.deadline)
            case .unknown:
                if limits.isOver {
                    await keepFound(search.operation)
                    throw unknown(operation, reason)
                }
            }
        }
        throw .cancelled
    }

    /// A refusal of what the solver has from no other time: the entry is done with.
    func refused(_ operation: PendingOperation, _ refusal: ServiceRefusal) async -> TradingError {
        await tidy { $0.remove(operation.id) }
        return .refused(.solver, refusal)
    }

    func unknown(_ operation: PendingOperation, _ reason: String) -> TradingError {
        .outcomeUnknown(id: operation.id, deadline: operation.deadline, reason: reason)
    }

    /// What was found out about an entry is kept.
    private func keepFound(_ operation: PendingOperation) async {
        guard operation.stage == .accepted else { return }
        await tidy { $0.put(operation) }
    }

    /// The order is done with: its position takes its place in the store.
    private func settle(_ operation: PendingOperation, _ position: Position) async {
        let record = PositionRecord(position)
        await tidy { state in
            state.remove(operation.id)
            state.put(record)
        }
    }
}

extension StoredState {
    /// Takes an entry out.
    public mutating func remove(_ id: String) { pending.removeAll { $0.id == id } }
}

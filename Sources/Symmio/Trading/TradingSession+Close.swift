internal import EVMClient
public import EVMCore
internal import EVMSigning
internal import SymmioContracts

extension TradingSession {
    /// Previews and closes a position, wholly or in part, and waits until it is done on chain.
    ///
    /// - Throws: ``TradingError``.
    @discardableResult
    public func close(_ intent: CloseIntent) async throws(TradingError) -> ClosedPosition { try await close(try await preview(intent)) }

    /// Closes what was previewed, and waits until it is done on chain.
    ///
    /// Cancelling the task stops the waiting, not the order.
    /// - Throws: ``TradingError``; after ``TradingError/outcomeUnknown(id:deadline:reason:)`` and ``TradingError/cancelled`` the order is in
    ///   the store and may still be executed.
    @discardableResult
    public func close(_ preview: ClosePreview) async throws(TradingError) -> ClosedPosition {
        guard let outcome = try await close([preview])[preview.intent.quoteId] else { throw .noPosition(preview.intent.quoteId) }
        return try outcome.get()
    }

    /// Closes several positions with one request, which the solver takes wholly or not at all, and waits until all is done.
    ///
    /// - Returns: What became of each, by its quote: the solver takes all, but each is executed for itself.
    /// - Throws: ``TradingError`` where none was closed, or nothing is known.
    public func close(_ previews: [ClosePreview]) async throws(TradingError) -> [UInt256: Result<ClosedPosition, TradingError>] {
        guard (1...CloseRequest.maximumOperations).contains(previews.count) else {
            throw .unsupported("1 to \(CloseRequest.maximumOperations) positions can be closed at once, not \(previews.count)")
        }
        guard Set(previews.map(\.intent.quoteId)).count == previews.count else { throw .unsupported("a position can be closed only once at a time") }
        guard previews.allSatisfy({ $0.position.subAccount == subAccount }) else { throw .unsupported("a preview is of another sub-account") }
        try await accountDetail()
        try await checkDelegation()
        let signals = await signals()
        let now = try await chainTime()
        let deadline = try Self.deadline(options.lifetime, from: now)
        let orders = previews.map {
            let order = CloseOrder(
                quoteId: $0.intent.quoteId, account: $0.position.account, price: $0.price, quantity: $0.quantity, deadline: deadline)
            return (order, $0.position.closedQuantity)
        }
        let (operation, request) = try await prepare(orders, deadline: deadline, now: now)
        let sending = Task { signals.send(await self.send(request, of: operation)) }
        // Where reports were quicker, or nobody waits any more.
        defer { sending.cancel() }
        return try await closeOutcomes(operation, signals)
    }

    // MARK: Sending

    /// Signs the orders, each beside what had been closed of its position before, and puts their entry in the store.
    func prepare(
        _ orders: [(order: CloseOrder, closedBefore: Wad)], deadline: UInt64, now: UInt64
    ) async throws(TradingError) -> (PendingOperation, CloseRequest) {
        let request: CloseRequest
        do throws(SigningError) { request = try await factory.close(orders.map(\.order)) } catch { throw .signing(error) }
        let domain = deployment.instantLayerDomain
        let digests = request.operations.map { $0.operation.digest(for: domain) }
        let closes = zip(orders, digests).map { one, digest in
            PendingOperation.Close(
                quoteId: one.order.quoteId, account: one.order.account, quantity: one.order.quantity, price: one.order.price,
                closedBefore: one.closedBefore, digest: digest, orderType: one.order.orderType)
        }
        let operation = PendingOperation(
            id: options.correlationIds(), intent: .close(closes), subAccount: subAccount, digests: digests, deadline: deadline, createdAt: now)
        try await keep { $0.put(operation) }
        return (operation, request)
    }

    /// Sends a request to close.
    func send(_ request: CloseRequest, of operation: PendingOperation) async -> SendingAnswer {
        await sendOnce(operation) { () async throws(ServiceError) in
            try await self.solver.close(request)
            return nil
        }
    }

    // MARK: Waiting

    func closeOutcomes(
        _ operation: PendingOperation, _ signals: OutcomeSignals
    ) async throws(TradingError) -> [UInt256: Result<ClosedPosition, TradingError>] {
        let (search, reason) = try await follow(operation, signals)
        return await settle(search, reason: reason)
    }

    /// Looks for what becomes of closes until all is certain or the time is up; also why it may not be.
    func follow(_ operation: PendingOperation, _ signals: OutcomeSignals) async throws(TradingError) -> (CloseSearch, reason: String) {
        guard case .close(let closes) = operation.intent else { throw .unsupported("\(operation.id) closes nothing") }
        var search = CloseSearch(self, operation, closes)
        var limits = OutcomeLimits(options)
        var reason = "no report within the time given"
        // What was reported before the solver's answer.
        var early: [SolverNotification]? = []
        for await signal in signals.stream {
            switch signal {
            case .report(let report):
                early?.append(report)
                await search.hear(report)
            case .look: await search.look()
            case .answered(.taken):
                search.accept()
                let entry = search.operation
                await tidy { $0.put(entry) }
                for report in early ?? [] { await search.hear(report) }
                early = nil
            case .answered(.unknown(let error)):
                reason = "\(error)"
                limits.answerIsLost()
                await search.look()
            case .answered(.refused(let refusal)):
                await search.look()
                if !search.isKnown { throw await refused(operation, refusal) }
            case .answered(.notSent(let error)): throw error
            case .answered(.cancelled): throw .cancelled
            }
            if Task.isCancelled { throw .cancelled }
            if search.isKnown { limits.orderIsKnown() }
            if search.isDone || limits.isOver { return (search, reason) }
        }
        throw .cancelled
    }

    /// What is certain leaves the store; what is not stays.
    private func settle(_ search: CloseSearch, reason: String) async -> [UInt256: Result<ClosedPosition, TradingError>] {
        var results: [UInt256: Result<ClosedPosition, TradingError>] = [:]
        var rest: [PendingOperation.Close] = []
        var over: [UInt256] = []
        for close in search.closes {
            switch search.outcomes[close.quoteId] {
            case .closed(let closed)?:
                results[close.quoteId] = .success(closed)
                if closed.remainder == .zero { over.append(close.quoteId) }
            case .failed(let refusal)?: results[close.quoteId] = .failure(.failed(refusal))
            case .expired?: results[close.quoteId] = .failure(.expired(deadline: search.operation.deadline))
            // A request at a limit is looked at for itself.
            case .rests?, nil:
                results[close.quoteId] = .failure(unknown(search.operation, reason))
                rest.append(close)
            }
        }
        var entry = search.operation
        entry.intent = .close(rest)
        entry.digests = rest.map(\.digest)
        let (left, gone) = (entry, over)
        await tidy { state in
            if left.digests.isEmpty { state.remove(left.id) } else { state.put(left) }
            state.positions.removeAll { gone.contains($0.quoteId) }
        }
        return results
    }
}

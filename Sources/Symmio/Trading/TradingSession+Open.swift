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
        let sent = try await checked(try await send(preview))
        return try await outcome(sent, signals)
    }

    /// Opens what was previewed, and returns as soon as the solver has taken it.
    ///
    /// - Returns: The entry as it is in the store; wait with ``outcome(of:)``.
    /// - Throws: ``TradingError``.
    public func submit(_ preview: OpenPreview) async throws(TradingError) -> PendingOperation {
        // The socket is subscribed before, so that whoever waits later finds it open.
        await feed?.open(within: options.subscriptionTimeout)
        let sent = try await checked(try await send(preview))
        if let error = sent.error { throw unknown(sent.operation, "\(error)") }
        return sent.operation
    }

    /// Waits for the outcome of an order to open that was sent before.
    ///
    /// - Throws: ``TradingError``; ``TradingError/unsupported(_:)`` where it closes.
    public func outcome(of operation: PendingOperation) async throws(TradingError) -> Position {
        let signals = await signals()
        return try await outcome(Sent(operation: operation, error: nil), signals)
    }

    // MARK: Sending

    /// An order that has been sent, and why its answer is not known where it is not.
    struct Sent: Sendable {
        var operation: PendingOperation
        var error: ServiceError?
    }

    private func send(_ preview: OpenPreview) async throws(TradingError) -> Sent {
        guard preview.subAccount == subAccount else { throw .unsupported("the preview is of another sub-account") }
        let id = options.correlationIds()
        let now = try await chainTime()
        let (order, open) = self.order(preview, id: id, now: now)
        let request: OpenRequest
        do throws(SigningError) { request = try await factory.open(order) } catch { throw .signing(error) }
        let domain = deployment.instantLayerDomain
        let digests = [request.addMargin, request.sendQuote].compactMap { $0?.operation.digest(for: domain) }
        let operation = PendingOperation(
            id: id, intent: .open(open), subAccount: subAccount, digests: digests, deadline: order.deadline, createdAt: now)
        try await keep { $0.put(operation) }
        let answer = try await sendOnce(operation) { () async throws(ServiceError) in try await self.solver.open(request) }
        guard case .success(let receipt) = answer else { return Sent(operation: operation, error: answer.failure) }
        var accepted = operation
        accepted.stage = .accepted
        accepted.temporaryId = receipt.tempQuoteId
        let entry = accepted
        await tidy { $0.put(entry) }
        return Sent(operation: accepted, error: nil)
    }

    private func order(_ preview: OpenPreview, id: String, now: UInt64) -> (OpenOrder, PendingOperation.Open) {
        let quotation = preview.quotation
        let symbolId = UInt256(UInt64(max(0, preview.market.id)))
        let order = OpenOrder(
            subAccount: subAccount, isolation: preview.isolation, symbolId: symbolId, position: preview.intent.position, price: quotation.price,
            quantity: quotation.quantity, cva: quotation.cva, lf: quotation.lf, partyAmm: quotation.partyAmm, partyBmm: quotation.partyBmm,
            margin: preview.margin, deadline: now &+ options.lifetime, solvers: [solver.solver.address], affiliate: deployment.contracts.affiliate,
            correlationId: id, upnlSignature: deployment.style.flexUpnlSig ? .placeholder(timestamp: now) : .empty,
            feeCaps: preview.market.feeCaps)
        let open = PendingOperation.Open(
            symbolId: symbolId, market: preview.market.name, position: preview.intent.position, isolation: preview.isolation,
            quantity: quotation.quantity, price: quotation.price, margin: preview.margin)
        return (order, open)
    }

    /// Sends a request: again only where it is certain that the other side has not taken it, and always the same bytes, which the contract
    /// executes once at most.
    ///
    /// - Returns: The answer, or why it is not known what became of the request.
    func sendOnce<T: Sendable>(
        _ operation: PendingOperation, _ body: () async throws(ServiceError) -> T
    ) async throws(TradingError) -> Result<T, ServiceError> {
        var failures = 0
        while true {
            if Task.isCancelled {
                if failures == 0 { await tidy { $0.remove(operation.id) } }
                throw .cancelled
            }
            do throws(ServiceError) {
                return .success(try await body())
            } catch {
                if case .transport(.cancelled) = error { throw .cancelled }
                if error.outcomeIsUnknown { return .failure(error) }
                failures += 1
                let isRateLimit = if case .refused(let refusal) = error { refusal.status == 429 } else { false }
                let isUnseen = if case .transport(.cannotConnect) = error { true } else { isRateLimit }
                if isUnseen, failures < options.refusedAttempts {
                    let policy = options.services.retry
                    let pause = policy.pause(afterFailure: failures - 1, asked: error.retryAfter, random: options.timing.random())
                    try? await options.timing.sleep(pause)
                    continue
                }
                if case .refused = error { return .failure(error) }
                await tidy { $0.remove(operation.id) }
                throw .notSent(.solver, error)
            }
        }
    }

    /// Throws where the solver refused and has the order from no other time either: HTTP libraries repeat a request of their own accord when
    /// a connection breaks, and the answer is then that it was sent before.
    private func checked(_ sent: Sent) async throws(TradingError) -> Sent {
        guard case .refused(let refusal)? = sent.error, !refusal.outcomeIsUnknown, case .open(let open) = sent.operation.intent else { return sent }
        var search = OpenSearch(self, sent.operation, open)
        let outcome = await search.look()
        if case .anchored = outcome { return sent }
        if search.isKnown { return Sent(operation: search.operation, error: nil) }
        await tidy { $0.remove(sent.operation.id) }
        throw .refused(.solver, refusal)
    }

    // MARK: Waiting

    func outcome(_ sent: Sent, _ signals: AsyncStream<OutcomeSignal>) async throws(TradingError) -> Position {
        guard case .open(let open) = sent.operation.intent else { throw .unsupported("\(sent.operation.id) opens nothing") }
        var search = OpenSearch(self, sent.operation, open)
        var limits = OutcomeLimits(options, isAnswered: sent.error == nil)
        for await signal in signals {
            let outcome =
                switch signal {
                case .report(let report): await search.hear(report)
                case .look: await search.look()
                }
            if Task.isCancelled { throw .cancelled }
            if search.isKnown { limits.orderIsKnown() }
            await note(search.operation, was: sent.operation)
            switch outcome {
            case .anchored(let position):
                await settle(search.operation, position)
                return position
            case .failed(let refusal):
                await tidy { $0.remove(sent.operation.id) }
                throw .failed(refusal)
            case .expired:
                await tidy { $0.remove(sent.operation.id) }
                throw .expired(deadline: sent.operation.deadline)
            case .unknown:
                if limits.isOver { throw unknown(search.operation, sent.error.map { "\($0)" } ?? "no report within the time given") }
            }
        }
        throw .cancelled
    }

    func unknown(_ operation: PendingOperation, _ reason: String) -> TradingError {
        .outcomeUnknown(id: operation.id, deadline: operation.deadline, reason: reason)
    }

    /// A temporary id that was found out is kept at once.
    private func note(_ operation: PendingOperation, was before: PendingOperation) async {
        guard operation.temporaryId != nil, before.temporaryId == nil else { return }
        var entry = operation
        entry.stage = .accepted
        let found = entry
        await tidy { $0.put(found) }
    }

    /// The order is done with: its position takes its place in the store.
    private func settle(_ operation: PendingOperation, _ position: Position) async {
        let record = PositionRecord(
            quoteId: position.quoteId, subAccount: position.subAccount, account: position.account, symbolId: position.symbolId,
            market: position.market, position: position.side, correlationId: position.correlationId, openedAt: position.createdAt)
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

extension Result {
    /// The error, where it is one.
    var failure: Failure? {
        if case .failure(let error) = self { return error }
        return nil
    }
}

internal import EVMClient
public import EVMCore
internal import SymmioContracts

/// Requests to close at a limit over the solver's own interface: signed by the session key, put on chain by the solver.
extension TradingSession {
    /// What closing at a limit comes to: all is read and reckoned, nothing signed or sent.
    ///
    /// - Throws: ``TradingError``.
    public func preview(_ intent: LimitCloseIntent) async throws(TradingError) -> LimitClosePreview {
        let (position, market, mark) = try await closable(intent.quoteId)
        let rules = try closeRules(of: market)
        let quantity = try closeQuantity(intent.amount, of: position, rules)
        // Rounded to the market's precision it may not become worse for the trader.
        let price = try arithmetic { () throws(ValueError) in
            try intent.price.rounded(fractionDigits: rules.pricePrecision, position.side == .short ? .down : .up)
        }
        if let violation = await outOfRange(price, market) { throw .close(quoteId: intent.quoteId, [violation]) }
        let now = try await chainTime()
        return try arithmetic { () throws(ValueError) in
            LimitClosePreview(
                intent: intent, position: position, market: market, mark: mark, price: price, quantity: quantity,
                remainder: try position.openQuantity - quantity, profit: try position.profit(of: quantity, at: price),
                deadline: ForceTerms.sum(now, intent.lifetime))
        }
    }

    /// Previews and places a request to close at a limit, and waits until it is on chain.
    ///
    /// - Throws: ``TradingError``.
    @discardableResult
    public func place(_ intent: LimitCloseIntent) async throws(TradingError) -> CloseFill { try await place(try await preview(intent)) }

    /// Places a request to close at a limit with a solver that takes such orders over its own interface, and waits until it is on chain.
    ///
    /// It is signed once and sent once. Its entry stays in the store until it is filled, cancelled or expired, which ``limitClose(_:)`` and
    /// ``recover()`` find out. Cancelling the task stops the waiting, not the request.
    /// - Returns: The request as it waits, or what a solver that was quicker has made of it.
    /// - Throws: ``TradingError``; after ``TradingError/outcomeUnknown(id:deadline:reason:)`` and ``TradingError/cancelled`` the request is in
    ///   the store and may still come on chain.
    @discardableResult
    public func place(_ preview: LimitClosePreview) async throws(TradingError) -> CloseFill {
        guard preview.position.subAccount == subAccount else { throw .unsupported("the preview is of another sub-account") }
        try checkTakesLimits()
        try await accountDetail()
        try await checkDelegation()
        let now = try await chainTime()
        guard now < preview.deadline else { throw .expired(deadline: preview.deadline) }
        let signals = await signals()
        let order = CloseOrder(
            quoteId: preview.intent.quoteId, account: preview.position.account, price: preview.price, quantity: preview.quantity,
            deadline: preview.deadline, orderType: .limit)
        let (operation, request) = try await prepare([(order, preview.position.closedQuantity)], deadline: preview.deadline, now: now)
        let sending = Task { signals.send(await self.send(request, of: operation)) }
        // Where reports were quicker, or nobody waits any more.
        defer { sending.cancel() }
        return try await restClose(operation, signals)
    }

    /// Waits until a request to close at a limit is on chain, and looks at it there.
    func restClose(_ operation: PendingOperation, _ signals: OutcomeSignals) async throws(TradingError) -> CloseFill {
        guard case .close(let closes) = operation.intent, let close = closes.first else { throw .unsupported("\(operation.id) closes nothing") }
        let (search, reason) = try await follow(operation, signals)
        var entry = search.operation
        switch search.outcomes[close.quoteId] {
        case .rests?:
            entry.stage = .resting
            let kept = entry
            await tidy { $0.put(kept) }
            return try await limitClose(close.quoteId)
        case .failed(let refusal)?:
            await tidy { $0.remove(operation.id) }
            throw .failed(refusal)
        case .expired?:
            await tidy { $0.remove(operation.id) }
            throw .expired(deadline: operation.deadline)
        case .closed?, nil:
            let kept = entry
            await tidy { $0.put(kept) }
            throw unknown(entry, reason)
        }
    }

    /// How far a request to close at a limit that this program placed is filled, as the chain has it.
    ///
    /// Once nothing of it can be filled any more, its entry leaves the store, and with all closed the position too.
    /// - Throws: ``TradingError/unsupported(_:)`` where no such request is in the store; ``TradingError/symmio(_:)``.
    public func limitClose(_ quoteId: UInt256) async throws(TradingError) -> CloseFill {
        let state: StoredState
        do throws(StoreError) { state = try await store.load() } catch { throw .store(error) }
        guard let (entry, close) = state.limitClose(of: quoteId, subAccount) else {
            throw .unsupported("no request to close \(quoteId) at a limit is in the store")
        }
        let now = try await chaining { () async throws(ChainError) in try await client.chain.block(.latest)?.timestamp }
        let quote = try await ordering { () async throws(OrderError) in try await client.orders.quote(quoteId) }
        let fill = CloseFill(close, quote)
        let (account, isOver) = (subAccount, fill.isOver(at: now ?? 0))
        await tidy { state in
            if isOver { state.remove(entry.id) }
            if fill.remainder == .zero { state.positions.removeAll { $0.subAccount == account && $0.quoteId == quoteId } }
        }
        return fill
    }
}

extension StoredState {
    /// The entry of a request to close a position at a limit.
    fileprivate func limitClose(of quoteId: UInt256, _ subAccount: Address) -> (PendingOperation, PendingOperation.Close)? {
        for entry in pending where entry.subAccount == subAccount {
            guard case .close(let closes) = entry.intent else { continue }
            if let close = closes.first(where: { $0.quoteId == quoteId && $0.orderType == .limit }) { return (entry, close) }
        }
        return nil
    }
}

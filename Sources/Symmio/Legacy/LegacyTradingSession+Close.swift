internal import EVMClient
public import EVMCore
internal import SymmioContracts

/// What closing comes to, before anything is sent.
public struct LegacyClosePreview: Sendable, Hashable {
    /// The position as it is.
    public var position: Position
    /// The market.
    public var market: Market
    /// The mark price.
    public var mark: Wad
    /// What is sent to the solver.
    public var request: LegacyCloseRequest
    /// What stays open.
    public var remainder: Wad
}

extension LegacyTradingSession {
    /// What closing comes to: price and quantity.
    ///
    /// - Parameters:
    ///   - slippagePercent: How far the fill may be from the mark price.
    ///   - mark: The mark price; the deployment's price service is asked where nil.
    /// - Throws: ``LegacyError``.
    public func previewClose(
        _ quoteId: UInt256, _ amount: CloseIntent.Amount = .all,
        slippagePercent: Wad = Wad(units: Wad.one.units &* UInt256(5 as UInt64)), mark: Wad? = nil
    ) async throws(LegacyError) -> LegacyClosePreview {
        var position = try await position(quoteId)
        guard position.status == .opened else { throw .notOpen(quoteId, position.status) }
        let market = try await market(id: position.symbolId)
        position.market = market.name
        let price: Wad
        if let mark { price = mark } else { price = try await markPrice(of: market) }
        let open = position.openQuantity
        let side = position.side
        do throws(ValueError) {
            let quantity =
                switch amount {
                case .all: open
                case .quantity(let quantity): try quantity.rounded(fractionDigits: market.quantityDigits, .down)
                case .percent(let percent): try CloseMaths.quantity(open: open, percent: percent, precision: market.quantityDigits)
                }
            guard quantity > .zero, quantity <= open else {
                throw ValueError.outOfRange(type: "quantity", value: "\(quantity)", range: "above 0, at most \(open)")
            }
            let bound = try CloseMaths.price(
                mark: price, position: side, slippagePercent: slippagePercent, precision: market.priceDigits)
            return LegacyClosePreview(
                position: position, market: market, mark: price,
                request: LegacyCloseRequest(quoteId: quoteId, quantity: quantity, price: bound), remainder: try open - quantity)
        } catch {
            throw .maths(.arithmetic(error))
        }
    }

    /// Previews and closes a position, wholly or in part, and waits until it is done on chain.
    ///
    /// - Throws: ``LegacyError``.
    @discardableResult
    public func close(_ quoteId: UInt256, _ amount: CloseIntent.Amount = .all) async throws(LegacyError) -> ClosedPosition {
        try await close(try await previewClose(quoteId, amount))
    }

    /// Closes what was previewed, and waits until it is done on chain.
    ///
    /// Cancelling the task stops the waiting, not the order.
    /// - Throws: ``LegacyError``; after ``LegacyError/outcomeUnknown(tempQuoteId:deadline:reason:)`` it may still be closed.
    @discardableResult
    public func close(_ preview: LegacyClosePreview) async throws(LegacyError) -> ClosedPosition {
        let before = try await submit(preview)
        return try await outcome(preview, before)
    }

    /// Closes what was previewed, and returns as soon as the solver has taken it; ``pendingCloses()`` and the position tell what became of it.
    ///
    /// - Throws: ``LegacyError``.
    public func submitClose(_ preview: LegacyClosePreview) async throws(LegacyError) { _ = try await submit(preview) }

    /// What the solver's record had before a close was sent: what is new in it can only be of that close.
    private struct CloseTraces: Sendable {
        var since: UInt64
        var ids: Set<String>

        func isNew(_ state: LegacyPositionState, of quoteId: UInt256) -> Bool { state.quoteId == quoteId && !ids.contains(state.id) }
    }

    /// Sends a close; gives what the solver's record had before.
    private func submit(_ preview: LegacyClosePreview) async throws(LegacyError) -> CloseTraces {
        try await checkDelegation([MultiAccounts.Core.RequestToClosePosition.selector])
        let since = Self.recordBegins(before: try await chainTime())
        let before = CloseTraces(since: since, ids: Set(try await states(since: since).map(\.id)))
        let (solver, request) = (solver, preview.request)
        let answer = try await session.authorized { (token) async throws(ServiceError) in try await solver.close(request, token: token) }
        switch answer {
        case .success: return before
        case .failure(.refused(let refusal)) where !refusal.outcomeIsUnknown: throw .refused(refusal)
        case .failure(.transport(.cancelled)): throw .cancelled
        case .failure(let error) where error.outcomeIsUnknown:
            guard try await wasTaken(preview, before) else { throw .outcomeUnknown(tempQuoteId: nil, deadline: nil, reason: "\(error)") }
            return before
        case .failure(let error): throw .notSent(error)
        }
    }

    /// Whether a close whose answer was lost is heard of: in the solver's list, on the chain, or in the solver's record.
    private func wasTaken(_ preview: LegacyClosePreview, _ before: CloseTraces) async throws(LegacyError) -> Bool {
        let end = timing.now() + options.unansweredTimeout
        var looks = 0
        let id = preview.request.quoteId
        while true {
            if let pending = try? await pendingCloses(), pending.contains(where: { UInt256(exactly: $0.quoteId) == id }) { return true }
            if let position = try? await position(id), position.status != .opened || position.closedQuantity > preview.position.closedQuantity {
                return true
            }
            if let rows = try? await states(since: before.since), rows.contains(where: { before.isNew($0, of: id) }) { return true }
            guard timing.now() < end else { return false }
            try await pause(&looks)
        }
    }

    private func outcome(_ preview: LegacyClosePreview, _ before: CloseTraces) async throws(LegacyError) -> ClosedPosition {
        let end = timing.now() + options.outcomeTimeout
        var looks = 0
        let id = preview.request.quoteId
        while true {
            if let position = try? await position(id), position.closedQuantity > preview.position.closedQuantity, position.status != .closePending {
                return try await closed(preview, position, before)
            }
            do throws(LegacyError) {
                let new = try await states(since: before.since).filter { before.isNew($0, of: id) }
                if let failed = new.first(where: \.hasFailed) { throw LegacyError.failed(failed.refusal) }
            } catch {
                switch error {
                case .failed, .cancelled: throw error
                default: break
                }
            }
            guard timing.now() < end else {
                throw .outcomeUnknown(tempQuoteId: nil, deadline: nil, reason: "position \(id) is not closed within the time given")
            }
            try await pause(&looks)
        }
    }

    private func closed(_ preview: LegacyClosePreview, _ position: Position, _ before: CloseTraces) async throws(LegacyError) -> ClosedPosition {
        let quantity = Wad(units: position.closedQuantity.units &- preview.position.closedQuantity.units)
        // The chain keeps only the average over all closes; the record has this one's price.
        let rows = (try? await states(since: before.since)) ?? []
        let price = rows.last { before.isNew($0, of: position.quoteId) && $0.closePrice != nil }?.closePrice
        return ClosedPosition(
            quoteId: position.quoteId, quantity: quantity, price: price ?? position.averageClosePrice, remainder: position.openQuantity)
    }
}

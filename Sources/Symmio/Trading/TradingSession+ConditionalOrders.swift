internal import EVMClient
public import EVMCore
internal import EVMSigning
internal import SymmioContracts

/// Take profit and stop loss: orders that the deployment's handler keeps and carries out with its bot's delegation.
extension TradingSession {
    func handler() throws(TradingError) -> ConditionalOrdersClient {
        guard let conditionalOrders else { throw .unsupported("this deployment has no handler of take-profit and stop-loss orders") }
        return conditionalOrders
    }

    /// What setting take profit and stop loss comes to: everything is checked, nothing signed or sent.
    ///
    /// - Throws: ``TradingError``.
    public func preview(_ wanted: TakeProfitStopLoss, for quoteId: UInt256) async throws(TradingError) -> TakeProfitStopLossPreview {
        try await preview(wanted, for: try await target(quoteId))
    }

    /// What setting take profit and stop loss comes to for an order that the solver has taken, whether or not the chain has it by now.
    ///
    /// Under the solver's temporary id the handler keeps them until the quote is on the chain, and moves them to it.
    /// - Parameter operation: As ``submit(_:)`` gave it, or as it is in the store.
    /// - Throws: ``TradingError``; ``TradingError/failed(_:)`` where nothing came of the order.
    public func preview(_ wanted: TakeProfitStopLoss, for operation: PendingOperation) async throws(TradingError) -> TakeProfitStopLossPreview {
        try await preview(wanted, for: try await target(operation))
    }

    private func preview(_ wanted: TakeProfitStopLoss, for target: ConditionalOrderTarget) async throws(TradingError) -> TakeProfitStopLossPreview {
        let handler = try handler()
        guard wanted.takeProfit != nil || wanted.stopLoss != nil else { throw .unsupported("neither a take profit nor a stop loss is given") }
        if let position = target.position {
            guard position.status == .opened else { throw .notOpen(position.quoteId, position.status) }
        }
        try await checkAccount(of: target)
        let market = try await market(id: target.symbolId)
        let mark = try await markPrice(of: market)
        let limits = try await asking(.conditionalOrders) { () async throws(ServiceError) in try await handler.configuration() }
        let rules: MarketRules
        do throws(JSONFieldError) { rules = try market.rules() } catch { throw .service(.solver, .unreadable(status: 200, error)) }
        let order = try arithmetic { () throws(ValueError) in try conditionalOrder(wanted, target, mark: mark, rules: rules) }
        var violations = try arithmetic { () throws(ValueError) in
            try TakeProfitStopLossMaths.violations(
                position: target.side, takeProfit: wanted.takeProfit, stopLoss: wanted.stopLoss, reference: mark,
                minimumDistancePercent: limits.minPriceDistancePercent ?? .zero, minimumSpreadPercent: limits.minSpreadPercent ?? .zero)
        }
        violations += Self.empty(order, wanted)
        violations += Self.unfillable(order, wanted.bound)
        guard violations.isEmpty else { throw .triggers(violations) }
        let message = try arithmetic { () throws(ValueError) in
            try order.message(pricePrecision: rules.pricePrecision, quantityPrecision: rules.quantityPrecision)
        }
        return TakeProfitStopLossPreview(wanted: wanted, mark: mark, order: order, target: target, message: message)
    }

    /// What is nothing once it is rounded to the market's precisions: the handler would take such a leg for none.
    private static func empty(_ order: ConditionalOrder, _ wanted: TakeProfitStopLoss) -> [TakeProfitStopLossMaths.Violation] {
        let legs = [(ConditionalOrderKind.takeProfit, order.takeProfit, wanted.takeProfit), (.stopLoss, order.stopLoss, wanted.stopLoss)]
        return legs.flatMap { kind, leg, trigger in
            guard let leg else { return [TakeProfitStopLossMaths.Violation]() }
            return (leg.quantity == .zero ? [.noQuantity(kind: kind)] : []) + (leg.trigger == .zero ? [.noTrigger(kind: kind, trigger: trigger ?? .zero)] : [])
        }
    }

    /// Prices that were given and are better than their triggers: nobody would fill a close at them.
    private static func unfillable(_ order: ConditionalOrder, _ bound: TakeProfitStopLoss.Bound) -> [TakeProfitStopLossMaths.Violation] {
        guard case .prices(let takeProfit, let stopLoss) = bound else { return [] }
        return [(ConditionalOrderKind.takeProfit, order.takeProfit, takeProfit), (.stopLoss, order.stopLoss, stopLoss)].compactMap { kind, leg, given in
            guard let leg, given != nil else { return nil }
            let isFillable = order.position == .short ? leg.price >= leg.trigger : leg.price <= leg.trigger
            return isFillable ? nil : .boundBetterThanTrigger(kind: kind, bound: leg.price, trigger: leg.trigger)
        }
    }

    /// The handler takes orders only for the virtual account that the Account Layer foretells for the market.
    private func checkAccount(of target: ConditionalOrderTarget) async throws(TradingError) {
        let (next, bot) = try await foretold(for: target.side, symbolId: target.symbolId)
        guard next == target.account else {
            throw .unsupported("the handler takes orders for positions of \(next) only; \(target.words) is of \(target.account)")
        }
        let close = RequestToClosePosition.selector
        if let bot, bot.selectors.contains(where: { $0.selector == close && !$0.isActive }) { throw .noDelegation(bot.check) }
    }

    private func foretold(for side: PositionType, symbolId: UInt256) async throws(TradingError) -> (Address, DelegationStatus?) {
        let detail = try await accountDetail()
        guard let isolation = detail.isolationType.virtualAccountIsolation(for: side), detail.singleVAMode else {
            throw .unsupported("take profit and stop loss need a sub-account with one virtual account for each market or direction (singleVAMode)")
        }
        do throws(SymmioError) {
            return (
                try await client.accounts.nextVirtualAccount(of: subAccount, isolation: isolation, symbolId: symbolId),
                try await client.sessions.botStatus(for: subAccount)
            )
        } catch {
            throw .symmio(error)
        }
    }

    private func conditionalOrder(
        _ wanted: TakeProfitStopLoss, _ target: ConditionalOrderTarget, mark: Wad, rules: MarketRules
    ) throws(ValueError) -> ConditionalOrder {
        let profile = deployment.style.maths
        let quantity = try min(wanted.quantity ?? target.quantity, target.quantity).rounded(fractionDigits: rules.quantityPrecision, .down)
        func leg(_ trigger: Wad?, _ given: (Wad?, Wad?) -> Wad?) throws(ValueError) -> ConditionalOrder.Leg? {
            guard let trigger else { return nil }
            let trigger18 = try trigger.rounded(fractionDigits: rules.pricePrecision, .nearest)
            let price =
                switch wanted.bound {
                case .slippage(let percent):
                    try TakeProfitStopLossMaths.price(
                        shifting: trigger18, by: percent, position: target.side, precision: rules.pricePrecision)
                case .prices(let takeProfit, let stopLoss) where given(takeProfit, stopLoss) != nil: given(takeProfit, stopLoss) ?? .zero
                case .profile, .prices:
                    try TakeProfitStopLossMaths.price(
                        profile: profile, position: target.side, trigger: trigger18, mark: mark, precision: rules.pricePrecision)
                }
            return ConditionalOrder.Leg(
                quantity: quantity, price: price, trigger: trigger18,
                triggerType: wanted.triggerType ?? TakeProfitStopLossMaths.triggerType(profile: profile))
        }
        return ConditionalOrder(
            virtualAccount: target.account, subAccount: subAccount, quoteId: target.signedId, symbolId: target.symbolId,
            position: target.side, affiliate: deployment.contracts.affiliate, takeProfit: try leg(wanted.takeProfit) { take, _ in take },
            stopLoss: try leg(wanted.stopLoss) { _, stop in stop }, salt: options.salts.nextInteger())
    }

    // MARK: Positions and orders on their way

    private func target(_ quoteId: UInt256) async throws(TradingError) -> ConditionalOrderTarget {
        try await accountDetail()
        return ConditionalOrderTarget(try await position(quoteId))
    }

    /// The position that has come of an order, or the order itself while the chain does not have it.
    private func target(_ operation: PendingOperation) async throws(TradingError) -> ConditionalOrderTarget {
        guard case .open(let open) = operation.intent else { throw .unsupported("\(operation.id) opens nothing") }
        guard operation.subAccount == subAccount else { throw .unsupported("\(operation.id) is of another sub-account") }
        guard let temporaryId = operation.temporaryId else {
            throw .unsupported("the solver has not said that it took the order \(operation.id); look for it by recover() first")
        }
        if let quoteId = try await anchored(temporaryId), let position = await position(ifThere: quoteId) {
            return ConditionalOrderTarget(position, temporaryId: temporaryId)
        }
        let (account, _) = try await foretold(for: open.position, symbolId: open.symbolId)
        return ConditionalOrderTarget(open, temporaryId: temporaryId, account: account)
    }

    /// The quote that has come of a temporary id; nil while none has.
    func anchored(_ temporaryId: Int) async throws(TradingError) -> UInt256? {
        let status = try await asking(.solver) { () async throws(ServiceError) in try await solver.status(of: temporaryId) }
        if let status, status.hasFailed { throw .failed(status.failure ?? ServiceRefusal(status: 200, message: status.state)) }
        guard let quoteId = status?.quoteId, quoteId > 0 else { return nil }
        return UInt256(UInt64(quoteId))
    }

    /// A quote that the solver speaks of may not have come to the chain's nodes.
    private func position(ifThere quoteId: UInt256) async -> Position? { try? await position(quoteId) }

    // MARK: Setting

    /// Sets, or replaces, take profit and stop loss of a position, and waits until the handler has them live.
    ///
    /// - Returns: The position's live orders.
    /// - Throws: ``TradingError``; ``TradingError/ordersUnknown(reason:)`` where the handler does not say whether it has them.
    @discardableResult
    public func setTakeProfitStopLoss(_ wanted: TakeProfitStopLoss, for quoteId: UInt256) async throws(TradingError) -> [ConditionalOrderRow] {
        try await set(try await preview(wanted, for: quoteId))
    }

    /// Sets, or replaces, take profit and stop loss of an order that the solver has taken, whether or not the chain has it by now.
    ///
    /// - Parameter operation: As ``submit(_:)`` gave it, or as it is in the store.
    /// - Returns: The order's, or the position's, live orders.
    /// - Throws: As ``setTakeProfitStopLoss(_:for:)-(_,UInt256)``.
    @discardableResult
    public func setTakeProfitStopLoss(
        _ wanted: TakeProfitStopLoss, for operation: PendingOperation
    ) async throws(TradingError) -> [ConditionalOrderRow] {
        try await set(try await preview(wanted, for: operation))
    }

    /// Sets what was previewed, and waits until the handler has it live.
    ///
    /// - Throws: As ``setTakeProfitStopLoss(_:for:)-(_,UInt256)``.
    @discardableResult
    public func set(_ preview: TakeProfitStopLossPreview) async throws(TradingError) -> [ConditionalOrderRow] {
        let handler = try handler()
        let spec = try await asking(.conditionalOrders) { () async throws(ServiceError) in try await handler.signingSpec() }
        let request: ConditionalOrderRequest
        do throws(ConditionalOrderRequest.Failure) {
            request = try await signed(preview.message, spec)
        } catch {
            throw Self.understood(error)
        }
        let wanted = preview.order
        return try await change(preview.target) { () async throws(ServiceError) in
            _ = try await handler.submit(request)
        } until: { rows in
            [(ConditionalOrderKind.takeProfit, wanted.takeProfit), (.stopLoss, wanted.stopLoss)].allSatisfy { kind, leg in
                guard let leg else { return true }
                return rows.contains { $0.kind == kind && $0.state.isLive && $0.state != .pending && $0.trigger == leg.trigger && $0.quantity == leg.quantity }
            }
        }
    }

    private func signed(
        _ message: ConditionalOrderMessage, _ spec: SigningSpec
    ) async throws(ConditionalOrderRequest.Failure) -> ConditionalOrderRequest {
        try await ConditionalOrderRequest(message, spec: spec, deployment: deployment, signer: session.signer)
    }

    private static func understood(_ failure: ConditionalOrderRequest.Failure) -> TradingError {
        switch failure {
        case .spec(let error): .signingSpec(error)
        case .signing(let error): .signing(error)
        }
    }

    // MARK: Looking and deleting

    /// The orders of a position that can still close it.
    ///
    /// - Throws: ``TradingError/service(_:_:)``, ``TradingError/unsupported(_:)``.
    public func takeProfitStopLoss(of quoteId: UInt256) async throws(TradingError) -> [ConditionalOrderRow] {
        let handler = try handler()
        guard let id = Int(exactly: quoteId) else { throw .noPosition(quoteId) }
        return try await asking(.conditionalOrders) { () async throws(ServiceError) in try await handler.orders(quoteId: id) }.filter(\.state.isLive)
    }

    /// The orders of an order on its way, or of the position that has come of it, that can still close it.
    ///
    /// - Throws: As ``takeProfitStopLoss(of:)-(UInt256)``; ``TradingError/failed(_:)`` where nothing came of the order.
    public func takeProfitStopLoss(of operation: PendingOperation) async throws(TradingError) -> [ConditionalOrderRow] {
        try await rows(of: try await target(operation)).filter(\.state.isLive)
    }

    /// Deletes take profit, stop loss or both of a position, and waits until the handler has.
    ///
    /// - Returns: The live orders that are left.
    /// - Throws: As ``setTakeProfitStopLoss(_:for:)-(_,UInt256)``.
    @discardableResult
    public func cancelTakeProfitStopLoss(
        _ kinds: Set<ConditionalOrderKind> = [.takeProfit, .stopLoss], of quoteId: UInt256
    ) async throws(TradingError) -> [ConditionalOrderRow] {
        try await cancel(kinds, of: try await target(quoteId))
    }

    /// Deletes take profit, stop loss or both of an order on its way, or of the position that has come of it.
    ///
    /// - Returns: The live orders that are left.
    /// - Throws: As ``setTakeProfitStopLoss(_:for:)-(_,UInt256)``.
    @discardableResult
    public func cancelTakeProfitStopLoss(
        _ kinds: Set<ConditionalOrderKind> = [.takeProfit, .stopLoss], of operation: PendingOperation
    ) async throws(TradingError) -> [ConditionalOrderRow] {
        try await cancel(kinds, of: try await target(operation))
    }

    private func cancel(_ kinds: Set<ConditionalOrderKind>, of target: ConditionalOrderTarget) async throws(TradingError) -> [ConditionalOrderRow] {
        let handler = try handler()
        var live = try await rows(of: target).filter(\.state.isLive)
        let doomed = live.filter { $0.kind.map(kinds.contains) ?? false }
        if doomed.isEmpty { return live }
        try await accountDetail()
        let spec = try await asking(.conditionalOrders) { () async throws(ServiceError) in try await handler.deletionSigningSpec() }
        for row in doomed {
            guard let kind = row.kind else { continue }
            let deletion = ConditionalOrderDeletion(
                virtualAccount: target.account, orderId: row.orderId, kind: kind, salt: options.salts.nextInteger())
            let request: ConditionalOrderRequest
            do throws(ConditionalOrderRequest.Failure) {
                request = try await ConditionalOrderRequest(deletion, spec: spec, deployment: deployment, signer: session.signer)
            } catch {
                throw Self.understood(error)
            }
            live = try await change(target) { () async throws(ServiceError) in
                try await handler.delete(request)
            } until: { rows in
                !rows.contains { $0.orderId == row.orderId && $0.kind == kind && $0.state.isLive }
            }
        }
        return live
    }
}

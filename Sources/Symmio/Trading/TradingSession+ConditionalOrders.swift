internal import EVMClient
public import EVMCore
internal import EVMSigning
internal import SymmioContracts

/// Take profit and stop loss of a position, as a person means them.
public struct TakeProfitStopLoss: Sendable, Hashable {
    /// The price at which the profit is taken; nil leaves what there is alone.
    public var takeProfit: Wad?
    /// The price at which a loss is stopped; nil leaves what there is alone.
    public var stopLoss: Wad?
    /// How much is closed; all that is open where nil.
    public var quantity: Wad?
    /// The price that triggers are compared with; the maths profile's where nil.
    public var triggerType: ConditionalOrder.PriceType?
    /// By how many percent the closing order's price may be worse than its trigger.
    public var slippagePercent: Wad

    /// Creates a pair of triggers.
    public init(
        takeProfit: Wad? = nil, stopLoss: Wad? = nil, quantity: Wad? = nil, triggerType: ConditionalOrder.PriceType? = nil,
        slippagePercent: Wad = TakeProfitStopLossMaths.standardSlippagePercent
    ) {
        self.takeProfit = takeProfit
        self.stopLoss = stopLoss
        self.quantity = quantity
        self.triggerType = triggerType
        self.slippagePercent = slippagePercent
    }
}

/// What setting take profit and stop loss comes to, before anything is signed.
public struct TakeProfitStopLossPreview: Sendable {
    /// What was asked for.
    public var wanted: TakeProfitStopLoss
    /// The position as it is.
    public var position: Position
    /// The mark price.
    public var mark: Wad
    /// What is signed, at the market's precisions.
    public var order: ConditionalOrder
    let message: ConditionalOrderMessage

    /// What the session key signs, in words.
    public var words: [String] {
        [("take profit", order.takeProfit), ("stop loss", order.stopLoss)].compactMap { name, leg in
            leg.map {
                "\(name): when the \($0.triggerType == .market ? "mark price" : "last close") reaches \($0.trigger), close \($0.quantity) of "
                    + "position \(position.quoteId) (\(position.market)) at \(position.side == .short ? "no more" : "no less") than \($0.price)"
            }
        }
    }
}

/// Take profit and stop loss: orders that the deployment's handler keeps and carries out with its bot's delegation.
extension TradingSession {
    private func handler() throws(TradingError) -> ConditionalOrdersClient {
        guard let conditionalOrders else { throw .unsupported("this deployment has no handler of take-profit and stop-loss orders") }
        return conditionalOrders
    }

    /// What setting take profit and stop loss comes to: everything is checked, nothing signed or sent.
    ///
    /// - Throws: ``TradingError``.
    public func preview(_ wanted: TakeProfitStopLoss, for quoteId: UInt256) async throws(TradingError) -> TakeProfitStopLossPreview {
        let handler = try handler()
        guard wanted.takeProfit != nil || wanted.stopLoss != nil else { throw .unsupported("neither a take profit nor a stop loss is given") }
        let position = try await position(quoteId)
        guard position.status == .opened else { throw .notOpen(quoteId, position.status) }
        try await checkAccount(of: position)
        let market = try await market(id: position.symbolId)
        let mark = try await markPrice(of: market)
        let limits = try await asking(.conditionalOrders) { () async throws(ServiceError) in try await handler.configuration() }
        let rules: MarketRules
        do throws(JSONFieldError) { rules = try market.rules() } catch { throw .service(.solver, .unreadable(status: 200, error)) }
        let violations = try arithmetic { () throws(ValueError) in
            try TakeProfitStopLossMaths.violations(
                position: position.side, takeProfit: wanted.takeProfit, stopLoss: wanted.stopLoss, reference: mark,
                minimumDistancePercent: limits.minPriceDistancePercent ?? .zero, minimumSpreadPercent: limits.minSpreadPercent ?? .zero)
        }
        guard violations.isEmpty else { throw .triggers(violations) }
        return try arithmetic { () throws(ValueError) in
            let order = try order(wanted, position, mark: mark, rules: rules)
            let message = try order.message(pricePrecision: rules.pricePrecision, quantityPrecision: rules.quantityPrecision)
            return TakeProfitStopLossPreview(wanted: wanted, position: position, mark: mark, order: order, message: message)
        }
    }

    /// The handler takes orders only for the virtual account that the Account Layer foretells for the market.
    private func checkAccount(of position: Position) async throws(TradingError) {
        let detail = try await accountDetail()
        guard let isolation = detail.isolationType.virtualAccountIsolation(for: position.side), detail.singleVAMode else {
            throw .unsupported("take profit and stop loss need a sub-account with one virtual account for each market or direction (singleVAMode)")
        }
        let next: Address
        let bot: DelegationStatus?
        do throws(SymmioError) {
            next = try await client.accounts.nextVirtualAccount(of: subAccount, isolation: isolation, symbolId: position.symbolId)
            bot = try await client.sessions.botStatus(for: subAccount)
        } catch {
            throw .symmio(error)
        }
        guard next == position.account else {
            throw .unsupported("the handler takes orders for positions of \(next) only; position \(position.quoteId) is of \(position.account)")
        }
        let close = RequestToClosePosition.selector
        if let bot, bot.selectors.contains(where: { $0.selector == close && !$0.isActive }) { throw .noDelegation(bot.check) }
    }

    private func order(
        _ wanted: TakeProfitStopLoss, _ position: Position, mark: Wad, rules: MarketRules
    ) throws(ValueError) -> ConditionalOrder {
        let profile = deployment.style.maths
        let quantity = try min(wanted.quantity ?? position.openQuantity, position.openQuantity)
            .rounded(fractionDigits: rules.quantityPrecision, .down)
        func leg(_ trigger: Wad?) throws(ValueError) -> ConditionalOrder.Leg? {
            guard let trigger else { return nil }
            let trigger18 = try trigger.rounded(fractionDigits: rules.pricePrecision, .nearest)
            let price = try TakeProfitStopLossMaths.price(
                profile: profile, position: position.side, trigger: trigger18, mark: mark, slippagePercent: wanted.slippagePercent,
                precision: rules.pricePrecision)
            return ConditionalOrder.Leg(
                quantity: quantity, price: price, trigger: trigger18,
                triggerType: wanted.triggerType ?? TakeProfitStopLossMaths.triggerType(profile: profile))
        }
        return ConditionalOrder(
            virtualAccount: position.account, subAccount: subAccount, quoteId: Int256(position.quoteId), symbolId: position.symbolId,
            position: position.side, affiliate: deployment.contracts.affiliate, takeProfit: try leg(wanted.takeProfit),
            stopLoss: try leg(wanted.stopLoss), salt: options.salts.nextInteger())
    }

    // MARK: Setting

    /// Sets, or replaces, take profit and stop loss of a position, and waits until the handler has them live.
    ///
    /// - Returns: The position's live orders.
    /// - Throws: ``TradingError``; ``TradingError/ordersUnknown(reason:)`` where the handler does not say whether it has them.
    @discardableResult
    public func setTakeProfitStopLoss(_ wanted: TakeProfitStopLoss, for quoteId: UInt256) async throws(TradingError) -> [ConditionalOrderRow] {
        try await set(try await preview(wanted, for: quoteId))
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
        return try await change(preview.position.quoteId) { () async throws(ServiceError) in
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

    /// Deletes take profit, stop loss or both of a position, and waits until the handler has.
    ///
    /// - Returns: The live orders that are left.
    /// - Throws: As ``setTakeProfitStopLoss(_:for:)-(_,UInt256)``.
    @discardableResult
    public func cancelTakeProfitStopLoss(
        _ kinds: Set<ConditionalOrderKind> = [.takeProfit, .stopLoss], of quoteId: UInt256
    ) async throws(TradingError) -> [ConditionalOrderRow] {
        let handler = try handler()
        let position = try await position(quoteId)
        var live = try await takeProfitStopLoss(of: quoteId)
        let doomed = live.filter { $0.kind.map(kinds.contains) ?? false }
        if doomed.isEmpty { return live }
        let spec = try await asking(.conditionalOrders) { () async throws(ServiceError) in try await handler.deletionSigningSpec() }
        for row in doomed {
            guard let kind = row.kind else { continue }
            let deletion = ConditionalOrderDeletion(
                virtualAccount: position.account, orderId: row.orderId, kind: kind, salt: options.salts.nextInteger())
            let request: ConditionalOrderRequest
            do throws(ConditionalOrderRequest.Failure) {
                request = try await ConditionalOrderRequest(deletion, spec: spec, deployment: deployment, signer: session.signer)
            } catch {
                throw Self.understood(error)
            }
            live = try await change(quoteId) { () async throws(ServiceError) in
                try await handler.delete(request)
            } until: { rows in
                !rows.contains { $0.orderId == row.orderId && $0.kind == kind && $0.state.isLive }
            }
        }
        return live
    }

    // MARK: Sending

    /// Sends a request once, and waits until the handler's list, which a report or the clock has it look at, is as wanted.
    private func change(
        _ quoteId: UInt256, _ send: () async throws(ServiceError) -> Void, until isDone: ([ConditionalOrderRow]) -> Bool
    ) async throws(TradingError) -> [ConditionalOrderRow] {
        let handler = try handler()
        guard let id = Int(exactly: quoteId) else { throw .noPosition(quoteId) }
        let events = await conditionalOrderFeed?.events()
        await conditionalOrderFeed?.open(within: options.subscriptionTimeout)
        var doubt: ServiceError?
        do throws(ServiceError) {
            try await send()
        } catch {
            if case .transport(.cancelled) = error { throw .cancelled }
            if error.outcomeIsUnknown {
                doubt = error
            } else if case .refused(let refusal) = error {
                throw .refused(.conditionalOrders, refusal)
            } else {
                throw .notSent(.conditionalOrders, error)
            }
        }
        let looks = Self.looks(events, quoteId: id, options)
        var limits = OutcomeLimits(options)
        if doubt != nil { limits.answerIsLost() }
        for await failure in looks {
            if let failure, doubt == nil { throw .refused(.conditionalOrders, failure) }
            if let rows = try? await handler.orders(quoteId: id), isDone(rows) { return rows.filter(\.state.isLive) }
            if Task.isCancelled { throw .cancelled }
            if limits.isOver { throw .ordersUnknown(reason: doubt.map { "\($0)" } ?? "the handler's list does not show them yet") }
        }
        throw .cancelled
    }

    /// When to look at the handler's list: at once, with every report, and by the clock. A failure that is reported goes along.
    private static func looks(
        _ events: AsyncStream<ConditionalOrderFeed.Event>?, quoteId: Int, _ options: TradingOptions
    ) -> AsyncStream<ServiceRefusal?> {
        let (stream, continuation) = AsyncStream.makeStream(of: ServiceRefusal?.self, bufferingPolicy: .bufferingNewest(64))
        let (timing, interval) = (options.timing, options.lookInterval)
        continuation.yield(nil)
        let forward = Task {
            guard let events else { return }
            for await event in events {
                guard case .report(let report) = event, report.quoteId == nil || report.quoteId == quoteId else { continue }
                let isFailure = !report.isSuccessful
                continuation.yield(
                    isFailure ? ServiceRefusal(status: 200, code: report.errorCode, message: report.errorMessage) : nil)
            }
        }
        let clock = Task {
            while !Task.isCancelled {
                guard (try? await timing.sleep(interval)) != nil else { return }
                continuation.yield(nil)
            }
        }
        continuation.onTermination = { _ in
            forward.cancel()
            clock.cancel()
        }
        return stream
    }
}

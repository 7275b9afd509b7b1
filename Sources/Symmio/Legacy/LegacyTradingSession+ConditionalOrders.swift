public import EVMClient
public import EVMCore
public import SymmioContracts

/// Take profit and stop loss of one position, as the older handler (version 4) takes them.
///
/// The public documents show how they are set. How they are listed and taken back, they do not: closing the position ends them.
public struct LegacyConditionalOrders: Sendable, Hashable {
    /// The account.
    public var account: Address
    /// The quote.
    public var quoteId: UInt256
    /// The market.
    public var symbolId: UInt256
    /// Long or short.
    public var position: PositionType
    /// The position's leverage, a whole number.
    public var leverage: UInt64
    /// The contract of the account.
    public var multiAccount: Address
    /// Who may carry the orders out.
    public var solvers: [Address]
    /// What takes the profit; nil for none.
    public var takeProfit: ConditionalOrder.Leg?
    /// What stops the loss; nil for none.
    public var stopLoss: ConditionalOrder.Leg?

    /// The body of `POST /api/v4/`.
    public var json: JSONValue {
        let orders: [JSONValue] = [(ConditionalOrderKind.takeProfit, takeProfit), (.stopLoss, stopLoss)].compactMap { kind, leg in
            leg.map {
                [
                    "quantity": .string($0.quantity.description), "price": .string($0.price.description),
                    "conditional_price": .string($0.trigger.description), "conditional_price_type": .string($0.triggerType.rawValue),
                    "order_type": .number(String(OrderType.market.rawValue)), "position_type": .number(String(position.rawValue)),
                    "conditional_order_type": .string(kind.rawValue), "leverage": .number(String(leverage)),
                ]
            }
        }
        return [
            "account_address": .string(account.checksummed), "quote_id": .number(quoteId.description), "conditional_orders": .array(orders),
            "symbol_id": .number(symbolId.description), "multi_account_address": .string(multiAccount.checksummed),
            "hedger_whitelist": .array(solvers.map { .string($0.checksummed) }),
        ]
    }
}

extension LegacySolverClient {
    /// Sets take profit and stop loss at the deployment's handler, by the solver's token.
    ///
    /// - Throws: ``ServiceError``; ``ServiceError/invalidRequest(_:)`` where the deployment has no handler.
    public func set(_ orders: LegacyConditionalOrders, token: BearerToken) async throws(ServiceError) {
        guard let handler = deployment.conditionalOrders else { throw .invalidRequest("this deployment has no handler of take-profit and stop-loss orders") }
        var service = unrepeated(token)
        service.base = handler.baseURL
        service.headers["App-Name"] = handler.appName
        // The path ends with a slash.
        let answer = try await service.write("POST", [""], body: Bytes(orders.json.utf8))
        if answer.value.object != nil { try answer.accepted(isRequired: false) }
    }
}

extension LegacyTradingSession {
    /// Sets take profit and stop loss of an open position: the handler closes it when the last close reaches a trigger.
    ///
    /// The solver needs the functions to close and to take a close back; it carries the orders out by its delegation.
    /// - Parameters:
    ///   - leverage: The position's.
    ///   - mark: The mark price; the deployment's price service is asked where nil.
    /// - Returns: What was sent.
    /// - Throws: ``LegacyError``.
    @discardableResult
    public func set(
        _ wanted: TakeProfitStopLoss, for quoteId: UInt256, leverage: UInt64 = 1, mark: Wad? = nil
    ) async throws(LegacyError) -> LegacyConditionalOrders {
        guard wanted.takeProfit != nil || wanted.stopLoss != nil else { throw .unsupported("neither a take profit nor a stop loss is given") }
        let position = try await position(quoteId)
        guard position.status == .opened else { throw .notOpen(quoteId, position.status) }
        try await checkDelegation([MultiAccounts.Core.RequestToClosePosition.selector])
        try await checkDelegation([MultiAccounts.Core.RequestToCancelCloseRequest.selector])
        let market = try await market(id: position.symbolId)
        let price: Wad
        if let mark { price = mark } else { price = try await markPrice(of: market) }
        let orders: LegacyConditionalOrders
        let violations: [TakeProfitStopLossMaths.Violation]
        do throws(ValueError) {
            violations = try TakeProfitStopLossMaths.violations(
                position: position.side, takeProfit: wanted.takeProfit, stopLoss: wanted.stopLoss, reference: price, minimumDistancePercent: .zero,
                minimumSpreadPercent: .zero)
            orders = try self.orders(wanted, position, market, mark: price, leverage: leverage)
        } catch {
            throw .maths(.arithmetic(error))
        }
        guard violations.isEmpty else { throw .triggers(violations) }
        let solver = solver
        try await write { (token) async throws(ServiceError) in try await solver.set(orders, token: token) }
        return orders
    }

    private func orders(
        _ wanted: TakeProfitStopLoss, _ position: Position, _ market: Market, mark: Wad, leverage: UInt64
    ) throws(ValueError) -> LegacyConditionalOrders {
        let precision = market.priceDigits
        let quantity = try min(wanted.quantity ?? position.openQuantity, position.openQuantity)
            .rounded(fractionDigits: market.quantityDigits, .down)
        let bound = try TakeProfitStopLossMaths.price(
            profile: .walkthrough085, position: position.side, trigger: mark, mark: mark, precision: precision)
        func leg(_ trigger: Wad?) throws(ValueError) -> ConditionalOrder.Leg? {
            guard let trigger else { return nil }
            return ConditionalOrder.Leg(
                quantity: quantity, price: bound, trigger: try trigger.rounded(fractionDigits: precision, .nearest),
                triggerType: wanted.triggerType ?? .lastClose)
        }
        return LegacyConditionalOrders(
            account: account, quoteId: position.quoteId, symbolId: position.symbolId, position: position.side, leverage: leverage,
            multiAccount: deployment.multiAccount, solvers: [deployment.partyB], takeProfit: try leg(wanted.takeProfit),
            stopLoss: try leg(wanted.stopLoss))
    }
}

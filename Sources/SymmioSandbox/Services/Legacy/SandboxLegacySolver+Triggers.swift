import EVMClient
import EVMCore
import Symmio
import SymmioContracts

/// A take profit or a stop loss that the older handler keeps.
struct LegacyTrigger: Sendable, Equatable {
    let kind: ConditionalOrderKind
    let price: Wad
    let quantity: Wad
    let position: PositionType
    let symbol: String

    /// Whether the market has come so far.
    func isReached(at mark: Wad) -> Bool {
        let rises = (kind == .takeProfit) == (position == .long)
        return rises ? mark >= price : mark <= price
    }
}

/// All that the older handler keeps for one position.
struct LegacyTriggers: Sendable, Equatable {
    let orders: [LegacyTrigger]
}

/// The handler of take-profit and stop-loss orders, version 4: takes the solver's tokens and closes by the solver's delegation.
extension SandboxLegacySolver {
    /// `POST /api/v4/`: sets the orders of a position; what was set before is replaced.
    func setTriggers(_ body: LegacyBody, for account: Address) async throws(LegacyFailure) {
        guard try body.address("account_address") == account else { throw .make(4002) }
        guard try body.address("multi_account_address") == chain.addresses.legacy.multiAccount else { throw .malformed("multi_account_address", "unknown") }
        let quoteId = UInt256(try body.integer("quote_id", UInt64.self))
        let quote = try await read(Symmio084.Core.Calls.GetQuote(quoteId: quoteId))
        guard !quoteId.isZero, quote.id == quoteId, quote.partyA == account, quote.quoteStatus == .opened,
            let market = markets.first(where: { UInt256($0.symbolId) == quote.symbolId })
        else { throw .make(4020, detail: "quote \(quoteId)") }
        guard try body.integer("symbol_id", UInt64.self) == market.symbolId else { throw .make(4040, detail: "symbol_id") }
        for selector in [Symmio084.Core.Calls.RequestToClosePosition.selector, Symmio084.Core.Calls.RequestToCancelCloseRequest.selector] {
            guard await mayCall(selector, account) else { throw .make(4018, detail: "\(selector)") }
        }
        var found: [LegacyTrigger] = []
        for order in try body.bodies("conditional_orders") {
            guard let kind = ConditionalOrderKind(rawValue: try order.text("conditional_order_type")), kind != .sendQuote,
                !found.contains(where: { $0.kind == kind })
            else { throw .make(4040, detail: "conditional_order_type") }
            guard ConditionalOrder.PriceType(rawValue: try order.text("conditional_price_type")) != nil else {
                throw .make(4040, detail: "conditional_price_type")
            }
            guard try order.text("order_type") == "1" else { throw .make(4040, detail: "order_type") }
            guard try order.text("position_type") == String(quote.positionType.rawValue) else { throw .make(4040, detail: "position_type") }
            let quantity = try order.wad("quantity")
            guard quantity > .zero, quantity.units <= quote.quantity &- quote.closedAmount else { throw .make(4022) }
            _ = try order.wad("price")
            _ = try order.integer("leverage", UInt64.self)
            found.append(
                LegacyTrigger(
                    kind: kind, price: try order.wad("conditional_price"), quantity: quantity, position: quote.positionType, symbol: market.name))
        }
        guard !found.isEmpty else { throw .malformed("conditional_orders", "it is empty") }
        if let id = UInt64(exactly: quoteId) { triggers[id] = LegacyTriggers(orders: found) }
    }

    /// Follows the prices for as long as there are any.
    func watchPrices() async {
        let changes = await prices.changes()
        Task { [weak self] in
            for await change in changes { await self?.check(change.name, change.price) }
        }
    }

    /// Closes what a market's price has come to.
    func check(_ name: String, _ price: Wad) async {
        for (id, all) in triggers.all {
            guard let reached = all.orders.first(where: { $0.symbol == name && $0.isReached(at: price) }), firing.insert(id).inserted else { continue }
            let quoteId = UInt256(id)
            if let quote = try? await read(Symmio084.Core.Calls.GetQuote(quoteId: quoteId)) {
                let open = Wad(units: quote.quantity &- quote.closedAmount)
                // At whatever the market gives: the trigger is the bound that counts.
                let bound = reached.position == .short ? Wad(units: .max) : Wad(units: .one)
                try? await close(quoteId, quantity: min(reached.quantity, open), price: bound, for: quote.partyA)
            }
            // Not before the close is written down: a sandbox that ends in between finds the order again. What was set meanwhile stays.
            if triggers[id] == all { triggers[id] = nil }
            firing.remove(id)
        }
    }
}

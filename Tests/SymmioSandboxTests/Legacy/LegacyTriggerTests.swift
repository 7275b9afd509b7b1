import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// Take profit and stop loss at the older handler, by the solver's token.
@Suite(.timeLimit(.minutes(2)))
struct LegacyTriggerTests {
    @Test(arguments: [PositionType.long, .short], [ConditionalOrderKind.takeProfit, .stopLoss])
    func closesAtTheTrigger(side: PositionType, kind: ConditionalOrderKind) async throws {
        try await withLegacyFlow { flow in
            let trading = flow.trading()
            let position = try await trading.open(try await trading.preview(LegacyOpenIntent(market: "ETHUSDT", position: side, quantity: .one)))
            let (above, below) = (try Wad("2600"), try Wad("2400"))
            let wanted =
                side == .long ? TakeProfitStopLoss(takeProfit: above, stopLoss: below) : TakeProfitStopLoss(takeProfit: below, stopLoss: above)
            let sent = try await trading.set(wanted, for: position.quoteId)
            #expect(sent.takeProfit?.quantity == .one)
            #expect(sent.takeProfit?.price == (try Wad("2500")))
            await flow.sandbox.prices.set("ETHUSDT", to: try Wad("2550"))
            await flow.sandbox.prices.set("BTCUSDT", to: try Wad("1"))
            let rises = (kind == .takeProfit) == (side == .long)
            await flow.sandbox.prices.set("ETHUSDT", to: try Wad(rises ? "2601" : "2399"))
            try await eventually("the handler closes it") { try await trading.position(position.quoteId).status == .closed }
            let closed = try await trading.position(position.quoteId)
            #expect(try closed.profit(of: closed.quantity, at: closed.averageClosePrice).isNegative == (kind == .stopLoss))
        }
    }

    @Test func wrongOrdersAreRefused() async throws {
        try await withLegacyFlow(delegates: false) { flow in
            let functions = try ["sendQuote", "requestToClosePosition"].map { try LegacyDeployment.selector(of: $0) }
            try await flow.accounts.delegate(functions, for: flow.account, owner: flow.wallet)
            let trading = flow.trading()
            let position = try await trading.open(try await trading.preview(LegacyOpenIntent(market: "ETHUSDT", position: .long, quantity: .one)))
            let id = position.quoteId
            let wanted = TakeProfitStopLoss(takeProfit: try Wad("2600"))
            guard case .notDelegated(_, _, let missing)? = await legacyFailure({ () async throws(LegacyError) in try await trading.set(wanted, for: id) })
            else { throw FlowFailure("set") }
            #expect(missing == [try LegacyDeployment.selector(of: "requestToCancelCloseRequest")])
            try await flow.accounts.delegate(for: flow.account, owner: flow.wallet)
            let wrong = TakeProfitStopLoss(takeProfit: try Wad("2400"))
            guard case .triggers? = await legacyFailure({ () async throws(LegacyError) in try await trading.set(wrong, for: id) }) else {
                throw FlowFailure("a take profit at a loss")
            }
            guard case .unsupported? = await legacyFailure({ () async throws(LegacyError) in try await trading.set(TakeProfitStopLoss(), for: id) })
            else { throw FlowFailure("neither") }
            var orders = try await trading.set(wanted, for: id)
            let token = try await trading.session.token()
            func code(_ change: (inout LegacyConditionalOrders) throws -> Void, token: BearerToken) async throws -> Int? {
                var changed = orders
                try change(&changed)
                do throws(ServiceError) {
                    try await trading.solver.set(changed, token: token)
                    return nil
                } catch {
                    guard case .refused(let refusal) = error else { throw error }
                    return refusal.code
                }
            }
            #expect(try await code({ _ in }, token: token) == nil)
            #expect(try await code({ $0.quoteId = 77 }, token: token) == 4020)
            #expect(try await code({ $0.symbolId = 1 }, token: token) == 4040)
            #expect(try await code({ $0.position = .short }, token: token) == 4040)
            #expect(try await code({ $0.takeProfit?.quantity = try Wad("2") }, token: token) == 4022)
            #expect(try await code({ $0.account = flow.wallet.address }, token: token) == 4002)
            #expect(try await code({ _ in }, token: BearerToken(value: "none", account: flow.account, expiresAt: .max)) == 4001)
            try await trading.close(id)
            orders.takeProfit = nil
            #expect(try await code({ _ in }, token: token) == 4020)
        }
    }
}

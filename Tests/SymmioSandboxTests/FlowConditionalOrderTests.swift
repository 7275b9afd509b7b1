import EVMClient
import EVMCore
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// Take profit and stop loss through the library.
@Suite(.timeLimit(.minutes(3)))
struct FlowConditionalOrderTests {
    @Test(arguments: Release.allCases, [PositionType.long, .short])
    func takeProfitCloses(release: Release, side: PositionType) async throws {
        try await withFlow(release) { account, trading in
            let position = try await trading.open(
                OpenIntent(market: "BTCUSDT", position: side, size: .quantity(try Wad("0.01")), leverage: try Wad("5")))
            let up = try Wad("61000"), down = try Wad("59000")
            let wanted = side == .long ? TakeProfitStopLoss(takeProfit: up, stopLoss: down) : TakeProfitStopLoss(takeProfit: down, stopLoss: up)
            let rows = try await trading.setTakeProfitStopLoss(wanted, for: position.quoteId)
            #expect(rows.count == 2)
            #expect(Set(rows.compactMap(\.kind)) == [.takeProfit, .stopLoss])

            let edited = try await trading.setTakeProfitStopLoss(
                TakeProfitStopLoss(stopLoss: side == .long ? try Wad("58000") : try Wad("62000")), for: position.quoteId)
            #expect(edited.count == 2)
            let left = try await trading.cancelTakeProfitStopLoss([.stopLoss], of: position.quoteId)
            #expect(left.compactMap(\.kind) == [.takeProfit])

            await account.sandbox.prices.set("BTCUSDT", to: side == .long ? try Wad("61500") : try Wad("58500"))
            try await eventually("the take profit closes the position") { try await trading.position(position.quoteId).status == .closed }
            try await eventually("no order is left") { try await trading.takeProfitStopLoss(of: position.quoteId).isEmpty }
        }
    }

    @Test func triggersOnTheWrongSideAreNotSigned() async throws {
        try await withFlow { account, trading in
            let position = try await trading.open(
                OpenIntent(market: "BTCUSDT", position: .long, size: .quantity(try Wad("0.01")), leverage: try Wad("5")))
            let error = await #expect(throws: TradingError.self) {
                try await trading.setTakeProfitStopLoss(TakeProfitStopLoss(takeProfit: try Wad("50000")), for: position.quoteId)
            }
            guard case .triggers(let violations)? = error else { throw FlowFailure("\(String(describing: error))") }
            #expect(violations.count == 1)
        }
    }

    @Test func positionIsolationHasNone() async throws {
        try await withFlow(.v085, isolation: .position) { account, trading in
            let position = try await trading.open(
                OpenIntent(market: "BTCUSDT", position: .long, size: .quantity(try Wad("0.01")), leverage: try Wad("5")))
            let error = await #expect(throws: TradingError.self) {
                try await trading.setTakeProfitStopLoss(TakeProfitStopLoss(takeProfit: try Wad("61000")), for: position.quoteId)
            }
            guard case .unsupported? = error else { throw FlowFailure("\(String(describing: error))") }
        }
    }
}

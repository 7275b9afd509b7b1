import EVMClient
import EVMCore
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// Everything that goes wrong in the sandbox, when take profit and stop loss are set, edited, cancelled and triggered.
@Suite(.timeLimit(.minutes(3)))
struct FlowTriggerFaultTests {
    enum Step: String, CaseIterable, Sendable { case set, edit, cancel }

    private func position(_ trading: TradingSession) async throws -> Position {
        try await trading.open(OpenIntent(market: "BTCUSDT", position: .long, size: .quantity(try Wad("0.01")), leverage: try Wad("5")))
    }

    /// Does a step, with what comes before it done already when the fault is asked for.
    private func run(
        _ step: Step, _ trading: TradingSession, _ position: Position, fault: () async -> Void
    ) async throws -> [ConditionalOrderRow] {
        if step != .set {
            try await trading.setTakeProfitStopLoss(TakeProfitStopLoss(takeProfit: try Wad("61000"), stopLoss: try Wad("59000")), for: position.quoteId)
        }
        guard step != .cancel else {
            await fault()
            return try await trading.cancelTakeProfitStopLoss([.stopLoss], of: position.quoteId)
        }
        let preview = try await trading.preview(TakeProfitStopLoss(takeProfit: try Wad("62000")), for: position.quoteId)
        await fault()
        return try await trading.set(preview)
    }

    private func check(_ step: Step, _ rows: [ConditionalOrderRow]) throws {
        let profit = rows.filter { $0.kind == .takeProfit }
        #expect(profit.count == 1)
        let trigger = try Wad(step == .cancel ? "61000" : "62000")
        #expect(profit.first?.trigger == trigger)
        #expect(rows.contains { $0.kind == .stopLoss } == (step == .edit))
    }

    @Test(arguments: SandboxFaults.Kind.allCases.filter { ![.dropBeforePost, .slowRequest].contains($0) }, Step.allCases)
    func doesDespite(_ fault: SandboxFaults.Kind, step: Step) async throws {
        try await withFlow { account, trading in
            let position = try await position(trading)
            let rows = try await run(step, trading, position) { await account.sandbox.faults.set(fault) }
            try check(step, rows)
            await account.sandbox.faults.clear()
            try check(step, try await trading.takeProfitStopLoss(of: position.quoteId))
            #expect(try await trading.position(position.quoteId).closedQuantity == .zero)
        }
    }

    /// The request never arrives: it is not sent again behind anybody's back, the error says what to do, and doing it works.
    @Test(arguments: [SandboxFaults.Kind.dropBeforePost, .slowRequest], Step.allCases)
    func whatNeverArrivesIsUnknownAndCanBeDoneAgain(_ fault: SandboxFaults.Kind, step: Step) async throws {
        try await withFlow { account, trading in
            let position = try await position(trading)
            var error: TradingError?
            do {
                _ = try await run(step, trading, position) { await account.sandbox.faults.set(fault) }
            } catch let failure as TradingError {
                error = failure
            }
            guard case .ordersUnknown? = error else { throw FlowFailure("\(String(describing: error))") }
            #expect(error?.advice?.contains("List") == true)
            let before = try await trading.takeProfitStopLoss(of: position.quoteId)
            #expect(before.count == (step == .set ? 0 : 2))
            try check(step, try await run(step, trading, position) {})
        }
    }

    /// The close that a trigger sends off goes wrong.
    @Test(arguments: SandboxFaults.Kind.allCases)
    func closesOnceOrStaysOpenDespite(_ fault: SandboxFaults.Kind) async throws {
        try await withFlow { account, trading in
            let position = try await position(trading)
            try await trading.setTakeProfitStopLoss(
                TakeProfitStopLoss(takeProfit: try Wad("61000"), quantity: try Wad("0.004")), for: position.quoteId)
            await account.sandbox.faults.set(fault)
            await account.sandbox.prices.set("BTCUSDT", to: try Wad("61000"))
            try await eventually("the order is done with") {
                // The fault may be met by this very look.
                let rows = try? await trading.conditionalOrders?.orders(quoteId: 1)
                return rows?.contains { $0.state.isLive } == false
            }
            let part = fault == .revert ? Wad.zero : try Wad("0.004")
            try await eventually("the close is on the chain") { try await account.quote(position.quoteId).closedAmount == part.units }
            // Time for a second one, were there to be any.
            try await Task.sleep(for: .milliseconds(50))
            let quote = try await account.quote(position.quoteId)
            #expect(quote.closedAmount == part.units)
            #expect(quote.quoteStatus == .opened)
            // What a reverted close leaves can be set again.
            if fault == .revert {
                let rows = try await trading.conditionalOrders?.orders(quoteId: 1) ?? []
                #expect(rows.map(\.state) == [.killed])
                await account.sandbox.prices.set("BTCUSDT", to: try Wad("60000"))
                try await trading.setTakeProfitStopLoss(TakeProfitStopLoss(takeProfit: try Wad("61000")), for: position.quoteId)
                await account.sandbox.prices.set("BTCUSDT", to: try Wad("61000"))
                try await eventually("it closes now") { try await trading.position(position.quoteId).status == .closed }
            }
        }
    }
}

import EVMClient
import EVMCore
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// The whole flow through the library, over real HTTP and WebSockets.
@Suite(.timeLimit(.minutes(3)))
struct FlowTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let release: Release
        let isolation: SubAccountIsolation
        let position: PositionType

        var testDescription: String { "\(release.rawValue) \(isolation) \(position)" }

        static let all: [Case] = Release.allCases.flatMap { release in
            [SubAccountIsolation.marketDirection, .market, .position].flatMap { isolation in
                [PositionType.long, .short].map { Case(release: release, isolation: isolation, position: $0) }
            }
        }
    }

    @Test(arguments: Case.all)
    func opensAndCloses(_ test: Case) async throws {
        try await withFlow(test.release, isolation: test.isolation) { account, trading in
            let intent = OpenIntent(market: "BTCUSDT", position: test.position, size: .quantity(try Wad("0.02")), leverage: try Wad("10"))
            let preview = try await trading.preview(intent)
            #expect(preview.quotation.quantity == (try Wad("0.02")))
            #expect(preview.operations.count == 2)
            let position = try await trading.open(preview)
            #expect(position.status == .opened)
            #expect(position.side == test.position)
            #expect(position.account == preview.account)
            #expect(position.market == "BTCUSDT")
            #expect(try await account.quoteCount() == 1)
            let state = try await trading.store.load()
            #expect(state.pending.isEmpty)
            #expect(state.positions.map(\.quoteId) == [position.quoteId])
            #expect(try await trading.openPositions().map(\.quoteId) == [position.quoteId])

            let part = try await trading.close(CloseIntent(quoteId: position.quoteId, amount: .percent(try Wad("25"))))
            #expect(part.quantity == (try Wad("0.005")))
            #expect(part.remainder == (try Wad("0.015")))
            let rest = try await trading.close(CloseIntent(quoteId: position.quoteId))
            #expect(rest.remainder == .zero)
            #expect(try await account.quote(position.quoteId).quoteStatus == .closed)
            #expect(try await trading.openPositions().isEmpty)
            let after = try await trading.store.load()
            #expect(after == StoredState())
        }
    }

    @Test func opensByMarginAndClosesManyAtOnce() async throws {
        try await withFlow(.v086) { account, trading in
            var positions: [Position] = []
            for market in ["BTCUSDT", "ETHUSDT", "xrpusdt"] {
                positions.append(
                    try await trading.open(OpenIntent(market: market, position: .long, size: .margin(try Wad("100")), leverage: try Wad("5"))))
            }
            #expect(try await account.quoteCount() == 3)
            var previews: [ClosePreview] = []
            for position in positions { previews.append(try await trading.preview(CloseIntent(quoteId: position.quoteId))) }
            let closed = try await trading.close(previews)
            #expect(closed.count == 3)
            for position in positions { #expect(try closed[position.quoteId]?.get().remainder == .zero) }
            #expect(try await trading.openPositions().isEmpty)
        }
    }
}

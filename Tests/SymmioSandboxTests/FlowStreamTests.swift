import EVMClient
import EVMCore
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// Positions, reports and prices as they come.
@Suite(.timeLimit(.minutes(3)))
struct FlowStreamTests {
    private func intent() throws -> OpenIntent {
        OpenIntent(market: "ETHUSDT", position: .long, size: .quantity(try Wad("0.5")), leverage: try Wad("5"))
    }

    /// What a stream of snapshots has shown.
    private actor Seen {
        private(set) var stages: [String] = []
        private(set) var profit: SignedWad?

        func add(_ position: LivePosition) {
            let name = String("\(position.stage)".prefix { $0 != "(" })
            if stages.last != name { stages.append(name) }
            profit = position.profit ?? profit
        }
    }

    @Test func positionsAreSeenFromTheFirstToTheLast() async throws {
        try await withFlow { account, trading in
            let seen = Seen()
            let watching = Task {
                for await snapshot in trading.positions(every: .milliseconds(200)) {
                    #expect(snapshot.positions.count <= 1)
                    for position in snapshot.positions { await seen.add(position) }
                }
            }
            let position = try await trading.open(try intent())
            try await eventually("it is open") { await seen.stages.contains("open") }
            await account.sandbox.prices.set("ETHUSDT", to: try Wad("2600"))
            // 0.5 at 2600, opened 0.05 % above 2500.
            let profit = try SignedWad("49.375")
            try await eventually("its profit follows the price") { await seen.profit == profit }
            try await trading.close(CloseIntent(quoteId: position.quoteId))
            try await eventually("it is closed") { await seen.stages.last == "closed" }
            watching.cancel()
        }
    }

    @Test func othersPositionsAreSeenToo() async throws {
        try await withFlow { account, trading in
            let other = try account.trading()
            let watching = Task {
                for await snapshot in trading.positions(every: .milliseconds(100), marks: false) {
                    if let position = snapshot.positions.first?.position { return position.quoteId }
                }
                return UInt256.zero
            }
            let position = try await other.open(try intent())
            #expect(await watching.value == position.quoteId)
            await other.stop()
        }
    }

    @Test func reportsAndPricesComeAsValues() async throws {
        try await withFlow { account, trading in
            let feed = try #require(trading.feed)
            let events = await feed.events()
            await feed.open(within: .seconds(5))
            let position = try await trading.open(try intent())
            var actions: [String] = []
            for await event in events {
                guard case .report(let report) = event else { continue }
                actions.append(report.action)
                if report.isAnchor {
                    #expect(report.quoteId.map { UInt256(UInt64($0)) } == position.quoteId)
                    #expect(report.virtualAccount == position.account)
                    break
                }
            }
            #expect(actions == ["InstantRFQ", "SendQuoteTransaction"])

            let prices = try #require(trading.prices())
            var seen: Wad?
            for try await element in prices {
                switch element {
                case .status(.open): await account.sandbox.prices.set("ETHUSDT", to: try Wad("2700.5"))
                case .value(let price) where price.name == "ETHUSDT": seen = price.price
                default: break
                }
                if seen == (try Wad("2700.5")) { break }
            }
            #expect(seen == (try Wad("2700.5")))
        }
    }

    @Test func feedComesBackAfterTheSocketsWereDropped() async throws {
        try await withFlow { account, trading in
            let feed = try #require(trading.feed)
            let events = await feed.events()
            var connections = 0
            // The client may be told that the socket is open before the sandbox has it on its list.
            var dropping: Task<Void, any Error>?
            for await event in events {
                switch event {
                case .connected:
                    connections += 1
                    if connections == 1 {
                        dropping = Task {
                            while true {
                                await account.sandbox.dropSockets()
                                try await Task.sleep(for: .milliseconds(20))
                            }
                        }
                    }
                case .disconnected: dropping?.cancel()
                case .report, .unreadable: break
                }
                if connections == 2 { break }
            }
            dropping?.cancel()
            #expect(connections == 2)
            #expect(try await trading.open(try intent()).status == .opened)
        }
    }
}

import EVMCore
import Symmio
import SymmioContracts
import SymmioSandbox
import SymmioSolver
import Testing

extension SolverTests {
    /// Orders at a limit at a desk of one's own: taken wherever the market is, put on chain alone.
    @Suite(.timeLimit(.minutes(2)))
    struct RestingTests {
        private func order(_ bench: SolverBench, _ position: PositionType = .long, type: OrderType = .limit) async throws -> OpenOrder {
            var order = try await bench.order(position, price: position == .short ? "2600" : "2400")
            order.orderType = type
            return order
        }

        @Test(arguments: Release.allCases, [PositionType.long, .short])
        func restsAndIsAskedToClose(release: Release, position: PositionType) async throws {
            try await withBench(release) { bench in
                await bench.flow.sandbox.limitOrders.set(.ignores)
                // At market the same bound is too far from the mark.
                let market = try await bench.request(try await order(bench, position, type: .market))
                guard case .price? = await bench.refusal(of: market)?.reason else { throw FlowFailure("taken at market") }
                let request = try await bench.request(try await order(bench, position))
                let taken = try await bench.desk.takeResting(request)
                #expect(await bench.desk.book.count == 1)
                // The same one twice is one too many.
                let twice = await #expect(throws: Refusal.self) { try await bench.desk.takeResting(request) }
                guard case .usedUp? = twice?.reason else { throw FlowFailure("\(String(describing: twice))") }
                guard case .done(let resting) = await bench.desk.carryOut(taken) else { throw FlowFailure("not on chain") }
                #expect(await bench.desk.book.count == 0)
                #expect(resting.account == taken.judged.account)
                let quote = try await bench.flow.quote(resting.quoteId)
                #expect(quote.quoteStatus == .pending)
                #expect(quote.orderType == .limit)
                let report = OpenReports(taken.judged, temporaryId: -5).rests(resting, at: 7)
                #expect(report.isAnchor)
                #expect(report.quoteId.map { UInt256(UInt64($0)) } == resting.quoteId)
                #expect(report.averageOpenPrice == nil)

                await bench.flow.sandbox.limitOrders.set(.fills)
                await bench.flow.sandbox.prices.set("ETHUSDT", to: try Wad(position == .short ? "2610" : "2390"))
                try await eventually("filled") { try await bench.flow.quote(resting.quoteId).quoteStatus == .opened }
                await bench.flow.sandbox.limitOrders.set(.ignores)
                let close = CloseOrder(
                    quoteId: resting.quoteId, account: resting.account, price: try Wad(position == .short ? "2300" : "2700"), quantity: try Wad("0.2"),
                    deadline: await bench.chain.now + 900, orderType: .limit)
                let closes = try await bench.desk.takeResting(try await bench.factory.close([close]))
                let first = try #require(closes.first)
                guard case .done(let asked) = await bench.desk.carryOut(first) else { throw FlowFailure("not on chain") }
                #expect(asked.quoteId == resting.quoteId)
                let pending = try await bench.flow.quote(resting.quoteId)
                #expect(pending.quoteStatus == .closePending)
                #expect(pending.quantityToClose == (try Wad("0.2")).units)
            }
        }

        @Test func ordersAtMarketDoNotWait() async throws {
            try await withBench { bench in
                let request = try await bench.request(try await order(bench, type: .market))
                let error = await #expect(throws: Refusal.self) { try await bench.desk.takeResting(request) }
                guard case .inconsistent(let why)? = error?.reason else { throw FlowFailure("\(String(describing: error))") }
                #expect(why.contains("at market"))
                let opened = try await bench.desk.take(try await bench.request(try await bench.order()))
                guard case .done(let position) = await bench.desk.carryOut(opened) else { throw FlowFailure("not opened") }
                let close = CloseOrder(
                    quoteId: position.quoteId, account: position.account, price: try Wad("2400"), quantity: position.quantity,
                    deadline: await bench.chain.now + 300)
                let closing = try await bench.factory.close([close])
                let second = await #expect(throws: Refusal.self) { try await bench.desk.takeResting(closing) }
                guard case .inconsistent? = second?.reason else { throw FlowFailure("\(String(describing: second))") }
                #expect(await bench.desk.book.count == 0)
            }
        }

        @Test func ordersThatCannotBePaidAreRefused() async throws {
            try await withBench { bench in
                var order = try await order(bench)
                order.margin = try Wad("1")
                let request = try await bench.request(order)
                let error = await #expect(throws: Refusal.self) { try await bench.desk.takeResting(request) }
                guard case .margin? = error?.reason else { throw FlowFailure("\(String(describing: error))") }
                #expect(await bench.desk.book.count == 0)
            }
        }
    }
}

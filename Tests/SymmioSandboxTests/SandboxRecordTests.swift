import EVMCore
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// What the sandbox's solver answers beside what an order needs: an app that lists and pages finds every end point that the library has.
@Suite(.timeLimit(.minutes(3)))
struct SandboxRecordTests {
    @Test(arguments: Release.allCases)
    func everyReadIsAnswered(release: Release) async throws {
        try await withFlow(release) { account, trading in
            let solver = trading.solver
            let position = try await trading.open(OpenIntent(market: "ETHUSDT", position: .long, size: .quantity(.one), leverage: .one))

            var query = SolverClient.MarketQuery()
            query.search = "eth"
            let found = try await solver.searchMarkets(query)
            #expect(found.map(\.name) == ["ETHUSDT"])
            #expect(found.first?.longState == .enabled && found.first?.shortState == .enabled)
            query = SolverClient.MarketQuery()
            (query.limit, query.offset) = (1, 2)
            #expect(try await solver.searchMarkets(query).map(\.name) == ["XRPUSDT"])
            query = SolverClient.MarketQuery()
            query.longState = "disabled"
            #expect(try await solver.searchMarkets(query).isEmpty)
            query.longState = nil
            query.limit = 501
            await #expect(throws: ServiceError.self) { try await solver.searchMarkets(query) }

            #expect(try await solver.notionalCaps(symbolIds: [1, 3]).caps.compactMap(\.symbol) == ["BTCUSDT", "XRPUSDT"])
            #expect(try await solver.notionalCaps(limit: 2).caps.count == 2)
            await #expect(throws: ServiceError.self) { try await solver.notionalCaps(symbolIds: [77]) }
            #expect(try await solver.funding(symbolIds: [2]).keys.sorted() == [2])
            #expect(try await solver.funding().count == 3)
            #expect(try await solver.fundingByName(["BTCUSDT", "XRPUSDT"]).keys.sorted() == ["BTCUSDT", "XRPUSDT"])
            #expect(try await solver.marketInfo().markets.keys.sorted() == ["1", "2", "3"])
            #expect(try await solver.marketInfoByName().totalValue24h == .zero)
            #expect(try await solver.tradeVolume(symbolId: 1).isEmpty)
            #expect(try await solver.revenue(symbolId: 1).total == .zero)
            #expect(try await solver.revenueRecords().rows.isEmpty)
            #expect(try await solver.statistics().object?.isEmpty == true)

            let quotes = try await solver.quotes(partyA: position.account)
            #expect(quotes.rows.map { $0["quote_id"]?.string } == ["\(position.quoteId)"])
            #expect(quotes.rows.first?["opened_price"]?.string == "\(position.openPrice.units)")
            #expect(try await solver.quotes(symbolId: 1).count == 0)
        }
    }

    /// Half a leverage is none, one and a half is.
    @Test func leverageMayHaveDecimals() async throws {
        try await withFlow { _, trading in
            let position = try await trading.open(OpenIntent(market: "ETHUSDT", position: .short, size: .quantity(.one), leverage: try Wad("1.5")))
            #expect(position.status == .opened)
            await #expect(throws: ServiceError.self) { try await trading.solver.lockedPercents(market: "ETHUSDT", leverage: try Wad("0.5")) }
            await #expect(throws: ServiceError.self) { try await trading.solver.lockedPercents(market: "ETHUSDT", leverage: try Wad("50.1")) }
        }
    }
}

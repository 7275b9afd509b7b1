import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// An account's past from the sandbox's subgraph.
@Suite(.timeLimit(.minutes(2)))
struct WiderHistoryTests {
    @Test(arguments: Release.allCases)
    func quotesAndBalancesAreWhatHappened(release: Release) async throws {
        try await withFlow(release) { account, trading in
            let positions = try await account.open(["0.5", "0.3", "0.2"], .short, in: trading)
            await account.sandbox.prices.set("ETHUSDT", to: try Wad("2400"))
            try await trading.close(CloseIntent(quoteId: positions[0].quoteId))
            try await trading.close(CloseIntent(quoteId: positions[1].quoteId, amount: .quantity(try Wad("0.1"))))
            let order = try await trading.send(
                try await trading.preview(
                    LimitIntent(market: "ETHUSDT", position: .long, size: .quantity(try Wad("0.1")), leverage: try Wad("5"), price: try Wad("2000"))),
                owner: account.wallet)
            _ = try await account.symmio.orders.cancel(order.quoteId, owner: account.wallet)
            let history = try account.symmio.history()
            let accounts = try await account.symmio.accountsEver(of: account.subAccount)
            #expect(accounts.count == 3)
            let query = HistoryQuery(accounts: accounts)

            let quotes = Dictionary(uniqueKeysWithValues: try await history.allQuotes(query).map { ($0.quoteId, $0) })
            #expect(quotes.count == 4)
            for position in try await trading.openPositions() {
                let record = try #require(quotes[position.quoteId])
                #expect(record.status == .opened)
                #expect(record.openPrice == position.openPrice)
                #expect(record.closedQuantity == position.closedQuantity)
                #expect(record.account == position.account)
            }
            let closed = try #require(quotes[positions[0].quoteId])
            #expect(closed.status == .closed)
            #expect(closed.market == "ETHUSDT" && closed.side == .short)
            let onChain = try await trading.position(positions[0].quoteId)
            #expect(closed.averageClosePrice == onChain.averageClosePrice)
            #expect(try closed.realisedProfit() > .zero)
            #expect(quotes[order.quoteId]?.status == .canceled)
            #expect(quotes[order.quoteId]?.orderType == .limit)

            let changes = try await history.allBalanceChanges(query)
            let deposits = changes.filter { $0.kind == .deposit }
            #expect(deposits.map(\.amount) == [try Wad("50000")])
            #expect(deposits.first?.account == account.subAccount)
            #expect(changes.contains { $0.isMarginTransfer && $0.kind == .allocation && $0.account == positions[0].account })
        }
    }

    @Test(arguments: Release.allCases)
    func eachPartialCloseIsAnEvent(release: Release) async throws {
        try await withFlow(release) { account, trading in
            let positions = try await account.open(["0.5", "0.3"], .long, in: trading)
            let id = positions[0].quoteId
            for quantity in ["0.1", "0.15"] { try await trading.close(CloseIntent(quoteId: id, amount: .quantity(try Wad(quantity)))) }
            await account.sandbox.prices.set("ETHUSDT", to: try Wad("2600"))
            try await trading.close(CloseIntent(quoteId: id))
            let history = try account.symmio.history()
            let query = HistoryQuery(accounts: try await account.symmio.accountsEver(of: account.subAccount))
            let events = try await history.allQuoteEvents(query)
            #expect(events.map(\.kind) == [.close, .close, .close])
            #expect(Set(events.map(\.quoteId)) == [id])
            #expect(try Set(events.compactMap(\.quantity)) == Set(["0.1", "0.15", "0.25"].map { try Wad($0) }))
            let last = try #require(events.first { $0.status == .closed })
            #expect(last.quantity == (try Wad("0.25")))
            #expect(last.market == "ETHUSDT" && last.side == .long && last.account == positions[0].account)
            #expect(events.filter { $0.status == .opened }.count == 2)
            // Together they are what the quote's own record has.
            let record = try #require(try await history.allQuotes(query).first { $0.quoteId == id })
            var paid = Wad.zero
            for event in events { paid = try paid + (event.quantity ?? .zero).multiplied(by: event.price ?? .zero, rounding: .down) }
            #expect(try record.averageClosePrice == paid.divided(by: record.closedQuantity, rounding: .down))
            #expect(try await history.allQuoteEvents(HistoryQuery(accounts: query.accounts, limit: 1)).map(\.id) == events.map(\.id))
            #expect(try await history.allQuoteEvents(HistoryQuery(accounts: [account.wallet.address])).isEmpty)
            #expect(try await history.allQuoteEvents(HistoryQuery(accounts: query.accounts, until: 5)).isEmpty)
        }
    }

    @Test func pagesGoOnWhereTheLastEnded() async throws {
        let account = try await FlowAccount(.v085, delegates: false, deposit: 1_000)
        for _ in 0..<7 { try await account.symmio.accounts.allocate(try Wad("1"), of: account.subAccount, owner: account.wallet) }
        let history = try account.symmio.history()
        var query = HistoryQuery(accounts: [account.subAccount], limit: 3)
        var seen: [String] = []
        repeat {
            let page = try await history.balanceChanges(query)
            #expect(page.rows.count <= 3)
            seen += page.rows.map(\.id)
            query.after = page.next
        } while query.after != nil
        #expect(seen == seen.sorted())
        #expect(Set(seen).count == 8)
        #expect(try await history.allBalanceChanges(HistoryQuery(accounts: [account.subAccount], limit: 3)).count == 8)
        #expect(try await history.allBalanceChanges(HistoryQuery(accounts: [account.subAccount], until: 5)).isEmpty)
        #expect(try await history.allBalanceChanges(HistoryQuery(accounts: [account.wallet.address])).isEmpty)
        await account.sandbox.stop()
    }

    @Test func subgraphRefusesWhatItDoesNotKnow() async throws {
        let sandbox = try await Sandbox(.init(clock: .manual(FlowAccount.start)))
        let endpoint = try #require(sandbox.deployment.subgraphs?.analytics)
        let cases: [(String, String?)] = [
            ("{ quotes { id nonsense } }", nil), ("{ vaults { id } }", "Type `Query` has no field `vaults`"),
            ("{ quotes(first: 1001) { id } }", "between 0 and 1000"), ("{ quotes(where: {colour: \"red\"}) { id } }", "has no field `colour`"),
            ("{ quotes { id ", "Syntax error"), (String(repeating: "{ a ", count: 40), "nests too deeply"), ("{ quotes(first: \"", "Syntax error"),
            ("{ quotes(first: ½) { id } }", "unexpected '½'"), ("{ quotes(first: ٣) { id } }", "unexpected '٣'"),
        ]
        for (query, message) in cases {
            let body = Bytes(JSONValue.object(["query": .string(query)]).utf8)
            let response = try await URLSessionTransport().send(
                HTTPRequest("POST", endpoint, headers: [:], body: body, timeout: .seconds(10), maximumAnswerBytes: 1 << 20))
            let answer = try JSONValue(parsing: response.body)
            guard let message else {
                // No row, so no row's members are looked at.
                #expect(answer["data"]?["quotes"]?.array?.isEmpty == true)
                continue
            }
            #expect(answer["errors"]?.array?.first?["message"]?.string?.contains(message) == true, Comment(rawValue: answer.text))
        }
        await sandbox.stop()
    }

    @Test func deploymentWithoutIndexerHasNoHistory() async throws {
        let sandbox = try await Sandbox(.init(clock: .manual(FlowAccount.start)))
        let deployment = sandbox.deployment.with { $0.subgraphs = nil }
        #expect(throws: HistoryError.self) { try SubgraphHistory(deployment) }
        for known in Deployment.known { #expect(known.subgraphs?.analytics != nil, "\(known.name)") }
        await sandbox.stop()
    }
}

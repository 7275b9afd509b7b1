import EVMClient
import EVMCore
import Foundation
import Symmio
import Testing

/// What an indexer may answer, and what is made of it.
struct SubgraphHistoryTests {
    private func history(_ bodies: String...) throws -> (SubgraphHistory, ScriptedTransport) {
        let transport = ScriptedTransport(script: bodies.map { .json($0) })
        let endpoint = try #require(URL(string: "https://indexer.example/subgraphs/x/gn"))
        return (SubgraphHistory(endpoint, collateralDecimals: 6, options: transport.options), transport)
    }

    private static let quote = """
        {"id":"7","quoteId":"7","quoteStatus":7,"partyA":"0x00000000000000000000000000000000000000aa","partyB":null,"symbolId":"1",
         "symbol":"BTCUSDT","positionType":0,"orderTypeOpen":0,"quantity":"2000000000000000000","requestedOpenPrice":"101000000000000000000",
         "openedPrice":"100000000000000000000","closedAmount":"2000000000000000000","averageClosedPrice":"110000000000000000000","timestamp":"1780000000"}
        """

    @Test func rowsAreRead() async throws {
        let (history, transport) = try history(#"{"data":{"quotes":[\#(Self.quote)]}}"#)
        let page = try await history.quotes(HistoryQuery(accounts: [.zero]))
        let record = try #require(page.rows.first)
        #expect(page.next == nil)
        #expect(record.status == .closed && record.orderType == .limit && record.solver == nil)
        #expect(try record.realisedProfit() == SignedWad(try Wad("20")))
        let body = try JSONValue(parsing: try #require(transport.requests.first).body)
        #expect(body["variables"]?["accounts"]?.array?.count == 1)
        #expect(body["variables"]?["first"]?.int == 100)
        #expect(body["query"]?.string?.contains("id_gt: $after") == true)
    }

    @Test func tokenUnitsAndInternalOnesAreToldApart() async throws {
        func row(_ type: String) -> String {
            """
            {"id":"\(type)","type":"\(type)","account":"0x00000000000000000000000000000000000000aa","amount":"1500000","timestamp":"1780000000",
             "isMarginTransferSideEffect":null,"transaction":"0x\(String(repeating: "ab", count: 32))"}
            """
        }
        let rows = ["ALLOCATE", "DEPOSIT", "FUNDING_FEE_IN"].map(row).joined(separator: ",")
        let (history, _) = try history(#"{"data":{"balanceChanges":[\#(rows)]}}"#)
        let records = try await history.balanceChanges(HistoryQuery(accounts: [.zero])).rows
        #expect(records.map(\.amount) == [Wad(units: 1_500_000), try Wad("1.5"), Wad(units: 1_500_000)])
        #expect(records.map(\.kind) == [.allocation, .deposit, .other("FUNDING_FEE_IN")])
    }

    @Test func graphQLsErrorsComeWithHTTPsYes() async throws {
        let body = #"{"data":null,"errors":[{"message":"no field `x`","path":["quotes",0],"extensions":{"code":"BAD"}}]}"#
        let (history, _) = try history(body)
        let error = await #expect(throws: HistoryError.self) { try await history.quotes(HistoryQuery(accounts: [.zero])) }
        guard case .query(let failures)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(failures == [GraphQLFailure(message: "no field `x`", path: ["quotes", "0"], code: "BAD")])
        #expect(error?.description.contains("no field `x` (quotes.0) [BAD]") == true)
    }

    @Test(arguments: [
        #"{"data":{}}"#, #"{"data":{"quotes":7}}"#, #"{"data":{"quotes":[{}]}}"#, #"{"errors":"no"}"#, "[]", "garbage",
        #"{"data":{"quotes":[{"id":"1","quoteId":"-1"}]}}"#,
        #"{"data":{"quotes":[{"id":"1","quoteId":"1","quoteStatus":700,"partyA":"0x00000000000000000000000000000000000000aa"}]}}"#,
    ])
    func whatIsNoAnswerIsAnError(body: String) async throws {
        let (history, _) = try history(body)
        let error = await #expect(throws: HistoryError.self) { try await history.quotes(HistoryQuery(accounts: [.zero])) }
        guard case .service(.unreadable)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func samePageForEverIsNotReadForEver() async throws {
        let full = #"{"data":{"quotes":[\#(Self.quote)]}}"#
        let (history, transport) = try history(full, full, full)
        let error = await #expect(throws: HistoryError.self) { try await history.allQuotes(HistoryQuery(accounts: [.zero], limit: 1)) }
        guard case .noProgress(after: "7")? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(transport.requests.count == 2)
    }

    @Test func limitIsWhatSubgraphsGive() {
        #expect(HistoryQuery(accounts: [], limit: 0).limit == 1)
        #expect(HistoryQuery(accounts: [], limit: 5_000).limit == 1_000)
        #expect(HistoryQuery(accounts: []).limit == 100)
    }
}

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

    /// What an indexer does not say is not said here either: no 0 and no kind of order in its place.
    @Test func whatIsNotStatedIsNotMadeUp() async throws {
        let silent = ["orderTypeOpen\":0", "requestedOpenPrice\":\"101000000000000000000\"", "closedAmount\":\"2000000000000000000\""]
            .reduce(Self.quote) { text, member in text.replacing(member, with: "\(member.prefix { $0 != ":" }):null") }
        let (history, _) = try history(#"{"data":{"quotes":[\#(silent)]}}"#)
        let record = try #require(try await history.quotes(HistoryQuery(accounts: [.zero])).rows.first)
        #expect(record.orderType == nil && record.requestedPrice == nil && record.closedQuantity == .zero)

        let broken = Self.quote.replacing("\"quantity\":\"2000000000000000000\"", with: "\"quantity\":null")
        let (second, _) = try self.history(#"{"data":{"quotes":[\#(broken)]}}"#)
        let error = await #expect(throws: HistoryError.self) { try await second.quotes(HistoryQuery(accounts: [.zero])) }
        guard case .service(.unreadable(_, let fault))? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(fault.path.contains("quantity"), "\(fault)")
    }

    private static func event(_ type: String, _ metadata: String) -> String {
        """
        {"id":"0xaa-1-7-\(type)","quoteId":"7","type":"\(type)","metadata":\(metadata),"timestamp":"1780000000","more":{},
         "transaction":"0x\(String(repeating: "ab", count: 32))",
         "quote":{"partyA":"0x00000000000000000000000000000000000000aa","symbolId":"1","symbol":null,"positionType":1,"x":1}}
        """
    }

    @Test func eventsAreReadWithWhatTheyCarry() async throws {
        let rows = [
            Self.event(
                "FILL_CLOSE",
                #""{\"amount\":\"500000000000000000\",\"closePrice\":\"2000000000000000000\",\"quoteStatus\":\"4\",\"solverFees\":[[\"A\",\"1\"]]}""#),
            Self.event("LIQUIDATE_PARTY_A", #""{\"amount\":500000000000000000,\"closePrice\":\"3\"}""#), Self.event("LIQUIDATE_PARTY_B", "null"),
            Self.event("LIQUIDATE_CLEARING_HOUSE", #""{}""#), Self.event("FORCE_CLOSE", #""{}""#), Self.event("EMERGENCY_CLOSE", #""{}""#),
            Self.event("ADL_CLOSE", #""{}""#),
            Self.event("SETTLE_UPNL", #""{\"prevPrice\":\"4\",\"newPrice\":\"5\",\"openQuantity\":\"6\"}""#),
            Self.event("CHARGE_FUNDING_RATE", #""{\"rate\":\"-7\",\"fundingPaid\":\"8\",\"fundingReceived\":\"0\"}""#),
            Self.event("CHARGE_ACCUMULATED_FUNDING_FEE", #""{}""#), Self.event("SOMETHING_NEW", "null"),
        ]
        let (history, transport) = try history(#"{"data":{"quoteEvents":[\#(rows.joined(separator: ","))]}}"#)
        let events = try await history.quoteEvents(HistoryQuery(accounts: [.zero])).rows
        #expect(
            events.map(\.kind) == [
                .close, .liquidation(.trader), .liquidation(.solver), .liquidation(.clearingHouse), .forcedClose, .emergencyClose, .deleveraging,
                .settlement, .funding, .deferredFunding, .other("SOMETHING_NEW"),
            ])
        #expect(events.map(\.kind.isClose) == [true, true, true, true, true, true, true, false, false, false, false])
        let (half, two) = (try Wad("0.5"), try Wad("2"))
        #expect(events[0].quantity == half && events[0].price == two && events[0].status == .opened)
        #expect(events[0].side == .short && events[0].market == nil && events[0].symbolId == 1)
        #expect(events[1].quantity == half && events[2].quantity == nil)
        #expect(events[7].previousOpenPrice == Wad(units: 4) && events[7].openPrice == Wad(units: 5) && events[7].openQuantity == Wad(units: 6))
        #expect(events[8].fundingRate == SignedWad(units: -7) && events[8].fundingPaid == Wad(units: 8))
        let query = try JSONValue(parsing: try #require(transport.requests.first).body)["query"]?.string ?? ""
        #expect(query.contains("quote_: {partyA_in: $accounts}") && query.contains("id_gt: $after"))
    }

    @Test(arguments: [
        (#""no JSON""#, "metadata"), ("7", "metadata"), (#""{\"amount\":\"-1\"}""#, "amount"), (#""{\"quoteStatus\":\"700\"}""#, "quoteStatus"),
        (#""{\"rate\":{}}""#, "rate"),
    ])
    func aWrongEventIsNamed(metadata: String, field: String) async throws {
        let (history, _) = try history(#"{"data":{"quoteEvents":[\#(Self.event("FILL_CLOSE", metadata))]}}"#)
        let error = await #expect(throws: HistoryError.self) { try await history.quoteEvents(HistoryQuery(accounts: [.zero])) }
        guard case .service(.unreadable(_, let fault))? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(fault.path.contains(field), "\(fault)")
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

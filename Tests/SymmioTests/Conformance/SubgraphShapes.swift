import EVMClient
import EVMCore
import Foundation

@testable import Symmio

/// The indexer, question by question.
enum SubgraphShapes {
    static func history(_ options: ServiceOptions) -> SubgraphHistory {
        SubgraphHistory(URL(string: "http://host/subgraphs/x/gn") ?? URL(filePath: "/"), collateralDecimals: 6, options: options)
    }

    private static let query = HistoryQuery(accounts: [Fixture.subAccount], since: 5, until: 9, after: "3", limit: 1)

    private static func body(_ question: String) -> String {
        JSONValue.object([
            "query": .string(question),
            "variables": ["accounts": [.string(Fixture.subAccount.hex)], "after": "3", "since": "5", "until": "9", "first": 1],
        ]).text
    }

    private static func change(_ type: String) -> String {
        #"""
        {"data":{"balanceChanges":[{"id":"7","type":"\#(type)","account":"0x00000000000000000000000000000000000000aa","amount":"1500001",
        "timestamp":"1780000000","isMarginTransferSideEffect":true,"transaction":"0x\#(String(repeating: "ab", count: 32))"}]}}
        """#
    }

    private static func event(_ details: String) -> String {
        #"""
        {"data":{"quoteEvents":[{"id":"7","quoteId":"8","type":"CLOSE","metadata":\#(details),"timestamp":"1780000000",
        "transaction":"0x\#(String(repeating: "ab", count: 32))",
        "quote":{"partyA":"0x00000000000000000000000000000000000000aa","symbolId":"1","symbol":"BTCUSDT","positionType":0}}]}}
        """#
    }

    private static let details = #"{"amount":"1500000000000000001","closePrice":"2500000000000000001","quoteStatus":7}"#

    private static let eventReads = [
        "data.quoteEvents[].id": "next rows[].id", "data.quoteEvents[].quoteId": "rows[].quoteId", "data.quoteEvents[].type": "rows[].kind",
        "data.quoteEvents[].timestamp": "rows[].timestamp", "data.quoteEvents[].transaction": "rows[].transaction",
        "data.quoteEvents[].quote.partyA": "rows[].account", "data.quoteEvents[].quote.symbolId": "rows[].symbolId",
        "data.quoteEvents[].quote.symbol": "rows[].market", "data.quoteEvents[].quote.positionType": "",
    ]

    private static let eventRequired = Set(
        eventReads.keys.filter { $0 != "data.quoteEvents[].quote.symbol" } + ["data", "data.quoteEvents", "data.quoteEvents[].quote"])

    private static let events: [Shape] = [
        .answer(
            "POST /subgraphs/x/gn", headers: EnigmaShapes.json, body: body(SubgraphHistory.eventsQuery), named: "the subgraph's events",
            is: event(JSONValue.string(details).text), base: "/subgraphs/x/gn",
            forms: ["data.quoteEvents[].metadata": "a text of a document, or the document"],
            reads: eventReads.merging(["data.quoteEvents[].metadata": "rows[].price rows[].quantity rows[].status"]) { $1 },
            required: eventRequired, oneStyle: ["data.quoteEvents[].id"]
        ) { try await history($0).quoteEvents(query) },
        .answer(
            "POST /subgraphs/x/gn", headers: EnigmaShapes.json, body: body(SubgraphHistory.eventsQuery), named: "the subgraph's events, unwrapped",
            is: event(details), base: "/subgraphs/x/gn",
            reads: eventReads.merging([
                "data.quoteEvents[].metadata.amount": "rows[].quantity", "data.quoteEvents[].metadata.closePrice": "rows[].price",
                "data.quoteEvents[].metadata.quoteStatus": "rows[].status",
            ]) { $1 }, required: eventRequired, oneStyle: ["data.quoteEvents[].id"]
        ) { try await history($0).quoteEvents(query) },
    ]

    static let all: [Shape] = quotes + events

    private static let quotes: [Shape] = [
        .answer(
            "POST /subgraphs/x/gn", headers: EnigmaShapes.json, body: body(SubgraphHistory.quotesQuery), named: "the subgraph's quotes",
            is: #"""
                {"data":{"quotes":[{"id":"7","quoteId":"8","quoteStatus":7,"partyA":"0x00000000000000000000000000000000000000aa",
                "partyB":"0x00000000000000000000000000000000000000bb","symbolId":"1","symbol":"BTCUSDT","positionType":0,"orderTypeOpen":0,
                "quantity":"2000000000000000000","requestedOpenPrice":"101000000000000000000","openedPrice":"100000000000000000000",
                "closedAmount":"2500000000000000000","averageClosedPrice":"110000000000000000000","timestamp":"1780000000"}]}}
                """#, base: "/subgraphs/x/gn",
            reads: [
                "data.quotes[].averageClosedPrice": "rows[].averageClosePrice", "data.quotes[].closedAmount": "rows[].closedQuantity",
                "data.quotes[].id": "next rows[].id", "data.quotes[].openedPrice": "rows[].openPrice", "data.quotes[].orderTypeOpen": "rows[].orderType",
                "data.quotes[].partyA": "rows[].account", "data.quotes[].partyB": "rows[].solver", "data.quotes[].positionType": "",
                "data.quotes[].quantity": "rows[].quantity", "data.quotes[].quoteId": "rows[].quoteId", "data.quotes[].quoteStatus": "",
                "data.quotes[].requestedOpenPrice": "rows[].requestedPrice", "data.quotes[].symbol": "rows[].market",
                "data.quotes[].symbolId": "rows[].symbolId", "data.quotes[].timestamp": "rows[].timestamp",
            ],
            required: [
                "data", "data.quotes", "data.quotes[].id", "data.quotes[].partyA", "data.quotes[].positionType", "data.quotes[].quantity",
                "data.quotes[].quoteId", "data.quotes[].quoteStatus", "data.quotes[].symbolId", "data.quotes[].timestamp",
            ],
            oneStyle: ["data.quotes[].id"]
        ) { try await history($0).quotes(query) },
        .answer(
            "POST /subgraphs/x/gn", headers: EnigmaShapes.json, body: body(SubgraphHistory.balanceQuery), named: "the subgraph's deposits",
            is: change("DEPOSIT"), base: "/subgraphs/x/gn",
            reads: [
                "data.balanceChanges[].account": "rows[].account", "data.balanceChanges[].amount": "rows[].amount",
                "data.balanceChanges[].id": "next rows[].id", "data.balanceChanges[].isMarginTransferSideEffect": "rows[].isMarginTransfer",
                "data.balanceChanges[].timestamp": "rows[].timestamp", "data.balanceChanges[].transaction": "rows[].transaction",
                "data.balanceChanges[].type": "rows[].amount rows[].kind",
            ],
            required: [
                "data", "data.balanceChanges", "data.balanceChanges[].account", "data.balanceChanges[].amount", "data.balanceChanges[].id",
                "data.balanceChanges[].timestamp", "data.balanceChanges[].transaction", "data.balanceChanges[].type",
            ],
            oneStyle: ["data.balanceChanges[].id"]
        ) { try await history($0).balanceChanges(query) },
        .answer(
            "POST /subgraphs/x/gn", headers: EnigmaShapes.json, body: body(SubgraphHistory.balanceQuery), named: "the subgraph's allocations",
            is: change("ALLOCATE"), base: "/subgraphs/x/gn",
            reads: [
                "data.balanceChanges[].account": "rows[].account", "data.balanceChanges[].amount": "rows[].amount",
                "data.balanceChanges[].id": "next rows[].id", "data.balanceChanges[].isMarginTransferSideEffect": "rows[].isMarginTransfer",
                "data.balanceChanges[].timestamp": "rows[].timestamp", "data.balanceChanges[].transaction": "rows[].transaction",
                "data.balanceChanges[].type": "rows[].kind",
            ],
            required: [
                "data", "data.balanceChanges", "data.balanceChanges[].account", "data.balanceChanges[].amount", "data.balanceChanges[].id",
                "data.balanceChanges[].timestamp", "data.balanceChanges[].transaction", "data.balanceChanges[].type",
            ],
            oneStyle: ["data.balanceChanges[].id"]
        ) { try await history($0).balanceChanges(query) },
    ]
}

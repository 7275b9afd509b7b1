import EVMClient
import EVMCore
import Foundation

@testable import Symmio

/// The notification service: its search, and the frames of its sockets and of those beside the solvers of majors.
enum NotificationShapes {
    static func client(_ options: ServiceOptions, _ kind: Deployment.SolverKind = .enigma, path: String = "") -> NotificationSearchClient {
        let url = URL(string: "http://host/api/\(path)") ?? URL(filePath: "/")
        return NotificationSearchClient(.init(protocol: kind, socket: url, searchURL: url, channel: "c"), options: options)
    }

    static let account = EnigmaShapes.account

    static let all: [Shape] = [
        .answer(
            "POST /api/api/v1/search", headers: EnigmaShapes.json,
            body: #"{"query":{"address":"\#(account)","data.quote_id":9565,"data.temp_quote_id":-711},"size":20,"start":5}"#,
            is: #"{"total":7,"count":1,"data":[\#(envelope(report))]}"#,
            lenient: lenient("data[].data.").merging(["data[].data": "a document without a report in it is passed over"]) { $1 },
            unread: [/*EXPECT*/]
        ) { try await client($0).search(account: Fixture.subAccount, quoteId: 9565, tempQuoteId: -711, start: 5, size: 20) },
        .frame(
            "a solver's notification", document: "a solver's notification", is: envelope(report),
            lenient: lenient("data.").merging(["data": "a frame without data is a control frame"]) { $1 },
            unread: [/*EXPECT*/]
        ) { try SolverNotification.parse(frame: $0) },
        .frame(
            "a solver's notification in a text", document: "a solver's notification", is: JSONValue.string(envelope(report)).text,
            unread: [/*EXPECT*/]
        ) { try SolverNotification.parse(frame: $0) },
        .frame(
            "a notification of a solver of majors", document: "a solver's notification", is: RasaShapes.state, lenient: RasaShapes.lenient(""),
            unread: [/*EXPECT*/]
        ) { try SolverNotification.parse(frame: $0, protocol: .rasa) },
        .frame(
            "a report of a conditional order", document: "a report of conditional orders", is: envelope(edited),
            lenient: conditional.merging(["data": "a frame without data is a control frame", "data.details": "an empty list is nothing to say"]) { $1 },
            unread: [/*EXPECT*/]
        ) { try ConditionalOrderReport.parse(frame: $0) },
        .frame(
            "a report of a conditional order that failed", document: "a report of conditional orders", is: envelope(failed),
            lenient: conditional.merging(["data": "a frame without data is a control frame"]) { $1 },
            unread: [/*EXPECT*/]
        ) { try ConditionalOrderReport.parse(frame: $0) },
        .frame(
            "a frame of quotes", document: "a frame of quotes", is: #"{"timestamp":1785909531,"asks":[["2501.25",100]],"bids":[["2498.75","101"]]}"#,
            unread: [/*EXPECT*/]
        ) { try QuoteDepth.parse(frame: $0) },
    ]

    private static let conditional = [
        "type": "only a report is one", "data.state": "a word that is not known is handed on as it is",
        "data.conditional_order_type": "a kind that is not known is none",
    ]

    private static func lenient(_ prefix: String) -> [String: String] {
        RasaShapes.lenient(prefix).filter { !$0.key.hasSuffix("counterparty_address") }
    }

    static func envelope(_ data: String) -> String {
        #"""
        {"app_name":"Arbitrum_Solver-Low-Cap_Production","primary_identifier":9565,"secondary_identifier":-711,"address":"\#(account)",
        "type":"report","timestamp":1782821982,"data":\#(data)}
        """#
    }

    static let report = #"""
        {"id":"5f","quote_id":9565,"temp_quote_id":-711,"create_time":1782821980,"modify_time":1782821981,
        "counterparty_address":"0x000000000000000000000000000000000000aaaa","va_address":"0x000000000000000000000000000000000000cdcd",
        "filled_amount_open":"1.25","filled_amount_close":"0.25","avg_price_open":"64790.2","avg_price_close":"64791.3",
        "last_seen_action":"SendQuoteTransaction","action_status":"success","failure_type":"none","failure_message":"nothing","error_code":17,
        "state_type":"report","version":3}
        """#

    private static let edited = #"""
        {"coh_quote_id":"coh740","conditional_order_type":"stop_loss","state":"edit","successful":true,"details":{"trigger_price":"98.5",
        "open_price":"100.5","close_price":"10.25","quantity_to_close":"1.5","sent_time":1782821982}}
        """#

    private static let failed =
        #"{"successful":false,"error_code":407,"status_code":400,"error_message":"provided values do not meet the required precision."}"#
}

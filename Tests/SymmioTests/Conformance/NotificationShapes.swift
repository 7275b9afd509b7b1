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
            lenient: RasaShapes.lenient("data[].data."),
            reads: [
                "data[].address": "notifications[].account", "data[].data.action_status": "notifications[].status",
                "data[].data.avg_price_close": "notifications[].averageClosePrice", "data[].data.avg_price_open": "notifications[].averageOpenPrice",
                "data[].data.counterparty_address": "notifications[].counterparty", "data[].data.error_code": "notifications[].errorCode",
                "data[].data.failure_message": "notifications[].failureMessage", "data[].data.failure_type": "notifications[].failureType",
                "data[].data.filled_amount_close": "notifications[].filledClose", "data[].data.filled_amount_open": "notifications[].filledOpen",
                "data[].data.id": "notifications[].id", "data[].data.last_seen_action": "notifications[].action",
                "data[].data.modify_time": "notifications[].modifyTime", "data[].data.quote_id": "notifications[].quoteId", "data[].data.state_type": "",
                "data[].data.temp_quote_id": "notifications[].tempQuoteId", "data[].data.va_address": "notifications[].virtualAccount",
                "data[].timestamp": "notifications[].timestamp", "total": "total",
            ],
            required: ["data"],
            nullable: ["data"],
            unread: [
                "count", "data[].app_name", "data[].data.create_time", "data[].data.version", "data[].primary_identifier", "data[].secondary_identifier",
                "data[].type",
            ]
        ) { try await client($0).search(account: Fixture.subAccount, quoteId: 9565, tempQuoteId: -711, start: 5, size: 20) },
        .frame(
            "a solver's notification", document: "a solver's notification", is: envelope(report),
            lenient: RasaShapes.lenient("data."),
            reads: [
                "address": "account", "data.action_status": "status", "data.avg_price_close": "averageClosePrice", "data.avg_price_open": "averageOpenPrice",
                "data.counterparty_address": "counterparty", "data.error_code": "errorCode", "data.failure_message": "failureMessage",
                "data.failure_type": "failureType", "data.filled_amount_close": "filledClose", "data.filled_amount_open": "filledOpen", "data.id": "id",
                "data.last_seen_action": "action", "data.modify_time": "modifyTime", "data.quote_id": "quoteId", "data.state_type": "",
                "data.temp_quote_id": "tempQuoteId", "data.va_address": "virtualAccount", "timestamp": "timestamp",
            ],
            unread: ["app_name", "data.create_time", "data.version", "primary_identifier", "secondary_identifier", "type"]
        ) { try SolverNotification.parse(frame: $0) },
        .frame(
            "a solver's notification in a text", document: "a solver's notification", is: JSONValue.string(envelope(report)).text
        ) { try SolverNotification.parse(frame: $0) },
        .frame(
            "a notification of a solver of majors", document: "a solver's notification", is: RasaShapes.state, lenient: RasaShapes.lenient(""),
            reads: [
                "action_status": "status", "avg_price_close": "averageClosePrice", "avg_price_open": "averageOpenPrice",
                "counterparty_address": "account counterparty", "error_code": "errorCode", "failure_type": "failureType",
                "filled_amount_close": "filledClose", "filled_amount_open": "filledOpen", "id": "id",
                "last_seen_action":
                    "account action averageClosePrice averageOpenPrice counterparty errorCode failureMessage failureType filledClose filledOpen id isAlert modifyTime quoteId status tempQuoteId timestamp value virtualAccount",
                "modify_time": "modifyTime", "quote_id": "quoteId", "state_type": "", "temp_quote_id": "tempQuoteId",
            ],
            unread: ["create_time", "order_type"]
        ) { try SolverNotification.parse(frame: $0, protocol: .rasa) },
        .frame(
            "a report of a conditional order", document: "a report of conditional orders", is: envelope(edited),
            lenient: conditional, forms: ["data.details": "an empty list is nothing to say"],
            reads: [
                "address": "account", "data.coh_quote_id": "orderId", "data.conditional_order_type": "kind", "data.details.close_price": "closePrice",
                "data.details.open_price": "openPrice", "data.details.quantity_to_close": "quantityToClose", "data.details.trigger_price": "triggerPrice",
                "data.state": "state", "data.successful": "isSuccessful", "primary_identifier": "quoteId", "timestamp": "timestamp",
                "type":
                    "account closePrice errorCode errorMessage isSuccessful kind openPrice orderId quantityToClose quoteId state timestamp triggerPrice value",
            ],
            unread: ["app_name", "data.details.sent_time", "secondary_identifier"]
        ) { try ConditionalOrderReport.parse(frame: $0) },
        .frame(
            "a report of a conditional order that failed", document: "a report of conditional orders", is: envelope(failed),
            lenient: ["type": "only a report is one", "data.error_code": "words are told where there are no others"],
            reads: [
                "address": "account", "data.error_code": "errorCode", "data.error_message": "errorMessage", "data.successful": "isSuccessful",
                "primary_identifier": "quoteId", "timestamp": "timestamp",
                "type":
                    "account closePrice errorCode errorMessage isSuccessful kind openPrice orderId quantityToClose quoteId state timestamp triggerPrice value",
            ],
            unread: ["app_name", "data.status_code", "secondary_identifier"]
        ) { try ConditionalOrderReport.parse(frame: $0) },
        .frame(
            "a frame of quotes", document: "a frame of quotes", is: #"{"timestamp":1785909531,"asks":[["2501.25",100]],"bids":[["2498.75","101"]]}"#,
            reads: ["asks[][]": "asks[].price asks[].quantity", "bids[][]": "bids[].price bids[].quantity", "timestamp": "timestamp"]
        ) { try QuoteDepth.parse(frame: $0) },
    ]

    private static let conditional = [
        "type": "only a report is one",
        "data.conditional_order_type": "a kind that is not known is none",
    ]

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

import EVMClient
import EVMCore
import Foundation

@testable import Symmio

/// The solver of majors, endpoint by endpoint, as far as it is another than the one of low caps.
enum RasaShapes {
    static func client(_ options: ServiceOptions, _ numbers: Deployment.NumberStyle = .strings) -> SolverClient {
        var client = EnigmaShapes.client(options, numbers)
        var solver = client.solver
        solver.kind = .rasa
        client = SolverClient(solver, style: client.style, options: options)
        return client
    }

    static let account = EnigmaShapes.account
    private static let (plain, body) = (EnigmaShapes.plain, EnigmaShapes.json)

    static let all: [Shape] = reads + accounts + trading + records

    private static let symbol = #"""
        {"name":"BTCUSDT","symbol":"BTC","asset":"XBT","symbol_id":1,"price_precision":1,"quantity_precision":3,"is_valid":true,"rfq_allowed":true,
        "min_acceptable_quote_value":"5","min_acceptable_portion_lf":"0.003","trading_fee":"0.0006","max_leverage":50,"max_notional_value":"250000",
        "max_funding_rate":"200","hedger_fee_open":"0.001","hedger_fee_close":"0.002","min_notional_value":11,"max_quantity":120,"lot_size":"0.001",
        "funding_rate_epoch_duration":28800,"funding_rate_window_time":900}
        """#

    private static let reads: [Shape] = [
        .answer(
            "GET /api/contract-symbols", headers: plain, named: "GET /api/contract-symbols of majors", is: #"{"count":1,"symbols":[\#(symbol)]}"#,
            unread: [/*EXPECT*/]
        ) { try await client($0).markets() },
        .answer(
            "GET /api/error_codes", headers: plain, named: "GET /api/error_codes of majors", is: #"{"310":"EC_310: no market"}"#, maps: [""],
            unread: [/*EXPECT*/]
        ) { try await client($0).errorCodes() },
        .answer(
            "GET /api/get_locked_params/BTCUSDT?leverage=20", headers: plain, named: "GET /api/get_locked_params of majors",
            is: #"{"cva":"0.7","leverage":"20","lf":"0.3","partyAmm":"4","partyBmm":"5","message":"Success"}"#,
            unread: [/*EXPECT*/]
        ) { try await client($0).lockedPercents(market: "BTCUSDT", leverage: Wad("20")) },
        .answer(
            "GET /api/get_market_info", headers: plain, named: "GET /api/get_market_info of majors",
            is: #"{"BTCUSDT":{"trading_volume":12.5,"lifetime_value":1000}}"#, maps: [""],
            lenient: ["BTCUSDT": "by its name alone a market is not told from a total that was added"],
            unread: [/*EXPECT*/]
        ) { try await client($0).marketInfoByName() },
        .answer(
            "GET /api/get_funding_info?symbols=BTCUSDT", headers: plain, named: "GET /api/get_funding_info of majors",
            is: #"{"BTCUSDT":{"next_funding_rate_long":"-0.0001","next_funding_rate_short":"0.0002","next_funding_time":"1750000000"}}"#, maps: [""],
            unread: [/*EXPECT*/]
        ) { try await client($0).fundingByName(["BTCUSDT"]) },
        .answer(
            "GET /api/notional_cap/1", headers: plain, named: "GET /api/notional_cap of majors", is: #"{"total_cap":9000.5,"used":100}"#,
            lenient: ["total_cap": "what is left is 0 where a service states less than nothing", "used": "as total_cap"],
            unread: [/*EXPECT*/]
        ) { try await client($0).notionalCap(symbolId: 1) },
        .answer(
            "GET /api/price-range/BTCUSDT", headers: plain, is: #"{"min_price":"58000.5","max_price":62000}"#,
            unread: [/*EXPECT*/]
        ) { try await client($0).priceRange(market: "BTCUSDT") },
        .answer(
            "GET /api/readyz", headers: plain, is: #"{"isReady":true}"#,
            unread: [/*EXPECT*/]
        ) { try await client($0).isReady() },
    ]

    private static let accounts: [Shape] = [
        .answer(
            "GET /api/partyA_upnl/\(account)", headers: plain, is: #""-12.5""#,
            unread: [/*EXPECT*/]
        ) { try await client($0).upnl(of: Fixture.subAccount) },
        .answer(
            "GET /api/get_balance_info/\(account)/\(Fixture.virtualAccount)", headers: plain, is: #"[{"party_a":"10000","party_b":"20000"}]"#,
            unread: [/*EXPECT*/]
        ) { try await client($0).balanceInfo(of: Fixture.subAccount, accounts: Fixture.virtualAccount) },
        .answer(
            "GET /api/check_in-whitelist/\(account)/\(Fixture.virtualAccount)", headers: plain, is: "true",
            unread: [/*EXPECT*/]
        ) { try await client($0).isWhitelisted(Fixture.subAccount, accounts: Fixture.virtualAccount) },
        .answer(
            "GET /api/instant_open/\(account)", headers: plain, named: "GET /api/instant_open of majors", is: "[\(rfq)]",
            unread: [/*EXPECT*/]
        ) { try await client($0).pendingOpens(of: Fixture.subAccount) },
        .answer(
            "GET /api/instant_close/\(account)", headers: plain, named: "GET /api/instant_close of majors",
            is: #"[{"quote_id":228234,"quantity_to_close":"9.6","close_price":"1.0696"}]"#,
            unread: [/*EXPECT*/]
        ) { try await client($0).pendingCloses(of: Fixture.subAccount) },
        .answer(
            "GET /api/instant_quote_id/-711", headers: plain, named: "GET /api/instant_quote_id of majors", is: #"{"quote_id":228234}"#,
            unread: [/*EXPECT*/]
        ) { try await client($0).quoteId(of: -711) },
    ]

    private static let rfq = #"""
        {"position_type":0,"temp_quote_id":-711,"symbol_id":1,"requested_open_price":"60600","quantity":"0.5","party_a_address":"\#(account)",
        "cva":"1","partyAmm":"2","partyBmm":"3","lf":"4","order_type":1}
        """#

    private static let trading: [Shape] = [Deployment.NumberStyle.strings, .numbers].flatMap { style -> [Shape] in
        let number = EnigmaShapes.number(style)
        return [
            .answer(
                "POST /api/instant_trade/open", headers: body, body: #"{"sendQuote":\#(EnigmaShapes.operationJSON("02", number))}"#,
                named: "POST /api/instant_trade/open, \(style)", is: rfq,
                unread: [/*EXPECT*/]
            ) { try await client($0, style).open(OpenRequest(addMargin: nil, sendQuote: EnigmaShapes.operation(2))) },
            .answer(
                "POST /api/instant_trade/close", headers: body, body: "[\(EnigmaShapes.operationJSON("01", number))]",
                named: "POST /api/instant_trade/close, \(style)", is: #"{"successful":true,"message":"on its way"}"#,
                unread: [/*EXPECT*/]
            ) {
                try await client($0, style).close(CloseRequest(operations: [EnigmaShapes.operation(1)]))
                return "taken"
            },
        ]
    }

    /// As it was captured, with values where it had none.
    static let state = #"""
        {"id":"ecbaca8f","create_time":1785909530,"modify_time":1785909531,"quote_id":228234,"temp_quote_id":-711,
        "counterparty_address":"0x6A51fBB6F869c872c2e4C19C6bBBb77a03785C7C","filled_amount_open":"9.7","filled_amount_close":"9.6",
        "avg_price_open":"1.0695","avg_price_close":"1.0696","last_seen_action":"InstantRequestToClosePosition","action_status":"success",
        "failure_type":"none","error_code":17,"order_type":1,"state_type":"report"}
        """#

    /// Why a report's words may be others than those known, with what stands before its members.
    static func lenient(_ prefix: String) -> [String: String] {
        [
            "\(prefix)action_status": "a word that is not known is no success", "\(prefix)state_type": "only an alert is one",
            "\(prefix)counterparty_address": "an account that is empty is none",
        ]
    }

    private static let records: [Shape] = [
        .answer(
            "POST /api/notifications/5/20", headers: body,
            body: #"{"counterparty_address":"\#(account)","quote_id":228234,"timestamp_gte":1785909000}"#,
            is: #"{"count":7,"notification_data":[\#(state)]}"#, lenient: lenient("notification_data[]."),
            unread: [/*EXPECT*/]
        ) { try await client($0).notifications(of: Fixture.subAccount, quoteId: 228_234, since: 1_785_909_000, start: 5, size: 20) },
        .answer(
            "POST /api/position-state/5/20", headers: body, body: #"{"address":"\#(account)","quote_id":228234}"#,
            is: #"{"count":7,"position_state":[\#(state)]}"#, lenient: lenient("position_state[]."),
            unread: [/*EXPECT*/]
        ) { try await NotificationShapes.client($0, .rasa, path: "position-state").search(account: Fixture.subAccount, quoteId: 228_234, start: 5, size: 20) },
    ]
}

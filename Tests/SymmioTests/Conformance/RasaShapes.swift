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
            reads: [
                "symbols[].asset": "[].asset", "symbols[].funding_rate_epoch_duration": "[].fundingEpoch",
                "symbols[].funding_rate_window_time": "[].fundingWindow", "symbols[].hedger_fee_close": "[].solverFeeClose",
                "symbols[].hedger_fee_open": "[].solverFeeOpen", "symbols[].is_valid": "[].isValid", "symbols[].lot_size": "[].lotSize",
                "symbols[].max_funding_rate": "[].maxFundingRate", "symbols[].max_leverage": "[].maxLeverage",
                "symbols[].max_notional_value": "[].maxNotional", "symbols[].max_quantity": "[].maxQuantity",
                "symbols[].min_acceptable_portion_lf": "[].minLFPortion", "symbols[].min_acceptable_quote_value": "[].minQuoteValue",
                "symbols[].min_notional_value": "[].minNotional", "symbols[].name": "[].name", "symbols[].price_precision": "[].pricePrecision",
                "symbols[].quantity_precision": "[].quantityPrecision", "symbols[].rfq_allowed": "[].rfqAllowed", "symbols[].symbol": "[].symbol",
                "symbols[].symbol_id": "[].id", "symbols[].trading_fee": "[].tradingFee",
            ],
            required: ["symbols[].symbol_id"],
            unread: ["count"]
        ) { try await client($0).markets() },
        .answer(
            "GET /api/error_codes", headers: plain, named: "GET /api/error_codes of majors", is: #"{"310":"EC_310: no market"}"#, maps: [""],
            reads: ["310": "310 value"]
        ) { try await client($0).errorCodes() },
        .answer(
            "GET /api/get_locked_params/BTCUSDT?leverage=20", headers: plain, named: "GET /api/get_locked_params of majors",
            is: #"{"cva":"0.7","leverage":"20","lf":"0.3","partyAmm":"4","partyBmm":"5","message":"Success"}"#,
            reads: ["cva": "cva", "lf": "lf", "message": "(refusal)", "partyAmm": "partyAmm", "partyBmm": "partyBmm"],
            unread: ["leverage"]
        ) { try await client($0).lockedPercents(market: "BTCUSDT", leverage: Wad("20")) },
        .answer(
            "GET /api/get_market_info", headers: plain, named: "GET /api/get_market_info of majors",
            is: #"{"BTCUSDT":{"trading_volume":12.5,"lifetime_value":1000}}"#, maps: [""],
            forms: ["BTCUSDT": "by its name alone a market is not told from a total that was added"],
            reads: ["BTCUSDT.lifetime_value": "markets.BTCUSDT.lifetimeValue", "BTCUSDT.trading_volume": "markets.BTCUSDT.tradingVolume"]
        ) { try await client($0).marketInfoByName() },
        .answer(
            "GET /api/get_funding_info?symbols=BTCUSDT", headers: plain, named: "GET /api/get_funding_info of majors",
            is: #"{"BTCUSDT":{"next_funding_rate_long":"-0.0001","next_funding_rate_short":"0.0002","next_funding_time":"1750000000"}}"#, maps: [""],
            reads: [
                "BTCUSDT.next_funding_rate_long": "BTCUSDT.nextRateLong", "BTCUSDT.next_funding_rate_short": "BTCUSDT.nextRateShort",
                "BTCUSDT.next_funding_time": "BTCUSDT.nextTime",
            ]
        ) { try await client($0).fundingByName(["BTCUSDT"]) },
        .answer(
            "GET /api/notional_cap/1", headers: plain, named: "GET /api/notional_cap of majors", is: #"{"total_cap":9000.5,"used":100}"#,
            lenient: ["total_cap": "what is left is 0 where a service states less than nothing", "used": "as total_cap"],
            reads: ["total_cap": "availableToLong availableToShort totalCap", "used": "availableToLong availableToShort used"]
        ) { try await client($0).notionalCap(symbolId: 1) },
        .answer(
            "GET /api/price-range/BTCUSDT", headers: plain, is: #"{"min_price":"58000.5","max_price":62000}"#,
            reads: ["max_price": "maximum", "min_price": "minimum"],
            required: ["max_price", "min_price"]
        ) { try await client($0).priceRange(market: "BTCUSDT") },
        .answer(
            "GET /api/open-interest", headers: plain, is: #"{"total_cap":"100000.5","used":100}"#, reads: ["total_cap": "totalCap", "used": "used"],
            required: ["total_cap", "used"]
        ) { try await client($0).openInterest() },
        .answer(
            "GET /api/readyz", headers: plain, is: #"{"isReady":true}"#,
            reads: ["isReady": "value"],
            required: ["isReady"]
        ) { try await client($0).isReady() },
    ]

    private static let accounts: [Shape] = [
        .answer(
            "GET /api/partyA_upnl/\(account)", headers: plain, is: #""-12.5""#,
            reads: ["": "value"]
        ) { try await client($0).upnl(of: Fixture.subAccount) },
        .answer(
            "GET /api/get_balance_info/\(account)/\(Fixture.virtualAccount)", headers: plain, is: #"[{"party_a":"10000","party_b":"20000"}]"#,
            reads: ["[].party_a": "[].partyA", "[].party_b": "[].partyB"]
        ) { try await client($0).balanceInfo(of: Fixture.subAccount, accounts: Fixture.virtualAccount) },
        .answer(
            "GET /api/check_in-whitelist/\(account)/\(Fixture.virtualAccount)", headers: plain, is: "true",
            reads: ["": "value"]
        ) { try await client($0).isWhitelisted(Fixture.subAccount, accounts: Fixture.virtualAccount) },
        .answer(
            "GET /api/instant_open/\(account)", headers: plain, named: "GET /api/instant_open of majors", is: "[\(rfq)]",
            reads: [
                "[].cva": "[].cva", "[].lf": "[].lf", "[].order_type": "[].orderType", "[].partyAmm": "[].partyAmm", "[].partyBmm": "[].partyBmm",
                "[].party_a_address": "[].account", "[].position_type": "[].positionType", "[].quantity": "[].quantity",
                "[].requested_open_price": "[].requestedOpenPrice", "[].symbol_id": "[].symbolId", "[].temp_quote_id": "[].tempQuoteId",
            ],
            required: ["[].symbol_id", "[].temp_quote_id"]
        ) { try await client($0).pendingOpens(of: Fixture.subAccount) },
        .answer(
            "GET /api/instant_close/\(account)", headers: plain, named: "GET /api/instant_close of majors",
            is: #"[{"quote_id":228234,"quantity_to_close":"9.6","close_price":"1.0696"}]"#,
            reads: ["[].close_price": "[].closePrice", "[].quantity_to_close": "[].quantity", "[].quote_id": "[].quoteId"],
            required: ["[].quote_id"]
        ) { try await client($0).pendingCloses(of: Fixture.subAccount) },
        .answer(
            "GET /api/instant_quote_id/-711", headers: plain, named: "GET /api/instant_quote_id of majors", is: #"{"quote_id":228234}"#,
            reads: ["quote_id": "value"]
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
                reads: ["partyBmm": "partyBmm", "temp_quote_id": "tempQuoteId"],
                required: ["temp_quote_id"],
                unread: ["cva", "lf", "order_type", "partyAmm", "party_a_address", "position_type", "quantity", "requested_open_price", "symbol_id"]
            ) { try await client($0, style).open(OpenRequest(addMargin: nil, sendQuote: EnigmaShapes.operation(2))) },
            .answer(
                "POST /api/instant_trade/close", headers: body, body: "[\(EnigmaShapes.operationJSON("01", number))]",
                named: "POST /api/instant_trade/close, \(style)", is: #"{"successful":true,"message":"on its way"}"#,
                reads: ["successful": "(refusal)"],
                required: ["successful"],
                unread: ["message"]
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
            "\(prefix)error_code": "a word is told as the kind of failure where there is no other",
        ]
    }

    private static let records: [Shape] = [
        .answer(
            "POST /api/notifications/5/20", headers: body,
            body: #"{"counterparty_address":"\#(account)","quote_id":228234,"timestamp_gte":1785909000}"#,
            is: #"{"count":7,"notification_data":[\#(state)]}"#, lenient: lenient("notification_data[]."),
            reads: [
                "count": "total", "notification_data[].action_status": "notifications[].status",
                "notification_data[].avg_price_close": "notifications[].averageClosePrice",
                "notification_data[].avg_price_open": "notifications[].averageOpenPrice",
                "notification_data[].counterparty_address": "notifications[].account notifications[].counterparty",
                "notification_data[].error_code": "notifications[].errorCode", "notification_data[].failure_type": "notifications[].failureType",
                "notification_data[].filled_amount_close": "notifications[].filledClose",
                "notification_data[].filled_amount_open": "notifications[].filledOpen", "notification_data[].id": "notifications[].id",
                "notification_data[].last_seen_action": "notifications[].action", "notification_data[].modify_time": "notifications[].modifyTime",
                "notification_data[].quote_id": "notifications[].quoteId", "notification_data[].state_type": "",
                "notification_data[].temp_quote_id": "notifications[].tempQuoteId",
            ],
            required: ["notification_data"],
            nullable: ["notification_data"],
            unread: ["notification_data[].create_time", "notification_data[].order_type"]
        ) { try await client($0).notifications(of: Fixture.subAccount, quoteId: 228_234, since: 1_785_909_000, start: 5, size: 20) },
        .answer(
            "POST /api/position-state/5/20", headers: body, body: #"{"address":"\#(account)","quote_id":228234}"#,
            is: #"{"count":7,"position_state":[\#(state)]}"#, lenient: lenient("position_state[]."),
            reads: [
                "count": "total", "position_state[].action_status": "notifications[].status",
                "position_state[].avg_price_close": "notifications[].averageClosePrice",
                "position_state[].avg_price_open": "notifications[].averageOpenPrice",
                "position_state[].counterparty_address": "notifications[].account notifications[].counterparty",
                "position_state[].error_code": "notifications[].errorCode", "position_state[].failure_type": "notifications[].failureType",
                "position_state[].filled_amount_close": "notifications[].filledClose", "position_state[].filled_amount_open": "notifications[].filledOpen",
                "position_state[].id": "notifications[].id", "position_state[].last_seen_action": "notifications[].action",
                "position_state[].modify_time": "notifications[].modifyTime", "position_state[].quote_id": "notifications[].quoteId",
                "position_state[].state_type": "", "position_state[].temp_quote_id": "notifications[].tempQuoteId",
            ],
            required: ["position_state"],
            nullable: ["position_state"],
            unread: ["position_state[].create_time", "position_state[].order_type"]
        ) { try await NotificationShapes.client($0, .rasa, path: "position-state").search(account: Fixture.subAccount, quoteId: 228_234, start: 5, size: 20) },
    ]
}

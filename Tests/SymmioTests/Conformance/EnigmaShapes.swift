import EVMClient
import EVMCore
import Foundation
import SymmioContracts

@testable import Symmio

/// The solver of low caps, endpoint by endpoint.
enum EnigmaShapes {
    static func client(_ options: ServiceOptions, _ numbers: Deployment.NumberStyle = .strings, closeBody: Deployment.CloseBody = .array) -> SolverClient {
        let base = URL(filePath: "/").absoluteURL
        return SolverClient(
            .init(kind: .enigma, address: Address(truncating: UInt256(9 as UInt64)), baseURL: URL(string: "http://host/api") ?? base),
            style: .init(numbers: numbers, closeBody: closeBody, maths: .sdk31), options: options)
    }

    static let account = "0x000000000000000000000000000000000000abab"

    // MARK: Operations

    static func operation(_ selector: UInt8) -> SignedInstantOperation {
        SignedInstantOperation(
            operation: InstantOperation(
                signer: Address(truncating: 1), target: Address(truncating: 2), callData: [selector, 2, 3, 4],
                signerAccount: .init(addr: Fixture.subAccount, isPartyB: false),
                flexFields: [.init(offset: 512, length: 352, authorizedFlexFiller: Address(truncating: 3))], maxUses: .one,
                replayAttackHeader: .init(nonce: .zero, deadline: 1_900_000_000, salt: Bytes32(UInt256.one))), signature: [0xab])
    }

    /// As it has to stand in a body, with numbers as given.
    static func operationJSON(_ selector: String, _ number: (String) -> String) -> String {
        #"""
        {"signedOperation":{"signer":"0x0000000000000000000000000000000000000001","target":"0x0000000000000000000000000000000000000002",
        "callData":"0x\#(selector)020304","signerAccount":{"addr":"\#(Fixture.subAccount)","isPartyB":false},
        "flexFields":[{"offset":\#(number("512")),"length":\#(number("352")),"authorizedFlexFiller":"0x0000000000000000000000000000000000000003"}],
        "maxUses":\#(number("1")),"replayAttackHeader":{"nonce":\#(number("0")),"deadline":\#(number("1900000000")),
        "salt":"0x0000000000000000000000000000000000000000000000000000000000000001"}},"signature":"0xab"}
        """#
    }

    static func number(_ style: Deployment.NumberStyle) -> (String) -> String {
        { style == .strings ? "\"\($0)\"" : $0 }
    }

    static let json: [String: String?] = ["Accept": "application/json", "Content-Type": "application/json", "Authorization": nil]
    static let plain: [String: String?] = ["Accept": "application/json", "Content-Type": nil, "Authorization": nil]

    // MARK: Shapes

    static let all: [Shape] = markets + terms + trading + outcomes + itself

    static let symbol = #"""
        {"asset":"HYPE","funding_rate_epoch_duration":"3600","funding_rate_window_time":"60","hedger_fee_close":"0.0006",
        "hedger_fee_close_early_rate":"0.0024","hedger_fee_close_early_threshold":"30","hedger_fee_close_standard_threshold":"180",
        "hedger_fee_open":"0.001","lot_size":"0.01","max_funding_rate":"200","max_leverage":"10","max_quantity":"100000",
        "min_acceptable_portion_lf":"0.003","min_acceptable_quote_value":"5","min_close_solver_fee_cap":"0.0003","min_notional_value":"11",
        "min_open_solver_fee_cap":"0.0005","name":"HYPEUSDT","symbol":"HYPER","token_address":"So1anaT0ken","trading_fee":"0.0008",
        "max_notional_value":250000,"price_precision":4,"quantity_precision":2,"symbol_id":7,"is_valid":true,"rfq_allowed":true,STATES}
        """#

    static let stateReason = "a number that is no state says nothing: services may add some"

    private static let markets: [Shape] = [
        .answer(
            "GET /api/contract-symbols", headers: plain,
            is: #"{"count":1,"symbols":[\#(symbol.replacing("STATES", with: #""side":"long","state":3"#))]}"#,
            lenient: ["symbols[].state": stateReason, "symbols[].side": "a side that is not known is both"],
            reads: [
                "symbols[].asset": "[].asset", "symbols[].funding_rate_epoch_duration": "[].fundingEpoch",
                "symbols[].funding_rate_window_time": "[].fundingWindow", "symbols[].hedger_fee_close": "[].solverFeeClose",
                "symbols[].hedger_fee_close_early_rate": "[].solverFeeCloseEarly", "symbols[].hedger_fee_close_early_threshold": "[].earlyThreshold",
                "symbols[].hedger_fee_close_standard_threshold": "[].standardThreshold", "symbols[].hedger_fee_open": "[].solverFeeOpen",
                "symbols[].is_valid": "[].isValid", "symbols[].lot_size": "[].lotSize", "symbols[].max_funding_rate": "[].maxFundingRate",
                "symbols[].max_leverage": "[].maxLeverage", "symbols[].max_notional_value": "[].maxNotional", "symbols[].max_quantity": "[].maxQuantity",
                "symbols[].min_acceptable_portion_lf": "[].minLFPortion", "symbols[].min_acceptable_quote_value": "[].minQuoteValue",
                "symbols[].min_close_solver_fee_cap": "[].minCloseFeeCap", "symbols[].min_notional_value": "[].minNotional",
                "symbols[].min_open_solver_fee_cap": "[].minOpenFeeCap", "symbols[].name": "[].name", "symbols[].price_precision": "[].pricePrecision",
                "symbols[].quantity_precision": "[].quantityPrecision", "symbols[].rfq_allowed": "[].rfqAllowed", "symbols[].side": "[].shortState",
                "symbols[].state": "[].longState [].shortState", "symbols[].symbol": "[].symbol", "symbols[].symbol_id": "[].id",
                "symbols[].token_address": "[].tokenAddress", "symbols[].trading_fee": "[].tradingFee",
            ],
            required: ["symbols[].symbol_id"],
            unread: ["count"]
        ) { try await client($0).markets() },
        .answer(
            "GET /api/symbols?symbol_id=7&search=HY&asset=HYPE&token_address=0xab&is_valid=any&state_long=enabled&state_short=close_only&limit=500&offset=20",
            headers: plain, named: "GET /api/symbols",
            is: #"{"count":1,"symbols":[\#(symbol.replacing("STATES", with: #""state_long":3,"state_short":1"#))]}"#,
            lenient: ["symbols[].state_long": stateReason, "symbols[].state_short": stateReason],
            reads: [
                "symbols[].asset": "[].asset", "symbols[].funding_rate_epoch_duration": "[].fundingEpoch",
                "symbols[].funding_rate_window_time": "[].fundingWindow", "symbols[].hedger_fee_close": "[].solverFeeClose",
                "symbols[].hedger_fee_close_early_rate": "[].solverFeeCloseEarly", "symbols[].hedger_fee_close_early_threshold": "[].earlyThreshold",
                "symbols[].hedger_fee_close_standard_threshold": "[].standardThreshold", "symbols[].hedger_fee_open": "[].solverFeeOpen",
                "symbols[].is_valid": "[].isValid", "symbols[].lot_size": "[].lotSize", "symbols[].max_funding_rate": "[].maxFundingRate",
                "symbols[].max_leverage": "[].maxLeverage", "symbols[].max_notional_value": "[].maxNotional", "symbols[].max_quantity": "[].maxQuantity",
                "symbols[].min_acceptable_portion_lf": "[].minLFPortion", "symbols[].min_acceptable_quote_value": "[].minQuoteValue",
                "symbols[].min_close_solver_fee_cap": "[].minCloseFeeCap", "symbols[].min_notional_value": "[].minNotional",
                "symbols[].min_open_solver_fee_cap": "[].minOpenFeeCap", "symbols[].name": "[].name", "symbols[].price_precision": "[].pricePrecision",
                "symbols[].quantity_precision": "[].quantityPrecision", "symbols[].rfq_allowed": "[].rfqAllowed", "symbols[].state_long": "[].longState",
                "symbols[].state_short": "[].shortState", "symbols[].symbol": "[].symbol", "symbols[].symbol_id": "[].id",
                "symbols[].token_address": "[].tokenAddress", "symbols[].trading_fee": "[].tradingFee",
            ],
            required: ["symbols[].symbol_id"],
            unread: ["count"]
        ) { options in
            var query = SolverClient.MarketQuery()
            (query.symbolId, query.search, query.asset, query.tokenAddress) = (7, "HY", "HYPE", "0xab")
            (query.isValid, query.longState, query.shortState, query.limit, query.offset) = ("any", "enabled", "close_only", 500, 20)
            return try await client(options).searchMarkets(query)
        },
        .answer(
            "GET /api/market-info", headers: plain,
            is: #"{"7":{"trading_volume":"12.5","lifetime_value":"1000"},"total_value_24h":"13.5","total_lifetime_value":"1001"}"#, maps: [""],
            reads: [
                "7.lifetime_value": "markets.7.lifetimeValue", "7.trading_volume": "markets.7.tradingVolume", "total_lifetime_value": "totalLifetimeValue",
                "total_value_24h": "totalValue24h",
            ]
        ) { try await client($0).marketInfo() },
        .answer(
            "GET /api/get_market_info", headers: plain,
            is: #"{"HYPEUSDT":{"trading_volume":"12.5","lifetime_value":"1000"},"total_value_24h":"13.5","total_lifetime_value":"1001"}"#, maps: [""],
            forms: ["HYPEUSDT": "by its name alone a market is not told from a total that was added"],
            reads: [
                "HYPEUSDT.lifetime_value": "markets.HYPEUSDT.lifetimeValue", "HYPEUSDT.trading_volume": "markets.HYPEUSDT.tradingVolume",
                "total_lifetime_value": "totalLifetimeValue", "total_value_24h": "totalValue24h",
            ]
        ) { try await client($0).marketInfoByName() },
        .answer(
            "GET /api/trade-volume/7", headers: plain, is: #"[{"timestamp":"2026-01-01T00:00:00Z","volume":"12.5"}]"#,
            reads: ["[].timestamp": "[].timestamp", "[].volume": "[].volume"],
            required: ["[].timestamp", "[].volume"]
        ) { try await client($0).tradeVolume(symbolId: 7) },
    ]

    private static let funding =
        #"{"funding_rate_epoch_duration":3600,"next_funding_rate_long":"-0.0001","next_funding_rate_short":"0.0002","next_funding_time":1750000000}"#
    private static let cap = #"""
        {"available_to_long":1250.5,"available_to_short":1300,"open_interest":1000,"price":24.5,"symbol_id":7,"token_balance":5,"total_cap":9000,
        "usdc_balance":6,"used":100,"used_tokens":4,"symbol":"HYPE","error":""}
        """#
    private static let left = "what is left is 0 where a service states less than nothing"

    private static let terms: [Shape] = [
        .answer(
            "GET /api/get_locked_params/HYPEUSDT?leverage=2.5", headers: plain,
            is: #"{"cva":"7","leverage":"2.5","lf":"3","partyAmm":"90","partyBmm":"91"}"#,
            reads: ["cva": "cva", "lf": "lf", "partyAmm": "partyAmm", "partyBmm": "partyBmm"],
            unread: ["leverage"]
        ) { try await client($0).lockedPercents(market: "HYPEUSDT", leverage: Wad("2.5")) },
        .answer(
            "GET /api/estimated-price?symbol_id=7&quantity=2.5&position_type=long&entry=open&price=36.75", headers: plain, is: #"{"price":"101.5"}"#,
            reads: ["price": "value"]
        ) {
            try await client($0).estimatedPrice(symbolId: 7, quantity: Wad("2.5"), position: .long, isOpening: true, bound: Wad("36.75"))
        },
        .answer(
            "GET /api/estimated-price?symbol_id=7&quantity=2.5&position_type=short&entry=close&price=36.75", headers: plain, is: #"{"price":"101.5"}"#,
            reads: ["price": "value"]
        ) {
            try await client($0).estimatedPrice(symbolId: 7, quantity: Wad("2.5"), position: .short, isOpening: false, bound: Wad("36.75"))
        },
        .answer(
            "GET /api/notional_cap/7", headers: plain, is: cap,
            lenient: ["available_to_long": left, "available_to_short": left, "open_interest": left, "price": left, "total_cap": left, "used": left],
            reads: [
                "available_to_long": "availableToLong", "available_to_short": "availableToShort", "error": "error", "open_interest": "openInterest",
                "price": "price", "symbol": "symbol", "symbol_id": "symbolId", "total_cap": "totalCap", "used": "used",
            ],
            unread: ["token_balance", "usdc_balance", "used_tokens"]
        ) { try await client($0).notionalCap(symbolId: 7) },
        .answer(
            "GET /api/notional_cap?limit=10&offset=20", headers: plain,
            is: #"{"count":1,"symbols":[\#(cap)],"total_open_interest":1001,"total_used":101}"#,
            lenient: [
                "symbols[].available_to_long": left, "symbols[].available_to_short": left, "symbols[].open_interest": left, "symbols[].price": left,
                "symbols[].total_cap": left, "symbols[].used": left,
            ],
            reads: [
                "count": "count", "symbols[].available_to_long": "caps[].availableToLong", "symbols[].available_to_short": "caps[].availableToShort",
                "symbols[].error": "caps[].error", "symbols[].open_interest": "caps[].openInterest", "symbols[].price": "caps[].price",
                "symbols[].symbol": "caps[].symbol", "symbols[].symbol_id": "caps[].symbolId", "symbols[].total_cap": "caps[].totalCap",
                "symbols[].used": "caps[].used", "total_open_interest": "totalOpenInterest", "total_used": "totalUsed",
            ],
            required: ["symbols"],
            nullable: ["symbols"],
            unread: ["symbols[].token_balance", "symbols[].usdc_balance", "symbols[].used_tokens"]
        ) { try await client($0).notionalCaps(limit: 10, offset: 20) },
        .answer(
            "GET /api/notional_cap/batch?symbol_ids=7%2C8", headers: plain, is: #"{"count":0,"symbols":[],"total_open_interest":"1001","total_used":"101"}"#,
            reads: ["count": "count", "total_open_interest": "totalOpenInterest", "total_used": "totalUsed"],
            required: ["symbols"],
            nullable: ["symbols"]
        ) { try await client($0).notionalCaps(symbolIds: [7, 8]) },
        .answer(
            "GET /api/funding-info?symbol_ids=7%2C8", headers: plain, is: #"{"7":\#(funding)}"#, maps: [""],
            reads: [
                "7.funding_rate_epoch_duration": "7.epochDuration", "7.next_funding_rate_long": "7.nextRateLong",
                "7.next_funding_rate_short": "7.nextRateShort", "7.next_funding_time": "7.nextTime",
            ]
        ) { try await client($0).funding(symbolIds: [7, 8]) },
        .answer(
            "GET /api/get_funding_info?symbols=HYPEUSDT%2CBTCUSDT", headers: plain, is: #"{"HYPEUSDT":\#(funding)}"#, maps: [""],
            reads: [
                "HYPEUSDT.funding_rate_epoch_duration": "HYPEUSDT.epochDuration", "HYPEUSDT.next_funding_rate_long": "HYPEUSDT.nextRateLong",
                "HYPEUSDT.next_funding_rate_short": "HYPEUSDT.nextRateShort", "HYPEUSDT.next_funding_time": "HYPEUSDT.nextTime",
            ]
        ) { try await client($0).fundingByName(["HYPEUSDT", "BTCUSDT"]) },
    ]

    private static let trading: [Shape] = [Deployment.NumberStyle.strings, .numbers].flatMap { style -> [Shape] in
        let number = number(style)
        let delegation = SignedDelegation(
            delegation: .init(
                delegationInfo: DelegationInfo(
                    account: Fixture.subAccount, delegate: Address(truncating: 4), selectors: [Selector(0x501e_891f)], expiry: 1_900_000_001),
                replayAttackHeader: .init(nonce: .one, deadline: 1_900_000_002, salt: Bytes32(UInt256.one))), signature: [0xcd])
        let delegationJSON = #"""
            {"signedDelegation":{"delegationInfo":{"account":{"addr":"\#(Fixture.subAccount)","isPartyB":false},
            "delegatedSigner":"0x0000000000000000000000000000000000000004","selectors":["0x501e891f"],"expiryTimestamp":\#(number("1900000001"))},
            "replayAttackHeader":{"nonce":\#(number("1")),"deadline":\#(number("1900000002")),
            "salt":"0x0000000000000000000000000000000000000000000000000000000000000001"}},"signature":"0xcd"}
            """#
        let receipt = #"""
            {"action":"add_margin","blockHash":"0x\#(String(repeating: "cd", count: 32))","blockNumber":1234,"dailyRemaining":4,"gasUsed":21000,
            "partyA":"0x000000000000000000000000000000000000abab","transactionHash":"0x\#(String(repeating: "ab", count: 32))"}
            """#
        return [
            .answer(
                "POST /api/instant_trade/instant_open", headers: json,
                body: #"{"addMargin":\#(operationJSON("01", number)),"sendQuote":\#(operationJSON("02", number))}"#,
                named: "POST /api/instant_trade/instant_open, \(style)", is: #"{"temp_quote_id":-711,"partyBmm":"1.5"}"#,
                reads: ["partyBmm": "partyBmm", "temp_quote_id": "tempQuoteId"],
                required: ["temp_quote_id"]
            ) { try await client($0, style).open(OpenRequest(addMargin: operation(1), sendQuote: operation(2))) },
            .answer(
                "POST /api/instant_trade/instant_close", headers: json, body: "[\(operationJSON("01", number)),\(operationJSON("02", number))]",
                named: "POST /api/instant_trade/instant_close with a list, \(style)", is: "null", unread: [""]
            ) {
                try await client($0, style).close(CloseRequest(operations: [operation(1), operation(2)]))
                return "taken"
            },
            .answer(
                "POST /api/instant_trade/instant_close", headers: json, body: #"{"operations":[\#(operationJSON("01", number))]}"#,
                named: "POST /api/instant_trade/instant_close with a member, \(style)", is: "null", unread: [""]
            ) {
                try await client($0, style, closeBody: .operations).close(CloseRequest(operations: [operation(1)]))
                return "taken"
            },
            .answer(
                "POST /api/instant_trade/execute-operation", headers: json, body: #"{"action":"add_margin","operation":\#(operationJSON("01", number))}"#,
                named: "POST /api/instant_trade/execute-operation, add_margin, \(style)", is: receipt,
                reads: ["blockNumber": "blockNumber", "dailyRemaining": "dailyRemaining", "transactionHash": "transactionHash"],
                required: ["transactionHash"],
                unread: ["action", "blockHash", "gasUsed", "partyA"]
            ) { try await client($0, style).execute(.addMargin(operation(1))) },
            .answer(
                "POST /api/instant_trade/execute-operation", headers: json,
                body: #"{"action":"remove_margin","operation":\#(operationJSON("01", number))}"#,
                named: "POST /api/instant_trade/execute-operation, remove_margin, \(style)", is: receipt,
                reads: ["blockNumber": "blockNumber", "dailyRemaining": "dailyRemaining", "transactionHash": "transactionHash"],
                required: ["transactionHash"],
                unread: ["action", "blockHash", "gasUsed", "partyA"]
            ) { try await client($0, style).execute(.removeMargin(operation(1))) },
            .answer(
                "POST /api/instant_trade/execute-operation", headers: json,
                body: #"{"action":"delegate_access_for_session_key","delegation":\#(delegationJSON)}"#,
                named: "POST /api/instant_trade/execute-operation, delegate_access_for_session_key, \(style)", is: receipt,
                reads: ["blockNumber": "blockNumber", "dailyRemaining": "dailyRemaining", "transactionHash": "transactionHash"],
                required: ["transactionHash"],
                unread: ["action", "blockHash", "gasUsed", "partyA"]
            ) { try await client($0, style).execute(.delegate(delegation)) },
        ]
    }

    static let pendingOpen = #"""
        {"cva":"1","lf":"2","partyAmm":"3","partyBmm":"4","quantity":"5","requested_open_price":"6","order_type":1,"position_type":0,"symbol_id":7,
        "temp_quote_id":-711,"party_a_address":"\#(account)","uuid":"a uuid"}
        """#

    private static func status(_ state: String) -> String {
        #"""
        {"state":"\#(state)","quote_id":9565,"error_code":3001,"error_category":"slippage","error_message":"too far","error_detail":"by 3",
        "completion_source":"worker","opened_price":"1.5","margin":"100","cva":"1","lf":"2","party_amm":"3","price":"6","quantity":"5",
        "max_funding_rate":"200","order_type":1,"position_type":0,"symbol_id":7,"sub_account":"\#(account)",
        "party_a_account":"0x000000000000000000000000000000000000cdcd","recovered_at":null,"recovery_log_index":0,"recovery_reason":"",
        "recovery_tx_hash":""}
        """#
    }

    private static let zeroIsNone = "0 is none"

    private static let outcomes: [Shape] = [
        .answer(
            "GET /api/instant_open/\(account)", headers: plain, is: "[\(pendingOpen)]",
            reads: [
                "[].cva": "[].cva", "[].lf": "[].lf", "[].order_type": "[].orderType", "[].partyAmm": "[].partyAmm", "[].partyBmm": "[].partyBmm",
                "[].party_a_address": "[].account", "[].position_type": "[].positionType", "[].quantity": "[].quantity",
                "[].requested_open_price": "[].requestedOpenPrice", "[].symbol_id": "[].symbolId", "[].temp_quote_id": "[].tempQuoteId",
                "[].uuid": "[].correlationId",
            ],
            required: ["[].symbol_id", "[].temp_quote_id"]
        ) { try await client($0).pendingOpens(of: Fixture.subAccount) },
        .answer(
            "GET /api/instant_close/\(account)", headers: plain, is: #"[{"quote_id":9565,"close_price":"1.5","quantity_to_close":"2"}]"#,
            reads: ["[].close_price": "[].closePrice", "[].quantity_to_close": "[].quantity", "[].quote_id": "[].quoteId"],
            required: ["[].quote_id"]
        ) { try await client($0).pendingCloses(of: Fixture.subAccount) },
        .answer(
            "GET /api/instant_quote_id/-711", headers: plain, is: #"{"quote_id":9565}"#,
            reads: ["quote_id": "value"]
        ) { try await client($0).quoteId(of: -711) },
        .answer(
            "GET /api/temp_quote_status/-711", headers: plain, named: "GET /api/temp_quote_status, opened", is: status("Opened"),
            reads: [
                "opened_price": "status.openedPrice", "party_a_account": "status.account", "quote_id": "status.quoteId", "state": "status.state",
                "sub_account": "status.subAccount", "symbol_id": "status.symbolId",
            ],
            required: ["state"],
            unread: [
                "completion_source", "cva", "error_category", "error_code", "error_detail", "error_message", "lf", "margin", "max_funding_rate",
                "order_type", "party_amm", "position_type", "price", "quantity", "recovered_at", "recovery_log_index", "recovery_reason", "recovery_tx_hash",
            ]
        ) { try await client($0).status(of: -711).map { TempQuoteStatusParts($0) } },
        .answer(
            "GET /api/temp_quote_status/-711", headers: plain, named: "GET /api/temp_quote_status, failed", is: status("Failed"),
            raw: ["error_detail"],
            lenient: ["error_category": "a category that is not known is none", "error_code": "words are told where there are no others"],
            reads: [
                "error_category": "status.failure.category", "error_code": "status.failure.code", "error_message": "status.failure.message",
                "opened_price": "status.openedPrice", "party_a_account": "status.account", "quote_id": "status.quoteId",
                "state":
                    "status.failure status.failure.body status.failure.category status.failure.code status.failure.detail status.failure.message status.failure.retryAfter status.failure.status status.state",
                "sub_account": "status.subAccount", "symbol_id": "status.symbolId",
            ],
            required: ["state"],
            unread: [
                "completion_source", "cva", "lf", "margin", "max_funding_rate", "order_type", "party_amm", "position_type", "price", "quantity",
                "recovered_at", "recovery_log_index", "recovery_reason", "recovery_tx_hash",
            ]
        ) { try await client($0).status(of: -711).map { TempQuoteStatusParts($0) } },
        .answer(
            "GET /api/quotes?symbol_id=7&party_a=\(account)&status=4&limit=10&offset=20", headers: plain,
            is: #"{"count":1,"quotes":[{"id":"1","price":"2"}]}"#, raw: ["quotes[]"],
            reads: ["count": "count"],
            required: ["quotes"],
            nullable: ["quotes"]
        ) { try await client($0).quotes(symbolId: 7, partyA: Fixture.subAccount, status: 4, limit: 10, offset: 20) },
    ]

    private static let itself: [Shape] = [
        .answer(
            "GET /api/info", headers: plain, is: #"{"static_solver_fee_open":"0.5","static_solver_fee_close":"0.25"}"#,
            reads: ["static_solver_fee_close": "staticFeeClose", "static_solver_fee_open": "staticFeeOpen"]
        ) { try await client($0).info() },
        .answer(
            "GET /api/instant_trade/eip712-config", headers: plain, is: #"{"domain":{"name":"SymmioInstantLayer","version":"1"},"types":{}}"#, raw: [""]
        ) { try await client($0).eip712Config() },
        .answer(
            "GET /api/error_codes", headers: plain, is: #"{"2000":"Insufficient balance","3001":"Market closed"}"#, maps: [""],
            reads: ["2000": "2000 value", "3001": "3001 value"]
        ) { try await client($0).errorCodes() },
        .answer(
            "GET /api/error_codes/detailed", headers: plain, is: #"[{"code":3001,"category":"symbol_state","http_status":409,"message":"Market closed"}]"#,
            lenient: ["[].category": "a category that is not known is none"],
            reads: ["[].category": "[].category", "[].code": "[].code", "[].http_status": "[].httpStatus", "[].message": "[].message"],
            required: ["[].code"]
        ) { try await client($0).detailedErrorCodes() },
        .answer(
            "GET /api/revenue/7?time_range=24h&type=HedgerFee&start_time=1750000000&end_time=1750003600", headers: plain,
            is: #"{"funding_revenue":"-1.5","hedger_fee_revenue":"2","total_revenue":"0.5","record_count":3}"#,
            reads: ["funding_revenue": "funding", "hedger_fee_revenue": "solverFees", "record_count": "recordCount", "total_revenue": "total"]
        ) { try await client($0).revenue(symbolId: 7, timeRange: "24h", type: "HedgerFee", start: 1_750_000_000, end: 1_750_003_600) },
        .answer(
            "GET /api/revenue/records?id=4&symbolIds=7%2C8&offset=20&limit=10", headers: plain,
            is: #"{"count":1,"records":[{"id":5,"symbol_id":7,"amount":"1.5","created_at":"2026-01-01"}]}"#, raw: ["records[]"],
            reads: ["count": "count"],
            required: ["records"],
            nullable: ["records"]
        ) { try await client($0).revenueRecords(after: 4, symbolIds: [7, 8], offset: 20, limit: 10) },
        .answer(
            "GET /api/stats?include=volume%2Cfees", headers: plain, is: #"{"volume":[{"day":1,"value":"2"}]}"#, raw: [""]
        ) { try await client($0).statistics(including: ["volume", "fees"]) },
    ]
}

/// A status without the answer that it was read from, which it keeps.
struct TempQuoteStatusParts: Sendable {
    var status: TempQuoteStatus
    init(_ status: TempQuoteStatus) {
        self.status = status
        self.status.json = .null
    }
}

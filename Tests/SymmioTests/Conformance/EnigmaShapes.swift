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
            unread: [/*EXPECT*/]
        ) { try await client($0).markets() },
        .answer(
            "GET /api/symbols?symbol_id=7&search=HY&asset=HYPE&token_address=0xab&is_valid=any&state_long=enabled&state_short=close_only&limit=500&offset=20",
            headers: plain, named: "GET /api/symbols",
            is: #"{"count":1,"symbols":[\#(symbol.replacing("STATES", with: #""state_long":3,"state_short":1"#))]}"#,
            lenient: ["symbols[].state_long": stateReason, "symbols[].state_short": stateReason],
            unread: [/*EXPECT*/]
        ) { options in
            var query = SolverClient.MarketQuery()
            (query.symbolId, query.search, query.asset, query.tokenAddress) = (7, "HY", "HYPE", "0xab")
            (query.isValid, query.longState, query.shortState, query.limit, query.offset) = ("any", "enabled", "close_only", 500, 20)
            return try await client(options).searchMarkets(query)
        },
        .answer(
            "GET /api/market-info", headers: plain,
            is: #"{"7":{"trading_volume":"12.5","lifetime_value":"1000"},"total_value_24h":"13.5","total_lifetime_value":"1001"}"#, maps: [""],
            unread: [/*EXPECT*/]
        ) { try await client($0).marketInfo() },
        .answer(
            "GET /api/get_market_info", headers: plain,
            is: #"{"HYPEUSDT":{"trading_volume":"12.5","lifetime_value":"1000"},"total_value_24h":"13.5","total_lifetime_value":"1001"}"#, maps: [""],
            lenient: ["HYPEUSDT": "by its name alone a market is not told from a total that was added"],
            unread: [/*EXPECT*/]
        ) { try await client($0).marketInfoByName() },
        .answer(
            "GET /api/trade-volume/7", headers: plain, is: #"[{"timestamp":"2026-01-01T00:00:00Z","volume":"12.5"}]"#,
            unread: [/*EXPECT*/]
        ) { try await client($0).tradeVolume(symbolId: 7) },
    ]

    private static let funding = #"{"funding_rate_epoch_duration":3600,"next_funding_rate_long":"-0.0001","next_funding_rate_short":"0.0002","next_funding_time":1750000000}"#
    private static let cap = #"""
        {"available_to_long":1250.5,"available_to_short":1300,"open_interest":1000,"price":24.5,"symbol_id":7,"token_balance":5,"total_cap":9000,
        "usdc_balance":6,"used":100,"used_tokens":4,"symbol":"HYPE","error":""}
        """#
    private static let left = "what is left is 0 where a service states less than nothing"

    private static let terms: [Shape] = [
        .answer(
            "GET /api/get_locked_params/HYPEUSDT?leverage=2.5", headers: plain,
            is: #"{"cva":"7","leverage":"2.5","lf":"3","partyAmm":"90","partyBmm":"91"}"#,
            unread: [/*EXPECT*/]
        ) { try await client($0).lockedPercents(market: "HYPEUSDT", leverage: Wad("2.5")) },
        .answer(
            "GET /api/estimated-price?symbol_id=7&quantity=2.5&position_type=long&entry=open&price=36.75", headers: plain, is: #"{"price":"101.5"}"#,
            unread: [/*EXPECT*/]
        ) {
            try await client($0).estimatedPrice(symbolId: 7, quantity: Wad("2.5"), position: .long, isOpening: true, bound: Wad("36.75"))
        },
        .answer(
            "GET /api/estimated-price?symbol_id=7&quantity=2.5&position_type=short&entry=close&price=36.75", headers: plain, is: #"{"price":"101.5"}"#,
            unread: [/*EXPECT*/]
        ) {
            try await client($0).estimatedPrice(symbolId: 7, quantity: Wad("2.5"), position: .short, isOpening: false, bound: Wad("36.75"))
        },
        .answer(
            "GET /api/notional_cap/7", headers: plain, is: cap,
            lenient: ["available_to_long": left, "available_to_short": left, "open_interest": left, "price": left, "total_cap": left, "used": left],
            unread: [/*EXPECT*/]
        ) { try await client($0).notionalCap(symbolId: 7) },
        .answer(
            "GET /api/notional_cap?limit=10&offset=20", headers: plain,
            is: #"{"count":1,"symbols":[\#(cap)],"total_open_interest":1001,"total_used":101}"#,
            lenient: [
                "symbols[].available_to_long": left, "symbols[].available_to_short": left, "symbols[].open_interest": left, "symbols[].price": left,
                "symbols[].total_cap": left, "symbols[].used": left,
            ],
            unread: [/*EXPECT*/]
        ) { try await client($0).notionalCaps(limit: 10, offset: 20) },
        .answer(
            "GET /api/notional_cap/batch?symbol_ids=7%2C8", headers: plain, is: #"{"count":0,"symbols":[],"total_open_interest":"1001","total_used":"101"}"#,
            unread: [/*EXPECT*/]
        ) { try await client($0).notionalCaps(symbolIds: [7, 8]) },
        .answer(
            "GET /api/funding-info?symbol_ids=7%2C8", headers: plain, is: #"{"7":\#(funding)}"#, maps: [""],
            unread: [/*EXPECT*/]
        ) { try await client($0).funding(symbolIds: [7, 8]) },
        .answer(
            "GET /api/get_funding_info?symbols=HYPEUSDT%2CBTCUSDT", headers: plain, is: #"{"HYPEUSDT":\#(funding)}"#, maps: [""],
            unread: [/*EXPECT*/]
        ) { try await client($0).fundingByName(["HYPEUSDT", "BTCUSDT"]) },
    ]

    private static let trading: [Shape] = [Deployment.NumberStyle.strings, .numbers].flatMap { style -> [Shape] in
        let number = number(style)
        let delegation = SignedDelegation(
            delegation: .init(
                delegationInfo: DelegationInfo(account: Fixture.subAccount, delegate: Address(truncating: 4), selectors: [Selector(0x501e_891f)], expiry: 1_900_000_001),
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
                unread: [/*EXPECT*/]
            ) { try await client($0, style).open(OpenRequest(addMargin: operation(1), sendQuote: operation(2))) },
            .answer(
                "POST /api/instant_trade/instant_close", headers: json, body: "[\(operationJSON("01", number)),\(operationJSON("02", number))]",
                named: "POST /api/instant_trade/instant_close with a list, \(style)", is: "null"
            ) {
                try await client($0, style).close(CloseRequest(operations: [operation(1), operation(2)]))
                return "taken"
            },
            .answer(
                "POST /api/instant_trade/instant_close", headers: json, body: #"{"operations":[\#(operationJSON("01", number))]}"#,
                named: "POST /api/instant_trade/instant_close with a member, \(style)", is: "null"
            ) {
                try await client($0, style, closeBody: .operations).close(CloseRequest(operations: [operation(1)]))
                return "taken"
            },
            .answer(
                "POST /api/instant_trade/execute-operation", headers: json, body: #"{"action":"add_margin","operation":\#(operationJSON("01", number))}"#,
                named: "POST /api/instant_trade/execute-operation, add_margin, \(style)", is: receipt,
                unread: [/*EXPECT*/]
            ) { try await client($0, style).execute(.addMargin(operation(1))) },
            .answer(
                "POST /api/instant_trade/execute-operation", headers: json,
                body: #"{"action":"remove_margin","operation":\#(operationJSON("01", number))}"#,
                named: "POST /api/instant_trade/execute-operation, remove_margin, \(style)", is: receipt,
                unread: [/*EXPECT*/]
            ) { try await client($0, style).execute(.removeMargin(operation(1))) },
            .answer(
                "POST /api/instant_trade/execute-operation", headers: json,
                body: #"{"action":"delegate_access_for_session_key","delegation":\#(delegationJSON)}"#,
                named: "POST /api/instant_trade/execute-operation, delegate_access_for_session_key, \(style)", is: receipt,
                unread: [/*EXPECT*/]
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
            unread: [/*EXPECT*/]
        ) { try await client($0).pendingOpens(of: Fixture.subAccount) },
        .answer(
            "GET /api/instant_close/\(account)", headers: plain, is: #"[{"quote_id":9565,"close_price":"1.5","quantity_to_close":"2"}]"#,
            unread: [/*EXPECT*/]
        ) { try await client($0).pendingCloses(of: Fixture.subAccount) },
        .answer(
            "GET /api/instant_quote_id/-711", headers: plain, is: #"{"quote_id":9565}"#,
            unread: [/*EXPECT*/]
        ) { try await client($0).quoteId(of: -711) },
        .answer(
            "GET /api/temp_quote_status/-711", headers: plain, named: "GET /api/temp_quote_status, opened", is: status("Opened"),
            lenient: ["state": "the words that mean a failure bring in what else is said of it"],
            unread: [/*EXPECT*/]
        ) { try await client($0).status(of: -711).map { TempQuoteStatusParts($0) } },
        .answer(
            "GET /api/temp_quote_status/-711", headers: plain, named: "GET /api/temp_quote_status, failed", is: status("Failed"),
            raw: ["error_detail"], lenient: ["error_category": "a category that is not known is none"],
            unread: [/*EXPECT*/]
        ) { try await client($0).status(of: -711).map { TempQuoteStatusParts($0) } },
        .answer(
            "GET /api/quotes?symbol_id=7&party_a=\(account)&status=4&limit=10&offset=20", headers: plain,
            is: #"{"count":1,"quotes":[{"id":"1","price":"2"}]}"#, raw: ["quotes[]"],
            unread: [/*EXPECT*/]
        ) { try await client($0).quotes(symbolId: 7, partyA: Fixture.subAccount, status: 4, limit: 10, offset: 20) },
    ]

    private static let itself: [Shape] = [
        .answer(
            "GET /api/info", headers: plain, is: #"{"static_solver_fee_open":"0.5","static_solver_fee_close":"0.25"}"#,
            unread: [/*EXPECT*/]
        ) { try await client($0).info() },
        .answer(
            "GET /api/instant_trade/eip712-config", headers: plain, is: #"{"domain":{"name":"SymmioInstantLayer","version":"1"},"types":{}}"#, raw: [""],
            unread: [/*EXPECT*/]
        ) { try await client($0).eip712Config() },
        .answer(
            "GET /api/error_codes", headers: plain, is: #"{"2000":"Insufficient balance","3001":"Market closed"}"#, maps: [""],
            unread: [/*EXPECT*/]
        ) { try await client($0).errorCodes() },
        .answer(
            "GET /api/error_codes/detailed", headers: plain, is: #"[{"code":3001,"category":"symbol_state","http_status":409,"message":"Market closed"}]"#,
            lenient: ["[].category": "a category that is not known is none"],
            unread: [/*EXPECT*/]
        ) { try await client($0).detailedErrorCodes() },
        .answer(
            "GET /api/revenue/7?time_range=24h&type=HedgerFee&start_time=1750000000&end_time=1750003600", headers: plain,
            is: #"{"funding_revenue":"-1.5","hedger_fee_revenue":"2","total_revenue":"0.5","record_count":3}"#,
            unread: [/*EXPECT*/]
        ) { try await client($0).revenue(symbolId: 7, timeRange: "24h", type: "HedgerFee", start: 1_750_000_000, end: 1_750_003_600) },
        .answer(
            "GET /api/revenue/records?id=4&symbolIds=7%2C8&offset=20&limit=10", headers: plain,
            is: #"{"count":1,"records":[{"id":5,"symbol_id":7,"amount":"1.5","created_at":"2026-01-01"}]}"#, raw: ["records[]"],
            unread: [/*EXPECT*/]
        ) { try await client($0).revenueRecords(after: 4, symbolIds: [7, 8], offset: 20, limit: 10) },
        .answer(
            "GET /api/stats?include=volume%2Cfees", headers: plain, is: #"{"volume":[{"day":1,"value":"2"}]}"#, raw: [""],
            unread: [/*EXPECT*/]
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

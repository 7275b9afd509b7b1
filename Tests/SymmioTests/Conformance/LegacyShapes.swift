import EVMClient
import EVMCore
import Foundation
import SymmioContracts

@testable import Symmio

/// The older flow's solver and its handler of take-profit and stop-loss orders, endpoint by endpoint.
enum LegacyShapes {
    static func client(_ options: ServiceOptions) -> LegacySolverClient {
        let url = URL(string: "http://host/v1/") ?? URL(filePath: "/")
        var deployment = LegacyDeployment(
            name: "test", chainId: 42_161, symmioCore: Address(truncating: 1), multiAccount: Address(truncating: 2),
            collateral: .init(address: Address(truncating: 3), decimals: 6), partyB: Address(truncating: 4), solverURL: url)
        deployment.conditionalOrders = .init(baseURL: URL(string: "http://host/coh/api/v4") ?? url, appName: "VIBE")
        return LegacySolverClient(deployment, options: options)
    }

    private static let account = Fixture.subAccount.checksummed
    private static let token = BearerToken(value: "s3cret.token", account: Fixture.subAccount, expiresAt: 2_000_000_000)
    private static let plain = EnigmaShapes.plain
    private static let bearing: [String: String?] = EnigmaShapes.plain.merging(["Authorization": "Bearer s3cret.token"]) { $1 }
    private static let body: [String: String?] = EnigmaShapes.json.merging(["Authorization": "Bearer s3cret.token"]) { $1 }

    static let all: [Shape] = signIn + orders + takingBack + pending + records

    private static let signIn: [Shape] = [
        .answer(
            "GET /v1/nonce/\(account)", headers: plain, is: #"{"nonce":"a1B2c3D4e5"}"#,
            reads: ["nonce": "value"],
            required: ["nonce"]
        ) { try await client($0).nonce(for: Fixture.subAccount) },
        .answer(
            "POST /v1/login", headers: EnigmaShapes.json.merging(["Origin": "http://localhost:3000", "Referer": "http://localhost:3000"]) { $1 },
            body: #"""
                {"account_address":"\#(account)","expiration_time":"2026-01-02T00:00:00.000Z","issued_at":"2026-01-01T00:00:00.000Z",
                "signature":"0x0102","nonce":"a1B2c3D4e5"}
                """#, is: #"{"access_token":"ey.J0.x"}"#,
            reads: ["access_token": "value"],
            required: ["access_token"]
        ) {
            let login = LegacyLogin(
                account: Fixture.subAccount, nonce: "a1B2c3D4e5", issuedAt: "2026-01-01T00:00:00.000Z", expirationTime: "2026-01-02T00:00:00.000Z",
                signature: Bytes([1, 2]))
            return try await client($0).login(login, expiresAt: 7).header
        },
    ]

    private static let rfq = #"""
        {"position_type":0,"temp_quote_id":"-711","symbol_id":"340","requested_open_price":"2.46288","quantity":"6.1","party_a_address":"\#(account)",
        "cva":"0.1","partyAmm":"0.2","partyBmm":"0.3","lf":"0.4","order_type":1}
        """#

    private static let openBody = #"""
        {"symbolId":340,"positionType":0,"orderType":1,"price":"2.46288","quantity":"6.1","cva":"0.3755892","lf":"0.1877946","partyAmm":"6.9484002",
        "partyBmm":"7.511784","maxFundingRate":"200","deadline":1800000000}
        """#

    private static func open(_ options: ServiceOptions) async throws -> PendingOpen {
        let values = try LegacyLockedValues(
            price: try Wad("2.46288"), quantity: try Wad("6.1"), leverage: .one,
            percents: LockedPercents(cva: try Wad("2.5"), lf: try Wad("1.25"), partyAmm: try Wad("46.25"), partyBmm: try Wad("50")))
        let request = LegacyOpenRequest(
            symbolId: 340, position: .long, price: try Wad("2.46288"), quantity: try Wad("6.1"), lockedValues: values, maxFundingRate: try Wad("200"),
            deadline: 1_800_000_000)
        return try await client(options).open(request, token: token)
    }

    private static let yes = #"{"successful":true,"message":"on its way"}"#

    private static let one = "documented as a list of one, seen as the object itself"

    private static let orders: [Shape] = [
        .answer(
            "POST /v1/instant_open", headers: body, body: openBody, is: rfq,
            reads: [
                "cva": "cva", "lf": "lf", "order_type": "orderType", "partyAmm": "partyAmm", "partyBmm": "partyBmm", "party_a_address": "account",
                "position_type": "positionType", "quantity": "quantity", "requested_open_price": "requestedOpenPrice", "symbol_id": "symbolId",
                "temp_quote_id": "tempQuoteId",
            ],
            required: ["symbol_id", "temp_quote_id"]
        ) { try await open($0) },
        .answer(
            "POST /v1/instant_open", headers: body, body: openBody, named: "POST /v1/instant_open, answered by a list", is: "[\(rfq)]", forms: ["": one],
            reads: [
                "[].cva": "cva", "[].lf": "lf", "[].order_type": "orderType", "[].partyAmm": "partyAmm", "[].partyBmm": "partyBmm",
                "[].party_a_address": "account", "[].position_type": "positionType", "[].quantity": "quantity",
                "[].requested_open_price": "requestedOpenPrice", "[].symbol_id": "symbolId", "[].temp_quote_id": "tempQuoteId",
            ],
            required: ["[].symbol_id", "[].temp_quote_id"]
        ) { try await open($0) },
        .answer(
            "POST /v1/instant_close", headers: body, body: #"{"quote_id":228234,"quantity_to_close":"6.1","close_price":"2.4"}"#, is: yes,
            reads: ["successful": "(refusal)"],
            required: ["successful"],
            unread: ["message"]
        ) {
            try await client($0).close(LegacyCloseRequest(quoteId: 228_234, quantity: Wad("6.1"), price: Wad("2.4")), token: token)
            return "taken"
        },
        .answer(
            "POST /coh/api/v4/", headers: body.merging(["App-Name": "VIBE"]) { $1 },
            body: #"""
                {"account_address":"\#(account)","quote_id":179921,"symbol_id":4,"multi_account_address":"0x0000000000000000000000000000000000000002",
                "hedger_whitelist":["0x0000000000000000000000000000000000000004"],"conditional_orders":[
                {"quantity":"6.1","price":"2.4","conditional_price":"2","conditional_price_type":"last_close","order_type":1,"position_type":1,
                "conditional_order_type":"take_profit","leverage":3},
                {"quantity":"6.1","price":"2.4","conditional_price":"3","conditional_price_type":"last_close","order_type":1,"position_type":1,
                "conditional_order_type":"stop_loss","leverage":3}]}
                """#, is: yes, lenient: ["successful": "no is said by false alone"],
            reads: ["successful": "(refusal)"],
            unread: ["", "message"]
        ) { options in
            func leg(_ trigger: String) throws -> ConditionalOrder.Leg {
                .init(quantity: try Wad("6.1"), price: try Wad("2.4"), trigger: try Wad(trigger), triggerType: .lastClose)
            }
            let orders = LegacyConditionalOrders(
                account: Fixture.subAccount, quoteId: 179_921, symbolId: 4, position: .short, leverage: 3, multiAccount: Address(truncating: 2),
                solvers: [Address(truncating: 4)], takeProfit: try leg("2"), stopLoss: try leg("3"))
            try await client(options).set(orders, token: token)
            return "set"
        },
    ]

    private static let takingBack: [Shape] = [
        .answer(
            "DELETE /v1/instant_open/-711", headers: bearing, is: yes,
            reads: ["successful": "(refusal)"],
            required: ["successful"],
            unread: ["message"]
        ) {
            try await client($0).cancelOpen(-711, token: token)
            return "taken back"
        },
        .answer(
            "DELETE /v1/instant_close/228234", headers: bearing, is: yes,
            reads: ["successful": "(refusal)"],
            required: ["successful"],
            unread: ["message"]
        ) {
            try await client($0).cancelClose(228_234, token: token)
            return "taken back"
        },
    ]

    private static let pending: [Shape] = [
        .answer(
            "GET /v1/instant_open/\(account)", headers: bearing, is: "[\(rfq)]",
            reads: [
                "[].cva": "[].cva", "[].lf": "[].lf", "[].order_type": "[].orderType", "[].partyAmm": "[].partyAmm", "[].partyBmm": "[].partyBmm",
                "[].party_a_address": "[].account", "[].position_type": "[].positionType", "[].quantity": "[].quantity",
                "[].requested_open_price": "[].requestedOpenPrice", "[].symbol_id": "[].symbolId", "[].temp_quote_id": "[].tempQuoteId",
            ],
            required: ["[].symbol_id", "[].temp_quote_id"]
        ) { try await client($0).pendingOpens(of: Fixture.subAccount, token: token) },
        .answer(
            "GET /v1/instant_close/\(account)", headers: bearing, is: #"[{"quote_id":228234,"quantity_to_close":"6.1","close_price":"2.4"}]"#,
            reads: ["[].close_price": "[].closePrice", "[].quantity_to_close": "[].quantity", "[].quote_id": "[].quoteId"],
            required: ["[].quote_id"]
        ) { try await client($0).pendingCloses(of: Fixture.subAccount, token: token) },
    ]

    private static let notNegative = "only a number below 0 is a temporary id"

    private static let records: [Shape] = [
        .answer(
            "POST /v1/position-state/10/20", headers: EnigmaShapes.json,
            body: #"{"address":"\#(account)","quote_id":-711,"create_time_gte":1785909000}"#, is: #"{"count":1,"position_state":[\#(RasaShapes.state)]}"#,
            lenient: [
                "position_state[].temp_quote_id": notNegative, "position_state[].error_code": "a word is told as the kind of failure where there is no other",
            ],
            reads: [
                "position_state[].action_status": "[].status", "position_state[].avg_price_close": "[].closePrice",
                "position_state[].avg_price_open": "[].openPrice", "position_state[].counterparty_address": "[].account",
                "position_state[].create_time": "[].createdAt", "position_state[].error_code": "[].errorCode", "position_state[].failure_type": "[].failure",
                "position_state[].filled_amount_close": "[].filledClose", "position_state[].filled_amount_open": "[].filledOpen",
                "position_state[].id": "[].id", "position_state[].last_seen_action": "[].action", "position_state[].modify_time": "[].modifiedAt",
                "position_state[].quote_id": "[].quoteId", "position_state[].temp_quote_id": "[].tempQuoteId",
            ],
            required: ["position_state", "position_state[].action_status"],
            nullable: ["position_state"],
            unread: ["count", "position_state[].order_type", "position_state[].state_type"]
        ) { try await client($0).positionStates(account: Fixture.subAccount, quoteId: -711, since: 1_785_909_000, start: 10, size: 20) },
        .answer(
            "POST /v1/position-state/0/100", headers: EnigmaShapes.json, body: "{}", named: "POST /v1/position-state of an order without a quote",
            is: #"{"count":1,"position_state":[{"id":"a1","quote_id":-711,"last_seen_action":"InstantRFQ","action_status":"failed"}]}"#,
            reads: [
                "position_state[].action_status": "[].status", "position_state[].id": "[].id", "position_state[].last_seen_action": "[].action",
                "position_state[].quote_id": "[].quoteId [].tempQuoteId",
            ],
            required: ["position_state", "position_state[].action_status"],
            nullable: ["position_state"],
            unread: ["count"]
        ) { try await client($0).positionStates() },
        .answer(
            "GET /v1/contract-symbols", headers: plain,
            is: #"{"symbols":[{"symbol_id":340,"name":"XRPUSDT","price_precision":4,"quantity_precision":1,"lot_size":"0.1"}]}"#,
            reads: [
                "symbols[].lot_size": "[].lotSize", "symbols[].name": "[].name", "symbols[].price_precision": "[].pricePrecision",
                "symbols[].quantity_precision": "[].quantityPrecision", "symbols[].symbol_id": "[].id",
            ],
            required: ["symbols[].symbol_id"]
        ) { try await client($0).reads.markets() },
        .answer(
            "GET /v1/get_locked_params/XRPUSDT?leverage=1", headers: plain,
            is: #"{"cva":"2.5","lf":"1.25","partyAmm":"46.25","partyBmm":"50","leverage":"1","message":"Success"}"#,
            reads: ["cva": "cva", "lf": "lf", "message": "(refusal)", "partyAmm": "partyAmm", "partyBmm": "partyBmm"],
            unread: ["leverage"]
        ) { try await client($0).reads.lockedPercents(market: "XRPUSDT", leverage: Wad("1")) },
    ]
}

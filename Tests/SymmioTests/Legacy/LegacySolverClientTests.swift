import EVMClient
import EVMCore
import Foundation
import SymmioContracts
import Testing

@testable import Symmio

/// What goes over the wire in the older flow, and which answers are understood.
@Suite struct LegacySolverClientTests {
    static let account = Address(truncating: UInt256(0xaa as UInt64))

    func client(_ transport: ScriptedTransport) throws -> LegacySolverClient {
        LegacySolverClient(
            LegacyDeployment(
                name: "test", chainId: 42_161, symmioCore: Address(truncating: 1), multiAccount: Address(truncating: 2),
                collateral: .init(address: Address(truncating: 3), decimals: 6), partyB: Address(truncating: 4),
                solverURL: try .test("http://host/v1/")), options: transport.options)
    }

    var token: BearerToken { BearerToken(value: "s3cret.token", account: Self.account, expiresAt: 2_000_000_000) }

    func request() throws -> LegacyOpenRequest {
        let values = try LegacyLockedValues(
            price: try Wad("2.46288"), quantity: try Wad("6.1"), leverage: .one,
            percents: LockedPercents(cva: try Wad("2.5"), lf: try Wad("1.25"), partyAmm: try Wad("46.25"), partyBmm: try Wad("50")))
        return LegacyOpenRequest(
            symbolId: 340, position: .long, price: try Wad("2.46288"), quantity: try Wad("6.1"), lockedValues: values, maxFundingRate: try Wad("200"),
            deadline: 1_800_000_000)
    }

    // MARK: Signing in

    @Test func signsInAsTheExampleDoes() async throws {
        let transport = ScriptedTransport(.json(#"{"nonce": "a1B2c3D4e5", "more": 1}"#), .json(#"{"access_token": "ey.J0.x"}"#))
        let client = try client(transport)
        let nonce = try await client.nonce(for: Self.account)
        #expect(nonce == "a1B2c3D4e5")
        let login = LegacyLogin(
            account: Self.account, nonce: nonce, issuedAt: "2026-01-01T00:00:00.000Z", expirationTime: "2026-01-02T00:00:00.000Z",
            signature: Bytes([1, 2]))
        let token = try await client.login(login, expiresAt: 7)
        #expect(transport.lines == ["GET /v1/nonce/\(Self.account.checksummed)", "POST /v1/login"])
        #expect(
            try transport.body(1) == [
                "account_address": .string(Self.account.checksummed), "nonce": "a1B2c3D4e5", "issued_at": "2026-01-01T00:00:00.000Z",
                "expiration_time": "2026-01-02T00:00:00.000Z", "signature": "0x0102",
            ])
        #expect(transport.requests[1].headers["Origin"] == "http://localhost:3000")
        #expect(transport.requests[1].headers["Referer"] == "http://localhost:3000")
        #expect(token.expiresAt == 7)
        #expect(client.deployment.loginURI == "http://host/v1/login")
    }

    @Test(arguments: [#"{"access_token": 5}"#, #"{"access_token": ""}"#, #"{"access_token": "a\r\nX: y"}"#, #"{}"#])
    func takesNoWrongToken(answer: String) async throws {
        let client = try client(ScriptedTransport(.json(answer)))
        let login = LegacyLogin(account: Self.account, nonce: "", issuedAt: "", expirationTime: "", signature: Bytes())
        let path = await faultPath { try await client.login(login, expiresAt: 0) }
        #expect(path == "access_token")
    }

    @Test func theTokenIsInNoText() {
        var dumped = ""
        dump(token, to: &dumped)
        for text in ["\(token)", String(describing: token), String(reflecting: token), dumped, "\([token])", "\(Optional(token) as Any)"] {
            #expect(!text.contains("s3cret"))
        }
    }

    // MARK: Orders

    @Test func sendsAnOpenAsTheExampleDoes() async throws {
        let transport = ScriptedTransport(.json(#"{"temp_quote_id": -12, "symbol_id": 340}"#))
        let pending = try await client(transport).open(try request(), token: token)
        #expect(pending.tempQuoteId == -12)
        #expect(transport.lines == ["POST /v1/instant_open"])
        #expect(transport.requests[0].headers["Authorization"] == "Bearer s3cret.token")
        #expect(transport.requests[0].headers["Content-Type"] == "application/json")
        #expect(
            try transport.body() == [
                "symbolId": 340, "positionType": 0, "orderType": 1, "price": "2.46288", "quantity": "6.1", "cva": "0.3755892", "lf": "0.1877946",
                "partyAmm": "6.9484002", "partyBmm": "7.511784", "maxFundingRate": "200", "deadline": 1_800_000_000,
            ])
    }

    /// Documented as a list of one with texts, seen as an object with numbers.
    @Test(arguments: [
        #"[{"position_type": 0, "temp_quote_id": "-7", "symbol_id": "340", "requested_open_price": "2.46288", "quantity": "6.1", "party_a_address": "0x00000000000000000000000000000000000000aa", "cva": "0.1", "partyAmm": "0.2", "partyBmm": "0.3", "lf": "0.4", "order_type": 1, "new": []}]"#,
        #"{"position_type": "0", "temp_quote_id": -7, "symbol_id": 340, "requested_open_price": 2.46288, "quantity": 6.1, "party_a_address": "0x00000000000000000000000000000000000000AA", "cva": 0.1, "partyAmm": 0.2, "partyBmm": 0.3, "lf": 0.4, "order_type": "1"}"#,
    ]) func readsBothForms(answer: String) async throws {
        let pending = try await client(ScriptedTransport(.json(answer))).open(try request(), token: token)
        #expect(pending.tempQuoteId == -7)
        #expect(pending.symbolId == 340)
        #expect(pending.quantity == (try Wad("6.1")))
        #expect(pending.requestedOpenPrice == (try Wad("2.46288")))
        #expect(pending.partyBmm == (try Wad("0.3")))
        #expect(pending.account == Self.account)
    }

    @Test(arguments: [
        (#"[]"#, ""), (#"{"symbol_id": 1}"#, "temp_quote_id"), (#"[{"temp_quote_id": true, "symbol_id": 1}]"#, "[0].temp_quote_id"),
        (#"{"temp_quote_id": -1, "symbol_id": 1, "cva": {}}"#, "cva"), (#"{"temp_quote_id": -1, "symbol_id": "x"}"#, "symbol_id"),
    ]) func namesTheFieldOfAWrongType(answer: String, path: String) async throws {
        let client = try client(ScriptedTransport(.json(answer)))
        let request = try request()
        let found = await faultPath { try await client.open(request, token: token) }
        #expect(found == path)
    }

    @Test func closesAndCancels() async throws {
        let yes = #"{"successful": true, "message": "ok"}"#
        let transport = ScriptedTransport(.json(yes), .json(#"{"successful": "true"}"#), .json(yes))
        let client = try client(transport)
        try await client.close(LegacyCloseRequest(quoteId: 228_234, quantity: try Wad("0.5"), price: try Wad("61000.5")), token: token)
        try await client.cancelOpen(-711, token: token)
        try await client.cancelClose(228_234, token: token)
        #expect(transport.lines == ["POST /v1/instant_close", "DELETE /v1/instant_open/-711", "DELETE /v1/instant_close/228234"])
        #expect(try transport.body() == ["quote_id": 228_234, "quantity_to_close": "0.5", "close_price": "61000.5"])
        #expect(transport.requests.allSatisfy { $0.headers["Authorization"] == "Bearer s3cret.token" })
    }

    @Test(arguments: [
        (#"{"successful": false, "message": "too late", "error_code": 12}"#, 200, 12, "too late"),
        (#"{"error_code": 4013, "error_message": "too many", "error_detail": ["5"]}"#, 400, 4013, "too many"),
        (#"{"detail": [{"loc": ["body", "price"], "msg": "field required", "type": "value_error.missing"}]}"#, 422, nil, nil),
        (#"{"detail": "Could not validate credentials"}"#, 401, nil, nil), (#"<html>"#, 404, nil, nil),
    ]) func readsEveryFormOfRefusal(answer: String, status: Int, code: Int?, message: String?) async throws {
        let client = try client(ScriptedTransport(.json(answer, status: status)))
        let found = await refusal { try await client.cancelOpen(-1, token: token) }
        #expect(found?.status == status)
        #expect(found?.code == code)
        #expect(found?.message == message)
        #expect(found?.outcomeIsUnknown == false)
        #expect(found.map { !"\($0)".contains("s3cret") } == true)
    }

    @Test func setsTakeProfitAndStopLossByTheToken() async throws {
        let transport = ScriptedTransport(
            .json(#"{"anything": 1}"#), .json(#"{"successful": false, "message": "Not found", "error_code": 4}"#), .json(#"{"successful": 7}"#))
        var deployment = try client(transport).deployment
        deployment.conditionalOrders = .init(baseURL: try .test("http://host/api/v4"), appName: "VIBE")
        let client = LegacySolverClient(deployment, options: transport.options)
        let leg = ConditionalOrder.Leg(quantity: try Wad("6.1"), price: try Wad("2.4"), trigger: try Wad("2"), triggerType: .lastClose)
        let orders = LegacyConditionalOrders(
            account: Self.account, quoteId: 179_921, symbolId: 4, position: .short, leverage: 3, multiAccount: deployment.multiAccount,
            solvers: [deployment.partyB], takeProfit: leg, stopLoss: nil)
        try await client.set(orders, token: token)
        #expect(transport.lines == ["POST /api/v4/"])
        #expect(transport.requests[0].headers["Authorization"] == "Bearer s3cret.token")
        #expect(transport.requests[0].headers["App-Name"] == "VIBE")
        #expect(
            try transport.body() == [
                "account_address": .string(Self.account.checksummed), "quote_id": 179_921, "symbol_id": 4,
                "multi_account_address": .string(deployment.multiAccount.checksummed),
                "hedger_whitelist": [.string(deployment.partyB.checksummed)],
                "conditional_orders": [
                    [
                        "quantity": "6.1", "price": "2.4", "conditional_price": "2", "conditional_price_type": "last_close", "order_type": 1,
                        "position_type": 1, "conditional_order_type": "take_profit", "leverage": 3,
                    ]
                ],
            ])
        let refused = await refusal { try await client.set(orders, token: token) }
        #expect(refused?.code == 4)
        let path = await faultPath { try await client.set(orders, token: token) }
        #expect(path == "successful")
    }

    // MARK: The record

    @Test func readsTheRecord() async throws {
        let transport = ScriptedTransport(
            .json(
                #"""
                {"count": 3, "position_state": [
                  {"id": "a1", "create_time": 1700000000, "modify_time": "1700000001", "quote_id": 228234, "temp_quote_id": -711,
                   "counterparty_address": "0x00000000000000000000000000000000000000aa", "filled_amount_open": "6.1", "filled_amount_close": null,
                   "avg_price_open": 2.4, "last_seen_action": "SendQuoteTransaction", "action_status": "success", "failure_type": null,
                   "error_code": null, "order_type": 1, "state_type": "report", "version": 2},
                  {"id": 7, "quote_id": -712, "last_seen_action": "InstantRFQ", "action_status": "failed", "failure_type": "Balance", "error_code": "4014"},
                  {"quote_id": null, "action_status": "seen"}]}
                """#))
        let rows = try await client(transport).positionStates(account: Self.account, since: 5, start: 10, size: 20)
        #expect(transport.lines == ["POST /v1/position-state/10/20"])
        #expect(try transport.body() == ["address": .string(Self.account.checksummed), "create_time_gte": 5])
        #expect(rows.map(\.quoteId) == [228_234, nil, nil])
        #expect(rows.map(\.tempQuoteId) == [-711, -712, nil])
        #expect(rows[0].openPrice == (try Wad("2.4")))
        #expect(rows[1].hasFailed)
        #expect(rows[1].errorCode == 4014)
        #expect(rows[1].refusal.message == "Balance")
    }

    @Test func namesTheFieldInTheRecord() async throws {
        let client = try client(ScriptedTransport(.json(#"{"position_state": [{"action_status": "success", "avg_price_open": []}]}"#)))
        let path = await faultPath { try await client.positionStates() }
        #expect(path == "position_state[0].avg_price_open")
    }

    // MARK: The deployment

    @Test func readsItsOwnForm() throws {
        var deployment = try client(ScriptedTransport()).deployment
        deployment.signIn = .init(domain: "app.example", origin: "https://app.example", uri: "https://solver.example/login")
        deployment.prices = .init(kind: .binance, baseURL: try .test("https://p.example"), socket: try .test("wss://p.example/ws"))
        deployment.conditionalOrders = .init(baseURL: try .test("https://c.example/api/v4"), appName: "APP")
        #expect(try LegacyDeployment(json: Data(deployment.json.utf8)) == deployment)
        // What is wrong with an address is told without what may be a key in it.
        let faulty = deployment.json.text.replacing("https://p.example", with: "ftp://me:secret@p.example/secret")
        let error = #expect(throws: DeploymentError.self) { try LegacyDeployment(json: Data(faulty.utf8)) }
        #expect(error?.description.contains("'ftp://p.example/…'") == true)
        #expect(error?.description.contains("secret") == false)
    }

    @Test(arguments: [
        (#"{"chainId": "x"}"#, "collateral"), (#"[]"#, ""), (#"{"collateral": {"decimals": 6}, "name": "", "chainId": -1}"#, "chainId"),
    ]) func namesWhatIsWrongInADeployment(text: String, path: String) throws {
        do throws(DeploymentError) {
            _ = try LegacyDeployment(json: Data(text.utf8))
            Issue.record("read")
        } catch {
            switch error {
            case .invalidField(let found, _): #expect(found == path)
            case .malformedJSON: #expect(path.isEmpty)
            default: Issue.record("\(error)")
            }
        }
    }

    /// The selectors that the documents of the older flow name.
    @Test func delegatesTheDocumentedSelectors() throws {
        #expect(
            LegacyDeployment.documentedSelectors.map(\.description)
                == ["0x7f2755b2", "0x40f1310c", "0x501e891f", "0xa8ffc7ab", "0xa63b9363", "0x90ca796b"])
        #expect(!LegacyDeployment.tradingSelectors.contains(try LegacyDeployment.selector(of: "allocate")))
        #expect(LegacyDeployment.signature(of: try Selector(hex: "0x501e891f")) == "requestToClosePosition(uint256,uint256,uint256,uint8,uint256)")
    }
}

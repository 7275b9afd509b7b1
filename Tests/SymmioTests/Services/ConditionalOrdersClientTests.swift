import EVMClient
import EVMCore
import Testing

@testable import Symmio

/// The conditional-orders handler by the shapes of its messages.
@Suite struct ConditionalOrdersClientTests {
    static func client(_ transport: ScriptedTransport) throws -> ConditionalOrdersClient {
        ConditionalOrdersClient(
            .init(baseURL: try .test("http://host"), appName: "Test_COH", botAddress: .zero, socket: try .test("ws://host/ws")), options: transport.options)
    }

    static func request() async throws -> ConditionalOrderRequest {
        let message = try ConditionalOrderTests.order().message(pricePrecision: 2, quantityPrecision: 2)
        return try await ConditionalOrderRequest(
            message, spec: SigningSpec(standardFor: Fixture.hyperEVM()), deployment: Fixture.hyperEVM(), signer: Fixture.session)
    }

    @Test func configurationAndSpecs() async throws {
        let spec = try ConditionalOrderTests.spec()
        let json = JSONValue.object([
            "domain": spec.rawDomain, "types": spec.jsonTypes, "primaryType": .string(spec.primaryType),
        ]).text
        let transport = ScriptedTransport(
            .json(#"{"MaxRequestTimeDeltaSeconds":60,"MinPriceDistancePercent":0.5,"MinProfitStopLossSpreadPercent":"1","MaxActiveOrdersPerUser":200}"#),
            .json(json), .json(json))
        let client = try Self.client(transport)
        let configuration = try await client.configuration()
        #expect(configuration.minPriceDistancePercent == (try wad("0.5")))
        #expect(configuration.minSpreadPercent == (try wad("1")))
        #expect(configuration.maxActiveOrders == 200)
        #expect(try await client.signingSpec() == spec)
        #expect(try await client.deletionSigningSpec() == spec)
        #expect(transport.lines == ["GET /api/v5/configs/", "GET /api/v5/signing-spec", "GET /api/v5/signing-spec-del"])
        #expect(transport.requests.allSatisfy { $0.headers["App-Name"] == "Test_COH" && $0.headers["Accept"] == "application/json" })
    }

    @Test func submissions() async throws {
        let transport = ScriptedTransport(
            .json(#"{"successful":true,"coh_quote_id":"coh740"}"#), .json(#"{"successful":"true","cohQuoteId":"coh741"}"#), .json(#"{"message":"ok"}"#),
            .json(#"{"successful":false,"message":"bad","error_code":407,"error_detail":["price"]}"#), .json(#"{"successful":"false","message":"worse"}"#),
            .json(#"{"successful":true,"message":"deleted"}"#))
        let client = try Self.client(transport)
        let request = try await Self.request()
        #expect(try await client.submit(request) == "coh740")
        #expect(try await client.submit(request) == "coh741")
        #expect(try await client.submit(request) == nil)
        #expect(await refusal { try await client.submit(request) }?.code == 407)
        #expect(await refusal { try await client.submit(request) }?.message == "worse")
        try await client.delete(request)
        #expect(transport.lines == Array(repeating: "POST /api/v5/", count: 5) + ["DELETE /api/v5/"])
        #expect(try transport.body() == request.body)
    }

    @Test func submissionsAreSentOnce() async throws {
        let transport = ScriptedTransport(.json("x", status: 503), .json(#"{"successful":true}"#))
        let client = try Self.client(transport)
        let request = try await Self.request()
        let refused = await refusal { try await client.submit(request) }
        #expect(refused?.outcomeIsUnknown == true)
        #expect(transport.requests.count == 1)
    }

    static let row = #"""
        {"quote_id":9565,"coh_quote_id":"coh740","party_a_address":"0x000000000000000000000000000000000000cdcd","symbol_id":7,
        "conditional_order_type":"stop_loss","quantity":1.25,"price":null,"conditional_order_price":98.5,"order_type":1,"state":"new",
        "action_price_type":"last_close","close_status":null,"position_type":0,"leverage":"2","create_time":1782821982,"modify_time":1782821983,"more":[]}
        """#

    @Test func rows() async throws {
        let transport = ScriptedTransport(
            .json("[\(Self.row)]"), .json(#"{"data":[\#(Self.row),\#(Self.row)],"count":2}"#), .json("[]"),
            .json(#"{"successful":false,"message":"Not found","error_code":4,"error_detail":[]}"#, status: 404))
        let client = try Self.client(transport)
        let found = try #require(try await client.orders(quoteId: -711).first)
        #expect(found.orderId == "coh740")
        #expect(found.kind == .stopLoss)
        #expect(found.state == .new)
        #expect(found.state.isLive)
        #expect(found.quantity == (try wad("1.25")))
        #expect(found.price == nil)
        #expect(found.trigger == (try wad("98.5")))
        #expect(found.triggerType == .lastClose)
        #expect(found.createTime == 1_782_821_982)
        var query = ConditionalOrdersClient.Query()
        query.account = Fixture.virtualAccount
        query.states = [.new, .pending]
        query.kind = .takeProfit
        #expect(try await client.search(query).count == 2)
        #expect(try await client.search(.init()).isEmpty)
        #expect(try await client.orders(quoteId: 9565).isEmpty)
        #expect(transport.lines == ["GET /api/v5/?quote_id=-711", "POST /api/v5/search/", "POST /api/v5/search/", "GET /api/v5/?quote_id=9565"])
        #expect(
            try transport.body(1) == [
                "party_a_address": .string(Fixture.virtualAccount.description), "state": ["new", "pending"], "conditional_order_type": "take_profit",
                "start": 0, "size": 200,
            ])
        // What is not asked for is left out.
        #expect(try transport.body(2) == ["start": 0, "size": 200])
    }

    @Test func faults() async throws {
        let transport = ScriptedTransport(
            .json("<html>", status: 404), .json(#"{"error_code":5}"#, status: 404), .json(#"[{"coh_quote_id":"a","quote_id":"x","state":"new"}]"#),
            .json(#"{"data":[{"coh_quote_id":"a","quote_id":1,"state":3}]}"#), .json(#"{"domain":{"name":"x"},"types":{},"primaryType":"y"}"#))
        let client = try Self.client(transport)
        #expect(await refusal { try await client.orders(quoteId: 1) }?.status == 404)
        #expect(await refusal { try await client.orders(quoteId: 1) }?.code == 5)
        #expect(await faultPath { try await client.orders(quoteId: 1) } == "[0].quote_id")
        #expect(await faultPath { try await client.search(.init()) } == "data[0].state")
        #expect(await faultPath { try await client.signingSpec() } == "domain.version")
    }
}

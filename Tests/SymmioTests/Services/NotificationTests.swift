import EVMClient
import EVMCore
import Testing

@testable import Symmio

/// Reports, from sockets and from the search.
@Suite struct NotificationTests {
    static func frame(_ data: String, type: String = "report") -> String {
        #"{"app_name":"Hyper-EVM_Solver-Low-Cap_Production","primary_identifier":9565,"secondary_identifier":-711,"address":"0x000000000000000000000000000000000000abab","type":"\#(type)","timestamp":1782821982,"data":\#(data)}"#
    }

    static func parse(_ data: String) throws -> SolverNotification {
        try #require(try SolverNotification.parse(frame: frame(data).utf8))
    }

    @Test func anchor() throws {
        let report = try Self.parse(
            #"{"id":"5","quote_id":9565,"temp_quote_id":-711,"va_address":"0x000000000000000000000000000000000000cdcd","counterparty_address":"","filled_amount_open":"1.25","avg_price_open":"64790.2","last_seen_action":"SendQuoteTransaction","action_status":"success","state_type":"report","version":3,"other":{}}"#
        )
        #expect(report.isAnchor)
        #expect(!report.isFailure)
        #expect(report.quoteId == 9565)
        #expect(report.tempQuoteId == -711)
        #expect(report.virtualAccount == Fixture.virtualAccount)
        #expect(report.account == Fixture.subAccount)
        #expect(report.timestamp == 1_782_821_982)
        #expect(report.averageOpenPrice == (try wad("64790.2")))
        #expect(report.counterparty == nil)
    }

    @Test func pricing() throws {
        let report = try Self.parse(#"{"temp_quote_id":"-711","quote_id":0,"avg_price_open":100.5,"last_seen_action":"InstantRFQ","action_status":"success"}"#)
        #expect(report.isPriced)
        #expect(!report.isAnchor)
        #expect(report.resolvedId == -711)
        #expect(report.id == nil)
    }

    @Test func failures() throws {
        let alert = try Self.parse(
            #"{"temp_quote_id":-711,"last_seen_action":"SendQuoteTransaction","action_status":"success","state_type":"alert","error_code":"3001"}"#)
        #expect(alert.isFailure)
        #expect(!alert.isAnchor)
        #expect(alert.errorCode == 3001)
        let failed = try Self.parse(#"{"temp_quote_id":-711,"last_seen_action":"InstantRFQ","action_status":"failed","failure_message":"no liquidity"}"#)
        #expect(failed.isFailure)
        #expect(failed.failureMessage == "no liquidity")
        // A word that is not known is no success.
        #expect(try Self.parse(#"{"action_status":"sort of"}"#).status == .failed)
        #expect(try Self.parse(#"{}"#).status == .failed)
        #expect(try Self.parse(#"{"action_status":"seen"}"#).status == .seen)
        #expect(try Self.parse(#"{"quote_id":3,"last_seen_action":"FillMarketOrderInstantClose","action_status":"success"}"#).isClosed)
    }

    @Test func controlFrames() throws {
        for frame in [#"{"message":"subscribed"}"#, #"{"data":null}"#, "[]", "1", #"{"data":"{}"}"#, #"{"data":[]}"#] {
            let parsed = try SolverNotification.parse(frame: frame.utf8)
            #expect(parsed == nil || frame.contains("{}"), "\(frame)")
        }
        #expect(throws: JSONFieldError.self) { try SolverNotification.parse(frame: "{".utf8) }
        #expect(throws: JSONFieldError.self) { try SolverNotification.parse(frame: "pong".utf8) }
    }

    @Test func framesInsideTexts() throws {
        let inner = JSONValue.string(Self.frame(#"{"quote_id":1,"action_status":"success"}"#)).text
        #expect(try SolverNotification.parse(frame: inner.utf8)?.quoteId == 1)
    }

    @Test(arguments: [
        (#"{"quote_id":"x"}"#, "data.quote_id"), (#"{"va_address":"0x1"}"#, "data.va_address"), (#"{"avg_price_open":[]}"#, "data.avg_price_open"),
        (#"{"last_seen_action":1}"#, "data.last_seen_action"), (#"{"temp_quote_id":1.5}"#, "data.temp_quote_id"),
    ])
    func wrongTypes(data: String, path: String) async {
        #expect(await faultPath { try SolverNotification.parse(frame: Self.frame(data).utf8) } == path)
    }

    /// The shape of solvers of majors: no envelope, 0 for what is absent.
    @Test func bareFrames() throws {
        let frame =
            #"{"id":"1","quote_id":228234,"temp_quote_id":-711,"counterparty_address":"0x000000000000000000000000000000000000abab","filled_amount_open":0,"filled_amount_close":"1.5","last_seen_action":"InstantRequestToClosePosition","action_status":"success","state_type":"report","order_type":1}"#
        let report = try #require(try SolverNotification.parse(frame: frame.utf8, protocol: .rasa))
        #expect(report.quoteId == 228_234)
        #expect(report.filledClose == (try wad("1.5")))
        #expect(report.counterparty == Fixture.subAccount)
        #expect(try SolverNotification.parse(frame: #"{"type":"ack"}"#.utf8, protocol: .rasa) == nil)
    }

    // MARK: Take profit and stop loss

    @Test func conditionalOrderReports() throws {
        func parse(_ data: String, _ type: String = "report") throws -> ConditionalOrderReport? {
            try ConditionalOrderReport.parse(frame: Self.frame(data, type: type).utf8)
        }
        let edited = try #require(
            try parse(
                #"{"coh_quote_id":"coh740","conditional_order_type":"stop_loss","state":"edit","successful":true,"details":{"trigger_price":98.5,"sent_time":"x"}}"#
            ))
        #expect(edited.quoteId == 9565)
        #expect(edited.orderId == "coh740")
        #expect(edited.kind == .stopLoss)
        #expect(edited.state == .edited)
        #expect(edited.isSuccessful)
        #expect(edited.triggerPrice == (try wad("98.5")))
        #expect(edited.account == Fixture.subAccount)
        let failed = try #require(try parse(#"{"successful":false,"error_code":407,"status_code":400,"error_message":"precision"}"#))
        #expect(!failed.isSuccessful)
        #expect(failed.errorCode == 407)
        #expect(failed.state == nil)
        for (word, state) in [
            ("cancel", ConditionalOrderReport.State.canceled), ("canceled", .canceled), ("cancelled", .canceled), ("trigger", .triggered),
            ("triggered", .triggered), ("close", .closed), ("pending", .pending), ("new", .new), ("odd", .other("odd")),
        ] {
            #expect(try parse(#"{"coh_quote_id":1,"state":"\#(word)","details":[]}"#)?.state == state)
        }
        #expect(try parse(#"{"state":"new"}"#, "alarm") == nil)
        #expect(try ConditionalOrderReport.parse(frame: #"{"ok":1}"#.utf8) == nil)
    }

    // MARK: Search

    static func client(_ transport: ScriptedTransport, _ kind: Deployment.SolverKind = .enigma) throws -> NotificationSearchClient {
        NotificationSearchClient(
            .init(protocol: kind, socket: try .test("ws://host"), searchURL: try .test("http://host/notification"), channel: "c"),
            options: transport.options)
    }

    @Test func search() async throws {
        let documents = [
            Self.frame(#"{"quote_id":9565,"temp_quote_id":-711,"last_seen_action":"SendQuoteTransaction","action_status":"success"}"#), #"{"note":1}"#,
        ].joined(separator: ",")
        let transport = ScriptedTransport(.json("x", status: 500), .json(#"{"total":2,"count":2,"data":[\#(documents)]}"#), .json(#"{"data":null}"#))
        let client = try Self.client(transport)
        let page = try await client.search(account: Fixture.subAccount, tempQuoteId: -711, size: 20)
        #expect(page.total == 2)
        #expect(page.notifications.map(\.isAnchor) == [true])
        // A search changes nothing: it is tried again.
        #expect(transport.lines == Array(repeating: "POST /notification/api/v1/search", count: 2))
        #expect(
            try transport.body(1) == [
                "query": ["address": .string(Fixture.subAccount.description), "data.temp_quote_id": -711], "size": 20, "start": 0,
            ])
        #expect(try await client.search(quoteId: 1).notifications.isEmpty)
    }

    @Test func searchAtSolversOfMajors() async throws {
        let rows = [-711, -712].map { #"{"id":"1","quote_id":5,"temp_quote_id":\#($0),"last_seen_action":"SendQuote","action_status":"success"}"# }
        let transport = ScriptedTransport(.json(#"{"count":2,"position_state":[\#(rows.joined(separator: ","))]}"#))
        let page = try await Self.client(transport, .rasa).search(account: Fixture.subAccount, tempQuoteId: -712, start: 3, size: 9)
        #expect(page.notifications.map(\.tempQuoteId) == [-712])
        #expect(transport.lines == ["POST /notification/3/9"])
    }

    @Test func searchFaults() async throws {
        let bad = Self.frame(#"{"quote_id":true}"#)
        let transport = ScriptedTransport(.json(#"{"data":[\#(bad)]}"#), .json(#"{"data":5}"#))
        let client = try Self.client(transport)
        #expect(await faultPath { try await client.search(quoteId: 1) } == "data[0].data.quote_id")
        #expect(await faultPath { try await client.search(quoteId: 1) } == "data")
    }
}

/// Prices, from sockets and by HTTP.
@Suite struct PriceTests {
    @Test func frames() throws {
        let enigma = #"[{"name":"HYPE","markPrice":24.123456789012345,"time":1782821982000,"address":"0xab"},{"name":"X","markPrice":"1e-7"}]"#
        let prices = try MarkPrice.parse(frame: enigma.utf8, source: .enigma)
        #expect(prices.map(\.name) == ["HYPE", "X"])
        #expect(prices[0].price == (try wad("24.123456789012345")))
        #expect(prices[0].time == 1_782_821_982_000)
        #expect(prices[1].price == (try wad("0.0000001")))
        let entry = #"{"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"11794.15000000","i":"11784.62","r":"0.0003","T":1562306400000}"#
        for frame in ["[\(entry)]", #"{"stream":"!markPrice@arr@1s","data":[\#(entry)]}"#] {
            let prices = try MarkPrice.parse(frame: frame.utf8, source: .binance)
            #expect(prices == [try #require(prices.first)])
            #expect(prices.first?.price == (try wad("11794.15")))
        }
        #expect(try MarkPrice.parse(frame: #"{"result":null}"#.utf8, source: .binance).isEmpty)
        #expect(throws: JSONFieldError(path: "[0].markPrice", reason: "it is missing", document: "a frame of prices")) {
            try MarkPrice.parse(frame: #"[{"name":"A"}]"#.utf8, source: .enigma)
        }
        #expect(throws: JSONFieldError.self) { try MarkPrice.parse(frame: "garbage".utf8, source: .enigma) }
    }

    static func client(_ transport: ScriptedTransport, _ kind: Deployment.PriceSource = .enigma) throws -> PriceClient {
        PriceClient(.init(kind: kind, baseURL: try .test("http://host"), socket: try .test("ws://host")), options: transport.options)
    }

    @Test func byAddress() async throws {
        let transport = ScriptedTransport(.json(#"{"0xAB":{"name":"HYPE","markPrice":24.5,"time":1},"note":"x"}"#), .json("{}"))
        let addresses = ["0xab"] + (0..<50).map { "0x\($0)" }
        let prices = try await Self.client(transport).prices(addresses: addresses)
        #expect(prices.count == 1)
        #expect(prices["0xab"]?.price == (try wad("24.5")))
        // At most fifty in one request.
        #expect(transport.requests.count == 2)
        #expect(transport.lines[1] == "GET /api/v1/prices?addresses=0x49")
    }

    @Test func byName() async throws {
        let transport = ScriptedTransport(.json(#"{"HYPE":{"markPrice":"24.5"},"OTHER":{"name":"OTHER","markPrice":1}}"#))
        let prices = try await Self.client(transport).prices(names: ["HYPE", "NONE"])
        #expect(prices.keys.sorted() == ["HYPE"])
        #expect(transport.lines == ["GET /api/v1/prices/HYPE%2CNONE"])
        let binance = ScriptedTransport(
            .json(#"{"symbol":"BTCUSDT","markPrice":"11793.63104562","time":1}"#), .json(#"[{"symbol":"A","markPrice":"1"},{"symbol":"B","markPrice":"2"}]"#))
        let majors = try Self.client(binance, .binance)
        #expect(try await majors.prices(names: ["BTCUSDT"])["BTCUSDT"]?.price == wad("11793.63104562"))
        #expect(try await majors.prices(names: ["A", "C"]).count == 1)
        #expect(binance.lines == ["GET /fapi/v1/premiumIndex?symbol=BTCUSDT", "GET /fapi/v1/premiumIndex"])
        await #expect(throws: ServiceError.self) { try await majors.prices(addresses: ["0x1"]) }
    }

    @Test func others() async throws {
        let transport = ScriptedTransport(
            .json(#"[{"name":"HYPE","status":"TRADING","address":"0xab"}]"#), .json(#"{"0xab":{}}"#), .json(#"{"0xab":{}}"#), .json("ok"),
            .json("down", status: 404), .json(#"[{"name":1}]"#))
        let client = try Self.client(transport)
        #expect(try await client.symbols() == [.init(name: "HYPE", status: "TRADING", address: "0xab")])
        #expect(try await client.metadata(addresses: ["0xab"])["0xab"] != nil)
        #expect(try await client.liquidity(addresses: ["0xab"])["0xab"] != nil)
        #expect(await client.isHealthy())
        #expect(await !client.isHealthy())
        #expect(await faultPath { try await client.symbols() } == "[0].name")
        #expect(transport.lines[3] == "GET /health")
    }
}

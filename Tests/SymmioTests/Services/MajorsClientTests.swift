import EVMClient
import EVMCore
import Foundation
import SymmioContracts
import Testing

@testable import Symmio

/// What solvers of majors are asked and answer in a way of their own.
@Suite(.timeLimit(.minutes(1)))
struct MajorsClientTests {
    @Test func reads() async throws {
        let transport = ScriptedTransport(
            .json(#"{"isReady":true}"#), .json(#"{"min_price":"2250.5","max_price":2749}"#), .json(#""-12.5""#),
            .json(#"[{"party_a":"10000","party_b":"0","more":1}]"#), .json("true"), .json(#"{"total_cap":"100.5","used":40}"#),
            .json(#"{"total_cap":1,"used":2}"#))
        let client = try testSolver(transport, kind: .rasa)
        #expect(try await client.isReady())
        let range = try await client.priceRange(market: "ETHUSDT")
        #expect(range == SolverClient.PriceRange(minimum: try wad("2250.5"), maximum: try wad("2749")))
        #expect(try await client.upnl(of: Fixture.subAccount) == SignedWad("-12.5"))
        let info = try await client.balanceInfo(of: Fixture.subAccount, accounts: Fixture.virtualAccount)
        #expect(info == [SolverClient.BalanceInfo(partyA: try wad("10000"), partyB: .zero)])
        #expect(try await client.isWhitelisted(Fixture.subAccount, accounts: Fixture.virtualAccount))
        // One cap for both sides; used up, nothing is left.
        let cap = try await client.notionalCap(symbolId: 2)
        #expect(cap.availableToLong == (try wad("60.5")))
        #expect(cap.availableToShort == (try wad("60.5")))
        #expect(try await client.notionalCap(symbolId: 2).availableToLong == .zero)
        #expect(
            transport.lines.prefix(5) == [
                "GET /api/readyz", "GET /api/price-range/ETHUSDT", "GET /api/partyA_upnl/0x000000000000000000000000000000000000abab",
                "GET /api/get_balance_info/0x000000000000000000000000000000000000abab/0x000000000000000000000000000000000000CdCD",
                "GET /api/check_in-whitelist/0x000000000000000000000000000000000000abab/0x000000000000000000000000000000000000CdCD",
            ])
    }

    /// A report as it was captured: no envelope, 0 for what is not there.
    static let frame =
        #"{"id":"ecbaca8f","create_time":1785909531,"modify_time":1785909531,"quote_id":228234,"temp_quote_id":-711,"counterparty_address":"0x6A51fBB6F869c872c2e4C19C6bBBb77a03785C7C","state_type":"report","filled_amount_open":0,"filled_amount_close":"9.600000000000000000","avg_price_open":0,"avg_price_close":"1.0696","last_seen_action":"InstantRequestToClosePosition","action_status":"success","failure_type":null,"error_code":0,"order_type":1}"#

    @Test func bareReports() async throws {
        let report = try #require(try SolverNotification.parse(frame: Self.frame.utf8, protocol: .rasa))
        #expect(report.account == (try Address("0x6A51fBB6F869c872c2e4C19C6bBBb77a03785C7C")))
        #expect(report.quoteId == 228_234)
        #expect(report.tempQuoteId == -711)
        #expect(report.filledClose == (try wad("9.6")))
        #expect(report.averageClosePrice == (try wad("1.0696")))
        #expect(report.filledOpen == nil && report.averageOpenPrice == nil && report.errorCode == nil)

        let transport = ScriptedTransport(.json(#"{"count":7,"notification_data":[\#(Self.frame)]}"#), .json(#"{"count":0,"notification_data":null}"#))
        let client = try testSolver(transport, kind: .rasa)
        let page = try await client.notifications(of: report.account, quoteId: 228_234, since: 1_785_909_000, start: 5, size: 20)
        #expect(page.total == 7)
        #expect(page.notifications == [report])
        #expect(transport.lines == ["POST /api/notifications/5/20"])
        #expect(try transport.body()["counterparty_address"] == "0x6A51fBB6F869c872c2e4C19C6bBBb77a03785C7C")
        #expect(try transport.body()["timestamp_gte"] == .number("1785909000"))
        #expect(try await client.notifications().notifications.isEmpty)
    }

    @Test func fastAPIsFaultsAreQuoted() async throws {
        let transport = ScriptedTransport(
            .json(#"{"detail":[{"loc":["body","sendQuote"],"msg":"field required","type":"value_error.missing"}]}"#, status: 422),
            .json(#"{"error_code":3004,"error_message":"too far","error_detail":["fill 3"]}"#, status: 400))
        let client = try testSolver(transport, kind: .rasa)
        let form = try #require(await refusal { try await client.isReady() })
        #expect(form.status == 422)
        #expect(form.detail?.contains("field required") == true)
        #expect(!form.outcomeIsUnknown)
        let price = try #require(await refusal { try await client.isReady() })
        #expect(price.code == 3_004)
        #expect(price.message == "too far")
        #expect(price.detail?.contains("fill 3") == true)
    }

    @Test func aCloseIsABareListWhateverTheDeploymentsStyle() async throws {
        let transport = ScriptedTransport(.json(#"{"successful":true}"#), .json(#"{"successful":false,"message":"no"}"#))
        let client = try testSolver(transport, kind: .rasa, style: .init(numbers: .numbers, closeBody: .operations, maths: .sdk31))
        let request = CloseRequest(operations: [SolverClientTests.signed()])
        try await client.close(request)
        #expect(try transport.body().array?.count == 1)
        #expect(transport.lines == ["POST /api/instant_trade/close"])
        let refused = try #require(await refusal { try await client.close(request) })
        #expect(refused.message == "no")
    }

    @Test func aQuoteOfMajorsIsOneOperationOfTheOlderCall() async throws {
        let deployment = try Fixture.arbitrum()
        let solver = Deployment.Solver(kind: .rasa, address: Fixture.virtualAccount, baseURL: try .test("http://host"))
        let factory = OperationFactory(deployment: deployment, solver: solver, signer: Fixture.session, salts: Fixture.countingSalts())
        let signature = UpnlAndPriceSignature(
            reqId: Bytes([1]), timestamp: 7, upnl: -3, price: 5, gatewaySignature: Bytes([2]), sigs: .init(signature: 9, owner: .zero, nonce: .zero))
        let order = OpenOrder(
            subAccount: Fixture.subAccount, isolation: nil, symbolId: 3, position: .long, price: try wad("10"), quantity: try wad("2"),
            cva: try wad("1"), lf: try wad("1"), partyAmm: try wad("1"), partyBmm: try wad("1"), margin: try wad("4"), deadline: 99,
            solvers: [solver.address], affiliate: .zero, correlationId: "id", upnlSignature: .signed(signature))
        let request = try await factory.open(order)
        #expect(request.addMargin == nil)
        #expect(order.addMarginCall == nil)
        let operation = request.sendQuote.operation
        // In both releases, and with nothing for anybody to fill.
        #expect(operation.selector == Symmio085.Core.Calls.SendQuoteWithAffiliateAndData.selector)
        #expect(operation.flexFields.isEmpty)
        let call = try Symmio085.Core.Calls.SendQuoteWithAffiliateAndData(decoding: operation.callData)
        #expect(call.upnlSig.upnl == -3)
        #expect(call.upnlSig.sigs.signature == 9)
        #expect(JSONReader(try JSONValue(parsing: request.json(numbers: .strings).utf8)).value["addMargin"] == nil)
    }

    @Test func aSolverMayReportElsewhere() throws {
        let base = try Fixture.hyperEVM()
        let own = Deployment.NotificationsEndpoint(
            protocol: .rasa, socket: try .test("wss://states"), searchURL: try .test("https://states"), channel: nil)
        let majors = Deployment.Solver(kind: .rasa, address: .zero, baseURL: try .test("https://rasa"), notifications: own)
        let mixed = base.with { $0.solvers.append(majors) }
        #expect(mixed.notifications(of: majors) == own)
        #expect(mixed.notifications(of: base.solvers[0]) == base.notifications)
        // The deployment's own endpoint speaks another protocol.
        #expect(mixed.notifications(of: .init(kind: .rasa, address: .zero, baseURL: try .test("https://rasa"))) == nil)
        #expect(mixed.solver(of: .rasa) == majors)
        let read = try Deployment(json: mixed.json())
        #expect(read == mixed)
        #expect(throws: DeploymentError.self) {
            try mixed.with { $0.solvers[1].notifications?.socket = try .test("https://no-socket") }.validate()
        }
    }

    @Test func depth() throws {
        let frame = #"{"timestamp":1785909531,"asks":[["2501.25","100"],[2502.5,200,"more"]],"bids":[["2498.75","100"]]}"#
        let depth = try #require(try QuoteDepth.parse(frame: frame.utf8))
        #expect(depth.asks.map(\.price) == [try wad("2501.25"), try wad("2502.5")])
        #expect(depth.asks.last?.quantity == (try wad("200")))
        #expect(depth.bids.count == 1)
        #expect(depth.timestamp == "1785909531")
        #expect(try QuoteDepth.parse(frame: #"{"ok":true}"#.utf8) == nil)
        #expect(try QuoteDepth.parse(frame: "[]".utf8) == nil)
        for (wrong, place) in [
            (#"{"asks":[["x","1"]]}"#, "asks[0][0]"), (#"{"asks":[["1"]]}"#, "asks[0]"), (#"{"bids":{}}"#, "bids"), (#"{"error_code":310}"#, ""),
        ] {
            let error = #expect(throws: JSONFieldError.self) { try QuoteDepth.parse(frame: wrong.utf8) }
            #expect(error?.path == place)
        }
    }

    // MARK: One socket, many accounts

    @Test func theWholeListIsSentWithEachChange() async throws {
        let connector = FakeConnector()
        let feed = PositionStateFeed(at: try .test("ws://127.0.0.1:1/"), options: TradingOptions(sockets: .init(heartbeat: .none), connector: connector))
        let (one, two) = (try Address("0x6A51fBB6F869c872c2e4C19C6bBBb77a03785C7C"), Fixture.subAccount)
        let first = await feed.reports(about: one)
        let connection = try await connector.connection(0)
        try await reaches([SubscriptionFrame.positionStates(of: [one])], connection)
        var second: AsyncStream<PositionStateFeed.Event>? = await feed.reports(about: two)
        let both = SubscriptionFrame.positionStates(of: [two, one])
        try await reaches([SubscriptionFrame.positionStates(of: [one]), both], connection)

        connection.says(Self.frame)
        connection.says(#"{"ok":true}"#)
        var found: SolverNotification?
        for await event in first {
            if case .report(let report) = event { found = report }
            if found != nil { break }
        }
        #expect(found?.quoteId == 228_234)
        // Who leaves is left out.
        second = nil
        _ = second
        try await reaches([SubscriptionFrame.positionStates(of: [one]), both, SubscriptionFrame.positionStates(of: [one])], connection, atLeast: true)
        await feed.stop()
        #expect(await feed.accounts.isEmpty)
    }

    private func reaches(_ frames: [String], _ connection: FakeConnection, atLeast: Bool = false) async throws {
        for _ in 0..<2_000 {
            if connection.sent == frames { return }
            if atLeast, connection.sent.count >= frames.count { return }
            try await Task.sleep(for: .milliseconds(2))
        }
        Issue.record("\(connection.sent) instead of \(frames)")
    }
}

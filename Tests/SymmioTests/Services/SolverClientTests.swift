import EVMClient
import EVMCore
import SymmioContracts
import Testing

@testable import Symmio

/// The solver's interface by the shapes of its messages.
@Suite struct SolverClientTests {
    static let symbol = #"""
        {"asset":"HYPE","funding_rate_epoch_duration":"3600","funding_rate_window_time":"60","hedger_fee_close":"0.0006","hedger_fee_close_early_rate":"0.0024",
        "hedger_fee_close_early_threshold":"30","hedger_fee_close_standard_threshold":"180","hedger_fee_open":"0.001","lot_size":"0.01","max_funding_rate":"200",
        "max_leverage":"10","max_quantity":"100000","min_acceptable_portion_lf":"0.003","min_acceptable_quote_value":"5","min_close_solver_fee_cap":"0.0003",
        "min_notional_value":"10","min_open_solver_fee_cap":"0.0005","name":"HYPEUSDT","symbol":"HYPE","token_address":"0x0d01","trading_fee":"0.0008",
        "max_notional_value":250000,"price_precision":4,"quantity_precision":2,"symbol_id":7,"is_valid":true,"rfq_allowed":true,"side":"long","state":3,"new_member":{"x":[]}}
        """#

    @Test func markets() async throws {
        let transport = ScriptedTransport(.json(#"{"count":1,"symbols":[\#(Self.symbol)],"more":1}"#))
        let market = try #require(try await testSolver(transport).markets().first)
        #expect(transport.lines == ["GET /api/contract-symbols"])
        #expect(market.id == 7)
        #expect(market.name == "HYPEUSDT")
        #expect(market.longState == .enabled)
        #expect(market.shortState == .disabled)
        #expect(market.longState?.allowsOpening == true)
        #expect(market.shortState?.allowsClosing == false)
        let rules = try market.rules()
        #expect(rules.pricePrecision == 4)
        #expect(rules.quantityPrecision == 2)
        #expect(rules.lotSize == (try wad("0.01")))
        #expect(rules.maximumNotional == (try wad("250000")))
        #expect(rules.minimumLFPortion == (try wad("0.003")))
        let fees = market.feeRates()
        #expect(fees.solverOpen == (try wad("0.001")))
        #expect(fees.solverClose.worst == (try wad("0.0024")))
        #expect(fees.solverClose.standardThreshold == 180)
        #expect(fees.platformOpen == (try wad("0.0008")))
        #expect(market.feeCaps.open.units == 500_000_000_000_000)
        #expect(market.feeCaps.close.units == 300_000_000_000_000)
    }

    /// Texts where numbers are usual, and numbers where texts are.
    @Test func bothNumberStylesAreRead() async throws {
        let styled =
            #"{"symbol_id":"7","name":"A","price_precision":"4","quantity_precision":2.0,"max_leverage":1e1,"lot_size":1.5E-7,"state_long":1,"state_short":2}"#
        let transport = ScriptedTransport(.json(#"{"symbols":[\#(styled)]}"#))
        let market = try #require(try await testSolver(transport).searchMarkets(.init()).first)
        #expect(market.id == 7)
        #expect(try market.rules().quantityPrecision == 2)
        #expect(market.maxLeverage == (try wad("10")))
        #expect(market.lotSize == (try wad("0.00000015")))
        #expect(market.longState == .closeOnly)
        #expect(market.shortState == .openOnly)
        #expect(market.feeCaps == .standard)
    }

    @Test(arguments: [
        (#"{"symbols":{}}"#, "symbols"),
        (#"{"symbols":[{}]}"#, "symbols[0].symbol_id"),
        (#"{"symbols":[{"symbol_id":1},{"symbol_id":"x"}]}"#, "symbols[1].symbol_id"),
        (#"{"symbols":[{"symbol_id":1,"lot_size":true}]}"#, "symbols[0].lot_size"),
        (#"{"symbols":[{"symbol_id":1,"max_leverage":"-1"}]}"#, "symbols[0].max_leverage"),
        (#"{"symbols":[{"symbol_id":1,"price_precision":99999999999999999999}]}"#, "symbols[0].price_precision"),
        (#"{"symbols":[{"symbol_id":1,"trading_fee":"1e500"}]}"#, "symbols[0].trading_fee"),
        (#"{"symbols":[{"symbol_id":1,"is_valid":"maybe"}]}"#, "symbols[0].is_valid"),
        (#"[]"#, ""), (#"{"symbols":["#, ""),
    ])
    func wrongTypesNameTheMember(json: String, path: String) async throws {
        let transport = ScriptedTransport(.json(json))
        #expect(await faultPath { try await testSolver(transport).markets() } == path)
    }

    @Test func precisionsThatAreMissing() throws {
        let market = try Market(JSONReader(parsing: #"{"symbol_id":3,"price_precision":19}"#.utf8))
        #expect(throws: JSONFieldError.self) { try market.rules() }
    }

    @Test func queries() async throws {
        let empty = ScriptedTransport.Answer.json(#"{"count":0,"symbols":[]}"#)
        let transport = ScriptedTransport(empty, empty, empty, empty)
        let client = try testSolver(transport)
        var query = SolverClient.MarketQuery()
        query.search = "a b&c"
        query.limit = 500
        _ = try await client.searchMarkets(query)
        _ = try await client.notionalCaps(limit: 10, offset: 20)
        _ = try await client.notionalCaps(symbolIds: [1, 2])
        _ = try await client.notionalCaps()
        #expect(
            transport.lines == [
                "GET /api/symbols?search=a%20b%26c&limit=500", "GET /api/notional_cap?limit=10&offset=20", "GET /api/notional_cap/batch?symbol_ids=1%2C2",
                "GET /api/notional_cap",
            ])
    }

    @Test func readsOfAMarket() async throws {
        let transport = ScriptedTransport(
            .json(#"{"cva":"7","lf":3,"partyAmm":"90","leverage":"2"}"#), .json(#"{"price":"101.5"}"#), .json("{}"),
            .json(
                #"{"available_to_long":1250.5,"available_to_short":-3,"open_interest":1e3,"price":2,"symbol_id":7,"symbol":"A","error":"","total_cap":9,"used":1}"#
            ),
            .json(#"[{"timestamp":"2026-01-01","volume":"12.5"},{"timestamp":1750000000,"volume":3}]"#), .json("null"),
            .json(#"{"7":{"trading_volume":"1","lifetime_value":2},"total_value_24h":"3","total_lifetime_value":4}"#),
            .json(
                #"{"7":{"funding_rate_epoch_duration":3600,"next_funding_rate_long":"-0.0001","next_funding_rate_short":"0.0001","next_funding_time":1750000000}}"#
            ))
        let client = try testSolver(transport)
        let percents = try await client.lockedPercents(market: "HYPE/USDT", leverage: wad("2.5"))
        #expect(percents == LockedPercents(cva: try wad("7"), lf: try wad("3"), partyAmm: try wad("90"), partyBmm: .zero))
        #expect(try await client.estimatedPrice(symbolId: 7, quantity: wad("2"), position: .short, isOpening: true, bound: wad("50")) == wad("101.5"))
        #expect(try await client.estimatedPrice(symbolId: 7, quantity: wad("2"), position: .long, isOpening: false, bound: wad("150")) == nil)
        let cap = try await client.notionalCap(symbolId: 7)
        #expect(cap.availableToLong == (try wad("1250.5")))
        #expect(cap.availableToShort == .zero)
        #expect(cap.error == nil)
        let volumes = try await client.tradeVolume(symbolId: 7)
        #expect(volumes.map(\.timestamp) == ["2026-01-01", "1750000000"])
        #expect(try await client.tradeVolume(symbolId: 8).isEmpty)
        let info = try await client.marketInfo()
        #expect(info.markets["7"]?.lifetimeValue == (try wad("2")))
        #expect(info.totalLifetimeValue == (try wad("4")))
        let funding = try await client.funding(symbolIds: [7])
        #expect(funding[7]?.nextRateLong?.isNegative == true)
        #expect(funding[7]?.nextTime == 1_750_000_000)
        #expect(
            transport.lines == [
                "GET /api/get_locked_params/HYPE%2FUSDT?leverage=2.5",
                "GET /api/estimated-price?symbol_id=7&quantity=2&position_type=short&entry=open&price=50",
                "GET /api/estimated-price?symbol_id=7&quantity=2&position_type=long&entry=close&price=150", "GET /api/notional_cap/7",
                "GET /api/trade-volume/7", "GET /api/trade-volume/8", "GET /api/market-info", "GET /api/funding-info?symbol_ids=7",
            ])
    }

    @Test func otherReads() async throws {
        let transport = ScriptedTransport(
            .json(#"{"static_solver_fee_open":"0.5","static_solver_fee_close":"0.25"}"#), .json(#"{"domain":{"name":"SymmioInstantLayer"}}"#),
            .json(#"{"2000":"Insufficient balance","3001":"Market closed"}"#),
            .json(#"[{"code":3001,"category":"symbol_state","http_status":409,"message":"Market closed"},{"code":3002,"category":"brand_new"}]"#),
            .json(#"{"funding_revenue":"-1.5","hedger_fee_revenue":"2","total_revenue":"0.5","record_count":3}"#),
            .json(#"{"count":1,"records":[{"id":5}]}"#), .json(#"{"tables":[]}"#), .json(#"{"count":2,"quotes":[{"id":"1"},{"id":"2"}]}"#),
            .json(#"{"A":{"next_funding_rate_long":"1"}}"#), .json(#"{"A":{"trading_volume":"1"}}"#))
        let client = try testSolver(transport)
        #expect(try await client.info().staticFeeClose == wad("0.25"))
        #expect(try await client.eip712Config()["domain"]?["name"] == "SymmioInstantLayer")
        #expect(try await client.errorCodes() == [2000: "Insufficient balance", 3001: "Market closed"])
        let detailed = try await client.detailedErrorCodes()
        #expect(detailed.first?.category == .symbolState)
        #expect(detailed.last?.category == nil)
        #expect(try await client.revenue(symbolId: 7, timeRange: "24h").funding?.description == "-1.5")
        #expect(try await client.revenueRecords(after: 4, symbolIds: [7]).rows.count == 1)
        #expect(try await client.statistics(including: ["a"])["tables"] == [])
        #expect(try await client.quotes(symbolId: 7, partyA: Fixture.subAccount, status: 4).rows.count == 2)
        #expect(try await client.fundingByName(["A"])["A"]?.nextRateLong?.description == "1")
        #expect(try await client.marketInfoByName().markets["A"] != nil)
        #expect(
            transport.lines == [
                "GET /api/info", "GET /api/instant_trade/eip712-config", "GET /api/error_codes", "GET /api/error_codes/detailed",
                "GET /api/revenue/7?time_range=24h", "GET /api/revenue/records?id=4&symbolIds=7", "GET /api/stats?include=a",
                "GET /api/quotes?symbol_id=7&party_a=0x000000000000000000000000000000000000abab&status=4", "GET /api/get_funding_info?symbols=A",
                "GET /api/get_market_info",
            ])
    }

    // MARK: Trading

    static func signed(_ selector: UInt8 = 1) -> SignedInstantOperation {
        SignedInstantOperation(
            operation: InstantOperation(
                signer: .zero, target: .zero, callData: [selector, 2, 3, 4], signerAccount: .init(addr: .zero, isPartyB: false), flexFields: [],
                maxUses: .one, replayAttackHeader: .init(nonce: .zero, deadline: 1_900_000_000, salt: Bytes32(UInt256.one))),
            signature: [0xab])
    }

    @Test func open() async throws {
        let transport = ScriptedTransport(.json(#"{"temp_quote_id":-711,"partyBmm":"1.5","extra":null}"#))
        let receipt = try await testSolver(transport).open(OpenRequest(addMargin: Self.signed(1), sendQuote: Self.signed(2)))
        #expect(receipt.tempQuoteId == -711)
        #expect(receipt.partyBmm == (try wad("1.5")))
        #expect(transport.lines == ["POST /api/instant_trade/instant_open"])
        let body = try transport.body()
        #expect(body["addMargin"]?["signedOperation"]?["callData"] == "0x01020304")
        #expect(body["sendQuote"]?["signature"] == "0xab")
        #expect(body["sendQuote"]?["signedOperation"]?["maxUses"] == "1")
        #expect(transport.requests[0].headers["Content-Type"] == "application/json")
    }

    @Test func close() async throws {
        let style = Deployment.Style(numbers: .numbers, closeBody: .operations, maths: .sdk31)
        let transport = ScriptedTransport(.json(""), .json(""))
        try await testSolver(transport, style: style).close(CloseRequest(operations: [Self.signed()]))
        try await testSolver(transport).close(CloseRequest(operations: [Self.signed(), Self.signed()]))
        #expect(transport.lines == ["POST /api/instant_trade/instant_close", "POST /api/instant_trade/instant_close"])
        #expect(try transport.body(0)["operations"]?.array?.count == 1)
        #expect(try transport.body(0)["operations"]?.array?[0]["signedOperation"]?["maxUses"] == 1)
        #expect(try transport.body(1).array?.count == 2)
        for count in [0, 101] {
            await #expect(throws: ServiceError.self) {
                try await testSolver(transport).close(CloseRequest(operations: Array(repeating: Self.signed(), count: count)))
            }
        }
        #expect(transport.requests.count == 2)
    }

    @Test func solversOfMajors() async throws {
        let transport = ScriptedTransport(
            .json(#"{"temp_quote_id":-5,"position_type":0}"#), .json(#"{"successful":true}"#), .json(#"{"successful":false,"message":"no liquidity"}"#))
        let client = try testSolver(transport, kind: .rasa)
        #expect(try await client.open(OpenRequest(addMargin: nil, sendQuote: Self.signed())).tempQuoteId == -5)
        try await client.close(CloseRequest(operations: [Self.signed()]))
        let refused = await refusal { try await client.close(CloseRequest(operations: [Self.signed()])) }
        #expect(refused?.message == "no liquidity")
        #expect(transport.lines == ["POST /api/instant_trade/open", "POST /api/instant_trade/close", "POST /api/instant_trade/close"])
        #expect(try transport.body()["addMargin"] == nil)
    }

    @Test func execute() async throws {
        let hash = "0x" + String(repeating: "ab", count: 32)
        let answer = ScriptedTransport.Answer.json(
            #"{"action":"add_margin","blockHash":"0x","blockNumber":12,"dailyRemaining":4,"gasUsed":1,"partyA":"0x","transactionHash":"\#(hash)"}"#)
        let transport = ScriptedTransport(answer, answer)
        let client = try testSolver(transport)
        let receipt = try await client.execute(.addMargin(Self.signed()))
        #expect(receipt.dailyRemaining == 4)
        #expect(receipt.blockNumber == 12)
        let delegation = try await SignedDelegation(
            DelegationInfo(account: Fixture.subAccount, delegate: Fixture.session.address, selectors: [Selector(1)], expiry: 5), nonce: .one,
            deadline: .zero, salt: Bytes32(UInt256.one), owner: Fixture.filler, domain: try Fixture.hyperEVM().instantLayerDomain)
        _ = try await client.execute(.delegate(delegation))
        #expect(try transport.body(0)["action"] == "add_margin")
        #expect(try transport.body(1)["action"] == "delegate_access_for_session_key")
        #expect(try transport.body(1)["delegation"]?["signedDelegation"]?["delegationInfo"]?["selectors"] == ["0x00000001"])
        #expect(try transport.body(1)["operation"] == nil)
    }

    @Test func whatBecameOfIt() async throws {
        let transport = ScriptedTransport(
            .json(#"{}"#), .json(#"{"quote_id":9565}"#),
            .json(#"{"state":"Failed","error_code":"3001","error_category":"slippage","error_message":"too far","error_detail":"x"}"#),
            .json(#"{"state":"Opened","quote_id":9565,"opened_price":"1.5","party_a_account":"","sub_account":null}"#),
            .json(#"{"code":4,"error_message":"unknown"}"#, status: 404),
            .json(
                #"[{"cva":"1","lf":"2","partyAmm":"3","partyBmm":"4","quantity":"5","requested_open_price":"6","order_type":1,"position_type":0,"symbol_id":7,"temp_quote_id":-3,"party_a_address":"0x000000000000000000000000000000000000abab","uuid":"u"}]"#
            ),
            .json(#"[{"quote_id":3,"close_price":"1","quantity_to_close":"2"}]"#), .json("null"))
        let client = try testSolver(transport)
        #expect(try await client.quoteId(of: -711) == nil)
        #expect(try await client.quoteId(of: -711) == 9565)
        let failed = try #require(try await client.status(of: -711))
        #expect(failed.hasFailed)
        #expect(failed.failure?.code == 3001)
        #expect(failed.failure?.category == .slippage)
        #expect(failed.failure?.message == "too far")
        let opened = try #require(try await client.status(of: -711))
        #expect(opened.quoteId == 9565)
        #expect(opened.failure == nil)
        #expect(try await client.status(of: -712) == nil)
        let pending = try #require(try await client.pendingOpens(of: Fixture.subAccount).first)
        #expect(pending.correlationId == "u")
        #expect(pending.partyBmm == (try wad("4")))
        #expect(try await client.pendingCloses(of: Fixture.virtualAccount).first?.quantity == wad("2"))
        #expect(try await client.pendingCloses(of: Fixture.virtualAccount).isEmpty)
        #expect(transport.lines[0] == "GET /api/instant_quote_id/-711")
        #expect(transport.lines[2] == "GET /api/temp_quote_status/-711")
        #expect(transport.lines[5] == "GET /api/instant_open/0x000000000000000000000000000000000000abab")
    }
}

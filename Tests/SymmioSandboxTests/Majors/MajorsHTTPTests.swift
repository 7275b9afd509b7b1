import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// The wire formats of the sandbox's solver of majors, from outside.
@Suite(.timeLimit(.minutes(2)))
struct MajorsHTTPTests {
    private struct Answer {
        let status: Int
        let json: JSONValue
    }

    private func ask(_ account: MajorsAccount, _ method: String, _ path: String, _ body: String = "") async throws -> Answer {
        guard let solver = account.deployment.solver(of: .rasa), let url = URL(string: solver.baseURL.absoluteString + path) else {
            throw FlowFailure("no solver")
        }
        let response = try await URLSessionTransport().send(
            HTTPRequest(method, url, headers: ["Content-Type": "application/json"], body: Bytes(utf8: body), timeout: .seconds(10)))
        return Answer(status: response.status, json: try JSONValue(parsing: response.body))
    }

    /// The request that opens, as the library would send it, after a change of the order.
    private func request(
        _ account: MajorsAccount, signer: (any Signer)? = nil, _ change: (inout OpenOrder) throws -> Void = { _ in }
    ) async throws -> OpenRequest {
        guard let solver = account.deployment.solver(of: .rasa) else { throw FlowFailure("no solver") }
        let signature = try await account.symmio.muon(account.oracle).upnlAndPrice(ofPartyA: account.subAccount, symbolId: 2).signature
        var order = OpenOrder(
            subAccount: account.subAccount, isolation: nil, symbolId: 2, position: .long, price: try Wad("2600"), quantity: try Wad("0.5"),
            cva: try Wad("18.2"), lf: try Wad("7.8"), partyAmm: try Wad("234"), partyBmm: try Wad("234"), margin: try Wad("260"),
            deadline: FlowAccount.start + 300, solvers: [solver.address], affiliate: account.deployment.contracts.affiliate, correlationId: "by hand",
            upnlSignature: .signed(signature))
        try change(&order)
        return try await OperationFactory(deployment: account.deployment, solver: solver, signer: signer ?? account.session.signer).open(order)
    }

    private func refusal(_ account: MajorsAccount, _ request: OpenRequest) async throws -> (status: Int, code: Int?) {
        let answer = try await ask(account, "POST", "/instant_trade/open", request.json(numbers: .strings))
        // The solver's own shape: details are a list.
        if answer.status != 200 { #expect(answer.json["error_detail"]?.array != nil, "\(answer.json.text)") }
        return (answer.status, answer.json["error_code"]?.int)
    }

    // MARK: Orders

    /// The limit holds for orders that come at the same time, too.
    @Test func noMoreThanFiveOrdersAreUnderWay() async throws {
        let account = try await MajorsAccount(deposit: "100000", allocated: "90000") { $0.latency = .seconds(3_600) }
        do {
            var bodies: [String] = []
            for _ in 0..<12 { bodies.append(try await request(account).json(numbers: .strings)) }
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for body in bodies { group.addTask { try await ask(account, "POST", "/instant_trade/open", body).status } }
                var found: [Int] = []
                for try await status in group { found.append(status) }
                return found
            }
            #expect(statuses.count { $0 == 200 } == 5 && statuses.count { $0 == 429 } == 7, "\(statuses)")
        } catch {
            await account.sandbox.stop()
            throw error
        }
        await account.sandbox.stop()
    }

    @Test func refusalsHaveTheSolversShape() async throws {
        try await withMajors { account, _ in
            func expect(_ status: Int, _ code: Int, _ request: OpenRequest, sourceLocation: SourceLocation = #_sourceLocation) async throws {
                let found = try await refusal(account, request)
                #expect(found.status == status && found.code == code, "\(found)", sourceLocation: sourceLocation)
            }
            try await expect(400, 3003, try await request(account) { $0.symbolId = 99 })
            try await expect(400, 3004, try await request(account) { $0.price = try Wad("2400") })
            try await expect(
                400, 3005,
                try await request(account) { order in
                    order.quantity = try Wad("50")
                    (order.cva, order.lf, order.partyAmm) = (try Wad("1820"), try Wad("780"), try Wad("23400"))
                })
            try await expect(400, 3006, try await request(account) { $0.deadline = FlowAccount.start - 1 })
            try await expect(400, 3007, try await request(account) { $0.solvers = [account.subAccount] })
            // Neither bound nor signed for by the oracle.
            try await expect(400, 3007, try await request(account) { $0.upnlSignature = .empty })
            try await expect(403, 3002, try await request(account, signer: LocalSigner(PrivateKey.random())))
            var altered = try await request(account)
            altered.sendQuote.operation.maxUses = 2
            try await expect(401, 3001, altered)
            var both = try await request(account)
            both.addMargin = both.sendQuote
            try await expect(400, 3000, both)
            let good = try await request(account)
            #expect(try await refusal(account, good).status == 200)
            try await eventually("the position is open") { try await account.quoteCount() == 1 }
            try await expect(400, 3009, good)
            #expect(try await account.quoteCount() == 1)
        }
    }

    @Test func answersHaveTheSolversShape() async throws {
        try await withMajors { account, _ in
            let opened = try await ask(account, "POST", "/instant_trade/open", try await request(account).json(numbers: .numbers))
            #expect(opened.json["temp_quote_id"]?.int.map { $0 < 0 } == true)
            #expect(opened.json["party_a_address"] == .string(account.subAccount.checksummed))
            #expect(opened.json["requested_open_price"] == "2600")
            #expect(opened.json["position_type"] == .number("0"))
            guard let id = opened.json["temp_quote_id"]?.int else { throw FlowFailure("no temporary id") }
            try await eventually("its quote is known") {
                try await ask(account, "GET", "/instant_quote_id/\(id)").json["quote_id"]?.int == 1
            }
            #expect(try await ask(account, "GET", "/instant_quote_id/-1").status == 404)
            #expect(try await ask(account, "GET", "/instant_open/\(account.subAccount)").json == [])
        }
    }

    @Test func whatIsMalformedIsTheFrameworksToTell() async throws {
        try await withMajors { account, _ in
            for (path, body) in [
                ("/instant_trade/open", "{}"), ("/instant_trade/open", "not json"), ("/instant_trade/open", #"{"sendQuote":{}}"#),
                ("/instant_trade/close", #"{"operations":[]}"#), ("/instant_trade/close", #"[{"signature":1}]"#), ("/position-state/a/b", "{}"),
                ("/position-state/0/10", "[]"), ("/position-state/-1/10", "{}"), ("/position-state/0/100000", "{}"),
            ] {
                let answer = try await ask(account, "POST", path, body)
                #expect(answer.status == 422, "\(path) \(body)")
                let fault = answer.json["detail"]?.array?.first
                #expect(fault?["loc"]?.array != nil && fault?["msg"]?.string != nil && fault?["type"]?.string != nil, "\(path): \(answer.json.text)")
            }
            #expect(try await ask(account, "GET", "/get_locked_params/ETHUSDT?leverage=0").status == 422)
            let missing = try await ask(account, "GET", "/no/such/path")
            #expect(missing.status == 404)
            #expect(missing.json == ["detail": "Not Found"])
            let none = try await ask(account, "POST", "/instant_trade/close", "[]")
            #expect(none.json["successful"] == false)
        }
    }

    @Test func tooManyOrdersAtOnceAreRefused() async throws {
        let account = try await MajorsAccount { $0.latency = .seconds(30) }
        for _ in 0..<5 { #expect(try await refusal(account, try await request(account)).status == 200) }
        let pending = try await ask(account, "GET", "/instant_open/\(account.subAccount)")
        #expect(pending.json.array?.count == 5)
        let found = try await refusal(account, try await request(account))
        #expect(found.status == 429 && found.code == 3016)
        await account.sandbox.stop()
    }

    // MARK: Reads

    @Test func reads() async throws {
        try await withMajors { account, trading in
            let solver = trading.solver
            let layer = account.deployment.contracts.accountLayer
            #expect(try await solver.isReady())
            #expect(try await solver.markets().map(\.name).contains("ETHUSDT"))
            #expect(try await solver.markets().allSatisfy { $0.tokenAddress == nil })
            #expect(try await solver.notionalCap(symbolId: 2).availableToShort == (try Wad("10000000")))
            #expect(try await solver.priceRange(market: "ETHUSDT").minimum == (try Wad("2250")))
            #expect(try await solver.isWhitelisted(account.subAccount, accounts: layer))
            #expect(try await solver.balanceInfo(of: account.subAccount, accounts: layer).first?.partyA == (try Wad("10000")))
            #expect(try await solver.upnl(of: account.subAccount) == (try SignedWad("0")))
            #expect(try await ask(account, "GET", "/error_codes").json["3004"]?.string != nil)
            #expect(try await ask(account, "GET", "/error_codes/3016").json.string != nil)

            let position = try await trading.open(
                OpenIntent(market: "ETHUSDT", position: .short, size: .quantity(try Wad("2")), leverage: try Wad("5")))
            await account.sandbox.prices.set("ETHUSDT", to: try Wad("2400"))
            // 2, sold 0.05 % below 2500.
            #expect(try await solver.upnl(of: account.subAccount) == (try SignedWad("197.5")))
            let id = try #require(Int(exactly: position.quoteId))
            let search = try #require(trading.notificationSearch)
            let page = try await search.search(account: account.subAccount, size: 10)
            #expect(page.notifications.map(\.action) == ["SendQuoteTransaction", "InstantRFQ"])
            #expect(page.notifications.first?.isAnchor == true)
            #expect(try await search.search(account: account.subAccount, quoteId: id).notifications.count == 1)
            #expect(try await search.search(account: layer).notifications.isEmpty)
            #expect(try await search.search(account: account.subAccount, start: 1, size: 1).notifications.map(\.action) == ["InstantRFQ"])
            #expect(try await solver.notifications(of: account.subAccount, since: FlowAccount.start).total == 2)
            #expect(try await solver.notifications(of: account.subAccount, since: FlowAccount.start + 1).total == 0)
        }
    }

    // MARK: The socket

    @Test func oneSocketFollowsManyAccounts() async throws {
        try await withMajors { account, trading in
            let endpoint = try #require(account.deployment.notifications(of: trading.solver.solver))
            let feed = PositionStateFeed(at: endpoint.socket, options: trading.options)
            let other = account.deployment.contracts.accountLayer
            let mine = await feed.reports(about: account.subAccount)
            let theirs = await feed.reports(about: other)
            #expect(await feed.accounts == [account.subAccount, other].sorted())
            let heard = Task {
                var actions: [String] = []
                for await event in mine {
                    if case .report(let report) = event { actions.append(report.action) }
                    if actions.last == "SendQuoteTransaction" { break }
                }
                return actions
            }
            try await eventually("the socket is open") { await account.sandbox.isFollowed(account.subAccount) }
            _ = try await trading.open(OpenIntent(market: "ETHUSDT", position: .long, size: .quantity(try Wad("0.5")), leverage: try Wad("5")))
            #expect(await heard.value == ["InstantRFQ", "SendQuoteTransaction"])
            await feed.stop()
            var foreign = 0
            for await event in theirs { if case .report = event { foreign += 1 } }
            #expect(foreign == 0)
        }
    }

    @Test func depthFollowsThePrice() async throws {
        try await withMajors { account, trading in
            let stream = try trading.solver.depth(symbolId: 2, limit: 3)
            var best: [Wad] = []
            for try await element in stream {
                guard case .value(let depth) = element else { continue }
                #expect(depth.asks.count == 3 && depth.bids.count == 3)
                if let ask = depth.asks.first?.price, best.last != ask { best.append(ask) }
                if best.count == 2 { break }
                await account.sandbox.prices.set("ETHUSDT", to: try Wad("2600"))
            }
            // 0.05 % above the mark.
            #expect(best == [try Wad("2501.25"), try Wad("2601.3")])
            await stream.socket.close()

            let none = try trading.solver.depth(symbolId: 99)
            for try await element in none {
                guard case .unreadable(_, let reason) = element else { continue }
                #expect(reason.contains("310"))
                break
            }
            await none.socket.close()
        }
    }
}

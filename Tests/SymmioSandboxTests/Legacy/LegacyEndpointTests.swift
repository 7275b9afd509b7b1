import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// Every error answer of every endpoint of the older flow, by requests of this test's own making: together they are the solver's whole table.
@Suite(.timeLimit(.minutes(2)))
struct LegacyEndpointTests {
    /// Asks, and keeps account of the codes that came.
    private actor Asker {
        let base: String
        private(set) var codes: Set<Int> = []

        init(_ flow: LegacyFlow) { base = flow.deployment.solverURL.absoluteString }

        func ask(
            _ method: String, _ path: String, _ body: JSONValue? = nil, token: String? = nil, origin: String? = "http://localhost:3000"
        ) async throws -> (status: Int, json: JSONValue) {
            guard let url = URL(string: base + path) else { throw FlowFailure(path) }
            var headers = ["Content-Type": "application/json"]
            headers["Authorization"] = token.map { "Bearer \($0)" }
            headers["Origin"] = origin
            let answer = try await SystemTransport().send(HTTPRequest(method, url, headers: headers, body: Bytes(body?.utf8 ?? [])))
            return (answer.status, try JSONValue(parsing: answer.body))
        }

        func note(_ code: Int) { codes.insert(code) }

        /// Refused in the solver's own shape: a number, words, a list of details.
        func expect(
            _ status: Int, _ code: Int, _ method: String, _ path: String, _ body: JSONValue? = nil, token: String? = nil,
            origin: String? = "http://localhost:3000", sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            let answer = try await ask(method, path, body, token: token, origin: origin)
            #expect(answer.status == status, "\(method) \(path): \(answer.json.text)", sourceLocation: sourceLocation)
            #expect(answer.json["error_code"]?.int == code, "\(method) \(path): \(answer.json.text)", sourceLocation: sourceLocation)
            #expect(answer.json["error_message"]?.string?.isEmpty == false && answer.json["error_detail"]?.array != nil, sourceLocation: sourceLocation)
            if let code = answer.json["error_code"]?.int { codes.insert(code) }
        }

        /// Refused by the service's frame, with the field that is wrong.
        func malformed(
            _ field: String, _ method: String, _ path: String, _ body: JSONValue? = nil, token: String? = nil,
            sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            let answer = try await ask(method, path, body, token: token)
            let place = answer.json["detail"]?.array?.first?["loc"]?.array?.last?.string
            #expect(answer.status == 422 && place == field, "\(method) \(path): \(answer.status) \(answer.json.text)", sourceLocation: sourceLocation)
        }
    }

    private func timestamp(_ seconds: UInt64) throws -> RFC3339Timestamp {
        try #require(RFC3339Timestamp(millisecondsSince1970: Int64(seconds) * 1_000))
    }

    private func login(
        _ asker: Asker, _ flow: LegacyFlow, _ account: Address, signer: LocalSigner? = nil, lifetime: UInt64 = 3_600
    ) async throws -> [String: JSONValue] {
        let nonce = try #require(try await asker.ask("GET", "/nonce/\(account)").json["nonce"]?.string)
        let now = await flow.sandbox.chain.now
        let (issued, expires) = (try timestamp(now), try timestamp(now + lifetime))
        let message = try SIWEMessage(
            domain: "localhost", address: flow.wallet.address, statement: "msg: \(account.checksummed)", uri: flow.deployment.loginURI,
            chainId: flow.deployment.chainId, nonce: nonce, issuedAt: issued, expirationTime: expires)
        return [
            "account_address": .string(account.checksummed), "nonce": .string(nonce), "issued_at": .string(issued.text),
            "expiration_time": .string(expires.text), "signature": .string(try await (signer ?? flow.wallet).sign(message: message.text).bytes.hex),
        ]
    }

    private func token(_ asker: Asker, _ flow: LegacyFlow, _ account: Address, lifetime: UInt64 = 3_600) async throws -> String {
        let body = try await login(asker, flow, account, lifetime: lifetime)
        return try #require(try await asker.ask("POST", "/login", .object(body)).json["access_token"]?.string)
    }

    /// The public example signs what it was given as the account, in capitals or without, and looks for the word Success.
    @Test func theExamplesLettersAndWords() async throws {
        try await withLegacyFlow { flow in
            let asker = Asker(flow)
            let (now, account) = (await flow.sandbox.chain.now, flow.account.hex)
            let nonce = try #require(try await asker.ask("GET", "/nonce/\(account)").json["nonce"]?.string)
            let (issued, expires) = (try timestamp(now), try timestamp(now + 60))
            let text = """
                localhost wants you to sign in with your Ethereum account:
                \(flow.wallet.address.checksummed)

                msg: \(account)

                URI: \(flow.deployment.loginURI)
                Version: 1
                Chain ID: \(flow.deployment.chainId)
                Nonce: \(nonce)
                Issued At: \(issued.text)
                Expiration Time: \(expires.text)
                """
            let body: JSONValue = [
                "account_address": .string(account), "nonce": .string(nonce), "issued_at": .string(issued.text),
                "expiration_time": .string(expires.text), "signature": .string(try await flow.wallet.sign(message: text).bytes.hex),
            ]
            let token = try #require(try await asker.ask("POST", "/login", body).json["access_token"]?.string)
            #expect(try await asker.ask("GET", "/instant_open/\(account)", token: token).status == 200)
            let percents = try await asker.ask("GET", "/get_locked_params/XRPUSDT?leverage=1").json
            #expect(percents["message"] == "Success" && percents["cva"]?.string == "7" && percents["leverage"]?.string == "1")
            try await asker.expect(400, 4010, "GET", "/get_locked_params/NOSUCH?leverage=1")
            for leverage in ["", "?leverage=0", "?leverage=51", "?leverage=x"] {
                try await asker.malformed("leverage", "GET", "/get_locked_params/XRPUSDT\(leverage)")
            }
        }
    }

    @Test func everyErrorAnswer() async throws {
        try await withLegacyFlow { flow in
            let asker = Asker(flow)
            try await signIns(asker, flow)
            try await orders(asker, flow)
            try await lists(asker, flow)
            try await triggers(asker, flow)
            let table = try await asker.ask("GET", "/error_codes").json.object ?? [:]
            let seen = await asker.codes
            #expect(Set(table.keys.compactMap { Int($0) }) == seen)
            for path in ["/", "/orders", "/instant_open", "/login/x"] {
                let answer = try await asker.ask("GET", path)
                #expect(answer.status == 404 && answer.json == ["detail": "Not Found"], "\(path)")
            }
        }
    }

    private func signIns(_ asker: Asker, _ flow: LegacyFlow) async throws {
        try await asker.malformed("account_address", "GET", "/nonce/somebody")
        try await asker.malformed("body", "POST", "/login", "no object")
        let good = try await login(asker, flow, flow.account)
        for field in good.keys {
            var body = good
            body[field] = nil
            try await asker.malformed(field, "POST", "/login", .object(body))
            body[field] = "\u{1}"
            if field != "nonce" { try await asker.malformed(field, "POST", "/login", .object(body)) }
        }
        try await asker.expect(403, 4007, "POST", "/login", .object(good), origin: "https://elsewhere.example")
        var body = good
        body["account_address"] = .string(LocalSigner.random().address.checksummed)
        try await asker.expect(404, 4003, "POST", "/login", .object(body))
        body = good
        body["nonce"] = "anothernonce"
        try await asker.expect(401, 4004, "POST", "/login", .object(body))
        // That try has used the nonce up.
        try await asker.expect(401, 4004, "POST", "/login", .object(good))
        try await asker.expect(401, 4005, "POST", "/login", .object(try await login(asker, flow, flow.account, signer: LocalSigner.random())))
        try await asker.expect(400, 4006, "POST", "/login", .object(try await login(asker, flow, flow.account, lifetime: 400 * 86_400)))

        // An account of a contract, at a solver that asks none.
        let (chain, contract) = (flow.accounts.chain, flow.sandbox.chain.addresses.contractWallet)
        let create = Symmio084.MultiAccount.Calls.AddAccount(name: "a contract's")
        let call = Symmio084.PartyB.Calls.MulticastCall(destAddresses: [flow.deployment.multiAccount], callDatas: [create.encoded()])
        _ = try await chain.send(call, to: contract, using: flow.wallet).wait(timeout: .seconds(10))
        let theirs = try #require(try await flow.accounts.list(owner: contract).first?.address)
        await flow.sandbox.setLegacyTakesContracts(false)
        try await asker.expect(403, 4008, "POST", "/login", .object(try await login(asker, flow, theirs)))
    }

    private func orders(_ asker: Asker, _ flow: LegacyFlow) async throws {
        let short = try await token(asker, flow, flow.account, lifetime: 100)
        let token = try await token(asker, flow, flow.account)
        let now = await flow.sandbox.chain.now
        let open: [String: JSONValue] = [
            "symbolId": 3, "positionType": 0, "orderType": 1, "price": "0.6405", "quantity": "100", "cva": "1", "lf": "1", "partyAmm": "30",
            "partyBmm": "60", "maxFundingRate": "200", "deadline": .number("\(now + 3_600)"),
        ]
        func changed(_ field: String, _ value: JSONValue?) -> JSONValue { .object(open.merging([field: value ?? .null]) { $1 }) }
        let (opens, closes) = ("/instant_open", "/instant_close")
        for field in open.keys {
            try await asker.malformed(field, "POST", opens, changed(field, nil), token: token)
            try await asker.malformed(field, "POST", opens, changed(field, "much"), token: token)
            try await asker.malformed(field, "POST", opens, changed(field, [1]), token: token)
        }
        try await asker.malformed("positionType", "POST", opens, changed("positionType", 2), token: token)
        try await asker.malformed("orderType", "POST", opens, changed("orderType", 7), token: token)
        try await asker.expect(400, 4010, "POST", opens, changed("symbolId", 99), token: token)
        try await asker.expect(400, 4011, "POST", opens, changed("orderType", 0), token: token)
        try await asker.expect(400, 4012, "POST", opens, changed("deadline", .number("\(now + 5)")), token: token)
        try await asker.expect(400, 4014, "POST", opens, changed("partyAmm", "9000"), token: token)
        try await asker.expect(400, 4015, "POST", opens, changed("cva", "0.001"), token: token)
        try await asker.expect(400, 4016, "POST", opens, changed("price", "0.61"), token: token)
        try await asker.expect(400, 4017, "POST", opens, changed("quantity", "100.001"), token: token)
        try await asker.expect(401, 4001, "POST", opens, .object(open))
        try await asker.expect(401, 4001, "POST", opens, .object(open), token: token + "0")

        // A position, to close.
        #expect(try await asker.ask("POST", opens, .object(open), token: token).status == 200)
        try await eventually("it is open") { try await flow.trading().positions().count == 1 }
        let close: [String: JSONValue] = ["quote_id": 1, "quantity_to_close": "50", "close_price": "0.58"]
        func closing(_ field: String, _ value: JSONValue?) -> JSONValue { .object(close.merging([field: value ?? .null]) { $1 }) }
        for field in close.keys {
            try await asker.malformed(field, "POST", closes, closing(field, nil), token: token)
            try await asker.malformed(field, "POST", closes, closing(field, "much"), token: token)
        }
        try await asker.expect(401, 4001, "POST", closes, .object(close))
        try await asker.expect(404, 4020, "POST", closes, closing("quote_id", 7), token: token)
        try await asker.expect(400, 4022, "POST", closes, closing("quantity_to_close", "100.1"), token: token)
        try await asker.expect(400, 4016, "POST", closes, closing("close_price", "0.62"), token: token)
        // One whose transaction reverts: it was taken, and the record says what came of it.
        await flow.sandbox.faults.set(.revert)
        #expect(try await asker.ask("POST", closes, .object(close), token: token).status == 200)
        try await eventually("the record has it") {
            let rows = try await asker.ask("POST", "/position-state/0/10", ["address": .string(flow.account.hex)]).json["position_state"]?.array
            let row = rows?.first { $0["action_status"]?.string == "failed" }
            if let code = row?["error_code"]?.int { await asker.note(code) }
            return row?["error_code"]?.int == 4030 && row?["state_type"]?.string == "alert"
        }

        // From here on the solver only takes.
        await flow.sandbox.setLegacyLatency(.seconds(3_600))
        #expect(try await asker.ask("POST", closes, .object(close), token: token).json["successful"] == true)
        try await asker.expect(400, 4021, "POST", closes, .object(close), token: token)
        for _ in 0..<5 { #expect(try await asker.ask("POST", opens, .object(open), token: token).status == 200) }
        try await asker.expect(400, 4013, "POST", opens, .object(open), token: token)
        // A token ends in the middle: what was taken stays taken, nothing more is.
        await flow.sandbox.chain.advance(seconds: 101)
        try await asker.expect(401, 4001, "DELETE", opens + "/-2", token: short)
        try await asker.expect(401, 4001, "POST", opens, .object(open), token: short)
        #expect(try await asker.ask("GET", "\(opens)/\(flow.account)", token: token).json.array?.count == 5)
    }

    private func lists(_ asker: Asker, _ flow: LegacyFlow) async throws {
        let other = try await flow.accounts.create(name: "second", owner: flow.wallet)
        let (mine, second) = (try await token(asker, flow, flow.account), try await token(asker, flow, other))
        for path in ["/instant_open", "/instant_close"] {
            try await asker.expect(401, 4001, "GET", "\(path)/\(flow.account)")
            try await asker.expect(403, 4002, "GET", "\(path)/\(flow.account)", token: second)
            try await asker.malformed("account_address", "GET", "\(path)/me", token: mine)
            try await asker.expect(401, 4001, "DELETE", "\(path)/1")
            try await asker.malformed("quoteId", "DELETE", "\(path)/one", token: mine)
            // What there is not, and what is another account's.
            try await asker.expect(404, 4023, "DELETE", "\(path)/77", token: mine)
            try await asker.expect(404, 4023, "DELETE", path == "/instant_open" ? "\(path)/-2" : "\(path)/1", token: second)
            let answer = try await asker.ask("DELETE", path == "/instant_open" ? "\(path)/-2" : "\(path)/1", token: mine)
            #expect(answer.json["successful"] == true && answer.json["message"]?.string != nil)
        }
        for path in ["/position-state/x/1", "/position-state/0/5000", "/position-state/-1/1"] { try await asker.malformed("size", "POST", path, [:]) }
        try await asker.malformed("address", "POST", "/position-state/0/1", ["address": "nobody"])
        // The second account has delegated nothing; and it owns no position of the first.
        let close: JSONValue = ["quote_id": 1, "quantity_to_close": "50", "close_price": "0.58"]
        try await asker.expect(404, 4020, "POST", "/instant_close", close, token: second)
        try await flow.accounts.depositAndAllocate(try flow.accounts.collateralAmount("100"), into: other, owner: flow.wallet)
        let now = await flow.sandbox.chain.now
        let open: JSONValue = [
            "symbolId": 3, "positionType": 1, "orderType": 1, "price": "0.58", "quantity": "100", "cva": "1", "lf": "1", "partyAmm": "30",
            "partyBmm": "60", "maxFundingRate": "200", "deadline": .number("\(now + 3_600)"),
        ]
        try await asker.expect(403, 4018, "POST", "/instant_open", open, token: second)
    }

    private func triggers(_ asker: Asker, _ flow: LegacyFlow) async throws {
        let token = try await token(asker, flow, flow.account)
        let order: [String: JSONValue] = [
            "quantity": "50", "price": "0.6", "conditional_price": "0.7", "conditional_price_type": "last_close", "order_type": 1, "position_type": 0,
            "conditional_order_type": "take_profit", "leverage": 1,
        ]
        let good: [String: JSONValue] = [
            "account_address": .string(flow.account.checksummed), "quote_id": 1, "conditional_orders": [.object(order)], "symbol_id": 3,
            "multi_account_address": .string(flow.deployment.multiAccount.checksummed), "hedger_whitelist": [.string(flow.deployment.partyB.checksummed)],
        ]
        let path = "/coh/api/v4/"
        func body(_ field: String, _ value: JSONValue) -> JSONValue { .object(good.merging([field: value]) { $1 }) }
        func inner(_ field: String, _ value: JSONValue) -> JSONValue { body("conditional_orders", [.object(order.merging([field: value]) { $1 })]) }
        try await asker.expect(401, 4001, "POST", path, .object(good))
        try await asker.expect(403, 4002, "POST", path, body("account_address", .string(flow.wallet.address.hex)), token: token)
        try await asker.expect(404, 4020, "POST", path, body("quote_id", 9), token: token)
        try await asker.expect(400, 4040, "POST", path, body("symbol_id", 1), token: token)
        try await asker.expect(400, 4022, "POST", path, inner("quantity", "101"), token: token)
        for (field, value) in [
            ("conditional_order_type", "send_quote"), ("conditional_price_type", "index"), ("order_type", 0), ("position_type", 1),
        ] as [(String, JSONValue)] { try await asker.expect(400, 4040, "POST", path, inner(field, value), token: token) }
        for field in ["quantity", "price", "conditional_price", "leverage"] { try await asker.malformed(field, "POST", path, inner(field, "x"), token: token) }
        for field in ["quote_id", "symbol_id", "account_address", "conditional_orders"] {
            try await asker.malformed(field, "POST", path, body(field, .null), token: token)
        }
        try await asker.malformed("conditional_orders", "POST", path, body("conditional_orders", []), token: token)
        #expect(try await asker.ask("POST", path, .object(good), token: token).json["successful"] == true)
    }
}

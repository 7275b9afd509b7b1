import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// Every error answer of the older flow's endpoints, by its code, and what tokens and sign-ins are refused for.
@Suite(.timeLimit(.minutes(2)))
struct LegacyRefusalTests {
    private func request(
        _ flow: LegacyFlow, _ method: String, _ path: String, _ body: JSONValue? = nil, token: String? = nil, origin: String? = nil
    ) async throws -> (status: Int, json: JSONValue) {
        guard let url = URL(string: flow.deployment.solverURL.absoluteString + path) else { throw FlowFailure(path) }
        var headers = ["Content-Type": "application/json"]
        headers["Authorization"] = token.map { "Bearer \($0)" }
        headers["Origin"] = origin
        let answer = try await SystemTransport().send(HTTPRequest(method, url, headers: headers, body: Bytes(body?.utf8 ?? [])))
        return (answer.status, try JSONValue(parsing: answer.body))
    }

    /// A sign-in by hand; gives the token, or the refusal's code.
    private func login(
        _ flow: LegacyFlow, _ change: (inout [String: JSONValue]) -> Void = { _ in }, domain: String = "localhost", origin: String? = "http://localhost:3000",
        signer: LocalSigner? = nil
    ) async throws -> (token: String?, code: Int?, status: Int) {
        let nonce = try await request(flow, "GET", "/nonce/\(flow.account)").json["nonce"]?.string ?? ""
        let (issued, expires) = (try timestamp(FlowAccount.start), try timestamp(FlowAccount.start + 3_600))
        let message = try SIWEMessage(
            domain: domain, address: flow.wallet.address, statement: "msg: \(flow.account.checksummed)", uri: flow.deployment.loginURI,
            chainId: flow.deployment.chainId, nonce: nonce, issuedAt: issued, expirationTime: expires)
        let signature = try await (signer ?? flow.wallet).sign(message: message.text)
        var body: [String: JSONValue] = [
            "account_address": .string(flow.account.checksummed), "nonce": .string(nonce), "issued_at": .string(issued.text),
            "expiration_time": .string(expires.text), "signature": .string(signature.bytes.hex),
        ]
        change(&body)
        let answer = try await request(flow, "POST", "/login", .object(body), origin: origin)
        return (answer.json["access_token"]?.string, answer.json["error_code"]?.int, answer.status)
    }

    private func timestamp(_ seconds: UInt64) throws -> RFC3339Timestamp {
        try #require(RFC3339Timestamp(millisecondsSince1970: Int64(seconds) * 1_000))
    }

    // MARK: Signing in

    @Test func aSignInIsCheckedInEveryPart() async throws {
        try await withLegacyFlow { flow in
            #expect(try await login(flow).token != nil)
            let later = try timestamp(FlowAccount.start + 7_200)
            let past = try timestamp(FlowAccount.start - 1)
            let stranger = LocalSigner.random()
            #expect(try await login(flow, { $0["nonce"] = "0000000000" }).code == 4004)
            #expect(try await login(flow, { $0["expiration_time"] = .string(later.text) }).code == 4005)
            #expect(try await login(flow, { $0["issued_at"] = .string(past.text) }).code == 4005)
            #expect(try await login(flow, { $0["expiration_time"] = .string(past.text) }).code == 4006)
            #expect(try await login(flow, { $0["account_address"] = .string(stranger.address.hex) }).code == 4003)
            #expect(try await login(flow, { $0["signature"] = "0x00" }).status == 422)
            #expect(try await login(flow, { $0["issued_at"] = "yesterday" }).status == 422)
            #expect(try await login(flow, { $0["nonce"] = nil }).status == 422)
            #expect(try await login(flow, signer: stranger).code == 4005)
            #expect(try await login(flow, domain: "evil.example").code == 4005)
            #expect(try await login(flow, origin: "http://evil.example").code == 4007)
            #expect(try await login(flow, origin: nil).code == 4007)
            // A nonce counts once.
            var used: [String: JSONValue] = [:]
            #expect(try await login(flow, { used = $0 }).token != nil)
            #expect(try await request(flow, "POST", "/login", .object(used), origin: "http://localhost:3000").json["error_code"]?.int == 4004)
            // And not for ever.
            let late = try await login(
                flow,
                { body in
                    used = body; body["signature"] = "0x"
                })
            #expect(late.status == 422)
            await flow.sandbox.chain.advance(seconds: 601)
            #expect(try await request(flow, "POST", "/login", .object(used), origin: "http://localhost:3000").json["error_code"]?.int == 4004)
        }
    }

    @Test func aLoginForAnothersAccountIsRefused() async throws {
        try await withLegacyFlow { flow in
            let stranger = LocalSigner.random()
            let log = RequestLog()
            let trading = flow.trading(as: stranger, transport: log)
            guard
                case .notOwner(flow.account, flow.wallet.address?, stranger.address)? = await legacyFailure({ () async throws(LegacyError) in
                    try await trading.session.token()
                })
            else { throw FlowFailure("let in") }
            // Nothing was signed, and the solver not even asked.
            #expect(await log.lines.isEmpty)
            let nobodys = Address(truncating: UInt256(77 as UInt64))
            guard
                case .notOwner(nobodys, nil, _)? = await legacyFailure({ () async throws(LegacyError) in
                    try await flow.trading(account: nobodys).session.token()
                })
            else { throw FlowFailure("let in") }
            // A token is for its own account only.
            let token = try #require(try await login(flow).token)
            let other = try await flow.accounts.create(name: "second", owner: flow.wallet)
            #expect(try await request(flow, "GET", "/instant_open/\(other)", token: token).json["error_code"]?.int == 4002)
            #expect(try await request(flow, "GET", "/instant_close/\(other)", token: token).status == 403)
        }
    }

    /// The solver's clock runs ahead: the token that should be good for a day is refused in the middle.
    @Test func aTokenThatExpiresIsRenewedOnceAndTheOrderSentOnce() async throws {
        try await withLegacyFlow { flow in
            let log = RequestLog()
            let trading = flow.trading(transport: log) { $0.lifetime = 200_000 }
            let preview = try await trading.preview(LegacyOpenIntent(market: "XRPUSDT", position: .long, quantity: try Wad("100")))
            _ = try await trading.session.token()
            #expect(await log.count("POST /legacy/login") == 1)
            await flow.sandbox.chain.advance(seconds: 86_390)
            let position = try await trading.open(preview)
            #expect(await log.count("POST /legacy/login") == 1)
            // Past the token's end, but before what a new one of this clock's is good for: nothing but a refusal tells.
            await flow.sandbox.chain.advance(seconds: 20)
            let refused = await legacyFailure { () async throws(LegacyError) in try await trading.close(position.quoteId) }
            // What is signed by this clock is past for the solver.
            guard case .signInRefused(let refusal)? = refused else { throw FlowFailure("\(String(describing: refused))") }
            #expect(refusal.code == 4006)
            #expect(await log.count("POST /legacy/login") == 2)
            #expect(await log.count("POST /legacy/instant_close") == 1)
            #expect(try await trading.position(position.quoteId).status == .opened)
        }
    }

    @Test func aTokenThatEndedIsRenewedAndTheOrderGoesOn() async throws {
        try await withLegacyFlow { flow in
            let log = RequestLog()
            // The client thinks that the token lasts; the solver forgets it after ten minutes of its own.
            let clock = MovingClock(FlowAccount.start)
            let trading = flow.trading(transport: log) {
                $0.services.timing.secondsSince1970 = { Double(clock.now) }
                $0.signIn.lifetime = 1_000
                $0.signIn.margin = 0
            }
            let preview = try await trading.preview(LegacyOpenIntent(market: "XRPUSDT", position: .short, quantity: try Wad("100")))
            _ = try await trading.session.token()
            await flow.sandbox.chain.advance(seconds: 1_500)
            clock.move(to: FlowAccount.start + 900)
            // Refused with 401 once, signed in anew, sent again once; the first was never taken.
            let position = try await trading.open(preview)
            #expect(position.status == .opened)
            #expect(await log.count("POST /legacy/login") == 2)
            #expect(try await flow.quoteCount() == 1)
            // Before its end it is renewed by itself.
            await flow.sandbox.chain.advance(seconds: 400)
            clock.move(to: FlowAccount.start + 1_900)
            try await trading.close(position.quoteId)
            #expect(await log.count("POST /legacy/login") == 3)
            #expect(await log.count("POST /legacy/instant_close") == 1)
        }
    }

    @Test func manyAtOnceSignInOnce() async throws {
        try await withLegacyFlow { flow in
            let log = RequestLog()
            let trading = flow.trading(transport: log)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 { group.addTask { try await trading.pendingOpens().count } }
                for try await count in group { #expect(count == 0) }
            }
            #expect(await log.count("POST /legacy/login") == 1)
            await trading.session.signOut()
            #expect(await trading.session.expiresAt == nil)
            _ = try await trading.pendingCloses()
            #expect(await log.count("POST /legacy/login") == 2)
        }
    }
}

/// A time of day that a test moves.
///
/// `@unchecked Sendable`: its time is read and written under the lock only.
final class MovingClock: @unchecked Sendable {
    // Only touched under the lock.
    private let lock = NSLock()
    private var seconds: UInt64

    init(_ seconds: UInt64) { self.seconds = seconds }

    var now: UInt64 { lock.withLock { seconds } }
    func move(to seconds: UInt64) { lock.withLock { self.seconds = seconds } }
}

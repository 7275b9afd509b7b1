import EVMClient
import EVMCore
import Foundation
import SymmioContracts
import Testing

@testable import Symmio

/// The oracle's gateways: what is asked, what is taken, what is refused and why.
@Suite struct MuonClientTests {
    /// Asks for a vector, whatever its type, and checks what came.
    private func ask(_ client: MuonClient, _ vector: MuonVector) async throws(MuonError) -> Checked {
        switch vector.request {
        case .upnlOfPartyA(let a): Checked(try await client.upnl(ofPartyA: a), vector)
        case .overviewOfPartyA(let a): Checked(try await client.overview(ofPartyA: a), vector)
        case .upnlOfPartyAAndPrice(let a, let id): Checked(try await client.upnlAndPrice(ofPartyA: a, symbolId: id), vector)
        case .upnlOfPartyB(let b, let a): Checked(try await client.upnl(ofPartyB: b, against: a), vector)
        case .upnlOfPair(let b, let a): Checked(try await client.upnl(ofPartyB: b, andPartyA: a), vector)
        case .upnlOfPairAndPrice(let b, let a, let id): Checked(try await client.upnlAndPrice(ofPartyB: b, andPartyA: a, symbolId: id), vector)
        case .prices(let ids): Checked(try await client.prices(quoteIds: ids), vector)
        case .settlement(let a, let ids): Checked(try await client.settlement(ofPartyA: a, quoteIds: ids), vector)
        case .priceRange(let a, let b, let id, let from, let to):
            Checked(try await client.priceRange(partyA: a, partyB: b, symbolId: id, from: from, to: to), vector)
        }
    }

    /// What an attestation comes to, without its type.
    struct Checked {
        let gateway: URL
        let hash: Bytes32?
        let failure: MuonVerificationError?
        let offline: MuonVerificationError?
        let reqId: Bytes
        let timestamp: UInt64

        init<Signature>(_ attestation: MuonAttestation<Signature>, _ vector: MuonVector) {
            gateway = attestation.gateway
            hash = attestation.message.hash(appId: MuonVector.appId, nonces: vector.nonces)
            reqId = attestation.signature.reqId
            timestamp = attestation.timestamp
            failure = Self.error { () throws(MuonVerificationError) in
                try attestation.verify(
                    publicKey: MuonVector.key, gatewaySigners: (try? Address(MuonVector.gateway)).map { [$0] } ?? [], appId: MuonVector.appId,
                    nonces: vector.nonces)
            }
            // With nothing but what the gateway states.
            offline = Self.error { () throws(MuonVerificationError) in try attestation.verify(publicKey: MuonVector.key) }
        }

        private static func error(_ body: () throws(MuonVerificationError) -> Void) -> MuonVerificationError? {
            do throws(MuonVerificationError) {
                try body()
                return nil
            } catch {
                return error
            }
        }
    }

    /// What the only gateway asked did wrong.
    private func reason(_ client: MuonClient, _ vector: MuonVector) async -> MuonError.Reason? {
        do throws(MuonError) {
            _ = try await ask(client, vector)
            return nil
        } catch {
            guard case .allGatewaysFailed(_, let failures) = error else { return nil }
            return failures.first?.reason
        }
    }

    // MARK: Answers that are taken

    @Test(arguments: 0..<9, [false, true])
    func everyMethodIsReadAndVerified(_ index: Int, numbers: Bool) async throws {
        let vector = try MuonVector.all()[index]
        let transport = ScriptedTransport(.json(try vector.answer(numbers: numbers).text))
        let checked = try await ask(try testMuon(transport), vector)
        #expect(checked.hash?.hex == vector.hash)
        #expect(checked.failure == nil, "\(vector.request)")
        #expect(checked.offline == nil, "\(vector.request)")
        #expect(checked.reqId.hex == "0xaabbccdd01")
        #expect(checked.timestamp == MuonVector.timestamp)
        #expect(checked.gateway.absoluteString == "http://one/v1/")
        let query = try #require(transport.requests.first?.url.absoluteString.removingPercentEncoding)
        #expect(query.hasPrefix("http://one/v1/?app=symmio&method=\(vector.request.method)&"))
        #expect(query.contains("&params[chainId]=8453&params[symmio]=\(MuonVector.core)"))
        if let partyA = vector.request.partyA { #expect(query.contains("params[partyA]=\(partyA)")) }
        if let partyB = vector.request.partyB { #expect(query.contains("params[partyB]=\(partyB)")) }
        if vector.request.symbolId != nil { #expect(query.contains("params[symbolId]=3")) }
        if vector.request.quoteIds != nil { #expect(query.contains("params[quoteIds]=[10,11]")) }
        if case .priceRange = vector.request { #expect(query.contains("params[t0]=1699999200&params[t1]=1700000000")) }
    }

    @Test func failuresNameTheGatewayWithoutItsKey() throws {
        let gateway = try #require(URL(string: "https://one.example:8443/v1/secret-key/?key=secret"))
        let error = MuonError.allGatewaysFailed(method: "uPnl_A", [.init(gateway: gateway, reason: .unsuccessful("no"))])
        #expect("\(error)".contains("https://one.example:8443/…: "))
        #expect(!"\(error)".contains("secret"))
    }

    @Test func methodsAreAll() throws {
        #expect(try MuonVector.all().map(\.request.method).sorted() == MuonRequest.methods.sorted())
    }

    @Test(arguments: 0..<9) func shortAnswersAreTaken(_ index: Int) async throws {
        let vector = try MuonVector.all()[index]
        var answer = try vector.answer(repeats: false)
        for name in ["appId", "app", "method", "confirmed"] { answer = answer.with("result.\(name)", nil) }
        for name in ["nonce", "nonceA", "nonceB", "noncePartyBs"] { answer = answer.with("result.data.result.\(name)", nil) }
        let checked = try await ask(try testMuon(ScriptedTransport(.json(answer.text))), vector)
        #expect(checked.failure == nil)
        // Without app and nonces there is nothing to verify it against.
        if case .appIdUnknown? = checked.offline {} else { Issue.record("\(String(describing: checked.offline))") }
        // Who wants to have the request repeated does not take it.
        let strict = try testMuon(ScriptedTransport(.json(answer.text))) { $0.requiresEcho = true }
        let refusal = await reason(strict, vector)
        guard case .service(.unreadable(_, let fault))? = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(fault.path == "result.data.result.chainId")
    }

    @Test func valuesArriveInTheRightMembers() async throws {
        let vectors = try MuonVector.all()
        func client(_ index: Int) throws -> MuonClient { try testMuon(ScriptedTransport(.json(try vectors[index].answer().text))) }
        let (a, b) = (try Address(MuonVector.partyA), try Address(MuonVector.partyB))
        let three = UInt256(3 as UInt64)
        let single = try await client(0).upnl(ofPartyA: a).signature
        #expect(single.upnl == Int256("-25000000000000000000"))
        #expect(single.gatewaySignature.hex == vectors[0].gatewaySignature)
        #expect(single.sigs.owner == (try Address(MuonVector.owner)))
        #expect(single.sigs.nonce == (try Address(vectors[0].nonce)))
        let pair = try await client(4).upnlAndPrice(ofPartyB: b, andPartyA: a, symbolId: three).signature
        #expect(pair.upnlPartyA == Int256("-25000000000000000000"))
        #expect(pair.upnlPartyB == Int256("25000000000000000000"))
        #expect(pair.price == UInt256("50000000000000000000"))
        let range = try await client(7).priceRange(partyA: a, partyB: b, symbolId: three, from: 1_699_999_200, to: 1_700_000_000).signature
        #expect(range.lowest == UInt256("49000000000000000000"))
        #expect(range.averagePrice == UInt256("50000000000000000001"))
        #expect(range.upnlPartyB == Int256("25000000000000000000"))
        let settlement = try await client(6).settlement(ofPartyA: a, quoteIds: [UInt256(10 as UInt64), UInt256(11 as UInt64)]).signature
        #expect(settlement.quotesSettlementsData.map(\.partyBUpnlIndex) == [0, 1])
        #expect(settlement.upnlPartyBs == [Int256(7), Int256(-8)])
    }

    // MARK: Answers that are refused

    /// A member that is wrong or missing, and what it is called in the error.
    static let faults: [(index: Int, path: String, value: JSONValue?)] = [
        (0, "success", nil), (0, "result.reqId", nil), (0, "result.reqId", "0xzz"), (0, "result.nodeSignature", nil), (0, "result.nodeSignature", .number("1")),
        (0, "result.signatures", nil), (0, "result.signatures", []), (0, "result.data", nil), (0, "result.data.timestamp", nil),
        (0, "result.data.timestamp", "soon"), (0, "result.data.init", nil), (0, "result.data.result", nil), (0, "result.data.result.uPnl", nil),
        (0, "result.data.result.uPnl", "1.5"), (0, "result.data.result.uPnl", true), (0, "result.data.result.nonce", "-1"), (0, "result.appId", "x"),
        (1, "result.data.result.price", nil), (1, "result.data.result.price", "-3"), (1, "result.data.result.symbolId", "one"),
        (2, "result.data.result.partyB", "0x12"), (3, "result.data.result.uPnlB", nil), (4, "result.data.result.uPnlA", []),
        (5, "result.data.result.prices", ["1"]), (5, "result.data.result.prices", nil), (6, "result.data.result.upnlPartyBs", nil),
        (6, "result.data.result.quoteSettlementData", nil), (7, "result.data.result.mean", nil), (7, "result.data.result.highest", nil),
        (8, "result.data.result.liquidationId", nil), (8, "result.data.result.loss", nil), (8, "result.data.result.symbolIdsPrices", ["1"]),
    ]

    @Test(arguments: faults.indices) func wrongFieldsAreRefusedByName(_ index: Int) async throws {
        let fault = Self.faults[index]
        let vector = try MuonVector.all()[fault.index]
        let answer = try vector.answer().with(fault.path, fault.value)
        let refusal = await reason(try testMuon(ScriptedTransport(.json(answer.text))), vector)
        guard case .service(.unreadable(_, let error))? = refusal else {
            Issue.record("\(fault): \(String(describing: refusal))")
            return
        }
        #expect(error.path == fault.path)
    }

    @Test func nestedFaultsAreNamed() async throws {
        let vectors = try MuonVector.all()
        for (index, path, value, place) in [
            (0, "result.signatures.0.signature", nil, "result.signatures[0].signature"),
            (0, "result.signatures.0.owner", "0x1", "result.signatures[0].owner"),
            (0, "result.data.init.nonceAddress", nil, "result.data.init.nonceAddress"),
            (6, "result.data.result.quoteSettlementData.1", ["11"], "result.data.result.quoteSettlementData[1]"),
            (6, "result.data.result.quoteSettlementData.1.2", "2", "result.data.result.quoteSettlementData[1][2]"),
            (6, "result.data.result.quoteSettlementData.1.2", "300", "result.data.result.quoteSettlementData[1][2]"),
            (7, "result.data.result.lowest", "52000000000000000000", "result.data.result.lowest"),
        ] as [(Int, String, JSONValue?, String)] {
            let answer = try vectors[index].answer().with(path, value)
            let refusal = await reason(try testMuon(ScriptedTransport(.json(answer.text))), vectors[index])
            guard case .service(.unreadable(_, let error))? = refusal else {
                Issue.record("\(path): \(String(describing: refusal))")
                continue
            }
            #expect(error.path == place)
        }
    }

    /// What an answer repeats of another request.
    static let strangers: [(index: Int, path: String, value: JSONValue)] = [
        (0, "result.data.result.chainId", "1"), (0, "result.data.result.symmio", "0x0000000000000000000000000000000000000001"),
        (0, "result.data.result.partyA", "0x0000000000000000000000000000000000000001"), (0, "result.method", "uPnl_B"), (0, "result.app", "another"),
        (1, "result.data.result.symbolId", "4"), (2, "result.data.result.partyB", "0x0000000000000000000000000000000000000001"),
        (5, "result.data.result.quoteIds", ["11", "10"]), (6, "result.data.result.quoteIds", ["10"]), (7, "result.data.result.startTime", "1699999260"),
        (7, "result.data.result.endTime", "1699999260"), (0, "result.data.params", ["partyA": "0x0000000000000000000000000000000000000001"]),
        (5, "result.data.params", ["quoteIds": "[10,12]"]), (0, "result.appId", "7"),
    ]

    @Test(arguments: strangers.indices) func answersToOtherRequestsAreRefused(_ index: Int) async throws {
        let stranger = Self.strangers[index]
        let vector = try MuonVector.all()[stranger.index]
        let answer = try vector.answer().with(stranger.path, stranger.value)
        let refusal = await reason(try testMuon(ScriptedTransport(.json(answer.text))) { $0.appId = MuonVector.appId }, vector)
        guard case .mismatch(let field, _, _)? = refusal else {
            Issue.record("\(stranger): \(String(describing: refusal))")
            return
        }
        #expect(field.hasPrefix(stranger.path))
    }

    @Test func ageIsLimitedOnBothSides() async throws {
        let vector = try MuonVector.all()[0]
        let answer = ScriptedTransport.Answer.json(try vector.answer().text)
        let start = MuonVector.timestamp
        for (time, isTaken) in [(start + 60, true), (start + 61, false), (start - 60, true), (start - 61, false)] {
            let refusal = await reason(try testMuon(ScriptedTransport(answer), at: time), vector)
            #expect((refusal == nil) == isTaken, "\(time): \(String(describing: refusal))")
        }
        if case .stale(let age, let most)? = await reason(try testMuon(ScriptedTransport(answer), at: start + 100), vector) {
            #expect((age, most) == (100, 60))
        } else {
            Issue.record("a stale answer was taken")
        }
        if case .early(let lead)? = await reason(try testMuon(ScriptedTransport(answer), at: start - 100), vector) {
            #expect(lead == 100)
        } else {
            Issue.record("an answer of the future was taken")
        }
        #expect(await reason(try testMuon(ScriptedTransport(answer), at: start + 100) { $0.maximumAge = 100 }, vector) == nil)
    }

    // MARK: Gateways in order

    static let failures: [ScriptedTransport.Answer] = [
        .failure(.cannotConnect("refused")), .failure(.timedOut(.seconds(10))), .failure(.connectionLost("gone")), .json("busy", status: 503),
        .json("{}", status: 429), .json("not found", status: 404), .json("<html>"), .json(#"{"success":false,"error":{"message":"nodes disagree"}}"#),
        .json("[]"), .json(#"{"success":true,"result":{}}"#),
    ]

    @Test(arguments: failures.indices) func theNextGatewayIsAsked(_ index: Int) async throws {
        let vector = try MuonVector.all()[1]
        let transport = ScriptedTransport(Self.failures[index], .json(try vector.answer().text))
        let checked = try await ask(try testMuon(transport), vector)
        #expect(checked.gateway.absoluteString == "http://two/v1")
        #expect(transport.requests.map { $0.url.host } == ["one", "two"])
        #expect(transport.requests.last?.url.absoluteString.hasPrefix("http://two/v1?app=symmio") == true)
        #expect(transport.pauses.isEmpty)
    }

    @Test func whatEachGatewayDidIsTold() async throws {
        let vector = try MuonVector.all()[0]
        let foreign = try vector.answer().with("result.data.result.chainId", "1")
        let transport = ScriptedTransport(.json(#"{"success":false,"error":"nodes disagree"}"#), .json(foreign.text))
        let client = try testMuon(transport)
        do throws(MuonError) {
            _ = try await ask(client, vector)
            Issue.record("an answer of another chain was taken")
        } catch {
            let text = error.description
            #expect(text.contains("uPnl_A"))
            #expect(text.contains("http://one/…: it did not sign: nodes disagree"))
            #expect(text.contains("http://two/…: result.data.result.chainId is 1, 8453 was asked for"))
        }
    }

    @Test func cancellationAsksNobodyElse() async throws {
        let vector = try MuonVector.all()[0]
        let transport = ScriptedTransport(.failure(.cancelled), .json(try vector.answer().text))
        await #expect {
            _ = try await ask(try testMuon(transport), vector)
        } throws: {
            if case MuonError.cancelled = $0 { true } else { false }
        }
        #expect(transport.requests.count == 1)
    }

    @Test func noGatewaysAreTold() throws {
        let deployment = try Fixture.hyperEVM().with { $0.muon = nil }
        #expect {
            _ = try MuonClient(deployment)
        } throws: {
            if case MuonError.noGateways = $0 { true } else { false }
        }
        #expect(try MuonClient(try Fixture.hyperEVM()).gateways.count == 4)
    }
}

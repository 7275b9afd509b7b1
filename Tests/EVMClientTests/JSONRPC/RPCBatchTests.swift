import EVMClient
import EVMCore
import Foundation
import Testing

@Suite(.timeLimit(.minutes(1))) struct RPCBatchTests {
    private static let requests = (0..<4).map { RPCRequest("m", [.number(String($0))]) }

    /// Answers each call with its parameter, in the order that `order` brings them to.
    private static func answers(_ body: [UInt8], _ order: ([JSONValue]) -> [JSONValue]) -> ServerReply {
        guard let calls = (try? JSONValue(parsing: body))?.array else { return .answer(status: 400, body: []) }
        let answers = calls.map { call -> JSONValue in
            ["jsonrpc": "2.0", "id": call["id"] ?? .null, "result": call["params"]?.array?.first ?? .null]
        }
        return .answer(body: JSONValue.array(order(answers)).utf8)
    }

    @Test func orderDoesNotMatter() async throws {
        try await withServer {
            Self.answers($0.body) { $0.reversed() }
        } _: { client, server in
            let results = try await client.batch(Self.requests)
            #expect(results == [0, 1, 2, 3].map { .success($0) })
            #expect(server.count == 1)
        }
    }

    @Test func largeBatchesAreCut() async throws {
        try await withServer(options: RPCOptions(maximumBatch: 3)) {
            Self.answers($0.body) { $0 }
        } _: { client, server in
            let results = try await client.batch(Self.requests)
            #expect(results == [0, 1, 2, 3].map { .success($0) })
            #expect(server.count == 2)
        }
    }

    @Test func eachMayFailByItself() async throws {
        try await withServer {
            Self.answers($0.body) { answers in
                var answers = answers
                answers[1] = ["jsonrpc": "2.0", "id": answers[1]["id"] ?? .null, "error": ["code": -32000, "message": "no"]]
                return answers
            }
        } _: { client, _ in
            let results = try await client.batch(Self.requests)
            #expect(results[0] == .success(0) && results[1] == .failure(RPCError(code: -32000, message: "no")) && results[3] == .success(3))
        }
    }

    @Test func missingDuplicateAndForeignIDs() async throws {
        typealias Change = @Sendable ([JSONValue]) -> [JSONValue]
        let changes: [(Change, (InvalidAnswer) -> Bool)] = [
            ({ Array($0.dropLast()) }, { $0 == .missingAnswer(3) }),
            ({ $0 + [$0[0]] }, { if case .duplicateID = $0 { true } else { false } }),
            ({ Array($0.dropLast()) + [["jsonrpc": "2.0", "id": 99_999, "result": 1]] }, { $0 == .wrongID("99999") }),
            ({ Array($0.dropLast()) + [["jsonrpc": "2.0", "id": "x", "result": 1]] }, { $0 == .wrongID("\"x\"") }),
            ({ Array($0.dropLast()) + [7] }, { if case .notAnAnswer = $0 { true } else { false } }),
        ]
        for (change, isExpected) in changes {
            try await withServer {
                Self.answers($0.body, change)
            } _: { client, _ in
                let error = await failure { try await client.batch(Self.requests) }
                guard case .invalidAnswer(let answer) = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(isExpected(answer), "\(answer)")
            }
        }
    }

    @Test func nodesWithoutBatchesAreAskedOneByOne() async throws {
        try await withServer { request in
            guard let json = try? JSONValue(parsing: request.body), json.object != nil else {
                return .json(#"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"no batches"}}"#)
            }
            return .answer(body: JSONValue.object(["jsonrpc": "2.0", "id": json["id"] ?? .null, "result": json["params"]?.array?.first ?? .null]).utf8)
        } _: { client, server in
            let results = try await client.batch(Self.requests)
            #expect(results == [0, 1, 2, 3].map { .success($0) })
            #expect(server.count == 5)
        }
    }

    @Test func endpointsFailOver() async throws {
        let good: @Sendable (LoopbackServer.Request) -> ServerReply = {
            .json(#"{"jsonrpc":"2.0","id":\#(id(of: $0.body)),"result":"0x10"}"#)
        }
        for bad in [ServerReply.drop, .answer(status: 503, body: []), .answer(status: 401, body: []), .json("<html>"), .json("{")] {
            let time = VirtualTime()
            let first = try LoopbackServer { _ in bad }
            let second = try LoopbackServer(good)
            defer {
                first.stop()
                second.stop()
            }
            let client = RPCClient([Endpoint(first.url), Endpoint(second.url)], timing: time.timing)
            let answer = try await client.call(RPCRequest("m"))
            #expect(answer == "0x10")
            // The next call goes where the last one was answered.
            let again = try await client.call(RPCRequest("m"))
            #expect(again == "0x10")
            #expect(first.count == 1 && second.count == 2 && time.pauses.isEmpty)
            // After a while the first has another chance.
            try await time.timing.sleep(.seconds(61))
            let later = try await client.call(RPCRequest("m"))
            #expect(later == "0x10")
            #expect(first.count == 2 && second.count == 3)
        }
    }

    @Test func allEndpointsDownIsAnError() async throws {
        let servers = try (0..<2).map { _ in try LoopbackServer { _ in .answer(status: 502, body: []) } }
        defer { servers.forEach { $0.stop() } }
        let time = VirtualTime()
        let client = RPCClient(servers.map { Endpoint($0.url) }, options: RPCOptions(retry: RetryPolicy(attempts: 4)), timing: time.timing)
        let error = await failure { try await client.call(RPCRequest("m")) }
        guard case .http(502, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        // Both at once, a pause, both again.
        #expect(servers.map(\.count) == [2, 2] && time.pauses.count == 1)
    }
}

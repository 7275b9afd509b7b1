import EVMClient
import EVMCore
import Foundation
import Testing

/// Each way in which an answer can go wrong, over a real socket: the right error or the right second try, and no hang.
@Suite(.timeLimit(.minutes(1))) struct RPCFaultTests {
    private let read = RPCRequest("eth_blockNumber")

    @Sendable private static func good(_ request: LoopbackServer.Request) -> ServerReply {
        .json(#"{"jsonrpc":"2.0","id":\#(id(of: request.body)),"result":"0x10"}"#)
    }

    @Test func keysOfEndpointsAreNotShown() throws {
        let endpoint = try #require(Endpoint("https://me:secret@node.example:8545/v2/secret?key=secret", headers: ["Authorization": "secret"]))
        #expect("\(endpoint)" == "https://node.example:8545/…")
        #expect(!String(reflecting: endpoint).contains("secret"))
    }

    @Test func requestsAreJSONRPC() async throws {
        try await withServer { request in
            guard request.headers["content-type"] == "application/json", let json = try? JSONValue(parsing: request.body),
                json["jsonrpc"] == "2.0", json["method"] == "eth_call", json["params"] == [1, "a"], json["id"]?.int != nil
            else { return .answer(status: 400, body: request.body) }
            return Self.good(request)
        } _: { client, _ in
            let answer = try await client.call(RPCRequest("eth_call", [1, "a"]))
            #expect(answer == "0x10")
        }
    }

    @Test(arguments: [
        ("<!DOCTYPE html><html>", InvalidAnswer.html), ("", .empty), ("  \n", .empty),
        (#"{"jsonrpc":"2.0","id":ID,"result":"0x"#, .notJSON(JSONParsingError(kind: .truncated, offset: 0))),
        (#"{"jsonrpc":"2.0","id":4711,"result":"0x1"}"#, .wrongID("4711")),
        (#"{"jsonrpc":"2.0","id":null,"result":"0x1"}"#, .wrongID("null")), (#"{"jsonrpc":"2.0","result":"0x1"}"#, .wrongID("null")),
        (#"{"jsonrpc":"2.0","id":ID}"#, .notAnAnswer("an answer has neither a result nor an error")),
        (#"[{"jsonrpc":"2.0","id":ID,"result":"0x1"}]"#, .notAnAnswer("it is an array, not an object")),
        (#""0x10""#, .notAnAnswer("it is a text, not an object")),
    ])
    func nonsenseIsATypedErrorAtOnce(_ body: String, _ expected: InvalidAnswer) async throws {
        try await withServer {
            .json(body.replacingOccurrences(of: "ID", with: id(of: $0.body)))
        } _: { client, server in
            let error = await failure { try await client.call(read) }
            guard case .invalidAnswer(let answer) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            switch (answer, expected) {
            case (.notJSON(let found), .notJSON(let expected)): #expect(found.kind == expected.kind)
            default: #expect(answer == expected)
            }
            // One endpoint that talks nonsense will not do better for being asked again.
            #expect(server.count == 1)
        }
    }

    @Test func deepNestingIsATypedError() async throws {
        let deep = String(repeating: "[", count: 500_000)
        try await withServer {
            .json(#"{"jsonrpc":"2.0","id":\#(id(of: $0.body)),"result":\#(deep)"#)
        } _: { client, _ in
            let error = await failure { try await client.call(read) }
            guard case .invalidAnswer(.notJSON(let problem)) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(problem.kind == .tooDeep(limit: JSONValue.maximumDepth))
        }
    }

    @Test func nodeErrorsAreNotTriedAgain() async throws {
        try await withServer {
            .json(#"{"jsonrpc":"2.0","id":\#(id(of: $0.body)),"error":{"code":-32602,"message":"bad","data":{"x":1}}}"#)
        } _: { client, server in
            let error = await failure { try await client.call(read) }
            guard case .node(let refusal) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(refusal == RPCError(code: -32602, message: "bad", data: ["x": 1]))
            #expect(server.count == 1)
        }
    }

    @Test(arguments: [429, 502, 503, 504])
    func busyStatusesAreTriedAgain(_ status: Int) async throws {
        let time = VirtualTime()
        try await withServer(time: time) {
            $0.index < 2 ? .answer(status: status, body: []) : Self.good($0)
        } _: { client, server in
            let answer = try await client.call(read)
            #expect(answer == "0x10")
            #expect(server.count == 3)
            #expect(time.pauses == [.milliseconds(250), .milliseconds(500)])
        }
    }

    @Test(arguments: [400, 401, 403, 404, 500])
    func otherStatusesAreNot(_ status: Int) async throws {
        try await withServer { _ in
            .answer(status: status, body: Array("no\nentry".utf8))
        } _: { client, server in
            let error = await failure { try await client.call(read) }
            guard case .http(status, "no entry", nil) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(server.count == 1)
        }
    }

    @Test func anErrorStatusWithAnAnswerIsTheAnswer() async throws {
        try await withServer {
            .answer(status: 500, body: Array(#"{"jsonrpc":"2.0","id":\#(id(of: $0.body)),"error":{"code":3,"message":"execution reverted"}}"#.utf8))
        } _: { client, _ in
            let error = await failure { try await client.call(read) }
            guard case .node(let refusal) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(refusal.code == 3)
        }
    }

    @Test func retriesEnd() async throws {
        let time = VirtualTime()
        try await withServer(time: time) { _ in
            .answer(status: 503, body: Array("busy".utf8))
        } _: { client, server in
            let error = await failure { try await client.call(read) }
            guard case .http(503, "busy", _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(server.count == client.options.retry.attempts)
            #expect(time.pauses.count == server.count - 1)
        }
    }

    @Test(arguments: [
        ("3", Duration.seconds(3)), ("0", .milliseconds(250)), ("999999", .seconds(20)), ("99999999999999999999999", .seconds(20)),
        ("Tue, 14 Nov 2023 22:13:27 GMT", .seconds(7)), ("Tue, 14 Nov 2023 22:13:13 GMT", .milliseconds(250)), ("soon", .milliseconds(250)),
        ("-5", .milliseconds(250)),
    ])
    func retryAfterIsHeard(_ text: String, _ pause: Duration) async throws {
        // 2023-11-14 22:13:20 UTC.
        let time = VirtualTime(epoch: 1_700_000_000)
        try await withServer(time: time) {
            $0.index == 0 ? .answer(status: 429, headers: ["Retry-After": text], body: []) : Self.good($0)
        } _: { client, _ in
            let answer = try await client.call(read)
            #expect(answer == "0x10")
            #expect(time.pauses == [pause])
        }
    }

    @Test func aRateLimitInsideAnAnswerIsTriedAgain() async throws {
        try await withServer {
            $0.index == 0
                ? .json(#"{"jsonrpc":"2.0","id":\#(id(of: $0.body)),"error":{"code":-32005,"message":"project ID request rate exceeded"}}"#)
                : Self.good($0)
        } _: { client, server in
            let answer = try await client.call(read)
            #expect(answer == "0x10")
            #expect(server.count == 2)
        }
    }

    @Test func droppedConnectionsAreTriedAgain() async throws {
        try await withServer {
            $0.index == 0 ? .drop : Self.good($0)
        } _: { client, server in
            let answer = try await client.call(read)
            #expect(answer == "0x10")
            #expect(server.count == 2)
            server.dropNextConnections(2)
            let second = try await client.call(read)
            #expect(second == "0x10")
        }
    }

    @Test func truncatedAnswersAreTriedAgain() async throws {
        try await withServer { request in
            let whole = Array(#"{"jsonrpc":"2.0","id":\#(id(of: request.body)),"result":"0x10"}"#.utf8)
            return request.index == 0 ? .truncate(body: whole, after: whole.count / 2) : .answer(body: whole)
        } _: { client, server in
            let answer = try await client.call(read)
            #expect(answer == "0x10")
            #expect(server.count == 2)
        }
    }

    @Test func slowAnswersTimeOutAndAreTriedAgain() async throws {
        let options = RPCOptions(timeout: .seconds(2))
        try await withServer(options: options) {
            $0.index == 0 ? .hang(seconds: 20) : Self.good($0)
        } _: { client, server in
            let answer = try await client.call(read)
            #expect(answer == "0x10")
            #expect(server.count == 2)
        }
    }

    @Test func timeoutsAreTyped() async throws {
        let options = RPCOptions(timeout: .milliseconds(200), retry: .never)
        // Longer than a machine that is busy with all other tests takes to notice.
        try await withServer(options: options) { _ in
            .hang(seconds: 120)
        } _: { client, _ in
            let error = await failure { try await client.call(read) }
            guard case .transport(.timedOut(.milliseconds(200))) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func nobodyThereIsTyped() async throws {
        let server = try LoopbackServer(Self.good)
        let url = server.url
        server.stop()
        let client = RPCClient([Endpoint(url)], options: RPCOptions(retry: .never))
        let error = await failure { try await client.call(read) }
        guard case .transport(.cannotConnect) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!"\(error as Any)".contains("key"))
    }

    @Test func oversizedAnswersAreCutOff() async throws {
        let options = RPCOptions(maximumAnswerBytes: 100_000)
        for reply in [
            ServerReply.endless(piece: [UInt8](repeating: UInt8(ascii: " "), count: 10_000)),
            .answer(body: [UInt8](repeating: UInt8(ascii: " "), count: 100_001)),
        ] {
            try await withServer(options: options) { _ in
                reply
            } _: { client, server in
                let error = await failure { try await client.call(read) }
                guard case .transport(.answerTooLarge(limit: 100_000)) = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(server.count == 1)
            }
        }
    }

    @Test func cancellationHangsUp() async throws {
        try await withServer { _ in
            .hang(seconds: 120)
        } _: { client, server in
            let task = Task { await failure { try await client.call(read) } }
            while server.count == 0 { try await Task.sleep(for: .milliseconds(5)) }
            let start = ContinuousClock.now
            task.cancel()
            guard case .cancelled = await task.value else {
                Issue.record("not cancelled")
                return
            }
            #expect(start.duration(to: .now) < .seconds(10))
            for _ in 0..<4_000 where server.hangUpCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(server.hangUpCount == 1)
        }
    }

    @Test func whatMustNotHappenTwiceHappensOnce() async throws {
        for reply in [ServerReply.drop, .answer(status: 503, body: []), .answer(status: 429, body: []), .json("<html>")] {
            try await withServer { _ in
                reply
            } _: { client, server in
                #expect(await failure { try await client.callOnce(read) } != nil)
                #expect(server.count == 1)
            }
        }
    }

    @Test func requestsUnderWayAreBounded() async throws {
        let gauge = Gauge()
        let options = RPCOptions(maximumInFlight: 3)
        try await withServer(options: options) { request in
            gauge.enter()
            // Long enough for the next to be there on a busy machine.
            Thread.sleep(forTimeInterval: 0.05)
            gauge.leave()
            return Self.good(request)
        } _: { client, server in
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 { group.addTask { (try? await client.call(read)) == "0x10" } }
                for await isGood in group { #expect(isGood) }
            }
            #expect(server.count == 20)
            #expect(gauge.highest == 3)
        }
    }

    @Test func waitingInLineIsCancelled() async throws {
        let options = RPCOptions(maximumInFlight: 1)
        try await withServer(options: options) { _ in
            .hang(seconds: 30)
        } _: { client, server in
            let first = Task { await failure { try await client.call(read) } }
            while server.count == 0 { try await Task.sleep(for: .milliseconds(5)) }
            let second = Task { await failure { try await client.call(read) } }
            try await Task.sleep(for: .milliseconds(50))
            second.cancel()
            guard case .cancelled = await second.value else {
                Issue.record("not cancelled")
                return
            }
            first.cancel()
            _ = await first.value
            #expect(server.count == 1)
        }
    }
}

/// How many are inside.
private final class Gauge: @unchecked Sendable {
    private let lock = NSLock()
    private var inside = 0
    private var most = 0
    var highest: Int { lock.withLock { most } }
    func enter() {
        lock.withLock {
            inside += 1; most = max(most, inside)
        }
    }
    func leave() { lock.withLock { inside -= 1 } }
}

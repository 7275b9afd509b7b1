import Foundation
import Symmio
import Testing

@testable import SymmioSandbox

/// The socket client against the server, each on its event loop.
@Suite(.timeLimit(.minutes(2)))
struct ServerSocketTests {
    static func server(_ sockets: [String: SocketEndpoint], limits: LoopbackServer.Limits = .init()) throws -> LoopbackServer {
        try LoopbackServer(limits: limits, sockets: sockets) { _ in .json("{}") }
    }

    static let echo = SocketEndpoint { socket in
        for await text in socket.incoming { socket.send(text) }
    }

    static func url(_ server: LoopbackServer, _ path: String = "/echo", host: String = "127.0.0.1") throws -> URL {
        try #require(URL(string: "ws://\(host):\(server.port)\(path)"))
    }

    @Test func echoesTextOfEverySizeInOrder() async throws {
        let server = try Self.server(["/echo": Self.echo])
        let connection = try await SystemSockets().connect(to: Self.url(server))
        for size in [0, 1, 125, 126, 65_535, 65_536, 1 << 20, 5_000_000] {
            let text = String(repeating: "é", count: size / 2) + (size % 2 == 1 ? "x" : "")
            try await connection.send(text)
            let answer = try await connection.receive()
            #expect(answer == text, "\(size) bytes")
        }
        await connection.close()
        #expect(try await connection.receive() == nil)
        await server.stop()
    }

    @Test func passesOnTheRequestAndSpeaksToNamesToo() async throws {
        let server = try Self.server([
            "/s": SocketEndpoint { socket in
                socket.send("\(socket.request.query("token") ?? "-") \(socket.request.headers["host"] ?? "-")")
            }
        ])
        let connection = try await SystemSockets().connect(to: Self.url(server, "/s?token=a%20b", host: "localhost"))
        #expect(try await connection.receive() == "a b localhost:\(server.port)")
        // The endpoint has returned, so the server closes with 1000.
        await #expect(throws: SocketError.closed(SocketClosure(code: 1000))) { try await connection.receive() }
        await server.stop()
    }

    @Test func refusesWhatTheServerDoesNotServe() async throws {
        let server = try Self.server(["/closed": SocketEndpoint(admit: { _ in 403 }, serve: { _ in })])
        await #expect(throws: SocketError.refused(reason: "the server answered with HTTP status 404")) {
            try await SystemSockets().connect(to: Self.url(server, "/nowhere"))
        }
        await #expect(throws: SocketError.refused(reason: "the server answered with HTTP status 403")) {
            try await SystemSockets().connect(to: Self.url(server, "/closed"))
        }
        let url = try Self.url(server)
        await server.stop()
        let error = await #expect(throws: SocketError.self) { try await SystemSockets().connect(to: url) }
        guard case .refused = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        let unknown = try #require(URL(string: "ws://no-such-host.invalid/"))
        let unresolved = await #expect(throws: SocketError.self) { try await SystemSockets().connect(to: unknown) }
        guard case .unresolved(host: "no-such-host.invalid", _) = unresolved else {
            Issue.record("\(String(describing: unresolved))")
            return
        }
        let http = try #require(URL(string: "http://127.0.0.1/"))
        await #expect(throws: SocketError.invalidURL("http://127.0.0.1/")) { try await SystemSockets().connect(to: http) }
    }

    @Test func closeCodesGoBothWays() async throws {
        let (closed, report) = AsyncStream<String>.makeStream()
        let server = try Self.server([
            "/4001": SocketEndpoint { $0.close(code: 4001, reason: "go away") },
            "/drop": SocketEndpoint { $0.drop() },
            // 121 bytes, a letter of three, and one that would fit again.
            "/long": SocketEndpoint { $0.close(code: 4002, reason: String(repeating: "a", count: 121) + "漢b") },
            "/wait": SocketEndpoint { socket in
                for await _ in socket.incoming {}
                report.yield("ended")
            },
        ])
        let told = try await SystemSockets().connect(to: Self.url(server, "/4001"))
        await #expect(throws: SocketError.closed(SocketClosure(code: 4001, reason: "go away"))) { try await told.receive() }
        #expect(try await told.receive() == nil)
        await #expect(throws: SocketError.closed(.abnormal)) { try await told.send("late") }

        let dropped = try await SystemSockets().connect(to: Self.url(server, "/drop"))
        await #expect(throws: SocketError.closed(.abnormal)) { try await dropped.receive() }

        let long = try await SystemSockets().connect(to: Self.url(server, "/long"))
        let cut = SocketError.closed(SocketClosure(code: 4002, reason: String(repeating: "a", count: 121)))
        await #expect(throws: cut) { try await long.receive() }

        let leaving = try await SystemSockets().connect(to: Self.url(server, "/wait"))
        await leaving.close(code: try #require(SocketCloseCode(rawValue: 3001)), reason: String(repeating: "long ", count: 100))
        var iterator = closed.makeAsyncIterator()
        #expect(await iterator.next() == "ended")
        #expect(SocketCloseCode(rawValue: 1001) == nil && SocketCloseCode(rawValue: 5000) == nil)
        await server.stop()
    }

    @Test func pingsAreAnsweredUntilThePeerIsDead() async throws {
        let server = try Self.server([
            "/echo": Self.echo,
            "/dead": SocketEndpoint { socket in
                socket.freeze()
                socket.send("frozen")
                try? await Task.sleep(for: .seconds(60))
            },
        ])
        let alive = try await SystemSockets().connect(to: Self.url(server))
        try await alive.ping()
        let dead = try await SystemSockets().connect(to: Self.url(server, "/dead"))
        #expect(try await dead.receive() == "frozen")
        let ping = Task { try await dead.ping() }
        try await Task.sleep(for: .milliseconds(300))
        ping.cancel()
        await #expect(throws: SocketError.cancelled) { try await ping.value }
        // No answer to the close frame either: the connection is dropped after two seconds.
        let took = await ContinuousClock().measure { await dead.close() }
        #expect(took < .seconds(20))
        await alive.close()
        await server.stop()
    }

    @Test func aMessageOverTheLimitEndsTheConnectionOnEitherSide() async throws {
        let server = try Self.server(
            ["/echo": Self.echo, "/big": SocketEndpoint { $0.send(String(repeating: "x", count: 5000)) }], limits: .init(messageBytes: 10_000))
        let connection = try await SystemSockets().connect(to: Self.url(server))
        try await connection.send(String(repeating: "x", count: 10_001))
        await #expect(throws: SocketError.closed(SocketClosure(code: 1009))) { try await connection.receive() }
        let small = SystemSockets(limits: .init(messageBytes: 4999))
        let big = try await small.connect(to: Self.url(server, "/big"))
        let error = await #expect(throws: SocketError.self) { try await big.receive() }
        guard case .closed(let closure) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(closure.code == 1009)
        await server.stop()
    }

    @Test func aSlowReaderSlowsTheServerAndLosesNothing() async throws {
        let total = 3000
        let server = try Self.server([
            "/flood": SocketEndpoint { socket in
                for index in 0..<total { socket.send("\(index) " + String(repeating: "z", count: 4000)) }
                for await _ in socket.incoming {}
            }
        ])
        let connection = try await SystemSockets(limits: .init(bufferedBytes: 100_000)).connect(to: Self.url(server, "/flood"))
        try await Task.sleep(for: .milliseconds(500))
        for index in 0..<total {
            let text = try #require(try await connection.receive())
            guard text.hasPrefix("\(index) ") else {
                Issue.record("message \(index) is \(text.prefix(10))")
                break
            }
        }
        await connection.close()
        await server.stop()
    }

    @Test func aTaskThatIsCancelledStopsWaiting() async throws {
        let server = try Self.server(["/echo": Self.echo])
        let connection = try await SystemSockets().connect(to: Self.url(server))
        let reader = Task { try await connection.receive() }
        try await Task.sleep(for: .milliseconds(100))
        reader.cancel()
        #expect(try await reader.value == nil)
        let url = try Self.url(server)
        let opening = Task { try await SystemSockets().connect(to: url) }
        opening.cancel()
        await #expect(throws: SocketError.cancelled) { try await opening.value }
        try await connection.send("still there")
        #expect(try await connection.receive() == "still there")
        await server.stop()
    }

    @Test func aServerThatNeverAnswersTheOpeningTimesOut() async throws {
        let silent = try SilentListener()
        let url = try #require(URL(string: "ws://127.0.0.1:\(silent.port)/"))
        // libwebsockets' own limit, 20 s, would be reported as a refusal.
        await #expect(throws: SocketError.timedOut) { try await SystemSockets(limits: .init(opening: .milliseconds(300))).connect(to: url) }
    }

    @Test func whatIsNoWebSocketNeverEndsTheServer() async throws {
        let server = try Self.server(["/echo": Self.echo])
        let opening =
            "GET /echo HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Version: 13\r\n\r\n"
        let port = server.port
        await withTaskGroup(of: Void.self) { group in
            for seed in 0..<20 {
                group.addTask {
                    // Reserved opcodes, unmasked frames, lengths of 2^63, fragments of nothing, and plain noise.
                    let openings: [[UInt8]] = [
                        [0x83, 0x80, 0, 0, 0, 0], [0x81, 0x05, 1, 2, 3, 4, 5], [0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0],
                        [0x80, 0x81, 0, 0, 0, 0, 65], [0x89, 0xfe, 0x10, 0x00, 0, 0, 0, 0], [0x88, 0x81, 0, 0, 0, 0, 1], [0xf1, 0x81, 0, 0, 0, 0, 65],
                        [0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28],
                    ]
                    let noise = (0..<300).map { _ in UInt8.random(in: 0...255) }
                    let frames = seed < openings.count ? openings[seed] : noise
                    _ = await RawClient.exchange(port: port, bytes: Array(opening.utf8) + frames, seconds: 1, thenShutdown: true)
                }
            }
        }
        let connection = try await SystemSockets().connect(to: Self.url(server))
        try await connection.send("alive")
        #expect(try await connection.receive() == "alive")
        await server.stop()
    }

    #if compiler(>=6.2)
        /// In a process of its own: what other tests hold at the same time would be counted too.
        @Test func memoryStaysFlatOverManyMessages() async {
            await #expect(processExitsWith: .success) {
                let server = try ServerSocketTests.server(["/echo": ServerSocketTests.echo])
                let connection = try await SystemSockets().connect(to: ServerSocketTests.url(server))
                func exchange(_ count: Int) async throws {
                    for index in 0..<count {
                        let text = "\(index) " + String(repeating: "m", count: 10_000)
                        try await connection.send(text)
                        let answer = try await connection.receive()
                        try #require(answer == text)
                    }
                }
                try await exchange(1000)
                let before = ResidentMemory.bytes
                try await exchange(10_000)
                let after = ResidentMemory.bytes
                // What went through is 200 MB.
                try #require(after < before + 8 << 20, "\(before) to \(after) bytes")
                await connection.close()
                await server.stop()
            }
        }
    #endif

    @Test func twoHundredSocketsAtOnceShareOneThread() async throws {
        let server = try Self.server(["/echo": Self.echo])
        let url = try Self.url(server)
        let connections = try await withThrowingTaskGroup(of: (any WebSocketConnection).self) { group in
            for _ in 0..<200 { group.addTask { try await SystemSockets().connect(to: url) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(await server.openSockets == 200)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, connection) in connections.enumerated() {
                group.addTask {
                    try await connection.send("number \(index)")
                    #expect(try await connection.receive() == "number \(index)")
                    await connection.close()
                }
            }
            try await group.waitForAll()
        }
        await server.stop()
    }
}

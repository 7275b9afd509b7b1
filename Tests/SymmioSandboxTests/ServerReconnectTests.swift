import Foundation
import Symmio
import Testing

@testable import SymmioSandbox

/// Sockets that come back, against a server that goes.
@Suite(.timeLimit(.minutes(2)))
struct ServerReconnectTests {
    private static let fast = ReconnectingSocket.Options(backoff: Backoff(first: .milliseconds(20), longest: .milliseconds(200)))

    /// Waits until `condition` holds; the suite's time limit ends what never does.
    private static func until(_ condition: () async -> Bool) async throws {
        while !(await condition()) { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test func subscribesAgainAfterADropAndGoesOn() async throws {
        let server = try ServerSocketTests.server([
            "/feed": SocketEndpoint { socket in
                for await text in socket.incoming {
                    socket.send("subscribed \(text) on \(socket.id > 0)")
                    if text == "drop me" { socket.drop() }
                }
            }
        ])
        let socket = ReconnectingSocket(url: try ServerSocketTests.url(server, "/feed"), subscription: ["a", "b"], options: Self.fast)
        var log: [String] = []
        for try await event in socket.events {
            switch event {
            case .status(.open): log.append("open")
            case .status(.reconnecting(let error, let attempt, _)): log.append("\(attempt): \(error)")
            case .status: break
            case .message(let text):
                log.append(text)
                if log.count(where: { $0 == "subscribed b on true" }) == 2 {
                    await socket.close()
                } else if text == "subscribed b on true" {
                    try await socket.send("drop me")
                }
            }
        }
        // What the server sent last may or may not have come before the drop.
        let seen = log.filter { $0 != "subscribed drop me on true" }
        let once = ["open", "subscribed a on true", "subscribed b on true"]
        #expect(seen == once + ["1: the connection was closed (code 1006)"] + once)
        await server.stop()
    }

    @Test func aDeadPeerIsFoundByItsSilence() async throws {
        let server = try ServerSocketTests.server([
            "/feed": SocketEndpoint { socket in
                // Every socket freezes when told to, but stays open.
                for await text in socket.incoming where text == "freeze" { socket.freeze() }
            }
        ])
        var options = Self.fast
        options.heartbeat = .ping(every: .milliseconds(100), timeout: .milliseconds(200))
        let socket = ReconnectingSocket(url: try ServerSocketTests.url(server, "/feed"), options: options)
        var openings = 0
        var failures: [SocketError] = []
        for try await event in socket.events {
            switch event {
            case .status(.open):
                openings += 1
                if openings == 2 { await socket.close() } else { try await socket.send("freeze") }
            case .status(.reconnecting(let error, _, _)): failures.append(error)
            default: break
            }
        }
        #expect(openings == 2 && failures == [.timedOut])
        await server.stop()
    }

    @Test func aBinaryFrameOfNoiseIsPassedOver() async throws {
        let server = try RawServer(answers: [
            // A binary frame that isn't UTF-8, then a text message in three fragments with a ping in between.
            [0x82, 0x02, 0xff, 0xfe] + [0x01, 0x02, 0xe2, 0x82] + [0x89, 0x00] + [0x00, 0x00] + [0x80, 0x01, 0xac],
            // Text that isn't UTF-8: a violation, so the socket reconnects.
            [0x81, 0x02, 0xc3, 0x28],
            // A reserved opcode, and a length nobody can mean.
            [0x83, 0x01, 0x41], [0x81, 0x7f, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            [0x81, 0x02] + Array("ok".utf8),
        ])
        let url = try #require(URL(string: "ws://127.0.0.1:\(server.port)/"))
        let socket = ReconnectingSocket(url: url, options: Self.fast)
        var messages: [String] = []
        for try await text in socket.messages {
            messages.append(text)
            if messages.count == 2 { break }
        }
        #expect(messages == ["€", "ok"])
        await socket.close()
    }

    /// How many threads serve client sockets, by their name: other tests of the process have threads of their own.
    private static var clientThreads: Int {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        return tasks.count { (try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8))?.hasPrefix("symmio sockets") ?? false }
    }

    @Test func twoHundredSocketsComeBackAtOnce() async throws {
        let server = try ServerSocketTests.server(["/echo": ServerSocketTests.echo])
        let url = try ServerSocketTests.url(server)
        let port = server.port
        let sockets = (0..<200).map { ReconnectingSocket(url: url, subscription: ["hello \($0)"], options: Self.fast) }
        var iterators = sockets.map { $0.messages.makeAsyncIterator() }
        for index in iterators.indices { #expect(try await iterators[index].next() == "hello \(index)") }
        #expect(await server.openSockets == 200)
        await server.stop()
        try await Self.until {
            for socket in sockets where await socket.status == .open { return false }
            return true
        }
        let again = try LoopbackServer(port: port, sockets: ["/echo": ServerSocketTests.echo]) { _ in .json("{}") }
        for index in iterators.indices { #expect(try await iterators[index].next() == "hello \(index)") }
        #expect(await again.openSockets == 200)
        // One for each file of trusted certificates, however many sockets.
        #if os(Linux)
            #expect((1..<20).contains(Self.clientThreads))
        #endif
        await withTaskGroup(of: Void.self) { group in
            for socket in sockets { group.addTask { await socket.close() } }
        }
        try await Self.until { await again.openSockets == 0 }
        await again.stop()
    }

    @Test func cancellingTheReaderClosesTheConnection() async throws {
        let (ended, report) = AsyncStream<Bool>.makeStream()
        let server = try ServerSocketTests.server([
            "/feed": SocketEndpoint { socket in
                for await _ in socket.incoming {}
                report.yield(true)
            }
        ])
        let socket = ReconnectingSocket(url: try ServerSocketTests.url(server, "/feed"), options: Self.fast)
        try await Self.until { await socket.status == .open }
        let reader = Task { for try await _ in socket.events {} }
        reader.cancel()
        try await reader.value
        var iterator = ended.makeAsyncIterator()
        #expect(await iterator.next() == true)
        try await Self.until { await socket.status == .closed }
        await server.stop()
    }
}

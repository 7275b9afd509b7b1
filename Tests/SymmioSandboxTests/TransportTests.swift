import EVMClient
import EVMCore
import Foundation
import SymmioSandbox
import Testing

/// Counts what arrives at a server.
actor Arrivals {
    private(set) var count = 0
    func add() -> Int {
        count += 1
        return count
    }
}

/// What goes wrong between a client and a server, seen from the system's transport: said at once, and nothing sent twice.
@Suite(.timeLimit(.minutes(2)))
struct TransportTests {
    private func url(_ server: LoopbackServer, _ path: String = "/") throws -> URL {
        guard let url = URL(string: "http://127.0.0.1:\(server.port)\(path)") else { throw FlowFailure("no URL") }
        return url
    }

    /// The first answers, so that the connection is kept; the next is dropped unanswered.
    @Test(arguments: ["POST", "DELETE", "PUT"])
    func aKeptConnectionThatBreaksIsToldAtOnceAndOnce(_ method: String) async throws {
        let arrivals = Arrivals()
        let server = try LoopbackServer { _ in
            let number = await arrivals.add()
            return number % 2 == 0 ? ServerResponse(fault: .dropBeforeAnswer) : .json("{}")
        }
        let transport = SystemTransport()
        let request = HTTPRequest(method, try url(server), body: Bytes(utf8: #"{"a":1}"#), timeout: .seconds(20))
        for _ in 0..<3 {
            let answer = try await transport.send(request)
            #expect(answer.status == 200)
            let start = ContinuousClock.now
            let error = await #expect(throws: TransportError.self) { try await transport.send(request) }
            guard case .connectionLost? = error else { throw FlowFailure("\(String(describing: error))") }
            #expect(ContinuousClock.now - start < .seconds(10))
        }
        #expect(await arrivals.count == 6)
        await server.stop()
    }

    @Test func manyAtOnceComeToTheirOwnAnswers() async throws {
        let server = try LoopbackServer { request in
            try? await Task.sleep(for: .milliseconds(Int.random(in: 0...20)))
            return ServerResponse(headers: ["X-Path": request.path], body: request.body)
        }
        let transport = SystemTransport()
        let base = try url(server)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let body = Bytes(Array(repeating: UInt8(truncatingIfNeeded: number), count: number * 700))
                    let answer = try await transport.send(HTTPRequest("POST", base.appending(path: "p\(number)"), body: body))
                    #expect(answer.body == body)
                    #expect(answer.headers["x-path"] == "/p\(number)")
                }
            }
            try await group.waitForAll()
        }
        await server.stop()
    }

    @Test func cancellationTimeAndSizeAreKept() async throws {
        let server = try LoopbackServer { request in
            if request.path == "/large" { return ServerResponse(body: Data(repeating: 32, count: 5_000)) }
            return ServerResponse(fault: .slow(.seconds(60)))
        }
        let transport = SystemTransport()
        let slow = HTTPRequest("POST", try url(server), body: Bytes([1]), timeout: .milliseconds(200))
        let late = await #expect(throws: TransportError.self) { try await transport.send(slow) }
        #expect(late == .timedOut(.milliseconds(200)))
        let waiting = HTTPRequest("GET", try url(server), timeout: .seconds(60))
        let start = ContinuousClock.now
        let tasks = (0..<20).map { _ in Task { try await transport.send(waiting) } }
        try await Task.sleep(for: .milliseconds(100))
        for task in tasks { task.cancel() }
        for task in tasks {
            let cancelled = await #expect(throws: TransportError.self) { try await task.value }
            #expect(cancelled == .cancelled)
        }
        #expect(ContinuousClock.now - start < .seconds(20))
        for (limit, fits) in [(5_000, true), (4_999, false), (0, false)] {
            let request = HTTPRequest("GET", try url(server, "/large"), maximumAnswerBytes: limit)
            if fits {
                #expect(try await transport.send(request).body.count == 5_000)
            } else {
                let error = await #expect(throws: TransportError.self) { try await transport.send(request) }
                #expect(error == .answerTooLarge(limit: limit))
            }
        }
        await server.stop()
    }

    @Test func whatIsNoAnswerIsNone() async throws {
        let server = try LoopbackServer { request in
            request.path == "/garbage"
                ? ServerResponse(fault: .garbage([1, 2, 3, 13, 10, 13, 10])) : ServerResponse(body: Data(count: 100), fault: .truncate(bodyBytes: 50))
        }
        let transport = SystemTransport()
        for path in ["/garbage", "/half"] {
            let request = HTTPRequest("POST", try url(server, path), body: Bytes([1]), timeout: .seconds(20))
            let error = await #expect(throws: TransportError.self) { try await transport.send(request) }
            guard case .connectionLost? = error else { throw FlowFailure("\(path): \(String(describing: error))") }
        }
        let port = server.port
        await server.stop()
        guard let nobody = URL(string: "http://127.0.0.1:\(port)/") else { throw FlowFailure("no URL") }
        let refused = await #expect(throws: TransportError.self) { try await transport.send(HTTPRequest("GET", nobody, timeout: .seconds(20))) }
        guard case .cannotConnect? = refused else { throw FlowFailure("\(String(describing: refused))") }
        for header in ["a\r\nb", "a\u{0}b"] {
            for transport in [transport, URLSessionTransport()] as [any Transport] {
                let error = await #expect(throws: TransportError.self) {
                    try await transport.send(HTTPRequest("GET", nobody, headers: ["X-A": header]))
                }
                guard case .invalidRequest? = error else { throw FlowFailure("\(String(describing: error))") }
            }
        }
    }

    /// A redirect would carry keys elsewhere.
    @Test func redirectsAreNotFollowed() async throws {
        let arrivals = Arrivals()
        let server = try LoopbackServer { request in
            _ = await arrivals.add()
            return request.path == "/" ? ServerResponse(status: 302, headers: ["Location": "/other"]) : ServerResponse()
        }
        let answer = try await SystemTransport().send(HTTPRequest("POST", try url(server), body: Bytes([1])))
        #expect(answer.status == 302)
        #expect(await arrivals.count == 1)
        await server.stop()
    }
}

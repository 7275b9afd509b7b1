import Foundation
import Testing

@testable import SymmioSandbox

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite(.timeLimit(.minutes(1)))
struct ServerHTTPTests {
    /// Answers with what it was asked.
    fileprivate static func mirror(limits: LoopbackServer.Limits = .init()) throws -> LoopbackServer {
        try LoopbackServer(limits: limits) { request in
            let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
            let text = "\(request.method) \(request.path) [\(query)] \(request.headers["content-type"] ?? "-") \(request.headers["x-api-key"] ?? "-") "
            return ServerResponse(contentType: "text/plain", headers: ["X-Mirror": "yes"], body: Data(text.utf8) + request.body)
        }
    }

    @Test func passesOnMethodPathQueryHeadersAndBody() async throws {
        let server = try Self.mirror()
        var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(server.port)/a/b%20c?x=1&y=%26&flag")))
        for method in ["POST", "DELETE", "PUT", "GET"] {
            request.httpMethod = method
            request.httpBody = method == "GET" ? nil : Data("{\"k\":1}".utf8)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            request.setValue("k1", forHTTPHeaderField: "X-API-Key")
            let (data, response) = try await URLSession.shared.data(for: request)
            let http = try #require(response as? HTTPURLResponse)
            #expect(http.statusCode == 200)
            #expect(http.value(forHTTPHeaderField: "x-mirror") == "yes")
            #expect(String(decoding: data, as: UTF8.self) == "\(method) /a/b c [x=1&y=&&flag=] application/json k1 " + (method == "GET" ? "" : "{\"k\":1}"))
        }
        await server.stop()
    }

    @Test func aLargeBodyGoesBothWaysAndOneOverTheLimitIsRefused() async throws {
        let server = try LoopbackServer(limits: .init(bodyBytes: 3 << 20)) { ServerResponse(body: $0.body) }
        var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(server.port)/")))
        request.httpMethod = "POST"
        let body = Data((0..<3 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        request.httpBody = body
        let (same, _) = try await URLSession.shared.data(for: request)
        #expect(same == body)
        request.httpBody = body + Data([0])
        let (_, refused) = try await URLSession.shared.data(for: request)
        #expect((refused as? HTTPURLResponse)?.statusCode == 413)
        await server.stop()
    }

    @Test func aKeptConnectionServesOneRequestAfterTheOtherEvenSentAtOnce() async throws {
        let server = try Self.mirror()
        let first = "POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
        let second = "GET /2 HTTP/1.1\r\nHost: x\r\n\r\n"
        let third = "DELETE /3 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        let answer = await RawClient.exchange(port: server.port, first + second + third)
        #expect(answer.components(separatedBy: "HTTP/1.1 200 OK").count == 4)
        #expect(answer.contains("POST /1 [] - - abcHTTP/1.1") && answer.contains("GET /2") && answer.hasSuffix("DELETE /3 [] - - "))
        await server.stop()
    }

    @Test func faultsComeWhenAskedFor() async throws {
        let server = try LoopbackServer { request in
            switch request.path {
            case "/drop": .json("{}", fault: .dropBeforeAnswer)
            case "/slow": .json("{}", fault: .slow(.milliseconds(300)))
            case "/truncate": .json("{\"whole\":true}", fault: .truncate(bodyBytes: 5))
            case "/garbage": .json("{}", fault: .garbage([0xff, 0x00, 0x13]))
            default: .json("{}", status: 503)
            }
        }
        func get(_ path: String) async -> String { await RawClient.exchange(port: server.port, "GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") }
        #expect(await get("/drop") == "")
        let clock = ContinuousClock()
        let took = await clock.measure { #expect(await get("/slow").hasSuffix("\r\n\r\n{}")) }
        #expect(took >= .milliseconds(300))
        let truncated = await get("/truncate")
        #expect(truncated.contains("Content-Length: 14\r\n") && truncated.hasSuffix("\r\n\r\n{\"who"))
        #expect(await get("/garbage") == String(decoding: [0xff, 0x00, 0x13] as [UInt8], as: UTF8.self))
        #expect(await get("/else").hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
        await server.stop()
    }

    @Test func whatIsNoHTTPNeverEndsTheServer() async throws {
        let server = try Self.mirror()
        var generator = SystemRandomNumberGenerator()
        var attacks: [[UInt8]] = [
            "\r\n\r\n", "GET", "GET / HTTP/9.9\r\n\r\n", "BREW / HTTP/1.1\r\n\r\n", "GET /../../etc HTTP/1.1\r\nHost: x\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\nabc", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\nabc",
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "GET /%zz%00%ff?%=%&&&= HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "GET / HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nHost: x\r\n\r\n",
        ].map { Array($0.utf8) }
        attacks.append(Array("GET / HTTP/1.1\r\nX: ".utf8) + [UInt8](repeating: 65, count: 1 << 17))
        attacks.append(Array("GET /".utf8) + [UInt8](repeating: 97, count: 1 << 16) + Array(" HTTP/1.1\r\n\r\n".utf8))
        for _ in 0..<20 { attacks.append((0..<400).map { _ in UInt8.random(in: 0...255, using: &generator) }) }
        let port = server.port
        await withTaskGroup(of: Void.self) { group in
            for attack in attacks { group.addTask { _ = await RawClient.exchange(port: port, bytes: attack, seconds: 1, thenShutdown: true) } }
        }
        let answer = await RawClient.exchange(port: port, "GET /alive HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        #expect(answer.hasSuffix("GET /alive [] - - "))
        await server.stop()
    }

    @Test func aClientThatGoesBeforeItsAnswerHarmsNobody() async throws {
        let (stream, report) = AsyncStream<String>.makeStream()
        let server = try LoopbackServer { request in
            if request.path == "/slow" { try? await Task.sleep(for: .milliseconds(1500)) }
            report.yield(request.path)
            return .json("{}")
        }
        _ = await RawClient.exchange(port: server.port, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n", seconds: 1)
        var iterator = stream.makeAsyncIterator()
        #expect(await iterator.next() == "/slow")
        let answer = await RawClient.exchange(port: server.port, "GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        #expect(answer.hasSuffix("\r\n\r\n{}"))
        await server.stop()
    }

    @Test func stoppingFreesThePortAndEndsWhatRuns() async throws {
        let (begun, report) = AsyncStream<Bool>.makeStream()
        let server = try LoopbackServer { _ in
            report.yield(true)
            try? await Task.sleep(for: .seconds(30))
            return .json("{}")
        }
        let port = server.port
        async let answer = RawClient.exchange(port: port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", seconds: 10)
        var iterator = begun.makeAsyncIterator()
        #expect(await iterator.next() == true)
        #expect(throws: ServerError.cannotListen(port: port)) { try LoopbackServer(port: port) { _ in .json("{}") } }
        let took = await ContinuousClock().measure { await server.stop() }
        #expect(took < .seconds(10))
        #expect(await answer == "")
        let again = try LoopbackServer(port: port) { _ in .json("{}") }
        #expect(again.port == port)
        await again.stop()
        await server.stop()
    }

    #if compiler(>=6.2)
        /// In a process of its own: what other tests have open at the same time would be counted too.
        @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/fd")))
        func serversThatStoppedLeaveNothingOpen() async {
            await #expect(processExitsWith: .success) {
                func open() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
                func come() async throws {
                    let server = try ServerHTTPTests.mirror()
                    let answer = await RawClient.exchange(port: server.port, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    try #require(!answer.isEmpty)
                    await server.stop()
                }
                // What is opened once for all servers is open then.
                try await come()
                let before = try open()
                let running = try (0..<100).map { _ in try ServerHTTPTests.mirror() }
                try #require(try open() >= before + 100)
                for server in running { await server.stop() }
                for _ in 0..<100 { try await come() }
                let after = try open()
                try #require(after <= before + 10, "\(before) to \(after) open")
            }
        }
    #endif

    @Test func listensOnLoopbackOnly() async throws {
        let server = try Self.mirror()
        let line = String(format: "%04X", server.port)
        let table = (try? String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)) ?? ""
        let listening = table.split(separator: "\n").filter { $0.contains(":\(line) ") && $0.contains(" 0A ") }
        for entry in listening { #expect(entry.contains("0100007F:\(line)")) }
        await server.stop()
    }
}

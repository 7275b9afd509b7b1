import EVMCore
import Foundation
import Testing

@testable import Symmio

@Suite(.timeLimit(.minutes(1)))
struct SocketReconnectingTests {
    private static func url() throws -> URL { try #require(URL(string: "ws://127.0.0.1:1/")) }

    private static func socket(
        _ connector: FakeConnector, _ clock: SocketTestClock, subscription: [String] = [],
        heartbeat: ReconnectingSocket.Heartbeat = .none, overflow: ReconnectingSocket.Overflow = .slowServer(atBytes: 1 << 20), random: Double = 1
    ) throws -> ReconnectingSocket {
        try ReconnectingSocket(
            url: url(), subscription: subscription, options: .init(heartbeat: heartbeat, overflow: overflow), connector: connector, clock: clock,
            random: { random })
    }

    @Test func theWaitsDoubleUpToTheLongestAndAreHalvedAtMost() {
        let backoff = Backoff()
        #expect((0...7).map { backoff.delay(attempt: $0, random: 1) } == [500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000].map { .milliseconds($0) })
        #expect(backoff.delay(attempt: 0, random: 0) == .milliseconds(250))
        #expect(backoff.delay(attempt: 3, random: 0.5) == .milliseconds(3000))
        #expect(backoff.delay(attempt: Int.max, random: 0.25) == .milliseconds(6250))
        #expect(backoff.delay(attempt: -1, random: .nan) == .milliseconds(250))
        #expect(backoff.delay(attempt: 1, random: 7) == .milliseconds(1000))
    }

    @Test func waitsLongerAfterEachFailureAndStartsAnewOnceOpen() async throws {
        let (connector, clock) = (FakeConnector(failures: [.timedOut, .refused(reason: "no"), .timedOut]), SocketTestClock())
        let socket = try Self.socket(connector, clock, subscription: ["s1", "s2"])
        var events = socket.events.makeAsyncIterator()
        #expect(try await events.next() == .status(.connecting))
        let expected: [(SocketError, Int)] = [(.timedOut, 500), (.refused(reason: "no"), 1000), (.timedOut, 2000)]
        for (index, (error, wait)) in expected.enumerated() {
            #expect(try await events.next() == .status(.reconnecting(error, attempt: index + 1, delay: .milliseconds(wait))))
            try await clock.reaches(.milliseconds(wait))
            clock.advance(by: .milliseconds(wait))
        }
        #expect(try await events.next() == .status(.open))
        let first = try await connector.connection(0)
        #expect(first.sent == ["s1", "s2"])
        first.says("a")
        first.ends(SocketClosure(code: 1012, reason: "restart"))
        #expect(try await events.next() == .message("a"))
        let closed = SocketError.closed(SocketClosure(code: 1012, reason: "restart"))
        #expect(try await events.next() == .status(.reconnecting(closed, attempt: 1, delay: .milliseconds(500))))
        try await clock.reaches(.milliseconds(500))
        clock.advance(by: .milliseconds(500))
        #expect(try await events.next() == .status(.open))
        let second = try await connector.connection(1)
        #expect(second.sent == ["s1", "s2"])
        await socket.close(code: try #require(SocketCloseCode(rawValue: 3000)))
        #expect(second.closedWith == 3000)
        #expect(try await events.next() == .status(.closing))
        #expect(try await events.next() == .status(.closed))
        #expect(try await events.next() == nil)
        #expect(await socket.status == .closed)
        await #expect(throws: SocketError.closed(.abnormal)) { try await socket.send("late") }
    }

    @Test func whatIsSentBeforeItIsOpenFollowsTheSubscription() async throws {
        let (connector, clock) = (FakeConnector(failures: [.timedOut]), SocketTestClock())
        let socket = try Self.socket(connector, clock, subscription: ["old"])
        try await socket.send("one")
        try await clock.reaches(.milliseconds(500))
        try await socket.send("two")
        await socket.subscribe(["new"])
        clock.advance(by: .milliseconds(500))
        for try await event in socket.events where event == .status(.open) { break }
        let connection = try await connector.connection(0)
        #expect(connection.sent == ["new", "one", "two"])
        try await socket.send("three")
        await socket.subscribe(["newer"])
        #expect(connection.sent == ["new", "one", "two", "three", "newer"])
        await socket.close()
    }

    @Test func noMoreThanAThousandMessagesWait() async throws {
        let socket = try Self.socket(FakeConnector(failures: [.timedOut]), SocketTestClock())
        for index in 0..<1000 { try await socket.send("\(index)") }
        await #expect(throws: SocketError.closed(.abnormal)) { try await socket.send("one more") }
        await socket.close()
    }

    @Test func aPeerThatDoesNotAnswerPingsIsGivenUp() async throws {
        let (connector, clock) = (FakeConnector(), SocketTestClock())
        let socket = try Self.socket(connector, clock, heartbeat: .ping(every: .seconds(20), timeout: .seconds(10)))
        let first = try await connector.connection(0)
        try await clock.reaches(.seconds(20))
        clock.advance(by: .seconds(20))
        // Answered: the next is due in another 20 s.
        try await clock.reaches(.seconds(20))
        first.dies()
        clock.advance(by: .seconds(20))
        try await clock.reaches(.seconds(10))
        clock.advance(by: .seconds(10))
        try await clock.reaches(.milliseconds(500))
        guard case .reconnecting(.timedOut, attempt: 1, _) = await socket.status else {
            Issue.record("\(await socket.status)")
            return
        }
        clock.advance(by: .milliseconds(500))
        _ = try await connector.connection(1)
        await socket.close()
    }

    @Test func aTextHeartbeatIsSent() async throws {
        let (connector, clock) = (FakeConnector(), SocketTestClock())
        let socket = try Self.socket(connector, clock, heartbeat: .text("ping", every: .seconds(30)))
        let connection = try await connector.connection(0)
        for count in 1...3 {
            try await clock.reaches(.seconds(30))
            clock.advance(by: .seconds(30))
            while connection.sent.count < count { try await Task.sleep(for: .milliseconds(1)) }
        }
        #expect(connection.sent == ["ping", "ping", "ping"])
        await socket.close()
    }

    @Test func theOldestMakeWayForASlowReaderWhereAskedFor() async throws {
        let connector = FakeConnector()
        let socket = try Self.socket(connector, SocketTestClock(), overflow: .dropOldest(atBytes: 100))
        let connection = try await connector.connection(0)
        for index in 0..<1000 { connection.says(String(format: "%010d", index)) }
        connection.ends(.abnormal)
        while await socket.status == .open || socket.droppedMessages < 900 { try await Task.sleep(for: .milliseconds(1)) }
        await socket.close()
        var messages: [String] = []
        for try await message in socket.messages { messages.append(message) }
        #expect(messages.count <= 10)
        let numbers = messages.compactMap { Int($0) }
        #expect(numbers == numbers.sorted())
    }

    @Test func aSlowReaderHoldsTheConnectionBackWhereNothingMayBeLost() async throws {
        let connector = FakeConnector()
        let socket = try Self.socket(connector, SocketTestClock(), overflow: .slowServer(atBytes: 100))
        let connection = try await connector.connection(0)
        for index in 0..<1000 { connection.says("\(index)") }
        connection.ends(.abnormal)
        try await Task.sleep(for: .milliseconds(50))
        // The end of the connection lies behind what hasn't been read.
        #expect(await socket.status == .open)
        var next = 0
        for try await message in socket.messages {
            #expect(message == "\(next)")
            next += 1
            if next == 1000 { break }
        }
        #expect(next == 1000)
        #expect(socket.droppedMessages == 0)
        await socket.close()
    }

    @Test func cancellingTheReaderClosesTheSocket() async throws {
        let connector = FakeConnector()
        let socket = try Self.socket(connector, SocketTestClock())
        let connection = try await connector.connection(0)
        let reader = Task { for try await _ in socket.messages {} }
        try await Task.sleep(for: .milliseconds(20))
        reader.cancel()
        try await reader.value
        while await socket.status != .closed { try await Task.sleep(for: .milliseconds(1)) }
        #expect(connection.closedWith == 1000)
    }

    @Test func lettingGoClosesTheSocket() async throws {
        let connector = FakeConnector()
        var socket: ReconnectingSocket? = try Self.socket(connector, SocketTestClock())
        let connection = try await connector.connection(0)
        #expect(socket != nil)
        socket = nil
        while connection.closedWith == nil { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test func aURLThatIsNoneEndsWithItsError() async throws {
        let socket = ReconnectingSocket(url: try #require(URL(string: "https://example.org/")))
        await #expect(throws: SocketError.invalidURL("https://example.org/")) { for try await _ in socket.events {} }
        #expect(await socket.status == .closed)
    }

    @Test func aServerThatComesAndGoesFillsNoMemory() async throws {
        let queue = MessageQueue<Int>(limit: 100)
        for index in 0..<100_000 { #expect(queue.push(index, weight: 10, .droppable) == .accepted) }
        queue.finish()
        var left: [Int] = []
        while let value = try await queue.next() { left.append(value) }
        #expect(left == Array(99_990..<100_000))
        #expect(queue.push(1, weight: 1) == .ended)
    }
}

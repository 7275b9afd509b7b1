import Foundation

@testable import Symmio

/// Opens connections to nothing: what is sent is kept, what comes in is said by the test.
///
/// `@unchecked Sendable`: the stored variables are used under `lock` only.
final class FakeConnector: WebSocketConnector, @unchecked Sendable {
    private let lock = NSLock()
    private var failures: [SocketError]
    private var made: [FakeConnection] = []

    init(failures: [SocketError] = []) {
        self.failures = failures
    }

    var connections: [FakeConnection] { lock.withLock { made } }

    func connect(to url: URL) async throws(SocketError) -> any WebSocketConnection {
        let (failure, connection): (SocketError?, FakeConnection) = lock.withLock {
            if !failures.isEmpty { return (failures.removeFirst(), FakeConnection()) }
            let connection = FakeConnection()
            made.append(connection)
            return (nil, connection)
        }
        if let failure { throw failure }
        return connection
    }

    /// The connection of a number, once it has been made.
    func connection(_ index: Int) async throws -> FakeConnection {
        while connections.count <= index { try await Task.sleep(for: .milliseconds(1)) }
        return connections[index]
    }
}

/// `@unchecked Sendable`: the stored variables are used under `lock` only.
final class FakeConnection: WebSocketConnection, @unchecked Sendable {
    private let lock = NSLock()
    private let queue = MessageQueue<String>(limit: 1 << 30)
    private var sentTexts: [String] = []
    private var code: UInt16?
    private var isDead = false

    var sent: [String] { lock.withLock { sentTexts } }
    var closedWith: UInt16? { lock.withLock { code } }

    /// The server says something.
    func says(_ text: String) { _ = queue.push(text, weight: text.utf8.count) }

    /// The server closes.
    func ends(_ closure: SocketClosure) { queue.finish(throwing: SocketError.closed(closure)) }

    /// Pings aren't answered from now on.
    func dies() { lock.withLock { isDead = true } }

    func send(_ text: String) async throws(SocketError) { lock.withLock { sentTexts.append(text) } }

    func receive() async throws(SocketError) -> String? {
        do { return try await queue.next() } catch { throw error as? SocketError ?? .cancelled }
    }

    func ping() async throws(SocketError) {
        guard lock.withLock({ isDead }) else { return }
        // Until the task is cancelled.
        try? await Task.sleep(for: .seconds(600))
        throw .cancelled
    }

    func close(code: SocketCloseCode, reason: String) async {
        lock.withLock { self.code = code.rawValue }
        queue.finish()
    }
}

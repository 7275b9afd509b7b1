public import Foundation

/// One open WebSocket that carries text.
///
/// Behind it is libwebsockets on Linux and URLSession on Apple platforms. Letting go of a connection drops it; ``close(code:reason:)`` takes leave.
public protocol WebSocketConnection: AnyObject, Sendable {
    /// Sends a text message; returns when the system's buffers have taken it, so that a peer that reads slowly slows the sender.
    ///
    /// - Throws: ``SocketError/closed(_:)`` where the connection has ended.
    func send(_ text: String) async throws(SocketError)

    /// The next text message. For one reader at a time; while nobody asks, a bounded number is held and then the peer is slowed.
    ///
    /// - Returns: `nil` once the connection was closed from this side, and where the task is cancelled.
    /// - Throws: ``SocketError/closed(_:)``, once, where the peer or the network ended the connection.
    func receive() async throws(SocketError) -> String?

    /// Sends a ping and returns when the peer has answered it.
    ///
    /// It has no time limit of its own: cancel the task. The answer isn't seen while messages that nobody receives fill the buffer.
    /// - Throws: ``SocketError/closed(_:)`` or ``SocketError/cancelled``.
    func ping() async throws(SocketError)

    /// Sends a close frame and waits for the peer's, for two seconds at most; then, or where the task is cancelled, the connection is dropped.
    ///
    /// - Parameters:
    ///   - code: Why.
    ///   - reason: At most 123 bytes are sent.
    func close(code: SocketCloseCode, reason: String) async
}

extension WebSocketConnection {
    /// Closes with 1000 and no reason.
    public func close() async {
        await close(code: .normal, reason: "")
    }

    /// The messages as a sequence; it ends as ``receive()`` does.
    public var messages: AsyncThrowingStream<String, any Error> {
        AsyncThrowingStream(unfolding: { try await self.receive() })
    }
}

/// What opens WebSockets.
public protocol WebSocketConnector: Sendable {
    /// Opens one.
    ///
    /// - Parameter url: Of scheme `ws` or `wss`. With `wss` the certificate is verified, the host's name in it too.
    /// - Throws: ``SocketError``. Where the task is cancelled, ``SocketError/cancelled``.
    func connect(to url: URL) async throws(SocketError) -> any WebSocketConnection
}

/// A code that a client may close with: 1000, or 3000 to 4999 (RFC 6455, 7.4).
public struct SocketCloseCode: Sendable, Hashable {
    /// The number.
    public let rawValue: UInt16

    /// The purpose of the connection is fulfilled: 1000.
    public static let normal = SocketCloseCode(checked: 1000)

    /// A code, or nil where a client may not send it.
    public init?(rawValue: UInt16) {
        guard rawValue == 1000 || (3000...4999).contains(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    private init(checked: UInt16) {
        rawValue = checked
    }
}

/// How a connection ended.
public struct SocketClosure: Sendable, Hashable, CustomStringConvertible {
    /// The code of the peer's close frame; 1005 where it had none, 1006 where the connection ended with no close frame (RFC 6455, 7.4.1).
    public var code: UInt16
    /// The peer's words, often none.
    public var reason: String

    /// A closure of its parts.
    public init(code: UInt16, reason: String = "") {
        self.code = code
        self.reason = reason
    }

    /// The connection ended with no close frame.
    public static let abnormal = SocketClosure(code: 1006)

    /// Code and reason, for people.
    public var description: String {
        reason.isEmpty ? "code \(code)" : "code \(code), \(reason)"
    }
}

/// What goes wrong with a WebSocket.
public enum SocketError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Not a URL of scheme `ws` or `wss` with a host; what stands behind the host, which may be a key, is left out.
    case invalidURL(String)
    /// The host's name leads to no address.
    case unresolved(host: String, reason: String)
    /// No connection, or the peer didn't agree to speak WebSocket.
    case refused(reason: String)
    /// The peer's certificate isn't one the system trusts for this host.
    case untrusted(reason: String)
    /// The peer didn't answer in time: to the opening, or to a ping.
    case timedOut
    /// The connection has ended.
    case closed(SocketClosure)
    /// The task was cancelled.
    case cancelled

    /// What is wrong, for people.
    public var description: String {
        switch self {
        case .invalidURL(let text): "\"\(text)\" is no WebSocket URL: ws:// or wss://, then a host"
        case .unresolved(let host, let reason): "no address for \(host): \(reason)"
        case .refused(let reason): "no WebSocket: \(reason)"
        case .untrusted(let reason): "the server's certificate isn't trusted: \(reason)"
        case .timedOut: "the server didn't answer in time"
        case .closed(let closure): "the connection was closed (\(closure))"
        case .cancelled: "cancelled"
        }
    }
}

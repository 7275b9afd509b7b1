import Foundation
import SocketLoop
import Symmio

/// What a ``LoopbackServer`` does at a path that speaks WebSocket.
public struct SocketEndpoint: Sendable {
    /// Decides whether a socket is accepted: nil to accept, else the HTTP status to refuse it with. Called on the server's thread: it must not wait.
    public var admit: @Sendable (ServerRequest) -> Int?
    /// Talks to one socket. The socket is closed with 1000 when this returns, and its task is cancelled when the socket is gone.
    public var serve: @Sendable (ServerSocket) async -> Void

    /// An endpoint that accepts what `admit` lets in, by default everybody.
    public init(admit: @escaping @Sendable (ServerRequest) -> Int? = { _ in nil }, serve: @escaping @Sendable (ServerSocket) async -> Void) {
        self.admit = admit
        self.serve = serve
    }
}

/// One WebSocket that a ``LoopbackServer`` accepted.
public final class ServerSocket: Sendable {
    /// The request that opened it: path, query and headers.
    public let request: ServerRequest
    /// Tells the server's sockets apart; never used twice.
    public let id: UInt64

    private let queue: MessageQueue<String>
    private let loop: SocketLoop
    private let server: ServerLoop

    init(id: UInt64, request: ServerRequest, queue: MessageQueue<String>, loop: SocketLoop, server: ServerLoop) {
        self.id = id
        self.request = request
        self.queue = queue
        self.loop = loop
        self.server = server
    }

    /// The text messages that come in, until the socket is gone. For one reader; while it is slow, the client is slowed.
    public var incoming: AsyncStream<String> {
        let queue = queue
        return AsyncStream(unfolding: { (try? await queue.next()) ?? nil })
    }

    /// Sends a text message. Messages go out in the order of the calls.
    ///
    /// A client that doesn't read is dropped once more than 16 MiB wait for it.
    /// - Returns: False where the server is stopping. A socket that is gone swallows the message.
    @discardableResult
    public func send(_ text: String) -> Bool {
        act { $0.send(.text(text, nil)) }
    }

    /// Sends a close frame and ends the connection when the client has answered it.
    ///
    /// - Parameters:
    ///   - code: 1000 to 4999.
    ///   - reason: At most 123 bytes are sent.
    public func close(code: UInt16 = 1000, reason: String = "") {
        act { $0.send(.close(code: code, reason: reason)) }
    }

    /// A fault: the connection ends with no close frame.
    public func drop() {
        act { $0.send(.drop) }
    }

    /// A fault: the server reads nothing more of this socket, so that pings are not answered, while the connection stays open.
    public func freeze() {
        act { $0.freeze() }
    }

    @discardableResult
    private func act(_ action: @escaping @Sendable (ServerConnection) -> Void) -> Bool {
        let id = id
        let server = server
        return loop.post { server.connection(id).map(action) }
    }
}

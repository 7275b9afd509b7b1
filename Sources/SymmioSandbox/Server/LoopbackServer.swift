import Foundation
import SocketLoop

/// A server on 127.0.0.1 that speaks HTTP/1.1 and WebSocket on one port, made for local services to be developed against.
///
/// libwebsockets does the parsing, on a thread of its own; handlers run as Swift tasks, each request in one, and may take as long as they like.
/// Nothing that a client sends ends the process: what can't be parsed is refused or dropped, bodies and messages are bounded.
public final class LoopbackServer: Sendable {
    /// How much a client may send.
    public struct Limits: Sendable {
        /// A request's body; a longer one is answered with 413.
        public var bodyBytes: Int
        /// A WebSocket message; a longer one closes the socket with 1009.
        public var messageBytes: Int

        /// Limits in bytes.
        public init(bodyBytes: Int = 4 << 20, messageBytes: Int = 16 << 20) {
            self.bodyBytes = bodyBytes
            self.messageBytes = messageBytes
        }
    }

    /// A certificate and its key, as paths of PEM files: with them the server speaks TLS only.
    public struct Identity: Sendable {
        /// The path of the certificate, with those between it and the root after it.
        public var certificate: String
        /// The path of its private key.
        public var key: String

        /// An identity of two files.
        public init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// The port listened on.
    public let port: UInt16

    private let loop: SocketLoop
    private let server: ServerLoop

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - port: The port of 127.0.0.1, 0 for any that is free.
    ///   - identity: For TLS.
    ///   - limits: How much a client may send.
    ///   - sockets: What speaks WebSocket, by path. A socket at another path is refused with 404.
    ///   - handler: Answers a request. Its task is cancelled when the server stops; that the client has gone shows when the answer is written.
    /// - Throws: ``ServerError``.
    public init(
        port: UInt16 = 0,
        identity: Identity? = nil,
        limits: Limits = Limits(),
        sockets: [String: SocketEndpoint] = [:],
        handler: @escaping @Sendable (ServerRequest) async -> ServerResponse
    ) throws(ServerError) {
        server = ServerLoop(handler: handler, sockets: sockets, limits: limits)
        let options = SocketLoopOptions(
            listeningPort: port, identity: identity.map { SocketLoopOptions.Identity(certificate: $0.certificate, key: $0.key) })
        do {
            loop = try SocketLoop(name: "sandbox server", options: options, handler: server) { [server] in server.link.join($0, server) }
        } catch .cannotListen {
            throw .cannotListen(port: port)
        } catch {
            throw .cannotStart
        }
        self.port = loop.port
    }

    deinit { loop.requestStop() }

    /// Stops: sockets are closed with 1001 and given half a second to answer, then everything is dropped. Returns when the port is free
    /// and the thread has ended; requests still being answered are cancelled.
    public func stop() async {
        let server = server
        loop.post { server.prepareToStop() }
        let deadline = ContinuousClock.now + .milliseconds(500)
        while ContinuousClock.now < deadline, await openSockets > 0 {
            // A caller that is cancelled doesn't wait for the clients.
            guard (try? await Task.sleep(for: .milliseconds(5))) != nil else { break }
        }
        await loop.stop()
    }

    /// How many WebSockets are open at the moment.
    public var openSockets: Int {
        get async {
            let server = server
            return await withCheckedContinuation { continuation in
                if !loop.post({ continuation.resume(returning: server.openSockets) }) { continuation.resume(returning: 0) }
            }
        }
    }
}

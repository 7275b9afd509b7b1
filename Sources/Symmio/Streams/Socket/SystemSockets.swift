public import Foundation

/// The platform's WebSockets: libwebsockets on Linux, where all of a process's connections share one thread, URLSession on Apple platforms.
///
/// Certificates are verified against the system's roots.
public struct SystemSockets: WebSocketConnector {
    /// What bounds a connection.
    public struct Limits: Sendable, Hashable {
        /// How long opening may take, from the look-up of the name to the agreement on WebSocket.
        public var opening: Duration
        /// A longer message, in bytes, ends the connection with code 1009.
        public var messageBytes: Int
        /// From how many bytes of messages that nobody has received the peer is slowed. Linux only: URLSession has its own.
        public var bufferedBytes: Int

        /// Limits: 15 s, 16 MiB, 1 MiB where nothing else is said.
        public init(opening: Duration = .seconds(15), messageBytes: Int = 16 << 20, bufferedBytes: Int = 1 << 20) {
            self.opening = opening
            self.messageBytes = messageBytes
            self.bufferedBytes = bufferedBytes
        }
    }

    /// What bounds each connection.
    public var limits: Limits

    /// The path of a PEM file of certificates that are trusted in place of the system's roots, for a server of one's own. Linux only.
    ///
    /// A process holds one further thread for each file used; when it starts one, a `wss` connection that is being opened at that moment may be refused.
    public var trustedCertificates: String?

    /// Sockets that trust the system's roots.
    public init(limits: Limits = Limits(), trustedCertificates: String? = nil) {
        self.limits = limits
        self.trustedCertificates = trustedCertificates
    }

    /// Opens a WebSocket, trying the host's addresses one after the other.
    ///
    /// - Throws: ``SocketError``.
    public func connect(to url: URL) async throws(SocketError) -> any WebSocketConnection {
        let target = try SocketURL(url)
        #if canImport(Darwin)
            return try await SessionConnection.open(url, limits: limits)
        #else
            let loop = try ClientLoop.shared(trusting: trustedCertificates)
            return try await loop.connect(to: target, limits: limits)
        #endif
    }
}

internal import EVMCore
import Foundation

/// The parts of a WebSocket URL that opening it needs.
struct SocketURL: Sendable, Hashable {
    var isSecure: Bool
    /// A name or an address, an IPv6 address with no brackets.
    var host: String
    var port: UInt16
    /// Path and query as they go into the request.
    var target: String

    init(_ url: URL) throws(SocketError) {
        guard let parts = URLComponents(url: url, resolvingAgainstBaseURL: true), let scheme = parts.scheme?.lowercased(),
            scheme == "ws" || scheme == "wss", let host = parts.percentEncodedHost, !host.isEmpty
        else { throw .invalidURL(url.absoluteString.shownAsURL) }
        isSecure = scheme == "wss"
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        guard let port = UInt16(exactly: parts.port ?? (isSecure ? 443 : 80)), port != 0 else { throw .invalidURL(url.absoluteString.shownAsURL) }
        self.port = port
        target = (parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath) + (parts.percentEncodedQuery.map { "?" + $0 } ?? "")
    }

    /// What the Host field says: the port only where it isn't the scheme's own.
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }
}

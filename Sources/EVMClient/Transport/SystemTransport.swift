#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The transport that is best on a system: `URLSession` on Apple platforms; elsewhere libcurl, which the system has, or `URLSession` where it
/// has none.
///
/// On Linux `URLSession` waits out its time where a server breaks a kept connection, and takes a little memory with every request.
public struct SystemTransport: Transport {
    private let transport: any Transport

    /// Creates a transport. On Linux all share their connections.
    public init() {
        #if canImport(FoundationNetworking)
            transport = CurlTransport() ?? URLSessionTransport()
        #else
            transport = URLSessionTransport()
        #endif
    }

    /// Sends a request; see ``Transport/send(_:)``. Where no connection comes about the error says whereto.
    public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        do throws(TransportError) {
            return try await transport.send(request)
        } catch {
            guard case .cannotConnect(let why) = error, let host = request.url.host else { throw error }
            throw .cannotConnect("\(host)\(request.url.port.map { ":\($0)" } ?? ""): \(why)")
        }
    }
}

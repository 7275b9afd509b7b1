internal import EVMCore

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Where a node takes JSON-RPC calls over HTTP.
public struct Endpoint: Sendable, Hashable {
    /// The address; it often holds a key, so that it appears in no message.
    public var url: URL
    /// Header fields that go with every request, such as an authorisation.
    public var headers: [String: String]

    /// Creates an endpoint.
    public init(_ url: URL, headers: [String: String] = [:]) {
        self.url = url
        self.headers = headers
    }

    /// Creates an endpoint; nil where the text is no address.
    public init?(_ text: String, headers: [String: String] = [:]) {
        guard let url = URL(string: text) else { return nil }
        self.init(url, headers: headers)
    }
}

extension Endpoint: CustomStringConvertible {
    /// Scheme, host and port; of the path, where the keys are, only that there is one.
    public var description: String { url.absoluteString.shownAsURL }
}

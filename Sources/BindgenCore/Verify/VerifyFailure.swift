/// Why nothing could be verified: the endpoint, the chain or the address is not what was said.
public struct VerifyFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong and how to mend it.
    public var description: String

    init(_ description: String) { self.description = description }
}

/// What carries a JSON-RPC request to an endpoint.
public protocol RPCTransport {
    /// The endpoint as it may be shown: a URL's path and query often hold a key.
    var name: String { get }
    /// Posts a request and returns the body of the answer.
    func post(_ body: [UInt8]) throws(VerifyFailure) -> [UInt8]
}

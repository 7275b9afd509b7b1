public import EVMClient
import EVMCore

/// JSON-RPC with a simulated chain of this process, without a connection.
public struct SandboxTransport: Transport {
    private let chain: SandboxChain

    /// Creates a transport to a chain.
    public init(_ chain: SandboxChain) { self.chain = chain }

    /// Answers as ``Sandbox``'s endpoint does, whatever the address.
    public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        guard !Task.isCancelled else { throw .cancelled }
        let body: JSONValue
        do throws(JSONParsingError) {
            body = try JSONValue(parsing: request.body)
        } catch {
            throw .invalidRequest("\(error)")
        }
        guard let answer = await chain.answer(body) else { return HTTPResponse(status: 204) }
        return HTTPResponse(status: 200, headers: ["content-type": "application/json"], body: Bytes(utf8: answer.text))
    }
}

extension SandboxChain {
    /// A client of this chain, within the process.
    ///
    /// - Parameter pollInterval: The pause between looks at a transaction that waits.
    public nonisolated func client(pollInterval: Duration = .milliseconds(10)) -> ChainClient {
        let options = ChainOptions(pollInterval: pollInterval)
        // The address is never looked up: the transport has but one place to go.
        let endpoints = [Endpoint("http://sandbox.invalid")].compactMap(\.self)
        return ChainClient(chainId: settings.chainId, endpoints: endpoints, options: options, transport: SandboxTransport(self))
    }
}

import EVMClient
import EVMCore
import EVMSigning
import Foundation

/// Runs a test against a server that answers as `handler` says.
func withServer<R>(
    options: RPCOptions = RPCOptions(), time: VirtualTime = VirtualTime(),
    _ handler: @escaping @Sendable (LoopbackServer.Request) -> ServerReply,
    _ body: (RPCClient, LoopbackServer) async throws -> R
) async throws -> R {
    let server = try LoopbackServer(handler)
    defer { server.stop() }
    return try await body(RPCClient([Endpoint(server.url)], options: options, timing: time.timing), server)
}

/// Runs a test against a chain behind a real HTTP server, in virtual time.
func withChain<R>(
    time: VirtualTime = VirtualTime(), rpcOptions: RPCOptions = RPCOptions(), options: ChainOptions = ChainOptions(),
    reverts: RevertDecoder = RevertDecoder(), _ body: (FakeChain, ChainClient) async throws -> R
) async throws -> R {
    let chain = FakeChain()
    let server = try LoopbackServer { chain.reply(to: $0.body) }
    defer { server.stop() }
    let client = ChainClient(
        chainId: chain.chainId, endpoints: [Endpoint(server.url)], rpcOptions: rpcOptions, options: options, reverts: reverts,
        timing: time.timing)
    return try await body(chain, client)
}

/// The error that `body` ends with; nil where it ends well, or with an error that this module should not throw.
func failure<R>(_ body: () async throws -> R) async -> ChainError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? ChainError
    }
}

/// A well-known key of test chains.
func testSigner(_ number: UInt64 = 1) throws -> LocalSigner { LocalSigner(try PrivateKey(UInt256(number).bigEndianBytes)) }

/// The id of a JSON-RPC call.
func id(of body: [UInt8]) -> String { (try? JSONValue(parsing: body))?["id"]?.text ?? "null" }

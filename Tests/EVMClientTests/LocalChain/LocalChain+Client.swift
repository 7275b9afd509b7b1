import EVMClient
import EVMCore
import EVMSigning
import Testing

typealias Faults = LocalContracts.Faults
typealias Emitter = LocalContracts.Emitter

extension LocalChain {
    /// A client of this chain that looks often.
    func client(
        rpcOptions: RPCOptions = RPCOptions(retry: RetryPolicy(attempts: 5, firstPause: .milliseconds(30), longestPause: .seconds(2))),
        options: ChainOptions = ChainOptions(pollInterval: .milliseconds(30)), reverts: RevertDecoder = RevertDecoder()
    ) -> ChainClient {
        ChainClient(
            chainId: Self.chainID, endpoints: [Endpoint(url)], rpcOptions: rpcOptions, options: options, reverts: reverts)
    }

    /// One of the rich accounts.
    func signer(_ index: Int = 0) throws -> LocalSigner { try LocalSigner(hex: accounts[index].key) }

    /// A deployed contract.
    func contract(_ label: String) throws -> Address { try Address(try address(label)) }

    /// How often a method was executed since this was last asked.
    func count(_ method: String) async throws -> Int { try await requests().count { $0 == method } }
}

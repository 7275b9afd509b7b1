public import EVMCore

/// A chain, as seen through the nodes that serve it: contract reads and writes, receipts, logs, tokens.
///
/// ```swift
/// let client = ChainClient(chainId: 999, endpoints: [endpoint])
/// let quote = try await client.read(Core.Calls.GetQuote(quoteId: 7), from: diamond)
/// let sent = try await client.send(Core.Calls.Allocate(amount: amount), to: diamond, using: signer)
/// let receipt = try await sent.wait()
/// ```
/// Copies share the connections, the limit of requests under way, and what is known of nonces.
public struct ChainClient: Sendable {
    /// The chain's EIP-155 id, which transactions are signed for.
    public let chainId: UInt64
    /// The endpoints, for methods that this type has no name for.
    public let rpc: RPCClient
    /// Knows the contracts whose reverts may be met.
    public var reverts: RevertDecoder
    /// How it reads and writes.
    public var options: ChainOptions
    let facts: ChainFacts
    let nonces: NonceBook

    /// Creates a client.
    public init(
        chainId: UInt64, endpoints: [Endpoint], rpcOptions: RPCOptions = RPCOptions(), options: ChainOptions = ChainOptions(),
        reverts: RevertDecoder = RevertDecoder(), transport: any Transport = SystemTransport(), timing: Timing = .system
    ) {
        self.init(
            chainId: chainId, rpc: RPCClient(endpoints, options: rpcOptions, transport: transport, timing: timing), options: options,
            reverts: reverts)
    }

    /// Creates a client on a JSON-RPC client that is there already.
    public init(chainId: UInt64, rpc: RPCClient, options: ChainOptions = ChainOptions(), reverts: RevertDecoder = RevertDecoder()) {
        self.chainId = chainId
        self.rpc = rpc
        self.options = options
        self.reverts = reverts
        facts = ChainFacts()
        nonces = NonceBook()
    }

    var timing: Timing { rpc.timing }
}

/// How a client reads and writes.
public struct ChainOptions: Sendable {
    /// Where Multicall3 is; nil where batched reads shall not use it. Most chains have it at the default.
    public var multicall: Address?
    /// How many calls go in one call of Multicall3.
    public var maximumMulticall: Int
    /// The pause between looks at the chain while waiting for a receipt or for logs.
    public var pollInterval: Duration
    /// How much of the estimated gas is added to it, in percent: state may change before the transaction is mined.
    public var gasMarginPercent: UInt64
    /// How often a transaction's bytes are sent again where the answer was lost and the node does not know them.
    public var sendAttempts: Int

    /// Creates options.
    public init(
        multicall: Address? = Address(0xca11_bde0_5977_b363, 0x1167_0288_62be_2a17, 0x3976_ca11), maximumMulticall: Int = 250,
        pollInterval: Duration = .seconds(1), gasMarginPercent: UInt64 = 20, sendAttempts: Int = 5
    ) {
        self.multicall = multicall
        self.maximumMulticall = maximumMulticall
        self.pollInterval = pollInterval
        self.gasMarginPercent = gasMarginPercent
        self.sendAttempts = sendAttempts
    }
}

/// What was learnt of a chain and need not be asked again.
actor ChainFacts {
    private var contracts: [Address: Bool] = [:]
    private var decimals: [Address: UInt8] = [:]
    private(set) var isChainChecked = false

    func chainIsChecked() { isChainChecked = true }

    func hasContract(at address: Address) -> Bool? { contracts[address] }

    func learn(_ address: Address, hasContract: Bool) { contracts[address] = hasContract }

    func decimals(of token: Address) -> UInt8? { decimals[token] }

    func learn(_ token: Address, decimals: UInt8) { self.decimals[token] = decimals }
}

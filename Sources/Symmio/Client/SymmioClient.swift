public import EVMClient
public import EVMCore
import EVMSigning
import SymmioContracts

/// One deployment of Symmio, seen from an app: its accounts and its sessions, on its chain.
///
/// ```swift
/// let symmio = SymmioClient(try Deployment(named: "HyperEVM"), endpoints: [endpoint])
/// try await symmio.check()
/// let account = try await symmio.accounts.create(name: "Main", owner: wallet)
/// ```
public struct SymmioClient: Sendable {
    /// What is deployed where.
    public let deployment: Deployment
    /// The chain, with all of Symmio's reverts understood.
    public let chain: ChainClient
    /// How long to wait for a transaction to be mined.
    public var miningTimeout: Duration = .seconds(180)
    /// Whether the deployment is known to be what it says.
    let soundness = Soundness()

    /// Creates a client of a deployment.
    ///
    /// - Parameter endpoints: The chain's JSON-RPC endpoints, the first preferred.
    public init(
        _ deployment: Deployment, endpoints: [Endpoint], options: ChainOptions = ChainOptions(), rpcOptions: RPCOptions = RPCOptions(),
        transport: any Transport = SystemTransport()
    ) {
        self.init(
            deployment,
            chain: ChainClient(
                chainId: deployment.chainId, endpoints: endpoints, rpcOptions: rpcOptions, options: options, transport: transport))
    }

    /// Creates a client on a chain client that is there already; what it knows of reverts is added to.
    public init(_ deployment: Deployment, chain: ChainClient) {
        var chain = chain
        chain.reverts.add(.symmio)
        self.deployment = deployment
        self.chain = chain
    }

    /// Sub-accounts, their balances and their binding.
    public var accounts: Accounts { Accounts(client: self) }

    /// Session keys and what they may do.
    public var sessions: Sessions { Sessions(client: self) }

    /// The time of the latest block, in seconds since 1970: what deadlines, expiries and cooldowns are measured against.
    ///
    /// - Throws: ``SymmioError/chain(_:)``.
    public func now() async throws(SymmioError) -> UInt64 {
        let block = try await chaining { () async throws(ChainError) in try await chain.block(.latest) }
        guard let block else { throw .chain(.invalidRequest("the endpoint knows no latest block")) }
        return block.timestamp
    }

    // MARK: Writing

    /// Sends a call and waits until it is mined.
    func transact(_ call: some ContractCall, to contract: Address, using signer: any Signer) async throws(SymmioError) -> Receipt {
        try await checkOnce()
        let timeout = miningTimeout
        return try await chaining { () async throws(ChainError) in
            try await chain.send(call, to: contract, using: signer).wait(timeout: timeout)
        }
    }

    /// Has the core called in an account's name by its owner.
    func transact(
        _ calls: [any ContractCall], as account: Address, using owner: any Signer
    ) async throws(SymmioError) -> Receipt {
        let call = Symmio085.AccountLayer.Calls.Call(account: account, callDatas: calls.map { $0.encoded() })
        return try await transact(call, to: deployment.contracts.accountLayer, using: owner)
    }

    /// Reads a contract.
    func read<Call: ContractCall>(_ call: Call, from contract: Address) async throws(SymmioError) -> Call.Return {
        try await chaining { () async throws(ChainError) in try await chain.read(call, from: contract) }
    }

    func chaining<T>(_ body: () async throws(ChainError) -> T) async throws(SymmioError) -> T {
        do throws(ChainError) {
            return try await body()
        } catch {
            throw .chain(error)
        }
    }
}

/// Why something with Symmio failed.
public enum SymmioError: Error, Sendable {
    /// The chain: no answer, a revert, a transaction that was not mined.
    case chain(ChainError)
    /// The deployment is not what it says.
    case deployment(DeploymentMismatch)
    /// The deployment's data cannot be used.
    case configuration(DeploymentError)
    /// An amount cannot be what was asked for.
    case amount(ValueError)
    /// The account is not there, or not the owner's.
    case noAccount(Address)
    /// Not possible, and why.
    case refused(String)
    /// The oracle gave no signature that can be used; nothing was sent.
    case muon(MuonError)
    /// A signature of the oracle does not hold.
    case verification(MuonVerificationError)
}

extension SymmioError: CustomStringConvertible {
    /// What happened and what to do.
    public var description: String {
        switch self {
        case .chain(let error): error.description
        case .deployment(let mismatch): mismatch.description
        case .configuration(let error): error.description
        case .amount(let error): error.description
        case .noAccount(let account): "there is no account \(account) at this deployment's Account Layer"
        case .refused(let reason): reason
        case .muon(let error): error.description
        case .verification(let error): error.description
        }
    }
}

import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio

/// Which deployment of the older flow a command works on, through which endpoint.
struct LegacySetting: Sendable {
    let deployment: LegacyDeployment
    let accounts: MultiAccounts
    private let chain: ChainClient
    private let arguments: Arguments
    private let console: Console

    static let options = [
        Option("--deployment", "FILE", "A file of the older flow's deployment, or one with it as `legacy`; default: SYMMIO_DEPLOYMENT"),
        Option("--rpc", "URL", "The chain's JSON-RPC endpoint; default: SYMMIO_RPC, or the `rpc` of the deployment's file"),
    ]

    init(_ invocation: Invocation) throws {
        arguments = invocation.arguments
        console = invocation.console
        guard let file = arguments["--deployment"] ?? Environment["SYMMIO_DEPLOYMENT"] else {
            throw UsageError("say which deployment: --deployment FILE, or set SYMMIO_DEPLOYMENT")
        }
        let (deployment, fileRPC) = try Self.read(file)
        let node = try NodeSetting(arguments, chainId: deployment.chainId, stated: fileRPC)
        self.deployment = deployment
        chain = ChainClient(chainId: deployment.chainId, endpoints: [node.endpoint], options: node.options)
        accounts = MultiAccounts(deployment, chain: chain)
    }

    private static func read(_ file: String) throws -> (LegacyDeployment, rpc: String?) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: file))
        } catch {
            throw UsageError("\(file) cannot be read: \(error.localizedDescription); a deployment of the older flow has to be in a file")
        }
        do {
            let json = try JSONValue(parsing: data)
            let legacy = json["legacy"] ?? json
            return (try LegacyDeployment(json: Data(legacy.utf8)), json["rpc"]?.string)
        } catch {
            throw UsageError("\(file): \(error)")
        }
    }

    // MARK: Who

    /// The owner, who is shown every transaction and every sign-in and asked before it is signed.
    func owner() async throws -> AskingOwner {
        try console.requireConsent()
        let key = try await KeySource.wallet.key(arguments, console)
        let names = [
            deployment.symmioCore: "the Symmio core", deployment.multiAccount: "MultiAccount", deployment.partyB: "the solver",
            deployment.collateral.address: "the collateral token",
        ]
        return AskingOwner(AskingSigner(key, console: console, names: names, decimals: deployment.collateral.decimals), console: console)
    }

    func ownerAddress() async throws -> Address {
        if let text = arguments["--owner"] { return try Words.address(text, "--owner") }
        return try await KeySource.wallet.address(arguments, console)
    }

    /// The account: the one that is named, or the only one of the owner.
    func account() async throws -> Address {
        if let text = arguments["--account"] { return try Words.address(text, "--account") }
        if let text = Environment["SYMMIO_ACCOUNT"] { return try Words.address(text, "SYMMIO_ACCOUNT") }
        guard KeySource.wallet.isGiven(arguments) else { throw UsageError("say which account: --account ADDRESS, or set SYMMIO_ACCOUNT") }
        let owner = try await KeySource.wallet.address(arguments, console)
        let all = try await accounts.list(owner: owner)
        guard let only = all.first else { throw Failure("\(owner) has no account here; 'symmio legacy create NAME' makes one") }
        guard all.count == 1 else { throw UsageError("\(owner) has \(all.count) accounts: say which with --account ADDRESS") }
        return only.address
    }

    // MARK: Trading

    /// Trading for the account, signed in by its owner.
    func trading() async throws -> LegacyTradingSession {
        let owner = try await owner()
        return trading(try await account(), owner)
    }

    /// Looking at the account, which needs no key: nothing is ever signed with this one.
    func watching() async throws -> LegacyTradingSession { trading(try await account(), LocalSigner.random()) }

    private func trading(_ account: Address, _ owner: some Signer) -> LegacyTradingSession {
        var options = LegacyTradingOptions()
        if NodeSetting.isLocal(deployment.solverURL) { options.lookInterval = .milliseconds(50) }
        return LegacyTradingSession(deployment, chain: chain, account: account, owner: owner, options: options)
    }
}

/// An owner who is shown what is signed to sign in, too.
struct AskingOwner: Signer {
    private let signer: AskingSigner
    private let console: Console

    init(_ signer: AskingSigner, console: Console) {
        self.signer = signer
        self.console = console
    }

    var address: Address { signer.address }

    func sign(digest: Bytes32) async throws(SigningError) -> Signature { try await signer.sign(digest: digest) }

    func sign(transaction: Transaction) async throws(SigningError) -> SignedTransaction { try await signer.sign(transaction: transaction) }

    func sign(message: Bytes) async throws(SigningError) -> Signature {
        let text = message.utf8Text ?? message.hex
        let shown = text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }.joined(separator: "\n")
        guard await console.confirms("Message of \(address)\n\(shown)") else { throw .refused(reason: "nobody agreed to the message") }
        return try await signer.sign(message: message)
    }
}

import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts

/// Which deployment a command works on, through which endpoint.
struct Setting: Sendable {
    let deployment: Deployment
    let symmio: SymmioClient
    private let arguments: Arguments
    private let console: Console
    private let words: String
    private let wallet: WalletRun

    init(_ invocation: Invocation) throws {
        arguments = invocation.arguments
        console = invocation.console
        words = invocation.words
        wallet = invocation.wallet
        guard let name = arguments["--deployment"] ?? Environment["SYMMIO_DEPLOYMENT"] else {
            throw UsageError("say which deployment: --deployment NAME|FILE, or set SYMMIO_DEPLOYMENT; known are \(Self.knownNames)")
        }
        let (deployment, fileRPC) = try Self.deployment(name)
        let node = try NodeSetting(arguments, chainId: deployment.chainId, stated: fileRPC)
        self.deployment = deployment
        symmio = SymmioClient(deployment, endpoints: [node.endpoint], options: node.options)
    }

    private static var knownNames: String { Deployment.knownByIdentifier.map(\.identifier).joined(separator: ", ") }

    /// A deployment, and the endpoint that its file names beside it.
    private static func deployment(_ name: String) throws -> (Deployment, rpc: String?) {
        let isFile = name.contains("/") || name.hasSuffix(".json")
        do throws(DeploymentError) {
            guard isFile else { return (try Deployment(named: name), nil) }
            let file = URL(fileURLWithPath: name)
            let deployment = try Deployment(contentsOf: file)
            let content = (try? Data(contentsOf: file)).flatMap { try? JSONValue(parsing: $0) }
            return (deployment, content?["rpc"]?.string)
        } catch {
            // Which file it was may be from the environment.
            if case .unreadable = error { throw UsageError("\(error)") }
            throw UsageError(isFile ? "\(name): \(error)" : "\(error)")
        }
    }

    // MARK: Who

    /// The owner, who is shown every transaction and asked before it is signed. The deployment is checked first, and what became of
    /// transactions that an earlier run did not see the end of.
    func owner() async throws -> KeepingSigner {
        try console.requireConsent()
        let key = try await KeySource.wallet.key(arguments, console)
        try await symmio.check()
        let store = try walletStore()
        let earlier = try await settled()
        guard earlier.isEmpty else {
            throw Failure(
                "an earlier run was ended on its way: \(earlier.map(\.description).joined(separator: "; ")). Nothing else was sent now; "
                    + "run this again if it is still wanted")
        }
        let contracts = deployment.contracts
        let asking = AskingSigner(
            key, console: console,
            names: [
                contracts.symmioCore: "the Symmio core", contracts.accountLayer: "the Account Layer", contracts.instantLayer: "the Instant Layer",
                contracts.collateral.address: "the collateral token",
            ], decimals: contracts.collateral.decimals)
        let keeping = KeepingSigner(asking, in: store, chainId: deployment.chainId, purpose: words)
        await wallet.add(keeping, on: symmio.chain)
        return keeping
    }

    /// What became of the wallet's transactions that an earlier run did not see the end of.
    func settled() async throws -> [SettledTransaction] {
        let store = try walletStore()
        return try await console.waiting("Looking up earlier transactions") { try await symmio.settleTransactions(in: store) }
    }

    /// The owner's address: `--owner`, or that of the owner's key.
    func ownerAddress() async throws -> Address {
        if let text = arguments["--owner"] { return try Words.address(text, "--owner") }
        return try await KeySource.wallet.address(arguments, console)
    }

    /// The sub-account: the one that is named, or the only one of the owner.
    func account(owner: Address? = nil) async throws -> Address {
        if let text = arguments["--account"] { return try Words.address(text, "--account") }
        if let text = Environment["SYMMIO_ACCOUNT"] { return try Words.address(text, "SYMMIO_ACCOUNT") }
        var known = owner
        if known == nil, KeySource.wallet.isGiven(arguments) { known = try await KeySource.wallet.address(arguments, console) }
        guard let known else { throw UsageError("say which sub-account: --account ADDRESS, or set SYMMIO_ACCOUNT") }
        let all = try await symmio.accounts.list(owner: known)
        guard let only = all.first else { throw Failure("\(known) has no sub-account here; 'symmio account create NAME' makes one") }
        guard all.count == 1 else {
            throw UsageError("\(known) has \(all.count) sub-accounts: say which with --account ADDRESS")
        }
        return only.accountAddress
    }

    /// The session key's address: `--key`, or that of the session key.
    func sessionAddress() async throws -> Address {
        if let text = arguments["--key"] { return try Words.address(text, "--key") }
        return try await KeySource.session.address(arguments, console)
    }

    // MARK: Trading

    /// The solver: the one that is named by kind or address, or the deployment's first.
    func solver() throws -> Deployment.Solver {
        guard let text = arguments["--solver"] ?? Environment["SYMMIO_SOLVER"] else { return try deployment.solver() }
        let found = deployment.solvers.first { $0.kind.rawValue == text.lowercased() || "\($0.address)".lowercased() == text.lowercased() }
        guard let found else {
            let all = deployment.solvers.map { "\($0.kind.rawValue) \($0.address)" }.joined(separator: ", ")
            throw UsageError("--solver: '\(text)' is none of this deployment's solvers, which are \(all)")
        }
        return found
    }

    /// Looking at markets and prices, which are nobody's: no account, no key.
    func looking() throws -> TradingSession {
        try symmio.trading(Session(subAccount: .zero, signer: LocalSigner.random()), store: MemoryPositionStore(), solver: try solver())
    }

    /// Trading for the sub-account with the session key.
    func trading() async throws -> TradingSession {
        let key = try await KeySource.session.key(arguments, console)
        let account = try await account()
        return try symmio.trading(Session(subAccount: account, signer: key), store: try store(account), solver: try solver())
    }

    /// Looking at the sub-account, which needs no key.
    ///
    /// - Parameter withStore: Whether orders on their way are looked at too.
    func watching(withStore: Bool = false) async throws -> TradingSession {
        let account = try await account()
        // Nothing is ever signed with this key.
        let session = Session(subAccount: account, signer: LocalSigner.random())
        return try symmio.trading(session, store: withStore ? try store(account) : MemoryPositionStore(), solver: try solver())
    }

    private func store(_ account: Address) throws -> any PositionStore { try store("\(deployment.chainId)-\(account.hex)") }

    /// Where wallets' transactions are kept until their end is known.
    private func walletStore() throws -> any PositionStore { try store("\(deployment.chainId)-wallet") }

    private func store(_ name: String) throws -> any PositionStore {
        FilePositionStore(path: try arguments["--store"] ?? Environment["SYMMIO_STORE"] ?? storePath(name))
    }

    /// `~/.symmio/31337-0x….json`; the folder is made where it is missing.
    private func storePath(_ name: String) throws -> String {
        let folder = FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".symmio")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Failure("\(folder.path) cannot be made: \(error.localizedDescription); name another place with --store FILE")
        }
        return folder.appendingPathComponent("\(name).json").path
    }
}

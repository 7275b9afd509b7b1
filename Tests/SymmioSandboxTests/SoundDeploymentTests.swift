import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// A deployment that is not what it says is told before anything is signed, by whatever signs: nobody has to think of checking it first.
@Suite(.timeLimit(.minutes(3)))
struct SoundDeploymentTests {
    /// What is wrong with a deployment.
    enum Fault: String, CaseIterable, Sendable {
        case chain, release, core, accountLayer, instantLayer, noCode, collateral

        func apply(to deployment: inout Deployment) throws {
            let contracts = deployment.contracts
            switch self {
            case .chain: deployment.chainId = 999
            case .release: deployment.release = deployment.release == .v085 ? .v086 : .v085
            case .core: deployment.contracts.symmioCore = contracts.accountLayer
            case .accountLayer: deployment.contracts.accountLayer = contracts.symmioCore
            case .instantLayer: deployment.contracts.instantLayer = contracts.accountLayer
            case .noCode: deployment.contracts.symmioCore = try Address(hex: "0x00000000000000000000000000000000000000AA")
            case .collateral: deployment.contracts.collateral.decimals = 18
            }
        }

        func isFound(_ mismatch: DeploymentMismatch) -> Bool {
            switch (self, mismatch) {
            case (.chain, .chain(expected: 999, found: 31_337)), (.release, .release), (.core, .otherContract(name: "core", _, _)),
                (.accountLayer, .otherContract(name: "Account Layer", _, _)), (.instantLayer, .notTheContract(contract: "Instant Layer", _)),
                (.noCode, .noCode(contract: "core", _)), (.collateral, .decimals(expected: 18, found: 6)):
                true
            default: false
            }
        }
    }

    @Test(arguments: Fault.allCases, Release.allCases)
    func nothingIsSigned(_ fault: Fault, release: Release) async throws {
        try await withFlow(release) { account, trading in
            let position = try await trading.open(OpenIntent(market: "ETHUSDT", position: .long, size: .quantity(.one), leverage: .one))
            let deployment = try account.deployment.with { try fault.apply(to: &$0) }
            let symmio = SymmioClient(
                deployment, endpoints: [Endpoint(account.sandbox.rpcURL)], options: ChainOptions(pollInterval: .milliseconds(5)))
            let key = CountingSigner(account.session)
            let wrong = try symmio.trading(Session(subAccount: account.subAccount, signer: key), store: MemoryPositionStore())
            func isTold(_ what: String, _ body: () async throws -> Void) async {
                do {
                    try await body()
                    Issue.record("\(what): nothing was told")
                } catch TradingError.symmio(.deployment(let mismatch)), SymmioError.deployment(let mismatch) {
                    #expect(fault.isFound(mismatch), "\(what): \(mismatch)")
                    #expect(!mismatch.description.isEmpty)
                } catch {
                    Issue.record("\(what): \(error)")
                }
            }
            await isTold("open") {
                _ = try await wrong.open(OpenIntent(market: "ETHUSDT", position: .long, size: .quantity(.one), leverage: .one))
            }
            await isTold("close") { try await wrong.close(CloseIntent(quoteId: position.quoteId)) }
            await isTold("set") { try await wrong.setTakeProfitStopLoss(.init(takeProfit: try Wad("2600")), for: position.quoteId) }
            await isTold("cancel") { try await wrong.cancelTakeProfitStopLoss(of: position.quoteId) }
            let owner = CountingSigner(account.wallet)
            await isTold("create") { _ = try await symmio.accounts.create(name: "x", owner: owner) }
            await isTold("deposit") {
                try await symmio.accounts.deposit(try symmio.accounts.collateralAmount("1"), into: account.subAccount, owner: owner)
            }
            await isTold("grant") {
                _ = try await symmio.sessions.signGrant(
                    [RequestToClosePosition.selector], to: key.address, for: account.subAccount, expiry: 2_000_000_000, deadline: 0, owner: owner)
            }
            let signed = (await key.count, await owner.count)
            #expect(signed == (0, 0))
            #expect(try await account.quoteCount() == 1)
            await wrong.stop()
        }
    }

    /// A client and its copies look once.
    @Test func aSoundOneIsCheckedOnce() async throws {
        let account = try await FlowAccount()
        let transport = CountingTransport()
        let symmio = SymmioClient(
            account.deployment, endpoints: [Endpoint(account.sandbox.rpcURL)], options: ChainOptions(pollInterval: .milliseconds(5)), transport: transport)
        for _ in 0..<3 {
            _ = try await symmio.trading(Session(subAccount: account.subAccount, signer: account.session), store: MemoryPositionStore())
                .preview(OpenIntent(market: "ETHUSDT", position: .long, size: .quantity(.one), leverage: .one))
        }
        // One for each address that has to have code; others ask for Multicall3's.
        let core = "\(account.deployment.contracts.symmioCore)".lowercased()
        let asked = await transport.bodies.filter { $0.contains("eth_getCode") && $0.lowercased().contains(core) }
        #expect(asked.count == 1)
        await account.sandbox.stop()
    }
}

/// Counts what it signs.
private struct CountingSigner: Signer {
    private actor Counter {
        var count = 0
        func add() { count += 1 }
    }

    private let signer: LocalSigner
    private let counter = Counter()

    init(_ signer: LocalSigner) { self.signer = signer }

    var address: Address { signer.address }
    var count: Int { get async { await counter.count } }

    func sign(digest: Bytes32) async throws(SigningError) -> Signature {
        await counter.add()
        return try await signer.sign(digest: digest)
    }
}

/// Keeps what is asked for.
private actor CountingTransport: Transport {
    private(set) var bodies: [String] = []

    private func keep(_ body: String) { bodies.append(body) }

    nonisolated func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        await keep(String(decoding: request.body, as: UTF8.self))
        return try await SystemTransport().send(request)
    }
}

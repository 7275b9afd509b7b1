import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioSandbox
import Testing

/// The sandbox's switches do what they say, wherever they are set to.
@Suite(.timeLimit(.minutes(3)))
struct SandboxSwitchTests {
    /// What a sandbox begins with is not in a transaction that could be mined again: no reorganisation takes it away.
    @Test func reorganisationsLeaveWhatWasGiven() async throws {
        let sandbox = try await Sandbox(.init(clock: .manual(FlowAccount.start)))
        let chain = ChainClient(
            chainId: sandbox.deployment.chainId, endpoints: [Endpoint(sandbox.rpcURL)], options: ChainOptions(pollInterval: .milliseconds(5)))
        let symmio = SymmioClient(sandbox.deployment, chain: chain)
        let owner = LocalSigner(sandbox.wallet)
        let collateral = try await symmio.accounts.walletBalance(of: owner.address)
        #expect(await sandbox.chain.reorganise(depth: 1_000) == 0)
        let account = try await symmio.accounts.create(name: "Main", owner: owner)
        #expect(await sandbox.chain.reorganise(depth: 1_000) == 1)
        #expect(try await symmio.accounts.walletBalance(of: owner.address) == collateral)
        #expect(try await chain.balance(of: owner.address) > .zero)
        #expect(try await symmio.accounts.list(owner: owner.address).map(\.accountAddress) == [account])
        await sandbox.stop()
    }

    /// A fault that was asked for at the orders meets an order and no read.
    @Test(arguments: SandboxFaults.Kind.allCases.filter { $0.sites.contains(.orders) })
    func faultsMeetOrders(_ kind: SandboxFaults.Kind) async throws {
        let account = try await FlowAccount()
        await account.sandbox.faults.setDelay(.milliseconds(50))
        await account.sandbox.faults.set(kind, at: .orders)
        let trading = try account.trading()
        _ = try await trading.preview(OpenIntent(market: "ETHUSDT", position: .long, size: .quantity(.one), leverage: .one))
        #expect(await account.sandbox.faults.remaining(kind, at: .orders) == 1)
        _ = try? await trading.open(OpenIntent(market: "ETHUSDT", position: .long, size: .quantity(.one), leverage: .one))
        #expect(await account.sandbox.faults.remaining(kind, at: .orders) == 0)
        await trading.stop()
        await account.sandbox.stop()
    }

    @Test func pricesAreSetByNameInAnyCase() async throws {
        let sandbox = try await Sandbox(.init(clock: .manual(FlowAccount.start)))
        #expect(await sandbox.prices.set("btcUSDT", to: try Wad("61234")))
        #expect(await sandbox.prices.price(of: "BTCUSDT") == (try Wad("61234")))
        #expect(!(await sandbox.prices.set("NOPE", to: try Wad("1"))))
        await sandbox.stop()
    }
}

import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// Everything that goes wrong when a wallet's transaction is sent to the chain, and what is slow at any step.
@Suite(.timeLimit(.minutes(3)))
struct FlowWalletFaultTests {
    enum Step: String, CaseIterable, Sendable { case create, deposit, bind, session }

    static let faults: [SandboxFaults.Kind] = [
        .dropAfterPost, .dropBeforePost, .tooManyRequests, .unavailable, .slow, .slowRequest, .garbage, .truncated, .reorganisation,
    ]

    private func client(_ sandbox: Sandbox) -> SymmioClient {
        let retry = RetryPolicy(attempts: 4, firstPause: .milliseconds(20), longestPause: .milliseconds(100))
        return SymmioClient(
            sandbox.deployment, endpoints: [Endpoint(sandbox.rpcURL)], options: ChainOptions(pollInterval: .milliseconds(5)),
            rpcOptions: RPCOptions(timeout: FlowAccount.patience, retry: retry))
    }

    /// Each of the wallet's steps is done, and done once, whatever goes wrong on the way of its transaction.
    @Test(arguments: faults, Step.allCases)
    func doesOnceDespite(_ fault: SandboxFaults.Kind, step: Step) async throws {
        let sandbox = try await Sandbox(Sandbox.Options(clock: .manual(FlowAccount.start), latency: .zero).slow)
        let symmio = client(sandbox)
        let store = MemoryPositionStore()
        let owner = KeepingSigner(LocalSigner(sandbox.wallet), in: store, chainId: symmio.deployment.chainId, purpose: step.rawValue)
        func begin(_ wanted: Step) async { if wanted == step { await sandbox.faults.set(fault, at: .chain) } }

        await begin(.create)
        let account = try await symmio.accounts.create(name: "wallet", owner: owner)
        let amount = try symmio.accounts.collateralAmount("700")
        await begin(.deposit)
        try await symmio.accounts.deposit(amount, into: account, owner: owner)
        await begin(.bind)
        try await symmio.accounts.bind(account, owner: owner)
        await begin(.session)
        let key = LocalSigner(try PrivateKey(keccak256(utf8: "wallet faults").bytes))
        let session = try await symmio.sessions.start(for: account, key: key, owner: owner)
        await sandbox.faults.clear()

        #expect(try await symmio.accounts.list(owner: owner.address).count == 1)
        let balances = try await symmio.accounts.balances(of: account)
        let deposited = try Wad("700")
        #expect(balances.available == deposited)
        let state = try await symmio.accounts.binding(of: account)
        guard case .bound = state else { throw FlowFailure("\(state)") }
        #expect(try await symmio.sessions.status(of: session.signer.address, for: account).isComplete)
        await owner.forget()
        #expect(await store.load() == StoredState())
        await sandbox.stop()
    }

    /// What is kept is settled by the next run: what no node knows is sent, what was mined is told, and what cannot be done is dropped.
    @Test func keptTransactionsAreSettledOnce() async throws {
        let sandbox = try await Sandbox(Sandbox.Options(clock: .manual(FlowAccount.start), latency: .zero).slow)
        let symmio = client(sandbox)
        let store = MemoryPositionStore()
        let owner = KeepingSigner(LocalSigner(sandbox.wallet), in: store, chainId: symmio.deployment.chainId, purpose: "make it")
        // One that is signed and never sent, one that was mined, one whose nonce is taken.
        let layer = symmio.deployment.contracts.accountLayer
        let call = Symmio085.AccountLayer.Calls.EditAccountName(account: .zero, name: "x")
        func signed(nonce: UInt64, to target: Address, data: Bytes) async throws -> SignedTransaction {
            let transaction = Transaction(
                .eip1559(chainId: symmio.deployment.chainId, maxPriorityFeePerGas: .one, maxFeePerGas: UInt256(2_000_000_000 as UInt64), accessList: []),
                nonce: nonce, gasLimit: 500_000, to: target, data: data)
            return try await owner.sign(transaction: transaction)
        }
        let mined = try await signed(nonce: 0, to: owner.address, data: Bytes())
        _ = try await symmio.chain.send(mined).wait()
        _ = try await signed(nonce: 0, to: owner.address, data: Bytes([1]))
        let unsent = try await signed(nonce: 1, to: owner.address, data: Bytes([2]))
        _ = try await signed(nonce: 2, to: layer, data: call.encoded())
        #expect(await store.load().transactions.count == 4)

        let settled = try await symmio.settleTransactions(in: store)
        #expect(settled.count == 4)
        for (index, one) in settled.enumerated() {
            switch (index, one.outcome) {
            case (0, .mined(let receipt)): #expect(receipt.transactionHash == mined.hash)
            case (1, .failed(.send(.nonceTaken))): break
            case (2, .mined(let receipt)): #expect(receipt.transactionHash == unsent.hash)
            case (3, .failed(.send(.reverted))): break
            default: throw FlowFailure("\(index): \(one)")
            }
            #expect(one.description.contains("make it"))
        }
        #expect(await store.load() == StoredState())
        let nothing = try await symmio.settleTransactions(in: store)
        #expect(nothing.isEmpty)
        await sandbox.stop()
    }

    /// Entries of wallets' transactions outlive the file; a file without them is read.
    @Test func keptTransactionsAreInTheFile() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "symmio-kept-\(UUID().uuidString).json").path
        defer { for name in [path, path + ".lock"] { try? FileManager.default.removeItem(atPath: name) } }
        let store = FilePositionStore(path: path)
        let owner = KeepingSigner(LocalSigner.random(), in: store, chainId: 5, purpose: "a \"name\"")
        let transaction = Transaction(
            .eip1559(chainId: 5, maxPriorityFeePerGas: .one, maxFeePerGas: .one, accessList: []), nonce: 0, gasLimit: 21_000, to: .zero, data: Bytes())
        let signed = try await owner.sign(transaction: transaction)
        let read = try await FilePositionStore(path: path).load().transactions
        #expect(read == [KeptTransaction(signed, sender: owner.address, chainId: 5, purpose: "a \"name\"")])
        await owner.forget()
        let left = try await FilePositionStore(path: path).load()
        #expect(left == StoredState())
    }

    // MARK: Latency

    /// Slow, but not too slow: answers and requests that come late at every step, and a solver that takes its time.
    @Test(arguments: [SandboxFaults.Kind.slow, .slowRequest], Release.allCases)
    func whatIsSlowIsWaitedFor(_ fault: SandboxFaults.Kind, release: Release) async throws {
        try await withFlow(release) { account, trading in
            await account.sandbox.faults.setDelay(.milliseconds(120))
            await account.sandbox.setLatency(.milliseconds(80))
            await account.sandbox.faults.set(fault, times: 1_000)
            await account.sandbox.faults.set(fault, times: 1_000, at: .chain)
            let position = try await trading.open(
                OpenIntent(market: "ETHUSDT", position: .short, size: .quantity(try Wad("0.4")), leverage: try Wad("4")))
            let rows = try await trading.setTakeProfitStopLoss(TakeProfitStopLoss(takeProfit: try Wad("2400")), for: position.quoteId)
            #expect(rows.count == 1)
            let left = try await trading.cancelTakeProfitStopLoss(of: position.quoteId)
            #expect(left.isEmpty)
            let closed = try await trading.close(CloseIntent(quoteId: position.quoteId))
            #expect(closed.remainder == .zero)
            #expect(try await account.quoteCount() == 1)
            #expect(try await trading.store.load() == StoredState())
        }
    }
}

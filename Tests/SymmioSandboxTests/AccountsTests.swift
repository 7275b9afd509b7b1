import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// Accounts and sessions of the library, against the sandbox over HTTP.
@Suite(.timeLimit(.minutes(2)))
struct AccountsTests {
    @Test(arguments: Release.allCases)
    func ownerSetsAnAccountUp(release: Release) async throws {
        try await withSandbox(release) { sandbox, symmio in
            let owner = LocalSigner(sandbox.wallet)
            try await symmio.check()
            let account = try await symmio.accounts.create(name: "Main", owner: owner)
            let listed = try await symmio.accounts.list(owner: owner.address)
            #expect(listed.map(\.accountAddress) == [account])
            #expect(listed.first?.singleVAMode == true)
            try await symmio.accounts.rename(account, to: "Other", owner: owner)
            #expect(try await symmio.accounts.account(account).name == "Other")

            let amount = try symmio.accounts.collateralAmount("250.5")
            try await symmio.accounts.deposit(amount, into: account, owner: owner)
            #expect(try await symmio.accounts.balances(of: account).available.description == "250.5")
            try await symmio.accounts.allocate(try Wad("50"), of: account, owner: owner)
            #expect(try await symmio.accounts.balances(of: account).allocated.description == "50")
            try await symmio.accounts.deallocate(try Wad("50"), of: account, owner: owner)
            #expect(try await symmio.accounts.balances(of: account).available.description == "250.5")

            #expect(try await symmio.accounts.binding(of: account) == .none)
            try await symmio.accounts.bind(account, owner: owner)
            #expect(try await symmio.accounts.binding(of: account) == .bound(to: symmio.deployment.solvers[0].address))
            let ready = try await symmio.accounts.startUnbinding(account, owner: owner)
            await #expect(throws: SymmioError.self) { try await symmio.accounts.completeUnbinding(account, owner: owner) }
            let now = await sandbox.chain.now
            await sandbox.chain.advance(seconds: ready - now)
            try await symmio.accounts.completeUnbinding(account, owner: owner)
            #expect(try await symmio.accounts.binding(of: account) == .none)
        }
    }

    /// A token like USDT, which wants an allowance to be 0 before it becomes another: a smaller one is left from before.
    @Test func depositsResetAllowancesWhereTheTokenWantsIt() async throws {
        var options = Sandbox.Options(clock: .manual(FlowAccount.start), latency: .milliseconds(10))
        options.world.collateralResetsAllowances = true
        let sandbox = try await Sandbox(options)
        do {
            let chain = ChainClient(
                chainId: sandbox.deployment.chainId, endpoints: [Endpoint(sandbox.rpcURL)], options: ChainOptions(pollInterval: .milliseconds(5)))
            let (symmio, owner) = (SymmioClient(sandbox.deployment, chain: chain), LocalSigner(sandbox.wallet))
            let token = symmio.accounts.collateral
            let core = symmio.deployment.contracts.symmioCore
            let (little, much) = (try symmio.accounts.collateralAmount("7"), try symmio.accounts.collateralAmount("250"))
            _ = try await token.approve(little, for: core, using: owner).wait()
            await #expect(throws: ChainError.self) { try await token.approve(much, for: core, using: owner) }
            let account = try await symmio.accounts.create(name: "Main", owner: owner)
            let before = try await chain.transactionCount(of: owner.address)
            try await symmio.accounts.deposit(much, into: account, owner: owner)
            #expect(try await symmio.accounts.balances(of: account).available == (try Wad("250")))
            // To 0, to the amount, the deposit.
            #expect(try await chain.transactionCount(of: owner.address) == before + 3)
            #expect(try await token.allowance(of: core, by: owner.address).units == .zero)

            let older = MultiAccounts(sandbox.legacy, chain: chain)
            _ = try await token.approve(little, for: sandbox.legacy.multiAccount, using: owner).wait()
            let second = try await older.create(name: "older", owner: owner)
            try await older.depositAndAllocate(much, into: second, owner: owner)
            #expect(try await older.balances(of: second).allocated == (try Wad("250")))
            // Enough is left as it is.
            _ = try await token.approve(much, for: core, using: owner).wait()
            let again = try await chain.transactionCount(of: owner.address)
            try await symmio.accounts.deposit(little, into: account, owner: owner)
            #expect(try await chain.transactionCount(of: owner.address) == again + 1)
        } catch {
            await sandbox.stop()
            throw error
        }
        await sandbox.stop()
    }

    @Test(arguments: Release.allCases)
    func sessionsBeginAndEnd(release: Release) async throws {
        try await withSandbox(release) { sandbox, symmio in
            let owner = LocalSigner(sandbox.wallet)
            let account = try await symmio.accounts.create(name: "Main", owner: owner)
            let key = LocalSigner(PrivateKey.random())
            #expect(try await symmio.sessions.status(of: key.address, for: account).isComplete == false)
            let session = try await symmio.sessions.start(for: account, key: key, lifetime: 3_600, owner: owner)
            let status = try await symmio.sessions.status(of: session.signer.address, for: account)
            #expect(status.isComplete)
            #expect(try await symmio.sessions.botStatus(for: account)?.isComplete == true)

            let eta = try await symmio.sessions.startRevocation(of: key.address, for: account, revoker: owner)
            #expect(try await symmio.sessions.status(of: key.address, for: account).isComplete)
            await sandbox.chain.advance(seconds: eta - (await sandbox.chain.now))
            #expect(try await symmio.sessions.status(of: key.address, for: account).isComplete == false)
            try await symmio.sessions.finishRevocation(of: key.address, for: account, payer: owner)

            let signed = try await symmio.sessions.signGrant(
                symmio.deployment.sessionSelectors(), to: key.address, for: account, expiry: await sandbox.chain.now + 600, deadline: 0, owner: owner)
            try await symmio.sessions.submit(signed, payer: owner)
            #expect(try await symmio.sessions.status(of: key.address, for: account).isComplete)
        }
    }

    @Test func anotherReleaseIsRecognised() async throws {
        try await withSandbox(.v086) { sandbox, symmio in
            let wrong = symmio.deployment.with { $0.release = .v085 }
            let client = SymmioClient(wrong, endpoints: [Endpoint(sandbox.rpcURL)])
            let release = try await client.findings()
            #expect(release == [.release(expected: .v085, found: .v086)])
            let moved = symmio.deployment.with { $0.contracts.instantLayer = $0.contracts.affiliate }
            let other = SymmioClient(moved, endpoints: [Endpoint(sandbox.rpcURL)])
            let code = try await other.findings()
            #expect(code == [.noCode(contract: "Instant Layer", address: moved.contracts.instantLayer)])
        }
    }

    @Test func withdrawalsTakeTheirTime() async throws {
        try await withSandbox(.v086) { sandbox, symmio in
            let owner = LocalSigner(sandbox.wallet)
            let account = try await symmio.accounts.create(name: "Main", owner: owner)
            let before = try await symmio.accounts.walletBalance(of: owner.address)
            let amount = try symmio.accounts.collateralAmount("100")
            try await symmio.accounts.deposit(amount, into: account, owner: owner)
            let (id, readyAt) = try await symmio.accounts.startWithdrawal(amount, from: account, to: owner.address, owner: owner)
            #expect(try await symmio.accounts.pendingWithdrawals(of: account).map(\.id) == [id])
            let error = await #expect(throws: SymmioError.self) { try await symmio.accounts.completeWithdrawal(id, of: account, payer: owner) }
            #expect(error.map { "\($0)" }?.contains("cooldown is not over") == true)
            await sandbox.chain.advance(seconds: readyAt - (await sandbox.chain.now))
            try await symmio.accounts.completeWithdrawal(id, of: account, payer: owner)
            #expect(try await symmio.accounts.walletBalance(of: owner.address) == before)
        }
    }

    private func withSandbox(_ release: Release, _ body: (Sandbox, SymmioClient) async throws -> Void) async throws {
        let sandbox = try await Sandbox(.init(release: release, clock: .manual(1_800_000_000), latency: .milliseconds(5)))
        var options = ChainOptions()
        options.pollInterval = .milliseconds(10)
        let symmio = SymmioClient(sandbox.deployment, endpoints: [Endpoint(sandbox.rpcURL)], options: options)
        do {
            try await body(sandbox, symmio)
        } catch {
            await sandbox.stop()
            throw error
        }
        await sandbox.stop()
    }
}

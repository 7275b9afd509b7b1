import EVMCore
import EVMSigning
import Symmio
import SymmioSandbox
import Testing

/// Money on its way out of an account: every stage, every way back, and what is refused.
@Suite(.timeLimit(.minutes(2)))
struct WiderWithdrawalTests {
    private func with(_ release: Release, _ body: (FlowAccount, SymmioClient) async throws -> Void) async throws {
        let account = try await FlowAccount(release, delegates: false, deposit: 1_000)
        do {
            try await body(account, SymmioClient(account.deployment, chain: account.chain))
        } catch {
            await account.sandbox.stop()
            throw error
        }
        await account.sandbox.stop()
    }

    private func amount(_ text: String, _ symmio: SymmioClient) throws -> TokenAmount { try symmio.accounts.collateralAmount(text) }

    @Test(arguments: Release.allCases)
    func stagesAreOneAfterTheOther(release: Release) async throws {
        try await with(release) { account, symmio in
            let (sub, owner) = (account.subAccount, account.wallet)
            try await symmio.accounts.allocate(try Wad("400"), of: sub, owner: owner)
            var overview = try await symmio.withdrawals.overview(of: sub)
            #expect(overview.steps == [.request(try amount("600", symmio)), .deallocate(try Wad("400"))])
            #expect(overview.cooldown == 43_200)

            try await symmio.withdrawals.deallocate(try Wad("150"), of: sub, owner: owner)
            let wanted = try amount("750", symmio)
            let asked = try await symmio.withdrawals.request(wanted, from: sub, to: owner.address, owner: owner)
            #expect(asked.amount == wanted)
            #expect(asked.parts.map(\.receiver) == [owner.address.bytes])
            #expect(asked.readyAt == asked.requestedAt + 43_200)
            #expect((asked.advancedUnits == nil) == (release == .v085))
            let now = await account.sandbox.chain.now
            #expect(asked.stage(at: now) == .cooling(until: asked.readyAt))
            overview = try await symmio.withdrawals.overview(of: sub)
            #expect(overview.steps == [.deallocate(try Wad("250")), .wait(asked.id, until: asked.readyAt)])

            let early = await #expect(throws: WithdrawalError.self) { try await symmio.withdrawals.complete(asked.id, of: sub, payer: owner) }
            guard case .notDue(asked.id, asked.readyAt, let left)? = early else { throw FlowFailure("\(String(describing: early))") }
            #expect(left == asked.readyAt - now)
            #expect(early?.description.contains("Come back then") == true)

            await account.sandbox.chain.advance(seconds: left)
            #expect(try await symmio.withdrawals.overview(of: sub).steps.first == .complete(asked.id))
            let before = try await symmio.accounts.walletBalance(of: owner.address)
            try await symmio.withdrawals.complete(asked.id, of: sub, payer: owner)
            let after = try await symmio.accounts.walletBalance(of: owner.address)
            #expect(try after - before == wanted)
            #expect(try await symmio.withdrawals.all(of: sub).map { $0.stage(at: now) } == [.completed])
            let again = await #expect(throws: WithdrawalError.self) { try await symmio.withdrawals.complete(asked.id, of: sub, payer: owner) }
            guard case .wrongStage(_, .completed)? = again else { throw FlowFailure("\(String(describing: again))") }
        }
    }

    /// The core would take it, and money would wait for nobody.
    @Test func nothingGoesToTheZeroAddress() async throws {
        try await with(.v086) { account, symmio in
            let wanted = try amount("5", symmio)
            let error = await #expect(throws: WithdrawalError.self) {
                try await symmio.withdrawals.request(wanted, from: account.subAccount, to: .zero, owner: account.wallet)
            }
            guard case .symmio(.refused(let why))? = error else { throw FlowFailure("\(String(describing: error))") }
            #expect(why.contains("zero address"))
            #expect(try await symmio.withdrawals.all(of: account.subAccount).isEmpty)
        }
    }

    @Test(arguments: Release.allCases)
    func withdrawalIsTakenBack(release: Release) async throws {
        try await with(release) { account, symmio in
            let (sub, owner) = (account.subAccount, account.wallet)
            let asked = try await symmio.withdrawals.request(try amount("300", symmio), from: sub, to: owner.address, owner: owner)
            let cancelled = try await symmio.withdrawals.cancel(asked.id, of: sub, owner: owner)
            #expect(cancelled.stage(at: asked.readyAt) == .cancelled)
            #expect(try await symmio.accounts.balances(of: sub).available == Wad("1000"))
            let again = await #expect(throws: WithdrawalError.self) { try await symmio.withdrawals.cancel(asked.id, of: sub, owner: owner) }
            guard case .wrongStage(_, .cancelled)? = again else { throw FlowFailure("\(String(describing: again))") }
            let other = await #expect(throws: WithdrawalError.self) { try await symmio.withdrawals.cancel(9, of: sub, owner: owner) }
            guard case .noWithdrawal(9)? = other else { throw FlowFailure("\(String(describing: other))") }
        }
    }

    @Test(arguments: Release.allCases)
    func listedAccountsAreQuicker(release: Release) async throws {
        try await with(release) { account, symmio in
            let (sub, owner) = (account.subAccount, account.wallet)
            let wanted = try amount("100", symmio)
            let refused = await #expect(throws: WithdrawalError.self) {
                try await symmio.withdrawals.request(wanted, from: sub, to: owner.address, speedUp: true, owner: owner)
            }
            guard case .speedUpNotAllowed(sub)? = refused else { throw FlowFailure("\(String(describing: refused))") }
            try await account.sandbox.setMaySpeedUp(true, sub)
            let asked = try await symmio.withdrawals.request(wanted, from: sub, to: owner.address, speedUp: true, owner: owner)
            #expect(asked.asksForSpeedUp && !asked.isSpedUp)
            await #expect(throws: SandboxFailure.self) { try await account.sandbox.speedUpWithdrawal(asked.id, of: sub, cooldown: 1) }
            try await account.sandbox.speedUpWithdrawal(asked.id, of: sub, cooldown: 600)
            let quick = try await symmio.withdrawals.withdrawal(asked.id, of: sub)
            #expect(quick.isSpedUp)
            #expect(quick.readyAt == asked.requestedAt + 600)
            await account.sandbox.chain.advance(seconds: 600)
            try await symmio.withdrawals.complete(asked.id, of: sub, payer: owner)
        }
    }

    @Test(arguments: Release.allCases)
    func suspendedAccountsGetNothing(release: Release) async throws {
        try await with(release) { account, symmio in
            let (sub, owner) = (account.subAccount, account.wallet)
            let asked = try await symmio.withdrawals.request(try amount("100", symmio), from: sub, to: owner.address, owner: owner)
            try await account.sandbox.setSuspended(true, sub)
            try await account.sandbox.suspendWithdrawal(asked.id, of: sub)
            let overview = try await symmio.withdrawals.overview(of: sub)
            #expect(overview.isSuspended)
            #expect(overview.steps.isEmpty)
            #expect(overview.withdrawals.map { $0.stage(at: overview.now) } == [.suspended])
            let refused = await #expect(throws: WithdrawalError.self) {
                try await symmio.withdrawals.request(try amount("1", symmio), from: sub, to: owner.address, owner: owner)
            }
            guard case .suspended(sub)? = refused else { throw FlowFailure("\(String(describing: refused))") }
            try await account.sandbox.setSuspended(false, sub)
            #expect(try await symmio.withdrawals.overview(of: sub).requestable == amount("1000", symmio))
        }
    }

    @Test func whatCannotBeIsSaidBeforeItIsSent() async throws {
        try await with(.v086) { account, symmio in
            let (sub, owner) = (account.subAccount, account.wallet)
            let nonce = try await account.chain.transactionCount(of: owner.address)
            let tooMuch = await #expect(throws: WithdrawalError.self) {
                try await symmio.withdrawals.request(try amount("1000.000001", symmio), from: sub, to: owner.address, owner: owner)
            }
            guard case .balance? = tooMuch else { throw FlowFailure("\(String(describing: tooMuch))") }
            let nothing = await #expect(throws: WithdrawalError.self) { try await symmio.withdrawals.deallocate(.one, of: sub, owner: owner) }
            guard case .deallocatable(.zero, .one)? = nothing else { throw FlowFailure("\(String(describing: nothing))") }
            #expect(try await account.chain.transactionCount(of: owner.address) == nonce)
        }
    }
}

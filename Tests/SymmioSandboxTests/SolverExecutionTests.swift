import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// What the solver sends at its own cost.
@Suite(.timeLimit(.minutes(3)))
struct SolverExecutionTests {
    private typealias Layer = Symmio085.AccountLayer.Calls

    private static func solver(_ flow: FlowAccount) throws -> SolverClient {
        SolverClient(
            try #require(flow.deployment.solvers.first), style: flow.deployment.style,
            options: ServiceOptions(timeout: .seconds(10), timing: FlowAccount.timing))
    }

    /// An operation of the owner's on the Account Layer.
    private static func signed(_ call: some ContractCall, for account: Address, _ flow: FlowAccount) async throws -> SignedInstantOperation {
        let operation = InstantOperation(
            call, target: flow.deployment.contracts.accountLayer, account: account, signer: flow.wallet.address,
            deadline: UInt256(FlowAccount.start + 600), salt: SaltSource.system.next())
        return try await SignedInstantOperation(operation, signer: flow.wallet, domain: flow.deployment.instantLayerDomain)
    }

    private static func allocated(_ account: Address, _ flow: FlowAccount) async throws -> UInt256 {
        try await flow.chain.read(Symmio085.Core.Calls.AllocatedBalanceOfPartyA(partyA: account), from: flow.deployment.contracts.symmioCore)
    }

    private static func refusal(_ action: SolverClient.Action, _ flow: FlowAccount) async throws -> ServiceRefusal {
        do {
            _ = try await solver(flow).execute(action)
        } catch ServiceError.refused(let refusal) {
            return refusal
        }
        throw FlowFailure("it was done")
    }

    @Test(arguments: Release.allCases) func addsMarginUntilTheDayIsUsedUp(_ release: Release) async throws {
        try await withFlow(release) { flow, trading in
            let position = try await trading.open(OpenIntent(market: "ETHUSDT", position: .long, size: .quantity(try Wad("0.5")), leverage: try Wad("5")))
            let account = position.account
            let before = try await Self.allocated(account, flow)
            let solver = try Self.solver(flow)
            let nonce = try await flow.chain.transactionCount(of: flow.wallet.address)
            for index in 1...5 {
                let receipt = try await solver.execute(
                    .addMargin(try await Self.signed(Layer.AddMargin(virtualAccount: account, amount: Wad.one.units), for: flow.subAccount, flow)))
                #expect(receipt.dailyRemaining == 5 - index)
                let mined = try #require(try await flow.chain.receipt(of: receipt.transactionHash))
                #expect(mined.blockNumber == receipt.blockNumber)
                #expect(mined.events(Symmio085.AccountLayer.Events.AddMargin.self).first?.event.amount == Wad.one.units)
            }
            #expect(try await Self.allocated(account, flow) - before == Wad.one.units * 5)
            // It costs the owner nothing.
            #expect(try await flow.chain.transactionCount(of: flow.wallet.address) == nonce)
            let late = try await Self.signed(Layer.AddMargin(virtualAccount: account, amount: Wad.one.units), for: flow.subAccount, flow)
            let refusal = try await Self.refusal(.addMargin(late), flow)
            #expect(refusal.status == 429)
            #expect(refusal.category == .rateLimit)
        }
    }

    @Test func bringsADelegationOnChain() async throws {
        let flow = try await FlowAccount(delegates: false)
        let selectors = try flow.deployment.sessionSelectors()
        let info = DelegationInfo(account: flow.subAccount, delegate: flow.session.address, selectors: selectors, expiry: FlowAccount.start + 86_400)
        let signed = try await SignedDelegation(
            info, nonce: .one, deadline: UInt256(FlowAccount.start + 600), salt: SaltSource.system.next(), owner: flow.wallet,
            domain: flow.deployment.instantLayerDomain)
        let receipt = try await Self.solver(flow).execute(.delegate(signed))
        #expect(receipt.dailyRemaining == 4)
        for selector in selectors {
            let call = Symmio085.InstantLayer.Calls.IsDelegationActive(
                delegator: flow.subAccount, delegate: flow.session.address, selector: selector)
            #expect(try await flow.chain.read(call, from: flow.deployment.contracts.instantLayer))
        }
        // Once: its nonce is used.
        #expect(try await Self.refusal(.delegate(signed), flow).status >= 400)
        await flow.sandbox.stop()
    }

    @Test func refusesWhatItDoesNotDo() async throws {
        let flow = try await FlowAccount()
        let other = try await Self.signed(Layer.AddMargin(virtualAccount: flow.subAccount, amount: Wad.one.units), for: flow.subAccount, flow)
        // Not what it says, and then no virtual account.
        for action in [SolverClient.Action.removeMargin(other), .addMargin(other)] {
            let refusal = try await Self.refusal(action, flow)
            #expect(refusal.status < 500 || refusal.code == 3010, "\(refusal)")
        }
        let rename = Symmio085.AccountLayer.Calls.EditAccountName(account: flow.subAccount, name: "x")
        let stranger = try await Self.signed(rename, for: flow.subAccount, flow)
        let refusal = try await Self.refusal(.addMargin(stranger), flow)
        #expect(refusal.detail?.contains("add_margin") == true, "\(refusal)")
        await flow.sandbox.stop()
    }
}

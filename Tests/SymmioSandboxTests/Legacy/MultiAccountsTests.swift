import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// MultiAccount's accounts and delegations, with its rules and its words.
@Suite(.timeLimit(.minutes(2)))
struct MultiAccountsTests {
    /// What a call reverted with; empty where it did not.
    private func revert<T>(_ body: () async throws(LegacyError) -> T) async -> String {
        guard case .chain(.reverted(let revert))? = await legacyFailure(body) else { return "" }
        return revert.message
    }

    @Test func accountsAreMadeListedRenamedAndPaidInto() async throws {
        try await withLegacyFlow(deposit: "250.5", delegates: false) { flow in
            let (accounts, owner) = (flow.accounts, flow.wallet)
            let second = try await accounts.create(name: "two", owner: owner)
            #expect(try await accounts.list(owner: owner.address).map(\.name) == ["older", "two"])
            #expect(try await accounts.list(owner: owner.address).map(\.address) == [flow.account, second])
            #expect(try await accounts.list(owner: second).isEmpty)
            #expect(try await accounts.owner(of: second) == owner.address)
            #expect(try await accounts.owner(of: owner.address) == nil)
            try await accounts.rename(second, to: "zwei", owner: owner)
            #expect(try await accounts.list(owner: owner.address).last?.name == "zwei")
            // The contract itself would rename the stranger's own account of that number.
            guard
                case .notOwner? = await legacyFailure({ () async throws(LegacyError) in
                    try await accounts.rename(second, to: "x", owner: LocalSigner.random())
                })
            else { throw FlowFailure("renamed") }

            #expect(try await accounts.balances(of: flow.account).allocated == (try Wad("250.5")))
            try await accounts.deposit(try accounts.collateralAmount("100"), into: second, owner: owner)
            #expect(try await accounts.balances(of: second).available == (try Wad("100")))
            try await accounts.allocate(try Wad("60"), of: second, owner: owner)
            #expect(try await accounts.balances(of: second).allocated == (try Wad("60")))
            let token = accounts.chain.token(flow.deployment.collateral.address)
            let before = try await token.balance(of: owner.address).units
            try await accounts.withdraw(try accounts.collateralAmount("40"), from: second, owner: owner)
            #expect(try await token.balance(of: owner.address).units - before == 40_000_000)
            #expect(try await accounts.balances(of: second).available == .zero)
            let tooMuch = try accounts.collateralAmount("0.000001")
            guard
                case .unsupported(let why)? = await legacyFailure({ () async throws(LegacyError) in
                    try await accounts.withdraw(tooMuch, from: second, to: .zero, owner: owner)
                })
            else { throw FlowFailure("paid out to nobody") }
            #expect(why.contains("zero address"))
            guard
                case .tooMuch(.zero, _)? = await legacyFailure({ () async throws(LegacyError) in
                    try await accounts.withdraw(tooMuch, from: second, owner: owner)
                })
            else { throw FlowFailure("paid out") }
        }
    }

    @Test func delegationsBeginAndEnd() async throws {
        try await withLegacyFlow(delegates: false) { flow in
            let (accounts, owner, account) = (flow.accounts, flow.wallet, flow.account)
            #expect(try await accounts.delegations(for: account).allSatisfy { !$0.isActive })
            try await accounts.delegate(for: account, owner: owner)
            let granted = try await accounts.delegations(for: account)
            #expect(granted.filter(\.isActive).map(\.selector) == LegacyDeployment.tradingSelectors)
            #expect(granted.map(\.signature).allSatisfy { $0 != nil })
            // One by itself goes by the other function.
            let allocate = try LegacyDeployment.selector(of: "allocate")
            let receipt = try await accounts.delegate([allocate], for: account, owner: owner)
            #expect(receipt.events(Symmio084.MultiAccount.Events.DelegateAccess.self).first?.event.selector == allocate)
            #expect(try await accounts.delegations(for: account).allSatisfy(\.isActive))

            #expect(
                await revert { () async throws(LegacyError) in try await accounts.revoke([allocate], for: account, owner: owner) }
                    .contains("Revoke access not proposed"))
            guard case .unsupported? = await legacyFailure({ () async throws(LegacyError) in try await accounts.revoke(for: account, owner: owner) })
            else { throw FlowFailure("nothing was proposed") }
            let end = try await accounts.proposeRevocation(for: account, owner: owner)
            #expect(end == FlowAccount.start + 600)
            #expect(try await accounts.delegations(for: account).allSatisfy { $0.isActive && $0.revocableFrom == end })
            #expect(
                await revert { () async throws(LegacyError) in try await accounts.revoke(for: account, owner: owner) }.contains("Cooldown not reached"))
            // Until it is revoked, the solver can go on.
            await flow.sandbox.chain.advance(seconds: 600)
            let trading = flow.trading()
            let position = try await trading.open(
                try await trading.preview(LegacyOpenIntent(market: "XRPUSDT", position: .long, quantity: try Wad("100"))))
            try await accounts.revoke(for: account, owner: owner)
            #expect(try await accounts.delegations(for: account).allSatisfy { !$0.isActive && $0.revocableFrom == nil })
            guard case .notDelegated? = await legacyFailure({ () async throws(LegacyError) in try await trading.close(position.quoteId) }) else {
                throw FlowFailure("closed without a delegation")
            }
            guard
                case .unsupported? = await legacyFailure({ () async throws(LegacyError) in
                    try await accounts.proposeRevocation(for: account, owner: owner)
                })
            else { throw FlowFailure("proposed") }
        }
    }

    /// Release 0.8.2 has no proposals: a delegation ends by delegating `false`, at once.
    @Test func delegationsEndAtOnceWhereThereAreNoProposals() async throws {
        var options = Sandbox.Options(clock: .manual(FlowAccount.start), latency: .milliseconds(10))
        options.world.proposesRevocations = false
        let sandbox = try await Sandbox(options)
        do {
            let chain = ChainClient(
                chainId: sandbox.legacy.chainId, endpoints: [Endpoint(sandbox.rpcURL)], options: ChainOptions(pollInterval: .milliseconds(5)))
            let (accounts, owner) = (MultiAccounts(sandbox.legacy, chain: chain), LocalSigner(sandbox.wallet))
            let account = try await accounts.create(name: "oldest", owner: owner)
            #expect(try await accounts.revocationCooldown() == nil)
            #expect(try await accounts.delegations(for: account).allSatisfy { !$0.isActive && $0.revocableFrom == nil })
            guard case .unsupported? = await legacyFailure({ () async throws(LegacyError) in try await accounts.revoke(for: account, owner: owner) })
            else { throw FlowFailure("revoked what was not delegated") }
            try await accounts.delegate(for: account, owner: owner)
            #expect(try await accounts.delegations(for: account).filter(\.isActive).map(\.selector) == LegacyDeployment.tradingSelectors)
            guard
                case .unsupported(let why)? = await legacyFailure({ () async throws(LegacyError) in
                    try await accounts.proposeRevocation(for: account, owner: owner)
                })
            else { throw FlowFailure("proposed") }
            #expect(why.contains("no proposals"))
            let receipt = try await accounts.revoke([LegacyDeployment.tradingSelectors[0]], for: account, owner: owner)
            #expect(receipt.events(Symmio084.MultiAccount.Events.DelegateAccesses.self).first?.event.state == false)
            #expect(try await accounts.delegations(for: account).filter(\.isActive).map(\.selector) == Array(LegacyDeployment.tradingSelectors.dropFirst()))
            try await accounts.revoke(for: account, owner: owner)
            #expect(try await accounts.delegations(for: account).allSatisfy { !$0.isActive })
        } catch {
            await sandbox.stop()
            throw error
        }
        await sandbox.stop()
    }

    @Test func theContractsRulesAndWords() async throws {
        try await withLegacyFlow { flow in
            let (accounts, owner, account) = (flow.accounts, flow.wallet, flow.account)
            let stranger = LocalSigner.random()
            await flow.sandbox.chain.fund(stranger.address, wei: .max)
            let close = Symmio084.Core.Calls.RequestToCancelQuote(quoteId: 1)
            #expect(
                await revert { () async throws(LegacyError) in try await accounts.delegate(for: account, owner: stranger) }
                    .contains("Sender isn't owner of account"))
            #expect(
                await revert { () async throws(LegacyError) in try await accounts.delegate(to: account, for: account, owner: owner) }
                    .contains("Invalid target"))
            #expect(
                await revert { () async throws(LegacyError) in try await accounts.delegate(to: owner.address, for: account, owner: owner) }
                    .contains("Invalid target"))
            #expect(
                await revert { () async throws(LegacyError) in try await accounts.call([close], as: account, using: stranger) }
                    .contains("Unauthorized access"))
            func refusal(_ call: some ContractCall, to contract: Address, as caller: Address) async -> String {
                await revert { () async throws(LegacyError) in
                    do throws(ChainError) {
                        _ = try await accounts.chain.call(CallMessage(from: caller, to: contract, data: call.encoded()), at: .latest)
                    } catch {
                        throw .chain(error)
                    }
                }
            }
            typealias Calls = Symmio084.MultiAccount.Calls
            let multiAccount = flow.deployment.multiAccount
            let payout = Calls.WithdrawFromAccount(account: account, amount: 0)
            #expect(await refusal(payout, to: multiAccount, as: stranger.address).contains("Sender isn't owner of account"))
            let untrue = Calls.DelegateAccess(account: account, target: flow.deployment.partyB, selector: Bytes4(1 as UInt32), state: false)
            #expect(await refusal(untrue, to: multiAccount, as: owner.address).contains("MultiAccount: Invalid state"))
            let short = Calls.Call(account: account, callDatas: [Bytes([1, 2])])
            #expect(await refusal(short, to: multiAccount, as: stranger.address).contains("MultiAccount: Invalid call data"))
            // The solver's contract calls for its managers only, and only what is listed.
            typealias PartyB = Symmio084.PartyB.Calls
            #expect(await refusal(PartyB.Call(callDatas: [close.encoded()]), to: flow.deployment.partyB, as: stranger.address).contains("Invalid access"))
            let cast = PartyB.MulticastCall(destAddresses: [stranger.address], callDatas: [close.encoded()])
            #expect(await refusal(cast, to: flow.deployment.partyB, as: stranger.address).contains("Destination address is not whitelisted"))
            // A quote needs the oracle's signature, also from the owner.
            let quote = Symmio084.Core.Calls.SendQuote(
                partyBsWhiteList: [], symbolId: 1, positionType: .long, orderType: .market, price: 1, quantity: 1, cva: 1, lf: 1, partyAmm: 1,
                partyBmm: 1, maxFundingRate: 0, deadline: UInt256.max,
                upnlSig: .init(
                    reqId: Bytes(), timestamp: UInt256(FlowAccount.start), upnl: .zero, price: 1, gatewaySignature: Bytes(),
                    sigs: .init(signature: .zero, owner: .zero, nonce: .zero)))
            #expect(
                await revert { () async throws(LegacyError) in try await accounts.call([quote], as: account, using: owner) }
                    .contains("LibMuon: TSS not verified"))
            await flow.sandbox.chain.advance(seconds: 121)
            #expect(
                await revert { () async throws(LegacyError) in try await accounts.call([quote], as: account, using: owner) }
                    .contains("LibMuon: Expired signature"))
        }
    }

    /// The two releases stand side by side: neither's core has the other's quotes, money or functions.
    @Test func theReleasesAreApart() async throws {
        let newer = try await FlowAccount(.v086)
        let legacy = newer.sandbox.legacy
        #expect(legacy.symmioCore != newer.deployment.contracts.symmioCore)
        let older = MultiAccounts(legacy, chain: newer.chain)
        let account = try await older.create(name: "older", owner: newer.wallet)
        try await older.depositAndAllocate(try older.collateralAmount("100"), into: account, owner: newer.wallet)
        let there = try await newer.chain.read(Symmio085.Core.Calls.AllocatedBalanceOfPartyA(partyA: account), from: newer.deployment.contracts.symmioCore)
        #expect(there.isZero)
        // The check of the newer deployment still tells its release.
        try await SymmioClient(newer.deployment, chain: newer.chain).check()
        await newer.sandbox.stop()
    }
}

import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// An account's money on its way out: deallocated with the oracle's word, cooled down, paid out.
@Suite(.timeLimit(.minutes(2)))
struct LegacyMoneyTests {
    private typealias Core = Symmio084.Core.Calls

    private func failure<T>(_ body: () async throws(LegacyError) -> T) async throws -> LegacyError {
        guard let error = await legacyFailure(body) else { throw FlowFailure("it went through") }
        return error
    }

    /// What the core itself says, past the library's checks.
    private func revert(_ flow: LegacyFlow, _ call: some ContractCall) async throws -> String {
        guard
            case .chain(.reverted(let revert)) = try await failure({ () async throws(LegacyError) in
                try await flow.accounts.call([call], as: flow.account, using: flow.wallet)
            })
        else { throw FlowFailure("no revert") }
        return revert.message
    }

    @Test func moneyLeavesAfterTheCooldown() async throws {
        try await withLegacyFlow(deposit: "1000", delegates: false) { flow in
            let (accounts, owner, account) = (flow.accounts, flow.wallet, flow.account)
            let before = try await accounts.payout(of: account)
            #expect(before.balances.allocated == (try Wad("1000")) && before.payableFrom == nil && before.deallocatableFrom == nil)
            try await accounts.deallocate(try Wad("400.5"), of: account, oracle: flow.oracle, owner: owner)
            let payout = try await accounts.payout(of: account)
            #expect(payout.balances.allocated == (try Wad("599.5")))
            #expect(payout.balances.available == (try Wad("400.5")))
            #expect(payout.deallocatableFrom == payout.now + 120)
            #expect(payout.payableFrom == payout.now + 43_200)

            // The library says when; the core agrees.
            let amount = try accounts.collateralAmount("400.5")
            guard
                case .cooldown(.withdrawal, from: payout.now + 43_200, now: payout.now) = try await failure({ () async throws(LegacyError) in
                    try await accounts.withdraw(amount, from: account, owner: owner)
                })
            else { throw FlowFailure("paid out") }
            #expect(try await revert(flow, Core.WithdrawTo(user: owner.address, amount: 1)) == "AccountFacet: Cooldown hasn't reached")
            guard
                case .cooldown(.deallocation, from: payout.now + 120, now: payout.now) = try await failure({ () async throws(LegacyError) in
                    try await accounts.deallocate(.one, of: account, oracle: flow.oracle, owner: owner)
                })
            else { throw FlowFailure("deallocated") }
            let muon = try accounts.muon(flow.oracle)
            let signature = try await muon.upnl(ofPartyA: account).signature
            #expect(
                try await revert(flow, Core.Deallocate(amount: 1, upnlSig: signature)) == "AccountFacet: Too many deallocate in a short window")

            await flow.sandbox.chain.advance(seconds: 43_200)
            let token = accounts.chain.token(flow.deployment.collateral.address)
            let held = try await token.balance(of: owner.address).units
            try await accounts.withdraw(try accounts.collateralAmount("100"), from: account, owner: owner)
            #expect(try await token.balance(of: owner.address).units - held == 100_000_000)
            // To somebody else, by a call in the account's name.
            let friend = LocalSigner.random().address
            try await accounts.withdraw(try accounts.collateralAmount("300.5"), from: account, to: friend, owner: owner)
            #expect(try await token.balance(of: friend).units == 300_500_000)
            #expect(try await accounts.balances(of: account).available == .zero)
            guard
                case .tooMuch(most: .zero, _) = try await failure({ () async throws(LegacyError) in
                    try await accounts.withdraw(amount, from: account, owner: owner)
                })
            else { throw FlowFailure("paid out") }
            #expect(try await revert(flow, Core.Withdraw(amount: 1)) == "AccountFacet: Insufficient balance")
        }
    }

    /// What a position needs stays, by the oracle's word on its profit; a signature counts for the books that it was made for.
    @Test func whatPositionsNeedStays() async throws {
        try await withLegacyFlow { flow in
            let (accounts, owner, account) = (flow.accounts, flow.wallet, flow.account)
            let trading = flow.trading()
            let muon = try accounts.muon(flow.oracle)
            let stale = try await muon.upnl(ofPartyA: account).signature
            let position = try await trading.open(
                try await trading.preview(LegacyOpenIntent(market: "XRPUSDT", position: .long, quantity: try Wad("1000"))))
            #expect(try await revert(flow, Core.Deallocate(amount: 1, upnlSig: stale)) == "LibMuon: TSS not verified")

            await flow.sandbox.prices.set("XRPUSDT", to: try Wad("0.31"))
            let signature = try await muon.upnl(ofPartyA: account).signature
            // Opened at the mark and 0.05 %: 0.610305; a loss of about 300.
            #expect(signature.upnl == -(try Int256(exactly: position.profit(of: try Wad("1000"), at: try Wad("0.31")).magnitude.units) ?? .zero))
            let most = try await accounts.deallocatable(of: account, profit: SignedWad(units: signature.upnl))
            let balances = try await accounts.balances(of: account)
            #expect(most < (try balances.allocated - balances.locked + .one))
            let above = try most + Wad(units: .one)
            guard
                case .tooMuch(most, wanted: above) = try await failure({ () async throws(LegacyError) in
                    try await accounts.deallocate(above, of: account, oracle: flow.oracle, owner: owner)
                })
            else { throw FlowFailure("deallocated") }
            #expect(
                try await revert(flow, Core.Deallocate(amount: above.units, upnlSig: signature)) == "AccountFacet: partyA will be liquidatable")
            let everything = balances.allocated.units &+ .one
            #expect(
                try await revert(flow, Core.Deallocate(amount: everything, upnlSig: signature)) == "AccountFacet: Insufficient allocated Balance")
            // Another's profit, an altered one, a forged gateway's word.
            var altered = signature
            altered.upnl = .zero
            #expect(try await revert(flow, Core.Deallocate(amount: 1, upnlSig: altered)) == "LibMuon: TSS not verified")
            altered = signature
            altered.gatewaySignature = try await LocalSigner.random().sign(digest: Bytes32.zero).bytes
            #expect(try await revert(flow, Core.Deallocate(amount: 1, upnlSig: altered)) == "LibMuon: Gateway is not valid")

            try await accounts.deallocate(most, of: account, oracle: flow.oracle, owner: owner)
            #expect(try await accounts.balances(of: account).available == most)
            await flow.sandbox.chain.advance(seconds: 121)
            #expect(try await revert(flow, Core.Deallocate(amount: 1, upnlSig: signature)) == "LibMuon: Expired signature")
        }
    }

    @Test func withoutAnOracleNothingIsDeallocated() async throws {
        try await withLegacyFlow(delegates: false) { flow in
            let (owner, account) = (flow.wallet, flow.account)
            await flow.sandbox.faults.set(.oracleUnavailable)
            guard
                case .muon(.allGatewaysFailed) = try await failure({ () async throws(LegacyError) in
                    try await flow.accounts.deallocate(.one, of: account, oracle: flow.oracle, owner: owner)
                })
            else { throw FlowFailure("deallocated") }
            // The gateway's answer is in order, what it signed is not: the core sees it before anything is sent.
            await flow.sandbox.faults.set(.oracleForged)
            guard
                case .chain(.reverted(let revert)) = try await failure({ () async throws(LegacyError) in
                    try await flow.accounts.deallocate(.one, of: account, oracle: flow.oracle, owner: owner)
                })
            else { throw FlowFailure("deallocated") }
            #expect(revert.message == "LibMuon: TSS not verified")
            var deployment = flow.deployment
            deployment.muon = nil
            let bare = MultiAccounts(deployment, chain: flow.accounts.chain)
            guard
                case .muon(.noGateways) = try await failure({ () async throws(LegacyError) in
                    try await bare.deallocate(.one, of: account, owner: owner)
                })
            else { throw FlowFailure("deallocated") }
            #expect(try await flow.accounts.balances(of: account).available == .zero)
        }
    }
}

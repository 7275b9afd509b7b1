import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox
import SymmioSolver
import Testing

extension SolverTests {
    /// The older path against the sandbox's contracts of release 0.8.4: one transaction opens, one closes, all or none.
    @Suite(.timeLimit(.minutes(2)))
    struct DelegatedTests {
        private let none = BoundOnly()

        private func quote(_ flow: LegacyFlow, price: String = "2600", affiliate: Address) async throws -> Symmio084.Core.Calls.SendQuoteWithAffiliate {
            // The oracle signs over all that a quote is bound to.
            let now = UInt256(await flow.sandbox.chain.now)
            let signature = try await flow.accounts.muon(flow.oracle).upnlAndPrice(ofPartyA: flow.account, symbolId: 2).signature
            return Symmio084.Core.Calls.SendQuoteWithAffiliate(
                partyBsWhiteList: [flow.deployment.partyB], symbolId: 2, positionType: .long, orderType: .market, price: try Wad(price).units,
                quantity: try Wad("0.5").units, cva: try Wad("18.2").units, lf: try Wad("7.8").units, partyAmm: try Wad("234").units,
                partyBmm: try Wad("234").units, maxFundingRate: try Wad("200").units, deadline: now + 300, affiliate: affiliate,
                upnlSig: signature)
        }

        @Test func opensAndClosesInOneTransactionEach() async throws {
            try await withLegacyFlow { flow in
                let (deployment, chain) = (flow.deployment, flow.accounts.chain)
                let calls = DelegatedCalls(core: deployment.symmioCore, multiAccount: deployment.multiAccount)
                let solver = LocalSigner(flow.sandbox.solverOperator)
                let lock = none.lockSignature(account: flow.account, solver: deployment.partyB, now: 0)
                let pair = none.pairSignature(account: flow.account, solver: deployment.partyB, symbolId: 2, mark: .one, now: 0)
                func status(_ id: UInt256) async throws -> Symmio084.Core.QuoteStatus {
                    try await chain.read(Symmio084.Core.Calls.GetQuote(quoteId: id), from: deployment.symmioCore).quoteStatus
                }
                let affiliate = flow.sandbox.deployment.contracts.affiliate
                let id = try await chain.read(Symmio084.Core.Calls.GetNextQuoteId(), from: deployment.symmioCore)
                let quote = try await quote(flow, affiliate: affiliate)

                // Beyond the trader's bound: the quote is not sent either.
                let dear = calls.open(quote, as: flow.account, quoteId: id, at: try Wad("2601"), lock: lock, pair: pair)
                await #expect(throws: ChainError.self) { try await chain.send(dear, to: deployment.partyB, using: solver) }
                #expect(try await flow.quoteCount() == .zero)
                // Another quote's number: nothing of it happens.
                let wrong = calls.open(quote, as: flow.account, quoteId: id + 1, at: try Wad("2500"), lock: lock, pair: pair)
                await #expect(throws: ChainError.self) { try await chain.send(wrong, to: deployment.partyB, using: solver) }

                let open = calls.open(quote, as: flow.account, quoteId: id, at: try Wad("2500"), lock: lock, pair: pair)
                _ = try await chain.send(open, to: deployment.partyB, using: solver).wait()
                let opened = try await status(id)
                #expect(opened == .opened)
                #expect(try await flow.quoteCount() == .one)

                let request = RequestToClosePosition(
                    quoteId: id, closePrice: try Wad("2400").units, quantityToClose: quote.quantity, orderType: .market,
                    deadline: UInt256(await flow.sandbox.chain.now + 60))
                let close = calls.close(request, as: flow.account, at: try Wad("2500"), pair: pair)
                // What the trader has not delegated to anybody else stays his: a stranger's transaction is not the solver's.
                await #expect(throws: ChainError.self) { try await chain.send(close, to: deployment.partyB, using: flow.wallet) }
                _ = try await chain.send(close, to: deployment.partyB, using: solver).wait()
                let closed = try await status(id)
                #expect(closed == .closed)
            }
        }

        @Test func nothingWithoutADelegation() async throws {
            try await withLegacyFlow(delegates: false) { flow in
                let calls = DelegatedCalls(core: flow.deployment.symmioCore, multiAccount: flow.deployment.multiAccount)
                let quote = try await quote(flow, affiliate: flow.sandbox.deployment.contracts.affiliate)
                let open = calls.open(
                    quote, as: flow.account, quoteId: .one, at: try Wad("2500"),
                    lock: none.lockSignature(account: flow.account, solver: flow.deployment.partyB, now: 0),
                    pair: none.pairSignature(account: flow.account, solver: flow.deployment.partyB, symbolId: 2, mark: .one, now: 0))
                let solver = LocalSigner(flow.sandbox.solverOperator)
                let error = await #expect(throws: ChainError.self) { try await flow.accounts.chain.send(open, to: flow.deployment.partyB, using: solver) }
                #expect(error?.revert?.message.contains("Unauthorized access") == true, "\(String(describing: error))")
                #expect(try await flow.quoteCount() == .zero)
            }
        }
    }
}

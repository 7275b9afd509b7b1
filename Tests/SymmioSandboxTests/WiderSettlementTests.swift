import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// Forced closes after a settlement, and margin removed with what is reserved kept.
@Suite(.timeLimit(.minutes(2)))
struct WiderSettlementTests {
    private func failure<T>(_ body: () async throws(OrderError) -> T) async throws -> OrderError {
        do throws(OrderError) {
            _ = try await body()
        } catch {
            return error
        }
        throw FlowFailure("it went through")
    }

    /// Two positions of one market and account, the first asked to be closed at a limit that the market is beyond, the solver asleep.
    private func prepare(_ account: FlowAccount, _ side: PositionType, in trading: TradingSession) async throws -> [Position] {
        let positions = try await account.open(["0.5", "0.3"], side, in: trading)
        await account.sandbox.limitOrders.set(.ignores)
        await account.sandbox.prices.set("ETHUSDT", to: try Wad(side == .short ? "2440" : "2560"))
        try await account.symmio.orders.close(
            positions[0].quoteId, atLimit: try Wad(side == .short ? "2450" : "2550"), deadline: await account.sandbox.chain.now + 100_000,
            owner: account.wallet)
        await account.sandbox.chain.advance(seconds: 500)
        return positions
    }

    private func prices(_ account: FlowAccount, _ position: Position) async throws -> HighLowSignature {
        let minutes = try #require(try await account.symmio.orders.forceCloseWindow(of: position.quoteId)?.minutes)
        let quote = try await account.symmio.orders.quote(position.quoteId)
        return try await account.sandbox.pricesAfterSettlement(
            partyA: quote.partyA, partyB: quote.partyB, symbolId: quote.symbolId, minutes: minutes)
    }

    @Test(arguments: Release.allCases, [PositionType.long, .short])
    func settlesAndCloses(release: Release, side: PositionType) async throws {
        try await withFlow(release) { account, trading in
            let (orders, owner) = (account.symmio.orders, account.wallet)
            let positions = try await prepare(account, side, in: trading)
            let (id, other) = (positions[0].quoteId, positions[1])
            let settlement = try await orders.settlement(of: [other.quoteId], oracle: account.oracle)
            // Half of the way to the market: the account gains as it would by then.
            let market = try Wad(side == .short ? "2440" : "2560")
            let half = try (other.openPrice + market).divided(by: try Wad("2"), rounding: .down)
            let plan = try await orders.settlementPlan(for: id, settlement, prices: [half])
            #expect(try plan.payment() == other.profit(of: other.openQuantity, at: half))
            #expect(try !plan.payment().isNegative)

            let before = try await account.symmio.accounts.balances(of: other.account).allocated
            let signature = try await prices(account, positions[0])
            let price = try await orders.settleAndForceClose(
                id, settlement: settlement, updatedPrices: [half], signature: signature, owner: owner)
            #expect(price == (try await orders.quote(id)).avgClosedPrice.wad)
            #expect(try await orders.quote(id).quoteStatus == .closed)
            let settled = try await trading.position(other.quoteId)
            #expect(settled.status == .opened && settled.openPrice == half)
            let allocated = try await account.symmio.accounts.balances(of: other.account).allocated
            #expect(other.account != positions[0].account || allocated > before)

            // It is in the history: the settlement of the one, the forced close of the other.
            let query = HistoryQuery(accounts: try await account.symmio.accountsEver(of: account.subAccount))
            let events = try await account.symmio.history().allQuoteEvents(query)
            let settling = try #require(events.first { $0.kind == .settlement })
            #expect(settling.quoteId == other.quoteId && settling.openPrice == half && settling.previousOpenPrice == other.openPrice)
            #expect(settling.openQuantity == other.openQuantity)
            let forced = try #require(events.first { $0.kind == .forcedClose })
            #expect(forced.quoteId == id && forced.price == price && forced.status == .closed)
        }
    }

    @Test func whatCannotBeSettledIsNotSent() async throws {
        try await withFlow(.v086) { account, trading in
            let (orders, owner) = (account.symmio.orders, account.wallet)
            let positions = try await prepare(account, .long, in: trading)
            let (id, other) = (positions[0].quoteId, positions[1].quoteId)
            let settlement = try await orders.settlement(of: [other], oracle: account.oracle)
            let signature = try await prices(account, positions[0])
            func fault(
                _ prices: [Wad]? = nil, _ change: (inout SettlementSignature) -> Void = { _ in }
            ) async throws -> SettlementFault {
                var changed = settlement
                change(&changed)
                let error = try await failure { () async throws(OrderError) in
                    try await orders.settleAndForceClose(id, settlement: changed, updatedPrices: prices, signature: signature, owner: owner)
                }
                guard case .settlement(let fault) = error else { throw FlowFailure("\(error)") }
                return fault
            }
            #expect(try await fault([]) == .count(prices: 0, positions: 1))
            #expect(try await fault { $0.quotesSettlementsData = [] } == .nothing)
            #expect(try await fault { $0.upnlPartyBs = [] } == .noSolver(other))
            let open = positions[1].openPrice
            #expect(try await fault([open]) == .price(other, open, open: open, current: try Wad("2560")))
            let beyond = try Wad("2560.1")
            #expect(try await fault([beyond]) == .price(other, beyond, open: open, current: try Wad("2560")))
            guard case .settlement(.nothing) = try await failure({ () async throws(OrderError) in try await orders.settlement(of: []) }) else {
                throw FlowFailure("settled nothing")
            }
            // A position that is closed, and an order that is not eligible.
            try await trading.close(CloseIntent(quoteId: other))
            #expect(try await fault() == .notOpen(other, .closed))
            let early = try await failure { () async throws(OrderError) in
                try await orders.settleAndForceClose(other, settlement: settlement, signature: signature, owner: owner)
            }
            guard case .notEligible = early else { throw FlowFailure("\(early)") }
        }
    }

    /// What the library cannot see the core does, in its own words: nonces, forged rows, prices signed for the nonces of before.
    @Test func theCoreChecksBothSignatures() async throws {
        try await withFlow(.v085) { account, trading in
            let (orders, owner) = (account.symmio.orders, account.wallet)
            let positions = try await prepare(account, .long, in: trading)
            let (id, other) = (positions[0].quoteId, positions[1].quoteId)
            let settlement = try await orders.settlement(of: [other], oracle: account.oracle)
            let signature = try await prices(account, positions[0])
            func words(_ settlement: SettlementSignature, _ signature: HighLowSignature) async throws -> String {
                let error = try await failure { () async throws(OrderError) in
                    try await orders.settleAndForceClose(id, settlement: settlement, signature: signature, owner: owner)
                }
                guard case .symmio(.chain(.reverted(let revert))) = error else { throw FlowFailure("\(error)") }
                return revert.message
            }
            let now = try await orders.forceClosePrices(of: id, oracle: account.oracle)
            if positions[0].account == positions[1].account {
                #expect(try await words(settlement, now) == "MuonSignatureVerifier: TSS not verified")
            }
            var altered = settlement
            altered.upnlPartyA = altered.upnlPartyA &+ Int256(1)
            #expect(try await words(altered, signature) == "MuonSignatureVerifier: TSS not verified")
            altered = settlement
            altered.timestamp = UInt256(FlowAccount.start)
            await account.sandbox.chain.advance(seconds: 121)
            #expect(try await words(altered, signature) == "LibMuon: Expired signature")
            #expect(try await orders.quote(id).quoteStatus == .closePending)
        }
    }

    @Test func marginIsRemovedAndWhatIsReservedKept() async throws {
        try await withFlow(.v086) { account, trading in
            let position = try await account.open(["0.5"], in: trading)[0]
            let owner = account.wallet
            try await trading.addMargin(try Wad("100"), to: position.account, owner: owner)
            let before = try await trading.group(of: position.quoteId).margin
            let signature = try await account.sandbox.profit(of: position.account, reserving: try Wad("60"))
            #expect(signature.pendingBalance == (try Wad("60")).units)
            let tooMuch = await #expect(throws: TradingError.self) {
                try await trading.safeRemoveMargin(try Wad("90"), from: position.account, signature: signature, owner: owner)
            }
            guard case .margin(.oracleAllowsLess)? = tooMuch else { throw FlowFailure("\(String(describing: tooMuch))") }
            // The core holds to it, too.
            typealias Layer = Symmio086.AccountLayer
            func removal(_ amount: String, _ change: (inout PendingBalanceSignature) -> Void = { _ in }) async throws -> String {
                var changed = signature
                change(&changed)
                let sigs = Layer.ISymmio.SchnorrSign(signature: changed.sigs.signature, owner: changed.sigs.owner, nonce: changed.sigs.nonce)
                let call = Layer.Calls.SafeRemoveMargin(
                    virtualAccount: position.account, amount: try Wad(amount).units,
                    upnlSig: .init(
                        reqId: changed.reqId, timestamp: changed.timestamp, upnl: changed.upnl, fundingDebt: changed.fundingDebt,
                        pendingBalance: changed.pendingBalance, scaledLockedBalance: changed.scaledLockedBalance,
                        gatewaySignature: changed.gatewaySignature, sigs: sigs))
                do throws(ChainError) {
                    let message = CallMessage(from: owner.address, to: account.deployment.contracts.accountLayer, data: call.encoded())
                    _ = try await account.chain.call(message, at: .latest)
                    return ""
                } catch {
                    guard let revert = error.revert else { throw error }
                    return revert.message
                }
            }
            #expect(try await removal("90") == "AccountFacet: Insufficient balance considering pending allocations")
            #expect(try await removal("20") { $0.pendingBalance = .zero } == "MuonSignatureVerifier: TSS not verified")
            #expect(try await removal("20") { $0.fundingDebt = .one } == "MuonSignatureVerifier: TSS not verified")
            #expect(try await removal("20") { $0.scaledLockedBalance = .one } == "MuonSignatureVerifier: TSS not verified")
            #expect(try await removal("20") == "")
            let free = try await account.symmio.accounts.balances(of: account.subAccount).available
            #expect(
                try await trading.safeRemoveMargin(try Wad("20"), from: position.account, signature: signature, owner: owner) == before - Wad("20"))
            #expect(try await account.symmio.accounts.balances(of: account.subAccount).available == free + Wad("20"))
        }
    }

    @Test func theOlderReleaseCannotKeepWhatIsReserved() async throws {
        try await withFlow(.v085) { account, trading in
            let position = try await account.open(["0.5"], in: trading)[0]
            let signature = try await account.sandbox.profit(of: position.account, reserving: .zero)
            let error = await #expect(throws: TradingError.self) {
                try await trading.safeRemoveMargin(.one, from: position.account, signature: signature, owner: account.wallet)
            }
            guard case .margin(.noSafeRemoval(.v085))? = error else { throw FlowFailure("\(String(describing: error))") }
        }
    }
}

extension UInt256 {
    fileprivate var wad: Wad { Wad(units: self) }
}

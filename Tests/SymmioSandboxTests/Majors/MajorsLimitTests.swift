import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// Orders at a limit that the session key signs and the solver of majors puts on chain.
@Suite(.timeLimit(.minutes(3)))
struct MajorsLimitTests {
    private func intent(_ side: PositionType = .long, quantity: String = "0.5", price: String? = nil, lifetime: UInt64 = 900) throws -> LimitIntent {
        LimitIntent(
            market: "ETHUSDT", position: side, size: .quantity(try Wad(quantity)), leverage: try Wad("5"),
            price: try Wad(price ?? (side == .short ? "2600" : "2400")), lifetime: lifetime)
    }

    private func there(_ side: PositionType) throws -> Wad { try Wad(side == .short ? "2610" : "2390") }

    /// A limit finer than the market's prices is brought to one of them, never to a worse one than asked for.
    @Test(arguments: [(PositionType.long, "2400", "2400.01"), (.short, "2400.01", "2400")])
    func aFineLimitDoesNotBecomeWorse(side: PositionType, opens: String, closes: String) async throws {
        try await withMajors { _, trading in
            let fine = try await trading.preview(try intent(side, price: "2400.0055"))
            #expect(fine.quotation.price == (try Wad(opens)))
            if side == .long {
                let least = try intent(side, price: "0.001")
                let error = await #expect(throws: TradingError.self) { try await trading.preview(least) }
                guard case .maths(.invalidInput(field: "price", _))? = error else { throw FlowFailure("\(String(describing: error))") }
            }
            // All of it is reckoned at that price.
            let coarse = try await trading.preview(try intent(side, price: opens))
            #expect(fine.margin == coarse.margin)
            #expect(fine.quotation == coarse.quotation)
            let position = try await trading.open(
                OpenIntent(market: "ETHUSDT", position: side, size: .quantity(try Wad("0.5")), leverage: try Wad("5")))
            let close = try await trading.preview(LimitCloseIntent(quoteId: position.quoteId, price: try Wad("2400.0055")))
            #expect(close.price == (try Wad(closes)))
        }
    }

    // MARK: Opening

    @Test(arguments: MajorsFlowTests.Case.all)
    func waitsUntilTheMarketIsThereAndIsClosedAtALimit(_ test: MajorsFlowTests.Case) async throws {
        try await withMajors(test.release, isBound: test.isBound) { account, trading in
            let preview = try await trading.preview(try intent(test.side))
            #expect(!preview.isMarketable)
            #expect(preview.quotation.price == preview.intent.price)
            #expect(preview.isolation == nil)
            #expect(preview.account == account.subAccount)
            #expect(preview.needsOracle == !test.isBound)
            #expect(preview.operations.count == 1)
            #expect(preview.operations.first?.contains("at the limit \(preview.intent.price) or better") == true)
            let placed = try await trading.place(preview)
            #expect(placed.filled == .zero)
            #expect(placed.resting?.quantity == preview.quotation.quantity)
            #expect(placed.resting?.price == preview.intent.price)
            #expect(placed.resting?.orderType == .limit)
            // 15 minutes, reckoned from the time of the preview.
            #expect(placed.resting?.deadline == preview.deadline)
            let quote = try await account.quote(placed.quoteId)
            #expect(quote.quoteStatus == .pending)
            #expect(quote.partyA == account.subAccount)
            let entry = try #require(try await trading.store.load().pending.first)
            #expect(entry.stage == .resting)
            #expect(entry.quoteId == placed.quoteId)
            #expect(entry.temporaryId.map { $0 < 0 } == true)
            #expect(try await trading.store.load().positions.isEmpty)

            let waiting = Task { try await trading.waitForFill(of: placed.quoteId) }
            await account.sandbox.prices.set("ETHUSDT", to: try there(test.side))
            let fill = try await waiting.value
            #expect(fill.isComplete)
            let price = try #require(fill.averagePrice)
            #expect(test.side == .short ? price >= preview.intent.price : price <= preview.intent.price)
            let state = try await trading.store.load()
            #expect(state.pending.isEmpty)
            #expect(state.positions.map(\.quoteId) == [placed.quoteId])

            let closing = try await trading.preview(
                LimitCloseIntent(quoteId: placed.quoteId, amount: .quantity(try Wad("0.2")), price: try Wad(test.side == .short ? "2450" : "2550")))
            #expect(!closing.isMarketable)
            #expect(closing.remainder == (try Wad("0.3")))
            #expect(!closing.profit.isNegative)
            let asked = try await trading.place(closing)
            #expect(asked.resting?.kind == .close)
            #expect(asked.filled == .zero)
            #expect(try await account.quote(placed.quoteId).quoteStatus == .closePending)
            #expect(try await trading.store.load().pending.map(\.stage) == [.resting])
            await account.sandbox.prices.set("ETHUSDT", to: try Wad(test.side == .short ? "2440" : "2560"))
            try await eventually("it is closed in part") { try await account.quote(placed.quoteId).quoteStatus == .opened }
            let closed = try await trading.limitClose(placed.quoteId)
            #expect(closed.isComplete)
            #expect(closed.remainder == (try Wad("0.3")))
            #expect(try await trading.store.load().pending.isEmpty)
            // The rest by another, which the next program finds filled.
            try await trading.place(LimitCloseIntent(quoteId: placed.quoteId, price: closing.price))
            try await eventually("it is closed") { try await account.quote(placed.quoteId).quoteStatus == .closed }
            let later = try account.trading(store: trading.store)
            _ = try await later.recover()
            #expect(try await later.store.load() == StoredState())
            await later.stop()
            #expect(try await account.quoteCount() == 1)
        }
    }

    @Test func oneThatTheMarketHasReachedIsFilledAtOnce() async throws {
        try await withMajors { account, trading in
            let preview = try await trading.preview(try intent(price: "2510"))
            #expect(preview.isMarketable)
            let placed = try await trading.place(preview)
            let fill = try await trading.waitForFill(of: placed.quoteId)
            #expect(fill.isComplete)
            #expect(fill.averagePrice == (try Wad("2501.25")))
        }
    }

    @Test(arguments: [false, true])
    func restOfAPartialFillWaitsAndIsCancelled(isBound: Bool) async throws {
        try await withMajors(isBound: isBound) { account, trading in
            let placed = try await trading.place(try intent())
            await account.sandbox.limitOrders.setPartialFill(try Wad("0.2"))
            await account.sandbox.prices.set("ETHUSDT", to: try there(.long))
            try await eventually("filled in part") { try await trading.limitOrder(placed.quoteId).filled > .zero }
            let fill = try await trading.limitOrder(placed.quoteId)
            #expect(fill.filled == (try Wad("0.2")))
            let rest = try #require(fill.resting)
            #expect(rest.restOf == placed.quoteId)
            // What is filled is a position already; the rest is still the order.
            var state = try await trading.store.load()
            #expect(state.positions.map(\.quoteId) == [placed.quoteId])
            #expect(state.pending.map(\.quoteId) == [placed.quoteId])
            let later = try account.trading(store: trading.store)
            guard case .limit(let found)? = try await later.recover().first?.outcome else { throw FlowFailure("not found") }
            #expect(found == fill)
            await later.stop()

            #expect(try await trading.cancel(rest.quoteId, owner: account.wallet) == .cancelled)
            state = try await trading.store.load()
            #expect(state.pending.isEmpty)
            #expect(try await trading.limitOrder(placed.quoteId).dropped == (try Wad("0.3")))
        }
    }

    @Test func oneThatExpiresIsGivenUpAndTidiedAway() async throws {
        try await withMajors { account, trading in
            let free = try await trading.preview(try intent()).available
            let placed = try await trading.place(try intent(lifetime: 60))
            #expect(try await trading.preview(try intent()).available < free)
            let waiting = Task { try await trading.waitForFill(of: placed.quoteId) }
            await account.sandbox.chain.advance(seconds: 61)
            let fill = try await waiting.value
            #expect(fill.filled == .zero)
            #expect(fill.resting != nil)
            #expect(fill.isOver(at: await account.sandbox.chain.now))
            #expect(try await trading.store.load().pending.isEmpty)
            // The market comes too late.
            await account.sandbox.prices.set("ETHUSDT", to: try there(.long))
            try await account.symmio.orders.expire([placed.quoteId], payer: account.wallet)
            #expect(try await trading.limitOrder(placed.quoteId).dropped == (try Wad("0.5")))
            await account.sandbox.prices.set("ETHUSDT", to: try Wad("2500"))
            #expect(try await trading.preview(try intent()).available == free)
        }
    }

    @Test func previewThatIsTooOldIsNotSent() async throws {
        try await withMajors { account, trading in
            let preview = try await trading.preview(try intent(lifetime: 60))
            await account.sandbox.chain.advance(seconds: 120)
            let error = await #expect(throws: TradingError.self) { try await trading.place(preview) }
            guard case .expired(preview.deadline)? = error else { throw FlowFailure("\(String(describing: error))") }
            #expect(try await trading.store.load() == StoredState())
        }
    }

    @Test func closeAtALimitIsTakenBack() async throws {
        try await withMajors { account, trading in
            let position = try await trading.open(OpenIntent(market: "ETHUSDT", position: .long, size: .quantity(try Wad("0.5")), leverage: try Wad("5")))
            try await trading.place(LimitCloseIntent(quoteId: position.quoteId, price: try Wad("2700")))
            await account.sandbox.limitOrders.setAgreesToCancel(false)
            let outcome = try await trading.cancel(position.quoteId, owner: account.wallet)
            guard case .requested = outcome else { throw FlowFailure("\(outcome)") }
            #expect(try await trading.store.load().pending.map(\.stage) == [.resting])
            await account.sandbox.limitOrders.setAgreesToCancel(true)
            try await eventually("the solver agrees") { try await account.quote(position.quoteId).quoteStatus == .opened }
            let recovered = try await trading.recover()
            guard case .limitClose(let fill)? = recovered.first?.outcome else { throw FlowFailure("\(recovered)") }
            #expect(fill.filled == .zero)
            #expect(try await trading.store.load().pending.isEmpty)
            let closed = try await trading.close(CloseIntent(quoteId: position.quoteId))
            #expect(closed.remainder == .zero)
        }
    }

    /// The other way to the same quote.
    @Test(arguments: [false, true])
    func walletSendsOneToo(isBound: Bool) async throws {
        try await withMajors(.v086, isBound: isBound) { account, trading in
            let sent = try await trading.send(try await trading.preview(try intent(.short)), owner: account.wallet)
            #expect(sent.resting?.account == account.subAccount)
            await account.sandbox.prices.set("ETHUSDT", to: try there(.short))
            let fill = try await trading.waitForFill(of: sent.quoteId)
            #expect(fill.isComplete)
            #expect(try await trading.store.load().positions.map(\.quoteId) == [sent.quoteId])
        }
    }

    // MARK: Refused

    private func refused(_ isExpected: (TradingError) -> Bool, _ body: () async throws -> Void) async throws {
        let error = await #expect(throws: TradingError.self) { try await body() }
        #expect(error.map(isExpected) == true, "\(String(describing: error))")
    }

    @Test func whatTheRulesForbidIsToldBeforeAnythingIsSigned() async throws {
        try await withMajors { account, trading in
            try await refused {
                $0.description.contains("price range: 2200 is not from 2250 to 2750")
            } _: {
                _ = try await trading.preview(try intent(price: "2200"))
            }
            try await refused {
                if case .allocation = $0 { true } else { false }
            } _: {
                _ = try await trading.preview(try intent(quantity: "900"))
            }
            let position = try await trading.open(OpenIntent(market: "ETHUSDT", position: .long, size: .quantity(try Wad("0.5")), leverage: try Wad("5")))
            try await refused {
                $0.description.contains("position \(position.quoteId): price range: 3000")
            } _: {
                _ = try await trading.preview(LimitCloseIntent(quoteId: position.quoteId, price: try Wad("3000")))
            }
            try await refused {
                $0.description.contains("position \(position.quoteId): open quantity: 0.6")
            } _: {
                _ = try await trading.preview(LimitCloseIntent(quoteId: position.quoteId, amount: .quantity(try Wad("0.6")), price: try Wad("2600")))
            }
            // A key that nobody delegated: the preview is anybody's, the order is not.
            let stranger = Session(subAccount: account.subAccount, signer: LocalSigner(PrivateKey.random()))
            let other = try account.symmio.trading(stranger, store: MemoryPositionStore(), options: trading.options)
            let preview = try await other.preview(try intent())
            try await refused {
                if case .noDelegation = $0 { true } else { false }
            } _: {
                _ = try await other.place(preview)
            }
            await other.stop()
            #expect(try await account.quoteCount() == 1)
            #expect(try await trading.store.load().pending.isEmpty)
        }
    }

    @Test func whatTheSolverRefusesLeavesNothingBehind() async throws {
        try await withMajors { account, trading in
            let preview = try await trading.preview(try intent())
            // Meanwhile the market has gone so far that the limit is out of range.
            await account.sandbox.prices.set("ETHUSDT", to: try Wad("2900"))
            try await refused {
                guard case .refused(.solver, let refusal) = $0 else { return false }
                return refusal.code == 3004 && refusal.body.contains("/price-range/ETHUSDT")
            } _: {
                _ = try await trading.place(preview)
            }
            #expect(try await trading.store.load() == StoredState())
            // What it held on to is free again: the same order goes through when the market is back.
            await account.sandbox.prices.set("ETHUSDT", to: try Wad("2500"))
            #expect(try await trading.place(preview).resting != nil)
        }
    }

    @Test func solversWithoutTheCapabilityAreNotAsked() async throws {
        try await withFlow { _, trading in
            #expect(!trading.solver.solver.takesLimitOrders)
            let preview = try await trading.preview(try intent())
            #expect(preview.operations.count == 2)
            try await refused {
                if case .unsupported(let why) = $0 { why.contains("the owner's wallet") } else { false }
            } _: {
                _ = try await trading.place(preview)
            }
        }
        let base = try Deployment(named: "base-0.8.5")
        #expect(base.solvers.map(\.takesLimitOrders) == [true])
    }

    // MARK: What goes wrong on the way

    @Test(arguments: MajorsFlowTests.survivable)
    func isPlacedOnceDespite(_ fault: SandboxFaults.Kind) async throws {
        try await withMajors { account, trading in
            let preview = try await trading.preview(try intent())
            await account.sandbox.faults.set(fault)
            let placed = try await trading.place(preview)
            #expect(placed.resting?.quantity == preview.quotation.quantity)
            // Time for a second one, were there to be any.
            try await Task.sleep(for: .milliseconds(60))
            #expect(try await account.quoteCount() == 1)
            await account.sandbox.faults.clear()
            await account.sandbox.prices.set("ETHUSDT", to: try there(.long))
            #expect(try await trading.waitForFill(of: placed.quoteId).isComplete)
            let closing = try await trading.preview(LimitCloseIntent(quoteId: placed.quoteId, price: try Wad("2420")))
            await account.sandbox.faults.set(fault)
            let asked = try await trading.place(closing)
            #expect(asked.resting?.price == closing.price)
            #expect(try await trading.store.load().pending.map(\.stage) == [.resting])
        }
    }

    @Test func oneThatNeverLeftIsForgotten() async throws {
        try await withMajors { account, trading in
            let preview = try await trading.preview(try intent())
            await account.sandbox.faults.set(.revert)
            try await refused {
                if case .failed(let refusal) = $0 { refusal.code == 3010 } else { false }
            } _: {
                _ = try await trading.place(preview)
            }
            #expect(try await account.quoteCount() == 0)
            #expect(try await trading.store.load() == StoredState())
        }
    }

    @Test func oneOfWhichNobodyHeardIsFoundLater() async throws {
        try await withMajors { account, trading in
            let preview = try await trading.preview(try intent())
            // The solver never saw it; this program cannot know, and does not send it again.
            await account.sandbox.faults.set(.dropBeforePost)
            try await refused {
                if case .outcomeUnknown = $0 { true } else { false }
            } _: {
                _ = try await trading.place(preview)
            }
            #expect(try await account.quoteCount() == 0)
            #expect(try await trading.store.load().pending.count == 1)
            await account.sandbox.chain.advance(seconds: 901)
            let recovered = try await trading.recover()
            guard case .error(.expired)? = recovered.first?.outcome else { throw FlowFailure("\(recovered)") }
            #expect(try await trading.store.load() == StoredState())
        }
    }

    /// The program ends after the solver has taken it; then the solver does, before it is on chain.
    @Test func isFoundAfterBothHaveEnded() async throws {
        let folder = try SandboxStateTests.StateFolder()
        let first = try await MajorsAccount {
            $0.state = folder.file
            $0.latency = .seconds(60)
        }
        let store = MemoryPositionStore()
        let trading = try first.trading(store: store)
        let preview = try await trading.preview(try intent())
        let placing = Task { try await trading.place(preview) }
        try await eventually("the solver has it") { await store.load().pending.first?.stage == .accepted }
        placing.cancel()
        await #expect(throws: TradingError.self) { try await placing.value }
        await trading.stop()
        await first.sandbox.stop()

        var options = Sandbox.Options(clock: .manual(FlowAccount.start), latency: .milliseconds(10), state: folder.file)
        options.solvers = [.rasa]
        let sandbox = try await Sandbox(options)
        let symmio = SymmioClient(
            sandbox.deployment,
            chain: ChainClient(
                chainId: sandbox.deployment.chainId, endpoints: [Endpoint(sandbox.rpcURL)], options: ChainOptions(pollInterval: .milliseconds(5))))
        let later = try symmio.trading(first.session, store: store, options: trading.options)
        let recovered = try await later.recover()
        guard case .limit(let fill)? = recovered.first?.outcome else { throw FlowFailure("\(recovered)") }
        #expect(fill.resting?.quantity == preview.quotation.quantity)
        await sandbox.prices.set("ETHUSDT", to: try there(.long))
        #expect(try await later.waitForFill(of: fill.quoteId).isComplete)
        await later.stop()
        await sandbox.stop()
    }

    /// The block with the order is gone when the next program looks: what the store says of the quote no longer holds.
    @Test func isLookedForAgainWhereItsQuoteIsAnother() async throws {
        try await withMajors { account, trading in
            let placed = try await trading.place(try intent())
            let other = try await trading.place(try intent(quantity: "0.4"))
            try await trading.store.update { state in
                for index in state.pending.indices where state.pending[index].quoteId == placed.quoteId { state.pending[index].quoteId = other.quoteId }
            }
            let later = try account.trading(store: trading.store)
            let found = try await later.recover().compactMap { one -> UInt256? in
                if case .limit(let fill) = one.outcome { fill.quoteId } else { nil }
            }
            #expect(found == [placed.quoteId, other.quoteId])
            #expect(try await trading.store.load().pending.compactMap(\.quoteId) == [placed.quoteId, other.quoteId])
            await later.stop()
        }
    }

    @Test func isSeenWhileItWaits() async throws {
        try await withMajors { account, trading in
            let placed = try await trading.place(try intent())
            var stages: [LivePosition.Stage] = []
            for await snapshot in trading.positions(every: .milliseconds(50), marks: false) {
                for position in snapshot.positions where stages.last != position.stage { stages.append(position.stage) }
                if stages == [.waiting] { await account.sandbox.prices.set("ETHUSDT", to: try there(.long)) }
                if stages.last == .open { break }
            }
            #expect(stages == [.waiting, .open])
            #expect(try await trading.limitOrder(placed.quoteId).isComplete)
        }
    }
}

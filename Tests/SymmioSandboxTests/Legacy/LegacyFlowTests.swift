import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// The older flow end to end, against the sandbox.
@Suite(.timeLimit(.minutes(2)))
struct LegacyFlowTests {
    @Test(arguments: [PositionType.long, .short])
    func opensClosesInPartAndWholly(side: PositionType) async throws {
        try await withLegacyFlow { flow in
            let trading = flow.trading()
            let preview = try await trading.preview(LegacyOpenIntent(market: "XRPUSDT", position: side, quantity: try Wad("610.5"), leverage: try Wad("5")))
            // 5 % away from 0.61.
            #expect(preview.request.price == (try Wad(side == .short ? "0.5795" : "0.6405")))
            let position = try await trading.open(preview)
            #expect(position.status == .opened)
            #expect(position.side == side)
            #expect(position.account == flow.account)
            #expect(position.quantity == (try Wad("610.5")))
            #expect(position.partyAmm == preview.request.lockedValues.partyAmm.wad)
            #expect(try await trading.positions().map(\.quoteId) == [position.quoteId])
            #expect(try await trading.positions().first?.market == "XRPUSDT")

            let part = try await trading.close(position.quoteId, .percent(try Wad("40")))
            #expect(part.quantity == (try Wad("244.2")))
            #expect(part.remainder == (try Wad("366.3")))
            let rest = try await trading.close(position.quoteId)
            #expect(rest.remainder == .zero)
            #expect(try await trading.position(position.quoteId).status == .closed)
            #expect(try await trading.positions().isEmpty)
            #expect(try await flow.quoteCount() == 1)
            #expect(try await trading.pendingOpens().isEmpty)
            #expect(try await trading.pendingCloses().isEmpty)
        }
    }

    @Test func pendingOrdersCanBeTakenBack() async throws {
        try await withLegacyFlow { flow in
            let trading = flow.trading()
            // What is pending stays so, however slow the machine is.
            await flow.sandbox.setLegacyLatency(.seconds(3_600))
            let preview = try await trading.preview(LegacyOpenIntent(market: "ETHUSDT", position: .long, quantity: try Wad("0.5")))
            let order = try await trading.submit(preview)
            let id = try #require(order.tempQuoteId)
            #expect(id < 0)
            let pending = try await trading.pendingOpens()
            #expect(pending.map(\.tempQuoteId) == [id])
            #expect(pending.first?.quantity == (try Wad("0.5")))
            #expect(pending.first?.partyBmm == preview.request.lockedValues.partyBmm.wad)
            try await trading.cancelOpen(id)
            #expect(try await trading.pendingOpens().isEmpty)
            guard case .failed(let refusal)? = await legacyFailure({ () async throws(LegacyError) in try await trading.outcome(of: order) }) else {
                throw FlowFailure("a cancelled order has not failed")
            }
            #expect(refusal.message == "Cancelled by the trader")
            // Once it is over, there is nothing to take back.
            guard case .refused(let late)? = await legacyFailure({ () async throws(LegacyError) in try await trading.cancelOpen(id) }) else {
                throw FlowFailure("taken back twice")
            }
            #expect(late.code == 4023)

            await flow.sandbox.setLegacyLatency(.zero)
            let position = try await trading.open(preview)
            await flow.sandbox.setLegacyLatency(.seconds(3_600))
            let close = try await trading.previewClose(position.quoteId)
            try await trading.submitClose(close)
            #expect(try await trading.pendingCloses().map { UInt256(UInt64($0.quoteId)) } == [position.quoteId])
            guard case .refused(let twice)? = await legacyFailure({ () async throws(LegacyError) in try await trading.close(close) }) else {
                throw FlowFailure("closed twice")
            }
            #expect(twice.code == 4021)
            try await trading.cancelClose(position.quoteId)
            #expect(try await trading.pendingCloses().isEmpty)
            #expect(try await trading.position(position.quoteId).status == .opened)
        }
    }

    /// The answers are lost, or come wrong: what was sent is found, and not sent again.
    @Test(arguments: [SandboxFaults.Kind.dropAfterPost, .unavailable, .truncated, .garbage, .slow, .reorganisation])
    func survivesLostAnswers(fault: SandboxFaults.Kind) async throws {
        try await withLegacyFlow { flow in
            let trading = flow.trading()
            let preview = try await trading.preview(LegacyOpenIntent(market: "BTCUSDT", position: .short, quantity: try Wad("0.01")))
            _ = try await trading.session.token()
            await flow.sandbox.faults.set(fault)
            let position = try await trading.open(preview)
            #expect(position.status == .opened)
            #expect(try await flow.quoteCount() == 1)

            await flow.sandbox.faults.set(fault)
            let closed = try await trading.close(position.quoteId, .percent(try Wad("50")))
            #expect(closed.quantity == (try Wad("0.005")))
            #expect(closed.remainder == (try Wad("0.005")))
        }
    }

    /// The solver never saw the order: that cannot be told from a lost answer, so nothing is sent again and nothing is promised.
    @Test func whatWasPerhapsSentIsNotSentAgain() async throws {
        try await withLegacyFlow { flow in
            let log = RequestLog()
            let trading = flow.trading(transport: log)
            let preview = try await trading.preview(LegacyOpenIntent(market: "BTCUSDT", position: .long, quantity: try Wad("0.01")))
            await flow.sandbox.faults.set(.dropBeforePost)
            guard case .outcomeUnknown(nil, let deadline, _)? = await legacyFailure({ () async throws(LegacyError) in try await trading.open(preview) })
            else { throw FlowFailure("not unknown") }
            #expect(deadline == FlowAccount.start + 3_600)
            #expect(await log.count("/instant_open") == 1)
            #expect(try await flow.quoteCount() == 0)
        }
    }

    /// Three equal orders at once, and the answer of one is lost: it is not taken for another.
    @Test func equalOrdersAreToldApart() async throws {
        try await withLegacyFlow { flow in
            let trading = flow.trading()
            let preview = try await trading.preview(LegacyOpenIntent(market: "XRPUSDT", position: .long, quantity: try Wad("100")))
            await flow.sandbox.faults.set(.dropAfterPost)
            let ids = try await withThrowingTaskGroup(of: UInt256.self) { group in
                for _ in 0..<3 { group.addTask { try await trading.open(preview).quoteId } }
                var ids: Set<UInt256> = []
                for try await id in group { ids.insert(id) }
                return ids
            }
            #expect(ids == [1, 2, 3])
            #expect(try await flow.quoteCount() == 3)
        }
    }

    /// 429 comes before the solver has looked at the order.
    @Test func tooManyRequestsIsARefusal() async throws {
        try await withLegacyFlow { flow in
            let trading = flow.trading()
            let preview = try await trading.preview(LegacyOpenIntent(market: "XRPUSDT", position: .long, quantity: try Wad("100")))
            await flow.sandbox.faults.set(.tooManyRequests)
            guard case .refused(let refusal)? = await legacyFailure({ () async throws(LegacyError) in try await trading.open(preview) }) else {
                throw FlowFailure("not refused")
            }
            #expect(refusal.status == 429)
            #expect(refusal.retryAfter == .seconds(1))
            #expect(try await trading.open(preview).quoteId == 1)
        }
    }

    @Test func anOrderThatComesToNothingSaysSo() async throws {
        try await withLegacyFlow { flow in
            let trading = flow.trading()
            let preview = try await trading.preview(LegacyOpenIntent(market: "BTCUSDT", position: .long, quantity: try Wad("0.01")))
            await flow.sandbox.faults.set(.revert)
            guard case .failed(let refusal)? = await legacyFailure({ () async throws(LegacyError) in try await trading.open(preview) }) else {
                throw FlowFailure("not failed")
            }
            #expect(refusal.code == 4030)
            #expect(try await flow.quoteCount() == 0)

            let position = try await trading.open(preview)
            await flow.sandbox.faults.set(.revert)
            guard case .failed(let failure)? = await legacyFailure({ () async throws(LegacyError) in try await trading.close(position.quoteId) }) else {
                throw FlowFailure("not failed")
            }
            #expect(failure.code == 4030)
            #expect(try await trading.position(position.quoteId).status == .opened)
        }
    }
}

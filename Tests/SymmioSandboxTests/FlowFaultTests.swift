import EVMClient
import EVMCore
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// Everything that goes wrong in the sandbox, at an open and at a close: nothing is sent twice, nothing is lost.
@Suite(.timeLimit(.minutes(3)))
struct FlowFaultTests {
    /// The solver takes the order whatever else happens.
    static let survivable: [SandboxFaults.Kind] = SandboxFaults.Kind.allCases.filter { ![.dropBeforePost, .slowRequest, .revert].contains($0) }

    func intent() throws -> OpenIntent {
        OpenIntent(market: "ETHUSDT", position: .long, size: .quantity(try Wad("0.5")), leverage: try Wad("5"))
    }

    @Test(arguments: survivable, Release.allCases)
    func opensDespite(_ fault: SandboxFaults.Kind, release: Release) async throws {
        try await withFlow(release) { account, trading in
            let preview = try await trading.preview(try intent())
            await account.sandbox.faults.set(fault)
            let position = try await trading.open(preview)
            #expect(position.status == .opened)
            // Time for a second one, were there to be any.
            try await Task.sleep(for: .milliseconds(100))
            #expect(try await account.quoteCount() == 1)
            #expect(try await account.quote(position.quoteId).quoteStatus == .opened)
            let state = try await trading.store.load()
            #expect(state.pending.isEmpty)
            #expect(state.positions.map(\.quoteId) == [position.quoteId])
        }
    }

    @Test(arguments: survivable, Release.allCases)
    func closesDespite(_ fault: SandboxFaults.Kind, release: Release) async throws {
        try await withFlow(release) { account, trading in
            let position = try await trading.open(try intent())
            let preview = try await trading.preview(CloseIntent(quoteId: position.quoteId, amount: .quantity(try Wad("0.2"))))
            await account.sandbox.faults.set(fault)
            let closed = try await trading.close(preview)
            #expect(closed.remainder == (try Wad("0.3")))
            try await Task.sleep(for: .milliseconds(100))
            let quote = try await account.quote(position.quoteId)
            #expect(quote.closedAmount == (try Wad("0.2")).units)
            #expect(quote.quoteStatus == .opened)
            #expect(try await trading.store.load().pending.isEmpty)
        }
    }

    @Test(arguments: [SandboxFaults.Kind.dropBeforePost, .slowRequest])
    func openThatNeverArrivesIsKnownToBeOverAfterItsDeadline(_ fault: SandboxFaults.Kind) async throws {
        try await withFlow { account, trading in
            let preview = try await trading.preview(try intent())
            await account.sandbox.faults.set(fault)
            let error = await #expect(throws: TradingError.self) { try await trading.open(preview) }
            guard case .outcomeUnknown(let id, _, _)? = error else { throw FlowFailure("\(String(describing: error))") }
            #expect(try await account.quoteCount() == 0)
            #expect(try await trading.store.load().pending.map(\.id) == [id])
            let early = try await trading.recover()
            guard case .error(.outcomeUnknown)? = early.first?.outcome else { throw FlowFailure("\(early)") }
            await account.sandbox.chain.advance(seconds: 301)
            let late = try await trading.recover()
            guard case .error(.expired)? = late.first?.outcome else { throw FlowFailure("\(late)") }
            #expect(try await trading.store.load() == StoredState())
            #expect(try await account.quoteCount() == 0)
        }
    }

    @Test(arguments: [SandboxFaults.Kind.dropBeforePost, .slowRequest])
    func closeThatNeverArrivesIsKnownToBeOverAfterItsDeadline(_ fault: SandboxFaults.Kind) async throws {
        try await withFlow { account, trading in
            let position = try await trading.open(try intent())
            let preview = try await trading.preview(CloseIntent(quoteId: position.quoteId))
            await account.sandbox.faults.set(fault)
            let error = await #expect(throws: TradingError.self) { try await trading.close(preview) }
            guard case .outcomeUnknown? = error else { throw FlowFailure("\(String(describing: error))") }
            #expect(try await trading.store.load().pending.count == 1)
            await account.sandbox.chain.advance(seconds: 301)
            let late = try await trading.recover()
            guard case .closed(let outcomes)? = late.first?.outcome, case .failure(.expired)? = outcomes[position.quoteId] else {
                throw FlowFailure("\(late)")
            }
            let state = try await trading.store.load()
            #expect(state.pending.isEmpty)
            #expect(state.positions.map(\.quoteId) == [position.quoteId])
            #expect(try await account.quote(position.quoteId).quoteStatus == .opened)
        }
    }

    @Test func openWhoseTransactionRevertsSaysSo() async throws {
        try await withFlow { account, trading in
            let preview = try await trading.preview(try intent())
            await account.sandbox.faults.set(.revert)
            let error = await #expect(throws: TradingError.self) { try await trading.open(preview) }
            guard case .failed(let refusal)? = error else { throw FlowFailure("\(String(describing: error))") }
            #expect(refusal.code == 3010)
            #expect(try await account.quoteCount() == 0)
            #expect(try await trading.store.load() == StoredState())
        }
    }

    @Test func closeWhoseTransactionRevertsSaysSo() async throws {
        try await withFlow { account, trading in
            let position = try await trading.open(try intent())
            let preview = try await trading.preview(CloseIntent(quoteId: position.quoteId))
            await account.sandbox.faults.set(.revert)
            let error = await #expect(throws: TradingError.self) { try await trading.close(preview) }
            guard case .failed(let refusal)? = error else { throw FlowFailure("\(String(describing: error))") }
            #expect(refusal.code == 3010)
            #expect(try await trading.store.load().pending.isEmpty)
            // It can be tried again.
            #expect(try await trading.close(CloseIntent(quoteId: position.quoteId)).remainder == .zero)
        }
    }

    /// All reports lost and the answer too: the solver's lists and the chain have to do.
    @Test(arguments: Release.allCases)
    func opensAndClosesWithNoReportAtAll(release: Release) async throws {
        try await withFlow(release) { account, trading in
            let preview = try await trading.preview(try intent())
            await account.sandbox.faults.set(.loseReports, times: 100)
            await account.sandbox.faults.set(.dropAfterPost)
            let position = try await trading.open(preview)
            let closing = try await trading.preview(CloseIntent(quoteId: position.quoteId))
            await account.sandbox.faults.set(.dropAfterPost)
            #expect(try await trading.close(closing).remainder == .zero)
            #expect(try await account.quoteCount() == 1)
        }
    }
}

extension FlowFaultTests {
    /// Passes orders on and keeps their answers back for a minute.
    private struct KeptBackAnswers: Transport {
        let inner = SystemTransport()

        func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
            let answer = try await inner.send(request)
            guard request.method == "POST", request.url.path.contains("/instant_trade/") else { return answer }
            do { try await Task.sleep(for: .seconds(60)) } catch { throw .cancelled }
            return answer
        }
    }

    /// The reports of an order come while its answer is still awaited: nobody waits for the answer then.
    @Test(arguments: Release.allCases)
    func reportsMayBeQuickerThanTheAnswer(release: Release) async throws {
        let account = try await FlowAccount(release)
        let trading = try account.trading { options in
            options.services.transport = KeptBackAnswers()
            options.services.timeout = .seconds(120)
        }
        let start = ContinuousClock.now
        let position = try await trading.open(try intent())
        try await trading.close(CloseIntent(quoteId: position.quoteId))
        #expect(ContinuousClock.now - start < .seconds(30))
        #expect(try await trading.store.load() == StoredState())
        #expect(try await account.quoteCount() == 1)
        await trading.stop()
        await account.sandbox.stop()
    }

    /// The answer is lost, and the solver gives the order up: that nothing came of it is certain after the deadline only.
    @Test func lostAnswerAndFailedOrderStayUnknownUntilTheDeadline() async throws {
        try await withFlow { account, trading in
            let preview = try await trading.preview(try intent())
            await account.sandbox.faults.set(.dropAfterPost)
            await account.sandbox.faults.set(.revert)
            let error = await #expect(throws: TradingError.self) { try await trading.open(preview) }
            switch error {
            // Where the temporary id was found in the solver's list in time, its failure is certain.
            case .failed?: #expect(try await trading.store.load() == StoredState())
            case .outcomeUnknown?:
                await account.sandbox.chain.advance(seconds: 301)
                guard case .error(.expired)? = try await trading.recover().first?.outcome else { throw FlowFailure("not over") }
                #expect(try await trading.store.load() == StoredState())
            default: throw FlowFailure("\(String(describing: error))")
            }
            #expect(try await account.quoteCount() == 0)
        }
    }
}

import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// What is refused, by this library before anything is signed, or by the solver: the error says which, and nothing stays behind.
@Suite(.timeLimit(.minutes(3)))
struct FlowRefusalTests {
    private func intent(_ quantity: String = "0.5", leverage: String = "5", slippage: OpenTerms.Slippage = .automatic) throws -> OpenIntent {
        OpenIntent(
            market: "ETHUSDT", position: .long, size: .quantity(try Wad(quantity)), leverage: try Wad(leverage), slippage: slippage)
    }

    private func refused(
        _ account: FlowAccount, _ trading: TradingSession, _ intent: OpenIntent, _ isExpected: (TradingError) -> Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let error = await #expect(throws: TradingError.self, sourceLocation: sourceLocation) { try await trading.preview(intent) }
        #expect(error.map(isExpected) == true, "\(String(describing: error))", sourceLocation: sourceLocation)
        #expect(error?.description.isEmpty == false, sourceLocation: sourceLocation)
        #expect(try await trading.store.load() == StoredState(), sourceLocation: sourceLocation)
        #expect(try await account.quoteCount() == 0, sourceLocation: sourceLocation)
    }

    @Test func previewSaysWhatWouldBeRefused() async throws {
        try await withFlow { account, trading in
            try await refused(account, trading, OpenIntent(market: "NOPE", position: .long, size: .quantity(.one), leverage: .one)) {
                if case .noMarket("NOPE") = $0 { true } else { false }
            }
            try await refused(account, trading, try intent("0.0001")) {
                if case .maths(.violations([.noQuantity])) = $0 { true } else { false }
            }
            try await refused(account, trading, try intent("900")) { if case .balance = $0 { true } else { false } }
            // 0.05 % is what the solver takes; less slippage than that never fills.
            try await refused(account, trading, try intent(slippage: .percent(try Wad("0.01")))) {
                if case .maths(.slippageExceeded) = $0 { true } else { false }
            }
            try await refused(account, trading, try intent(leverage: "5000")) {
                if case .service(.solver, .refused) = $0 { true } else { false }
            }
        }
    }

    @Test(arguments: Release.allCases)
    func sessionWithoutDelegationIsToldSo(release: Release) async throws {
        let account = try await FlowAccount(release, delegates: false)
        let trading = try account.trading()
        try await refused(account, trading, try intent()) { if case .noDelegation(let check) = $0 { check.missing.count == 3 } else { false } }
        await trading.stop()
        await account.sandbox.stop()
    }

    @Test func unboundAccountIsToldSo() async throws {
        let account = try await FlowAccount()
        let symmio = SymmioClient(account.deployment, chain: account.chain)
        let fresh = try await symmio.accounts.create(name: "unbound", owner: account.wallet)
        let session = try await symmio.sessions.start(for: fresh, key: account.session, owner: account.wallet)
        let trading = try symmio.trading(session, store: MemoryPositionStore())
        try await refused(account, trading, try intent()) {
            guard case .notBound(fresh, _, .placeholder) = $0 else { return false }
            return $0.description.contains("signature of the oracle") && $0.advice == "Bind it with its owner's wallet"
        }
        await trading.stop()
        await account.sandbox.stop()
    }

    @Test(arguments: Release.allCases)
    func solverThatRefusesAnOpenIsQuoted(release: Release) async throws {
        try await withFlow(release) { account, trading in
            let preview = try await trading.preview(try intent(slippage: .percent(try Wad("1"))))
            await account.sandbox.prices.set("ETHUSDT", to: try Wad("2600"))
            let error = await #expect(throws: TradingError.self) { try await trading.open(preview) }
            guard case .refused(.solver, let refusal)? = error else { throw FlowFailure("\(String(describing: error))") }
            #expect(refusal.code == 3004)
            #expect(refusal.category == .slippage)
            #expect(error?.advice?.isEmpty == false)
            #expect(try await trading.store.load() == StoredState())
            #expect(try await account.quoteCount() == 0)
        }
    }

    @Test func solverThatRefusesACloseIsQuoted() async throws {
        try await withFlow { account, trading in
            let position = try await trading.open(try intent())
            let preview = try await trading.preview(CloseIntent(quoteId: position.quoteId, slippage: .percent(try Wad("1"))))
            await account.sandbox.prices.set("ETHUSDT", to: try Wad("2300"))
            let error = await #expect(throws: TradingError.self) { try await trading.close(preview) }
            guard case .refused(.solver, let refusal)? = error else { throw FlowFailure("\(String(describing: error))") }
            #expect(refusal.code == 3004)
            #expect(try await trading.store.load().pending.isEmpty)
            #expect(try await account.quote(position.quoteId).quoteStatus == .opened)
        }
    }

    @Test func solverThatHasNoTimeIsAskedAgainAndThenLeft() async throws {
        try await withFlow { account, trading in
            let preview = try await trading.preview(try intent())
            // Looks at the solver meet the same fault.
            await account.sandbox.faults.set(.tooManyRequests, times: 100_000)
            let error = await #expect(throws: TradingError.self) { try await trading.open(preview) }
            guard case .refused(.solver, let refusal)? = error else { throw FlowFailure("\(String(describing: error))") }
            #expect(refusal.status == 429)
            await account.sandbox.faults.clear()
            #expect(try await trading.store.load() == StoredState())
            #expect(try await trading.open(preview).status == .opened)
            #expect(try await account.quoteCount() == 1)
        }
    }

    @Test func closeOfMoreThanIsOpenIsNotSigned() async throws {
        try await withFlow { account, trading in
            let position = try await trading.open(try intent())
            let error = await #expect(throws: TradingError.self) {
                try await trading.close(CloseIntent(quoteId: position.quoteId, amount: .quantity(try Wad("0.6"))))
            }
            guard case .close(_, let violations)? = error else { throw FlowFailure("\(String(describing: error))") }
            #expect(violations == [.aboveOpenQuantity(quantity: try Wad("0.6"), open: try Wad("0.5"))])
            let foreign = await #expect(throws: TradingError.self) { try await trading.close(CloseIntent(quoteId: 77)) }
            guard case .noPosition(77)? = foreign else { throw FlowFailure("\(String(describing: foreign))") }
        }
    }

    @Test func lifetimeBeyondAllTimeIsRefusedBeforeAnythingIsSigned() async throws {
        try await withFlow { account, trading in
            let position = try await trading.open(try intent())
            let endless = try account.trading(store: trading.store) { $0.lifetime = .max }
            let kept = try await trading.store.load()
            let preview = try await endless.preview(try intent())
            let opening = await #expect(throws: TradingError.self) { try await endless.open(preview) }
            let closing = await #expect(throws: TradingError.self) { try await endless.close(CloseIntent(quoteId: position.quoteId)) }
            for error in [opening, closing] {
                guard case .unsupported("a lifetime of \(UInt64.max) s is beyond all time")? = error else {
                    throw FlowFailure("\(String(describing: error))")
                }
            }
            #expect(try await trading.store.load() == kept)
            #expect(try await account.quoteCount() == 1)
            await endless.stop()
        }
    }

    @Test func orderCanBeWaitedForLater() async throws {
        try await withFlow { account, trading in
            let operation = try await trading.submit(try await trading.preview(try intent()))
            #expect(operation.temporaryId == -1)
            #expect(operation.stage == .accepted)
            #expect(try await trading.store.load().pending == [operation])
            let position = try await trading.outcome(of: operation)
            #expect(position.correlationId == operation.id)
            #expect(try await trading.store.load().pending.isEmpty)
        }
    }

    @Test func positionClosedByOthersLeavesTheStore() async throws {
        try await withFlow { account, trading in
            let position = try await trading.open(try intent())
            let other = try account.trading()
            try await other.close(CloseIntent(quoteId: position.quoteId))
            #expect(try await trading.store.load().positions.count == 1)
            try await trading.recover()
            #expect(try await trading.store.load() == StoredState())
            await other.stop()
        }
    }
}

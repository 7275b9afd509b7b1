import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// Trading with a solver of majors, from the preview to the last close.
@Suite(.timeLimit(.minutes(3)))
struct MajorsFlowTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let release: Release
        let side: PositionType
        let isBound: Bool

        var testDescription: String { "\(release.rawValue) \(side) \(isBound ? "bound" : "unbound")" }

        static let all: [Case] = Release.allCases.flatMap { release in
            [PositionType.long, .short].flatMap { side in [false, true].map { Case(release: release, side: side, isBound: $0) } }
        }
    }

    private func intent(_ side: PositionType = .long, _ quantity: String = "0.5") throws -> OpenIntent {
        OpenIntent(market: "ETHUSDT", position: side, size: .quantity(try Wad(quantity)), leverage: try Wad("5"))
    }

    /// An unbound account's open profit covers an order, as the core has it by the oracle's word; a loss takes from what is free.
    @Test(arguments: Release.allCases)
    func profitCoversAnOrder(release: Release) async throws {
        let account = try await MajorsAccount(release, allocated: "600")
        let trading = try account.trading()
        do {
            _ = try await trading.open(try intent(.long, "1"))
            let small = try intent(.long, "0.3")
            await #expect(throws: TradingError.self) { try await trading.preview(small) }
            await account.sandbox.prices.set("ETHUSDT", to: try Wad("2700"))
            let position = try await trading.open(small)
            #expect(position.status == .opened)
            #expect(try await account.quoteCount() == 2)
        } catch {
            await trading.stop()
            await account.sandbox.stop()
            throw error
        }
        await trading.stop()
        await account.sandbox.stop()
    }

    @Test(arguments: Case.all)
    func opensAndCloses(_ test: Case) async throws {
        try await withMajors(test.release, isBound: test.isBound) { account, trading in
            let preview = try await trading.preview(try intent(test.side))
            #expect(preview.operations.count == 1)
            #expect(preview.isolation == nil)
            #expect(preview.account == account.subAccount)
            #expect(preview.needsOracle == !test.isBound)
            #expect(preview.available == (try Wad("10000")))
            let position = try await trading.open(preview)
            #expect(position.status == .opened)
            #expect(position.side == test.side)
            #expect(position.account == account.subAccount)
            #expect(try await account.quoteCount() == 1)
            // No virtual account came of it.
            #expect(try await account.symmio.accounts.virtualAccounts(of: account.subAccount).isEmpty)
            let state = try await trading.store.load()
            #expect(state.pending.isEmpty)
            #expect(state.positions.map(\.quoteId) == [position.quoteId])
            #expect(try await trading.openPositions().map(\.quoteId) == [position.quoteId])
            let sent = try await account.quote(position.quoteId)
            #expect(sent.partyA == account.subAccount)
            #expect(sent.marketPrice == (test.isBound ? .zero : try Wad("2500").units))

            let part = try await trading.close(CloseIntent(quoteId: position.quoteId, amount: .quantity(try Wad("0.2"))))
            #expect(part.remainder == (try Wad("0.3")))
            // 2500, 0.05 % to the trader's disadvantage.
            #expect(part.price == (try Wad(test.side == .short ? "2501.25" : "2498.75")))
            let rest = try await trading.close(CloseIntent(quoteId: position.quoteId))
            #expect(rest.remainder == .zero)
            #expect(try await account.quote(position.quoteId).quoteStatus == .closed)
            #expect(try await trading.openPositions().isEmpty)
            #expect(try await trading.store.load() == StoredState())
        }
    }

    @Test func severalAreClosedAtOnceAndShareWhatIsAllocated() async throws {
        try await withMajors(.v086) { account, trading in
            let first = try await trading.open(try intent(.long))
            let second = try await trading.open(try intent(.short, "0.4"))
            let third = try await trading.open(
                OpenIntent(market: "BTCUSDT", position: .long, size: .margin(try Wad("300")), leverage: try Wad("10")))
            let balances = try await account.symmio.accounts.balances(of: account.subAccount)
            let locked = try first.locked() + second.locked() + third.locked()
            #expect(balances.locked == locked)
            let preview = try await trading.preview(try intent())
            #expect(preview.available <= (try balances.allocated - locked))
            var previews: [ClosePreview] = []
            for position in [first, second, third] { previews.append(try await trading.preview(CloseIntent(quoteId: position.quoteId))) }
            let closed = try await trading.close(previews)
            for position in [first, second, third] { #expect(try closed[position.quoteId]?.get().remainder == .zero) }
        }
    }

    @Test func aSandboxMayHaveBothSolvers() async throws {
        let account = try await MajorsAccount(.v086, solvers: [.enigma, .rasa])
        #expect(account.deployment.solvers.map(\.kind) == [.enigma, .rasa])
        #expect(account.deployment.notifications?.protocol == .enigma)
        let trading = try account.trading()
        let position = try await trading.open(try intent())
        #expect(position.account == account.subAccount)
        try await trading.close(CloseIntent(quoteId: position.quoteId))
        // The other solver does not trade with such an account, nor this one with another.
        let lowCaps = try account.symmio.trading(account.session, store: MemoryPositionStore(), solver: account.deployment.solver(of: .enigma))
        let error = await #expect(throws: TradingError.self) { try await lowCaps.preview(try intent()) }
        guard case .unsupported? = error else { throw FlowFailure("\(String(describing: error))") }
        await lowCaps.stop()
        await trading.stop()
        await account.sandbox.stop()
    }

    // MARK: Refused before anything is signed

    private func refused(_ trading: TradingSession, _ intent: OpenIntent, _ isExpected: (TradingError) -> Bool) async throws {
        let error = await #expect(throws: TradingError.self) { try await trading.preview(intent) }
        #expect(error.map(isExpected) == true, "\(String(describing: error))")
        #expect(try await trading.store.load() == StoredState())
    }

    @Test func previewSaysWhatWouldBeRefused() async throws {
        try await withMajors { account, trading in
            try await refused(trading, try intent(.long, "900")) { if case .allocation = $0 { true } else { false } }
            await account.sandbox.faults.set(.oracleUnavailable, times: 2)
            try await refused(trading, try intent()) { if case .oracle(.allGatewaysFailed) = $0 { true } else { false } }
            await account.sandbox.faults.set(.oracleUnavailable, times: 1)
            #expect(try await trading.preview(try intent()).needsOracle)
        }
    }

    @Test func accountsOfAnotherKindAreToldSo() async throws {
        let account = try await MajorsAccount(isolation: .marketDirection, allocated: nil)
        let trading = try account.trading()
        try await refused(trading, try intent()) { if case .unsupported(let why) = $0 { why.contains("CUSTOM") } else { false } }
        await trading.stop()
        await account.sandbox.stop()
    }

    @Test func unboundAccountsNeedAnOracle() async throws {
        let account = try await MajorsAccount()
        let symmio = SymmioClient(account.deployment.with { $0.muon = nil }, chain: account.symmio.chain)
        let trading = try symmio.trading(account.session, store: MemoryPositionStore())
        try await refused(trading, try intent()) {
            guard case .notBound(account.subAccount, _, .noOracle) = $0 else { return false }
            return $0.description.contains("names no oracle")
        }
        await trading.stop()
        await account.sandbox.stop()
    }

    @Test func lossesCountAgainstWhatIsAllocated() async throws {
        try await withMajors { account, trading in
            _ = try await trading.open(try intent(.long, "4"))
            let before = try await trading.preview(try intent()).available
            await account.sandbox.prices.set("ETHUSDT", to: try Wad("1000"))
            let after = try await trading.preview(try intent()).available
            // The loss of 4 · 1501.25 counts where it exceeds the maintenance margin, 90 % of the margin of 2000.
            #expect(after < (try before - Wad("3000")))
            await account.sandbox.prices.set("ETHUSDT", to: try Wad("2600"))
            #expect(try await trading.preview(try intent()).available > before)
        }
    }

    // MARK: Refused by the solver or the chain

    @Test func ordersWithForgedSignaturesAreRefused() async throws {
        try await withMajors { account, trading in
            let preview = try await trading.preview(try intent())
            await account.sandbox.faults.set(.oracleForged)
            let error = await #expect(throws: TradingError.self) { try await trading.open(preview) }
            guard case .refused(.solver, let refusal)? = error else { throw FlowFailure("\(String(describing: error))") }
            #expect(refusal.body.contains("MuonSignatureVerifier: TSS not verified"))
            #expect(try await account.quoteCount() == 0)
            #expect(try await trading.store.load() == StoredState())
        }
    }

    @Test func closesBeyondTheBoundAreRefused() async throws {
        try await withMajors { account, trading in
            let position = try await trading.open(try intent())
            let preview = try await trading.preview(CloseIntent(quoteId: position.quoteId, slippage: .percent(try Wad("0.01"))))
            let error = await #expect(throws: TradingError.self) { try await trading.close(preview) }
            // This solver refuses with 200 and `successful: false`.
            guard case .refused(.solver, let refusal)? = error else { throw FlowFailure("\(String(describing: error))") }
            #expect(refusal.status == 200)
            #expect(refusal.message?.contains("allow more slippage") == true)
            #expect(try await account.quote(position.quoteId).quoteStatus == .opened)
        }
    }

    // MARK: What goes wrong on the way

    static let survivable: [SandboxFaults.Kind] = SandboxFaults.Kind.allCases.filter {
        ![.dropBeforePost, .slowRequest, .revert, .oracleForged, .oracleUnavailable].contains($0)
    }

    @Test(arguments: survivable)
    func opensAndClosesDespite(_ fault: SandboxFaults.Kind) async throws {
        try await withMajors { account, trading in
            let preview = try await trading.preview(try intent())
            await account.sandbox.faults.set(fault)
            let position = try await trading.open(preview)
            #expect(position.status == .opened)
            let close = try await trading.preview(CloseIntent(quoteId: position.quoteId, amount: .quantity(try Wad("0.2"))))
            await account.sandbox.faults.set(fault)
            let closed = try await trading.close(close)
            #expect(closed.remainder == (try Wad("0.3")))
            // Time for a second one, were there to be any.
            try await Task.sleep(for: .milliseconds(60))
            #expect(try await account.quoteCount() == 1)
            #expect(try await account.quote(position.quoteId).closedAmount == (try Wad("0.2")).units)
            #expect(try await trading.store.load().pending.isEmpty)
        }
    }

    @Test func whatWasUnderWayIsFoundByItsTemporaryId() async throws {
        try await withMajors { account, trading in
            let preview = try await trading.preview(try intent())
            await account.sandbox.faults.set(.loseReports, times: 10)
            let order = try await trading.submit(preview)
            #expect(order.temporaryId.map { $0 < 0 } == true)
            // Another program, later, on the same store.
            let later = try account.trading(store: trading.store)
            let recovered = try await later.recover()
            guard case .opened(let position)? = recovered.first?.outcome else { throw FlowFailure("\(recovered)") }
            #expect(position.correlationId == order.id)
            #expect(try await account.quoteCount() == 1)
            await later.stop()
        }
    }

    @Test func revertsAreTold() async throws {
        try await withMajors { account, trading in
            let preview = try await trading.preview(try intent())
            await account.sandbox.faults.set(.revert)
            let error = await #expect(throws: TradingError.self) { try await trading.open(preview) }
            guard case .failed(let refusal)? = error else { throw FlowFailure("\(String(describing: error))") }
            #expect(refusal.code == 3010)
            #expect(try await account.quoteCount() == 0)
        }
    }

    @Test func positionsAreSeenFromTheFirstToTheLast() async throws {
        try await withMajors { account, trading in
            let seen = Stages()
            let watching = Task {
                for await snapshot in trading.positions(every: .milliseconds(200)) {
                    for position in snapshot.positions { await seen.add(position) }
                }
            }
            let position = try await trading.open(try intent())
            try await eventually("it is open") { await seen.names.contains("open") }
            await account.sandbox.prices.set("ETHUSDT", to: try Wad("2600"))
            let profit = try SignedWad("49.375")
            try await eventually("its profit follows the price") { await seen.profit == profit }
            try await trading.close(CloseIntent(quoteId: position.quoteId))
            try await eventually("it is closed") { await seen.names.last == "closed" }
            watching.cancel()
        }
    }

    private actor Stages {
        private(set) var names: [String] = []
        private(set) var profit: SignedWad?

        func add(_ position: LivePosition) {
            let name = String("\(position.stage)".prefix { $0 != "(" })
            if names.last != name { names.append(name) }
            profit = position.profit ?? profit
        }
    }
}

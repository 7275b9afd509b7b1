import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// What the older solver refuses orders for, by its codes.
@Suite(.timeLimit(.minutes(2)))
struct LegacyOrderRefusalTests {
    /// What sending a request straight to the solver leads to: the refusal.
    private func refusal(_ trading: LegacyTradingSession, _ request: LegacyOpenRequest) async throws -> ServiceRefusal? {
        let token = try await trading.session.token()
        do throws(ServiceError) {
            _ = try await trading.solver.open(request, token: token)
            return nil
        } catch {
            guard case .refused(let refusal) = error else { throw error }
            return refusal
        }
    }

    private func closeRefusal(_ trading: LegacyTradingSession, _ request: LegacyCloseRequest) async throws -> ServiceRefusal? {
        let token = try await trading.session.token()
        do throws(ServiceError) {
            try await trading.solver.close(request, token: token)
            return nil
        } catch {
            guard case .refused(let refusal) = error else { throw error }
            return refusal
        }
    }

    @Test func opensAreCheckedInEveryPart() async throws {
        try await withLegacyFlow { flow in
            let trading = flow.trading()
            let preview = try await trading.preview(LegacyOpenIntent(market: "XRPUSDT", position: .long, quantity: try Wad("100"), leverage: try Wad("2")))
            var good = preview.request
            good.deadline = FlowAccount.start + 3_600
            func code(_ change: (inout LegacyOpenRequest) throws -> Void) async throws -> Int? {
                var request = good
                try change(&request)
                return try await refusal(trading, request)?.code
            }
            #expect(try await code { $0.symbolId = 99 } == 4010)
            #expect(try await code { $0.deadline = FlowAccount.start + 10 } == 4012)
            #expect(try await code { $0.quantity = try Wad("100.01") } == 4017)
            #expect(try await code { $0.quantity = try Wad("0.1") } == 4017)
            #expect(try await code { $0.price = try Wad("0.6") } == 4016)
            let percents = LockedPercents(cva: .one, lf: .one, partyAmm: .one, partyBmm: .one)
            #expect(
                try await code {
                    $0.lockedValues = try LegacyLockedValues(
                        price: $0.price, quantity: $0.quantity, leverage: try Wad("50"), percents: percents)
                } == 4015)
            let big = try await trading.preview(LegacyOpenIntent(market: "XRPUSDT", position: .long, quantity: try Wad("100000")))
            #expect(
                try await code {
                    $0 = big.request; $0.deadline = FlowAccount.start + 3_600
                } == 4014)
            // The library sees that one before it sends it.
            guard case .balance? = await legacyFailure({ () async throws(LegacyError) in try await trading.open(big) }) else {
                throw FlowFailure("balance")
            }
            #expect(try await flow.quoteCount() == 0)
        }
    }

    @Test func onlySoManyMayBePending() async throws {
        try await withLegacyFlow(latency: .seconds(3_600)) { flow in
            let trading = flow.trading()
            var preview = try await trading.preview(LegacyOpenIntent(market: "XRPUSDT", position: .long, quantity: try Wad("100"), leverage: try Wad("2")))
            var ids: Set<Int> = []
            for _ in 0..<5 { if let id = try await trading.submit(preview).tempQuoteId { ids.insert(id) } }
            #expect(ids.count == 5)
            guard case .refused(let refusal)? = await legacyFailure({ () async throws(LegacyError) in try await trading.submit(preview) }) else {
                throw FlowFailure("a sixth was taken")
            }
            #expect(refusal.code == 4013)
            for id in ids { try await trading.cancelOpen(id) }
            // What pends counts against the balance, too: two of these fit the account, not three.
            preview = try await trading.preview(LegacyOpenIntent(market: "XRPUSDT", position: .long, quantity: try Wad("3500")))
            _ = try await trading.submit(preview)
            _ = try await trading.submit(preview)
            guard case .refused(let balance)? = await legacyFailure({ () async throws(LegacyError) in try await trading.submit(preview) }) else {
                throw FlowFailure("a third was taken")
            }
            #expect(balance.code == 4014)
        }
    }

    @Test func withoutADelegationNothingIsSent() async throws {
        try await withLegacyFlow(delegates: false) { flow in
            let trading = flow.trading()
            let preview = try await trading.preview(LegacyOpenIntent(market: "XRPUSDT", position: .short, quantity: try Wad("100")))
            guard
                case .notDelegated(flow.account, flow.deployment.partyB, let missing)? = await legacyFailure({ () async throws(LegacyError) in
                    try await trading.open(preview)
                })
            else { throw FlowFailure("sent") }
            #expect(missing.count == 1)
            var request = preview.request
            request.deadline = FlowAccount.start + 3_600
            #expect(try await refusal(trading, request)?.code == 4018)
            // Either of the two functions that send quotes will do.
            try await flow.accounts.delegate([try LegacyDeployment.selector(of: "sendQuote")], for: flow.account, owner: flow.wallet)
            let position = try await trading.open(preview)
            guard case .notDelegated? = await legacyFailure({ () async throws(LegacyError) in try await trading.close(position.quoteId) }) else {
                throw FlowFailure("closed")
            }
            let close = try await trading.previewClose(position.quoteId)
            #expect(try await closeRefusal(trading, close.request)?.code == 4018)
        }
    }

    @Test func closesAreCheckedInEveryPart() async throws {
        try await withLegacyFlow { flow in
            let trading = flow.trading()
            let position = try await trading.open(
                try await trading.preview(LegacyOpenIntent(market: "ETHUSDT", position: .long, quantity: try Wad("1"))))
            let good = try await trading.previewClose(position.quoteId).request
            func code(_ change: (inout LegacyCloseRequest) throws -> Void) async throws -> Int? {
                var request = good
                try change(&request)
                return try await closeRefusal(trading, request)?.code
            }
            #expect(try await code { $0.quoteId = 99 } == 4020)
            #expect(try await code { $0.quantity = try Wad("1.001") } == 4022)
            #expect(try await code { $0.quantity = try Wad("0.0001") } == 4022)
            #expect(try await code { $0.price = try Wad("2600") } == 4016)
            guard
                case .maths? = await legacyFailure({ () async throws(LegacyError) in
                    try await trading.previewClose(position.quoteId, .quantity(Wad(units: .one)))
                })
            else { throw FlowFailure("a dust quantity") }
            try await trading.close(position.quoteId)
            #expect(try await code { _ in } == 4020)
            guard
                case .notOpen(position.quoteId, .closed)? = await legacyFailure({ () async throws(LegacyError) in
                    try await trading.close(position.quoteId)
                })
            else { throw FlowFailure("closed twice") }
            guard case .noPosition? = await legacyFailure({ () async throws(LegacyError) in try await trading.position(1_000) }) else {
                throw FlowFailure("no such position")
            }
            let token = try await trading.session.token()
            for cancel in [0, 1] {
                do throws(ServiceError) {
                    if cancel == 0 { try await trading.solver.cancelOpen(-99, token: token) } else { try await trading.solver.cancelClose(99, token: token) }
                    Issue.record("nothing was there to take back")
                } catch {
                    guard case .refused(let refusal) = error else { throw error }
                    #expect(refusal.code == 4023)
                }
            }
            #expect(try await trading.solver.reads.errorCodes()[4023] != nil)
        }
    }

    @Test func whatIsNotAskedForRightIsNamed() async throws {
        try await withLegacyFlow { flow in
            let trading = flow.trading()
            guard
                case .noMarket("DOGEUSDT")? = await legacyFailure({ () async throws(LegacyError) in
                    try await trading.preview(LegacyOpenIntent(market: "DOGEUSDT", position: .long, quantity: .one))
                })
            else { throw FlowFailure("no market") }
            // Too much leverage, by the solver's word.
            guard
                case .service(.refused)? = await legacyFailure({ () async throws(LegacyError) in
                    try await trading.preview(LegacyOpenIntent(market: "XRPUSDT", position: .long, quantity: .one, leverage: Wad(units: UInt256.max)))
                })
            else { throw FlowFailure("leverage") }
            let none = BearerToken(value: "none", account: flow.account, expiresAt: .max)
            do throws(ServiceError) {
                _ = try await trading.solver.pendingOpens(of: flow.account, token: none)
                Issue.record("any token will do")
            } catch {
                guard case .refused(let refusal) = error else { throw error }
                #expect(refusal.status == 401)
                #expect(refusal.code == 4001)
            }
        }
    }
}

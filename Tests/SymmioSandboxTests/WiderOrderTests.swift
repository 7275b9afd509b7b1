import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// Orders that wait on chain, and every way out of them.
@Suite(.timeLimit(.minutes(2)))
struct WiderOrderTests {
    private func intent(_ side: PositionType = .long, quantity: String = "0.5", lifetime: UInt64 = 900) throws -> LimitIntent {
        LimitIntent(
            market: "ETHUSDT", position: side, size: .quantity(try Wad(quantity)), leverage: try Wad("5"),
            price: try Wad(side == .short ? "2600" : "2400"), lifetime: lifetime)
    }

    private func there(_ side: PositionType) throws -> Wad { try Wad(side == .short ? "2610" : "2390") }

    @Test(arguments: Release.allCases, [PositionType.long, .short])
    func limitOrderIsFilledWhenTheMarketIsThere(release: Release, side: PositionType) async throws {
        try await withFlow(release) { account, trading in
            let preview = try await trading.preview(try intent(side))
            #expect(!preview.isMarketable)
            #expect(preview.quotation.price == preview.intent.price)
            let sent = try await trading.send(preview, owner: account.wallet)
            #expect(sent.filled == .zero)
            let resting = try await account.symmio.orders.resting(of: account.subAccount)
            #expect(resting.map(\.quoteId) == [sent.quoteId])
            #expect(resting.first?.quantity == preview.quotation.quantity)
            #expect(resting.first?.account == preview.account)

            await account.sandbox.prices.set("ETHUSDT", to: try there(side))
            try await eventually("filled") { try await account.symmio.orders.fill(of: sent.quoteId).isComplete }
            let fill = try await account.symmio.orders.fill(of: sent.quoteId)
            #expect(fill.opened == [sent.quoteId])
            let price = try #require(fill.averagePrice)
            #expect(side == .short ? price >= preview.intent.price : price <= preview.intent.price)
            #expect(try await trading.openPositions().map(\.quoteId) == [sent.quoteId])
            let closed = try await trading.close(CloseIntent(quoteId: sent.quoteId))
            #expect(closed.remainder == .zero)
        }
    }

    @Test(arguments: Release.allCases)
    func restOfAPartialFillWaitsAndIsCancelled(release: Release) async throws {
        try await withFlow(release) { account, trading in
            let orders = account.symmio.orders
            let sent = try await trading.send(try await trading.preview(try intent()), owner: account.wallet)
            await account.sandbox.limitOrders.setPartialFill(try Wad("0.2"))
            await account.sandbox.prices.set("ETHUSDT", to: try there(.long))
            try await eventually("filled in part") { try await orders.fill(of: sent.quoteId).filled > .zero }
            let fill = try await orders.fill(of: sent.quoteId)
            #expect(fill.asked == (try Wad("0.5")))
            #expect(fill.filled == (try Wad("0.2")))
            let rest = try #require(fill.resting)
            #expect(rest.restOf == sent.quoteId)
            #expect(rest.quantity == (try Wad("0.3")))
            #expect(try await orders.cancel(rest.quoteId, owner: account.wallet) == .cancelled)
            let after = try await orders.fill(of: sent.quoteId)
            #expect(after.dropped == (try Wad("0.3")))
            #expect(after.resting == nil)
            #expect(try await trading.openPositions().map(\.openQuantity) == [Wad("0.2")])
            let again = await #expect(throws: OrderError.self) { try await orders.cancel(rest.quoteId, owner: account.wallet) }
            guard case .notWaiting(_, .canceled)? = again else { throw FlowFailure("\(String(describing: again))") }
        }
    }

    @Test(arguments: Release.allCases)
    func cancelledOrderGivesItsMarginBack(release: Release) async throws {
        try await withFlow(release) { account, trading in
            let before = try await account.symmio.accounts.balances(of: account.subAccount).available
            let sent = try await trading.send(try await trading.preview(try intent()), owner: account.wallet)
            #expect(try await account.symmio.accounts.balances(of: account.subAccount).available < before)
            #expect(try await account.symmio.orders.cancel(sent.quoteId, owner: account.wallet) == .cancelled)
            #expect(try await account.symmio.accounts.balances(of: account.subAccount).available == before)
        }
    }

    @Test(arguments: Release.allCases)
    func lockedOrderIsCancelledByAgreementOrByForce(release: Release) async throws {
        try await withFlow(release) { account, trading in
            let (orders, limits, owner) = (account.symmio.orders, account.sandbox.limitOrders, account.wallet)
            await limits.set(.locks)
            await limits.setAgreesToCancel(false)
            let before = try await account.symmio.accounts.balances(of: account.subAccount).available
            let sent = try await trading.send(try await trading.preview(try intent(lifetime: 90_000)), owner: owner)
            try await eventually("locked") { try await account.quote(sent.quoteId).quoteStatus == .locked }
            let outcome = try await orders.cancel(sent.quoteId, owner: owner)
            let asked = await account.sandbox.chain.now
            #expect(outcome == .requested(forceFrom: asked + 301))
            let twice = await #expect(throws: OrderError.self) { try await orders.cancel(sent.quoteId, owner: owner) }
            guard case .alreadyAsked(_, asked + 301)? = twice else { throw FlowFailure("\(String(describing: twice))") }

            let early = await #expect(throws: OrderError.self) { try await orders.forceCancel(sent.quoteId, owner: owner) }
            guard case .notEligible(let eligibility)? = early else { throw FlowFailure("\(String(describing: early))") }
            #expect(eligibility.verdict == .later(from: asked + 301, secondsLeft: 301))
            let wrong = try await orders.eligibility(.cancelClose, of: sent.quoteId)
            #expect(wrong.verdict == .wrongState(.cancelPending, needed: .cancelClosePending))
            // The cooldown's last second is still too early, in the library's words and the chain's.
            await account.sandbox.chain.advance(seconds: 300)
            #expect(try await orders.eligibility(.cancelQuote, of: sent.quoteId).verdict == .later(from: asked + 301, secondsLeft: 1))
            let raw = await #expect(throws: SymmioError.self) {
                try await account.raw(Symmio085.Core.Calls.ForceCancelQuote(quoteId: sent.quoteId), as: try await account.quote(sent.quoteId).partyA)
            }
            #expect(raw?.description.contains("the solver still has time to agree") == true, "\(String(describing: raw))")
            await account.sandbox.chain.advance(seconds: 1)
            try await orders.forceCancel(sent.quoteId, owner: owner)
            #expect(try await account.quote(sent.quoteId).quoteStatus == .canceled)
            #expect(try await account.symmio.accounts.balances(of: account.subAccount).available == before)

            let second = try await trading.send(try await trading.preview(try intent()), owner: owner)
            try await eventually("locked") { try await account.quote(second.quoteId).quoteStatus == .locked }
            _ = try await orders.cancel(second.quoteId, owner: owner)
            await limits.setAgreesToCancel(true)
            try await eventually("agreed to") { try await account.quote(second.quoteId).quoteStatus == .canceled }
        }
    }

    @Test(arguments: Release.allCases)
    func expiredOrderIsTidiedAway(release: Release) async throws {
        try await withFlow(release) { account, trading in
            let (orders, owner) = (account.symmio.orders, account.wallet)
            let before = try await account.symmio.accounts.balances(of: account.subAccount).available
            let sent = try await trading.send(try await trading.preview(try intent(lifetime: 60)), owner: owner)
            let early = await #expect(throws: OrderError.self) { try await orders.expire([sent.quoteId], payer: owner) }
            guard case .notExpired? = early else { throw FlowFailure("\(String(describing: early))") }
            await account.sandbox.chain.advance(seconds: 100)
            let now = await account.sandbox.chain.now
            #expect(try await orders.resting(of: account.subAccount).first?.isExpired(at: now) == true)
            try await orders.expire([sent.quoteId], payer: owner)
            #expect(try await account.quote(sent.quoteId).quoteStatus == .expired)
            #expect(try await account.symmio.accounts.balances(of: account.subAccount).available == before)
            // Cancelling one that has expired does the same.
            let other = try await trading.send(try await trading.preview(try intent(lifetime: 360)), owner: owner)
            await account.sandbox.chain.advance(seconds: 400)
            #expect(try await orders.cancel(other.quoteId, owner: owner) == .expired)
        }
    }

    @Test(arguments: Release.allCases)
    func closeRequestIsTakenBackByAgreementOrByForce(release: Release) async throws {
        try await withFlow(release) { account, trading in
            let (orders, limits, owner) = (account.symmio.orders, account.sandbox.limitOrders, account.wallet)
            let position = try await account.open(["0.5"], in: trading)[0]
            await limits.setAgreesToCancel(false)
            let deadline = await account.sandbox.chain.now + 100_000
            let resting = try await orders.close(position.quoteId, atLimit: try Wad("2700"), quantity: try Wad("0.2"), deadline: deadline, owner: owner)
            #expect(resting.kind == .close)
            #expect(resting.quantity == (try Wad("0.2")))
            guard case .requested(let from) = try await orders.cancel(position.quoteId, owner: owner) else { throw FlowFailure("not requested") }
            await account.sandbox.chain.advance(seconds: 301)
            #expect(from <= (await account.sandbox.chain.now))
            try await orders.forceCancelClose(position.quoteId, owner: owner)
            #expect(try await trading.position(position.quoteId).status == .opened)

            try await orders.close(position.quoteId, atLimit: try Wad("2700"), deadline: deadline, owner: owner)
            _ = try await orders.cancel(position.quoteId, owner: owner)
            await limits.setAgreesToCancel(true)
            try await eventually("agreed to") { try await account.quote(position.quoteId).quoteStatus == .opened }
            // One that has expired is tidied away.
            try await orders.close(position.quoteId, atLimit: try Wad("2700"), deadline: await account.sandbox.chain.now + 10, owner: owner)
            await account.sandbox.chain.advance(seconds: 20)
            #expect(try await orders.cancel(position.quoteId, owner: owner) == .expired)
            #expect(try await trading.position(position.quoteId).status == .opened)
            // And one that the market reaches is filled.
            try await orders.close(position.quoteId, atLimit: try Wad("2700"), deadline: deadline, owner: owner)
            await account.sandbox.prices.set("ETHUSDT", to: try Wad("2710"))
            try await eventually("closed") { try await account.quote(position.quoteId).quoteStatus == .closed }
            #expect(try await trading.position(position.quoteId).averageClosePrice >= Wad("2700"))
        }
    }

    @Test(arguments: Release.allCases, [PositionType.long, .short])
    func positionIsClosedByForce(release: Release, side: PositionType) async throws {
        try await withFlow(release) { account, trading in
            let (orders, owner, chain) = (account.symmio.orders, account.wallet, account.sandbox.chain)
            let position = try await account.open(["0.5"], side, in: trading)[0]
            await account.sandbox.limitOrders.set(.ignores)
            // The market is beyond the limit for all of the time, and the solver does nothing.
            await account.sandbox.prices.set("ETHUSDT", to: try Wad(side == .short ? "2440" : "2560"))
            let limit = try Wad(side == .short ? "2450" : "2550")
            let deadline = await chain.now + 100_000
            try await orders.close(position.quoteId, atLimit: limit, deadline: deadline, owner: owner)
            let asked = await chain.now
            let early = try await orders.eligibility(.closePosition, of: position.quoteId)
            #expect(early.verdict == .later(from: asked + 480, secondsLeft: 480))
            #expect(try await orders.forceCloseWindow(of: position.quoteId) == nil)
            let soon = await #expect(throws: OrderError.self) { try await orders.forceClose(position.quoteId, oracle: account.oracle, owner: owner) }
            guard case .notEligible? = soon else { throw FlowFailure("\(String(describing: soon))") }
            await chain.advance(seconds: 500)
            let window = try #require(try await orders.forceCloseWindow(of: position.quoteId))
            #expect(window.from == asked + 300)
            #expect(window.to == asked + 380)
            #expect(window.priceNeeded == (try Wad(side == .short ? "2447.55" : "2552.55")))
            let minutes = try #require(window.minutes)
            #expect(minutes.lowerBound % 60 == 0 && minutes.upperBound % 60 == 0)

            let prices = try await orders.forceClosePrices(of: position.quoteId, oracle: account.oracle)
            var signature = prices
            (signature.highest, signature.lowest, signature.averagePrice) = (try Wad("2552").units, try Wad("2448").units, try Wad("2500").units)
            let near = await #expect(throws: OrderError.self) { try await orders.forceClose(position.quoteId, signature: signature, owner: owner) }
            guard case .prices(.priceNotReached)? = near else { throw FlowFailure("\(String(describing: near))") }
            signature = prices
            signature.startTime = UInt256(window.from - 1)
            let first = await #expect(throws: OrderError.self) { try await orders.forceClose(position.quoteId, signature: signature, owner: owner) }
            guard case .prices(.startsTooEarly)? = first else { throw FlowFailure("\(String(describing: first))") }
            // What the library cannot see, the core does: prices that the oracle has not signed.
            signature = prices
            (signature.highest, signature.lowest) = (try Wad("9000").units, try Wad("1").units)
            let forged = await #expect(throws: OrderError.self) { try await orders.forceClose(position.quoteId, signature: signature, owner: owner) }
            guard case .symmio? = forged else { throw FlowFailure("\(String(describing: forged))") }

            let price = try await orders.forceClose(position.quoteId, oracle: account.oracle, owner: owner)
            #expect(price == window.price(for: prices))
            let closed = try await trading.position(position.quoteId)
            #expect(closed.status == .closed)
            #expect(closed.averageClosePrice == price)
        }
    }

    @Test func marketCloseCannotBeForced() async throws {
        try await withFlow { account, trading in
            let position = try await account.open(["0.5"], in: trading)[0]
            let open = try await account.symmio.orders.eligibility(.closePosition, of: position.quoteId)
            #expect(open.verdict == .wrongState(.opened, needed: .closePending))
            let call = RequestToClosePosition(
                quoteId: position.quoteId, closePrice: try Wad("1").units, quantityToClose: position.quantity.units, orderType: .market,
                deadline: UInt256(FlowAccount.start + 100_000))
            try await account.raw(call, as: position.account)
            let market = try await account.symmio.orders.eligibility(.closePosition, of: position.quoteId)
            #expect(market.verdict == .notLimit)
            let nothing = await #expect(throws: OrderError.self) { try await account.symmio.orders.eligibility(.cancelQuote, of: 99) }
            guard case .noQuote(99)? = nothing else { throw FlowFailure("\(String(describing: nothing))") }
        }
    }

    @Test func limitBeyondTheRulesIsNotSent() async throws {
        try await withFlow(.v086) { account, trading in
            let tooMuch = await #expect(throws: TradingError.self) { try await trading.preview(try intent(quantity: "900")) }
            guard case .balance? = tooMuch else { throw FlowFailure("\(String(describing: tooMuch))") }
            let tooLittle = await #expect(throws: TradingError.self) { try await trading.preview(try intent(quantity: "0.0001")) }
            guard case .maths(.violations)? = tooLittle else { throw FlowFailure("\(String(describing: tooLittle))") }
            #expect(try await account.quoteCount() == 0)
        }
    }
}

extension FlowAccount {
    /// A call in an account's name by its owner, without the library's checks.
    func raw(_ call: some ContractCall, as account: Address) async throws(SymmioError) {
        do throws(ChainError) {
            _ = try await symmio.chain.send(
                Layer.Calls.Call(account: account, callDatas: [call.encoded()]), to: deployment.contracts.accountLayer, using: wallet
            ).wait()
        } catch {
            throw .chain(error)
        }
    }
}

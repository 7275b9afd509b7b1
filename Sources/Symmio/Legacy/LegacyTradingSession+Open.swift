internal import EVMClient
public import EVMCore
public import SymmioContracts

/// A position to open in the older flow.
public struct LegacyOpenIntent: Sendable, Hashable {
    /// The market's name, such as `XRPUSDT`, or its number.
    public var market: String
    /// Long or short.
    public var position: PositionType
    /// The quantity, leverage included.
    public var quantity: Wad
    /// The leverage, at least 1.
    public var leverage: Wad
    /// How far the fill may be from the mark price, in percent.
    public var slippagePercent: Wad

    /// Creates an intent; the slippage of the public example, 5 %, where none is given.
    public init(
        market: String, position: PositionType, quantity: Wad, leverage: Wad = .one,
        slippagePercent: Wad = Wad(units: Wad.one.units &* UInt256(5 as UInt64))
    ) {
        self.market = market
        self.position = position
        self.quantity = quantity
        self.leverage = leverage
        self.slippagePercent = slippagePercent
    }
}

/// What opening comes to, before anything is sent.
public struct LegacyOpenPreview: Sendable, Hashable {
    /// What was asked for.
    public var intent: LegacyOpenIntent
    /// The market.
    public var market: Market
    /// The mark price.
    public var mark: Wad
    /// What is sent to the solver; its deadline is set when it is.
    public var request: LegacyOpenRequest
    /// What the account can still lock, before: what is allocated and not locked, with its open profit, or a loss beyond the maintenance margin.
    public var available: Wad
}

/// An order to open that the solver has taken.
public struct LegacyOrder: Sendable, Hashable {
    /// The temporary id, negative; nil where the order was found on chain first.
    public var tempQuoteId: Int?
    /// The quote on chain; nil while it is not known.
    public var quoteId: UInt256?
    /// The market's name.
    public var market: String
    /// Until when it may be executed, in seconds since 1970; nil where it is not known.
    public var deadline: UInt64?
    /// What the solver recorded before that second is not about it; nil where that is not known.
    var since: UInt64?

    /// Creates an order of its temporary id.
    public init(tempQuoteId: Int?, quoteId: UInt256? = nil, market: String, deadline: UInt64? = nil) {
        self.tempQuoteId = tempQuoteId
        self.quoteId = quoteId
        self.market = market
        self.deadline = deadline
    }
}

extension LegacyTradingSession {
    /// What opening comes to: price, quantity, locked values.
    ///
    /// - Parameter mark: The mark price; the deployment's price service is asked where nil.
    /// - Throws: ``LegacyError``.
    public func preview(_ intent: LegacyOpenIntent, mark: Wad? = nil) async throws(LegacyError) -> LegacyOpenPreview {
        let market = try await market(intent.market)
        let price: Wad
        if let mark { price = mark } else { price = try await markPrice(of: market) }
        let percents = try await asking { () async throws(ServiceError) in
            try await solver.reads.lockedPercents(market: market.name, leverage: intent.leverage)
        }
        let request: LegacyOpenRequest
        do throws(TradeMathsError) {
            request = try self.request(intent, market: market, mark: price, percents: percents)
        } catch {
            throw .maths(error)
        }
        let available = try await lockable(market, mark: price)
        return LegacyOpenPreview(intent: intent, market: market, mark: price, request: request, available: available)
    }

    /// The request but for its deadline, which begins when it is sent.
    private func request(
        _ intent: LegacyOpenIntent, market: Market, mark: Wad, percents: LockedPercents
    ) throws(TradeMathsError) -> LegacyOpenRequest {
        let quantity = try reckoning { () throws(ValueError) in
            try intent.quantity.rounded(fractionDigits: market.quantityDigits, .down)
        }
        guard quantity > .zero else { throw .invalidInput(field: "quantity", reason: "\(intent.quantity) is 0 at the market's precision") }
        guard let symbolId = UInt64(exactly: market.id) else { throw .invalidInput(field: "market", reason: "\(market.id) is no market's number") }
        let price = try LegacyLockedValues.price(
            mark: mark, position: intent.position, slippagePercent: intent.slippagePercent, precision: market.priceDigits)
        let values = try LegacyLockedValues(price: price, quantity: quantity, leverage: intent.leverage, percents: percents)
        return LegacyOpenRequest(
            symbolId: symbolId, position: intent.position, price: price, quantity: quantity, lockedValues: values,
            maxFundingRate: options.maxFundingRate, deadline: 0)
    }

    /// What further orders can lock, as the solver and the core reckon it; positions whose price is not known count as they were opened.
    private func lockable(_ market: Market, mark: Wad) async throws(LegacyError) -> Wad {
        let books = try await accounts.books(of: account)
        // Without positions there is no profit.
        let profit = books.partyAmm > .zero || books.cva > .zero ? try await openProfit([market.name: mark]) : .zero
        do throws(ValueError) {
            return try books.lockable(profit: profit)
        } catch {
            throw .maths(.arithmetic(error))
        }
    }

    /// The profit, or with a minus the loss, of all open positions.
    ///
    /// - Parameter known: Mark prices that need not be asked for, by market.
    private func openProfit(_ known: [String: Wad]) async throws(LegacyError) -> SignedWad {
        let positions = try await positions()
        let names = Set(positions.map(\.market)).subtracting(known.keys).sorted()
        var marks = known
        if let priceService, !names.isEmpty {
            let found = try await asking { () async throws(ServiceError) in try await priceService.prices(names: names) }
            for (name, mark) in found { marks[name] = mark.price }
        }
        do throws(ValueError) {
            var sum = SignedWad.zero
            for position in positions { if let mark = marks[position.market] { sum = try sum + position.profit(at: mark) } }
            return sum
        } catch {
            throw .maths(.arithmetic(error))
        }
    }

    // MARK: Opening

    /// Opens what was previewed, and waits until it is on chain.
    ///
    /// Cancelling the task stops the waiting, not the order.
    /// - Throws: ``LegacyError``; after ``LegacyError/outcomeUnknown(tempQuoteId:deadline:reason:)`` the order may still open.
    public func open(_ preview: LegacyOpenPreview) async throws(LegacyError) -> Position { try await outcome(of: try await submit(preview)) }

    /// Opens what was previewed, and returns as soon as the solver has taken it.
    ///
    /// Orders of one session are sent one after the other: where an answer is lost, what is new at the solver can then only be this order.
    /// - Throws: ``LegacyError``.
    public func submit(_ preview: LegacyOpenPreview) async throws(LegacyError) -> LegacyOrder {
        await gate.enter()
        do throws(LegacyError) {
            let order = try await send(preview)
            await gate.leave()
            return order
        } catch {
            await gate.leave()
            throw error
        }
    }

    private func send(_ preview: LegacyOpenPreview) async throws(LegacyError) -> LegacyOrder {
        var request = preview.request
        let needed: Wad
        do throws(TradeMathsError) { needed = try request.lockedValues.total() } catch { throw .maths(error) }
        guard preview.available >= needed else { throw .balance(available: preview.available, needed: needed) }
        try await checkDelegation([MultiAccounts.Core.SendQuoteWithAffiliate.selector, MultiAccounts.Core.SendQuote.selector])
        let now = try await chainTime()
        let since = Self.recordBegins(before: now)
        let (deadline, overflow) = now.addingReportingOverflow(options.lifetime)
        guard !overflow else { throw .unsupported("a lifetime of \(options.lifetime) s is beyond all time") }
        request.deadline = deadline
        // What there is before, so that what is new can be told from it where the answer is lost.
        let before = try await openTraces(since: since)
        let (solver, sent) = (solver, request)
        let answer = try await session.authorized { (token) async throws(ServiceError) in try await solver.open(sent, token: token) }
        switch answer {
        case .success(let pending):
            var order = LegacyOrder(tempQuoteId: pending.tempQuoteId, market: preview.market.name, deadline: deadline)
            order.since = since
            return order
        case .failure(.refused(let refusal)) where !refusal.outcomeIsUnknown: throw .refused(refusal)
        case .failure(.transport(.cancelled)): throw .cancelled
        case .failure(let error) where error.outcomeIsUnknown:
            if var order = try await find(sent, market: preview.market.name, since: before) {
                order.since = since
                return order
            }
            throw .outcomeUnknown(tempQuoteId: nil, deadline: deadline, reason: "\(error)")
        case .failure(let error): throw .notSent(error)
        }
    }

    /// The orders of this account that can be seen.
    struct OpenTraces: Sendable {
        /// What the solver recorded since then is looked at.
        var since: UInt64
        var temporaryIds: Set<Int> = []
        var quotes: UInt64 = 0
    }

    private func openTraces(since: UInt64) async throws(LegacyError) -> OpenTraces {
        var traces = OpenTraces(since: since)
        for pending in try await pendingOpens() { traces.temporaryIds.insert(pending.tempQuoteId) }
        for state in try await states(since: since) { if let id = state.tempQuoteId { traces.temporaryIds.insert(id) } }
        traces.quotes = UInt64(clamping: try await accounts.read(MultiAccounts.Core.QuotesLength(user: account), from: deployment.symmioCore))
        return traces
    }

    /// The solver's record of the account, all pages of it: in which order they come is not published.
    ///
    /// - Parameter since: Made since then, in seconds since 1970.
    func states(since: UInt64? = nil) async throws(LegacyError) -> [LegacyPositionState] {
        var rows: [LegacyPositionState] = []
        for page in 0..<Self.mostPages {
            let found = try await asking { () async throws(ServiceError) in
                try await solver.positionStates(account: account, since: since, start: page * Self.pageSize, size: Self.pageSize)
            }
            rows += found
            if found.count < Self.pageSize { break }
        }
        return rows.filter { $0.account == nil || $0.account == account }
    }

    private static let pageSize = 100
    /// More than an account's orders of some time fill.
    private static let mostPages = 100

    /// From when on the record is read for an order of now: the solver's clock need not be the chain's.
    static func recordBegins(before now: UInt64) -> UInt64 { now > 3_600 ? now - 3_600 : 0 }

    /// Looks for an order whose answer was lost; nil where nothing is heard of it.
    private func find(_ request: LegacyOpenRequest, market: String, since before: OpenTraces) async throws(LegacyError) -> LegacyOrder? {
        let end = timing.now() + options.unansweredTimeout
        var looks = 0
        while true {
            if let found = await look(for: request, market: market, since: before) { return found }
            guard timing.now() < end else { return nil }
            try await pause(&looks)
        }
    }

    /// One look at all that can tell; what cannot be asked now is asked at the next.
    private func look(for request: LegacyOpenRequest, market: String, since before: OpenTraces) async -> LegacyOrder? {
        if let pending = try? await pendingOpens() {
            let found = pending.first {
                !before.temporaryIds.contains($0.tempQuoteId) && UInt64(exactly: $0.symbolId) == request.symbolId && $0.quantity == request.quantity
                    && $0.requestedOpenPrice == request.price && $0.positionType == Int(request.position.rawValue)
            }
            if let found { return LegacyOrder(tempQuoteId: found.tempQuoteId, market: market, deadline: request.deadline) }
        }
        if let quote = try? await newQuote(request, since: before) {
            return LegacyOrder(tempQuoteId: nil, quoteId: quote, market: market, deadline: request.deadline)
        }
        if let rows = try? await states(since: before.since) {
            // The record does not tell the terms of what has failed: only a single new order can be this one.
            let new = Set(rows.compactMap(\.tempQuoteId)).subtracting(before.temporaryIds)
            if let only = new.first, new.count == 1 { return LegacyOrder(tempQuoteId: only, market: market, deadline: request.deadline) }
        }
        return nil
    }

    private func newQuote(_ request: LegacyOpenRequest, since before: OpenTraces) async throws(LegacyError) -> UInt256? {
        let page = MultiAccounts.Core.GetQuotes(partyA: account, start: UInt256(before.quotes), size: UInt256(100 as UInt64))
        return try await accounts.read(page, from: deployment.symmioCore).first {
            $0.symbolId == UInt256(request.symbolId) && $0.positionType == request.position && $0.quantity == request.quantity.units
                && $0.requestedOpenPrice == request.price.units
        }?.id
    }

    // MARK: Waiting

    /// Waits for the outcome of an order that the solver has taken: its temporary id becomes a quote, and the quote is opened.
    ///
    /// - Throws: ``LegacyError``.
    public func outcome(of order: LegacyOrder) async throws(LegacyError) -> Position {
        var order = order
        let end = timing.now() + options.outcomeTimeout
        var looks = 0
        while true {
            if order.quoteId == nil, let temporary = order.tempQuoteId {
                order.quoteId = try await resolve(temporary, since: order.since)
            }
            if let id = order.quoteId, let position = try? await quote(id, market: order.market) {
                if position.isOpen || position.status == .closed { return position }
                if position.isOver { throw .failed(ServiceRefusal(status: 200, message: "the quote \(id) is \(position.status.words)")) }
            }
            guard timing.now() < end else {
                throw .outcomeUnknown(tempQuoteId: order.tempQuoteId, deadline: order.deadline, reason: "no report within the time given")
            }
            try await pause(&looks)
        }
    }

    /// The quote that a temporary id became; nil while there is none.
    ///
    /// - Throws: ``LegacyError/failed(_:)`` where the order came to nothing; ``LegacyError/cancelled``.
    func resolve(_ temporary: Int, since: UInt64? = nil) async throws(LegacyError) -> UInt256? {
        let rows: [LegacyPositionState]
        do throws(LegacyError) {
            rows = try await states(since: since).filter { $0.tempQuoteId == temporary }
        } catch {
            if case .cancelled = error { throw error }
            return nil
        }
        if let id = rows.compactMap(\.quoteId).first { return id }
        if let failed = rows.first(where: \.hasFailed) { throw .failed(failed.refusal) }
        return nil
    }

    /// Waits between two looks, longer each time.
    func pause(_ looks: inout Int) async throws(LegacyError) {
        // Beyond so many doublings any pause is the longest.
        let pause = min(options.lookInterval, options.firstLook * (1 << min(looks, 16)))
        looks += 1
        do {
            try await timing.sleep(pause)
        } catch {
            throw .cancelled
        }
    }
}

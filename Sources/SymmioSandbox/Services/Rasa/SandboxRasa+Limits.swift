import EVMCore
import Symmio
import SymmioContracts
import SymmioSolver

/// Orders at a limit: put on chain as they are, where ``SandboxLimitOrders`` fills them when the market is there.
extension SandboxRasa {
    /// Whether an order to open is at a limit. What does not decode is refused by who reads it next.
    static func isLimit(_ request: OpenRequest, _ release: Release) -> Bool {
        (try? QuoteTerms(request.sendQuote.operation.callData, release: release))?.orderType == .limit
    }

    /// Whether one of the requests to close is at a limit; that the others are too is for the desk to see.
    static func isLimit(_ request: CloseRequest) -> Bool {
        request.operations.contains { (try? RequestToClosePosition(decoding: $0.operation.callData))?.orderType == .limit }
    }

    /// The prices that a market's orders may have: a tenth around the mark.
    func priceRange(of market: String) async -> ClosedRange<Wad>? {
        guard let price = await prices.price(of: market) else { return nil }
        let tenth = price.units / UInt256(10 as UInt64)
        return Wad(units: price.units &- tenth)...Wad(units: price.units &+ tenth)
    }

    private func check(_ price: Wad, _ symbolId: UInt256) async throws(RasaFailure) {
        guard let market = markets.first(where: { UInt256($0.symbolId) == symbolId }), let range = await priceRange(of: market.name) else { return }
        guard range.contains(price) else {
            throw RasaFailure(3004, "the limit \(price) is not from \(range.lowerBound) to \(range.upperBound), see /price-range/\(market.name)")
        }
    }

    // MARK: Opening

    /// Takes an order to open: gives its entry, and puts it on chain in the background.
    func rest(_ request: OpenRequest) async throws(RasaFailure) -> RasaOrder {
        let order: TakenQuote
        do throws(Refusal) {
            order = try await desk.takeResting(request)
        } catch {
            throw RasaFailure(error.failure)
        }
        try await keepingTo(order) { () async throws(RasaFailure) in
            try await check(order.judged.terms.price, order.judged.terms.symbolId)
            try checkPending(order.judged.subAccount)
        }
        let entry = enter(order.judged)
        later { await $0.execute(entry.id, order) }
        return entry
    }

    private func execute(_ id: Int64, _ order: TakenQuote) async {
        let reports = OpenReports(order.judged, temporaryId: Int(id))
        switch await desk.carryOut(order, chain, faults) {
        case .failure(let failure):
            book[id]?.request = nil
            await publish(reports.failed(failure, at: await chain.now), id, .limit)
        case .success(let quote):
            book[id]?.end(quote.quoteId)
            await publish(reports.rests(quote, at: await chain.now), id, .limit)
        }
    }

    // MARK: Closing

    /// Takes requests to close, all or none, and puts them on chain in the background.
    func rest(_ request: CloseRequest) async throws(RasaFailure) {
        let orders: [TakenCloseRequest]
        do throws(Refusal) {
            orders = try await desk.takeResting(request)
        } catch {
            throw RasaFailure(error.failure)
        }
        do throws(RasaFailure) {
            for order in orders { try await check(order.judged.bound, order.judged.symbolId) }
        } catch {
            for order in orders { await desk.giveUp(order) }
            throw error
        }
        for order in orders { enter(order.judged) }
        later { for order in orders { await $0.execute(order) } }
    }

    private func execute(_ order: TakenCloseRequest) async {
        let reports = CloseReports(order.judged)
        let quoteId = Int64(exactly: order.judged.call.quoteId) ?? 0
        let id = temporaryId(of: quoteId)
        let outcome = await desk.carryOut(order, chain, faults)
        closing[quoteId] = nil
        switch outcome {
        case .failure(let failure): await publish(reports.failed(failure, at: await chain.now), id, .limit)
        case .success: await publish(reports.requested(at: await chain.now), id, .limit)
        }
    }

    // MARK: Reports

    /// Reports what was filled of an order that waited, wholly or in part.
    func report(fill report: SolverNotification) async { await publish(report, report.quoteId.flatMap { temporaryId(of: Int64($0)) }, .limit) }

    private func temporaryId(of quoteId: Int64) -> Int64? { book.values.first { $0.quoteId == quoteId }?.id }

    // MARK: After a restart

    /// Goes on with an order to open that was taken and not seen on chain.
    func resume(_ order: RasaOrder, _ request: OpenRequest) async {
        func report(_ status: SolverNotification.Status, _ now: UInt64) -> SolverNotification {
            SolverNotification(action: "SendQuoteTransaction", status: status, account: order.account, tempQuoteId: Int(order.id), time: now)
        }
        let now = await chain.now
        if let mined = await chain.mined(withSignature: request.sendQuote.signature) {
            let event = mined.logs.lazy.compactMap { try? Symmio085.Core.Events.SendQuoteWithAffiliate(topics: $0.topics, data: $0.data) }.first
            var found = report(mined.succeeded && event != nil ? .success : .failed, now)
            if mined.succeeded, let event {
                found.quoteId = Int(exactly: event.quoteId)
                book[order.id]?.end(event.quoteId)
            } else {
                book[order.id]?.request = nil
            }
            return await publish(found, order.id, .limit)
        }
        do throws(Refusal) {
            let taken = try await desk.takeResting(request)
            later { await $0.execute(order.id, taken) }
        } catch {
            book[order.id]?.request = nil
            await publish(report(.failed, now).telling(error.failure), order.id, .limit)
        }
    }

    /// Goes on with a request to close that was taken and not seen on chain.
    func resume(_ quoteId: Int64, _ close: CloseInWork) async {
        if let mined = await chain.mined(withSignature: close.operation.signature) {
            closing[quoteId] = nil
            var report = SolverNotification(
                action: "InstantRequestToClosePosition", status: mined.succeeded ? .success : .failed, account: close.subAccount,
                quoteId: Int(quoteId), time: await chain.now)
            report.virtualAccount = close.order.account
            return await publish(report, temporaryId(of: quoteId), .limit)
        }
        do throws(Refusal) {
            let orders = try await desk.takeResting(CloseRequest(operations: [close.operation]))
            later { for order in orders { await $0.execute(order) } }
        } catch {
            closing[quoteId] = nil
            let interrupted = InterruptedClose(subAccount: close.subAccount, order: close.order)
            await publish(interrupted.report(error.failure, at: await chain.now), temporaryId(of: quoteId), .limit)
        }
    }
}

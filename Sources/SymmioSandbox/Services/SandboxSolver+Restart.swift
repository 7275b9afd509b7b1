import EVMClient
import EVMCore
import Symmio
import SymmioContracts
import SymmioSolver

/// Orders that the solver had taken when the sandbox ended: what is on the chain is reported, what is not is taken again.
extension SandboxSolver {
    /// Goes on with what a restart interrupted. To be called once, after all that listens to reports does.
    func resume() async {
        for quote in book.values.sorted(by: { $0.id > $1.id }) {
            guard let request = quote.request else { continue }
            if let mined = await chain.mined(withSignature: request.sendQuote.signature) {
                await end(quote, mined)
                continue
            }
            do throws(Refusal) {
                let order = try await desk.take(request)
                later { await $0.execute(quote.id, order) }
            } catch {
                await fail(quote, error.failure)
            }
        }
        for (id, close) in closing.all.sorted(by: { $0.key < $1.key }) {
            if let mined = await chain.mined(withSignature: close.operation.signature) {
                closing[id] = nil
                await report(close, mined)
                continue
            }
            do throws(Refusal) {
                let orders = try await desk.take(CloseRequest(operations: [close.operation]))
                later { for order in orders { await $0.execute(order) } }
            } catch {
                closing[id] = nil
                await publish(report(close, "FillMarketOrderInstantClose", .failed, await chain.now, error.failure))
            }
        }
    }

    // MARK: Orders to open

    private func end(_ quote: TemporaryQuote, _ mined: MinedTransaction) async {
        let event = mined.logs.lazy.compactMap { try? Symmio085.Core.Events.OpenPositionWithLockedValues(topics: $0.topics, data: $0.data) }.first
        guard mined.succeeded, let event else { return await fail(quote, .make(3010, detail: "the transaction reverted")) }
        let price = Wad(units: event.openedPrice)
        book[quote.id]?.end(event.quoteId, account: event.partyA, price: price)
        var report = SolverNotification(
            action: "SendQuoteTransaction", status: .success, account: quote.subAccount, tempQuoteId: Int(quote.id), time: await chain.now)
        report.quoteId = Int(exactly: event.quoteId)
        report.virtualAccount = event.partyA
        report.averageOpenPrice = price
        report.filledOpen = Wad(units: event.filledAmount)
        await publish(report)
    }

    private func fail(_ quote: TemporaryQuote, _ failure: SolverFailure) async {
        book[quote.id]?.end(failure)
        let report = SolverNotification(
            action: "SendQuoteTransaction", status: .failed, account: quote.subAccount, tempQuoteId: Int(quote.id), time: await chain.now)
        await publish(report.telling(failure))
    }

    // MARK: Orders to close

    private func report(_ close: CloseInWork, _ mined: MinedTransaction) async {
        let event = mined.logs.lazy.compactMap { try? Symmio085.Core.Events.FillCloseRequestWithLockedValues(topics: $0.topics, data: $0.data) }
            .first { $0.quoteId == close.order.quoteId }
        let now = await chain.now
        guard mined.succeeded, let event else {
            return await publish(report(close, "FillMarketOrderInstantClose", .failed, now, .make(3010, detail: "the transaction reverted")))
        }
        var report = report(close, "FillMarketOrderInstantClose", .success, now, nil)
        report.averageClosePrice = Wad(units: event.closedPrice)
        report.filledClose = Wad(units: event.filledAmount)
        await publish(report)
    }

    private func report(
        _ close: CloseInWork, _ action: String, _ status: SolverNotification.Status, _ time: UInt64, _ failure: SolverFailure?
    ) -> SolverNotification {
        var report = SolverNotification(
            action: action, status: status, account: close.subAccount, quoteId: Int(exactly: close.order.quoteId), time: time)
        report.virtualAccount = close.order.account
        return failure.map { report.telling($0) } ?? report
    }
}

extension SolverNotification {
    fileprivate func telling(_ failure: SolverFailure) -> SolverNotification {
        var report = self
        report.errorCode = failure.code
        report.failureType = failure.category.rawValue
        report.failureMessage = failure.detail.isEmpty ? failure.message : failure.detail
        return report
    }
}

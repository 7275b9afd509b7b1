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
            let interrupted = InterruptedOpen(account: quote.subAccount, temporaryId: quote.id)
            if let mined = await chain.mined(withSignature: request.sendQuote.signature) {
                let (report, opened) = interrupted.report(of: mined, at: await chain.now)
                if let opened { book[quote.id]?.end(opened.quoteId, account: opened.account, price: opened.price) } else { book[quote.id]?.end(.reverted) }
                await publish(report)
                continue
            }
            do throws(Refusal) {
                let order = try await desk.take(request)
                later { await $0.execute(quote.id, order) }
            } catch {
                book[quote.id]?.end(error.failure)
                await publish(interrupted.report(error.failure, at: await chain.now))
            }
        }
        for (id, close) in closing.all.sorted(by: { $0.key < $1.key }) {
            let interrupted = InterruptedClose(subAccount: close.subAccount, order: close.order)
            if let mined = await chain.mined(withSignature: close.operation.signature) {
                closing[id] = nil
                await publish(interrupted.report(of: mined, at: await chain.now))
                continue
            }
            do throws(Refusal) {
                let orders = try await desk.take(CloseRequest(operations: [close.operation]))
                later { for order in orders { await $0.execute(order) } }
            } catch {
                closing[id] = nil
                await publish(interrupted.report(error.failure, at: await chain.now))
            }
        }
    }
}

extension SolverFailure {
    /// A transaction that was found on the chain after a restart.
    static var reverted: SolverFailure { .make(3010, detail: "the transaction reverted") }
}

/// An order to open that a solver had taken and not yet reported the end of.
struct InterruptedOpen: Sendable {
    let account: Address
    let temporaryId: Int64

    /// What its transaction came to, and the report of that; nil where it reverted.
    func report(
        of mined: MinedTransaction, at time: UInt64
    ) -> (report: SolverNotification, opened: (quoteId: UInt256, account: Address, price: Wad)?) {
        let event = mined.logs.lazy.compactMap { try? Symmio085.Core.Events.OpenPositionWithLockedValues(topics: $0.topics, data: $0.data) }.first
        guard mined.succeeded, let event else { return (report(.reverted, at: time), nil) }
        var report = report(.success, at: time)
        report.quoteId = Int(exactly: event.quoteId)
        report.virtualAccount = event.partyA
        report.averageOpenPrice = Wad(units: event.openedPrice)
        report.filledOpen = Wad(units: event.filledAmount)
        return (report, (event.quoteId, event.partyA, Wad(units: event.openedPrice)))
    }

    func report(_ failure: SolverFailure, at time: UInt64) -> SolverNotification { report(.failed, at: time).telling(failure) }

    private func report(_ status: SolverNotification.Status, at time: UInt64) -> SolverNotification {
        SolverNotification(action: "SendQuoteTransaction", status: status, account: account, tempQuoteId: Int(temporaryId), time: time)
    }
}

/// An order to close that a solver had taken and not yet reported the end of.
struct InterruptedClose: Sendable {
    let subAccount: Address
    let order: CloseOrder

    /// The report of what its transaction came to.
    func report(of mined: MinedTransaction, at time: UInt64) -> SolverNotification {
        let event = mined.logs.lazy.compactMap { try? Symmio085.Core.Events.FillCloseRequestWithLockedValues(topics: $0.topics, data: $0.data) }
            .first { $0.quoteId == order.quoteId }
        guard mined.succeeded, let event else { return report(.reverted, at: time) }
        var report = report(.success, at: time)
        report.averageClosePrice = Wad(units: event.closedPrice)
        report.filledClose = Wad(units: event.filledAmount)
        return report
    }

    func report(_ failure: SolverFailure, at time: UInt64) -> SolverNotification { report(.failed, at: time).telling(failure) }

    private func report(_ status: SolverNotification.Status, at time: UInt64) -> SolverNotification {
        var report = SolverNotification(
            action: "FillMarketOrderInstantClose", status: status, account: subAccount, quoteId: Int(exactly: order.quoteId), time: time)
        report.virtualAccount = order.account
        return report
    }
}

extension SolverNotification {
    /// The report with why it failed.
    func telling(_ failure: SolverFailure) -> SolverNotification {
        var report = self
        report.errorCode = failure.code
        report.failureType = failure.category.rawValue
        report.failureMessage = failure.detail.isEmpty ? failure.message : failure.detail
        return report
    }
}

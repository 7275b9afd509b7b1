import EVMCore
public import Symmio
import SymmioContracts

/// The reports that a solver sends of an order to open, in their order.
public struct OpenReports: Sendable {
    private let order: JudgedOpen
    private let temporaryId: Int

    /// Reports of an order that goes by a temporary id, which is negative.
    public init(_ order: JudgedOpen, temporaryId: Int) {
        self.order = order
        self.temporaryId = temporaryId
    }

    /// The order was priced and will be sent to the chain.
    public func priced(at time: UInt64) -> SolverNotification {
        var report = report("InstantRFQ", .success, time)
        report.averageOpenPrice = order.offer.price
        return report
    }

    /// The position is open.
    public func opened(_ position: OpenedPosition, at time: UInt64) -> SolverNotification {
        var report = report("SendQuoteTransaction", .success, time)
        report.quoteId = Int(exactly: position.quoteId)
        report.virtualAccount = position.account
        report.averageOpenPrice = position.price
        report.filledOpen = position.quantity
        return report
    }

    /// The order, at a limit, is on chain and waits.
    public func rests(_ quote: RestingQuote, at time: UInt64) -> SolverNotification {
        var report = report("SendQuoteTransaction", .success, time)
        report.quoteId = Int(exactly: quote.quoteId)
        report.virtualAccount = quote.account
        return report
    }

    /// Nothing came of the order.
    public func failed(_ failure: SolverFailure, at time: UInt64) -> SolverNotification {
        report("SendQuoteTransaction", .failed, time).explained(by: failure)
    }

    private func report(_ action: String, _ status: SolverNotification.Status, _ time: UInt64) -> SolverNotification {
        SolverNotification(action: action, status: status, account: order.subAccount, tempQuoteId: temporaryId, time: time)
    }
}

/// The reports that a solver sends of a request to close, in their order.
public struct CloseReports: Sendable {
    private let order: JudgedClose

    /// Reports of a request.
    public init(_ order: JudgedClose) { self.order = order }

    /// The request was taken and will be sent to the chain.
    public func requested(at time: UInt64) -> SolverNotification { report("InstantRequestToClosePosition", .success, time) }

    /// It was closed, wholly or in part.
    public func closed(_ position: ClosedPosition, at time: UInt64) -> SolverNotification {
        var report = report("FillMarketOrderInstantClose", .success, time)
        report.averageClosePrice = position.price
        report.filledClose = position.quantity
        return report
    }

    /// Nothing came of the request.
    public func failed(_ failure: SolverFailure, at time: UInt64) -> SolverNotification {
        report("FillMarketOrderInstantClose", .failed, time).explained(by: failure)
    }

    private func report(_ action: String, _ status: SolverNotification.Status, _ time: UInt64) -> SolverNotification {
        var report = SolverNotification(
            action: action, status: status, account: order.subAccount, quoteId: Int(exactly: order.call.quoteId), time: time)
        report.virtualAccount = order.account
        return report
    }
}

extension SolverNotification {
    fileprivate func explained(by failure: SolverFailure) -> SolverNotification {
        var report = self
        report.errorCode = failure.code
        report.failureType = failure.category.rawValue
        report.failureMessage = failure.detail.isEmpty ? failure.message : failure.detail
        return report
    }
}

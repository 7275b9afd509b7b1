internal import EVMClient
internal import EVMCore
internal import SymmioContracts

/// Finds out what became of orders to close: what is known so far, and where to look next.
struct CloseSearch: Sendable {
    /// What became of one of them.
    enum Outcome: Sendable {
        case closed(ClosedPosition)
        /// It is at a limit, and the chain has it.
        case rests
        case failed(ServiceRefusal)
        case expired
    }

    private let session: TradingSession
    private(set) var operation: PendingOperation
    let closes: [PendingOperation.Close]
    /// What is certain, by quote.
    private(set) var outcomes: [UInt256: Outcome] = [:]
    /// Prices that reports named.
    private var prices: [UInt256: Wad] = [:]
    /// Failures that reports told of, which the chain has not contradicted.
    private var alerts: [UInt256: ServiceRefusal] = [:]
    /// Whether the solver is known to have the request.
    private(set) var isKnown = false

    private typealias Core = Symmio085.Core.Calls
    private typealias Instant = Symmio085.InstantLayer.Calls

    init(_ session: TradingSession, _ operation: PendingOperation, _ closes: [PendingOperation.Close]) {
        self.session = session
        self.operation = operation
        self.closes = closes
    }

    /// Whether all is certain.
    var isDone: Bool { closes.allSatisfy { outcomes[$0.quoteId] != nil } }

    /// Those of which nothing is certain yet.
    private var open: [PendingOperation.Close] { closes.filter { outcomes[$0.quoteId] == nil } }

    /// The solver has taken it.
    mutating func accept() {
        operation.stage = .accepted
        isKnown = true
    }

    // MARK: Reports

    /// What a report tells; the chain is asked where it says that something has ended.
    mutating func hear(_ report: SolverNotification) async {
        guard note(report), let close = close(of: report) else { return }
        await lookAtChain([close])
    }

    private func close(of report: SolverNotification) -> PendingOperation.Close? {
        guard let id = report.quoteId, id > 0 else { return nil }
        return open.first { $0.quoteId == UInt256(UInt64(id)) }
    }

    /// - Returns: Whether the report says that a close has ended.
    private mutating func note(_ report: SolverNotification) -> Bool {
        guard let close = close(of: report) else { return false }
        // An earlier close of the same position may have ended in the same second.
        if let timestamp = report.timestamp ?? report.modifyTime {
            let isLate = operation.stage == .accepted ? timestamp >= operation.createdAt : timestamp > operation.createdAt
            guard isLate else { return false }
        }
        if report.isClosed {
            if let price = report.averageClosePrice, price > .zero { prices[close.quoteId] = price }
            isKnown = true
            return true
        }
        if report.isFailure, report.action.contains("Close") {
            alerts[close.quoteId] = ServiceRefusal(report)
            isKnown = true
            return true
        }
        guard report.action.contains("Close") else { return false }
        isKnown = true
        // A request at a limit is where it should be once it is on chain.
        return close.orderType == .limit
    }

    // MARK: Looking

    /// Looks at the notification search, at the solver and on the chain, in this order; what cannot be asked now is asked the next time.
    mutating func look() async {
        if let search = session.notificationSearch {
            for close in open {
                guard let id = Int(exactly: close.quoteId) else { continue }
                let page = try? await search.search(account: operation.subAccount, quoteId: id, size: 20)
                for report in page?.notifications ?? [] { _ = note(report) }
            }
        }
        if !isKnown {
            for close in open where await session.pendingClose(close) == true { isKnown = true }
        }
        await lookAtChain(open)
    }

    private mutating func lookAtChain(_ closes: [PendingOperation.Close]) async {
        for close in closes { await lookAtChain(close) }
    }

    private mutating func lookAtChain(_ close: PendingOperation.Close) async {
        do throws(ChainError) {
            // The block first: what was not executed by then, after the deadline, never will be.
            let block = try await session.client.chain.block(.latest)
            let (uses, quote) = try await session.client.chain.read(
                Instant.OperationUsageCount(value: close.digest).from(session.deployment.contracts.instantLayer),
                Core.GetQuote(quoteId: close.quoteId).from(session.core))
            if try uses.get().isZero {
                if let alert = alerts[close.quoteId], await session.pendingClose(close) == false {
                    outcomes[close.quoteId] = .failed(alert)
                } else if let block, block.timestamp > operation.deadline {
                    outcomes[close.quoteId] = .expired
                }
                return
            }
            isKnown = true
            if close.orderType == .limit {
                outcomes[close.quoteId] = .rests
                return
            }
            let state = try quote.get()
            guard let closed = try? Wad(units: state.closedAmount) - close.closedBefore, closed >= close.quantity else { return }
            let rest = state.quantity > state.closedAmount ? Wad(units: state.quantity &- state.closedAmount) : .zero
            outcomes[close.quoteId] = .closed(
                ClosedPosition(
                    quoteId: close.quoteId, quantity: close.quantity, price: prices[close.quoteId] ?? Wad(units: state.avgClosedPrice),
                    remainder: rest))
        } catch {
            // Asked again the next time.
        }
    }

}

extension TradingSession {
    /// Whether the solver means to carry a close out; nil where it cannot be asked.
    fileprivate func pendingClose(_ close: PendingOperation.Close) async -> Bool? {
        guard let pending = try? await solver.pendingCloses(of: close.account) else { return nil }
        return pending.contains { row in
            row.quoteId > 0 && UInt256(UInt64(row.quoteId)) == close.quoteId && (row.quantity ?? close.quantity) == close.quantity
                && (row.closePrice ?? close.price) == close.price
        }
    }
}

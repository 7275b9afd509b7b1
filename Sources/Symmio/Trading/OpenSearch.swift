internal import EVMClient
internal import EVMCore
internal import SymmioContracts

/// Finds out what became of an order to open: what is known so far, and where to look next.
struct OpenSearch: Sendable {
    enum Outcome: Sendable {
        /// The position is on chain.
        case anchored(Position)
        /// The solver gave it up.
        case failed(ServiceRefusal)
        /// It was not executed and no longer can be.
        case expired
        /// Nobody knows yet.
        case unknown
    }

    private let session: TradingSession
    private(set) var operation: PendingOperation
    private let open: PendingOperation.Open
    /// A quote that a report says is ours; the chain has the last word.
    private var reportedQuote: UInt256?

    private typealias Core = Symmio085.Core.Calls
    private typealias Layer = Symmio085.AccountLayer.Calls
    private typealias Instant = Symmio085.InstantLayer.Calls

    /// Clocks of services differ; reports a little older than the order still count.
    private static let clockTolerance: UInt64 = 60
    /// How many of an account's latest quotes are looked through.
    private static let quotesLookedAt: UInt64 = 50
    private static let reportsLookedAt = 100

    init(_ session: TradingSession, _ operation: PendingOperation, _ open: PendingOperation.Open) {
        self.session = session
        self.operation = operation
        self.open = open
    }

    /// Whether the solver is known to have the order.
    var isKnown: Bool { operation.temporaryId != nil || reportedQuote != nil }

    /// The solver has taken it.
    mutating func accept(_ temporaryId: Int?) {
        operation.stage = .accepted
        operation.temporaryId = temporaryId ?? operation.temporaryId
    }

    // MARK: Reports

    /// What a report tells.
    mutating func hear(_ report: SolverNotification) async -> Outcome {
        guard isRecent(report) else { return .unknown }
        if let id = operation.temporaryId {
            guard report.tempQuoteId == id else { return .unknown }
        } else if !(await isOurs(report)) {
            return .unknown
        }
        if report.isAnchor, let quoteId = report.quoteId, quoteId > 0 {
            reportedQuote = UInt256(UInt64(quoteId))
            return await confirm()
        }
        if report.isFailure { return await failure(ServiceRefusal(report)) }
        return .unknown
    }

    private func isRecent(_ report: SolverNotification) -> Bool {
        guard let timestamp = report.timestamp ?? report.modifyTime else { return true }
        return timestamp >= operation.createdAt || operation.createdAt - timestamp <= Self.clockTolerance
    }

    /// Whether a report is of this order although its temporary id is not known: only a quote's data tells for certain. That an order of the
    /// same terms failed says nothing, as it may be an earlier one.
    private func isOurs(_ report: SolverNotification) async -> Bool {
        guard report.isAnchor, let quoteId = report.quoteId, quoteId > 0 else { return false }
        return await position(UInt256(UInt64(quoteId))) != nil
    }

    // MARK: Looking

    /// Looks at the notification search, at the solver and on the chain, in this order; what cannot be asked now is asked the next time.
    mutating func look() async -> Outcome {
        let first = await lookAtReports()
        guard case .unknown = first else { return first }
        let second = await lookAtSolver()
        guard case .unknown = second else { return second }
        return await lookAtChain()
    }

    private mutating func lookAtReports() async -> Outcome {
        guard let search = session.notificationSearch else { return .unknown }
        let page = try? await search.search(account: operation.subAccount, tempQuoteId: operation.temporaryId, size: Self.reportsLookedAt)
        var failure: Outcome?
        for report in page?.notifications ?? [] {
            let outcome = await hear(report)
            switch outcome {
            // A report that the quote is on chain outweighs all others.
            case .anchored: return outcome
            case .failed: failure = failure ?? outcome
            case .expired, .unknown: break
            }
        }
        return failure ?? .unknown
    }

    private mutating func lookAtSolver() async -> Outcome {
        if operation.temporaryId == nil {
            let pending = try? await session.solver.pendingOpens(of: operation.subAccount)
            if let found = pending?.first(where: { $0.correlationId?.lowercased() == operation.id.lowercased() }) { accept(found.tempQuoteId) }
        }
        guard let id = operation.temporaryId else { return .unknown }
        if let quoteId = try? await session.solver.quoteId(of: id), quoteId > 0 {
            reportedQuote = UInt256(UInt64(quoteId))
            let outcome = await confirm()
            if case .anchored = outcome { return outcome }
        }
        if let status = try? await session.solver.status(of: id), status.hasFailed {
            return await failure(status.failure ?? ServiceRefusal(status: 200, message: status.state))
        }
        return .unknown
    }

    // MARK: The chain

    private func confirm() async -> Outcome {
        guard let reportedQuote, let position = await position(reportedQuote) else { return .unknown }
        return .anchored(position)
    }

    /// The quote, where it is this order's.
    private func position(_ quoteId: UInt256) async -> Position? {
        guard let quote = try? await session.client.chain.read(Core.GetQuote(quoteId: quoteId), from: session.core) else { return nil }
        return position(quote)
    }

    private func position(_ quote: Symmio085.Core.Quote) -> Position? {
        guard !quote.id.isZero, CorrelationData.decode(quote.data) == operation.id else { return nil }
        return Position(quote, subAccount: operation.subAccount, market: open.market)
    }

    /// A solver's word that it gave the order up counts where the chain does not know better.
    private func failure(_ refusal: ServiceRefusal) async -> Outcome {
        let outcome = await lookAtChain()
        switch outcome {
        case .anchored: return outcome
        case .failed, .expired, .unknown: return .failed(refusal)
        }
    }

    private func lookAtChain() async -> Outcome {
        guard let digest = operation.digests.last else { return .unknown }
        do throws(ChainError) {
            // The block first: what was not executed by then, after the deadline, never will be.
            let block = try await session.client.chain.block(.latest)
            let uses = try await session.client.chain.read(
                Instant.OperationUsageCount(value: digest), from: session.deployment.contracts.instantLayer)
            guard uses.isZero else { return try await executed() }
            guard let block, block.timestamp > operation.deadline else { return .unknown }
            return .expired
        } catch {
            return .unknown
        }
    }

    /// The operation was executed: the quote is among the latest of the sub-account's virtual accounts.
    private func executed() async throws(ChainError) -> Outcome {
        let chain = session.client.chain
        for account in try await candidates() {
            let count = try await chain.read(Core.QuotesLength(user: account), from: session.core)
            let size = UInt256(Self.quotesLookedAt)
            let start = count > size ? count &- size : .zero
            let quotes = try await chain.read(Core.GetQuotes(partyA: account, start: start, size: size), from: session.core)
            if let position = quotes.reversed().lazy.compactMap({ self.position($0) }).first { return .anchored(position) }
        }
        return .unknown
    }

    /// Where the quote may be, the likeliest first.
    private func candidates() async throws(ChainError) -> [Address] {
        guard let isolation = open.isolation else { return [operation.subAccount] }
        let layer = session.deployment.contracts.accountLayer
        let (active, next) = try await session.client.chain.read(
            Layer.GetActiveVAByKey(subAccount: operation.subAccount, isolationType: isolation, symbolId: open.symbolId).from(layer),
            Layer.PredictNextVirtualAccountAddress(subAccount: operation.subAccount, isolationType: isolation, symbolId: open.symbolId).from(layer))
        var found = [try active.get(), try next.get()]
        let subAccount = operation.subAccount
        let accounts = try await session.client.chain.readPages(from: layer) {
            Layer.GetVirtualAccountsOfSubAccount(subAccount: subAccount, offset: $0, limit: $1)
        }
        // The newest first.
        found += accounts.filter { $0.symbolId == open.symbolId }.map(\.accountAddress).reversed()
        var seen: Set<Address> = [.zero]
        return found.filter { seen.insert($0).inserted }
    }
}

extension ServiceRefusal {
    /// What a report says of a failure.
    init(_ report: SolverNotification) {
        self.init(
            status: 200, code: report.errorCode, category: report.failureType.flatMap { Category(rawValue: $0) },
            message: report.failureMessage ?? report.action)
    }
}

import EVMClient
public import EVMCore
public import EVMSigning
public import SymmioContracts

/// Orders that wait on chain, and the ways out of them: cancelled, expired, forced. All by ordinary transactions of the owner, so that they
/// work without the solver.
public struct Orders: Sendable {
    let client: SymmioClient

    private typealias Core = Symmio085.Core.Calls
    var core: Address { client.deployment.contracts.symmioCore }

    // MARK: Looking

    /// A quote as the chain has it.
    ///
    /// - Throws: ``OrderError/noQuote(_:)``, ``OrderError/symmio(_:)``.
    public func quote(_ id: UInt256) async throws(OrderError) -> Symmio085.Core.Quote {
        let quote = try await asking { () async throws(SymmioError) in try await client.read(Core.GetQuote(quoteId: id), from: core) }
        guard !quote.id.isZero else { throw .noQuote(id) }
        return quote
    }

    /// What waits for the solver: orders to open, and requests to close, of a sub-account and its virtual accounts, by their quotes.
    ///
    /// - Throws: ``OrderError/symmio(_:)``.
    public func resting(of subAccount: Address) async throws(OrderError) -> [RestingOrder] {
        let accounts = try await asking { () async throws(SymmioError) in
            [subAccount] + (try await client.accounts.virtualAccounts(of: subAccount)).filter(\.isExists).map(\.accountAddress)
        }
        var orders: [RestingOrder] = []
        for account in accounts {
            let pending = try await asking { () async throws(SymmioError) -> [Symmio085.Core.Quote] in
                let ids = try await client.read(Core.GetPartyAPendingQuotes(partyA: account), from: core)
                let reads = ids.map { Core.GetQuote(quoteId: $0).from(core) }
                return try await client.chaining { () async throws(ChainError) in try await client.chain.read(reads).each() }
            }
            let open = try await pages { start, size in Core.GetPartyAOpenPositions(partyA: account, start: start, size: size) }
            orders += (pending + open).compactMap { RestingOrder($0) }
        }
        return orders.sorted { $0.quoteId < $1.quoteId }
    }

    /// How far an order to open is filled, over all that partial fills have made of it.
    ///
    /// - Throws: ``OrderError``.
    public func fill(of id: UInt256) async throws(OrderError) -> OrderFill {
        var quotes = [try await quote(id)]
        let account = quotes[0].partyA
        // A rest comes after what it is the rest of.
        for next in try await pages({ start, size in Core.GetQuotes(partyA: account, start: start, size: size) })
        where next.parentId == quotes[quotes.count - 1].id { quotes.append(next) }
        do throws(ValueError) {
            return try OrderFill(quotes)
        } catch {
            throw .amount(error)
        }
    }

    private func pages<Call: ContractCall>(
        _ call: @Sendable (_ start: UInt256, _ size: UInt256) -> Call
    ) async throws(OrderError) -> [Symmio085.Core.Quote] where Call.Return == [Symmio085.Core.Quote] {
        do throws(ChainError) {
            // Some releases pad a page with empty quotes.
            return try await client.chain.readPages(from: core, where: { !$0.id.isZero }, call)
        } catch {
            throw .symmio(.chain(error))
        }
    }

    // MARK: Cancelling

    /// Asks for an order to be cancelled: an order to open, or the request to close a position.
    ///
    /// What no solver has locked is cancelled at once, and what has expired is tidied away. Else the solver has to agree.
    /// - Throws: ``OrderError``.
    public func cancel(_ id: UInt256, owner: any Signer) async throws(OrderError) -> CancelOutcome {
        let before = try await quote(id)
        let receipt: Receipt
        switch before.quoteStatus {
        case .pending, .locked: receipt = try await transact(Core.RequestToCancelQuote(quoteId: id), as: before.partyA, owner)
        case .closePending: receipt = try await transact(Core.RequestToCancelCloseRequest(quoteId: id), as: before.partyA, owner)
        case .cancelPending, .cancelClosePending:
            throw .alreadyAsked(id, forceFrom: try await terms(for: before).earliest(Self.force(before), after: Self.time(before)))
        default: throw .notWaiting(id, before.quoteStatus)
        }
        let after = try await quote(id)
        switch after.quoteStatus {
        case .cancelPending, .cancelClosePending:
            return .requested(forceFrom: try await terms(for: after).earliest(Self.force(after), after: Self.time(after)))
        case .canceled: return .cancelled
        case .expired: return .expired
        // A request to close that is gone leaves the position open.
        case .opened where before.quoteStatus == .closePending:
            return receipt.events(Symmio085.Core.Events.ExpireQuoteClose.self, from: core).isEmpty ? .cancelled : .expired
        default: return .filled
        }
    }

    private static func force(_ quote: Symmio085.Core.Quote) -> ForceAction {
        [.closePending, .cancelClosePending].contains(quote.quoteStatus) ? .cancelClose : .cancelQuote
    }

    private static func time(_ quote: Symmio085.Core.Quote) -> UInt64 { UInt64(clamping: quote.statusModifyTimestamp) }

    /// Tidies away orders whose deadline has passed; anybody may. What they locked is free again.
    ///
    /// - Throws: ``OrderError``.
    public func expire(_ ids: [UInt256], payer: any Signer) async throws(OrderError) {
        let now = try await asking { () async throws(SymmioError) in try await client.now() }
        for id in ids {
            let quote = try await quote(id)
            guard let order = RestingOrder(quote) else { throw .notWaiting(id, quote.quoteStatus) }
            guard order.isExpired(at: now) else { throw .notExpired(id, deadline: order.deadline) }
        }
        try await asking { () async throws(SymmioError) in
            _ = try await client.transact(Core.ExpireQuote(expiredQuoteIds: ids), to: core, using: payer)
        }
    }

    // MARK: Closing at a limit

    /// Asks for a position to be closed at a price or better, as the owner; the solver fills it when the market is there.
    ///
    /// - Parameters:
    ///   - quantity: How much; all that is open where nil.
    ///   - deadline: The last second (since 1970) at which it may be closed. To be able to force it, it has to be far enough away: see ``ForceTerms``.
    /// - Throws: ``OrderError``.
    @discardableResult
    public func close(
        _ id: UInt256, atLimit price: Wad, quantity: Wad? = nil, deadline: UInt64, owner: any Signer
    ) async throws(OrderError) -> RestingOrder {
        let before = try await quote(id)
        guard before.quoteStatus == .opened else { throw .notOpen(id, before.quoteStatus) }
        let open = Wad(units: before.quantity > before.closedAmount ? before.quantity &- before.closedAmount : .zero)
        let wanted = quantity ?? open
        guard wanted > .zero else { throw .violations(id, [.noQuantity]) }
        guard wanted <= open else { throw .violations(id, [.aboveOpenQuantity(quantity: wanted, open: open)]) }
        let call = RequestToClosePosition(
            quoteId: id, closePrice: price.units, quantityToClose: wanted.units, orderType: .limit, deadline: UInt256(deadline))
        try await transact(call, as: before.partyA, owner)
        let after = try await quote(id)
        // A solver that was quicker has closed it already.
        guard let order = RestingOrder(after) else { throw .notWaiting(id, after.quoteStatus) }
        return order
    }

    // MARK: Errors

    @discardableResult
    func transact(_ call: some ContractCall, as account: Address, _ owner: any Signer) async throws(OrderError) -> Receipt {
        try await asking { () async throws(SymmioError) in try await client.transact([call], as: account, using: owner) }
    }

    func asking<T>(_ body: () async throws(SymmioError) -> T) async throws(OrderError) -> T {
        do throws(SymmioError) {
            return try await body()
        } catch {
            throw .symmio(error)
        }
    }
}

extension SymmioClient {
    /// Orders that wait on chain, and the ways out of them.
    public var orders: Orders { Orders(client: self) }
}

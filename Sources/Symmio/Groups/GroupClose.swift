public import EVMCore
internal import SymmioContracts

/// What closing a group, wholly or in part, comes to, before anything is signed.
public struct GroupClosePreview: Sendable {
    /// The group as it is.
    public var group: PositionGroup
    /// Which positions, and how much of each.
    public var plan: GroupClosePlan
    /// What each close comes to, in the plan's order.
    public var closes: [ClosePreview]

    /// How much is closed in all.
    ///
    /// - Throws: `ValueError` where it exceeds 256 bits.
    public func quantity() throws(ValueError) -> Wad {
        var sum = Wad.zero
        for part in plan.parts { sum = try sum + part.quantity }
        return sum
    }

    /// The profit, or with a minus the loss, of what is closed, before fees.
    ///
    /// - Throws: `ValueError` where it exceeds 255 bits.
    public func profit() throws(ValueError) -> SignedWad {
        var sum = SignedWad.zero
        for close in closes { sum = try sum + close.profit }
        return sum
    }
}

/// What closing a group came to.
public struct GroupClosed: Sendable {
    /// What became of each position: the solver takes all orders or none, but carries each out for itself.
    public var outcomes: [UInt256: Result<ClosedPosition, TradingError>]

    /// What was closed.
    public var closed: [ClosedPosition] {
        outcomes.compactMap { try? $0.value.get() }.sorted { $0.quoteId < $1.quoteId }
    }

    /// What was not, and why.
    public var failures: [UInt256: TradingError] {
        outcomes.compactMapValues { if case .failure(let error) = $0 { error } else { nil } }
    }

    /// How much was closed in all.
    ///
    /// - Throws: `ValueError` where it exceeds 256 bits.
    public func quantity() throws(ValueError) -> Wad {
        var sum = Wad.zero
        for one in closed { sum = try sum + one.quantity }
        return sum
    }
}

extension TradingSession {
    // MARK: Looking

    /// The sub-account's open positions as groups: by the account that holds them, market and side.
    ///
    /// - Throws: ``TradingError/symmio(_:)``.
    public func groups() async throws(TradingError) -> [PositionGroup] {
        let positions = try await openPositions()
        var groups: [PositionGroup] = []
        for account in Set(positions.map(\.account)).sorted() {
            groups += try await self.groups(of: account, positions.filter { $0.account == account })
        }
        return groups
    }

    /// The group that a position belongs to.
    ///
    /// - Throws: ``TradingError``.
    public func group(of quoteId: UInt256) async throws(TradingError) -> PositionGroup {
        let position = try await position(quoteId)
        guard position.isOpen else { throw .notOpen(quoteId, position.status) }
        let all = try await openPositions().filter { $0.account == position.account }
        let groups = try await self.groups(of: position.account, all)
        guard let group = groups.first(where: { $0.quoteIds.contains(quoteId) }) else { throw .noPosition(quoteId) }
        return group
    }

    private func groups(of account: Address, _ positions: [Position]) async throws(TradingError) -> [PositionGroup] {
        let health = try await health(of: account, positions)
        var groups: [String: PositionGroup] = [:]
        for position in positions {
            let seed = PositionGroup(
                account: account, symbolId: position.symbolId, market: position.market, side: position.side, positions: [],
                health: health[position.symbolId] ?? AccountHealth(allocated: .zero, cva: .zero, lf: .zero, partyAmm: .zero, exposures: []))
            groups[seed.id, default: seed].positions.append(position)
        }
        return groups.values.sorted { ($0.symbolId, $0.id) < ($1.symbolId, $1.id) }
    }

    /// The account's margin against its positions, for each market that it has some in.
    private func health(of account: Address, _ positions: [Position]) async throws(TradingError) -> [UInt256: AccountHealth] {
        let books: AccountHealth
        do throws(SymmioError) {
            books = try await client.accounts.books(of: account)
        } catch {
            throw .symmio(error)
        }
        let markets = Dictionary(grouping: positions, by: \.symbolId)
        return markets.mapValues { books.against($0) }
    }

    // MARK: Closing

    /// Plans to close a group, wholly or in part, and reckons what that comes to; nothing is signed or sent.
    ///
    /// - Parameter amount: All, a quantity, or so many percent of what is open, rounded down to the market's precision.
    /// - Throws: ``TradingError``; ``TradingError/group(_:)`` where no choice of positions comes to the quantity.
    public func preview(
        closing amount: CloseIntent.Amount, of group: PositionGroup, slippage: OpenTerms.Slippage = .automatic
    ) async throws(TradingError) -> GroupClosePreview {
        let market = try await market(id: group.symbolId)
        let rules: MarketRules
        do throws(JSONFieldError) { rules = try market.rules() } catch { throw .service(.solver, .unreadable(status: 200, error)) }
        if let busy = group.positions.first(where: { $0.status != .opened }) { throw .notOpen(busy.quoteId, busy.status) }
        let (quantity, step, candidates) = try arithmetic { () throws(ValueError) in
            let whole = try group.quantity()
            let quantity =
                switch amount {
                case .all: whole
                case .quantity(let wanted): wanted == whole ? whole : try wanted.rounded(fractionDigits: rules.quantityPrecision, .down)
                case .percent(let percent): try CloseMaths.quantity(open: whole, percent: percent, precision: rules.quantityPrecision)
                }
            let step = try max(Wad(units: .one).rounded(fractionDigits: rules.quantityPrecision, .up), rules.lotSize ?? .zero)
            let candidates = try group.positions.map { position throws(ValueError) in
                let locked = try position.locked()
                let least = locked > .zero ? try rules.minimumRemainder(open: position.openQuantity, locked: locked) : position.openQuantity
                return GroupClosePlan.Candidate(
                    quoteId: position.quoteId, open: position.openQuantity, minimumRemainder: min(least, position.openQuantity))
            }
            return (quantity, step, candidates)
        }
        let plan: GroupClosePlan
        do throws(GroupClosePlan.Failure) {
            plan = try GroupClosePlan(closing: quantity, of: candidates, step: step)
        } catch {
            throw .group(error)
        }
        var closes: [ClosePreview] = []
        for part in plan.parts {
            closes.append(
                try await preview(CloseIntent(quoteId: part.quoteId, amount: part.remainder == .zero ? .all : .quantity(part.quantity), slippage: slippage)))
        }
        return GroupClosePreview(group: group, plan: plan, closes: closes)
    }

    /// Closes what was planned with one request, which the solver takes wholly or not at all, and waits until all is done.
    ///
    /// - Throws: As ``close(_:)-(ClosePreview)``.
    public func close(_ preview: GroupClosePreview) async throws(TradingError) -> GroupClosed {
        GroupClosed(outcomes: try await close(preview.closes))
    }
}

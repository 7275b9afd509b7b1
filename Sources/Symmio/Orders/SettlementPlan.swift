public import EVMCore
public import SymmioContracts

/// An oracle's signature over what settling the open profit or loss of positions comes to. All releases share the type.
public typealias SettlementSignature = Symmio084.Core.SettlementSig

/// What settling positions comes to: each has its open price set anew, and what it has gained or lost up to there is paid at once.
public struct SettlementPlan: Sendable, Hashable {
    /// One position's part.
    public struct Row: Sendable, Hashable {
        /// The position.
        public var quoteId: UInt256
        /// Its open price before.
        public var openPrice: Wad
        /// Its open price after.
        public var newPrice: Wad
        /// What its account is paid, or pays with a minus.
        public var payment: SignedWad
    }

    /// The account.
    public var account: Address
    /// The positions, as the oracle has them.
    public var rows: [Row]

    /// What the account is paid for all of them, or pays with a minus.
    ///
    /// - Throws: `ValueError` where it exceeds 255 bits.
    public func payment() throws(ValueError) -> SignedWad {
        var sum = SignedWad.zero
        for row in rows { sum = try sum + row.payment }
        return sum
    }

    /// Reckons a settlement as the core does.
    ///
    /// - Parameters:
    ///   - quotes: The positions of the oracle's rows, in their order.
    ///   - prices: The new open prices, in their order; the oracle's current ones where nil.
    /// - Throws: ``SettlementFault``.
    public init(
        _ signature: SettlementSignature, of account: Address, quotes: [Symmio085.Core.Quote], prices: [Wad]? = nil
    ) throws(SettlementFault) {
        let data = signature.quotesSettlementsData
        let prices = prices ?? data.map { Wad(units: $0.currentPrice) }
        guard !data.isEmpty else { throw .nothing }
        guard prices.count == data.count, quotes.count == data.count else { throw .count(prices: prices.count, positions: data.count) }
        self.account = account
        rows = []
        for (index, row) in data.enumerated() {
            let quote = quotes[index]
            guard quote.id == row.quoteId, quote.partyA == account else { throw .otherAccount(row.quoteId) }
            guard [.opened, .closePending, .cancelClosePending].contains(quote.quoteStatus) else { throw .notOpen(row.quoteId, quote.quoteStatus) }
            guard Int(row.partyBUpnlIndex) < signature.upnlPartyBs.count else { throw .noSolver(row.quoteId) }
            let (open, current, new) = (Wad(units: quote.openedPrice), Wad(units: row.currentPrice), prices[index])
            // Towards the market and no further, and not nowhere.
            guard open > current ? (new < open && new >= current) : (new > open && new <= current) else {
                throw .price(row.quoteId, new, open: open, current: current)
            }
            let quantity = Wad(units: quote.quantity > quote.closedAmount ? quote.quantity &- quote.closedAmount : .zero)
            do throws(ValueError) {
                let size = try (new > open ? try new - open : try open - new).multiplied(by: quantity, rounding: .down)
                let loses = (new > open) == (quote.positionType == .short)
                rows.append(Row(quoteId: quote.id, openPrice: open, newPrice: new, payment: try SignedWad(size, negative: loses && size > .zero)))
            } catch {
                throw .amount(error)
            }
        }
    }
}

/// Why a settlement cannot be made; nothing was sent.
public enum SettlementFault: Error, Sendable, Hashable {
    /// The oracle's word is on no position.
    case nothing
    /// There are not as many prices as positions.
    case count(prices: Int, positions: Int)
    /// A position is not of the account that the forced close is for.
    case otherAccount(UInt256)
    /// A position is not open.
    case notOpen(UInt256, QuoteStatus)
    /// The oracle's word names a solver that it says nothing of.
    case noSolver(UInt256)
    /// A new price is not between a position's open price and the market's.
    case price(UInt256, Wad, open: Wad, current: Wad)
    /// Numbers exceed 256 bits.
    case amount(ValueError)
}

extension SettlementFault: CustomStringConvertible {
    /// What is wrong.
    public var description: String {
        switch self {
        case .nothing: "the oracle's word is on no position"
        case .count(let prices, let positions): "\(prices) prices are given for \(positions) positions"
        case .otherAccount(let id): "position \(id) is of another account"
        case .notOpen(let id, let status): "position \(id) is not open but \(status.words)"
        case .noSolver(let id): "the oracle says nothing of the solver of position \(id)"
        case .price(let id, let new, let open, let current):
            "the new price \(new) of position \(id) is not between its open price \(open) and the market's \(current)"
        case .amount(let error): error.description
        }
    }
}

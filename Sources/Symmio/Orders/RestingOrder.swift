public import EVMCore
public import SymmioContracts

/// An order that waits on chain for the solver: a quote that is not open yet, or a request to close one that is.
public struct RestingOrder: Sendable, Hashable, Identifiable {
    /// What it wants.
    public enum Kind: String, Sendable, Hashable {
        /// To open a position.
        case open
        /// To close one, or a part of it.
        case close
    }

    /// The quote.
    public var quoteId: UInt256
    /// What it wants.
    public var kind: Kind
    /// The account that it is of: the virtual account, or the sub-account where there is none.
    public var account: Address
    /// The market.
    public var symbolId: UInt256
    /// Long or short: of the position, also where it is to be closed.
    public var side: PositionType
    /// Limit or market.
    public var orderType: OrderType
    /// The worst acceptable price.
    public var price: Wad
    /// How much it waits for.
    public var quantity: Wad
    /// The quote's state on chain.
    public var status: QuoteStatus
    /// The last second (since 1970) at which it may be filled.
    public var deadline: UInt64
    /// When its state last changed, in seconds since 1970: what cooldowns count from.
    public var modifiedAt: UInt64
    /// The order that this is the rest of; nil where it is whole.
    public var restOf: UInt256?

    /// The quote.
    public var id: UInt256 { quoteId }

    /// Whether its deadline has passed at a time of the chain; it is then only to be tidied away.
    public func isExpired(at now: UInt64) -> Bool { now > deadline }

    /// Nil where the quote waits for nothing.
    init?(_ quote: Symmio085.Core.Quote) {
        switch quote.quoteStatus {
        case .pending, .locked, .cancelPending:
            kind = .open
            price = Wad(units: quote.requestedOpenPrice)
            quantity = Wad(units: quote.quantity)
        case .closePending, .cancelClosePending:
            kind = .close
            price = Wad(units: quote.requestedClosePrice)
            quantity = Wad(units: quote.quantityToClose)
        default: return nil
        }
        quoteId = quote.id
        account = quote.partyA
        symbolId = quote.symbolId
        side = quote.positionType
        orderType = quote.orderType
        status = quote.quoteStatus
        deadline = UInt64(clamping: quote.deadline)
        modifiedAt = UInt64(clamping: quote.statusModifyTimestamp)
        restOf = quote.parentId.isZero ? nil : quote.parentId
    }
}

/// How far an order to open is filled. What a partial fill leaves is a quote of its own, whose parent is the one before.
public struct OrderFill: Sendable, Hashable {
    /// The order, the first of its quotes.
    public var quoteId: UInt256
    /// How much was asked for.
    public var asked: Wad
    /// How much was opened, closed since or not.
    public var filled: Wad
    /// The average price that it was opened at, rounded to the nearest; nil where nothing was.
    public var averagePrice: Wad?
    /// The quotes that were opened.
    public var opened: [UInt256]
    /// The rest that still waits; nil where nothing does.
    public var resting: RestingOrder?
    /// What was cancelled or expired.
    public var dropped: Wad

    /// Whether all was opened.
    public var isComplete: Bool { filled == asked }

    /// Puts an order together of its quotes, from the first to the last rest.
    init(_ quotes: [Symmio085.Core.Quote]) throws(ValueError) {
        quoteId = quotes.first?.id ?? .zero
        (asked, filled, dropped, averagePrice, opened, resting) = (.zero, .zero, .zero, nil, [], nil)
        var cost = Wad.zero
        for quote in quotes {
            let quantity = Wad(units: quote.quantity)
            asked = try asked + quantity
            if let order = RestingOrder(quote), order.kind == .open {
                resting = order
            } else if quote.quoteStatus == .canceled || quote.quoteStatus == .expired {
                dropped = try dropped + quantity
            } else {
                filled = try filled + quantity
                cost = try cost + quantity.multiplied(by: Wad(units: quote.openedPrice), rounding: .nearest)
                opened.append(quote.id)
            }
        }
        if filled > .zero { averagePrice = try cost.divided(by: filled, rounding: .nearest) }
    }
}

/// What became of asking to cancel an order.
public enum CancelOutcome: Sendable, Hashable {
    /// It is cancelled; what it locked is free.
    case cancelled
    /// Its deadline had passed, so that it was tidied away.
    case expired
    /// The solver was quicker: it is filled.
    case filled
    /// The solver has it and must agree; where it does not, the cancellation can be forced from this second (since 1970).
    case requested(forceFrom: UInt64)
}

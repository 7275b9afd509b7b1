public import EVMCore
internal import SymmioContracts

/// A position to close at a price or better, as a person means it.
public struct LimitCloseIntent: Sendable, Hashable {
    /// The quote.
    public var quoteId: UInt256
    /// How much of it.
    public var amount: CloseIntent.Amount
    /// The price: a long is closed at it or above, a short at it or below.
    public var price: Wad
    /// How long the request waits, in seconds.
    public var lifetime: UInt64

    /// Creates an intent.
    public init(quoteId: UInt256, amount: CloseIntent.Amount = .all, price: Wad, lifetime: UInt64 = 900) {
        self.quoteId = quoteId
        self.amount = amount
        self.price = price
        self.lifetime = lifetime
    }
}

/// What closing at a limit comes to, before anything is signed.
public struct LimitClosePreview: Sendable {
    /// What was asked for.
    public var intent: LimitCloseIntent
    /// The position as it is.
    public var position: Position
    /// The market.
    public var market: Market
    /// The mark price.
    public var mark: Wad
    /// The limit, at the market's precision.
    public var price: Wad
    /// How much is closed.
    public var quantity: Wad
    /// What stays open.
    public var remainder: Wad
    /// The profit, or with a minus the loss, of what is closed at the limit, before fees.
    public var profit: SignedWad
    /// The last second (since 1970) at which it may be filled.
    public var deadline: UInt64

    /// Whether the market is there already, so that the solver may fill it at once.
    public var isMarketable: Bool { position.side == .short ? mark <= price : mark >= price }

    /// What the session key signs, in words.
    public var operation: String {
        "requestToClosePosition for \(position.account): close \(quantity) of position \(intent.quoteId) (\(market.name)) at the limit \(price) or better, "
            + "wholly or in part, until \(deadline)"
    }
}

/// How far a request to close at a limit is filled.
public struct CloseFill: Sendable, Hashable {
    /// The quote.
    public var quoteId: UInt256
    /// How much was asked to be closed.
    public var asked: Wad
    /// How much of that was closed.
    public var filled: Wad
    /// What of the position is open, asked to be closed or not.
    public var remainder: Wad
    /// What still waits; nil where nothing does.
    public var resting: RestingOrder?

    /// Whether all that was asked for was closed.
    public var isComplete: Bool { filled >= asked }

    /// Whether nothing of it can be filled any more at a time of the chain.
    public func isOver(at now: UInt64) -> Bool { resting.map { $0.isExpired(at: now) } ?? true }

    init(_ close: PendingOperation.Close, _ quote: Symmio085.Core.Quote) {
        let closed = Wad(units: quote.closedAmount)
        quoteId = close.quoteId
        asked = close.quantity
        filled = min(closed > close.closedBefore ? Wad(units: closed.units &- close.closedBefore.units) : .zero, close.quantity)
        remainder = quote.quantity > quote.closedAmount ? Wad(units: quote.quantity &- quote.closedAmount) : .zero
        resting = RestingOrder(quote).flatMap { $0.kind == .close ? $0 : nil }
    }
}

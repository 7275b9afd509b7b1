public import EVMCore
public import Symmio
public import SymmioContracts

/// A trade as a solver prices it.
public struct Trade: Sendable, Hashable {
    /// The market.
    public var symbolId: UInt256
    /// Which way the trader's position points.
    public var position: PositionType
    /// Whether the position is opened; else it is closed.
    public var isOpening: Bool
    /// How much.
    public var quantity: Wad

    /// Creates a trade.
    public init(symbolId: UInt256, position: PositionType, isOpening: Bool, quantity: Wad) {
        self.symbolId = symbolId
        self.position = position
        self.isOpening = isOpening
        self.quantity = quantity
    }

    /// Whether the trader buys: opens a long or closes a short.
    public var isBuying: Bool { (position == .short) != isOpening }
}

/// What a solver offers for a trade at this moment.
public struct Offer: Sendable, Hashable {
    /// The price at which it would fill.
    public var price: Wad
    /// The mark price, by which notionals are reckoned.
    public var mark: Wad
    /// What the market allows, and what the solver has left.
    public var rules: MarketRules
    /// Why the market is closed for this side; nil where it is open.
    public var closedBecause: String?

    /// Creates an offer.
    public init(price: Wad, mark: Wad, rules: MarketRules, closedBecause: String? = nil) {
        self.price = price
        self.mark = mark
        self.rules = rules
        self.closedBecause = closedBecause
    }
}

/// The part of a solver that is its own: its markets and its prices.
public protocol SolverMarkets: Sendable {
    /// What the solver offers for a trade; nil where it does not trade the market.
    func offer(for trade: Trade) async -> Offer?
}

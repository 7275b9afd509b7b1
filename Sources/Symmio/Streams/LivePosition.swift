public import EVMCore

/// A position, or an order on its way to become one, as chain, solver and this program together know it.
public struct LivePosition: Sendable, Hashable, Identifiable {
    /// How far it has come. The chain's word outweighs the solver's, the solver's this program's.
    public enum Stage: Sendable, Hashable {
        /// It is being sent, or was, and the solver has not answered.
        case sending
        /// The solver has taken it.
        case accepted
        /// It is an order at a limit, and waits on chain.
        case waiting
        /// The solver has a price for it; the chain does not have it yet.
        case priced(Wad)
        /// It is open on chain.
        case open
        /// It is open, and the solver is closing it or a part of it; the price, where it has one.
        case closing(Wad?)
        /// It is closed on chain; it is gone from the next snapshot.
        case closed
        /// It ended otherwise on chain; it is gone from the next snapshot.
        case ended(QuoteStatus)
        /// The solver gave it up; it is gone from the next snapshot.
        case failed(ServiceRefusal)
    }

    /// What tells it from others, from the first moment to the last: the id that its order carries, or the quote's number where that is not known.
    public var id: String
    /// How far it has come.
    public var stage: Stage
    /// As the chain has it; nil until it does.
    public var position: Position?
    /// The order that is on its way; nil where none is.
    public var pending: PendingOperation?
    /// The market's name.
    public var market: String
    /// The mark price, where it is known.
    public var mark: Wad?

    /// The profit, or with a minus the loss, of what is open at the mark price, before fees and funding; nil where either is not known.
    public var profit: SignedWad? {
        guard let position, let mark, position.isOpen else { return nil }
        return try? position.profit(at: mark)
    }
}

/// All positions of a sub-account at one moment.
public struct PositionSnapshot: Sendable, Hashable {
    /// The positions and what is on its way, by their ids.
    public var positions: [LivePosition]
    /// Why the chain's part is older than it should be, in words; nil where it is not.
    public var problem: String?
    /// Whether the solver's socket is open.
    public var isConnected: Bool
}

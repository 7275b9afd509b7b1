public import EVMCore
internal import SymmioContracts

/// Take profit and stop loss of a position, as a person means them.
public struct TakeProfitStopLoss: Sendable, Hashable {
    /// The worst price at which the closing orders may be filled.
    public enum Bound: Sendable, Hashable {
        /// As the deployment's maths profile has it. The walk-through's is the mark price of the moment, for both legs: a solver that holds a
        /// stop loss to that never fills it. The others shift the trigger by ``TakeProfitStopLossMaths/standardSlippagePercent``.
        case profile
        /// Each leg's trigger, shifted against the trader by so many percent.
        case slippage(percent: Wad)
        /// These prices; a leg whose price is nil has the profile's.
        case prices(takeProfit: Wad?, stopLoss: Wad?)
    }

    /// The price at which the profit is taken; nil leaves what there is alone.
    public var takeProfit: Wad?
    /// The price at which a loss is stopped; nil leaves what there is alone.
    public var stopLoss: Wad?
    /// How much is closed; all that is open where nil.
    public var quantity: Wad?
    /// The price that triggers are compared with; the maths profile's where nil.
    public var triggerType: ConditionalOrder.PriceType?
    /// The worst price at which the closing orders may be filled.
    public var bound: Bound

    /// Creates a pair of triggers.
    public init(
        takeProfit: Wad? = nil, stopLoss: Wad? = nil, quantity: Wad? = nil, triggerType: ConditionalOrder.PriceType? = nil,
        bound: Bound = .profile
    ) {
        self.takeProfit = takeProfit
        self.stopLoss = stopLoss
        self.quantity = quantity
        self.triggerType = triggerType
        self.bound = bound
    }
}

/// What setting take profit and stop loss comes to, before anything is signed.
public struct TakeProfitStopLossPreview: Sendable {
    /// What was asked for.
    public var wanted: TakeProfitStopLoss
    /// The position as it is; nil while its order has not come to the chain.
    public var position: Position? { target.position }
    /// The mark price.
    public var mark: Wad
    /// What is signed, at the market's precisions.
    public var order: ConditionalOrder
    let target: ConditionalOrderTarget
    let message: ConditionalOrderMessage

    /// What the session key signs, in words.
    public var words: [String] {
        [("take profit", order.takeProfit), ("stop loss", order.stopLoss)].compactMap { name, leg in
            leg.map {
                "\(name): when the \($0.triggerType == .market ? "mark price" : "last close") reaches \($0.trigger), close \($0.quantity) of "
                    + "\(target.words) (\(target.market)) at \(target.side == .short ? "no more" : "no less") than \($0.price)"
            }
        }
    }
}

/// What take profit and stop loss are of: a position, or an order that has not come to the chain yet.
struct ConditionalOrderTarget: Sendable {
    /// The quote's id, once the chain has it.
    var quoteId: UInt256?
    /// The solver's temporary id, below 0, where the order was followed from there.
    var temporaryId: Int?
    var account: Address
    var symbolId: UInt256
    var market: String
    var side: PositionType
    /// What is open, or will be.
    var quantity: Wad
    var position: Position?

    init(_ position: Position, temporaryId: Int? = nil) {
        quoteId = position.quoteId
        self.temporaryId = temporaryId
        account = position.account
        symbolId = position.symbolId
        market = position.market
        side = position.side
        quantity = position.openQuantity
        self.position = position
    }

    /// An order that the solver has taken, and the virtual account that it will be in.
    init(_ open: PendingOperation.Open, temporaryId: Int, account: Address) {
        self.temporaryId = temporaryId
        self.account = account
        symbolId = open.symbolId
        market = open.market
        side = open.position
        quantity = open.quantity
    }

    /// The id that the handler is to take the orders under.
    var signedId: Int256 { quoteId.map { Int256($0) } ?? Int256(temporaryId ?? 0) }

    /// What it is, in words.
    var words: String { quoteId.map { "position \($0)" } ?? "the order with the temporary id \(temporaryId ?? 0)" }
}

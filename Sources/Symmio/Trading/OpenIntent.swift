public import EVMCore
public import SymmioContracts

/// A position to open, as a person means it.
public struct OpenIntent: Sendable, Hashable {
    /// The market's name, such as `BTCUSDT`, or its number.
    public var market: String
    /// Long or short.
    public var position: PositionType
    /// How much: a quantity, or a margin in USD.
    public var size: OpenTerms.Size
    /// The leverage, at least 1.
    public var leverage: Wad
    /// How far the fill may be from the mark price.
    public var slippage: OpenTerms.Slippage

    /// Creates an intent.
    public init(
        market: String, position: PositionType, size: OpenTerms.Size, leverage: Wad, slippage: OpenTerms.Slippage = .automatic
    ) {
        self.market = market
        self.position = position
        self.size = size
        self.leverage = leverage
        self.slippage = slippage
    }
}

/// What opening a position comes to, before anything is signed.
public struct OpenPreview: Sendable {
    /// What was asked for.
    public var intent: OpenIntent
    /// The market.
    public var market: Market
    /// Price, quantity, notional, locked values, fees and the estimated liquidation price.
    public var quotation: OpenQuotation
    /// What the solver estimates the fill at; nil where it does not say.
    public var estimatedFill: Wad?
    /// What moves from the sub-account to the position: ``OpenQuotation/margin``, or what the core asks for at least where that is more.
    public var margin: Wad
    /// The sub-account.
    public var subAccount: Address
    /// What the sub-account has available, before: free balance, or what of the allocated is free where it trades itself.
    public var available: Wad
    /// The isolation type of the virtual account that it opens in; nil where the sub-account itself trades.
    public var isolation: VirtualAccountIsolation?
    /// The account that it will be in: the virtual account, as the Account Layer foretells, or the sub-account itself.
    public var account: Address
    /// Whether the order needs the oracle's signature, as the account is bound to no solver.
    public var needsOracle: Bool
    /// The chain's time when it was reckoned, in seconds since 1970.
    public var chainTime: UInt64
    let solver: Deployment.Solver
    let contracts: Deployment.Contracts
    let lifetime: UInt64

    /// What the session key signs, in words: one entry for each operation.
    public var operations: [String] {
        let side = intent.position == .short ? "short" : "long"
        let quote =
            "\(callName) on the core \(contracts.symmioCore): open \(side) \(quotation.quantity) \(market.name) at market, "
            + "\(intent.position == .short ? "not below" : "not above") \(quotation.price), locking cva \(quotation.cva), "
            + "lf \(quotation.lf), maintenance \(quotation.partyAmm); only the solver \(solver.address) may fill it, within \(lifetime) s"
        guard isolation != nil else { return [quote] }
        return [MarginWords.addMargin(margin, from: subAccount, to: account, for: market, on: contracts), quote]
    }

    let callName: String
}

/// A position to close, as a person means it.
public struct CloseIntent: Sendable, Hashable {
    /// How much of it.
    public enum Amount: Sendable, Hashable {
        /// All.
        case all
        /// A quantity.
        case quantity(Wad)
        /// So many percent of what is open, rounded down to the market's precision.
        case percent(Wad)
    }

    /// The quote.
    public var quoteId: UInt256
    /// How much of it.
    public var amount: Amount
    /// How far the fill may be from the mark price.
    public var slippage: OpenTerms.Slippage

    /// Creates an intent.
    public init(quoteId: UInt256, amount: Amount = .all, slippage: OpenTerms.Slippage = .automatic) {
        self.quoteId = quoteId
        self.amount = amount
        self.slippage = slippage
    }
}

/// What closing a position comes to, before anything is signed.
public struct ClosePreview: Sendable {
    /// What was asked for.
    public var intent: CloseIntent
    /// The position as it is.
    public var position: Position
    /// The market.
    public var market: Market
    /// The mark price.
    public var mark: Wad
    /// What the solver estimates the fill at; nil where it does not say.
    public var estimatedFill: Wad?
    /// The slippage in percent that was used.
    public var slippagePercent: Wad
    /// The worst acceptable price.
    public var price: Wad
    /// How much is closed.
    public var quantity: Wad
    /// What stays open.
    public var remainder: Wad
    /// What closing costs, at the mark price.
    public var fees: CloseMaths.Fees
    /// The profit, or with a minus the loss, of what is closed at the estimated price, or the mark price, before fees.
    public var profit: SignedWad

    /// What the session key signs, in words.
    public var operation: String {
        "requestToClosePosition for \(position.account): close \(quantity) of position \(intent.quoteId) (\(market.name)) at market, "
            + "\(position.side == .short ? "not above" : "not below") \(price)"
    }
}

/// What closing a position came to.
public struct ClosedPosition: Sendable, Hashable {
    /// The quote.
    public var quoteId: UInt256
    /// How much was closed.
    public var quantity: Wad
    /// The price that it was closed at, where a report said; else the average of all closes of the position.
    public var price: Wad
    /// What is still open.
    public var remainder: Wad
}

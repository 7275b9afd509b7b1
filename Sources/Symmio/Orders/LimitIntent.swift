public import EVMCore
public import SymmioContracts

/// A position to open at a price or better, as a person means it.
public struct LimitIntent: Sendable, Hashable {
    /// The market's name, such as `BTCUSDT`, or its number.
    public var market: String
    /// Long or short.
    public var position: PositionType
    /// How much: a quantity, or a margin in USD.
    public var size: OpenTerms.Size
    /// The leverage, at least 1.
    public var leverage: Wad
    /// The price: a long is opened at it or below, a short at it or above.
    public var price: Wad
    /// How long the order waits, in seconds.
    public var lifetime: UInt64

    /// Creates an intent.
    public init(
        market: String, position: PositionType, size: OpenTerms.Size, leverage: Wad, price: Wad, lifetime: UInt64 = 900
    ) {
        self.market = market
        self.position = position
        self.size = size
        self.leverage = leverage
        self.price = price
        self.lifetime = lifetime
    }
}

/// What an order at a limit comes to, before anything is signed.
public struct LimitPreview: Sendable {
    /// What was asked for.
    public var intent: LimitIntent
    /// The market.
    public var market: Market
    /// The mark price.
    public var mark: Wad
    /// Price, quantity, notional, locked values and fees, reckoned at the limit.
    public var quotation: OpenQuotation
    /// What has to move from the sub-account to the virtual account, or what of the allocated the order takes where there is none.
    public var margin: Wad
    /// What the sub-account has available, before: free balance, or what of the allocated is free where it trades itself.
    public var available: Wad
    /// The sub-account.
    public var subAccount: Address
    /// The isolation type of the virtual account that it opens in; nil where the sub-account itself trades.
    public var isolation: VirtualAccountIsolation?
    /// The account that it will be in: the virtual account, as the Account Layer foretells, or the sub-account itself.
    public var account: Address
    /// Whether the order needs the oracle's signature, as the account is bound to no solver.
    public var needsOracle: Bool
    /// The last second (since 1970) at which it may be filled.
    public var deadline: UInt64
    let solver: Deployment.Solver
    let contracts: Deployment.Contracts
    let callName: String

    /// Whether the market is there already, so that the solver may fill it at once.
    public var isMarketable: Bool { intent.position == .short ? mark >= quotation.price : mark <= quotation.price }

    /// What is signed, in words: one entry for each operation, or call of the wallet.
    public var operations: [String] {
        let side = intent.position == .short ? "short" : "long"
        let quote =
            "\(callName) on the core \(contracts.symmioCore): open \(side) \(quotation.quantity) \(market.name) at the limit \(quotation.price) or better, "
            + "locking cva \(quotation.cva), lf \(quotation.lf), maintenance \(quotation.partyAmm); only the solver \(solver.address) may fill it, "
            + "wholly or in part, until \(deadline)"
        guard isolation != nil else { return [quote] }
        return [MarginWords.addMargin(margin, from: subAccount, to: account, for: market, on: contracts), quote]
    }
}

/// How it is said that margin moves with an order.
enum MarginWords {
    static func addMargin(_ margin: Wad, from subAccount: Address, to account: Address, for market: Market, on contracts: Deployment.Contracts) -> String {
        "addMarginToNextVA on the Account Layer \(contracts.accountLayer): move \(margin) from the sub-account \(subAccount) "
            + "to its virtual account \(account) for \(market.name)"
    }
}

public import EVMCore
public import SymmioContracts

/// Positions of one account, market and side, seen as one: on a virtual account of a market or direction they share their margin.
public struct PositionGroup: Sendable, Hashable, Identifiable {
    /// The account that holds them.
    public var account: Address
    /// The market.
    public var symbolId: UInt256
    /// Its name; its number where no name is known.
    public var market: String
    /// Long or short.
    public var side: PositionType
    /// The open positions, the oldest first.
    public var positions: [Position]
    /// The account's margin, with all its positions in the market, those of the other side too.
    public var health: AccountHealth

    /// What tells one group from another.
    public var id: String { "\(account.hex)-\(symbolId)-\(side == .short ? "short" : "long")" }

    /// The quotes of its positions.
    public var quoteIds: [UInt256] { positions.map(\.quoteId) }

    /// How much is open in all.
    ///
    /// - Throws: `ValueError` where it exceeds 256 bits.
    public func quantity() throws(ValueError) -> Wad {
        var sum = Wad.zero
        for position in positions { sum = try sum + position.openQuantity }
        return sum
    }

    /// The average price that what is open was opened at, weighed by quantity, rounded to the nearest; nil where nothing is open.
    ///
    /// - Throws: `ValueError` where it exceeds 256 bits.
    public func averageOpenPrice() throws(ValueError) -> Wad? {
        var cost = Wad.zero
        for position in positions { cost = try cost + position.openQuantity.multiplied(by: position.openPrice, rounding: .nearest) }
        let quantity = try quantity()
        return quantity > .zero ? try cost.divided(by: quantity, rounding: .nearest) : nil
    }

    /// cva, lf and maintenance margin that the positions lock, together.
    ///
    /// - Throws: `ValueError` where it exceeds 256 bits.
    public func locked() throws(ValueError) -> Wad {
        var sum = Wad.zero
        for position in positions { sum = try sum + position.locked() }
        return sum
    }

    /// The margin of the account that holds them.
    public var margin: Wad { health.allocated }

    /// The profit, or with a minus the loss, of the group's positions at a price, before fees and funding.
    ///
    /// - Throws: `ValueError` where it exceeds 255 bits.
    public func profit(at price: Wad) throws(ValueError) -> SignedWad {
        var sum = SignedWad.zero
        for position in positions { sum = try sum + position.profit(at: price) }
        return sum
    }

    /// About where the account is liquidated; nil where no price does that.
    ///
    /// - Throws: `ValueError` where numbers exceed 255 bits.
    public func liquidationPrice() throws(ValueError) -> Wad? { try health.liquidationPrice() }
}

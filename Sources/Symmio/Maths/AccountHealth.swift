public import EVMCore
public import SymmioContracts

/// An account's margin against its open positions in one market: what a price does to it.
///
/// The rules are the core's: an account is liquidated where allocated − cva − lf + profit falls below 0. Funding that is not charged yet is
/// not in it, so prices reckoned here are estimates.
public struct AccountHealth: Sendable, Hashable {
    /// An open quantity at the price that it was opened at.
    public struct Exposure: Sendable, Hashable {
        /// Long or short.
        public var side: PositionType
        /// How much is open.
        public var quantity: Wad
        /// The price that it was opened at.
        public var openPrice: Wad

        /// Creates an exposure.
        public init(side: PositionType, quantity: Wad, openPrice: Wad) {
            self.side = side
            self.quantity = quantity
            self.openPrice = openPrice
        }
    }

    /// What the account has allocated.
    public var allocated: Wad
    /// What its positions lock: cva.
    public var cva: Wad
    /// What its positions lock: lf.
    public var lf: Wad
    /// What its positions lock: the trader's maintenance margin.
    public var partyAmm: Wad
    /// What quotes on their way lock: cva, lf and maintenance margin together.
    public var pendingLocked: Wad
    /// The open quantities, all in one market.
    public var exposures: [Exposure]

    /// Creates a picture of an account.
    public init(allocated: Wad, cva: Wad, lf: Wad, partyAmm: Wad, pendingLocked: Wad = .zero, exposures: [Exposure]) {
        self.allocated = allocated
        self.cva = cva
        self.lf = lf
        self.partyAmm = partyAmm
        self.pendingLocked = pendingLocked
        self.exposures = exposures
    }

    /// The profit, or with a minus the loss, of all positions at a price; rounded down for each.
    ///
    /// - Throws: `ValueError` where it exceeds 255 bits.
    public func profit(at price: Wad) throws(ValueError) -> SignedWad {
        var sum = SignedWad.zero
        for exposure in exposures { sum = try sum + exposure.profit(at: price) }
        return sum
    }

    /// What stands between the account and its liquidation at a price; below 0 it is liquidated.
    ///
    /// - Throws: `ValueError` where it exceeds 255 bits.
    public func distance(at price: Wad) throws(ValueError) -> SignedWad {
        try SignedWad(allocated) - SignedWad(try cva + lf) + profit(at: price)
    }

    /// What can be taken out at a price: a profit counts, a loss as far as it exceeds the maintenance margin; never below 0.
    ///
    /// - Throws: `ValueError` where it exceeds 255 bits.
    public func removable(at price: Wad) throws(ValueError) -> Wad { try removable(profit: try profit(at: price)) }

    /// What can be taken out with an open profit, or with a minus a loss.
    ///
    /// - Throws: `ValueError` where it exceeds 255 bits.
    public func removable(profit: SignedWad) throws(ValueError) -> Wad {
        // A profit is not money yet: no more than what is allocated can leave.
        min(try lockable(profit: profit), allocated)
    }

    /// What further quotes can lock with an open profit, or with a minus a loss: a profit counts, a loss as far as it exceeds the maintenance
    /// margin; never below 0.
    ///
    /// - Throws: `ValueError` where it exceeds 255 bits.
    public func lockable(profit: SignedWad) throws(ValueError) -> Wad {
        let gain = profit.isNegative ? SignedWad.zero : profit
        let loss = profit.isNegative ? profit.magnitude : .zero
        let free = try SignedWad(allocated) + gain - SignedWad(try cva + lf + max(loss, partyAmm) + pendingLocked)
        return free.isNegative ? .zero : free.magnitude
    }

    /// The price at which the account is liquidated, rounded to the side that is nearer; nil where no price does that.
    ///
    /// - Throws: `ValueError` where numbers exceed 255 bits.
    public func liquidationPrice() throws(ValueError) -> Wad? {
        // distance(p) = free + p · (longs − shorts) − (cost of longs − cost of shorts), a straight line: where it is 0.
        var (longs, shorts, longCost, shortCost) = (Wad.zero, Wad.zero, Wad.zero, Wad.zero)
        for exposure in exposures {
            let cost = try exposure.quantity.multiplied(by: exposure.openPrice, rounding: .nearest)
            if exposure.side == .short {
                (shorts, shortCost) = (try shorts + exposure.quantity, try shortCost + cost)
            } else {
                (longs, longCost) = (try longs + exposure.quantity, try longCost + cost)
            }
        }
        guard longs != shorts else { return nil }
        let free = try SignedWad(allocated) - SignedWad(try cva + lf)
        let base = try SignedWad(longCost) - SignedWad(shortCost) - free
        let isLong = longs > shorts
        // Below 0 for a long: even at a price of 0 something is left.
        guard base.isNegative != isLong, base != .zero else { return nil }
        let net = isLong ? try longs - shorts : try shorts - longs
        return try base.magnitude.divided(by: net, rounding: isLong ? .up : .down)
    }

    /// The same account with another amount allocated.
    public func with(allocated: Wad) -> AccountHealth {
        var copy = self
        copy.allocated = allocated
        return copy
    }
}

extension AccountHealth.Exposure {
    /// The profit, or with a minus the loss, at a price: what is gained is rounded down, what is lost up.
    ///
    /// - Throws: `ValueError` where it exceeds 255 bits.
    public func profit(at price: Wad) throws(ValueError) -> SignedWad {
        let rises = price >= openPrice
        let difference = rises ? try price - openPrice : try openPrice - price
        let isLoss = rises == (side == .short)
        let amount = try difference.multiplied(by: quantity, rounding: isLoss ? .up : .down)
        return try SignedWad(amount, negative: isLoss && amount > .zero)
    }
}

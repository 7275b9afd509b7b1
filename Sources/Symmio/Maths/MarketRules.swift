public import EVMCore
public import SymmioContracts

/// What a market allows; a limit that is nil or 0 is not checked, as services leave out what they do not limit.
public struct MarketRules: Sendable, Hashable {
    /// Digits after the point of prices.
    public var pricePrecision: UInt8
    /// Digits after the point of quantities.
    public var quantityPrecision: UInt8
    /// The quantity that orders have to be a multiple of.
    public var lotSize: Wad?
    /// The greatest quantity of an order.
    public var maximumQuantity: Wad?
    /// The least notional, reckoned at the mark price.
    public var minimumNotional: Wad?
    /// The greatest notional, reckoned at the mark price.
    public var maximumNotional: Wad?
    /// The least sum of cva, lf and partyAmm.
    public var minimumQuoteValue: Wad?
    /// The least share of lf in that sum, as a fraction.
    public var minimumLFPortion: Wad?
    /// The greatest leverage.
    public var maximumLeverage: Wad?
    /// The notional that is left for long positions.
    public var availableToLong: Wad?
    /// The notional that is left for short positions.
    public var availableToShort: Wad?

    /// Creates a set of rules.
    public init(
        pricePrecision: UInt8, quantityPrecision: UInt8, lotSize: Wad? = nil, maximumQuantity: Wad? = nil, minimumNotional: Wad? = nil,
        maximumNotional: Wad? = nil, minimumQuoteValue: Wad? = nil, minimumLFPortion: Wad? = nil, maximumLeverage: Wad? = nil,
        availableToLong: Wad? = nil, availableToShort: Wad? = nil
    ) {
        self.pricePrecision = pricePrecision
        self.quantityPrecision = quantityPrecision
        self.lotSize = lotSize
        self.maximumQuantity = maximumQuantity
        self.minimumNotional = minimumNotional
        self.maximumNotional = maximumNotional
        self.minimumQuoteValue = minimumQuoteValue
        self.minimumLFPortion = minimumLFPortion
        self.maximumLeverage = maximumLeverage
        self.availableToLong = availableToLong
        self.availableToShort = availableToShort
    }
}

/// A rule of a market that an order breaks, with the order's value and the limit.
public enum MarketViolation: Error, Sendable, Hashable {
    /// The order's quantity is 0 once rounded to the market's precision.
    case noQuantity
    /// The order's margin comes to less than the market's least quantity.
    case marginTooSmall(margin: Wad, least: Wad)
    /// The quantity is below one lot.
    case belowLot(quantity: Wad, lot: Wad)
    /// The quantity is not a multiple of the lot.
    case notMultipleOfLot(quantity: Wad, lot: Wad)
    /// The quantity is too great.
    case aboveMaximumQuantity(quantity: Wad, maximum: Wad)
    /// The notional is too small.
    case belowMinimumNotional(notional: Wad, minimum: Wad)
    /// The notional is too great.
    case aboveMaximumNotional(notional: Wad, maximum: Wad)
    /// cva, lf and partyAmm together are too small.
    case belowMinimumQuoteValue(value: Wad, minimum: Wad)
    /// lf is too small a share of cva, lf and partyAmm.
    case belowMinimumLFPortion(portion: Wad, minimum: Wad)
    /// The leverage is too great.
    case aboveMaximumLeverage(leverage: Wad, maximum: Wad)
    /// The solver has not so much notional left on this side.
    case aboveCapacity(notional: Wad, available: Wad)
    /// More is to be closed than is open.
    case aboveOpenQuantity(quantity: Wad, open: Wad)
    /// What would be left open is below one lot; close all or less.
    case remainderBelowLot(remainder: Wad, lot: Wad)
    /// What would be left open locks too little; close all or less.
    case remainderBelowMinimumQuoteValue(value: Wad, minimum: Wad)
    /// The limit is farther from the market than the solver takes orders.
    case outsidePriceRange(price: Wad, minimum: Wad, maximum: Wad)
}

extension MarketViolation: CustomStringConvertible {
    /// Which rule, the order's value and the limit.
    public var description: String {
        switch self {
        case .noQuantity: "the quantity is 0 at this market's precision"
        case .marginTooSmall(let margin, let least):
            "a margin of \(margin) comes to a quantity of 0 at this market's precision; the least that would do is \(least)"
        case .belowLot(let quantity, let lot): "lot size: the quantity \(quantity) is below \(lot)"
        case .notMultipleOfLot(let quantity, let lot): "lot size: the quantity \(quantity) is not a multiple of \(lot)"
        case .aboveMaximumQuantity(let quantity, let maximum): "maximum quantity: \(quantity) is above \(maximum)"
        case .belowMinimumNotional(let notional, let minimum): "minimum notional: \(notional) is below \(minimum)"
        case .aboveMaximumNotional(let notional, let maximum): "maximum notional: \(notional) is above \(maximum)"
        case .belowMinimumQuoteValue(let value, let minimum): "minimum quote value: cva + lf + partyAmm = \(value) is below \(minimum)"
        case .belowMinimumLFPortion(let portion, let minimum): "minimum lf portion: \(portion) is below \(minimum)"
        case .aboveMaximumLeverage(let leverage, let maximum): "maximum leverage: \(leverage) is above \(maximum)"
        case .aboveCapacity(let notional, let available): "capacity: the notional \(notional) is above the \(available) that the solver has left"
        case .aboveOpenQuantity(let quantity, let open): "open quantity: \(quantity) is above \(open)"
        case .remainderBelowLot(let remainder, let lot): "lot size: the \(remainder) left open would be below \(lot)"
        case .remainderBelowMinimumQuoteValue(let value, let minimum): "minimum quote value: what is left open would lock \(value), below \(minimum)"
        case .outsidePriceRange(let price, let minimum, let maximum): "price range: \(price) is not from \(minimum) to \(maximum)"
        }
    }
}

extension MarketRules {
    /// The rules that an order to open breaks; none where it may be sent.
    ///
    /// - Throws: `ValueError` where numbers exceed 256 bits.
    public func violations(
        position: PositionType, quantity: Wad, mark: Wad, leverage: Wad, cva: Wad, lf: Wad, partyAmm: Wad
    ) throws(ValueError) -> [MarketViolation] {
        guard quantity > .zero else { return [.noQuantity] }
        var found: [MarketViolation] = []
        if let lot = Self.limit(lotSize) {
            if quantity < lot {
                found.append(.belowLot(quantity: quantity, lot: lot))
            } else if quantity.units % lot.units != .zero {
                found.append(.notMultipleOfLot(quantity: quantity, lot: lot))
            }
        }
        if let maximum = Self.limit(maximumQuantity), quantity > maximum {
            found.append(.aboveMaximumQuantity(quantity: quantity, maximum: maximum))
        }
        let notional = try mark.multiplied(by: quantity, rounding: .down)
        if let minimum = Self.limit(minimumNotional), notional < minimum {
            found.append(.belowMinimumNotional(notional: notional, minimum: minimum))
        }
        if let maximum = Self.limit(maximumNotional), notional > maximum {
            found.append(.aboveMaximumNotional(notional: notional, maximum: maximum))
        }
        let value = try cva + lf + partyAmm
        if let minimum = Self.limit(minimumQuoteValue), value < minimum {
            found.append(.belowMinimumQuoteValue(value: value, minimum: minimum))
        }
        if let minimum = Self.limit(minimumLFPortion), value > .zero {
            let portion = ExactRatio(lf)
            let share = try portion / ExactRatio(value)
            if try ExactRatio.isLess(share, ExactRatio(minimum)) {
                found.append(.belowMinimumLFPortion(portion: try share.wad(.down), minimum: minimum))
            }
        }
        if let maximum = Self.limit(maximumLeverage), leverage > maximum {
            found.append(.aboveMaximumLeverage(leverage: leverage, maximum: maximum))
        }
        // Unlike a limit, a capacity of 0 says that nothing is left.
        if let available = position == .short ? availableToShort : availableToLong, notional > available {
            found.append(.aboveCapacity(notional: notional, available: available))
        }
        return found
    }

    /// The rules that an order to close a part breaks; none where it may be sent.
    /// - Parameters:
    ///   - quantity: how much to close.
    ///   - open: how much is open.
    ///   - locked: cva, lf and partyAmm of what is open, together.
    /// - Throws: `ValueError` where numbers exceed 256 bits.
    public func closeViolations(quantity: Wad, open: Wad, locked: Wad) throws(ValueError) -> [MarketViolation] {
        guard quantity > .zero else { return [.noQuantity] }
        guard quantity <= open else { return [.aboveOpenQuantity(quantity: quantity, open: open)] }
        // What was opened may be closed whole, whatever the rules have become.
        if quantity == open { return [] }
        var found: [MarketViolation] = []
        let remainder = try open - quantity
        if let lot = Self.limit(lotSize) {
            if quantity < lot { found.append(.belowLot(quantity: quantity, lot: lot)) }
            if remainder < lot { found.append(.remainderBelowLot(remainder: remainder, lot: lot)) }
        }
        let value = try locked.multiplied(by: remainder.units, dividedBy: open.units, rounding: .down)
        if let minimum = Self.limit(minimumQuoteValue), value < minimum {
            found.append(.remainderBelowMinimumQuoteValue(value: value, minimum: minimum))
        }
        return found
    }

    /// The least quantity that may be left open, at the market's precision.
    ///
    /// - Throws: `ValueError` where numbers exceed 256 bits or nothing is locked.
    public func minimumRemainder(open: Wad, locked: Wad) throws(ValueError) -> Wad {
        let byValue = try open.multiplied(by: (minimumQuoteValue ?? .zero).units, dividedBy: locked.units, rounding: .up)
        return try max(byValue, lotSize ?? .zero).rounded(fractionDigits: quantityPrecision, .up)
    }

    private static func limit(_ value: Wad?) -> Wad? { value.flatMap { $0 > .zero ? $0 : nil } }
}

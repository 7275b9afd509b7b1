public import EVMCore
public import SymmioContracts

/// Prices of take-profit and stop-loss legs, and the handler's rules for their triggers.
public enum TakeProfitStopLossMaths {
    /// By how much a leg's price may be worse than its trigger where nothing else is said: 90 %.
    public static let standardSlippagePercent = Wad(units: 90_000_000_000_000_000_000)

    /// A leg's price: the mark price in the walk-through's maths, else the trigger shifted by the slippage against the trader.
    ///
    /// Rounded to the nearest at the market's precision, and at least one unit of it.
    ///
    /// - Throws: `ValueError` where numbers exceed 256 bits.
    public static func price(
        profile: MathsProfile, position: PositionType, trigger: Wad, mark: Wad, slippagePercent: Wad = standardSlippagePercent, precision: UInt8
    ) throws(ValueError) -> Wad {
        if profile == .walkthrough085 { return try mark.rounded(fractionDigits: precision, .nearest) }
        return try price(shifting: trigger, by: slippagePercent, position: position, precision: precision)
    }

    /// A leg's price by its trigger: shifted by the slippage against the trader, rounded to the nearest at the market's precision, and at least
    /// one unit of it.
    ///
    /// - Throws: `ValueError` where numbers exceed 256 bits.
    public static func price(shifting trigger: Wad, by slippagePercent: Wad, position: PositionType, precision: UInt8) throws(ValueError) -> Wad {
        let slippage = try ExactRatio(min(slippagePercent, CloseMaths.mostSlippagePercent)) / ExactRatio(100)
        let factor = position == .short ? try ExactRatio.one + slippage : try ExactRatio.one - slippage
        let price = try (ExactRatio(trigger) * factor).wad(.nearest).rounded(fractionDigits: precision, .nearest)
        return price > .zero ? price : try Wad(units: .one).rounded(fractionDigits: precision, .up)
    }

    /// The price that triggers are compared with where nothing else is said.
    public static func triggerType(profile: MathsProfile) -> ConditionalOrder.PriceType {
        profile == .walkthrough085 ? .lastClose : .market
    }

    /// What is wrong with a pair of triggers.
    public enum Violation: Error, Sendable, Hashable {
        /// The take profit would be triggered at a loss at once.
        case takeProfitOnTheWrongSide(trigger: Wad, reference: Wad)
        /// The stop loss would be triggered at once.
        case stopLossOnTheWrongSide(trigger: Wad, reference: Wad)
        /// A trigger is closer to the reference than the handler allows.
        case tooClose(kind: ConditionalOrderKind, distancePercent: Wad, minimum: Wad)
        /// The price that was given for a leg is better than its trigger: its close would not be filled.
        case boundBetterThanTrigger(kind: ConditionalOrderKind, bound: Wad, trigger: Wad)
        /// The quantity is 0 once rounded to the market's precision.
        case noQuantity(kind: ConditionalOrderKind)
        /// The trigger is 0 once rounded to the market's precision.
        case noTrigger(kind: ConditionalOrderKind, trigger: Wad)
        /// The two triggers are closer to one another than the handler allows.
        case spreadTooSmall(spreadPercent: Wad, minimum: Wad)
    }

    /// The rules that a pair of triggers breaks.
    /// - Parameters:
    ///   - reference: the price that they are measured from, the mark price.
    ///   - minimumDistancePercent: the handler's `MinPriceDistancePercent`.
    ///   - minimumSpreadPercent: the handler's `MinProfitStopLossSpreadPercent`.
    /// - Throws: `ValueError` where numbers exceed 256 bits or the reference is 0.
    public static func violations(
        position: PositionType, takeProfit: Wad?, stopLoss: Wad?, reference: Wad, minimumDistancePercent: Wad, minimumSpreadPercent: Wad
    ) throws(ValueError) -> [Violation] {
        func percent(_ a: Wad, _ b: Wad) throws(ValueError) -> ExactRatio {
            let distance = a > b ? try a - b : try b - a
            return try ExactRatio(distance) / ExactRatio(reference) * ExactRatio(100)
        }
        var found: [Violation] = []
        let isShort = position == .short
        if let takeProfit {
            if isShort ? takeProfit > reference : takeProfit < reference {
                found.append(.takeProfitOnTheWrongSide(trigger: takeProfit, reference: reference))
            }
        }
        if let stopLoss {
            if isShort ? stopLoss < reference : stopLoss > reference {
                found.append(.stopLossOnTheWrongSide(trigger: stopLoss, reference: reference))
            }
        }
        for (kind, trigger) in [(ConditionalOrderKind.takeProfit, takeProfit), (.stopLoss, stopLoss)] {
            guard let trigger else { continue }
            let distance = try percent(trigger, reference)
            if try ExactRatio.isLess(distance, ExactRatio(minimumDistancePercent)) {
                found.append(.tooClose(kind: kind, distancePercent: try distance.wad(.down), minimum: minimumDistancePercent))
            }
        }
        if let takeProfit, let stopLoss {
            let spread = try percent(takeProfit, stopLoss)
            if try ExactRatio.isLess(spread, ExactRatio(minimumSpreadPercent)) {
                found.append(.spreadTooSmall(spreadPercent: try spread.wad(.down), minimum: minimumSpreadPercent))
            }
        }
        return found
    }
}

extension TakeProfitStopLossMaths.Violation: CustomStringConvertible {
    /// What is wrong, with the limit.
    public var description: String {
        switch self {
        case .takeProfitOnTheWrongSide(let trigger, let reference): "take profit: \(trigger) is on the losing side of \(reference)"
        case .stopLossOnTheWrongSide(let trigger, let reference): "stop loss: \(trigger) is on the winning side of \(reference)"
        case .tooClose(let kind, let distance, let minimum): "\(kind.rawValue): \(distance) % from the price is less than \(minimum) %"
        case .boundBetterThanTrigger(let kind, let bound, let trigger):
            "\(kind.rawValue): no close would be filled at \(bound), which is better than its trigger \(trigger)"
        case .noQuantity(let kind): "\(kind.rawValue): the quantity is 0 at this market's precision"
        case .noTrigger(let kind, let trigger): "\(kind.rawValue): the trigger \(trigger) is 0 at this market's precision"
        case .spreadTooSmall(let spread, let minimum): "the two triggers are \(spread) % apart, less than \(minimum) %"
        }
    }
}

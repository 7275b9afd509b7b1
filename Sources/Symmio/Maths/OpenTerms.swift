public import EVMCore
public import SymmioContracts

/// The solver's locked parameters for a leverage, in percent: 7 is 7 %.
public struct LockedPercents: Sendable, Hashable {
    /// Credit valuation adjustment.
    public var cva: Wad
    /// Liquidator's fee.
    public var lf: Wad
    /// The trader's maintenance margin.
    public var partyAmm: Wad
    /// The solver's maintenance margin.
    public var partyBmm: Wad

    /// Creates a set of percentages.
    public init(cva: Wad, lf: Wad, partyAmm: Wad, partyBmm: Wad) {
        self.cva = cva
        self.lf = lf
        self.partyAmm = partyAmm
        self.partyBmm = partyBmm
    }
}

/// What opening and closing costs. Rates are fractions of the notional: 0.001 is 0.1 %.
public struct FeeRates: Sendable, Hashable {
    /// The platform's fee when opening (`getFeeForUser`), or the market's trading fee in the walk-through's maths.
    public var platformOpen: Wad
    /// The platform's fee when closing.
    public var platformClose: Wad
    /// The solver's fee when opening.
    public var solverOpen: Wad
    /// The solver's fee when closing; see ``CloseFeeRate``.
    public var solverClose: CloseFeeRate
    /// The solver's flat fee when opening, in USD.
    public var staticOpen: Wad
    /// The solver's flat fee when closing, in USD.
    public var staticClose: Wad

    /// Creates a set of rates; none by default.
    public init(
        platformOpen: Wad = .zero, platformClose: Wad = .zero, solverOpen: Wad = .zero, solverClose: CloseFeeRate = CloseFeeRate(standard: .zero),
        staticOpen: Wad = .zero, staticClose: Wad = .zero
    ) {
        self.platformOpen = platformOpen
        self.platformClose = platformClose
        self.solverOpen = solverOpen
        self.solverClose = solverClose
        self.staticOpen = staticOpen
        self.staticClose = staticClose
    }
}

/// A solver's closing fee, which may be higher for positions that are closed soon and then falls linearly.
public struct CloseFeeRate: Sendable, Hashable {
    /// The rate in the end, as a fraction of the notional.
    public var standard: Wad
    /// The rate at first, nil where it is the standard one.
    public var early: Wad?
    /// Up to this age in seconds the early rate applies.
    public var earlyThreshold: UInt64
    /// From this age in seconds the standard rate applies.
    public var standardThreshold: UInt64

    /// Creates a rate.
    public init(standard: Wad, early: Wad? = nil, earlyThreshold: UInt64 = 0, standardThreshold: UInt64 = 0) {
        self.standard = standard
        self.early = early
        self.earlyThreshold = earlyThreshold
        self.standardThreshold = standardThreshold
    }

    /// The highest rate that can apply, which opening has to provide for.
    public var worst: Wad { max(standard, early ?? standard) }

    /// The rate at an age in seconds.
    ///
    /// - Throws: `ValueError` where numbers exceed 256 bits.
    public func rate(age: UInt64) throws(ValueError) -> Wad {
        guard let early, age < standardThreshold else { return standard }
        guard age > earlyThreshold, standardThreshold > earlyThreshold else { return early }
        let passed = UInt256(age - earlyThreshold)
        let span = UInt256(standardThreshold - earlyThreshold)
        if early >= standard {
            let fall = try early - standard
            return try early - fall.multiplied(by: passed, dividedBy: span, rounding: .down)
        }
        let rise = try standard - early
        return try early + rise.multiplied(by: passed, dividedBy: span, rounding: .down)
    }
}

/// What is to be opened, and all that its price, margin and fees follow from.
public struct OpenTerms: Sendable, Hashable {
    /// How much is to be opened.
    public enum Size: Sendable, Hashable {
        /// The order's quantity, leverage included.
        case quantity(Wad)
        /// The margin in USD; its notional is this times the leverage, at the mark price.
        case margin(Wad)
    }

    /// How far the fill may be from the mark price.
    public enum Slippage: Sendable, Hashable {
        /// So many percent, from 0 to below 100.
        case percent(Wad)
        /// 4 % beyond the estimated fill, or 4 % where there is no estimate.
        case automatic
    }

    /// By which rules.
    public var profile: MathsProfile
    /// What kind of solver fills it: low-cap solvers have fees of their own and buffer shorts.
    public var solverKind: Deployment.SolverKind
    /// Long or short.
    public var position: PositionType
    /// The mark price.
    public var mark: Wad
    /// How much.
    public var size: Size
    /// The leverage, at least 1.
    public var leverage: Wad
    /// How far the fill may be from the mark price.
    public var slippage: Slippage
    /// What the solver estimates the fill at, where it was asked.
    public var estimatedFill: Wad?
    /// The solver's locked parameters for the leverage.
    public var percents: LockedPercents
    /// What opening and closing costs.
    public var fees: FeeRates
    /// What the market allows.
    public var rules: MarketRules

    /// Creates terms.
    public init(
        profile: MathsProfile, solverKind: Deployment.SolverKind = .enigma, position: PositionType, mark: Wad, size: Size, leverage: Wad,
        slippage: Slippage, estimatedFill: Wad? = nil, percents: LockedPercents, fees: FeeRates = FeeRates(), rules: MarketRules
    ) {
        self.profile = profile
        self.solverKind = solverKind
        self.position = position
        self.mark = mark
        self.size = size
        self.leverage = leverage
        self.slippage = slippage
        self.estimatedFill = estimatedFill
        self.percents = percents
        self.fees = fees
        self.rules = rules
    }

    /// The bound to ask for an estimate with: so wide that the estimate is not cut off by it (1.5 times the mark for a long, half for a short).
    ///
    /// - Throws: `ValueError` where numbers exceed 256 bits.
    public static func estimateBound(mark: Wad, position: PositionType, rules: MarketRules) throws(ValueError) -> Wad {
        let factor: UInt256 = position == .short ? 1 : 3
        return try mark.multiplied(by: factor, dividedBy: 2, rounding: .down).rounded(fractionDigits: rules.pricePrecision, .down)
    }
}

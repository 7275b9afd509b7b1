public import EVMCore

/// A market of a solver. Services add members and leave others out: what is nil was not stated.
public struct Market: Sendable, Hashable {
    /// What may be done on one side of a market.
    public enum State: Int, Sendable, Hashable, CaseIterable {
        /// Nothing.
        case disabled = 0
        /// Only closing.
        case closeOnly = 1
        /// Only opening.
        case openOnly = 2
        /// Everything.
        case enabled = 3

        /// Whether positions can be opened.
        public var allowsOpening: Bool { self == .openOnly || self == .enabled }
        /// Whether positions can be closed.
        public var allowsClosing: Bool { self == .closeOnly || self == .enabled }
    }

    /// The symbol id on chain.
    public var id: Int
    /// The name that the locked parameters are asked for by, such as `BTCUSDT`.
    public var name: String
    /// The short symbol.
    public var symbol: String?
    /// The asset.
    public var asset: String?
    /// The token's address on its own chain, which need not be an EVM chain.
    public var tokenAddress: String?
    /// Whether the market is listed.
    public var isValid: Bool?
    /// Whether quotes may be requested.
    public var rfqAllowed: Bool?
    /// What may be done on the long side.
    public var longState: State?
    /// What may be done on the short side.
    public var shortState: State?
    /// Digits after the point of prices.
    public var pricePrecision: Int?
    /// Digits after the point of quantities.
    public var quantityPrecision: Int?
    /// The quantity that orders have to be a multiple of.
    public var lotSize: Wad?
    /// The greatest leverage.
    public var maxLeverage: Wad?
    /// The greatest quantity.
    public var maxQuantity: Wad?
    /// The least notional.
    public var minNotional: Wad?
    /// The greatest notional.
    public var maxNotional: Wad?
    /// The least sum of cva, lf and partyAmm.
    public var minQuoteValue: Wad?
    /// The least share of lf in it.
    public var minLFPortion: Wad?
    /// The platform's fee, as a fraction.
    public var tradingFee: Wad?
    /// The solver's fee when opening, as a fraction.
    public var solverFeeOpen: Wad?
    /// The solver's fee when closing, as a fraction.
    public var solverFeeClose: Wad?
    /// Its rate for positions closed soon.
    public var solverFeeCloseEarly: Wad?
    /// Up to this age in seconds.
    public var earlyThreshold: UInt64?
    /// The standard rate applies from this age in seconds.
    public var standardThreshold: UInt64?
    /// The least cap on the opening fee that the solver accepts; 0.8.6 only.
    public var minOpenFeeCap: Wad?
    /// The least cap on the closing fee that the solver accepts; 0.8.6 only.
    public var minCloseFeeCap: Wad?
    /// The greatest funding rate.
    public var maxFundingRate: Wad?
    /// The length of a funding epoch in seconds.
    public var fundingEpoch: UInt64?
    /// The time around an epoch's end in which it is charged, in seconds.
    public var fundingWindow: UInt64?

    init(_ json: JSONReader) throws(JSONFieldError) {
        id = try json.member("symbol_id").int()
        symbol = try json.optionalString("symbol")
        name = try json.optionalString("name") ?? symbol ?? ""
        asset = try json.optionalString("asset")
        tokenAddress = try json.optionalString("token_address")
        isValid = try json.optionalBool("is_valid")
        rfqAllowed = try json.optionalBool("rfq_allowed")
        (longState, shortState) = try Self.states(json)
        pricePrecision = try json.optionalInt("price_precision")
        quantityPrecision = try json.optionalInt("quantity_precision")
        lotSize = try json.optionalWad("lot_size")
        maxLeverage = try json.optionalWad("max_leverage")
        maxQuantity = try json.optionalWad("max_quantity")
        minNotional = try json.optionalWad("min_notional_value")
        maxNotional = try json.optionalWad("max_notional_value")
        minQuoteValue = try json.optionalWad("min_acceptable_quote_value")
        minLFPortion = try json.optionalWad("min_acceptable_portion_lf")
        tradingFee = try json.optionalWad("trading_fee")
        solverFeeOpen = try json.optionalWad("hedger_fee_open")
        solverFeeClose = try json.optionalWad("hedger_fee_close")
        solverFeeCloseEarly = try json.optionalWad("hedger_fee_close_early_rate")
        earlyThreshold = try json.optionalSeconds("hedger_fee_close_early_threshold")
        standardThreshold = try json.optionalSeconds("hedger_fee_close_standard_threshold")
        minOpenFeeCap = try json.optionalWad("min_open_solver_fee_cap")
        minCloseFeeCap = try json.optionalWad("min_close_solver_fee_cap")
        maxFundingRate = try json.optionalWad("max_funding_rate")
        fundingEpoch = try json.optionalSeconds("funding_rate_epoch_duration")
        fundingWindow = try json.optionalSeconds("funding_rate_window_time")
    }

    /// One end point has a state for each side, the other one state and the side it is for. A number that is not known says nothing.
    private static func states(_ json: JSONReader) throws(JSONFieldError) -> (long: State?, short: State?) {
        let long = try json.optionalInt("state_long").flatMap { State(rawValue: $0) }
        let short = try json.optionalInt("state_short").flatMap { State(rawValue: $0) }
        guard long == nil, short == nil, let state = try json.optionalInt("state").flatMap({ State(rawValue: $0) }) else { return (long, short) }
        switch try json.optionalString("side") {
        case "long": return (state, .disabled)
        case "short": return (.disabled, state)
        default: return (state, state)
        }
    }
}

extension Market {
    /// Digits after the point of prices for solvers that need not say: all 18 that there are where none, or no usable number, is stated.
    var priceDigits: UInt8 { Self.digits(pricePrecision) }
    /// The same for quantities.
    var quantityDigits: UInt8 { Self.digits(quantityPrecision) }

    private static func digits(_ value: Int?) -> UInt8 { value.flatMap { UInt8(exactly: $0) }.map { min($0, 18) } ?? 18 }

    /// What the market allows, for the maths.
    ///
    /// - Parameter capacity: What the solver has left.
    /// - Throws: ``JSONFieldError`` where the service left out a precision.
    public func rules(capacity: NotionalCap? = nil) throws(JSONFieldError) -> MarketRules {
        func digits(_ value: Int?, _ name: String) throws(JSONFieldError) -> UInt8 {
            guard let value, let digits = UInt8(exactly: value), digits <= 18 else {
                throw JSONFieldError(path: "symbol \(id).\(name)", reason: value.map { "\($0) is not in 0...18" } ?? "it is missing")
            }
            return digits
        }
        return MarketRules(
            pricePrecision: try digits(pricePrecision, "price_precision"), quantityPrecision: try digits(quantityPrecision, "quantity_precision"),
            lotSize: lotSize, maximumQuantity: maxQuantity, minimumNotional: minNotional, maximumNotional: maxNotional,
            minimumQuoteValue: minQuoteValue, minimumLFPortion: minLFPortion, maximumLeverage: maxLeverage,
            availableToLong: capacity?.availableToLong, availableToShort: capacity?.availableToShort)
    }

    /// What opening and closing costs, for the maths.
    /// - Parameters:
    ///   - platformOpen: what `getFeeForUser` says; the market's trading fee where it was not asked.
    ///   - platformClose: the same for closing.
    ///   - info: the solver's flat fees.
    public func feeRates(platformOpen: Wad? = nil, platformClose: Wad? = nil, info: SolverInfo? = nil) -> FeeRates {
        FeeRates(
            platformOpen: platformOpen ?? tradingFee ?? .zero, platformClose: platformClose ?? tradingFee ?? .zero,
            solverOpen: solverFeeOpen ?? .zero,
            solverClose: CloseFeeRate(
                standard: solverFeeClose ?? .zero, early: solverFeeCloseEarly, earlyThreshold: earlyThreshold ?? 0,
                standardThreshold: standardThreshold ?? 0),
            staticOpen: info?.staticFeeOpen ?? .zero, staticClose: info?.staticFeeClose ?? .zero)
    }

    /// The caps on the solver's fees that an order to this market has to state; 1 % each where the market says nothing.
    public var feeCaps: OpenOrder.SolverFeeCaps {
        OpenOrder.SolverFeeCaps(
            open: minOpenFeeCap ?? OpenOrder.SolverFeeCaps.standard.open, close: minCloseFeeCap ?? OpenOrder.SolverFeeCaps.standard.close)
    }
}

extension JSONReader {
    /// A number of seconds, which services write as a number or as a text with or without decimals.
    func optionalSeconds(_ name: String) throws(JSONFieldError) -> UInt64? {
        guard let seconds = try optionalWad(name) else { return nil }
        guard let whole = UInt64(exactly: seconds.units / Wad.one.units) else { throw try member(name).fault("\(seconds) is out of range") }
        return whole
    }
}

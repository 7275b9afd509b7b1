public import EVMClient
public import EVMCore

/// The solver's flat fees, in USD.
public struct SolverInfo: Sendable, Hashable {
    /// When opening.
    public var staticFeeOpen: Wad?
    /// When closing.
    public var staticFeeClose: Wad?

    init(_ json: JSONReader) throws(JSONFieldError) {
        staticFeeOpen = try json.optionalWad("static_solver_fee_open")
        staticFeeClose = try json.optionalWad("static_solver_fee_close")
    }
}

/// How much notional a solver has left on a market.
public struct NotionalCap: Sendable, Hashable {
    /// The market.
    public var symbolId: Int?
    /// Its name.
    public var symbol: String?
    /// What is left for longs; 0 where the service states less.
    public var availableToLong: Wad?
    /// What is left for shorts; 0 where the service states less.
    public var availableToShort: Wad?
    /// All open notional.
    public var openInterest: Wad?
    /// The price that it was reckoned at.
    public var price: Wad?
    /// The most there can be.
    public var totalCap: Wad?
    /// What is used of it.
    public var used: Wad?
    /// Why the service could not tell, nil where it could.
    public var error: String?

    init(_ json: JSONReader) throws(JSONFieldError) {
        func left(_ name: String) throws(JSONFieldError) -> Wad? {
            guard let value = try json.optionalSignedWad(name) else { return nil }
            return value.isNegative ? .zero : value.magnitude
        }
        symbolId = try json.optionalInt("symbol_id")
        symbol = try json.optionalString("symbol")
        openInterest = try left("open_interest")
        price = try left("price")
        totalCap = try left("total_cap")
        used = try left("used")
        // Solvers of majors state one cap for both sides.
        let rest = totalCap.flatMap { total in used.map { total > $0 ? Wad(units: total.units &- $0.units) : .zero } }
        availableToLong = try left("available_to_long") ?? rest
        availableToShort = try left("available_to_short") ?? rest
        error = try json.optionalString("error").flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// A page of caps.
public struct NotionalCaps: Sendable, Hashable {
    /// How many there are in all.
    public var count: Int?
    /// Those of this page.
    public var caps: [NotionalCap]
    /// The open interest of all markets.
    public var totalOpenInterest: SignedWad?
    /// What is used of all caps.
    public var totalUsed: SignedWad?

    init(_ json: JSONReader) throws(JSONFieldError) {
        count = try json.optionalInt("count")
        caps = try json.list("symbols") { element throws(JSONFieldError) in try NotionalCap(element) }
        totalOpenInterest = try json.optionalSignedWad("total_open_interest")
        totalUsed = try json.optionalSignedWad("total_used")
    }
}

/// The next funding of a market; a positive rate is received, a negative one paid.
public struct FundingInfo: Sendable, Hashable {
    /// For longs.
    public var nextRateLong: SignedWad?
    /// For shorts.
    public var nextRateShort: SignedWad?
    /// When, in seconds since 1970.
    public var nextTime: UInt64?
    /// The length of an epoch in seconds.
    public var epochDuration: UInt64?

    init(_ json: JSONReader) throws(JSONFieldError) {
        nextRateLong = try json.optionalSignedWad("next_funding_rate_long")
        nextRateShort = try json.optionalSignedWad("next_funding_rate_short")
        nextTime = try json.optionalSeconds("next_funding_time")
        epochDuration = try json.optionalSeconds("funding_rate_epoch_duration")
    }
}

/// Volumes, by market and of all.
public struct MarketInfo: Sendable, Hashable {
    /// What one market traded.
    public struct Volumes: Sendable, Hashable {
        /// In the last day.
        public var tradingVolume: Wad?
        /// Ever.
        public var lifetimeValue: Wad?
    }

    /// By symbol id, or by name where that was asked for.
    public var markets: [String: Volumes]
    /// The last day's total.
    public var totalValue24h: Wad?
    /// The total ever.
    public var totalLifetimeValue: Wad?

    init(_ json: JSONReader) throws(JSONFieldError) {
        totalValue24h = try json.optionalWad("total_value_24h")
        totalLifetimeValue = try json.optionalWad("total_lifetime_value")
        markets = [:]
        // The totals stand among the markets; whatever else is no object is a total too, unless it is called by a number as markets are.
        for (name, member) in try json.objects(isKey: { Int($0) != nil }) {
            markets[name] = Volumes(
                tradingVolume: try member.optionalWad("trading_volume"), lifetimeValue: try member.optionalWad("lifetime_value"))
        }
    }
}

/// The volume of one point in time.
public struct TradeVolume: Sendable, Hashable {
    /// The time, as the service spells it.
    public var timestamp: String
    /// The volume.
    public var volume: Wad

    init(_ json: JSONReader) throws(JSONFieldError) {
        timestamp = try json.member("timestamp").text()
        volume = try json.member("volume").wad()
    }
}

/// What a solver answers to an instant open: it has taken the order, no more.
public struct OpenReceipt: Sendable, Hashable {
    /// The temporary id, negative, by which reports are told to be of this order.
    public var tempQuoteId: Int
    /// The solver's maintenance margin, where it says.
    public var partyBmm: Wad?

    init(_ json: JSONReader) throws(JSONFieldError) {
        tempQuoteId = try json.member("temp_quote_id").int()
        partyBmm = try json.optionalWad("partyBmm")
    }
}

/// An instant open that is not yet on chain.
public struct PendingOpen: Sendable, Hashable {
    /// The temporary id.
    public var tempQuoteId: Int
    /// The market.
    public var symbolId: Int
    /// 0 long, 1 short.
    public var positionType: Int?
    /// 0 limit, 1 market.
    public var orderType: Int?
    /// The worst price asked for.
    public var requestedOpenPrice: Wad?
    /// The quantity.
    public var quantity: Wad?
    /// Locked values.
    public var cva: Wad?
    /// Locked values.
    public var lf: Wad?
    /// Locked values.
    public var partyAmm: Wad?
    /// Locked values.
    public var partyBmm: Wad?
    /// The sub-account.
    public var account: Address?
    /// The id that the order's data carries.
    public var correlationId: String?

    init(_ json: JSONReader) throws(JSONFieldError) {
        tempQuoteId = try json.member("temp_quote_id").int()
        symbolId = try json.member("symbol_id").int()
        positionType = try json.optionalInt("position_type")
        orderType = try json.optionalInt("order_type")
        requestedOpenPrice = try json.optionalWad("requested_open_price")
        quantity = try json.optionalWad("quantity")
        cva = try json.optionalWad("cva")
        lf = try json.optionalWad("lf")
        partyAmm = try json.optionalWad("partyAmm")
        partyBmm = try json.optionalWad("partyBmm")
        account = try json.optionalAddress("party_a_address")
        correlationId = try json.optionalString("uuid")
    }
}

/// An instant close that is not yet on chain.
public struct PendingClose: Sendable, Hashable {
    /// The quote.
    public var quoteId: Int
    /// The worst price asked for.
    public var closePrice: Wad?
    /// How much is to be closed.
    public var quantity: Wad?

    init(_ json: JSONReader) throws(JSONFieldError) {
        quoteId = try json.member("quote_id").int()
        closePrice = try json.optionalWad("close_price")
        quantity = try json.optionalWad("quantity_to_close")
    }
}

/// What became of an instant open, by its temporary id.
public struct TempQuoteStatus: Sendable, Hashable {
    /// The solver's word for it.
    public var state: String
    /// The quote on chain, once there is one.
    public var quoteId: Int?
    /// Why it failed, nil unless it did.
    public var failure: ServiceRefusal?
    /// Where it was filled.
    public var openedPrice: Wad?
    /// The market.
    public var symbolId: Int?
    /// The sub-account.
    public var subAccount: Address?
    /// The account that holds the position.
    public var account: Address?
    /// The answer as it came, for what has no name here.
    public var json: JSONValue

    /// Whether it will come to nothing.
    public var hasFailed: Bool { state == "Failed" || state == "Cancelled" }

    init(_ json: JSONReader) throws(JSONFieldError) {
        state = try json.string("state")
        quoteId = try json.optionalInt("quote_id").flatMap { $0 == 0 ? nil : $0 }
        openedPrice = try json.optionalWad("opened_price")
        symbolId = try json.optionalInt("symbol_id")
        subAccount = try json.optionalAddress("sub_account")
        account = try json.optionalAddress("party_a_account")
        self.json = json.value
        if state == "Failed" || state == "Cancelled" {
            var refusal = ServiceRefusal(status: 200)
            refusal.read(json.value)
            let code = try json.optionalCode("error_code")
            (refusal.code, refusal.category) = (code.number, try json.optionalString("error_category").flatMap { .init(rawValue: $0) })
            refusal.message = try json.optionalText("error_message") ?? code.word
            failure = refusal
        }
    }
}

/// A page of rows that have no fixed form.
public struct RowPage: Sendable, Hashable {
    /// How many there are in all.
    public var count: Int?
    /// Those of this page, as they came.
    public var rows: [JSONValue]

    init(_ json: JSONReader, rows name: String) throws(JSONFieldError) {
        count = try json.optionalInt("count")
        rows = try json.list(name) { row throws(JSONFieldError) in row.value }
    }
}

/// An entry of a solver's table of errors.
public struct SolverErrorCode: Sendable, Hashable {
    /// The code.
    public var code: Int
    /// The category, nil where it is not known.
    public var category: ServiceRefusal.Category?
    /// The status that it comes with.
    public var httpStatus: Int?
    /// What it means.
    public var message: String

    init(_ json: JSONReader) throws(JSONFieldError) {
        code = try json.member("code").int()
        category = try json.optionalString("category").flatMap { ServiceRefusal.Category(rawValue: $0) }
        httpStatus = try json.optionalInt("http_status")
        message = try json.optionalString("message") ?? ""
    }
}

/// What a market earned.
public struct Revenue: Sendable, Hashable {
    /// By funding.
    public var funding: SignedWad?
    /// By the solver's fees.
    public var solverFees: SignedWad?
    /// Together.
    public var total: SignedWad?
    /// From so many records.
    public var recordCount: Int?

    init(_ json: JSONReader) throws(JSONFieldError) {
        funding = try json.optionalSignedWad("funding_revenue")
        solverFees = try json.optionalSignedWad("hedger_fee_revenue")
        total = try json.optionalSignedWad("total_revenue")
        recordCount = try json.optionalInt("record_count")
    }
}

/// What a synchronous operation came to.
public struct ExecutionReceipt: Sendable, Hashable {
    /// The transaction.
    public var transactionHash: Bytes32
    /// Its block.
    public var blockNumber: UInt64?
    /// How many such operations the account has left today.
    public var dailyRemaining: Int?

    init(_ json: JSONReader) throws(JSONFieldError) {
        transactionHash = try json.member("transactionHash").bytes32()
        blockNumber = try json.optional("blockNumber")?.unsigned(UInt64.self)
        dailyRemaining = try json.optionalInt("dailyRemaining")
    }
}

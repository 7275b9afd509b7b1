public import EVMClient
public import EVMCore
public import SymmioContracts

/// An instant open of the older flow: amounts as decimal text in human units.
public struct LegacyOpenRequest: Sendable, Hashable {
    /// The market.
    public var symbolId: UInt64
    /// Long or short.
    public var position: PositionType
    /// The worst acceptable price.
    public var price: Wad
    /// The quantity.
    public var quantity: Wad
    /// What it locks.
    public var lockedValues: LegacyLockedValues
    /// The greatest funding rate that the trader takes.
    public var maxFundingRate: Wad
    /// Until when it may be executed, in seconds since 1970.
    public var deadline: UInt64

    /// Creates a request. Instant orders are market orders.
    public init(
        symbolId: UInt64, position: PositionType, price: Wad, quantity: Wad, lockedValues: LegacyLockedValues, maxFundingRate: Wad,
        deadline: UInt64
    ) {
        self.symbolId = symbolId
        self.position = position
        self.price = price
        self.quantity = quantity
        self.lockedValues = lockedValues
        self.maxFundingRate = maxFundingRate
        self.deadline = deadline
    }

    /// The body of `POST /instant_open`.
    public var json: JSONValue {
        [
            "symbolId": .number(String(symbolId)), "positionType": .number(String(position.rawValue)),
            "orderType": .number(String(OrderType.market.rawValue)), "price": .string(price.description), "quantity": .string(quantity.description),
            "cva": .string(lockedValues.cva.text), "lf": .string(lockedValues.lf.text), "partyAmm": .string(lockedValues.partyAmm.text),
            "partyBmm": .string(lockedValues.partyBmm.text), "maxFundingRate": .string(maxFundingRate.description),
            "deadline": .number(String(deadline)),
        ]
    }
}

/// An instant close of the older flow.
public struct LegacyCloseRequest: Sendable, Hashable {
    /// The quote.
    public var quoteId: UInt256
    /// How much of it.
    public var quantity: Wad
    /// The worst acceptable price.
    public var price: Wad

    /// Creates a request. Instant closes are market orders.
    public init(quoteId: UInt256, quantity: Wad, price: Wad) {
        self.quoteId = quoteId
        self.quantity = quantity
        self.price = price
    }

    /// The body of `POST /instant_close`.
    public var json: JSONValue {
        [
            "quote_id": .number(quoteId.description), "quantity_to_close": .string(quantity.description), "close_price": .string(price.description),
        ]
    }
}

/// What `POST /login` is sent: what was signed, without the message itself, which the solver builds again.
public struct LegacyLogin: Sendable {
    /// The account that is to be traded for.
    public var account: Address
    /// The message's, letter for letter.
    public var nonce: String
    /// The message's, letter for letter.
    public var issuedAt: String
    /// The message's, letter for letter.
    public var expirationTime: String
    /// The owner's, over the message.
    public var signature: Bytes
    /// How it is checked, where not as a key's.
    public var signType: SignType?

    /// How a signature is checked that is not a key's.
    public enum SignType: String, Sendable, Hashable {
        /// By the word of the contract that signed (ERC-1271); solvers call it by the standard of most such wallets.
        case contract = "ERC4337"
    }

    /// Creates a login.
    public init(
        account: Address, nonce: String, issuedAt: String, expirationTime: String, signature: Bytes, signType: SignType? = nil
    ) {
        self.account = account
        self.nonce = nonce
        self.issuedAt = issuedAt
        self.expirationTime = expirationTime
        self.signature = signature
        self.signType = signType
    }

    var json: JSONValue {
        var members: [String: JSONValue] = [
            "account_address": .string(account.checksummed), "nonce": .string(nonce), "issued_at": .string(issuedAt),
            "expiration_time": .string(expirationTime), "signature": .string(signature.hex),
        ]
        members["sign_type"] = signType.map { .string($0.rawValue) }
        return .object(members)
    }
}

/// A line of the solver's record of what it did with an order.
public struct LegacyPositionState: Sendable, Hashable {
    /// The line's own id.
    public var id: String
    /// When it was made, in seconds since 1970.
    public var createdAt: UInt64?
    /// When it was last changed, in seconds since 1970.
    public var modifiedAt: UInt64?
    /// The quote on chain; nil while there is none: the solver then writes the temporary id here, or nothing.
    public var quoteId: UInt256?
    /// The temporary id, negative; nil where the line is of no instant order.
    public var tempQuoteId: Int?
    /// The account.
    public var account: Address?
    /// How much was opened.
    public var filledOpen: Wad?
    /// How much was closed.
    public var filledClose: Wad?
    /// At which price it was opened.
    public var openPrice: Wad?
    /// At which price it was closed.
    public var closePrice: Wad?
    /// What the solver did last.
    public var action: String
    /// What came of it: `success`, `failed`, `seen`.
    public var status: String
    /// Why it failed, in the solver's own word.
    public var failure: String?
    /// Its number in the solver's table of errors.
    public var errorCode: Int?

    /// Whether what the solver did last failed.
    public var hasFailed: Bool { status == "failed" }

    init(_ json: JSONReader) throws(JSONFieldError) {
        id = try json.optionalText("id") ?? ""
        createdAt = try json.optionalSeconds("create_time")
        modifiedAt = try json.optionalSeconds("modify_time")
        tempQuoteId = try json.optionalInt("temp_quote_id").flatMap { $0 < 0 ? $0 : nil }
        if let number = try json.optional("quote_id")?.int256() {
            if let id = UInt256(exactly: number), !id.isZero { quoteId = id }
            if number.isNegative {
                let id = try json.optionalInt("quote_id")
                tempQuoteId = tempQuoteId ?? id
            }
        }
        account = try json.optionalAddress("counterparty_address")
        filledOpen = try json.optionalWad("filled_amount_open")
        filledClose = try json.optionalWad("filled_amount_close")
        openPrice = try json.optionalWad("avg_price_open")
        closePrice = try json.optionalWad("avg_price_close")
        action = try json.optionalString("last_seen_action") ?? ""
        status = try json.string("action_status")
        let code = try json.optionalCode("error_code")
        failure = try json.optionalText("failure_type") ?? code.word
        errorCode = code.number
    }

    /// The failure, as a refusal.
    var refusal: ServiceRefusal {
        ServiceRefusal(status: 200, code: errorCode, message: failure ?? "\(action) failed")
    }
}

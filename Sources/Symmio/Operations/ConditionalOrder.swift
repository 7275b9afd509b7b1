public import EVMCore
public import SymmioContracts

/// What the conditional-orders handler has signed: at which prices to close a position. Both releases share the type.
public typealias ConditionalOrderMessage = Symmio085.ConditionalOrders.ConditionalOrder

/// Take profit and stop loss of one position, as a person means them. Absent legs are left alone by the handler.
public struct ConditionalOrder: Sendable, Hashable {
    /// The price that a trigger is compared with.
    public enum PriceType: String, Sendable, Hashable, Codable, CaseIterable {
        /// The mark price.
        case market
        /// The last close.
        case lastClose = "last_close"
    }

    /// One side: at which price to close how much.
    public struct Leg: Sendable, Hashable {
        /// How much to close.
        public var quantity: Wad
        /// The worst acceptable price of the closing order.
        public var price: Wad
        /// The price at which it is sent.
        public var trigger: Wad
        /// The price that ``trigger`` is compared with.
        public var triggerType: PriceType

        /// Creates a leg; ``TakeProfitStopLossMaths`` finds its price.
        public init(quantity: Wad, price: Wad, trigger: Wad, triggerType: PriceType) {
            self.quantity = quantity
            self.price = price
            self.trigger = trigger
            self.triggerType = triggerType
        }
    }

    /// The account that holds the position.
    public var virtualAccount: Address
    /// Its parent.
    public var subAccount: Address
    /// The quote; the negative temporary id right after an instant open, which the handler maps to the real one later.
    public var quoteId: Int256
    /// The market.
    public var symbolId: UInt256
    /// Long or short.
    public var position: PositionType
    /// The affiliate.
    public var affiliate: Address
    /// Where to take profit.
    public var takeProfit: Leg?
    /// Where to stop a loss.
    public var stopLoss: Leg?
    /// Makes the order unlike any other.
    public var salt: UInt256

    /// Creates an order.
    public init(
        virtualAccount: Address, subAccount: Address, quoteId: Int256, symbolId: UInt256, position: PositionType, affiliate: Address,
        takeProfit: Leg?, stopLoss: Leg?, salt: UInt256
    ) {
        self.virtualAccount = virtualAccount
        self.subAccount = subAccount
        self.quoteId = quoteId
        self.symbolId = symbolId
        self.position = position
        self.affiliate = affiliate
        self.takeProfit = takeProfit
        self.stopLoss = stopLoss
        self.salt = salt
    }

    /// What is signed and sent: absent legs are padded with zero legs.
    /// - Parameters:
    ///   - pricePrecision: the market's digits after the point of prices.
    ///   - quantityPrecision: of quantities. The handler refuses more digits (error 407).
    /// - Throws: `ValueError` where a price or quantity has more digits: nothing is rounded here.
    public func message(pricePrecision: UInt8, quantityPrecision: UInt8) throws(ValueError) -> ConditionalOrderMessage {
        func text(_ value: Wad, _ digits: UInt8) throws(ValueError) -> String {
            let exact = try value.rounded(fractionDigits: digits, .exact)
            return exact.description
        }
        typealias Words = (quantity: String, price: String, orderType: UInt8, trigger: String, triggerType: String)
        func words(_ leg: Leg?) throws(ValueError) -> Words {
            guard let leg else { return ("0", "0", 0, "0", PriceType.market.rawValue) }
            return (
                try text(leg.quantity, quantityPrecision), try text(leg.price, pricePrecision), UInt8(1), try text(leg.trigger, pricePrecision),
                leg.triggerType.rawValue
            )
        }
        let take = try words(takeProfit)
        let stop = try words(stopLoss)
        return ConditionalOrderMessage(
            virtualAccount: virtualAccount, subAccount: subAccount, salt: salt, quoteId: quoteId, symbolId: symbolId,
            positionType: position.rawValue, affiliate: affiliate,
            takeProfit: .init(
                quantity: take.quantity, price: take.price, orderType: take.orderType, conditionalPrice: take.trigger,
                conditionalPriceType: take.triggerType),
            stopLoss: .init(
                quantity: stop.quantity, price: stop.price, orderType: stop.orderType, conditionalPrice: stop.trigger,
                conditionalPriceType: stop.triggerType),
            sendQuote: .init(
                quantity: "0", price: "0", orderType: 0, conditionalPrice: "0", conditionalPriceType: PriceType.market.rawValue, leverage: .zero))
    }
}

extension ConditionalOrderMessage {
    /// The EIP-712 domain that the handler was seen to accept: bound to the Instant Layer.
    public static func domain(of deployment: Deployment) -> EIP712Domain {
        Symmio085.ConditionalOrders.domain(chainId: UInt256(deployment.chainId), verifyingContract: deployment.contracts.instantLayer)
    }
}

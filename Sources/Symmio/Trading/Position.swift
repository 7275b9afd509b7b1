public import EVMCore
public import SymmioContracts

/// A position as the chain has it.
public struct Position: Sendable, Hashable, Identifiable {
    /// The quote on chain.
    public var quoteId: UInt256
    /// The sub-account.
    public var subAccount: Address
    /// The account that holds it: the virtual account, or the sub-account where there is none.
    public var account: Address
    /// The market.
    public var symbolId: UInt256
    /// Its name; its number where no name is known.
    public var market: String
    /// Long or short.
    public var side: PositionType
    /// The quote's state on chain.
    public var status: QuoteStatus
    /// How much was opened.
    public var quantity: Wad
    /// How much of it was closed.
    public var closedQuantity: Wad
    /// The price that it was opened at.
    public var openPrice: Wad
    /// The average price of what was closed; 0 where nothing was.
    public var averageClosePrice: Wad
    /// How much a close under way closes.
    public var quantityToClose: Wad
    /// What it locks: cva.
    public var cva: Wad
    /// What it locks: lf.
    public var lf: Wad
    /// What it locks: the trader's maintenance margin.
    public var partyAmm: Wad
    /// When it was opened, in seconds since 1970.
    public var createdAt: UInt64
    /// When its state last changed, in seconds since 1970.
    public var modifiedAt: UInt64
    /// What its `data` carries by convention; nil where it is something else.
    public var correlationId: String?

    /// The quote on chain.
    public var id: UInt256 { quoteId }

    /// What is open.
    public var openQuantity: Wad { quantity > closedQuantity ? Wad(units: quantity.units &- closedQuantity.units) : .zero }

    /// Whether it is open or about to be closed.
    public var isOpen: Bool { [.opened, .closePending, .cancelClosePending].contains(status) }

    /// Whether nothing can happen to it any more.
    public var isOver: Bool { [.closed, .canceled, .expired, .liquidated, .liquidatedPending].contains(status) }

    /// cva, lf and maintenance margin together.
    ///
    /// - Throws: `ValueError` where they exceed 256 bits.
    public func locked() throws(ValueError) -> Wad { try cva + lf + partyAmm }

    /// The profit, or with a minus the loss, of a quantity at a price, before fees and funding.
    ///
    /// - Throws: `ValueError` where it exceeds 255 bits.
    public func profit(of quantity: Wad? = nil, at price: Wad) throws(ValueError) -> SignedWad {
        let rises = price >= openPrice
        let difference = rises ? try price - openPrice : try openPrice - price
        let amount = try difference.multiplied(by: quantity ?? openQuantity, rounding: .down)
        return try SignedWad(amount, negative: rises == (side == .short) && amount > .zero)
    }

    init(_ quote: Symmio085.Core.Quote, subAccount: Address, market: String) {
        quoteId = quote.id
        self.subAccount = subAccount
        account = quote.partyA
        symbolId = quote.symbolId
        self.market = market
        side = quote.positionType
        status = quote.quoteStatus
        quantity = Wad(units: quote.quantity)
        closedQuantity = Wad(units: quote.closedAmount)
        openPrice = Wad(units: quote.openedPrice)
        averageClosePrice = Wad(units: quote.avgClosedPrice)
        quantityToClose = Wad(units: quote.quantityToClose)
        cva = Wad(units: quote.lockedValues.cva)
        lf = Wad(units: quote.lockedValues.lf)
        partyAmm = Wad(units: quote.lockedValues.partyAmm)
        createdAt = UInt64(clamping: quote.createTimestamp)
        modifiedAt = UInt64(clamping: quote.statusModifyTimestamp)
        correlationId = CorrelationData.decode(quote.data)
    }
}

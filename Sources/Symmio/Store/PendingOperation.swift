public import EVMCore
public import SymmioContracts

/// Signed operations on their way: written to a ``PositionStore`` before they are sent, so that a crash in between loses nothing.
///
/// A contract executes each of them once at most and not after ``deadline``, so that what became of one can always be told in the end: by
/// the Instant Layer's count of uses of its digest.
public struct PendingOperation: Sendable, Hashable, Identifiable {
    /// How far it has come, as far as this program knows.
    public enum Stage: String, Sendable, Hashable, CaseIterable {
        /// It is being sent, or was: whether the solver has it is not known.
        case posting
        /// The solver has taken it.
        case accepted
        /// It is on chain and waits there until the market comes: an order at a limit.
        case resting
    }

    /// What it is meant to do.
    public enum Intent: Sendable, Hashable {
        /// Opens a position.
        case open(Open)
        /// Closes positions, wholly or in part.
        case close([Close])
    }

    /// The opening of a position.
    public struct Open: Sendable, Hashable {
        /// The market.
        public var symbolId: UInt256
        /// Its name.
        public var market: String
        /// Long or short.
        public var position: PositionType
        /// The isolation type of the virtual account it opens in; nil where it opens on the sub-account itself.
        public var isolation: VirtualAccountIsolation?
        /// The quantity.
        public var quantity: Wad
        /// The worst acceptable price.
        public var price: Wad
        /// What moves to the virtual account.
        public var margin: Wad
        /// Market or limit.
        public var orderType: OrderType

        /// Creates a description.
        public init(
            symbolId: UInt256, market: String, position: PositionType, isolation: VirtualAccountIsolation?, quantity: Wad, price: Wad, margin: Wad,
            orderType: OrderType = .market
        ) {
            self.symbolId = symbolId
            self.market = market
            self.position = position
            self.isolation = isolation
            self.quantity = quantity
            self.price = price
            self.margin = margin
            self.orderType = orderType
        }
    }

    /// The closing of one position.
    public struct Close: Sendable, Hashable {
        /// The quote.
        public var quoteId: UInt256
        /// The account that holds it.
        public var account: Address
        /// How much is to be closed.
        public var quantity: Wad
        /// The worst acceptable price.
        public var price: Wad
        /// How much had been closed before.
        public var closedBefore: Wad
        /// What was signed for this position.
        public var digest: Bytes32
        /// Market or limit.
        public var orderType: OrderType

        /// Creates a description.
        public init(
            quoteId: UInt256, account: Address, quantity: Wad, price: Wad, closedBefore: Wad, digest: Bytes32, orderType: OrderType = .market
        ) {
            self.quoteId = quoteId
            self.account = account
            self.quantity = quantity
            self.price = price
            self.closedBefore = closedBefore
            self.digest = digest
            self.orderType = orderType
        }
    }

    /// Names it; for an opening also what the quote's `data` carries.
    public var id: String
    /// What it is meant to do.
    public var intent: Intent
    /// How far it has come.
    public var stage: Stage
    /// The sub-account.
    public var subAccount: Address
    /// What was signed, in the order of the request.
    public var digests: [Bytes32]
    /// The last second (since 1970) at which it can be executed.
    public var deadline: UInt64
    /// When it was made, in seconds since 1970.
    public var createdAt: UInt64
    /// The solver's temporary id, once it has given one.
    public var temporaryId: Int?
    /// The quote that an order at a limit waits as, once it is on chain.
    public var quoteId: UInt256?

    /// Creates an entry.
    public init(
        id: String, intent: Intent, stage: Stage = .posting, subAccount: Address, digests: [Bytes32], deadline: UInt64, createdAt: UInt64,
        temporaryId: Int? = nil, quoteId: UInt256? = nil
    ) {
        self.id = id
        self.intent = intent
        self.stage = stage
        self.subAccount = subAccount
        self.digests = digests
        self.deadline = deadline
        self.createdAt = createdAt
        self.temporaryId = temporaryId
        self.quoteId = quoteId
    }
}

/// A position that this program has opened or come to know.
public struct PositionRecord: Sendable, Hashable, Identifiable {
    /// The quote on chain.
    public var quoteId: UInt256
    /// The sub-account.
    public var subAccount: Address
    /// The account that holds it: the virtual account, or the sub-account where there is none.
    public var account: Address
    /// The market.
    public var symbolId: UInt256
    /// Its name.
    public var market: String
    /// Long or short.
    public var position: PositionType
    /// What the quote's `data` carries; nil where somebody else opened it.
    public var correlationId: String?
    /// When it was opened, in seconds since 1970.
    public var openedAt: UInt64

    /// The quote on chain.
    public var id: UInt256 { quoteId }

    /// Creates a record.
    public init(
        quoteId: UInt256, subAccount: Address, account: Address, symbolId: UInt256, market: String, position: PositionType,
        correlationId: String?, openedAt: UInt64
    ) {
        self.quoteId = quoteId
        self.subAccount = subAccount
        self.account = account
        self.symbolId = symbolId
        self.market = market
        self.position = position
        self.correlationId = correlationId
        self.openedAt = openedAt
    }
}

public import EVMCore
public import SymmioContracts

/// Something that happened to a quote, as an indexer wrote it down: a quote that is closed in parts has one for each part, where its
/// ``QuoteRecord`` shows the last state only.
public struct QuoteEventRecord: Sendable, Hashable, Identifiable {
    /// What happened.
    public enum Kind: Sendable, Hashable {
        /// The solver filled a request to close, wholly or in part.
        case close
        /// The trader closed it by force.
        case forcedClose
        /// The solver closed it while the system was in emergency mode.
        case emergencyClose
        /// The solver closed it to deleverage.
        case deleveraging
        /// It was liquidated, because one side or the protocol's clearing house was.
        case liquidation(Side)
        /// Its open price was set anew and the profit or loss up to there paid.
        case settlement
        /// Funding was charged, which sets the open price anew.
        case funding
        /// Funding that had been put off was charged.
        case deferredFunding
        /// Something else, in the indexer's word.
        case other(String)

        /// Whose liquidation ended a position.
        public enum Side: Sendable, Hashable {
            /// The trader's.
            case trader
            /// The solver's.
            case solver
            /// The clearing house's.
            case clearingHouse
        }

        init(_ text: String) {
            self =
                switch text {
                case "FILL_CLOSE": .close
                case "FORCE_CLOSE": .forcedClose
                case "EMERGENCY_CLOSE": .emergencyClose
                case "ADL_CLOSE": .deleveraging
                case "LIQUIDATE_PARTY_A": .liquidation(.trader)
                case "LIQUIDATE_PARTY_B": .liquidation(.solver)
                case "LIQUIDATE_CLEARING_HOUSE": .liquidation(.clearingHouse)
                case "SETTLE_UPNL": .settlement
                case "CHARGE_FUNDING_RATE": .funding
                case "CHARGE_ACCUMULATED_FUNDING_FEE": .deferredFunding
                default: .other(text)
                }
        }

        /// Whether it takes something off the open quantity.
        public var isClose: Bool {
            switch self {
            case .close, .forcedClose, .emergencyClose, .deleveraging, .liquidation: true
            case .settlement, .funding, .deferredFunding, .other: false
            }
        }
    }

    /// The indexer's own id.
    public var id: String
    /// What happened.
    public var kind: Kind
    /// The quote on chain.
    public var quoteId: UInt256
    /// The account that it is of.
    public var account: Address
    /// The market's number.
    public var symbolId: UInt256
    /// The market's name, where the indexer knows it.
    public var market: String?
    /// Long or short.
    public var side: PositionType
    /// How much was closed; nil where nothing was, or where the indexer does not say.
    public var quantity: Wad?
    /// At which price.
    public var price: Wad?
    /// The quote's state after it, where the indexer says.
    public var status: QuoteStatus?
    /// The open price before, where it was set anew.
    public var previousOpenPrice: Wad?
    /// The open price after, where it was set anew.
    public var openPrice: Wad?
    /// How much was open, where the open price was set anew.
    public var openQuantity: Wad?
    /// What the account paid in funding.
    public var fundingPaid: Wad?
    /// What the account received in funding.
    public var fundingReceived: Wad?
    /// The rate of funding, with a minus where the account pays.
    public var fundingRate: SignedWad?
    /// When, in seconds since 1970.
    public var timestamp: UInt64
    /// The transaction.
    public var transaction: Bytes32
}

extension HistorySource {
    /// All events of quotes that a query is about, the newest first.
    ///
    /// - Throws: ``HistoryError``.
    public func allQuoteEvents(_ query: HistoryQuery) async throws(HistoryError) -> [QuoteEventRecord] {
        let rows = try await Self.allRows(of: query) { (query) async throws(HistoryError) in try await quoteEvents(query) }
        return rows.sorted { ($0.timestamp, $0.id) > ($1.timestamp, $1.id) }
    }
}

extension QuoteEventRecord {
    init(_ row: JSONReader) throws(JSONFieldError) {
        let quote = try row.member("quote")
        let details = try Details(row)
        self.init(
            id: try row.string("id"), kind: Kind(try row.string("type")), quoteId: try row.member("quoteId").uint256(),
            account: try quote.member("partyA").address(), symbolId: try quote.member("symbolId").uint256(),
            market: try quote.optionalString("symbol"), side: .init(rawValue: try quote.member("positionType").unsigned(UInt8.self)),
            quantity: try details.wad("amount"), price: try details.wad("closePrice"),
            status: try details.status("quoteStatus"),
            previousOpenPrice: try details.wad("prevPrice"), openPrice: try details.wad("newPrice"), openQuantity: try details.wad("openQuantity"),
            fundingPaid: try details.wad("fundingPaid"), fundingReceived: try details.wad("fundingReceived"),
            fundingRate: try details.signed("rate"),
            timestamp: try row.member("timestamp").unsigned(UInt64.self), transaction: try row.member("transaction").bytes32())
    }

    /// What an event carries, a JSON text within the JSON; what is in it depends on the event, and grows from release to release.
    private struct Details {
        private let json: JSONReader?

        init(_ row: JSONReader) throws(JSONFieldError) {
            json = try row.optional("metadata")?.unwrapped()
        }

        private func number(_ name: String) throws(JSONFieldError) -> JSONReader? { try json?.optional(name) }

        func wad(_ name: String) throws(JSONFieldError) -> Wad? {
            guard let number = try number(name) else { return nil }
            return Wad(units: try number.uint256())
        }

        func signed(_ name: String) throws(JSONFieldError) -> SignedWad? {
            guard let number = try number(name) else { return nil }
            return SignedWad(units: try number.int256())
        }

        func status(_ name: String) throws(JSONFieldError) -> QuoteStatus? {
            guard let number = try number(name) else { return nil }
            return QuoteStatus(rawValue: try number.unsigned(UInt8.self))
        }
    }
}

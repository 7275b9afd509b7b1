public import EVMCore
public import SymmioContracts

/// Where an account's past comes from: an indexer, or whatever else knows it.
///
/// A source gives pages in the order of its own ids, which is not that of time; ``allQuotes(_:)``, ``allQuoteEvents(_:)`` and
/// ``allBalanceChanges(_:)`` go through all pages and sort.
public protocol HistorySource: Sendable {
    /// A page of quotes.
    ///
    /// - Throws: ``HistoryError``.
    func quotes(_ query: HistoryQuery) async throws(HistoryError) -> HistoryPage<QuoteRecord>

    /// A page of changes of balances.
    ///
    /// - Throws: ``HistoryError``.
    func balanceChanges(_ query: HistoryQuery) async throws(HistoryError) -> HistoryPage<BalanceRecord>

    /// A page of what happened to quotes: partial closes, forced ones, liquidations, settlements, funding.
    ///
    /// - Throws: ``HistoryError``.
    func quoteEvents(_ query: HistoryQuery) async throws(HistoryError) -> HistoryPage<QuoteEventRecord>
}

/// What is asked of a ``HistorySource``.
public struct HistoryQuery: Sendable, Hashable {
    /// How many rows a source gives where nothing is said.
    public static let standardLimit = 100
    /// The most rows that a source gives at once.
    public static let greatestLimit = 1_000

    /// Whose past: a sub-account and its virtual accounts.
    public var accounts: [Address]
    /// Nothing before this second (since 1970).
    public var since: UInt64
    /// Nothing after this second (since 1970).
    public var until: UInt64
    /// Only what comes after a page's ``HistoryPage/next``.
    public var after: String?
    /// How many rows at most.
    public var limit: Int

    /// Creates a query.
    ///
    /// - Parameter limit: Brought into 1 to ``greatestLimit``.
    public init(
        accounts: [Address], since: UInt64 = 0, until: UInt64 = UInt64(Int64.max), after: String? = nil, limit: Int = HistoryQuery.standardLimit
    ) {
        self.accounts = accounts
        self.since = since
        self.until = until
        self.after = after
        self.limit = min(max(limit, 1), Self.greatestLimit)
    }
}

/// Some rows of a ``HistorySource``.
public struct HistoryPage<Row: Sendable>: Sendable {
    /// The rows.
    public var rows: [Row]
    /// What to ask for the next page with; nil where this was the last.
    public var next: String?

    /// Creates a page.
    public init(rows: [Row], next: String?) {
        self.rows = rows
        self.next = next
    }
}

/// A quote as an indexer has it.
public struct QuoteRecord: Sendable, Hashable, Identifiable {
    /// The indexer's own id.
    public var id: String
    /// The quote on chain.
    public var quoteId: UInt256
    /// Its state when it last changed.
    public var status: QuoteStatus
    /// The account that it is of.
    public var account: Address
    /// The solver; nil where none has had it.
    public var solver: Address?
    /// The market's number.
    public var symbolId: UInt256
    /// The market's name, where the indexer knows it.
    public var market: String?
    /// Long or short.
    public var side: PositionType
    /// Limit or market, when it was opened; nil where the indexer does not say.
    public var orderType: OrderType?
    /// How much was asked for, or opened where it is.
    public var quantity: Wad
    /// The worst price that was acceptable; nil where the indexer does not say.
    public var requestedPrice: Wad?
    /// The price that it was opened at; nil where it was not.
    public var openPrice: Wad?
    /// How much of it was closed; 0 where the indexer says nothing of it.
    public var closedQuantity: Wad
    /// The average price of what was closed; nil where nothing was.
    public var averageClosePrice: Wad?
    /// When it last changed, in seconds since 1970.
    public var timestamp: UInt64

    /// What was gained, or with a minus lost, by what was closed, before fees and funding.
    ///
    /// - Throws: `ValueError` where it exceeds 255 bits.
    public func realisedProfit() throws(ValueError) -> SignedWad {
        guard let openPrice, let averageClosePrice else { return .zero }
        return try AccountHealth.Exposure(side: side, quantity: closedQuantity, openPrice: openPrice).profit(at: averageClosePrice)
    }
}

/// A change of an account's balance as an indexer has it.
public struct BalanceRecord: Sendable, Hashable, Identifiable {
    /// What changed it.
    public enum Kind: Sendable, Hashable {
        /// Paid in.
        case deposit
        /// Paid out.
        case withdrawal
        /// Paid out over a bridge.
        case bridge
        /// Moved to what is allocated.
        case allocation
        /// Moved back.
        case deallocation
        /// Something else, in the indexer's word.
        case other(String)

        init(_ text: String) {
            self =
                switch text {
                case "DEPOSIT": .deposit
                case "WITHDRAW": .withdrawal
                case "BRIDGE": .bridge
                case "ALLOCATE": .allocation
                case "DEALLOCATE": .deallocation
                default: .other(text)
                }
        }

        /// Whether its amount is in the token's units; all others have 18 decimals.
        var isInTokenUnits: Bool { [.deposit, .withdrawal, .bridge].contains(self) }
    }

    /// The indexer's own id.
    public var id: String
    /// What changed it.
    public var kind: Kind
    /// The account.
    public var account: Address
    /// How much, 18 decimals, never negative: the kind tells the direction.
    public var amount: Wad
    /// Whether it is only a leg of moving margin between a sub-account and a virtual account of it.
    public var isMarginTransfer: Bool
    /// When, in seconds since 1970.
    public var timestamp: UInt64
    /// The transaction.
    public var transaction: Bytes32
}

/// Why a past cannot be had.
public enum HistoryError: Error, Sendable {
    /// The deployment names no indexer.
    case noEndpoint
    /// The indexer gave no usable answer.
    case service(ServiceError)
    /// The indexer does not understand the question, or cannot answer it.
    case query([GraphQLFailure])
    /// A page does not go on from the one before; nobody would come to an end.
    case noProgress(after: String)
}

/// One of the errors in a GraphQL answer.
public struct GraphQLFailure: Error, Sendable, Hashable {
    /// The service's words.
    public var message: String
    /// Which part of the answer it is about; empty where it is about all of it.
    public var path: [String]
    /// The service's code, where it gives one.
    public var code: String?

    /// Creates a failure.
    public init(message: String, path: [String] = [], code: String? = nil) {
        self.message = message
        self.path = path
        self.code = code
    }
}

extension HistoryError: CustomStringConvertible {
    /// What happened, and what to do.
    public var description: String {
        switch self {
        case .noEndpoint: "the deployment names no indexer: give it `subgraphs.analytics`"
        case .service(let error): "the indexer: \(error)"
        case .query(let failures):
            "the indexer refused: \(failures.map(\.description).joined(separator: "; ")). It may be of another release than the deployment says"
        case .noProgress(let after): "the indexer gives the same page again and again, after '\(after)'"
        }
    }
}

extension GraphQLFailure: CustomStringConvertible {
    /// What the service said.
    public var description: String {
        let place = path.isEmpty ? "" : " (\(path.joined(separator: ".")))"
        return message + place + (code.map { " [\($0)]" } ?? "")
    }
}

extension HistorySource {
    /// All quotes that a query is about, the newest change first.
    ///
    /// - Throws: ``HistoryError``.
    public func allQuotes(_ query: HistoryQuery) async throws(HistoryError) -> [QuoteRecord] {
        var rows: [QuoteRecord] = []
        var query = query
        repeat {
            let page = try await quotes(query)
            rows += page.rows
            query.after = try Self.step(query.after, page.next)
        } while query.after != nil
        return rows.sorted { ($0.timestamp, $0.quoteId) > ($1.timestamp, $1.quoteId) }
    }

    /// All changes of balances that a query is about, the newest first.
    ///
    /// - Throws: ``HistoryError``.
    public func allBalanceChanges(_ query: HistoryQuery) async throws(HistoryError) -> [BalanceRecord] {
        var rows: [BalanceRecord] = []
        var query = query
        repeat {
            let page = try await balanceChanges(query)
            rows += page.rows
            query.after = try Self.step(query.after, page.next)
        } while query.after != nil
        return rows.sorted { ($0.timestamp, $0.id) > ($1.timestamp, $1.id) }
    }

    static func step(_ last: String?, _ next: String?) throws(HistoryError) -> String? {
        guard let next else { return nil }
        guard next > last ?? "" else { throw .noProgress(after: next) }
        return next
    }
}

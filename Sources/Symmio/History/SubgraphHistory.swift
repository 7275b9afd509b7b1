internal import EVMClient
public import EVMCore
internal import SymmioContracts

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// An account's past from a subgraph: plain GraphQL over HTTP, paged by id.
public struct SubgraphHistory: HistorySource {
    private let rest: RESTClient
    private let collateralDecimals: UInt8

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - endpoint: The subgraph's URL.
    ///   - collateralDecimals: Those of the token, whose units deposits and withdrawals are in.
    public init(_ endpoint: URL, collateralDecimals: UInt8, options: ServiceOptions = ServiceOptions()) {
        rest = RESTClient(base: endpoint, hidesBasePath: true, options: options)
        self.collateralDecimals = collateralDecimals
    }

    /// Creates a source of a deployment's analytics subgraph.
    ///
    /// - Throws: ``HistoryError/noEndpoint`` where the deployment names none.
    public init(_ deployment: Deployment, options: ServiceOptions = ServiceOptions()) throws(HistoryError) {
        guard let endpoint = deployment.subgraphs?.analytics else { throw .noEndpoint }
        self.init(endpoint, collateralDecimals: deployment.contracts.collateral.decimals, options: options)
    }

    /// The question for quotes. Only what all releases' subgraphs have is asked for.
    static let quotesQuery = """
        query Quotes($accounts: [Bytes!]!, $after: String!, $since: BigInt!, $until: BigInt!, $first: Int!) {
          quotes(first: $first, orderBy: id, orderDirection: asc, \
        where: {partyA_in: $accounts, id_gt: $after, timestamp_gte: $since, timestamp_lte: $until}) {
            id quoteId quoteStatus partyA partyB symbolId symbol positionType orderTypeOpen quantity requestedOpenPrice openedPrice
            closedAmount averageClosedPrice timestamp
          }
        }
        """

    /// The question for changes of balances.
    static let balanceQuery = """
        query BalanceChanges($accounts: [Bytes!]!, $after: String!, $since: BigInt!, $until: BigInt!, $first: Int!) {
          balanceChanges(first: $first, orderBy: id, orderDirection: asc, \
        where: {account_in: $accounts, id_gt: $after, timestamp_gte: $since, timestamp_lte: $until}) {
            id type account amount isMarginTransferSideEffect timestamp transaction
          }
        }
        """

    /// The question for what happened to quotes.
    static let eventsQuery = """
        query QuoteEvents($accounts: [Bytes!]!, $after: String!, $since: BigInt!, $until: BigInt!, $first: Int!) {
          quoteEvents(first: $first, orderBy: id, orderDirection: asc, \
        where: {quote_: {partyA_in: $accounts}, id_gt: $after, timestamp_gte: $since, timestamp_lte: $until}) {
            id quoteId type metadata timestamp transaction quote { partyA symbolId symbol positionType }
          }
        }
        """

    /// A page of quotes.
    public func quotes(_ query: HistoryQuery) async throws(HistoryError) -> HistoryPage<QuoteRecord> {
        try await page("quotes", Self.quotesQuery, query, id: \.id) { row throws(JSONFieldError) in try QuoteRecord(row) }
    }

    /// A page of changes of balances.
    public func balanceChanges(_ query: HistoryQuery) async throws(HistoryError) -> HistoryPage<BalanceRecord> {
        let decimals = collateralDecimals
        return try await page("balanceChanges", Self.balanceQuery, query, id: \.id) { row throws(JSONFieldError) in
            try BalanceRecord(row, collateralDecimals: decimals)
        }
    }

    /// A page of what happened to quotes.
    public func quoteEvents(_ query: HistoryQuery) async throws(HistoryError) -> HistoryPage<QuoteEventRecord> {
        try await page("quoteEvents", Self.eventsQuery, query, id: \.id) { row throws(JSONFieldError) in try QuoteEventRecord(row) }
    }

    private func page<Row: Sendable>(
        _ name: String, _ text: String, _ query: HistoryQuery, id: (Row) -> String, _ read: (JSONReader) throws(JSONFieldError) -> Row
    ) async throws(HistoryError) -> HistoryPage<Row> {
        let variables: JSONValue = [
            "accounts": .array(query.accounts.map { .string($0.hex) }), "after": .string(query.after ?? ""),
            "since": .string(String(query.since)), "until": .string(String(query.until)), "first": .number(String(query.limit)),
        ]
        let answer = try await service { () async throws(ServiceError) in
            try await rest.search([], body: ["query": .string(text), "variables": variables])
        }
        let rows = try await service { () throws(ServiceError) -> Result<[Row], HistoryError> in
            try RESTClient.reading(answer) { answer throws(JSONFieldError) in
                if let failures = try Self.failures(answer) { return .failure(.query(failures)) }
                return .success(try answer.member("data").member(name).map(read))
            }
        }.get()
        return HistoryPage(rows: rows, next: rows.count < query.limit ? nil : rows.last.map(id))
    }

    /// The errors of an answer, which GraphQL sends with HTTP's yes; nil where there are none.
    private static func failures(_ answer: JSONReader) throws(JSONFieldError) -> [GraphQLFailure]? {
        guard let errors = try answer.optional("errors") else { return nil }
        let failures = try errors.map { error throws(JSONFieldError) in
            GraphQLFailure(
                message: try error.string("message"),
                path: try error.optional("path")?.map { part throws(JSONFieldError) in try part.text() } ?? [],
                code: try error.optional("extensions")?.optionalText("code"))
        }
        return failures.isEmpty ? nil : failures
    }

    private func service<T>(_ body: () async throws(ServiceError) -> T) async throws(HistoryError) -> T {
        do throws(ServiceError) {
            return try await body()
        } catch {
            throw .service(error)
        }
    }
}

extension SymmioClient {
    /// The deployment's subgraph.
    ///
    /// - Throws: ``HistoryError/noEndpoint``.
    public func history(_ options: ServiceOptions = ServiceOptions()) throws(HistoryError) -> SubgraphHistory {
        try SubgraphHistory(deployment, options: options)
    }

    /// A sub-account with all virtual accounts that it has or had: whose past a ``HistoryQuery`` asks for.
    ///
    /// - Throws: ``SymmioError/chain(_:)``.
    public func accountsEver(of subAccount: Address) async throws(SymmioError) -> [Address] {
        [subAccount] + (try await accounts.virtualAccounts(of: subAccount)).map(\.accountAddress)
    }
}

extension QuoteRecord {
    init(_ row: JSONReader) throws(JSONFieldError) {
        func wei(_ name: String) throws(JSONFieldError) -> Wad? {
            try row.optional(name).map { value throws(JSONFieldError) in Wad(units: try value.uint256()) }
        }
        // Nobody opens or closes at 0: an indexer that keeps no null has it for a price that there is not yet.
        func price(_ name: String) throws(JSONFieldError) -> Wad? { try wei(name).flatMap { $0 > .zero ? $0 : nil } }
        self.init(
            id: try row.string("id"), quoteId: try row.member("quoteId").uint256(),
            status: QuoteStatus(rawValue: try row.member("quoteStatus").unsigned(UInt8.self)), account: try row.member("partyA").address(),
            solver: try row.optionalAddress("partyB").flatMap { $0.isZero ? nil : $0 }, symbolId: try row.member("symbolId").uint256(),
            market: try row.optionalString("symbol"), side: .init(rawValue: try row.member("positionType").unsigned(UInt8.self)),
            orderType: try row.optional("orderTypeOpen").map { type throws(JSONFieldError) in .init(rawValue: try type.unsigned(UInt8.self)) },
            quantity: Wad(units: try row.member("quantity").uint256()), requestedPrice: try wei("requestedOpenPrice"),
            openPrice: try price("openedPrice"), closedQuantity: try wei("closedAmount") ?? .zero, averageClosePrice: try price("averageClosedPrice"),
            timestamp: try row.member("timestamp").unsigned(UInt64.self))
    }
}

extension BalanceRecord {
    init(_ row: JSONReader, collateralDecimals: UInt8) throws(JSONFieldError) {
        let kind = Kind(try row.string("type"))
        let member = try row.member("amount")
        let units = try member.uint256()
        let amount: Wad
        if kind.isInTokenUnits {
            do throws(ValueError) {
                amount = try Wad(try TokenAmount(units: units, decimals: collateralDecimals), rounding: .down)
            } catch {
                throw member.fault(error.description)
            }
        } else {
            amount = Wad(units: units)
        }
        self.init(
            id: try row.string("id"), kind: kind, account: try row.member("account").address(), amount: amount,
            isMarginTransfer: try row.optionalBool("isMarginTransferSideEffect") ?? false,
            timestamp: try row.member("timestamp").unsigned(UInt64.self), transaction: try row.member("transaction").bytes32())
    }
}

internal import EVMClient
public import EVMCore

/// A solver's HTTP interface.
///
/// Reads are tried again where that may help. What changes something is sent once; where ``ServiceError/outcomeIsUnknown`` says so, look up
/// what became of it before sending anything again.
public struct SolverClient: Sendable {
    /// The solver.
    public let solver: Deployment.Solver
    /// The forms it is spoken to in.
    public let style: Deployment.Style
    let rest: RESTClient

    /// Creates a client.
    public init(_ solver: Deployment.Solver, style: Deployment.Style, options: ServiceOptions = ServiceOptions()) {
        self.solver = solver
        self.style = style
        rest = RESTClient(base: solver.baseURL, options: options)
    }

    // MARK: Trading

    /// Opens a position: `POST /instant_trade/instant_open`, for solvers of majors `/instant_trade/open`.
    ///
    /// - Throws: ``ServiceError``.
    public func open(_ request: OpenRequest) async throws(ServiceError) -> OpenReceipt {
        let path = solver.kind == .rasa ? "open" : "instant_open"
        return try RESTClient.reading(
            try await rest.write("POST", ["instant_trade", path], body: request.jsonBytes(numbers: style.numbers)), OpenReceipt.init)
    }

    /// Closes positions, all or none: `POST /instant_trade/instant_close`, for solvers of majors `/instant_trade/close`.
    ///
    /// - Throws: ``ServiceError``.
    public func close(_ request: CloseRequest) async throws(ServiceError) {
        guard (1...CloseRequest.maximumOperations).contains(request.operations.count) else {
            throw .invalidRequest("\(request.operations.count) operations; a close takes 1 to \(CloseRequest.maximumOperations)")
        }
        let path = solver.kind == .rasa ? "close" : "instant_close"
        var style = style
        if solver.kind == .rasa { style.closeBody = .array }
        let answer = try await rest.write("POST", ["instant_trade", path], body: request.jsonBytes(style: style))
        // Solvers of low caps answer nothing; those of majors say whether it was taken.
        if solver.kind == .rasa || answer.value.object != nil { try answer.accepted(isRequired: solver.kind == .rasa) }
    }

    /// What ``execute(_:)`` can do.
    public enum Action: Sendable {
        /// Adds margin to a position.
        case addMargin(SignedInstantOperation)
        /// Takes margin out of a position.
        case removeMargin(SignedInstantOperation)
        /// Brings a delegation on chain that the owner has signed.
        case delegate(SignedDelegation)
    }

    /// Has the solver send one operation at its own cost, and waits for it; a few times a day and account.
    ///
    /// - Throws: ``ServiceError``.
    public func execute(_ action: Action) async throws(ServiceError) -> ExecutionReceipt {
        let body =
            switch action {
            case .addMargin(let operation): "{\"action\":\"add_margin\",\"operation\":\(operation.json(numbers: style.numbers))}"
            case .removeMargin(let operation): "{\"action\":\"remove_margin\",\"operation\":\(operation.json(numbers: style.numbers))}"
            case .delegate(let delegation):
                "{\"action\":\"delegate_access_for_session_key\",\"delegation\":\(delegation.json(numbers: style.numbers))}"
            }
        return try RESTClient.reading(
            try await rest.write("POST", ["instant_trade", "execute-operation"], body: Bytes(utf8: body)), ExecutionReceipt.init)
    }

    // MARK: What became of it

    /// The opens of a sub-account that are not yet on chain.
    ///
    /// - Throws: ``ServiceError``.
    public func pendingOpens(of account: Address) async throws(ServiceError) -> [PendingOpen] {
        try await list(["instant_open", "\(account)"], PendingOpen.init)
    }

    /// The closes of an account that are not yet on chain.
    ///
    /// - Throws: ``ServiceError``.
    public func pendingCloses(of account: Address) async throws(ServiceError) -> [PendingClose] {
        try await list(["instant_close", "\(account)"], PendingClose.init)
    }

    /// The quote on chain that a temporary id became, nil while there is none.
    ///
    /// - Throws: ``ServiceError``.
    public func quoteId(of tempQuoteId: Int) async throws(ServiceError) -> Int? {
        try RESTClient.reading(try await rest.get(["instant_quote_id", "\(tempQuoteId)"])) { json throws(JSONFieldError) in
            try json.optionalInt("quote_id").flatMap { $0 == 0 ? nil : $0 }
        }
    }

    /// What became of a temporary id; nil where the solver knows none such.
    ///
    /// - Throws: ``ServiceError``.
    public func status(of tempQuoteId: Int) async throws(ServiceError) -> TempQuoteStatus? {
        let answer = try await rest.get(["temp_quote_status", "\(tempQuoteId)"]) { $0.status == 404 ? .null : nil }
        if answer.value == .null { return nil }
        return try RESTClient.reading(answer, TempQuoteStatus.init)
    }

    /// Rows of the solver's own record of quotes.
    ///
    /// - Parameter status: 1 to 7, as the solver numbers them.
    /// - Throws: ``ServiceError``.
    public func quotes(
        symbolId: Int? = nil, partyA: Address? = nil, status: Int? = nil, limit: Int? = nil, offset: Int? = nil
    ) async throws(ServiceError) -> RowPage {
        let answer = try await rest.get(
            ["quotes"],
            query: [
                ("symbol_id", symbolId.map(String.init)), ("party_a", partyA.map { "\($0)" }), ("status", status.map(String.init)),
                ("limit", limit.map(String.init)), ("offset", offset.map(String.init)),
            ])
        return try RESTClient.reading(answer) { json throws(JSONFieldError) in try RowPage(json, rows: "quotes") }
    }

    func list<T>(_ path: [String], query: [(String, String?)] = [], _ read: (JSONReader) throws(JSONFieldError) -> T) async throws(ServiceError) -> [T] {
        let answer = try await rest.get(path, query: query)
        // Services in Go write an empty list as null.
        if answer.value == .null { return [] }
        return try RESTClient.reading(answer) { json throws(JSONFieldError) in try json.map(read) }
    }
}

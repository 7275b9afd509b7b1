internal import EVMClient
public import EVMCore

/// A solver's interface of the older flow: a sign-in, and orders with the token that it gave.
///
/// Reads are tried again where that may help. What changes something is sent once; where ``ServiceError/outcomeIsUnknown`` says so, look up
/// what became of it before sending anything again.
public struct LegacySolverClient: Sendable {
    /// The deployment.
    public let deployment: LegacyDeployment
    /// What needs no token: markets, locked parameters, error codes.
    public let reads: SolverClient
    let rest: RESTClient

    /// Creates a client.
    public init(_ deployment: LegacyDeployment, options: ServiceOptions = ServiceOptions()) {
        self.deployment = deployment
        let solver = Deployment.Solver(kind: .rasa, address: deployment.partyB, baseURL: deployment.solverURL)
        reads = SolverClient(solver, style: Deployment.Style(maths: .walkthrough085), options: options)
        rest = RESTClient(base: deployment.solverURL, options: options)
    }

    private func rest(_ token: BearerToken) -> RESTClient {
        var rest = rest
        rest.headers["Authorization"] = token.header
        return rest
    }

    /// Speaks over a connection of its own. HTTP libraries repeat a request of their own accord where a connection that was used before
    /// breaks, and nothing in an order of this flow tells the solver that it has seen it.
    func unrepeated(_ token: BearerToken) -> RESTClient {
        var rest = rest(token)
        if rest.options.transport is URLSessionTransport { rest.options.transport = URLSessionTransport(connectionsPerHost: 1) }
        return rest
    }

    // MARK: Signing in

    /// A nonce for the next sign-in of an account: `GET /nonce/{account}`.
    ///
    /// - Throws: ``ServiceError``.
    public func nonce(for account: Address) async throws(ServiceError) -> String {
        try RESTClient.reading(try await rest.get(["nonce", account.checksummed])) { json throws(JSONFieldError) in try json.member("nonce").text() }
    }

    /// Signs in: `POST /login`.
    ///
    /// - Parameter expiresAt: When what was signed expires, in seconds since 1970; the token with it.
    /// - Throws: ``ServiceError``.
    public func login(_ login: LegacyLogin, expiresAt: UInt64) async throws(ServiceError) -> BearerToken {
        var rest = rest
        rest.headers["Origin"] = deployment.signIn.origin
        rest.headers["Referer"] = deployment.signIn.origin
        let answer = try await rest.write("POST", ["login"], body: Bytes(login.json.utf8))
        return try RESTClient.reading(answer) { json throws(JSONFieldError) in
            let token = try json.member("access_token")
            let text = try token.string()
            // A line break in it would end the header that it goes into.
            guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { throw token.fault("it is no token") }
            return BearerToken(value: text, account: login.account, expiresAt: expiresAt)
        }
    }

    // MARK: Orders

    /// Opens a position: `POST /instant_open`. The answer has the temporary id; the solver goes on by itself.
    ///
    /// - Throws: ``ServiceError``.
    public func open(_ request: LegacyOpenRequest, token: BearerToken) async throws(ServiceError) -> PendingOpen {
        let answer = try await unrepeated(token).write("POST", ["instant_open"], body: Bytes(request.json.utf8))
        return try RESTClient.reading(answer) { json throws(JSONFieldError) in
            // Documented as a list of one, seen as the object itself.
            guard json.value.array != nil else { return try PendingOpen(json) }
            guard let first = try json.elements().first else { throw json.fault("it is empty") }
            return try PendingOpen(first)
        }
    }

    /// Closes a position, wholly or in part: `POST /instant_close`.
    ///
    /// - Throws: ``ServiceError``.
    public func close(_ request: LegacyCloseRequest, token: BearerToken) async throws(ServiceError) {
        let answer = try await unrepeated(token).write("POST", ["instant_close"], body: Bytes(request.json.utf8))
        try answer.accepted(isRequired: true)
    }

    /// Takes back an open that is not executed yet: `DELETE /instant_open/{id}`.
    ///
    /// - Throws: ``ServiceError``.
    public func cancelOpen(_ tempQuoteId: Int, token: BearerToken) async throws(ServiceError) {
        let answer = try await rest(token).write("DELETE", ["instant_open", "\(tempQuoteId)"], body: Bytes())
        try answer.accepted(isRequired: true)
    }

    /// Takes back a close that is not executed yet: `DELETE /instant_close/{id}`.
    ///
    /// - Throws: ``ServiceError``.
    public func cancelClose(_ quoteId: UInt256, token: BearerToken) async throws(ServiceError) {
        let answer = try await rest(token).write("DELETE", ["instant_close", "\(quoteId)"], body: Bytes())
        try answer.accepted(isRequired: true)
    }

    // MARK: What became of them

    /// The opens of an account that are not on chain yet: `GET /instant_open/{account}`.
    ///
    /// - Throws: ``ServiceError``.
    public func pendingOpens(of account: Address, token: BearerToken) async throws(ServiceError) -> [PendingOpen] {
        try await list(["instant_open", account.checksummed], token, PendingOpen.init)
    }

    /// The closes of an account that are not on chain yet: `GET /instant_close/{account}`.
    ///
    /// - Throws: ``ServiceError``.
    public func pendingCloses(of account: Address, token: BearerToken) async throws(ServiceError) -> [PendingClose] {
        try await list(["instant_close", account.checksummed], token, PendingClose.init)
    }

    private func list<T>(
        _ path: [String], _ token: BearerToken, _ read: (JSONReader) throws(JSONFieldError) -> T
    ) async throws(ServiceError) -> [T] {
        let answer = try await rest(token).get(path)
        if answer.value == .null { return [] }
        return try RESTClient.reading(answer) { json throws(JSONFieldError) in try json.map(read) }
    }

    /// What the solver recorded about orders: `POST /position-state/{start}/{size}`, which reads only.
    ///
    /// - Parameters:
    ///   - account: Whose orders; everybody's where nil.
    ///   - quoteId: Of one quote, or one temporary id, only.
    ///   - since: Made since then, in seconds since 1970.
    /// - Throws: ``ServiceError``.
    public func positionStates(
        account: Address? = nil, quoteId: Int256? = nil, since: UInt64? = nil, start: Int = 0, size: Int = 100
    ) async throws(ServiceError) -> [LegacyPositionState] {
        var query: [String: JSONValue] = [:]
        query["address"] = account.map { .string($0.checksummed) }
        query["quote_id"] = quoteId.map { .number($0.description) }
        query["create_time_gte"] = since.map { .number(String($0)) }
        let answer = try await rest.search(["position-state", "\(max(0, start))", "\(max(0, size))"], body: .object(query))
        return try RESTClient.reading(answer) { json throws(JSONFieldError) in
            try json.list("position_state") { row throws(JSONFieldError) in try LegacyPositionState(row) }
        }
    }
}

/// What a sign-in gives: whoever has it may trade for the account until it expires. Kept in memory only; no text shows it.
public struct BearerToken: Sendable {
    private let value: String
    /// The account that it is for.
    public let account: Address
    /// When it expires, in seconds since 1970.
    public let expiresAt: UInt64

    /// Creates a token that a service gave.
    public init(value: String, account: Address, expiresAt: UInt64) {
        self.value = value
        self.account = account
        self.expiresAt = expiresAt
    }

    var header: String { "Bearer \(value)" }

    func isSame(as other: BearerToken?) -> Bool { value == other?.value }
}

extension BearerToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What it is for, not what it is.
    public var description: String { "a token for \(account) until \(expiresAt)" }
    /// As ``description``.
    public var debugDescription: String { description }
    /// Without the token itself.
    public var customMirror: Mirror { Mirror(self, children: ["account": account, "expiresAt": expiresAt]) }
}

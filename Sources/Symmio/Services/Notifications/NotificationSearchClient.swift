internal import EVMClient
public import EVMCore

/// The search for past reports: what a lost socket missed.
public struct NotificationSearchClient: Sendable {
    private let endpoint: Deployment.NotificationsEndpoint
    private let rest: RESTClient

    /// Creates a client.
    public init(_ endpoint: Deployment.NotificationsEndpoint, options: ServiceOptions = ServiceOptions()) {
        self.endpoint = endpoint
        rest = RESTClient(base: endpoint.searchURL, options: options)
    }

    /// A page of reports.
    public struct Page: Sendable, Hashable {
        /// How many there are in all, where the service says.
        public var total: Int?
        /// Those of this page, in the service's order.
        public var notifications: [SolverNotification]
    }

    /// Finds reports.
    /// - Parameters:
    ///   - account: the sub-account, or the counterparty at solvers of majors.
    ///   - quoteId: the quote on chain.
    ///   - tempQuoteId: the temporary id; at solvers of majors it is picked out of what is found for the account.
    ///   - start: how many to pass over.
    ///   - size: how many to find at most.
    /// - Throws: ``ServiceError``.
    public func search(
        account: Address? = nil, quoteId: Int? = nil, tempQuoteId: Int? = nil, start: Int = 0, size: Int = 50
    ) async throws(ServiceError) -> Page {
        switch endpoint.protocol {
        case .enigma:
            var query: [String: JSONValue] = [:]
            if let account { query["address"] = .string("\(account)") }
            if let quoteId { query["data.quote_id"] = .number("\(quoteId)") }
            if let tempQuoteId { query["data.temp_quote_id"] = .number("\(tempQuoteId)") }
            let body: JSONValue = .object(["query": .object(query), "size": .number("\(size)"), "start": .number("\(start)")])
            let answer = try await rest.search(["api", "v1", "search"], body: body)
            return try RESTClient.reading(answer, Self.readDocuments)
        case .rasa:
            var body: [String: JSONValue] = [:]
            if let account { body["address"] = .string("\(account)") }
            if let quoteId { body["quote_id"] = .number("\(quoteId)") }
            let answer = try await rest.search(["\(start)", "\(size)"], body: .object(body))
            var page = try RESTClient.reading(answer, Self.readStates)
            if let tempQuoteId { page.notifications.removeAll { $0.tempQuoteId != tempQuoteId } }
            return page
        }
    }

    private static func readDocuments(_ json: JSONReader) throws(JSONFieldError) -> Page {
        let found = try json.list("data") { document throws(JSONFieldError) -> SolverNotification? in
            let document = try document.unwrapped()
            guard document.value.object != nil else { throw document.expected("an object") }
            guard let frame = try NotificationFrame(document, protocol: .enigma) else { return nil }
            return try SolverNotification(frame.data, account: frame.address, timestamp: frame.timestamp)
        }
        return Page(total: try json.optionalInt("total"), notifications: found.compactMap { $0 })
    }

    private static func readStates(_ json: JSONReader) throws(JSONFieldError) -> Page {
        Page(
            total: try json.optionalInt("count"),
            notifications: try json.list("position_state") { row throws(JSONFieldError) in
                try SolverNotification(row, account: nil, timestamp: nil, protocol: .rasa)
            })
    }
}

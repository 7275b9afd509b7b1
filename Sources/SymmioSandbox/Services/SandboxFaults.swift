/// What goes wrong in the sandbox, on demand.
public actor SandboxFaults {
    /// A kind of fault. Each happens as often as it was asked for.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The solver takes an order and the answer is lost on the way.
        case dropAfterPost = "drop-after-post"
        /// The connection ends before the solver has seen the order.
        case dropBeforePost = "drop-before-post"
        /// The notification sockets end right after the solver has taken an order.
        case dropSocketAfterPost = "drop-socket-after-post"
        /// Reports come twice.
        case duplicateReports = "duplicate-reports"
        /// A report comes after the one that followed it.
        case reorderReports = "reorder-reports"
        /// A report never comes; the search has it.
        case loseReports = "lose-reports"
        /// 429 with Retry-After; the service has not seen the request.
        case tooManyRequests = "429"
        /// 503; the service has seen the request and done what it asked for.
        case unavailable = "503"
        /// The answer comes late, by ``SandboxFaults/delay``.
        case slow
        /// The request is looked at late, by ``SandboxFaults/delay``: not at all where the client has gone by then.
        case slowRequest = "slow-request"
        /// Bytes that are no HTTP answer.
        case garbage
        /// Half an answer.
        case truncated
        /// The solver takes an order and its transaction reverts.
        case revert
        /// The block with the solver's transaction is replaced by another.
        case reorganisation
        /// A gateway of the oracle answers 503.
        case oracleUnavailable = "oracle-unavailable"
        /// A gateway of the oracle gives a signature that is of something else.
        case oracleForged = "oracle-forged"

        /// Where it can happen: what is about reports, a solver's transaction or the oracle cannot at the chain's endpoint, and the oracle is
        /// sent no orders.
        public var sites: Set<Site> {
            switch self {
            case .dropAfterPost, .dropBeforePost, .tooManyRequests, .unavailable, .slow, .slowRequest, .garbage, .truncated, .reorganisation:
                [.services, .orders, .chain]
            case .dropSocketAfterPost, .duplicateReports, .reorderReports, .loseReports, .revert: [.services, .orders]
            case .oracleUnavailable, .oracleForged: [.services]
            }
        }

        /// Whether it happens to orders and to nothing else, so that the services and their orders are one site.
        fileprivate var isOfOrders: Bool {
            switch self {
            case .dropAfterPost, .dropBeforePost, .dropSocketAfterPost, .duplicateReports, .reorderReports, .loseReports, .slowRequest, .revert,
                .reorganisation:
                true
            case .tooManyRequests, .unavailable, .slow, .garbage, .truncated, .oracleUnavailable, .oracleForged: false
            }
        }
    }

    /// Where something goes wrong.
    public enum Site: String, Sendable, Hashable, CaseIterable {
        /// At the solver, the conditional-orders handler and the sockets.
        case services
        /// At the solver and the handler, when an order is sent to them: reads go well.
        case orders
        /// At the chain's endpoint, when a transaction is sent to it.
        case chain
    }

    private struct Fault: Hashable {
        let kind: Kind
        let site: Site
    }

    private var left: [Fault: Int] = [:]
    /// How late what is slow comes.
    public private(set) var delay: Duration

    /// No faults.
    public init(delay: Duration = .seconds(2)) { self.delay = delay }

    /// Asks for a fault the next `times` times that it can happen; at a site that is none of its ``Kind/sites`` it never does.
    public func set(_ kind: Kind, times: Int = 1, at site: Site = .services) { left[Fault(kind: kind, site: site)] = max(0, times) }

    /// Sets how late what is slow comes from now on.
    public func setDelay(_ delay: Duration) { self.delay = delay }

    /// How often a fault that was asked for has still to happen.
    public func remaining(_ kind: Kind, at site: Site = .services) -> Int { left[Fault(kind: kind, site: site)] ?? 0 }

    /// Ends all faults.
    public func clear() { left = [:] }

    /// Whether a fault happens now; counts it.
    func take(_ kind: Kind, at site: Site = .services) -> Bool {
        count(Fault(kind: kind, site: site)) || (site == .services && kind.isOfOrders && count(Fault(kind: kind, site: .orders)))
    }

    private func count(_ fault: Fault) -> Bool {
        guard let count = left[fault], count > 0 else { return false }
        left[fault] = count - 1
        return true
    }

    /// Keeps a request back, where that was asked for.
    ///
    /// - Returns: False where its client has gone meanwhile: nobody has seen the request then.
    func letIn(at site: Site) async -> Bool {
        guard take(.slowRequest, at: site) else { return true }
        return (try? await Task.sleep(for: delay)) != nil
    }

    /// What stands before a service does instead of passing a request on, where that was asked for.
    ///
    /// - Parameter isOrder: Whether the request changes something.
    func interception(isOrder: Bool) async -> ServerResponse? {
        if isOrder, !(await letIn(at: .services)) { return ServerResponse(fault: .dropBeforeAnswer) }
        if let refusal = refusal(at: .services) { return refusal }
        guard isOrder else { return nil }
        return refusal(at: .orders) ?? (take(.dropBeforePost) ? ServerResponse(fault: .dropBeforeAnswer) : nil)
    }

    /// What stands before a service says instead of passing the request on, where that was asked for.
    func refusal(at site: Site) -> ServerResponse? {
        guard take(.tooManyRequests, at: site) else { return nil }
        return ServerResponse(status: 429, contentType: "application/json", headers: ["Retry-After": "1"])
    }

    /// Lets an answer go wrong, where that was asked for.
    func spoil(_ response: ServerResponse, isPost: Bool, at site: Site = .services) -> ServerResponse {
        func happens(_ kind: Kind) -> Bool { take(kind, at: site) || isPost && site == .services && take(kind, at: .orders) }
        var response = response
        if happens(.unavailable) { return ServerResponse(status: 503, contentType: "text/plain") }
        if happens(.slow) { response.fault = .slow(delay) }
        if happens(.garbage) { response.fault = .garbage(Array("\u{1}\u{2}not http\r\n\r\n".utf8)) }
        if happens(.truncated) { response.fault = .truncate(bodyBytes: response.body.count / 2) }
        if isPost, happens(.dropAfterPost) { response.fault = .dropBeforeAnswer }
        return response
    }
}

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
        /// The answer comes two seconds late.
        case slow
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
    }

    private var left: [Kind: Int] = [:]

    /// No faults.
    public init() {}

    /// Asks for a fault the next `times` times that it can happen.
    public func set(_ kind: Kind, times: Int = 1) { left[kind] = max(0, times) }

    /// Ends all faults.
    public func clear() { left = [:] }

    /// Whether a fault happens now; counts it.
    func take(_ kind: Kind) -> Bool {
        guard let count = left[kind], count > 0 else { return false }
        left[kind] = count - 1
        return true
    }

    /// What stands before a service says instead of passing the request on, where that was asked for.
    func refusal() -> ServerResponse? {
        guard take(.tooManyRequests) else { return nil }
        return ServerResponse(status: 429, contentType: "application/json", headers: ["Retry-After": "1"])
    }

    /// Lets an answer go wrong, where that was asked for.
    func spoil(_ response: ServerResponse, isPost: Bool) -> ServerResponse {
        var response = response
        if take(.unavailable) { return ServerResponse(status: 503, contentType: "text/plain") }
        if take(.slow) { response.fault = .slow(.seconds(2)) }
        if take(.garbage) { response.fault = .garbage(Array("\u{1}\u{2}not http\r\n\r\n".utf8)) }
        if take(.truncated) { response.fault = .truncate(bodyBytes: response.body.count / 2) }
        if isPost, take(.dropAfterPost) { response.fault = .dropBeforeAnswer }
        return response
    }
}

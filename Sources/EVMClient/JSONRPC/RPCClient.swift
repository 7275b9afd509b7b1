import EVMCore

/// Calls of JSON-RPC 2.0 over HTTP, to one endpoint or to several that serve the same chain.
///
/// Reads are tried again where that may help: after a dropped connection, a timeout, or a status of 429, 502, 503 or 504, on the next
/// endpoint at once or after a pause that grows (``RetryPolicy``), at least as long as the server asked for. An endpoint that answers with
/// nonsense is left for the next, once each. What must not happen twice goes by ``callOnce(_:)``.
///
/// Copies share their endpoints' state and their limit of requests under way.
public struct RPCClient: Sendable {
    /// The endpoints; the first is preferred.
    public let endpoints: [Endpoint]
    /// How it deals with them.
    public let options: RPCOptions
    let transport: any Transport
    let timing: Timing
    private let limiter: RequestLimiter
    private let rotation: EndpointRotation

    /// Creates a client.
    public init(
        _ endpoints: [Endpoint], options: RPCOptions = RPCOptions(), transport: any Transport = SystemTransport(),
        timing: Timing = .system
    ) {
        self.endpoints = endpoints
        self.options = options
        self.transport = transport
        self.timing = timing
        limiter = RequestLimiter(limit: options.maximumInFlight)
        rotation = EndpointRotation(count: endpoints.count, returnsAfter: options.returnsToFirstAfter)
    }

    /// Calls a method that may be called again without harm.
    ///
    /// - Throws: ``ChainError/node(_:)`` where the node refuses; ``ChainError/transport(_:)``, ``ChainError/http(status:body:retryAfter:)``
    ///   or ``ChainError/invalidAnswer(_:)`` as after the last try; ``ChainError/cancelled``.
    public func call(_ request: RPCRequest) async throws(ChainError) -> JSONValue {
        try await result(of: request, attempts: options.retry.attempts)
    }

    /// Calls a method a single time, on the endpoint whose turn it is: no failure makes it call again.
    ///
    /// A failure other than ``ChainError/node(_:)`` leaves open whether the call was carried out.
    public func callOnce(_ request: RPCRequest) async throws(ChainError) -> JSONValue {
        try await result(of: request, attempts: nil)
    }

    private func result(of request: RPCRequest, attempts: Int?) async throws(ChainError) -> JSONValue {
        let result = try await exchange(
            count: 1, attempts: attempts,
            body: { request.json(id: $0.lowerBound) },
            read: { body, ids throws(InvalidAnswer) in try RPCAnswers.single(body, id: ids.lowerBound) },
            refusal: { if case .failure(let error) = $0 { error } else { nil } })
        switch result {
        case .success(let value): return value
        case .failure(let error): throw .node(error)
        }
    }

    /// Calls several methods in as few requests as ``RPCOptions/maximumBatch`` allows; each may fail by itself.
    ///
    /// Where a node takes no batches the calls are made one by one.
    /// - Throws: What ``call(_:)`` throws, for all of them together.
    public func batch(_ requests: [RPCRequest]) async throws(ChainError) -> [Result<JSONValue, RPCError>] {
        var results: [Result<JSONValue, RPCError>] = []
        results.reserveCapacity(requests.count)
        var rest = requests[...]
        while !rest.isEmpty {
            let part = Array(rest.prefix(max(options.maximumBatch, 1)))
            rest = rest.dropFirst(part.count)
            results += try await onePart(part)
        }
        return results
    }

    private func onePart(_ requests: [RPCRequest]) async throws(ChainError) -> [Result<JSONValue, RPCError>] {
        let answer = try await exchange(
            count: requests.count, attempts: options.retry.attempts,
            body: { ids in .array(zip(ids, requests).map { $1.json(id: $0) }) },
            read: { body, ids throws(InvalidAnswer) in try RPCAnswers.batch(body, ids: ids) },
            refusal: { if case .refused(let error) = $0 { error } else { nil } })
        switch answer {
        case .results(let results): return results
        case .refused(let error):
            if error.isRateLimit || requests.count == 1 { throw .node(error) }
            return try await oneByOne(requests)
        }
    }

    private func oneByOne(_ requests: [RPCRequest]) async throws(ChainError) -> [Result<JSONValue, RPCError>] {
        let outcomes = await withTaskGroup(of: (Int, Result<JSONValue, ChainError>).self) { group in
            for (index, request) in requests.enumerated() {
                group.addTask {
                    do throws(ChainError) { return (index, .success(try await call(request))) } catch { return (index, .failure(error)) }
                }
            }
            return await group.reduce(into: [Int: Result<JSONValue, ChainError>]()) { $0[$1.0] = $1.1 }
        }
        var results: [Result<JSONValue, RPCError>] = []
        for index in requests.indices {
            switch outcomes[index] {
            case .success(let value): results.append(.success(value))
            case .failure(.node(let error)): results.append(.failure(error))
            case .failure(let error): throw error
            case nil: throw .cancelled
            }
        }
        return results
    }

    /// Sends a body until an answer comes that counts. Without a number of attempts, once.
    private func exchange<R>(
        count: Int, attempts: Int?, body: (ClosedRange<Int>) -> JSONValue,
        read: (Bytes, ClosedRange<Int>) throws(InvalidAnswer) -> R, refusal: (R) -> RPCError?
    ) async throws(ChainError) -> R {
        guard !endpoints.isEmpty else { throw .invalidRequest("there is no endpoint to call") }
        let attempts = attempts.map { max($0, endpoints.count) } ?? 1
        var untried = Set(endpoints.indices)
        var rounds = 0
        var attempt = 0
        while true {
            attempt += 1
            let (index, ids) = await rotation.next(ids: count, now: timing.now())
            untried.remove(index)
            let failure: ChainError
            do throws(ChainError) {
                let answer = try await send(body(ids), to: endpoints[index], ids: ids, read: read)
                guard attempt < attempts, let error = refusal(answer), error.isRateLimit else { return answer }
                failure = .node(error)
            } catch {
                failure = error
            }
            if case .cancelled = failure { throw failure }
            if failure.concernsEndpoint { await rotation.leave(index, now: timing.now()) }
            guard attempt < attempts, failure.isTransient || (failure.concernsEndpoint && !untried.isEmpty) else { throw failure }
            guard untried.isEmpty else { continue }
            untried = Set(endpoints.indices)
            try await pause(after: rounds, asked: failure.retryAfter)
            rounds += 1
        }
    }

    /// This client for a single endpoint, asked once.
    func only(_ endpoint: Endpoint) -> RPCClient {
        var options = options
        options.retry = .never
        return RPCClient([endpoint], options: options, transport: transport, timing: timing)
    }

    /// Waits before another try.
    func pause(after failure: Int, asked: Duration?) async throws(ChainError) {
        let pause = options.retry.pause(afterFailure: failure, asked: asked, random: timing.random())
        do {
            try await timing.sleep(pause)
        } catch {
            throw .cancelled
        }
    }

    private func send<R>(
        _ body: JSONValue, to endpoint: Endpoint, ids: ClosedRange<Int>, read: (Bytes, ClosedRange<Int>) throws(InvalidAnswer) -> R
    ) async throws(ChainError) -> R {
        var headers = endpoint.headers
        headers["Content-Type"] = "application/json"
        headers["Accept"] = "application/json"
        let request = HTTPRequest(
            "POST", endpoint.url, headers: headers, body: Bytes(body.utf8), timeout: options.timeout,
            maximumAnswerBytes: options.maximumAnswerBytes)
        let response: HTTPResponse
        do throws(TransportError) {
            let transport = transport
            response = try await limiter.run { () throws(TransportError) in try await transport.send(request) }
        } catch {
            throw ChainError(error)
        }
        do throws(InvalidAnswer) {
            if !ChainError.isBusy(response.status) { return try read(response.body, ids) }
        } catch {
            // A status that is an error by itself says more than a body that is no answer.
            if (200..<300).contains(response.status) { throw .invalidAnswer(error) }
        }
        let asked = response.headers["retry-after"].flatMap { RetryAfter.duration($0, secondsSince1970: timing.secondsSince1970()) }
        throw .http(status: response.status, body: Self.beginning(of: response.body), retryAfter: asked)
    }

    /// How a body begins, for a message: one line of at most 200 bytes.
    private static func beginning(of body: Bytes) -> String {
        let text = String(decoding: body.array.prefix(200), as: UTF8.self)
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return body.count > 200 ? line + "…" : line
    }
}

extension ChainError {
    /// Whether another endpoint may do better.
    fileprivate var concernsEndpoint: Bool {
        switch self {
        case .transport(let error): error != .cancelled
        case .http, .invalidAnswer: true
        case .node(let error): error.isRateLimit
        default: false
        }
    }

    /// How long the server asked to wait.
    var retryAfter: Duration? {
        if case .http(_, _, let duration) = self { return duration }
        return nil
    }
}

/// Whose turn it is, and the numbers of the calls.
actor EndpointRotation {
    private let count: Int
    private let returnsAfter: Duration
    private var current = 0
    private var leftFirst: Duration?
    private var lastID = 0

    init(count: Int, returnsAfter: Duration) {
        self.count = count
        self.returnsAfter = returnsAfter
    }

    /// The endpoint to ask, and so many new ids.
    func next(ids: Int, now: Duration) -> (index: Int, ids: ClosedRange<Int>) {
        if let leftFirst, now - leftFirst >= returnsAfter {
            current = 0
            self.leftFirst = nil
        }
        let first = lastID &+ 1
        lastID = lastID &+ max(ids, 1)
        // Beyond 2^53 a number is no longer every JSON reader's.
        if lastID > 1 << 52 { lastID = 0 }
        return (current, first...first &+ max(ids, 1) &- 1)
    }

    /// Moves on from an endpoint that failed, unless another task has done so.
    func leave(_ index: Int, now: Duration) {
        guard index == current, count > 1 else { return }
        current = (current + 1) % count
        leftFirst = current == 0 ? nil : now
    }
}

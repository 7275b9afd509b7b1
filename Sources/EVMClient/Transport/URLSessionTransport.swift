import EVMCore
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The transport on `URLSession`: no cookies, no cache, no redirects (a node does not move, and a redirect would carry keys elsewhere).
public final class URLSessionTransport: Transport {
    private let session: URLSession
    private let exchanges: Exchanges

    /// Creates a transport with its own session.
    ///
    /// - Parameter connectionsPerHost: How many connections are open to one host at a time.
    public init(connectionsPerHost: Int = 16) {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        configuration.urlCache = nil
        configuration.httpCookieStorage = nil
        configuration.httpShouldSetCookies = false
        configuration.httpMaximumConnectionsPerHost = connectionsPerHost
        exchanges = Exchanges()
        session = URLSession(configuration: configuration, delegate: exchanges, delegateQueue: nil)
    }

    deinit { session.invalidateAndCancel() }

    /// Sends a request; see ``Transport/send(_:)``.
    public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        try request.check()
        var urlRequest = URLRequest(url: request.url)
        urlRequest.httpMethod = request.method
        for (name, value) in request.headers { urlRequest.setValue(value, forHTTPHeaderField: name) }
        if !request.body.isEmpty { urlRequest.httpBody = Data(request.body.array) }
        // URLSession's own limit counts idle time; the one kept below counts all of it and comes first.
        urlRequest.timeoutInterval = request.timeout.seconds + 5

        let task = session.dataTask(with: urlRequest)
        let exchange = Exchange(limit: request.maximumAnswerBytes, timeout: request.timeout)
        exchanges[task.taskIdentifier] = exchange
        let timer = Task {
            try await Task.sleep(for: request.timeout)
            exchange.outcome.end(.failure(.timedOut(request.timeout)))
            task.cancel()
        }
        defer {
            timer.cancel()
            exchanges[task.taskIdentifier] = nil
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                exchange.outcome.begin(continuation)
                task.resume()
            }
        } onCancel: {
            exchange.outcome.end(.failure(.cancelled))
            task.cancel()
        }
        return try result.get()
    }
}

extension Duration {
    /// The duration in seconds.
    var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}

/// One request and what has come of its answer.
///
/// Unchecked: all mutable state is only touched under the lock.
private final class Exchange: @unchecked Sendable {
    let outcome = ExchangeOutcome()
    private let lock = NSLock()
    private let limit: Int
    private let timeout: Duration
    private var response: HTTPURLResponse?
    private var body: [UInt8] = []

    init(limit: Int, timeout: Duration) {
        self.limit = limit
        self.timeout = timeout
    }

    /// Takes the answer's head; false where its body would be too large.
    func receive(_ response: URLResponse) -> Bool {
        lock.withLock { self.response = response as? HTTPURLResponse }
        guard response.expectedContentLength > Int64(limit) else { return true }
        outcome.end(.failure(.answerTooLarge(limit: limit)))
        return false
    }

    /// Takes a piece of the body; false where the body has become too large.
    func receive(_ data: Data) -> Bool {
        let fits = lock.withLock {
            guard data.count <= limit - body.count else { return false }
            body.append(contentsOf: data)
            return true
        }
        if !fits { outcome.end(.failure(.answerTooLarge(limit: limit))) }
        return fits
    }

    /// The session is done with the task.
    func complete(_ task: URLSessionTask, _ error: (any Error)?) {
        if let error {
            // On a machine that starves the timer, URLSession's own limit comes first after all.
            let isLate = (error as? URLError)?.code == .timedOut
            return outcome.end(.failure(isLate ? .timedOut(timeout) : TransportError(error)))
        }
        let (response, body) = lock.withLock { (self.response ?? task.response as? HTTPURLResponse, self.body) }
        guard let response else { return outcome.end(.failure(.connectionLost("the answer is not HTTP"))) }
        let isEncoded = response.value(forHTTPHeaderField: "Content-Encoding") != nil
        // A connection that closes early is not an error to every version of URLSession.
        if !isEncoded, response.expectedContentLength > Int64(body.count) {
            return outcome.end(.failure(.connectionLost("\(body.count) of \(response.expectedContentLength) bytes came")))
        }
        let headers = response.allHeaderFields.compactMap { name, value in (name as? String).map { ($0, "\(value)") } }
        outcome.end(
            .success(
                HTTPResponse(
                    status: response.statusCode, headers: Dictionary(headers, uniquingKeysWith: { $1 }), body: Bytes(body))))
    }
}

/// The exchanges under way, by their tasks' numbers: hands on what the session reports.
///
/// Unchecked: the table is only touched under the lock.
private final class Exchanges: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    private let lock = NSLock()
    private var open: [Int: Exchange] = [:]

    subscript(id: Int) -> Exchange? {
        get { lock.withLock { open[id] } }
        set { lock.withLock { open[id] = newValue } }
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        completionHandler(self[dataTask.taskIdentifier]?.receive(response) ?? false ? .allow : .cancel)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        if self[dataTask.taskIdentifier]?.receive(data) != true { dataTask.cancel() }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        self[task.taskIdentifier]?.complete(task, error)
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}

extension TransportError {
    /// What a session's error means.
    fileprivate init(_ error: any Error) {
        guard let error = error as? URLError else {
            self = .connectionLost("URLSession says no more than \(type(of: error))")
            return
        }
        // The localised text may hold the address; the code tells as much.
        let why = "URLError \(error.code.rawValue)"
        switch error.code {
        case .cancelled: self = .cancelled
        case .timedOut: self = .connectionLost("\(why), timed out")
        case .cannotConnectToHost: self = .cannotConnect("\(why), the host refuses or cannot be reached")
        case .cannotFindHost, .dnsLookupFailed: self = .cannotConnect("\(why), unknown host")
        case .notConnectedToInternet: self = .cannotConnect("\(why), offline")
        case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate, .serverCertificateHasUnknownRoot,
            .serverCertificateNotYetValid, .clientCertificateRejected, .clientCertificateRequired:
            self = .cannotConnect("\(why), TLS was not agreed")
        // Never of the address, which was looked at before: on Linux this is what an answer that is not HTTP leads to, and the request that
        // it answers has been seen.
        case .badURL, .unsupportedURL: self = .connectionLost("\(why), the answer is not HTTP")
        case .networkConnectionLost: self = .connectionLost("\(why), connection lost")
        default: self = .connectionLost(why)
        }
    }
}

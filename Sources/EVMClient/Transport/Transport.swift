public import EVMCore

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// What carries a request over HTTP and brings its answer back.
///
/// `SystemTransport` by default. A transport tries once: retries and failover are the business of those who know whether a request may
/// be repeated.
public protocol Transport: Sendable {
    /// Sends a request and waits for the whole answer, whatever its status.
    ///
    /// Ends, with ``TransportError/cancelled``, as soon as the task is cancelled, and with ``TransportError/timedOut(_:)`` after the
    /// request's time; nothing goes on in the background then.
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}

/// A request over HTTP.
public struct HTTPRequest: Sendable {
    /// Where it goes.
    public var url: URL
    /// `GET`, `POST` and so on.
    public var method: String
    /// The header fields; names in any case.
    public var headers: [String: String]
    /// The body; empty for none.
    public var body: Bytes
    /// How long all of it may take, from the connection to the answer's last byte.
    public var timeout: Duration
    /// How many bytes the answer's body may have; reading stops at the first beyond.
    public var maximumAnswerBytes: Int

    /// Creates a request.
    public init(
        _ method: String = "GET", _ url: URL, headers: [String: String] = [:], body: Bytes = Bytes(), timeout: Duration = .seconds(30),
        maximumAnswerBytes: Int = 64 << 20
    ) {
        self.url = url
        self.method = method
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.maximumAnswerBytes = maximumAnswerBytes
    }
}

/// An answer over HTTP.
public struct HTTPResponse: Sendable {
    /// The status code.
    public var status: Int
    /// The header fields, their names in lower case.
    public var headers: [String: String]
    /// The body.
    public var body: Bytes

    /// Creates an answer; header names are brought to lower case.
    public init(status: Int, headers: [String: String] = [:], body: Bytes = Bytes()) {
        self.status = status
        self.headers = Dictionary(headers.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { $1 })
        self.body = body
    }
}

/// Why a request brought no answer.
///
/// Only ``cannotConnect(_:)`` and ``invalidRequest(_:)`` say that the other side has not seen the request.
public enum TransportError: Error, Sendable, Hashable {
    /// No connection came about: refused, unknown host, TLS not agreed.
    case cannotConnect(String)
    /// The connection broke before the whole answer was there.
    case connectionLost(String)
    /// The time was up.
    case timedOut(Duration)
    /// The answer's body is larger than allowed.
    case answerTooLarge(limit: Int)
    /// The task was cancelled.
    case cancelled
    /// The request cannot be sent at all.
    case invalidRequest(String)

    /// Whether sending the same again may help.
    public var isTransient: Bool {
        switch self {
        case .cannotConnect, .connectionLost, .timedOut: true
        case .answerTooLarge, .cancelled, .invalidRequest: false
        }
    }
}

extension TransportError: CustomStringConvertible {
    /// What happened, in one sentence; never an address with its keys.
    public var description: String {
        switch self {
        case .cannotConnect(let why): "no connection: \(why)"
        case .connectionLost(let why): "the connection was lost: \(why)"
        case .timedOut(let duration): "no answer within \(duration)"
        case .answerTooLarge(let limit): "the answer is larger than \(limit) bytes"
        case .cancelled: "cancelled"
        case .invalidRequest(let why): "the request cannot be sent: \(why)"
        }
    }
}

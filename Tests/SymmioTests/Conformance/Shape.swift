import EVMClient
import EVMCore
import Foundation
import Testing

@testable import Symmio

/// An answer or a frame as the service's interface states it, and what this library makes of it.
///
/// What each of its members is good for is stated here and derived there (``Conformance``): a member is read into properties of the result,
/// or it is not read at all, and nothing in between.
struct Shape: Sendable {
    /// A request as it has to be sent.
    struct Request: Sendable {
        /// `GET /api/path?query`.
        var line: String
        /// Headers that it has to have; what is nil it must not have.
        var headers: [String: String?] = [:]
        /// The body as JSON; nil where there is none.
        var body: String?
    }

    /// What the tests call it.
    var name: String
    /// What errors have to call it.
    var document: String
    /// What is sent; nil for a frame.
    var request: Request?
    /// The document.
    var json: String
    /// Each member that is read, with the properties of the result that it decides on, in order and between blanks.
    var reads: [String: String]
    /// Members without which it is an error.
    var required: Set<String> = []
    /// Those of them that may be null.
    var nullable: Set<String> = []
    /// Members that are not read, so that anything may stand there.
    var unread: Set<String> = []
    /// Members in which a value may be neither refused nor handed on, and why that is right.
    var lenient: [String: String] = [:]
    /// Places where a value may be of another form, and why.
    var forms: [String: String] = [:]
    /// Texts that must not be numbers although they may be digits.
    var oneStyle: Set<String> = []
    /// Objects whose members are named by data, so that there are no unknown ones.
    var maps: Set<String> = []
    /// What is handed on as it is, with all that is in it.
    var raw: Set<String> = []
    /// Makes the result of a document.
    var read: @Sendable (Bytes) async throws -> any Sendable
    /// Makes the request; nil for a frame.
    var transport: (@Sendable (ConformanceTransport) async throws -> any Sendable)?
}

extension Shape: CustomTestStringConvertible {
    var testDescription: String { name }
}

extension Shape {
    /// What stands in a stated body for a signature, whose letters are no matter of form.
    static let anySignature = "a signature"

    /// The answer to a request.
    ///
    /// - Parameters:
    ///   - line: With the whole path.
    ///   - base: The part of it that errors must not show.
    static func answer(
        _ line: String, headers: [String: String?] = [:], body: String? = nil, named name: String? = nil, is json: String, base: String = "",
        maps: Set<String> = [], raw: Set<String> = [], lenient: [String: String] = [:], forms: [String: String] = [:], reads: [String: String] = [:],
        required: Set<String> = [],
        nullable: Set<String> = [], unread: Set<String> = [], oneStyle: Set<String> = [],
        _ call: @escaping @Sendable (ServiceOptions) async throws -> any Sendable
    ) -> Shape {
        let parts = line.split(separator: " ", maxSplits: 1)
        let path = parts.last.map { $0.prefix { $0 != "?" }.dropFirst(base.count) } ?? ""
        let decoded = String(path).removingPercentEncoding ?? String(path)
        return Shape(
            name: name ?? line, document: "\(parts.first ?? "")\(decoded.isEmpty ? "" : " ")\(decoded) of host",
            request: Request(line: line, headers: headers, body: body), json: json, reads: reads, required: required, nullable: nullable, unread: unread,
            lenient: lenient, forms: forms, oneStyle: oneStyle, maps: maps, raw: raw, read: { try await call(ConformanceTransport($0).options) },
            transport: { try await call($0.options) })
    }

    /// A frame of a socket.
    static func frame(
        _ name: String, document: String, is json: String, lenient: [String: String] = [:], forms: [String: String] = [:],
        reads: [String: String] = [:], required: Set<String> = [], nullable: Set<String> = [], unread: Set<String> = [], oneStyle: Set<String> = [],
        _ read: @escaping @Sendable (Bytes) throws -> any Sendable
    ) -> Shape {
        Shape(
            name: name, document: document, request: nil, json: json, reads: reads, required: required, nullable: nullable, unread: unread,
            lenient: lenient, forms: forms, oneStyle: oneStyle, read: { try read($0) }, transport: nil)
    }
}

/// Answers every request with one document and remembers the requests.
final class ConformanceTransport: Transport, @unchecked Sendable {
    private let answer: Bytes
    // Only touched under the lock.
    private let lock = NSLock()
    private var sent: [HTTPRequest] = []

    init(_ answer: Bytes) { self.answer = answer }

    var requests: [HTTPRequest] { lock.withLock { sent } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        lock.withLock { sent.append(request) }
        return HTTPResponse(status: 200, headers: [:], body: answer)
    }

    /// Options with this transport at a time shortly after the shapes'.
    var options: ServiceOptions {
        ServiceOptions(
            transport: self,
            timing: Timing(now: { .zero }, secondsSince1970: { Double(MuonVector.timestamp) + 10 }, sleep: { _ in }, random: { 1 }))
    }
}

internal import EVMClient
internal import EVMCore

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// How the clients of this library's services speak HTTP.
///
/// Reads are tried again by the policy. What changes something is sent once: whether it may be sent again only its caller can find out.
struct RESTClient: Sendable {
    var base: URL
    var headers: [String: String] = [:]
    /// Whether the base's path is left out of errors, as it may have a key in it.
    var hidesBasePath = false
    var options: ServiceOptions

    /// Where an answer's status is none of 200 to 299 but means something: returns the answer, or nil to have it refused.
    typealias Exception = @Sendable (HTTPResponse) -> JSONValue?

    func get(
        _ path: [String], query: [(String, String?)] = [], exception: Exception? = nil
    ) async throws(ServiceError) -> JSONReader {
        try await read(try request("GET", path, query: query), label("GET", path), exception)
    }

    /// A search, which is a POST but changes nothing.
    func search(_ path: [String], body: JSONValue) async throws(ServiceError) -> JSONReader {
        try await read(try request("POST", path, body: Bytes(body.utf8)), label("POST", path), nil)
    }

    /// Changes something; never sent twice.
    func write(_ method: String, _ path: [String], body: Bytes) async throws(ServiceError) -> JSONReader {
        try await once(try request(method, path, body: body), label(method, path), nil)
    }

    private func read(_ request: HTTPRequest, _ label: String, _ exception: Exception?) async throws(ServiceError) -> JSONReader {
        var failures = 0
        while true {
            do throws(ServiceError) {
                return try await once(request, label, exception)
            } catch {
                guard error.isWorthAnotherRead, failures + 1 < options.retry.attempts else { throw error }
                let pause = options.retry.pause(afterFailure: failures, asked: error.retryAfter, random: options.timing.random())
                do {
                    try await options.timing.sleep(pause)
                } catch {
                    throw .transport(.cancelled)
                }
                failures += 1
            }
        }
    }

    private func once(_ request: HTTPRequest, _ label: String, _ exception: Exception?) async throws(ServiceError) -> JSONReader {
        let response: HTTPResponse
        do throws(TransportError) {
            response = try await options.transport.send(request)
        } catch {
            throw .transport(error)
        }
        guard (200..<300).contains(response.status) else {
            if let value = exception?(response) { return JSONReader(value, document: label) }
            let asked = response.headers["retry-after"].flatMap {
                RetryAfter.duration($0, secondsSince1970: options.timing.secondsSince1970())
            }
            throw .refused(ServiceRefusal(response, retryAfter: asked))
        }
        // Some writes are answered by nothing at all.
        if response.body.isEmpty { return JSONReader(.null, document: label) }
        do throws(JSONFieldError) {
            return try JSONReader(parsing: response.body, document: label)
        } catch {
            throw .unreadable(status: response.status, error)
        }
    }

    /// What errors call an answer.
    private func label(_ method: String, _ path: [String]) -> String {
        var place = hidesBasePath ? "" : base.path
        while place.hasSuffix("/") { place.removeLast() }
        for part in path { place += "/" + part }
        return method + (place.isEmpty ? "" : " " + place) + " of " + (base.host ?? "the service")
    }

    private func request(
        _ method: String, _ path: [String], query: [(String, String?)] = [], body: Bytes = Bytes()
    ) throws(ServiceError) -> HTTPRequest {
        var text = base.absoluteString
        while text.hasSuffix("/") { text.removeLast() }
        for part in path { text += "/" + Self.escaped(part) }
        let given = query.compactMap { name, value in value.map { "\(Self.escaped(name))=\(Self.escaped($0))" } }
        if !given.isEmpty { text += "?" + given.joined(separator: "&") }
        guard let url = URL(string: text) else { throw .invalidRequest("'\(base.absoluteString.shownAsURL)' is not a URL") }
        var headers = headers
        headers["Accept"] = "application/json"
        if !body.isEmpty { headers["Content-Type"] = "application/json" }
        return HTTPRequest(method, url, headers: headers, body: body, timeout: options.timeout, maximumAnswerBytes: options.maximumAnswerBytes)
    }

    /// Percent-encodes all but the unreserved characters of RFC 3986.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                result += "%" + Hex.encode([byte], prefix: false).uppercased()
            }
        }
        return result
    }
}

extension RESTClient {
    /// Reads an answer, turning a fault into an error of the service.
    static func reading<T>(_ answer: JSONReader, _ read: (JSONReader) throws(JSONFieldError) -> T) throws(ServiceError) -> T {
        do throws(JSONFieldError) {
            return try read(answer)
        } catch {
            throw .unreadable(status: 200, error)
        }
    }
}

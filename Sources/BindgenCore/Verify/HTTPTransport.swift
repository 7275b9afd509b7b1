import CHTTP
import EVMCore

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// HTTP and HTTPS by the system's libcurl, which is loaded when the first transport is made.
public final class HTTPTransport: RPCTransport {
    /// The endpoint without what may be secret.
    public let name: String
    private let url: String
    private let session: OpaquePointer
    private let milliseconds: Int

    /// The largest answer that is taken; code has at most 24 kB, and a diamond's loupe not much more.
    private static let mostBytes = 16 << 20
    /// What a busy server is given before it is asked again, in milliseconds.
    private static let pauses: [UInt32] = [300, 1_000, 3_000]

    /// Makes a transport.
    ///
    /// - Parameters:
    ///   - url: An `http` or `https` URL.
    ///   - seconds: How long one answer may take.
    /// - Throws: ``VerifyFailure`` where it is no such URL or the system has no libcurl.
    public init(url: String, timeout seconds: Int = 30) throws(VerifyFailure) {
        let lower = url.lowercased()
        guard lower.hasPrefix("http://") || lower.hasPrefix("https://"), !url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f }) else {
            throw VerifyFailure("'\(url.shownAsURL)' is no endpoint: expected a URL that begins with http:// or https://")
        }
        self.url = url
        name = url.shownAsURL
        milliseconds = seconds * 1_000
        var reason = [CChar](repeating: 0, count: 256)
        guard let session = chttp_session_new(&reason, reason.count) else { throw VerifyFailure(Self.text(reason)) }
        self.session = session
    }

    deinit { chttp_session_free(session) }

    private static func text(_ reason: [CChar]) -> String {
        String(decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Posts a request; a server that is busy (429, 502, 503, 504) is asked again a few times, for reading does no harm.
    public func post(_ body: [UInt8]) throws(VerifyFailure) -> [UInt8] {
        var pauses = Self.pauses[...]
        while true {
            switch exchange(body) {
            case .body(let bytes, 200): return bytes
            case .body(let bytes, let status):
                if [429, 502, 503, 504].contains(status), let pause = pauses.popFirst() {
                    usleep(pause * 1_000)
                    continue
                }
                // Some nodes give their JSON-RPC errors another status.
                if bytes.first == UInt8(ascii: "{"), status != 429 { return bytes }
                throw VerifyFailure("\(name) answers with HTTP status \(status)")
            case .tooLarge: throw VerifyFailure("\(name) answers with more than \(Self.mostBytes >> 20) MB")
            case .failed(let why): throw VerifyFailure("\(name) does not answer: \(why)")
            }
        }
    }

    private enum Exchange {
        case body([UInt8], status: Int)
        case tooLarge
        case failed(String)
    }

    private func exchange(_ body: [UInt8]) -> Exchange {
        var answer = chttp_answer()
        chttp_post(session, url, body, body.count, milliseconds, Self.mostBytes, &answer)
        defer { chttp_answer_free(&answer) }
        switch UInt32(bitPattern: answer.outcome) {
        case CHTTP_ANSWERED.rawValue:
            let bytes = answer.body.map { Array(UnsafeBufferPointer(start: $0, count: answer.length)) } ?? []
            return .body(bytes, status: answer.status)
        case CHTTP_TOO_LARGE.rawValue: return .tooLarge
        case CHTTP_NO_MEMORY.rawValue: return .failed("there is no memory for the answer")
        default: return .failed(withUnsafeBytes(of: answer.error) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
    }
}

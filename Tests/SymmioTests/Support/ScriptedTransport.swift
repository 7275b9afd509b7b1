import EVMClient
import EVMCore
import Foundation
import Testing

@testable import Symmio

/// Answers by script and remembers what was asked.
final class ScriptedTransport: Transport, @unchecked Sendable {
    enum Answer {
        case json(String, status: Int = 200, headers: [String: String] = [:])
        case failure(TransportError)
    }

    // Both are only touched under the lock.
    private let lock = NSLock()
    private var answers: [Answer]
    private var sent: [HTTPRequest] = []

    init(_ answers: Answer...) { self.answers = answers }
    init(script: [Answer]) { answers = script }

    var requests: [HTTPRequest] { lock.withLock { sent } }

    /// `GET /path?query` of each request.
    var lines: [String] {
        requests.map { "\($0.method) \($0.url.absoluteString.dropFirst("http://host".count))" }
    }

    func body(_ index: Int = 0) throws -> JSONValue { try JSONValue(parsing: requests[index].body) }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let answer: Answer? = lock.withLock {
            sent.append(request)
            return answers.isEmpty ? nil : answers.removeFirst()
        }
        switch answer {
        case .json(let text, let status, let headers)?: return HTTPResponse(status: status, headers: headers, body: Bytes(utf8: text))
        case .failure(let error)?: throw error
        case nil: throw .invalidRequest("the script has ended")
        }
    }

    /// Options with this transport that wait for nothing; pauses are remembered.
    var options: ServiceOptions {
        ServiceOptions(
            transport: self,
            timing: Timing(now: { .zero }, secondsSince1970: { 0 }, sleep: { self.pause($0) }, random: { 1 }))
    }

    private var waited: [Duration] = []
    var pauses: [Duration] { lock.withLock { waited } }
    private func pause(_ duration: Duration) { lock.withLock { waited.append(duration) } }
}

extension URL {
    static func test(_ text: String) throws -> URL { try #require(URL(string: text)) }
}

/// A solver at `http://host/api`.
func testSolver(_ transport: ScriptedTransport, kind: Deployment.SolverKind = .enigma, style: Deployment.Style? = nil) throws -> SolverClient {
    SolverClient(
        .init(kind: kind, address: Address(truncating: UInt256(9 as UInt64)), baseURL: try .test("http://host/api/")),
        style: style ?? .init(maths: .sdk31), options: transport.options)
}

/// The message of the first fault, with its path.
func refusal<T>(_ body: () async throws -> T) async -> ServiceRefusal? {
    do {
        _ = try await body()
    } catch ServiceError.refused(let refusal) {
        return refusal
    } catch {
        Issue.record("\(error)")
    }
    return nil
}

/// The path of the member that an answer was refused for.
func faultPath<T>(_ body: () async throws -> T) async -> String? {
    do {
        _ = try await body()
    } catch ServiceError.unreadable(_, let fault) {
        return fault.path
    } catch let fault as JSONFieldError {
        return fault.path
    } catch {
        Issue.record("\(error)")
    }
    return nil
}

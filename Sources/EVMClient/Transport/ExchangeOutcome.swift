import Foundation

/// What becomes of one request: brought by whoever is first, an answer, a time-out or a cancellation, to the one task that waits for it.
///
/// Unchecked: all mutable state is only touched under the lock.
final class ExchangeOutcome: @unchecked Sendable {
    typealias Value = Result<HTTPResponse, TransportError>

    private let lock = NSLock()
    private var continuation: CheckedContinuation<Value, Never>?
    private var value: Value?

    /// Nil while nothing has become of it.
    var current: Value? { lock.withLock { value } }

    /// Has the outcome delivered, at once where there is one: a task may be cancelled before it began.
    func begin(_ continuation: CheckedContinuation<Value, Never>) {
        let early: Value? = lock.withLock {
            if value == nil { self.continuation = continuation }
            return value
        }
        if let early { continuation.resume(returning: early) }
    }

    /// Ends the exchange; the first outcome counts, whatever is reported later.
    func end(_ value: Value) {
        let continuation: CheckedContinuation<Value, Never>? = lock.withLock {
            guard self.value == nil else { return nil }
            self.value = value
            defer { self.continuation = nil }
            return self.continuation
        }
        continuation?.resume(returning: value)
    }
}

extension HTTPRequest {
    /// Refuses what no transport sends.
    func check() throws(TransportError) {
        guard let scheme = url.scheme?.lowercased(), scheme == "http" || scheme == "https", url.host != nil else {
            throw .invalidRequest("the address is not http:// or https:// with a host")
        }
        let texts = headers.flatMap { [$0.key, $0.value] } + [method, url.absoluteString]
        // Such bytes would end a header field, or the text for C.
        guard !texts.contains(where: { $0.utf8.contains { $0 < 32 && $0 != 9 || $0 == 127 } }) else {
            throw .invalidRequest("a control character stands in the address or a header field")
        }
    }
}

// On Apple platforms URLSession does all of this; elsewhere it waits out its time where a kept connection breaks, and takes memory with every
// request that it does not give back.
#if canImport(FoundationNetworking)
    import CHTTP
    import EVMCore
    import Foundation

    /// The transport on the system's libcurl: one thread for all requests of the process, connections kept, TLS checked against the system's
    /// roots, no redirects. A request is sent once: where its connection breaks, that is said at once.
    struct CurlTransport: Transport {
        private let loop: Loop

        /// Nil where the system has no libcurl that is fit for it.
        init?() {
            guard let loop = Loop.shared else { return nil }
            self.loop = loop
        }

        func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
            try request.check()
            let headers = request.headers.map { "\($0.key): \($0.value)" }
            let exchange = CurlExchange(limit: request.maximumAnswerBytes, timeout: request.timeout)
            let loop = loop
            let result = await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    exchange.outcome.begin(continuation)
                    loop.send(request, headers, exchange)
                }
            } onCancel: {
                if let id = exchange.cancel() { loop.cancel(id) }
            }
            return try result.get()
        }
    }

    /// The process's loop.
    ///
    /// Unchecked: the pointer is constant, and what it points to is for any thread (`chttp.h`).
    private final class Loop: @unchecked Sendable {
        static let shared = Loop()
        private let loop: OpaquePointer

        private init?() {
            var reason = [CChar](repeating: 0, count: 256)
            guard let loop = chttp_loop_start(&reason, reason.count) else { return nil }
            self.loop = loop
        }

        func send(_ request: HTTPRequest, _ headers: [String], _ exchange: CurlExchange) {
            var pointers = headers.map { UnsafePointer(strdup($0)) }
            defer { for pointer in pointers { free(UnsafeMutablePointer(mutating: pointer)) } }
            // Held by the loop until it has told the outcome, which it does once.
            let context = Unmanaged.passRetained(exchange)
            let body = request.body.array
            let id = request.url.absoluteString.withCString { url in
                request.method.withCString { method in
                    body.withUnsafeBufferPointer { body in
                        pointers.withUnsafeMutableBufferPointer { pointers in
                            pointers.withMemoryRebound(to: UnsafePointer<CChar>.self) { headers in
                                var wanted = chttp_request(
                                    url: url, method: method, headers: headers.baseAddress, header_count: headers.count, body: body.baseAddress,
                                    length: body.count, timeout_ms: request.timeout.milliseconds, most_bytes: max(0, request.maximumAnswerBytes))
                                return chttp_loop_send(loop, &wanted, context.toOpaque()) { context, result in
                                    Unmanaged<CurlExchange>.fromOpaque(context).takeRetainedValue().end(result.pointee)
                                }
                            }
                        }
                    }
                }
            }
            guard id != 0 else {
                context.release()
                return exchange.outcome.end(.failure(.invalidRequest("the system's libcurl does not take it")))
            }
            if exchange.isSent(as: id) { cancel(id) }
        }

        func cancel(_ id: UInt64) { chttp_loop_cancel(loop, id) }
    }

    /// One request and what has come of its answer.
    ///
    /// Unchecked: all mutable state is only touched under the lock.
    private final class CurlExchange: @unchecked Sendable {
        let outcome = ExchangeOutcome()
        private let lock = NSLock()
        private let limit: Int
        private let timeout: Duration
        private var id: UInt64?

        init(limit: Int, timeout: Duration) {
            self.limit = limit
            self.timeout = timeout
        }

        /// The number that the loop knows it by.
        ///
        /// - Returns: Whether it was cancelled before it had one.
        func isSent(as id: UInt64) -> Bool {
            // In this order: a cancellation between the two sees the number and gives it up itself.
            lock.withLock { self.id = id }
            if case .failure(.cancelled)? = outcome.current { return true }
            return false
        }

        /// Ends the exchange for its task.
        ///
        /// - Returns: What the loop has to give up; nil where it does not have it yet, or where it is over.
        func cancel() -> UInt64? {
            let isOver = outcome.current != nil
            outcome.end(.failure(.cancelled))
            return isOver ? nil : lock.withLock { id }
        }

        /// The loop is done with it. On the loop's thread.
        func end(_ result: chttp_result) {
            switch Int32(result.outcome) {
            case Int32(CHTTP_ANSWERED.rawValue):
                let body = Bytes(Array(UnsafeBufferPointer(start: result.body, count: result.body == nil ? 0 : result.length)))
                let head = UnsafeBufferPointer(start: result.head, count: result.head == nil ? 0 : result.head_length)
                outcome.end(.success(HTTPResponse(status: Int(result.status), headers: Self.fields(head), body: body)))
            case Int32(CHTTP_TOO_LARGE.rawValue): outcome.end(.failure(.answerTooLarge(limit: limit)))
            case Int32(CHTTP_CANCELLED.rawValue): outcome.end(.failure(.cancelled))
            case Int32(CHTTP_NO_MEMORY.rawValue): outcome.end(.failure(.connectionLost("there is no memory for the answer")))
            default: outcome.end(.failure(error(result.code)))
            }
        }

        /// Header fields of an answer's head. The last of a name counts.
        private static func fields(_ head: UnsafeBufferPointer<UInt8>) -> [String: String] {
            var fields: [String: String] = [:]
            for line in head.split(separator: UInt8(ascii: "\n")).dropFirst() {
                guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
                let name = String(decoding: line[..<colon], as: UTF8.self)
                fields[name] = String(decoding: line[(colon + 1)...], as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            }
            return fields
        }

        /// What one of curl's codes means. Its own words may hold the address; the code tells as much.
        private func error(_ code: Int32) -> TransportError {
            let why = "curl error \(code)"
            switch code {
            case 3: return .invalidRequest("\(why), the address is not well formed")
            case 5, 6: return .cannotConnect("\(why), unknown host")
            case 7: return .cannotConnect("\(why), the host refuses or cannot be reached")
            case 35, 51, 53, 54, 58, 59, 60, 66, 77, 80, 82, 83, 90, 91: return .cannotConnect("\(why), TLS was not agreed")
            case 28: return .timedOut(timeout)
            case 1, 8: return .connectionLost("\(why), the answer is not HTTP")
            case 18: return .connectionLost("\(why), the answer is not whole")
            case 52: return .connectionLost("\(why), no answer came")
            case 65: return .connectionLost("\(why), a kept connection was broken")
            default: return .connectionLost(why)
            }
        }
    }

    extension Duration {
        /// Whole milliseconds, rounded up, within what C's `long` holds everywhere.
        fileprivate var milliseconds: Int {
            let (seconds, attoseconds) = components
            guard seconds < 2_000_000 else { return 2_000_000_000 }
            guard seconds >= 0 else { return 0 }
            return Int(seconds) * 1_000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
        }
    }
#endif

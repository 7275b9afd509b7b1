#if canImport(Darwin)
    import Foundation

    /// A connection of URLSession, for Apple platforms; on Linux its WebSockets do not work.
    ///
    /// Never run: this package is developed on Linux, where this file was only type-checked.
    final class SessionConnection: WebSocketConnection {
        private let task: URLSessionWebSocketTask
        private let session: URLSession
        private let watcher: Watcher

        private init(task: URLSessionWebSocketTask, session: URLSession, watcher: Watcher) {
            self.task = task
            self.session = session
            self.watcher = watcher
        }

        deinit {
            task.cancel()
            session.invalidateAndCancel()
        }

        /// Opens a WebSocket and waits until the server has agreed.
        static func open(_ url: URL, limits: SystemSockets.Limits) async throws(SocketError) -> SessionConnection {
            let watcher = Watcher()
            let session = URLSession(configuration: .ephemeral, delegate: watcher, delegateQueue: nil)
            let task = session.webSocketTask(with: url)
            task.maximumMessageSize = limits.messageBytes
            let connection = SessionConnection(task: task, session: session, watcher: watcher)
            let clock = Task {
                try await Task.sleep(for: limits.opening)
                watcher.opened(.failure(.timedOut))
                task.cancel()
            }
            defer { clock.cancel() }
            let outcome = await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    watcher.hold(continuation)
                    task.resume()
                }
            } onCancel: {
                watcher.opened(.failure(.cancelled))
                task.cancel()
            }
            try outcome.get()
            return connection
        }

        func send(_ text: String) async throws(SocketError) {
            do {
                try await task.send(.string(text))
            } catch {
                throw .closed(closure)
            }
        }

        func receive() async throws(SocketError) -> String? {
            while true {
                do {
                    // Frames of bytes are no part of any service's protocol here.
                    if case .string(let text) = try await task.receive() { return text }
                } catch {
                    if Task.isCancelled || watcher.isClosedHere { return nil }
                    throw .closed(closure)
                }
            }
        }

        func ping() async throws(SocketError) {
            let answer = Once()
            let failure: SocketError? = await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    answer.hold(continuation)
                    task.sendPing { [closure] error in answer.resume(error == nil ? nil : .closed(closure)) }
                }
            } onCancel: {
                answer.resume(.cancelled)
            }
            if let failure { throw failure }
        }

        func close(code: SocketCloseCode, reason: String) async {
            watcher.closedHere()
            // URLSession takes codes that it has a name for; any other is sent as 1000.
            let words = Data(reason.utf8.prefix(123))
            task.cancel(with: URLSessionWebSocketTask.CloseCode(rawValue: Int(code.rawValue)) ?? .normalClosure, reason: words)
            session.finishTasksAndInvalidate()
        }

        private var closure: SocketClosure {
            guard task.closeCode != .invalid else { return .abnormal }
            let words = task.closeReason.map { String(decoding: $0, as: UTF8.self) } ?? ""
            return SocketClosure(code: UInt16(clamping: task.closeCode.rawValue), reason: words)
        }

        /// One answer for one waiter, whichever comes first.
        ///
        /// `@unchecked Sendable`: every stored variable is read and written under `lock` only.
        private final class Once: @unchecked Sendable {
            private let lock = NSLock()
            private var continuation: CheckedContinuation<SocketError?, Never>?
            private var early: SocketError??

            func hold(_ continuation: CheckedContinuation<SocketError?, Never>) {
                let known: SocketError?? = lock.withLock {
                    if early == nil { self.continuation = continuation }
                    return early
                }
                if let known { continuation.resume(returning: known) }
            }

            func resume(_ failure: SocketError?) {
                let waiter = lock.withLock {
                    let waiter = continuation
                    continuation = nil
                    if waiter == nil, early == nil { early = .some(failure) }
                    return waiter
                }
                waiter?.resume(returning: failure)
            }
        }

        /// Hears how the opening went.
        ///
        /// `@unchecked Sendable`: every stored variable is read and written under `lock` only.
        private final class Watcher: NSObject, URLSessionWebSocketDelegate, @unchecked Sendable {
            private let lock = NSLock()
            private var continuation: CheckedContinuation<Result<Void, SocketError>, Never>?
            private var early: Result<Void, SocketError>?
            private var hasClosedHere = false

            var isClosedHere: Bool { lock.withLock { hasClosedHere } }

            func closedHere() { lock.withLock { hasClosedHere = true } }

            func hold(_ continuation: CheckedContinuation<Result<Void, SocketError>, Never>) {
                let known = lock.withLock {
                    if early == nil { self.continuation = continuation }
                    return early
                }
                if let known { continuation.resume(returning: known) }
            }

            func opened(_ outcome: Result<Void, SocketError>) {
                let waiter = lock.withLock {
                    let waiter = continuation
                    continuation = nil
                    if waiter == nil, early == nil { early = outcome }
                    return waiter
                }
                waiter?.resume(returning: outcome)
            }

            func urlSession(_ session: URLSession, webSocketTask: URLSessionWebSocketTask, didOpenWithProtocol protocol: String?) {
                opened(.success(()))
            }

            func urlSession(
                _ session: URLSession, webSocketTask: URLSessionWebSocketTask, didCloseWith closeCode: URLSessionWebSocketTask.CloseCode, reason: Data?
            ) {
                // Before it was open: the server refused. After that, whoever receives is told.
                opened(.failure(.refused(reason: "closed with code \(closeCode.rawValue)")))
            }

            func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
                guard let error = error as? URLError else { return opened(.failure(.refused(reason: "the connection ended"))) }
                switch error.code {
                case .cannotFindHost, .dnsLookupFailed:
                    opened(.failure(.unresolved(host: task.originalRequest?.url?.host ?? "", reason: error.localizedDescription)))
                case .serverCertificateUntrusted, .serverCertificateHasBadDate, .serverCertificateNotYetValid, .serverCertificateHasUnknownRoot,
                    .secureConnectionFailed:
                    opened(.failure(.untrusted(reason: error.localizedDescription)))
                case .timedOut: opened(.failure(.timedOut))
                default: opened(.failure(.refused(reason: error.localizedDescription)))
                }
            }
        }
    }
#endif

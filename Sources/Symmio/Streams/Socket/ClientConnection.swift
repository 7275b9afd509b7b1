#if !canImport(Darwin)
    import Foundation
    import SocketLoop

    /// An open connection of the ``ClientLoop``, as its user sees it.
    final class ClientConnection: WebSocketConnection {
        private let id: UInt64
        private let queue: MessageQueue<String>
        private let loop: ClientLoop

        init(id: UInt64, queue: MessageQueue<String>, loop: ClientLoop) {
            self.id = id
            self.queue = queue
            self.loop = loop
        }

        deinit { drop() }

        /// Ends it with no close frame.
        func drop() {
            loop.with(id) { $0?.drop() }
        }

        func send(_ text: String) async throws(SocketError) {
            let taken: Bool = await withCheckedContinuation { continuation in
                let posted = loop.with(id) { socket in
                    guard let pipe = socket?.pipe, pipe.send(.text(text, { continuation.resume(returning: $0) })) else {
                        continuation.resume(returning: false)
                        return
                    }
                }
                if !posted { continuation.resume(returning: false) }
            }
            guard taken else { throw .closed(.abnormal) }
        }

        func receive() async throws(SocketError) -> String? {
            do {
                return try await queue.next()
            } catch {
                throw error as? SocketError ?? .closed(.abnormal)
            }
        }

        func ping() async throws(SocketError) {
            let number = loop.nextNumber()
            let failure: SocketError? = await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let posted = loop.with(id) { socket in
                        guard let socket else {
                            continuation.resume(returning: .closed(.abnormal))
                            return
                        }
                        socket.ping(number, continuation)
                    }
                    if !posted { continuation.resume(returning: .closed(.abnormal)) }
                    // Cancelled before the ping was posted: the handler below found nothing to cancel.
                    if Task.isCancelled { loop.with(id) { $0?.cancelPing(number) } }
                }
            } onCancel: {
                loop.with(id) { $0?.cancelPing(number) }
            }
            if let failure { throw failure }
        }

        func close(code: SocketCloseCode, reason: String) async {
            let watch = Task { [weak self] in
                try await Task.sleep(for: .seconds(2))
                self?.drop()
            }
            defer { watch.cancel() }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let posted = loop.with(id) { socket in
                        guard let socket else {
                            continuation.resume()
                            return
                        }
                        socket.close(code: code.rawValue, reason: reason, continuation)
                    }
                    if !posted { continuation.resume() }
                }
                if Task.isCancelled { drop() }
            } onCancel: {
                drop()
            }
        }
    }
#endif

#if !canImport(Darwin)
    import CWebSockets
    import Foundation
    import SocketLoop

    /// One client connection on the loop's thread, where alone it is used.
    final class ClientSocket {
        /// Set once libwebsockets has made the connection.
        var wsi: OpaquePointer?
        /// Set once the connection is open.
        private(set) var pipe: WebSocketPipe?

        /// Set where the server's certificate isn't trusted: why.
        var distrust: String?

        private let queue: MessageQueue<String>
        private let limits: SystemSockets.Limits
        private var onOpened: ((Result<Void, SocketError>) -> Void)?
        private var pongs: [UInt64: CheckedContinuation<SocketError?, Never>] = [:]
        private var closers: [CheckedContinuation<Void, Never>] = []
        private var closure: SocketClosure?
        private var failure: SocketError?
        private var isClosedHere = false

        init(queue: MessageQueue<String>, limits: SystemSockets.Limits, onOpened: @escaping (Result<Void, SocketError>) -> Void) {
            self.queue = queue
            self.limits = limits
            self.onOpened = onOpened
        }

        func opened(_ wsi: OpaquePointer) {
            self.wsi = wsi
            pipe = WebSocketPipe(connection: wsi, maximumMessageSize: limits.messageBytes)
            onOpened?(.success(()))
            onOpened = nil
        }

        /// Gives an opening up. Does nothing to a connection that is open.
        func fail(_ error: SocketError) {
            guard let report = onOpened else { return }
            onOpened = nil
            report(.failure(error))
            // libwebsockets frees it when it is back in its own loop, and reports that as the end.
            if let wsi { lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, -1 /* LWS_TO_KILL_ASYNC */) }
        }

        func received(_ bytes: UnsafeMutableRawBufferPointer) -> Int32 {
            guard let pipe, !pipe.isClosing else { return 0 }
            switch pipe.receive(bytes) {
            case .partial, .binary: return 0
            case .violation(let code):
                closure = SocketClosure(code: UInt16(truncatingIfNeeded: code.rawValue), reason: "the server sent what isn't allowed")
                return pipe.closing(with: code, reason: "")
            case .message(let text):
                if case .full = queue.push(text, weight: text.utf8.count), let wsi { lws_rx_flow_control(wsi, 0) }
                return 0
            }
        }

        /// Reads on after the queue was full.
        func resume() {
            if let wsi, pipe != nil { lws_rx_flow_control(wsi, 1) }
        }

        func ping(_ id: UInt64, _ continuation: CheckedContinuation<SocketError?, Never>) {
            guard let pipe, pipe.send(.ping([])) else {
                continuation.resume(returning: .closed(closure ?? .abnormal))
                return
            }
            pongs[id] = continuation
        }

        func cancelPing(_ id: UInt64) {
            pongs.removeValue(forKey: id)?.resume(returning: .cancelled)
        }

        func ponged() {
            let waiting = pongs
            pongs = [:]
            for continuation in waiting.values { continuation.resume(returning: nil) }
        }

        func close(code: UInt16, reason: String, _ continuation: CheckedContinuation<Void, Never>) {
            guard let pipe else {
                continuation.resume()
                return
            }
            isClosedHere = true
            queue.finish()
            closers.append(continuation)
            pipe.send(.close(code: code, reason: reason))
        }

        func drop() {
            isClosedHere = true
            queue.finish()
            if let pipe { pipe.send(.drop) }
            // Where the peer has stopped taking data there is no moment to write, and after a close frame none either.
            if let wsi { lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, -1 /* LWS_TO_KILL_ASYNC */) }
        }

        func peerCloses(_ payload: UnsafeMutableRawBufferPointer) {
            let (code, reason) = WebSocketPipe.closure(payload)
            closure = SocketClosure(code: code, reason: reason)
        }

        /// The connection is gone: everybody who waits for it is told.
        func end(_ error: SocketError?) {
            wsi = nil
            let ending = error ?? .closed(closure ?? .abnormal)
            onOpened?(.failure(error ?? .refused(reason: "the connection ended while it was opened")))
            onOpened = nil
            pipe?.abandon()
            pipe = nil
            if isClosedHere { queue.finish() } else { queue.finish(throwing: ending) }
            for continuation in pongs.values { continuation.resume(returning: ending) }
            pongs = [:]
            for continuation in closers { continuation.resume() }
            closers = []
        }
    }
#endif

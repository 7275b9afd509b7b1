#if !canImport(Darwin)
    import CWebSockets
    import Foundation
    import SocketLoop

    /// The event loop that all of the process's client connections share, on libwebsockets.
    ///
    /// `@unchecked Sendable`: `loop` is written once, before anybody else has the object; `lastID` is used under `idLock`;
    /// `sockets` is used on the loop's thread only (``handle(_:of:bytes:)`` and jobs posted to the loop).
    final class ClientLoop: SocketLoopHandler, @unchecked Sendable {
        private static let registryLock = NSLock()
        /// By the file of trusted certificates, "" for the system's. Started when first asked for, and kept. Used under `registryLock` only.
        nonisolated(unsafe) private static var registry: [String: ClientLoop] = [:]

        /// The process's loop for this trust.
        ///
        /// - Throws: ``SocketError/refused(reason:)`` where it can't be started.
        static func shared(trusting file: String?) throws(SocketError) -> ClientLoop {
            registryLock.lock()
            defer { registryLock.unlock() }
            if let known = registry[file ?? ""] { return known }
            let made = ClientLoop()
            let options = SocketLoopOptions(trustedCertificates: file)
            do {
                made.loop = try SocketLoop(name: "symmio sockets", options: options, handler: made)
            } catch {
                throw .refused(reason: file.map { "no event loop that trusts \($0)" } ?? "the event loop can't be started")
            }
            registry[file ?? ""] = made
            return made
        }

        private var loop: SocketLoop?
        private let idLock = NSLock()
        private var lastID: UInt64 = 0
        private var sockets: [UInt64: ClientSocket] = [:]

        /// Has the loop's thread do something with a connection, if it is there still.
        ///
        /// - Returns: False where the loop has ended.
        @discardableResult
        func with(_ id: UInt64, _ action: @escaping @Sendable (ClientSocket?) -> Void) -> Bool {
            loop?.post { action(self.sockets[id]) } ?? false
        }

        /// A number that is never used twice.
        func nextNumber() -> UInt64 {
            idLock.withLock {
                lastID += 1
                return lastID
            }
        }

        // MARK: Opening

        func connect(to target: SocketURL, limits: SystemSockets.Limits) async throws(SocketError) -> any WebSocketConnection {
            let addresses = try await HostResolver.shared.addresses(of: target.host)
            var failure = SocketError.unresolved(host: target.host, reason: "no address")
            for address in addresses {
                do {
                    return try await connect(to: target, at: address, limits: limits)
                } catch .refused(let reason) {
                    failure = .refused(reason: reason)
                }
            }
            throw failure
        }

        private func connect(to target: SocketURL, at address: String, limits: SystemSockets.Limits) async throws(SocketError) -> ClientConnection {
            let id = nextNumber()
            // The limit is real time: it guards against a peer, not a simulation.
            let watch = Task {
                try await Task.sleep(for: limits.opening)
                self.with(id) { $0?.fail(.timedOut) }
            }
            defer { watch.cancel() }
            let queue = MessageQueue<String>(limit: limits.bufferedBytes) { [weak self] in self?.with(id) { $0?.resume() } }
            let result: Result<Void, SocketError> = await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let open: @Sendable () -> Void = {
                        self.open(id, target, address, ClientSocket(queue: queue, limits: limits) { continuation.resume(returning: $0) })
                    }
                    if loop?.post(open) != true { continuation.resume(returning: .failure(.refused(reason: "the event loop has ended"))) }
                    // Cancelled before the opening was posted: the handler below found nothing to give up.
                    if Task.isCancelled { with(id) { $0?.fail(.cancelled) } }
                }
            } onCancel: {
                with(id) { $0?.fail(.cancelled) }
            }
            try result.get()
            let connection = ClientConnection(id: id, queue: queue, loop: self)
            if Task.isCancelled {
                connection.drop()
                throw .cancelled
            }
            return connection
        }

        /// On the loop's thread.
        private func open(_ id: UInt64, _ target: SocketURL, _ address: String, _ socket: ClientSocket) {
            sockets[id] = socket
            let authority = target.authority
            let wsi = address.withCString { address in
                target.target.withCString { path in
                    authority.withCString { host in
                        "http/1.1".withCString { alpn in
                            var info = lws_client_connect_info()
                            info.context = context
                            info.address = address
                            info.port = Int32(target.port)
                            info.path = path
                            info.host = host
                            info.alpn = alpn
                            info.ietf_version_or_minus_one = -1
                            info.opaque_user_data = UnsafeMutableRawPointer(bitPattern: UInt(id))
                            info.ssl_connection = Int32(LCCSCF_HTTP_NO_FOLLOW_REDIRECT.rawValue)
                            if target.isSecure { info.ssl_connection |= Int32(LCCSCF_USE_SSL.rawValue) }
                            return lws_client_connect_via_info(&info)
                        }
                    }
                }
            }
            if let wsi {
                socket.wsi = socket.wsi ?? wsi
            } else {
                end(id, .refused(reason: "no connection to \(authority)"))
            }
        }

        /// On the loop's thread: the connection is gone.
        private func end(_ id: UInt64, _ error: SocketError?) {
            sockets.removeValue(forKey: id)?.end(error)
        }

        private var context: OpaquePointer? { loop?.contextOnItsThread }

        // MARK: Events

        func handle(_ event: lws_callback_reasons, of wsi: OpaquePointer, bytes: UnsafeMutableRawBufferPointer) -> Int32 {
            guard let opaque = lws_get_opaque_user_data(wsi) else { return 0 }
            let id = UInt64(UInt(bitPattern: opaque))
            guard let socket = sockets[id] else { return event == LWS_CALLBACK_CLIENT_ESTABLISHED ? -1 : 0 }
            switch event {
            case LWS_CALLBACK_CLIENT_ESTABLISHED:
                socket.opened(wsi)
                return 0
            case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
                let status = lws_http_client_http_response(wsi)
                let refusal = Self.refusal(String(decoding: bytes, as: UTF8.self), status: status)
                end(id, socket.distrust.map { .untrusted(reason: $0) } ?? refusal)
                return 0
            case LWS_CALLBACK_CLIENT_RECEIVE: return socket.received(bytes)
            case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
                socket.ponged()
                return 0
            case LWS_CALLBACK_CLIENT_WRITEABLE: return socket.pipe?.writable() ?? 0
            case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
                socket.peerCloses(bytes)
                return 0
            case LWS_CALLBACK_CLIENT_CLOSED, LWS_CALLBACK_WSI_DESTROY:
                end(id, nil)
                return 0
            default: return 0
            }
        }

        func certificateRefused(of connection: OpaquePointer, reason: String) {
            guard let opaque = lws_get_opaque_user_data(connection) else { return }
            sockets[UInt64(UInt(bitPattern: opaque))]?.distrust = reason
        }

        func loopEnded() {
            for id in Array(sockets.keys) { end(id, nil) }
        }

        private static func refusal(_ words: String, status: UInt32) -> SocketError {
            if status >= 300 { return .refused(reason: "the server answered with HTTP status \(status)") }
            return .refused(reason: words.isEmpty ? "no connection" : words)
        }
    }
#endif

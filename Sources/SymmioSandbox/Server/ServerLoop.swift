import CWebSockets
import Foundation
import SocketLoop
import Symmio

/// What a ``LoopbackServer`` does on its loop's thread.
///
/// `@unchecked Sendable`: the constants are `Sendable`, `link` is written before the first connection and only read after it,
/// and the two dictionaries are used on the loop's thread only (the handler's methods, and jobs posted to the loop).
final class ServerLoop: SocketLoopHandler, @unchecked Sendable {
    /// What is queued of a socket's messages, in bytes, before its client is slowed.
    private static let queueLimit = 1 << 20

    private let handler: @Sendable (ServerRequest) async -> ServerResponse
    private let sockets: [String: SocketEndpoint]
    private let limits: LoopbackServer.Limits
    /// The loop this belongs to. Held weakly by way of ``LoopLink``: the loop's thread holds this.
    let link = LoopLink()
    private var byPointer: [OpaquePointer: ServerConnection] = [:]
    private var byID: [UInt64: ServerConnection] = [:]
    private var lastID: UInt64 = 0
    private var isStopping = false

    init(
        handler: @escaping @Sendable (ServerRequest) async -> ServerResponse, sockets: [String: SocketEndpoint], limits: LoopbackServer.Limits
    ) {
        self.handler = handler
        self.sockets = sockets
        self.limits = limits
    }

    /// The connection of a number, nil once it is gone. On the loop's thread.
    func connection(_ id: UInt64) -> ServerConnection? { byID[id] }

    /// How many WebSockets are open. On the loop's thread.
    var openSockets: Int {
        byID.values.count { if case .socket = $0.phase { true } else { false } }
    }

    /// Closes every socket with 1001 and lets nobody in any more. On the loop's thread.
    func prepareToStop() {
        isStopping = true
        for connection in byID.values { connection.send(.close(code: 1001, reason: "the server is stopping")) }
    }

    func loopEnded() {
        for connection in byID.values { connection.end() }
        byPointer = [:]
        byID = [:]
    }

    func handle(_ event: lws_callback_reasons, of wsi: OpaquePointer, bytes: UnsafeMutableRawBufferPointer) -> Int32 {
        switch event {
        case LWS_CALLBACK_HTTP: return begin(wsi)
        case LWS_CALLBACK_HTTP_BODY: return body(wsi, bytes)
        case LWS_CALLBACK_HTTP_BODY_COMPLETION: return complete(wsi)
        case LWS_CALLBACK_HTTP_WRITEABLE: return byPointer[wsi]?.writeAnswer() ?? -1
        case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE: return upgrade(wsi)
        case LWS_CALLBACK_ESTABLISHED: return establish(wsi)
        case LWS_CALLBACK_RECEIVE: return byPointer[wsi]?.received(bytes) ?? -1
        case LWS_CALLBACK_SERVER_WRITEABLE:
            guard case .socket(let pipe, _, _) = byPointer[wsi]?.phase else { return -1 }
            return pipe.writable()
        case LWS_CALLBACK_CLOSED, LWS_CALLBACK_CLOSED_HTTP, LWS_CALLBACK_WSI_DESTROY:
            if let connection = byPointer.removeValue(forKey: wsi) {
                byID[connection.id] = nil
                connection.end()
            }
            return 0
        default: return 0
        }
    }

    private func adopt(_ wsi: OpaquePointer) -> ServerConnection {
        if let known = byPointer[wsi] { return known }
        lastID += 1
        let connection = ServerConnection(id: lastID, wsi: wsi)
        byPointer[wsi] = connection
        byID[lastID] = connection
        return connection
    }

    // MARK: HTTP

    private func begin(_ wsi: OpaquePointer) -> Int32 {
        let connection = adopt(wsi)
        guard !isStopping, let request = RequestHead.read(wsi) else { return -1 }
        // A body sent in chunks isn't read by this server, and one whose length isn't a number can't be.
        let length = request.headers["content-length"].map { Int($0) ?? -1 } ?? 0
        if request.headers["transfer-encoding"] != nil { return refuse(connection, with: 501) }
        guard length >= 0 else { return refuse(connection, with: 400) }
        guard length > 0 else { return answer(request, connection) }
        // A body over the limit is let pass by unheld, and answered when it is through: a client that is cut off while it sends sees no status.
        connection.phase = .receiving(request, refused: length > limits.bodyBytes ? 413 : nil)
        if request.headers["expect"]?.lowercased() == "100-continue" { sendContinue(wsi) }
        return 0
    }

    private func body(_ wsi: OpaquePointer, _ bytes: UnsafeMutableRawBufferPointer) -> Int32 {
        guard let connection = byPointer[wsi], case .receiving(var request, let refused) = connection.phase else { return 0 }
        // libwebsockets passes on no more than the length that was promised, which was compared with the limit.
        if refused == nil {
            connection.phase = .idle
            request.body.append(contentsOf: bytes)
            connection.phase = .receiving(request, refused: nil)
        }
        return 0
    }

    private func complete(_ wsi: OpaquePointer) -> Int32 {
        guard let connection = byPointer[wsi], case .receiving(let request, let refused) = connection.phase else { return 0 }
        if let refused { return refuse(connection, with: refused) }
        return answer(request, connection)
    }

    private func refuse(_ connection: ServerConnection, with status: Int) -> Int32 {
        connection.phase = .answering(nil)
        connection.answer(ServerResponse(status: status, headers: ["Connection": "close"]))
        return 0
    }

    private func answer(_ request: ServerRequest, _ connection: ServerConnection) -> Int32 {
        // The handler takes as long as it likes.
        lws_set_timeout(connection.wsi, NO_PENDING_TIMEOUT, 0)
        let id = connection.id
        connection.phase = .answering(
            Task { [handler, link] in
                let response = await handler(request)
                // Where the connection goes first, the sleep is cut short and nobody is there for the answer.
                if case .slow(let delay) = response.fault { try? await Task.sleep(for: delay) }
                link.post { $0.connection(id)?.answer(response) }
            })
        return 0
    }

    private func sendContinue(_ wsi: OpaquePointer) {
        var frame = [UInt8](repeating: 0, count: cwebsockets_prefix) + Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
        let count = frame.count - cwebsockets_prefix
        frame.withUnsafeMutableBufferPointer { buffer in
            if let start = buffer.baseAddress { _ = lws_write(wsi, start + cwebsockets_prefix, count, LWS_WRITE_HTTP_HEADERS) }
        }
    }

    // MARK: WebSocket

    /// Decides about an upgrade: 0 accepts, above 0 says that an answer was written, below 0 hangs up.
    private func upgrade(_ wsi: OpaquePointer) -> Int32 {
        guard !isStopping, let request = RequestHead.read(wsi) else { return -1 }
        guard request.headers["upgrade"]?.lowercased() == "websocket" else { return -1 }
        let status = sockets[request.path].map { $0.admit(request) } ?? 404
        guard let status else { return 0 }
        return lws_return_http_status(wsi, UInt32((100...999).contains(status) ? status : 500), nil) < 0 ? -1 : 1
    }

    private func establish(_ wsi: OpaquePointer) -> Int32 {
        guard !isStopping, let request = RequestHead.read(wsi), let endpoint = sockets[request.path], let loop = link.loop else { return -1 }
        let connection = adopt(wsi)
        let id = connection.id
        let queue = MessageQueue<String>(limit: Self.queueLimit) { [link] in link.post { $0.connection(id)?.resume() } }
        let socket = ServerSocket(id: id, request: request, queue: queue, loop: loop, server: self)
        let task = Task {
            await endpoint.serve(socket)
            socket.close()
        }
        connection.phase = .socket(WebSocketPipe(connection: wsi, maximumMessageSize: limits.messageBytes), queue, task)
        return 0
    }
}

/// From a handler's task back to the loop.
///
/// `@unchecked Sendable`: both references are written once, before the loop's thread can have called anybody, and weak references are read atomically.
final class LoopLink: @unchecked Sendable {
    private(set) weak var loop: SocketLoop?
    private weak var server: ServerLoop?

    func join(_ loop: SocketLoop, _ server: ServerLoop) {
        self.loop = loop
        self.server = server
    }

    func post(_ job: @escaping @Sendable (ServerLoop) -> Void) {
        guard let loop, let server else { return }
        loop.post { job(server) }
    }
}

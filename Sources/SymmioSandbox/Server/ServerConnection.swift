import CWebSockets
import Foundation
import SocketLoop
import Symmio

/// One connection of a ``LoopbackServer``, on the loop's thread: HTTP exchanges one after the other, or a WebSocket.
final class ServerConnection {
    enum Phase {
        /// Between two requests.
        case idle
        /// The body comes in. `refused` is the status that it will be answered with, whatever it says.
        case receiving(ServerRequest, refused: Int?)
        /// The handler works, or waits out a fault.
        case answering(Task<Void, Never>?)
        /// The answer waits for the connection to take it.
        case answered(ServerResponse)
        /// A WebSocket, with the task that serves it.
        case socket(WebSocketPipe, MessageQueue<String>, Task<Void, Never>)
    }

    /// What may wait for a client that doesn't read.
    private static let maximumWaitingBytes = 16 << 20

    let id: UInt64
    let wsi: OpaquePointer
    var phase = Phase.idle
    private var isFrozen = false

    init(id: UInt64, wsi: OpaquePointer) {
        self.id = id
        self.wsi = wsi
    }

    /// Ends what goes on: the connection is gone.
    func end() {
        switch phase {
        case .answering(let task): task?.cancel()
        case .socket(let pipe, let queue, let task):
            pipe.abandon()
            queue.finish()
            task.cancel()
        case .idle, .receiving, .answered: break
        }
        phase = .idle
    }

    // MARK: HTTP

    /// Takes the handler's answer and asks for the connection to be writable.
    func answer(_ response: ServerResponse) {
        guard case .answering = phase else { return }
        phase = .answered(response)
        lws_callback_on_writable(wsi)
    }

    /// Writes the answer, as it is or as its fault wants it.
    ///
    /// - Returns: What the callback returns.
    func writeAnswer() -> Int32 {
        guard case .answered(let response) = phase else { return 0 }
        phase = .idle
        let isHead = lws_hdr_total_length(wsi, WSI_TOKEN_HEAD_URI) > 0
        switch response.fault {
        case .dropBeforeAnswer: return -1
        case .garbage(let bytes):
            write(bytes)
            return -1
        case .truncate(let bodyBytes):
            write(response.head + response.body.prefix(max(0, bodyBytes)))
            return -1
        case .slow, nil:
            guard write(isHead ? response.head : response.head + response.body) else { return -1 }
            return lws_http_transaction_completed(wsi) != 0 ? -1 : 0
        }
    }

    @discardableResult
    private func write(_ bytes: [UInt8]) -> Bool {
        guard !bytes.isEmpty else { return true }
        var frame = [UInt8](repeating: 0, count: cwebsockets_prefix) + bytes
        return frame.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return false }
            // Head and body at once, with nothing added: in HTTP/1 libwebsockets passes on what it is given.
            return lws_write(wsi, start + cwebsockets_prefix, bytes.count, LWS_WRITE_HTTP_HEADERS) >= bytes.count
        }
    }

    // MARK: WebSocket

    func send(_ item: WebSocketPipe.Outgoing) {
        guard case .socket(let pipe, _, _) = phase else { return }
        pipe.send(item)
        if pipe.waitingBytes > Self.maximumWaitingBytes { pipe.send(.drop) }
    }

    func freeze() {
        guard case .socket = phase else { return }
        isFrozen = true
        lws_rx_flow_control(wsi, 0)
    }

    /// Reads on after the queue was full.
    func resume() {
        guard case .socket = phase, !isFrozen else { return }
        lws_rx_flow_control(wsi, 1)
    }

    /// A part of a message came.
    func received(_ bytes: UnsafeMutableRawBufferPointer) -> Int32 {
        guard case .socket(let pipe, let queue, _) = phase, !pipe.isClosing else { return 0 }
        switch pipe.receive(bytes) {
        case .partial, .binary: return 0
        case .violation(let code): return pipe.closing(with: code, reason: "")
        case .message(let text):
            if case .full = queue.push(text, weight: text.utf8.count) { lws_rx_flow_control(wsi, 0) }
            return 0
        }
    }
}

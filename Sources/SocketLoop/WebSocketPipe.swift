package import CWebSockets
import Foundation

/// One WebSocket of either side, on its loop's thread: messages put together from fragments, and what waits to be sent.
///
/// Not `Sendable`: it lives and dies on the loop's thread.
package final class WebSocketPipe {
    /// What can be sent.
    package enum Outgoing {
        /// A text message, and who is told when libwebsockets has taken it (true) or never will (false).
        case text(String, (@Sendable (Bool) -> Void)?)
        /// A ping with a payload of at most 125 bytes.
        case ping([UInt8])
        /// A close frame; nothing is sent after it.
        case close(code: UInt16, reason: String)
        /// The end of the connection with no close frame.
        case drop
    }

    /// What the bytes received came to.
    package enum Incoming {
        /// The message isn't complete.
        case partial
        /// One whole message.
        case message(String)
        /// A whole binary message that isn't UTF-8, which no service here sends: it is passed over.
        case binary
        /// The peer broke the protocol or the size limit; the connection is to be closed with this code.
        case violation(lws_close_status)
    }

    private let connection: OpaquePointer
    private let maximumMessageSize: Int
    private var fragments: [UInt8] = []
    private var outgoing: [Outgoing] = []
    private var sent = 0

    /// Bytes of text that wait to be sent.
    package private(set) var waitingBytes = 0
    /// Set once a close or a drop waits or was sent.
    package private(set) var isClosing = false

    /// - Parameters:
    ///   - connection: libwebsockets' connection, which outlives the pipe.
    ///   - maximumMessageSize: In bytes; a longer message is a violation, found before it is held.
    package init(connection: OpaquePointer, maximumMessageSize: Int) {
        self.connection = connection
        self.maximumMessageSize = maximumMessageSize
    }

    /// Takes a fragment, or a part of one.
    package func receive(_ bytes: UnsafeMutableRawBufferPointer) -> Incoming {
        guard bytes.count <= maximumMessageSize - fragments.count else {
            fragments = []
            return .violation(LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE)
        }
        let whole = lws_is_final_fragment(connection) != 0
        let binary = lws_frame_is_binary(connection) != 0
        if whole, fragments.isEmpty { return Self.message(bytes, isBinary: binary) }
        fragments.append(contentsOf: bytes)
        guard whole else { return .partial }
        defer { fragments.removeAll(keepingCapacity: fragments.count <= 1 << 16) }
        return fragments.withUnsafeMutableBytes { Self.message($0, isBinary: binary) }
    }

    private static func message(_ bytes: UnsafeMutableRawBufferPointer, isBinary: Bool) -> Incoming {
        if let text = String(bytes: bytes, encoding: .utf8) { return .message(text) }
        return isBinary ? .binary : .violation(LWS_CLOSE_STATUS_INVALID_PAYLOAD)
    }

    /// Puts something at the end of what waits to be sent.
    ///
    /// - Returns: False where the pipe is closing: nothing more is sent.
    @discardableResult
    package func send(_ item: Outgoing) -> Bool {
        if isClosing {
            // A drop overtakes a close whose hand-shake doesn't come to an end.
            guard case .drop = item else { return false }
            outgoing.removeSubrange(sent...)
        }
        switch item {
        case .text(let text, _): waitingBytes += text.utf8.count
        case .close, .drop: isClosing = true
        case .ping: break
        }
        outgoing.append(item)
        lws_callback_on_writable(connection)
        return true
    }

    /// Sends what waits while the connection takes it.
    ///
    /// - Returns: What the callback returns: -1 closes the connection.
    package func writable() -> Int32 {
        while sent < outgoing.count {
            let item = outgoing[sent]
            sent += 1
            if sent == outgoing.count {
                outgoing.removeAll(keepingCapacity: true)
                sent = 0
            }
            switch item {
            case .text(let text, let taken):
                waitingBytes -= text.utf8.count
                let written = write(Array(text.utf8), LWS_WRITE_TEXT)
                taken?(written)
                if !written { return -1 }
            case .ping(let payload):
                if !write(payload, LWS_WRITE_PING) { return -1 }
            case .close(let code, let reason):
                return closing(with: lws_close_status(numericCast(code)), reason: reason)
            case .drop:
                return -1
            }
            if sent < outgoing.count, lws_send_pipe_choked(connection) != 0 {
                lws_callback_on_writable(connection)
                return 0
            }
        }
        return 0
    }

    /// Has libwebsockets send a close frame once the callback that this is called in returns the result.
    package func closing(with code: lws_close_status, reason: String) -> Int32 {
        isClosing = true
        // A control frame carries 125 bytes, two of them the code; cut at a character, lest the reason stop being UTF-8.
        var kept: [UInt8] = []
        for character in reason {
            guard kept.count + character.utf8.count <= 123 else { break }
            kept += Array(character.utf8)
        }
        kept.withUnsafeMutableBufferPointer { lws_close_reason(connection, code, $0.baseAddress, $0.count) }
        return -1
    }

    /// Tells whoever waits for a send that it won't come about. The connection is gone.
    package func abandon() {
        let left = outgoing.dropFirst(sent)
        outgoing = []
        sent = 0
        waitingBytes = 0
        isClosing = true
        for case .text(_, let taken?) in left { taken(false) }
    }

    private func write(_ payload: [UInt8], _ kind: lws_write_protocol) -> Bool {
        var frame = [UInt8](repeating: 0, count: cwebsockets_prefix)
        frame += payload
        return frame.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return false }
            // libwebsockets keeps what the socket doesn't take at once, so that a message is sent whole or the connection ends.
            return lws_write(connection, start + cwebsockets_prefix, payload.count, kind) >= payload.count
        }
    }
}

extension WebSocketPipe {
    /// The code and the reason of a close frame's payload; code 1005 where it has none.
    package static func closure(_ payload: UnsafeMutableRawBufferPointer) -> (code: UInt16, reason: String) {
        guard payload.count >= 2 else { return (1005, "") }
        return (UInt16(payload[0]) << 8 | UInt16(payload[1]), String(decoding: payload.dropFirst(2), as: UTF8.self))
    }
}

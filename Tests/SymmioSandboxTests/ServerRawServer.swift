import CWebSockets
import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Agrees to speak WebSocket and then sends the bytes given, those of the first element to the first client and so on: what no server would.
///
/// It leaves each connection open until the client has answered, so that the client acts on what it was sent rather than on the end of it.
final class RawServer: Sendable {
    private let listener: SilentListener

    var port: UInt16 { listener.port }

    init(answers: [[UInt8]]) throws {
        let listener = try SilentListener()
        self.listener = listener
        Thread {
            for answer in answers {
                let client = accept(listener.descriptor, nil, nil)
                guard client >= 0 else { return }
                Self.serve(client, answer)
            }
        }.start()
    }

    private static func serve(_ client: Int32, _ answer: [UInt8]) {
        var limit = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var buffer = [UInt8](repeating: 0, count: 8192)
        let count = recv(client, &buffer, buffer.count, 0)
        let request = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        let key = request.split(separator: "\r\n").first { $0.lowercased().hasPrefix("sec-websocket-key:") }?.split(separator: " ").last ?? ""
        let head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: \(accepting(String(key)))\r\n\r\n"
        let bytes = Array(head.utf8) + answer
        _ = send(client, bytes, bytes.count, RawClient.noSignal)
        // Its close frame, or nothing for a second.
        _ = recv(client, &buffer, buffer.count, 0)
        close(client)
    }

    /// RFC 6455, 4.2.2: the base64 of the SHA-1 of the key and a fixed GUID.
    private static func accepting(_ key: String) -> String {
        var digest = [UInt8](repeating: 0, count: 20)
        let text = Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)
        lws_SHA1(text, text.count, &digest)
        return Data(digest).base64EncodedString()
    }
}

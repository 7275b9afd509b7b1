import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Bytes to and from a port of 127.0.0.1, with nothing in between, to send what no client would.
enum RawClient {
    /// MSG_NOSIGNAL: a peer that has closed is an error, not a signal.
    #if canImport(Glibc)
        static let noSignal: Int32 = 0x4000
    #else
        static let noSignal: Int32 = 0x80000
    #endif

    /// Sends `text` and reads until the peer closes, or for `seconds`.
    static func exchange(port: UInt16, _ text: String, seconds: Int = 20, thenShutdown: Bool = false) async -> String {
        await exchange(port: port, bytes: Array(text.utf8), seconds: seconds, thenShutdown: thenShutdown)
    }

    static func exchange(port: UInt16, bytes: [UInt8], seconds: Int = 20, thenShutdown: Bool = false) async -> String {
        await withCheckedContinuation { continuation in
            // A thread, not a queue: what blocks must not take the threads that tasks run on.
            Thread {
                continuation.resume(returning: blocking(port: port, bytes: bytes, seconds: seconds, thenShutdown: thenShutdown))
            }.start()
        }
    }

    private static func blocking(port: UInt16, bytes: [UInt8], seconds: Int, thenShutdown: Bool) -> String {
        #if canImport(Glibc)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { return "no socket" }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard connected == 0 else { return "refused" }
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, noSignal) }
            if sent <= 0 { break }
            rest = rest.dropFirst(sent)
        }
        if thenShutdown { shutdown(descriptor, 1 /* SHUT_WR */) }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count <= 0 { break }
            answer += buffer.prefix(count)
        }
        return String(decoding: answer, as: UTF8.self)
    }
}

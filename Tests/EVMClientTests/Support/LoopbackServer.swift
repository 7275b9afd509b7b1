import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a server does with a request.
enum ServerReply: Sendable {
    /// Answers with a status, header fields and a body.
    case answer(status: Int = 200, headers: [String: String] = [:], body: [UInt8])
    /// Closes the connection without an answer.
    case drop
    /// Announces the whole body, sends so many bytes of it and closes.
    case truncate(body: [UInt8], after: Int)
    /// Sends a body piece by piece without announcing its length, until the other side hangs up.
    case endless(piece: [UInt8])
    /// Says nothing until the other side hangs up, or so long.
    case hang(seconds: Double)

    static func json(_ text: String) -> ServerReply { .answer(body: Array(text.utf8)) }
}

/// An HTTP server on the loopback interface, on POSIX sockets and a thread for each connection: for tests that need to misbehave on the wire.
///
/// Unchecked: what threads share is under the lock.
final class LoopbackServer: @unchecked Sendable {
    struct Request: Sendable {
        /// How many came before it.
        let index: Int
        let headers: [String: String]
        let body: [UInt8]
    }

    private let socket: Int32
    private let handler: @Sendable (Request) -> ServerReply
    private let lock = NSLock()
    private var dropsBeforeReading = 0
    private var received = 0
    private var open: Set<Int32> = []
    private var isStopped = false
    private var hangUps = 0
    /// Where it listens; the path stands for the key that real addresses have there.
    let url: URL

    /// How many requests were read.
    var count: Int { lock.withLock { received } }
    /// How many times the other side hung up while it was waiting for an answer.
    var hangUpCount: Int { lock.withLock { hangUps } }

    /// The next connections are closed before anything is read of them.
    func dropNextConnections(_ count: Int) { lock.withLock { dropsBeforeReading = count } }

    init(_ handler: @escaping @Sendable (Request) -> ServerReply) throws {
        self.handler = handler
        #if canImport(Darwin)
            let stream = SOCK_STREAM
        #else
            let stream = Int32(SOCK_STREAM.rawValue)
        #endif
        socket = Self.open(stream)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = socket
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, size) == 0 && listen(socket, 64) == 0 && getsockname(socket, address, &size) == 0
            }
        }
        guard bound else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        let port = UInt16(bigEndian: address.sin_port)
        guard let url = URL(string: "http://127.0.0.1:\(port)/key") else { throw POSIXError(.EINVAL) }
        self.url = url
        Thread.detachNewThread { [self] in accept() }
    }

    private static func open(_ stream: Int32) -> Int32 {
        #if canImport(Darwin)
            Darwin.socket(AF_INET, stream, 0)
        #else
            Glibc.socket(AF_INET, stream, 0)
        #endif
    }

    func stop() {
        lock.withLock {
            isStopped = true
            for connection in open { shutdown(connection, Int32(SHUT_RDWR)) }
        }
        // Who accepts closes it: its number may be another server's listening socket a moment later.
        shutdown(socket, Int32(SHUT_RDWR))
        #if canImport(Darwin)
            // Only a connection wakes it there.
            URLSession.shared.dataTask(with: url).resume()
        #endif
    }

    private func accept() {
        defer { close(socket) }
        while true {
            #if canImport(Darwin)
                let connection = Darwin.accept(socket, nil, nil)
            #else
                let connection = Glibc.accept(socket, nil, nil)
            #endif
            guard connection >= 0 else { return }
            let (isDropped, isOver) = lock.withLock {
                guard dropsBeforeReading > 0 else { return (isStopped, isStopped) }
                dropsBeforeReading -= 1
                return (true, isStopped)
            }
            if isDropped {
                close(connection)
                if isOver { return }
                continue
            }
            #if canImport(Darwin)
                var on: Int32 = 1
                setsockopt(connection, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
            #endif
            lock.withLock { _ = open.insert(connection) }
            Thread.detachNewThread { [self] in
                serve(connection)
                lock.withLock { _ = open.remove(connection) }
                close(connection)
            }
        }
    }

    private func serve(_ connection: Int32) {
        guard let (headers, body) = read(connection) else { return }
        let index = lock.withLock {
            defer { received += 1 }
            return received
        }
        switch handler(Request(index: index, headers: headers, body: body)) {
        case .answer(let status, let fields, let body):
            var head = "HTTP/1.1 \(status) Status\r\nContent-Length: \(body.count)\r\nConnection: close\r\n"
            if fields["Content-Type"] == nil { head += "Content-Type: application/json\r\n" }
            for (name, value) in fields { head += "\(name): \(value)\r\n" }
            write(connection, Array((head + "\r\n").utf8) + body)
        case .drop: break
        case .truncate(let body, let count):
            write(connection, Array("HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\nConnection: close\r\n\r\n".utf8) + body.prefix(count))
        case .endless(let piece):
            guard write(connection, Array("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".utf8)) else { return }
            while write(connection, piece) {}
            lock.withLock { hangUps += 1 }
        case .hang(let seconds):
            var event = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
            // Readable means that the other side hung up: it has nothing more to say.
            if poll(&event, 1, Int32(seconds * 1000)) > 0 { lock.withLock { hangUps += 1 } }
        }
    }

    private func read(_ connection: Int32) -> (headers: [String: String], body: [UInt8])? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var head: (headers: [String: String], end: Int, length: Int)?
        while true {
            if head == nil, let end = Self.endOfHead(bytes) {
                let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n").dropFirst()
                var headers: [String: String] = [:]
                for line in lines {
                    guard let colon = line.firstIndex(of: ":") else { continue }
                    headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                }
                head = (headers, end + 4, headers["content-length"].flatMap { Int($0) } ?? 0)
                if headers["expect"] != nil { write(connection, Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) }
            }
            if let head, bytes.count >= head.end + head.length { return (head.headers, Array(bytes[head.end..<head.end + head.length])) }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
    }

    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (0...bytes.count - 4).first { bytes[$0] == 13 && bytes[$0 + 1] == 10 && bytes[$0 + 2] == 13 && bytes[$0 + 3] == 10 }
    }

    @discardableResult
    private func write(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
        #if canImport(Darwin)
            let flags: Int32 = 0
        #else
            let flags = Int32(MSG_NOSIGNAL)
        #endif
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, flags) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

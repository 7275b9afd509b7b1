#if !canImport(Darwin)
    import Foundation

    #if canImport(Musl)
        import Musl
    #else
        import Glibc
    #endif

    /// Looks up the addresses of hosts, off the event loop's thread: the system's look-up blocks.
    ///
    /// Those who ask for the same name at the same time share one look-up, so that 200 sockets that reconnect at once ask once.
    actor HostResolver {
        static let shared = HostResolver()

        /// Not the global queue, which others may fill with what blocks.
        private let queue = DispatchQueue(label: "symmio host look-up", attributes: .concurrent)
        private var running: [String: Task<Result<[String], SocketError>, Never>] = [:]

        /// The host's addresses as text, in the system's order of preference.
        func addresses(of host: String) async throws(SocketError) -> [String] {
            if let task = running[host] { return try await task.value.get() }
            let task = Task { [queue] in
                await withCheckedContinuation { continuation in
                    queue.async { continuation.resume(returning: Self.lookUp(host)) }
                }
            }
            running[host] = task
            let result = await task.value
            running[host] = nil
            return try result.get()
        }

        private static func lookUp(_ host: String) -> Result<[String], SocketError> {
            var hints = addrinfo()
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
            hints.ai_protocol = Int32(IPPROTO_TCP)
            var list: UnsafeMutablePointer<addrinfo>?
            let status = getaddrinfo(host, nil, &hints, &list)
            guard status == 0 else { return .failure(.unresolved(host: host, reason: gai_strerror(status).map { String(cString: $0) } ?? "error \(status)")) }
            defer { freeaddrinfo(list) }
            var found: [String] = []
            var entry = list
            while let info = entry?.pointee {
                var buffer = [CChar](repeating: 0, count: Int(NI_MAXHOST))
                if getnameinfo(info.ai_addr, info.ai_addrlen, &buffer, socklen_t(buffer.count), nil, 0, NI_NUMERICHOST) == 0 {
                    let text = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
                    if !found.contains(text) { found.append(text) }
                }
                entry = info.ai_next
            }
            return found.isEmpty ? .failure(.unresolved(host: host, reason: "no address")) : .success(found)
        }
    }
#endif

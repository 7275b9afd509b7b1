import Foundation

/// The part of a ``ReconnectingSocket`` that runs until it is closed.
actor ReconnectingCore {
    /// How many messages may wait for the socket to open.
    private static let maximumWaiting = 1000

    private(set) var status = ReconnectingSocket.Status.connecting

    private let url: URL
    private let options: ReconnectingSocket.Options
    private let connector: any WebSocketConnector
    private let clock: any Clock<Duration>
    private let random: @Sendable () -> Double
    private let queue: MessageQueue<ReconnectingSocket.Event>

    private var subscription: [String]
    private var waiting: [String] = []
    private var connection: (any WebSocketConnection)?
    private var isClosing = false

    init(
        url: URL, subscription: [String], options: ReconnectingSocket.Options, connector: any WebSocketConnector, clock: any Clock<Duration>,
        random: @escaping @Sendable () -> Double, queue: MessageQueue<ReconnectingSocket.Event>
    ) {
        self.url = url
        self.subscription = subscription
        self.options = options
        self.connector = connector
        self.clock = clock
        self.random = random
        self.queue = queue
    }

    // MARK: What the socket's user asks for

    func send(_ text: String) async throws(SocketError) {
        guard !isClosing, waiting.count < Self.maximumWaiting else { throw .closed(.abnormal) }
        if let connection, status == .open { return try await connection.send(text) }
        waiting.append(text)
    }

    func subscribe(_ frames: [String]) async {
        subscription = frames
        guard let connection, status == .open else { return }
        for frame in frames {
            // Where it fails the connection has ended, and the frames are sent on the next.
            guard (try? await connection.send(frame)) != nil else { return }
        }
    }

    func close(code: SocketCloseCode, reason: String) async {
        guard !isClosing else { return }
        isClosing = true
        guard let connection else { return }
        change(to: .closing)
        await connection.close(code: code, reason: reason)
    }

    // MARK: The life of the socket

    func run() async {
        change(to: .connecting)
        var attempt = 0
        while !Task.isCancelled, !isClosing {
            let failure: SocketError
            do throws(SocketError) {
                let connection = try await connector.connect(to: url)
                attempt = 0
                failure = await serve(connection)
            } catch {
                failure = error
            }
            connection = nil
            if case .invalidURL = failure {
                status = .closed
                queue.finish(throwing: failure)
                return
            }
            if Task.isCancelled || isClosing { break }
            let delay = options.backoff.delay(attempt: attempt, random: random())
            attempt += 1
            change(to: .reconnecting(failure, attempt: attempt, delay: delay))
            // Cancelled, the loop ends.
            try? await clock.sleep(for: delay)
        }
        isClosing = true
        waiting = []
        change(to: .closed)
        queue.finish()
    }

    /// Uses a connection to its end.
    private func serve(_ connection: any WebSocketConnection) async -> SocketError {
        if Task.isCancelled || isClosing {
            await connection.close()
            return .cancelled
        }
        self.connection = connection
        let failure: SocketError
        do throws(SocketError) {
            try await open(connection)
            failure = await exchange(connection)
        } catch {
            failure = error
        }
        self.connection = nil
        if !isClosing {
            // Cancelled, this drops it at once; given up for dead, it takes no longer than its own limit. Neither holds up what comes next.
            let isCancelled = Task.isCancelled
            let leave = Task { await connection.close() }
            if isCancelled { await leave.value }
        }
        return failure
    }

    private func open(_ connection: any WebSocketConnection) async throws(SocketError) {
        // A subscription that is replaced while it is being sent is sent again.
        var sent: [String]?
        while sent != subscription {
            let frames = subscription
            for frame in frames { try await connection.send(frame) }
            sent = frames
        }
        while let text = waiting.first {
            try await connection.send(text)
            // Nobody else takes from the front.
            if !waiting.isEmpty { waiting.removeFirst() }
        }
        change(to: .open)
    }

    /// Reads, and keeps the heart beating, until either fails.
    private func exchange(_ connection: any WebSocketConnection) async -> SocketError {
        await withTaskGroup(of: SocketError.self) { group in
            let (queue, overflow, heartbeat, clock) = (queue, options.overflow, options.heartbeat, clock)
            group.addTask { await Self.pump(connection, into: queue, overflow) }
            group.addTask { await Self.beat(heartbeat, connection, clock, isHeld: { queue.isWaitingForReader }) }
            let first = await group.next() ?? .cancelled
            group.cancelAll()
            return first
        }
    }

    private static func pump(
        _ connection: any WebSocketConnection, into queue: MessageQueue<ReconnectingSocket.Event>, _ overflow: ReconnectingSocket.Overflow
    ) async -> SocketError {
        let drops = if case .dropOldest = overflow { true } else { false }
        do throws(SocketError) {
            while let text = try await connection.receive() {
                switch queue.push(.message(text), weight: text.utf8.count, drops ? .droppable : .kept) {
                case .accepted: break
                case .full: await queue.room()
                case .ended: return .cancelled
                }
            }
            return .cancelled
        } catch {
            return error
        }
    }

    /// Returns when the peer is dead; with no heartbeat, when cancelled.
    private static func beat(
        _ heartbeat: ReconnectingSocket.Heartbeat, _ connection: any WebSocketConnection, _ clock: any Clock<Duration>, isHeld: @Sendable () -> Bool
    ) async -> SocketError {
        do {
            while true {
                switch heartbeat {
                case .none: try await clock.sleep(for: .seconds(86_400))
                case .text(let text, let interval):
                    try await clock.sleep(for: interval)
                    try await connection.send(text)
                case .ping(let interval, let timeout):
                    try await clock.sleep(for: interval)
                    // While the server is held back for a slow reader, its answers are held back too.
                    if isHeld() { continue }
                    guard let failure = await answer(connection, within: timeout, clock) else { continue }
                    if failure == .timedOut, isHeld() { continue }
                    return failure
                }
            }
        } catch {
            return error as? SocketError ?? .cancelled
        }
    }

    /// Nil where the peer has answered a ping.
    private static func answer(_ connection: any WebSocketConnection, within timeout: Duration, _ clock: any Clock<Duration>) async -> SocketError? {
        await withTaskGroup(of: SocketError?.self) { group in
            group.addTask {
                do throws(SocketError) {
                    try await connection.ping()
                    return nil
                } catch {
                    return error
                }
            }
            group.addTask {
                do {
                    try await clock.sleep(for: timeout)
                    return .timedOut
                } catch {
                    return .cancelled
                }
            }
            let first = await group.next() ?? .cancelled
            group.cancelAll()
            return first
        }
    }

    private func change(to new: ReconnectingSocket.Status) {
        guard new != status || new == .connecting else { return }
        status = new
        // Expendable, lest a server that comes and goes fill the memory of a process whose reader has stopped.
        _ = queue.push(.status(new), weight: 64, .expendable)
    }
}

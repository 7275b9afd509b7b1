public import Foundation

/// A socket that comes back: when the connection ends, another is opened, until it is closed from this side.
///
/// * On each opening the subscription's frames are sent first, then what was sent meanwhile, in its order.
/// * A peer that doesn't answer pings is given up and the connection opened anew (``Heartbeat``).
/// * It waits between two attempts as ``Backoff`` says, with no limit to their number.
/// * ``events`` is for one reader. What happens when it is slower than the server is ``Overflow``'s to say.
/// * Cancelling the task that reads, letting go of the socket, and ``close(code:reason:)`` end it for good.
///
/// A reader that sees ``Event/status(_:)`` become open again has missed what was sent in between and must ask for it elsewhere.
public final class ReconnectingSocket: Sendable {
    /// Where a socket is in its life.
    public enum Status: Sendable, Hashable {
        /// The first connection is being opened.
        case connecting
        /// Connected and subscribed.
        case open
        /// Between two connections: why, how many attempts have failed since the last opening, and how long it waits before the next.
        case reconnecting(SocketError, attempt: Int, delay: Duration)
        /// Closed from this side; the peer's answer is awaited.
        case closing
        /// The end.
        case closed
    }

    /// What a socket tells its reader.
    public enum Event: Sendable, Hashable {
        /// A change of status, in its place among the messages. Where the buffer is full the oldest changes make way for newer ones.
        case status(Status)
        /// A text message.
        case message(String)
    }

    /// What happens when messages come faster than they are read.
    public enum Overflow: Sendable, Hashable {
        /// Nothing is dropped: from so many bytes on, no more is read from the connection, which slows the server. For reports.
        case slowServer(atBytes: Int)
        /// The oldest messages make way, so that the newest are there. For prices. ``ReconnectingSocket/droppedMessages`` counts them.
        case dropOldest(atBytes: Int)
    }

    /// How a connection that is silently dead is found out.
    public enum Heartbeat: Sendable, Hashable {
        /// It isn't: nothing is sent.
        case none
        /// A ping frame at each interval; a peer that hasn't answered after `timeout` is dead.
        case ping(every: Duration, timeout: Duration)
        /// A text message at each interval, which keeps a connection open that is closed when idle. No answer is awaited.
        case text(String, every: Duration)
    }

    /// How a socket behaves.
    public struct Options: Sendable {
        /// The waits between attempts.
        public var backoff: Backoff
        /// How a dead peer is found out.
        public var heartbeat: Heartbeat
        /// What happens when messages come faster than they are read.
        public var overflow: Overflow

        /// Options; by default a ping each 20 s with 10 s for the answer, and a server slowed at 1 MiB.
        public init(
            backoff: Backoff = Backoff(), heartbeat: Heartbeat = .ping(every: .seconds(20), timeout: .seconds(10)),
            overflow: Overflow = .slowServer(atBytes: 1 << 20)
        ) {
            self.backoff = backoff
            self.heartbeat = heartbeat
            self.overflow = overflow
        }
    }

    /// Where it connects to.
    public let url: URL

    private let core: ReconnectingCore
    private let queue: MessageQueue<Event>
    private let runner: Task<Void, Never>

    /// Starts connecting at once.
    ///
    /// - Parameters:
    ///   - url: Of scheme `ws` or `wss`. A URL that isn't one ends ``events`` with ``SocketError/invalidURL(_:)``.
    ///   - subscription: The frames to send on each opening, in this order.
    ///   - options: How it behaves.
    ///   - connector: What opens connections.
    ///   - clock: Measures waits, heartbeats and time limits.
    ///   - random: A number in 0..<1 for the jitter.
    public init(
        url: URL,
        subscription: [String] = [],
        options: Options = Options(),
        connector: any WebSocketConnector = SystemSockets(),
        clock: any Clock<Duration> = ContinuousClock(),
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.url = url
        let limit =
            switch options.overflow {
            case .slowServer(let bytes), .dropOldest(let bytes): max(1, bytes)
            }
        let queue = MessageQueue<Event>(limit: limit)
        let core = ReconnectingCore(
            url: url, subscription: subscription, options: options, connector: connector, clock: clock, random: random, queue: queue)
        self.queue = queue
        self.core = core
        // The runner holds the core, not the socket, so that letting go of the socket ends it.
        runner = Task { await core.run() }
    }

    deinit { runner.cancel() }

    /// Status changes and messages in the order in which they came. It ends after ``Status/closed``.
    public var events: Events { Events(socket: self) }

    /// The messages alone.
    public var messages: Messages { Messages(events: events) }

    /// The status at the moment.
    public var status: Status {
        get async { await core.status }
    }

    /// How many messages made way for newer ones (``Overflow/dropOldest(atBytes:)``).
    public var droppedMessages: Int { queue.droppedCount }

    /// Sends a text message, or keeps it until the socket is open.
    ///
    /// A message may be lost with the connection that took it: what must arrive needs an answer to wait for, and what must be said on each
    /// connection belongs into the subscription.
    /// - Throws: ``SocketError/closed(_:)`` once the socket is closed or more than 1,000 messages wait.
    public func send(_ text: String) async throws(SocketError) {
        try await core.send(text)
    }

    /// Replaces the frames sent on each opening and sends the new ones now, where the socket is open.
    public func subscribe(_ frames: [String]) async {
        await core.subscribe(frames)
    }

    /// Closes for good. Returns when the peer has answered, or after two seconds.
    public func close(code: SocketCloseCode = .normal, reason: String = "") async {
        await core.close(code: code, reason: reason)
        runner.cancel()
        await runner.value
    }

    fileprivate func next() async throws -> Event? {
        let event = try await queue.next()
        if event == nil, Task.isCancelled { runner.cancel() }
        return event
    }
}

extension ReconnectingSocket {
    /// The events of a socket, for one reader. Cancelling the reader's task closes the socket.
    public struct Events: AsyncSequence, Sendable {
        /// What the sequence is of.
        public typealias Element = Event

        let socket: ReconnectingSocket

        /// An iterator; all of a socket's iterators take from the same queue.
        public func makeAsyncIterator() -> Iterator { Iterator(socket: socket) }

        /// Takes the events one by one.
        public struct Iterator: AsyncIteratorProtocol {
            let socket: ReconnectingSocket

            /// The next event, `nil` after the end.
            public mutating func next() async throws -> Event? { try await socket.next() }
        }
    }

    /// The messages of a socket, for one reader. Cancelling the reader's task closes the socket.
    public struct Messages: AsyncSequence, Sendable {
        /// What the sequence is of.
        public typealias Element = String

        let events: Events

        /// An iterator; all of a socket's iterators take from the same queue.
        public func makeAsyncIterator() -> Iterator { Iterator(events: events.makeAsyncIterator()) }

        /// Takes the messages one by one.
        public struct Iterator: AsyncIteratorProtocol {
            var events: Events.Iterator

            /// The next message, `nil` after the end.
            public mutating func next() async throws -> String? {
                while let event = try await events.next() {
                    if case .message(let text) = event { return text }
                }
                return nil
            }
        }
    }
}

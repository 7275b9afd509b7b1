public import EVMCore
public import Foundation

/// What a service says over its socket, as values: one subscription, its frames read, its gaps visible.
///
/// For one reader; cancelling the reader's task closes the socket. A frame that can't be read is an event too, and ends nothing.
public struct SocketStream<Value: Sendable>: AsyncSequence, Sendable {
    /// What the sequence is of.
    public enum Element: Sendable {
        /// The socket's status changed. Open after ``ReconnectingSocket/Status/reconnecting(_:attempt:delay:)``, something may have been missed.
        case status(ReconnectingSocket.Status)
        /// A value out of a frame.
        case value(Value)
        /// A frame that isn't what the service should send: its first 1,000 characters, and what is wrong.
        case unreadable(frame: String, reason: String)
    }

    /// The socket, to close it or to change its subscription.
    public let socket: ReconnectingSocket

    private let read: @Sendable (String) throws -> [Value]

    /// Values out of a socket.
    ///
    /// - Parameters:
    ///   - socket: What frames come from.
    ///   - read: The values of a frame; none for a frame that is only control.
    public init(_ socket: ReconnectingSocket, read: @escaping @Sendable (String) throws -> [Value]) {
        self.socket = socket
        self.read = read
    }

    /// An iterator; all of a stream's iterators take from the same socket.
    public func makeAsyncIterator() -> Iterator {
        Iterator(events: socket.events.makeAsyncIterator(), read: read)
    }

    /// Takes the elements one by one.
    public struct Iterator: AsyncIteratorProtocol {
        var events: ReconnectingSocket.Events.Iterator
        let read: @Sendable (String) throws -> [Value]
        /// The values of the last frame that are still to be handed out, in reverse.
        var rest: [Value] = []

        /// The next element, `nil` once the socket is closed.
        public mutating func next() async throws -> Element? {
            while rest.isEmpty {
                guard let event = try await events.next() else { return nil }
                switch event {
                case .status(let status): return .status(status)
                case .message(let text):
                    do {
                        rest = try read(text).reversed()
                    } catch {
                        return .unreadable(frame: String(text.prefix(1000)), reason: String(describing: error))
                    }
                }
            }
            return rest.popLast().map(Element.value)
        }
    }
}

extension SocketStream {
    /// What a channel of the notification service reports about an account: a solver's notifications, or the reports of conditional orders.
    ///
    /// Nothing is dropped: a reader that is slow slows the service.
    /// - Parameters:
    ///   - channel: The deployment's notifications channel, or the conditional-orders application's name.
    ///   - account: The sub-account.
    ///   - url: The service's socket.
    ///   - options: How the socket behaves.
    ///   - connector: What opens connections.
    ///   - read: The values of a frame.
    public static func channel(
        _ channel: String, account: Address, at url: URL, options: ReconnectingSocket.Options = .init(),
        connector: any WebSocketConnector = SystemSockets(), read: @escaping @Sendable (String) throws -> [Value]
    ) -> SocketStream {
        let frame = SubscriptionFrame.channel(channel, account: account)
        return SocketStream(ReconnectingSocket(url: url, subscription: [frame], options: options, connector: connector), read: read)
    }

    /// A solver's position states for some accounts. To change them, ``ReconnectingSocket/subscribe(_:)`` with ``SubscriptionFrame/positionStates(of:)``.
    ///
    /// Nothing is dropped: a reader that is slow slows the service.
    /// - Parameters:
    ///   - accounts: The sub-accounts and virtual accounts.
    ///   - url: The solver's socket.
    ///   - options: How the socket behaves.
    ///   - connector: What opens connections.
    ///   - read: The values of a frame.
    public static func positionStates(
        of accounts: [Address], at url: URL, options: ReconnectingSocket.Options = .init(), connector: any WebSocketConnector = SystemSockets(),
        read: @escaping @Sendable (String) throws -> [Value]
    ) -> SocketStream {
        let frame = SubscriptionFrame.positionStates(of: accounts)
        return SocketStream(ReconnectingSocket(url: url, subscription: [frame], options: options, connector: connector), read: read)
    }

    /// A broadcast of prices, which needs no subscription. A reader that is slow misses the oldest frames, not the newest.
    ///
    /// - Parameters:
    ///   - url: The service's socket.
    ///   - options: How the socket behaves.
    ///   - connector: What opens connections.
    ///   - read: The values of a frame.
    public static func prices(
        at url: URL, options: ReconnectingSocket.Options = .init(overflow: .dropOldest(atBytes: 1 << 20)),
        connector: any WebSocketConnector = SystemSockets(), read: @escaping @Sendable (String) throws -> [Value]
    ) -> SocketStream {
        SocketStream(ReconnectingSocket(url: url, options: options, connector: connector), read: read)
    }
}

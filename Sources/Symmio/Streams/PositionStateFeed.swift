internal import EVMClient
public import EVMCore

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A solver of majors' reports about any number of accounts over one socket: its protocol has no channels but one list of accounts, which is
/// sent anew, whole, with every change.
///
/// For who watches many accounts. A ``TradingSession`` has a feed of its own account.
public actor PositionStateFeed {
    /// What a reader gets.
    public typealias Event = NotificationFeed.Event

    private struct Reader {
        let account: Address
        let continuation: AsyncStream<Event>.Continuation
    }

    private let url: URL
    private let options: TradingOptions
    private var readers: [Int: Reader] = [:]
    private var nextId = 0
    private var followed: [Address] = []
    private var stream: SocketStream<SolverNotification>?
    private var pump: Task<Void, Never>?
    private var isOpen = false
    private var isStopped = false

    /// How many reports a reader may be behind before it misses the oldest; all can be looked up again.
    private static let bufferedReports = 4_096

    /// Creates a feed; the socket is opened with the first reader.
    ///
    /// - Parameter url: The solver's socket.
    public init(at url: URL, options: TradingOptions = TradingOptions()) {
        self.url = url
        self.options = options
    }

    deinit { pump?.cancel() }

    /// Reports about an account from now on. Begins with ``ReportFeed/Event/connected`` where the socket is open.
    public func reports(about account: Address) async -> AsyncStream<Event> {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingNewest(Self.bufferedReports))
        guard !isStopped else {
            continuation.finish()
            return events
        }
        nextId += 1
        let id = nextId
        readers[id] = Reader(account: account, continuation: continuation)
        continuation.onTermination = { [weak self] _ in
            Task { [weak self] in await self?.drop(id) }
        }
        if isOpen { continuation.yield(.connected) }
        await follow()
        return events
    }

    /// The accounts that are followed.
    public var accounts: [Address] { followed }

    /// Closes the socket and ends all readers.
    public func stop() async {
        isStopped = true
        pump?.cancel()
        await pump?.value
        pump = nil
        end()
    }

    private func drop(_ id: Int) async {
        readers[id] = nil
        await follow()
    }

    /// Tells the solver whom to report about; opens the socket where there is none.
    private func follow() async {
        let wanted = Set(readers.values.map(\.account)).sorted()
        guard wanted != followed, !isStopped else { return }
        followed = wanted
        guard let stream else { return start(wanted) }
        await stream.socket.subscribe([SubscriptionFrame.positionStates(of: wanted)])
    }

    private func start(_ accounts: [Address]) {
        let stream = SocketStream<SolverNotification>.positionStates(
            of: accounts, at: url, options: options.sockets, connector: options.connector
        ) { text in
            try SolverNotification.parse(frame: Array(text.utf8), protocol: .rasa).map { [$0] } ?? []
        }
        self.stream = stream
        pump = Task { [weak self] in
            do {
                for try await element in stream { await self?.take(element) }
            } catch {
                // Only an address that is none ends a stream so; no report will come.
                await self?.send(.unreadable(frame: "", reason: "\(error)"))
            }
            await self?.end()
        }
    }

    private func take(_ element: SocketStream<SolverNotification>.Element) {
        switch element {
        case .status(.open):
            isOpen = true
            send(.connected)
        case .status(.reconnecting(let error, _, _)):
            if isOpen { send(.disconnected(error)) }
            isOpen = false
        case .status(.closing), .status(.closed): isOpen = false
        case .status(.connecting): break
        case .value(let report):
            // A frame names its account as the counterparty.
            for reader in readers.values where reader.account == report.account { reader.continuation.yield(.report(report)) }
        case .unreadable(let frame, let reason): send(.unreadable(frame: frame, reason: reason))
        }
    }

    private func send(_ event: Event) {
        for reader in readers.values { reader.continuation.yield(event) }
    }

    private func end() {
        isOpen = false
        stream = nil
        followed = []
        for reader in readers.values { reader.continuation.finish() }
        readers = [:]
    }
}

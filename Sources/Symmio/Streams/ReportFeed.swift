internal import EVMClient
public import EVMCore

/// What a channel reports about one sub-account: from one socket, which comes back when it is lost, to any number of readers.
///
/// The socket is opened with the first reader and kept until ``stop()`` or until nobody holds the feed.
public actor ReportFeed<Value: Sendable> {
    /// What a reader gets.
    public enum Event: Sendable {
        /// The socket is open and subscribed; what was reported before must be looked up.
        case connected
        /// The socket was lost; it comes back by itself.
        case disconnected(SocketError)
        /// A report.
        case report(Value)
        /// A frame that is not what the service should send: its beginning, and what is wrong.
        case unreadable(frame: String, reason: String)
    }

    private let make: @Sendable () -> SocketStream<Value>
    private let timing: Timing
    private var readers: [Int: AsyncStream<Event>.Continuation] = [:]
    private var nextId = 0
    private var isOpen = false
    private var isStopped = false
    private var pump: Task<Void, Never>?
    private var waiting: [Int: CheckedContinuation<Bool, Never>] = [:]

    /// How many reports a reader may be behind before it misses the oldest; all can be looked up again.
    private static var bufferedReports: Int { 4_096 }

    init(timing: Timing, _ make: @escaping @Sendable () -> SocketStream<Value>) {
        self.make = make
        self.timing = timing
    }

    deinit { pump?.cancel() }

    /// Reports from now on. Begins with ``Event/connected`` where the socket is open.
    public func events() -> AsyncStream<Event> {
        let (stream, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingNewest(Self.bufferedReports))
        guard !isStopped else {
            continuation.finish()
            return stream
        }
        let id = takeId()
        readers[id] = continuation
        continuation.onTermination = { [weak self] _ in
            Task { [weak self] in await self?.drop(id) }
        }
        if isOpen { continuation.yield(.connected) }
        start()
        return stream
    }

    /// Waits until the socket is open and subscribed.
    ///
    /// - Returns: Whether it is; false after `timeout`, and where the task is cancelled.
    @discardableResult
    public func open(within timeout: Duration) async -> Bool {
        if isOpen || isStopped { return isOpen }
        start()
        let id = takeId()
        let timing = timing
        let watch = Task { [weak self] in
            try? await timing.sleep(timeout)
            await self?.giveUp(id)
        }
        defer { watch.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiting[id] = $0 }
        } onCancel: {
            Task { [weak self] in await self?.giveUp(id) }
        }
    }

    /// Closes the socket and ends all readers.
    public func stop() async {
        isStopped = true
        pump?.cancel()
        await pump?.value
        pump = nil
        end()
    }

    // MARK: The socket

    private func takeId() -> Int {
        nextId += 1
        return nextId
    }

    private func start() {
        guard pump == nil, !isStopped else { return }
        let make = make
        pump = Task { [weak self] in
            do {
                for try await element in make() { await self?.take(element) }
            } catch {
                // Only an address that is none ends a stream so; no report will come.
                await self?.take(.unreadable(frame: "", reason: "\(error)"))
            }
            await self?.end()
        }
    }

    private func take(_ element: SocketStream<Value>.Element) {
        switch element {
        case .status(.open):
            isOpen = true
            for continuation in waiting.values { continuation.resume(returning: true) }
            waiting = [:]
            send(.connected)
        case .status(.reconnecting(let error, _, _)):
            // Each failed attempt says so again.
            if isOpen { send(.disconnected(error)) }
            isOpen = false
        case .status(.closing), .status(.closed): isOpen = false
        case .status(.connecting): break
        case .value(let value): send(.report(value))
        case .unreadable(let frame, let reason): send(.unreadable(frame: frame, reason: reason))
        }
    }

    private func send(_ event: Event) {
        for reader in readers.values { reader.yield(event) }
    }

    private func end() {
        isOpen = false
        for reader in readers.values { reader.finish() }
        readers = [:]
        for continuation in waiting.values { continuation.resume(returning: false) }
        waiting = [:]
    }

    private func drop(_ id: Int) { readers[id] = nil }

    private func giveUp(_ id: Int) { waiting.removeValue(forKey: id)?.resume(returning: false) }
}

/// What a solver reports about a sub-account's orders.
public typealias NotificationFeed = ReportFeed<SolverNotification>

/// What the handler of take-profit and stop-loss orders reports about a sub-account's.
public typealias ConditionalOrderFeed = ReportFeed<ConditionalOrderReport>

extension ReportFeed where Value == SolverNotification {
    /// A solver's reports about a sub-account.
    public init(_ endpoint: Deployment.NotificationsEndpoint, account: Address, options: TradingOptions = TradingOptions()) {
        self.init(timing: options.timing) {
            let read: @Sendable (String) throws -> [SolverNotification] = { text in
                guard let report = try SolverNotification.parse(frame: Array(text.utf8), protocol: endpoint.protocol) else { return [] }
                // One channel may carry others' reports; an account that is not stated is the one asked for.
                return report.account == nil || report.account == account ? [report] : []
            }
            guard endpoint.protocol == .enigma, let channel = endpoint.channel else {
                return .positionStates(
                    of: [account], at: endpoint.socket, options: options.sockets, connector: options.connector, read: read)
            }
            return .channel(channel, account: account, at: endpoint.socket, options: options.sockets, connector: options.connector, read: read)
        }
    }
}

extension ReportFeed where Value == ConditionalOrderReport {
    /// The handler's reports about a sub-account.
    public init(_ endpoint: Deployment.ConditionalOrdersEndpoint, account: Address, options: TradingOptions = TradingOptions()) {
        self.init(timing: options.timing) {
            .channel(endpoint.appName, account: account, at: endpoint.socket, options: options.sockets, connector: options.connector) { text in
                guard let report = try ConditionalOrderReport.parse(frame: Array(text.utf8)) else { return [] }
                return report.account == nil || report.account == account ? [report] : []
            }
        }
    }
}

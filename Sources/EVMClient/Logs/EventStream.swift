public import EVMCore

/// What happened to an event's log: it came into the chain, or its block left it.
public enum EventChange<Event: ContractEvent>: Sendable {
    /// The log is in the chain.
    case added(EventLog<Event>)
    /// A log that was reported before is no longer in the chain: its block was reorganised away.
    case removed(EventLog<Event>)

    /// The event and its log.
    public var log: EventLog<Event> {
        switch self {
        case .added(let log), .removed(let log): log
        }
    }
}

/// Where a stream of events begins, how deep it looks and how far back it remembers.
public struct StreamOptions: Sendable {
    /// The first block; that behind the newest where nil.
    public var start: UInt64?
    /// How many blocks must lie on an event's block before it is reported, its own included: 1 reports at once and takes back what is
    /// reorganised away; more waits, so that less is taken back.
    public var confirmations: UInt64
    /// The pause between looks; the client's ``ChainOptions/pollInterval`` where nil.
    public var pollInterval: Duration?
    /// How many blocks are remembered; a deeper reorganisation is an error.
    public var depth: Int
    /// How many blocks of the past are asked for at once.
    public var maximumRange: UInt64

    /// Creates options.
    public init(
        start: UInt64? = nil, confirmations: UInt64 = 1, pollInterval: Duration? = nil, depth: Int = 64, maximumRange: UInt64 = 10_000
    ) {
        self.start = start
        self.confirmations = confirmations
        self.pollInterval = pollInterval
        self.depth = depth
        self.maximumRange = maximumRange
    }
}

extension ChainClient {
    /// The events of a type as they come, by asking for each new block's logs; none is skipped and none comes twice.
    ///
    /// Where the chain is reorganised, the events of the blocks that left it are reported as ``EventChange/removed(_:)``, the newest first,
    /// before those of the blocks that came instead. The sequence has no end but an error (a ``ChainError``) and the task's cancellation. A
    /// node that cannot be reached is asked again at the next look, however often.
    public func stream<Event: ContractEvent>(
        _ type: Event.Type, where filter: EventFilter? = nil, from contracts: [Address], options: StreamOptions = StreamOptions()
    ) -> EventStream<Event> {
        EventStream(client: self, filter: LogFilter(contracts: contracts, topics: filter ?? Event.filter()), options: options)
    }
}

/// Events as they come; see ``ChainClient/stream(_:where:from:options:)``. Each iteration begins anew.
public struct EventStream<Event: ContractEvent>: AsyncSequence, Sendable {
    /// What comes.
    public typealias Element = EventChange<Event>

    let client: ChainClient
    let filter: LogFilter
    let options: StreamOptions

    /// Begins.
    public func makeAsyncIterator() -> Iterator {
        Iterator(follower: ChainFollower(client: client, filter: filter, options: options), client: client, options: options)
    }

    /// Goes through the events.
    public struct Iterator: AsyncIteratorProtocol {
        var follower: ChainFollower
        let client: ChainClient
        let options: StreamOptions
        /// What is to be told next; an event that cannot be decoded in its place among the others.
        private var ready: ArraySlice<Result<EventChange<Event>, ChainError>> = []

        init(follower: ChainFollower, client: ChainClient, options: StreamOptions) {
            self.follower = follower
            self.client = client
            self.options = options
        }

        /// The next; nil once the task is cancelled.
        ///
        /// - Throws: ``ChainError``; the next call goes on, behind an event that could not be decoded.
        public mutating func next() async throws -> EventChange<Event>? {
            while ready.isEmpty {
                if Task.isCancelled { return nil }
                do throws(ChainError) {
                    let changes = try await follower.look()
                    let removed = changes.removed.compactMap { EventLog<Event>.read($0)?.map { EventChange.removed($0) } }
                    let added = changes.added.compactMap { EventLog<Event>.read($0)?.map { EventChange.added($0) } }
                    ready = (removed + added)[...]
                    if changes.isMoreToCome || !ready.isEmpty { continue }
                } catch {
                    if case .cancelled = error { return nil }
                    guard error.isTransient else { throw error }
                }
                do {
                    try await client.timing.sleep(options.pollInterval ?? client.options.pollInterval)
                } catch {
                    return nil
                }
            }
            return try ready.removeFirst().get()
        }
    }
}

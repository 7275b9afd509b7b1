internal import EVMClient

/// What may tell more about an order on its way: reports as they come, and the times to look it up.
enum OutcomeSignal: Sendable {
    /// A report of the sub-account's channel.
    case report(SolverNotification)
    /// It is time to look: by the clock, or because the socket has been away.
    case look
}

extension TradingSession {
    /// Signals from now on; call before anything is sent, so that no report is missed.
    ///
    /// Where the socket cannot be opened in time, looking things up has to do.
    func signals(looksAtOnce: Bool = false) async -> AsyncStream<OutcomeSignal> {
        let events = await feed?.events()
        await feed?.open(within: options.subscriptionTimeout)
        let (stream, continuation) = AsyncStream.makeStream(of: OutcomeSignal.self)
        let (timing, first, interval) = (options.timing, options.firstLook, options.lookInterval)
        let forward = Task {
            guard let events else { return }
            var isFirst = true
            for await event in events {
                switch event {
                case .report(let report): continuation.yield(.report(report))
                case .connected:
                    // What was reported while the socket was away has to be looked up.
                    if !isFirst { continuation.yield(.look) }
                    isFirst = false
                case .disconnected: continuation.yield(.look)
                case .unreadable: break
                }
            }
        }
        let clock = Task {
            do {
                if !looksAtOnce { try await timing.sleep(first) }
                while true {
                    continuation.yield(.look)
                    try await timing.sleep(interval)
                }
            } catch {
                // Cancelled: nobody waits any more.
            }
        }
        continuation.onTermination = { _ in
            forward.cancel()
            clock.cancel()
        }
        return stream
    }
}

/// When waiting for an order's outcome ends.
struct OutcomeLimits {
    private let timing: Timing
    private let end: Duration
    private var unansweredEnd: Duration?

    init(_ options: TradingOptions, isAnswered: Bool) {
        timing = options.timing
        let now = timing.now()
        end = now + options.outcomeTimeout
        unansweredEnd = isAnswered ? nil : now + min(options.unansweredTimeout, options.outcomeTimeout)
    }

    /// The solver turns out to have the order: it gets its whole time.
    mutating func orderIsKnown() { unansweredEnd = nil }

    /// Whether the time is up.
    var isOver: Bool { timing.now() >= (unansweredEnd ?? end) }
}

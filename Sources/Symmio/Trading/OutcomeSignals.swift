internal import EVMClient

/// What may tell more about an order on its way: reports as they come, and the times to look it up.
enum OutcomeSignal: Sendable {
    /// A report of the sub-account's channel.
    case report(SolverNotification)
    /// It is time to look: by the clock, or because the socket has been away.
    case look
    /// The request has come to its end. Reports may be quicker.
    case answered(SendingAnswer)
}

/// How the sending of a request ended.
enum SendingAnswer: Sendable {
    /// The solver has taken it, and under this temporary id where it gives one.
    case taken(temporaryId: Int?)
    /// Whether the solver has it is not known.
    case unknown(ServiceError)
    /// The solver refused it.
    case refused(ServiceRefusal)
    /// It is certain that it was not sent; its entry is out of the store.
    case notSent(TradingError)
    /// Nobody waits any more; it may have been sent.
    case cancelled
}

/// Signals, and the way to add to them.
struct OutcomeSignals: Sendable {
    let stream: AsyncStream<OutcomeSignal>
    fileprivate let continuation: AsyncStream<OutcomeSignal>.Continuation

    func send(_ answer: SendingAnswer) { continuation.yield(.answered(answer)) }
}

extension TradingSession {
    /// Signals from now on; call before anything is sent, so that no report is missed.
    ///
    /// Where the socket cannot be opened in time, looking things up has to do.
    func signals(looksAtOnce: Bool = false) async -> OutcomeSignals {
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
        return OutcomeSignals(stream: stream, continuation: continuation)
    }

    /// Sends a request: again only where it is certain that the other side has not taken it, and always the same bytes, which the contract
    /// executes once at most.
    func sendOnce(_ operation: PendingOperation, _ body: () async throws(ServiceError) -> Int?) async -> SendingAnswer {
        var failures = 0
        while true {
            if Task.isCancelled {
                guard failures == 0 else { return .cancelled }
                await tidy { $0.remove(operation.id) }
                return .notSent(.cancelled)
            }
            do throws(ServiceError) {
                return .taken(temporaryId: try await body())
            } catch {
                if case .transport(.cancelled) = error { return .cancelled }
                if error.outcomeIsUnknown { return .unknown(error) }
                failures += 1
                if error.isUnseen, failures < options.refusedAttempts {
                    try? await pause(after: failures, asked: error.retryAfter)
                    continue
                }
                if case .refused(let refusal) = error { return .refused(refusal) }
                await tidy { $0.remove(operation.id) }
                return .notSent(.notSent(.solver, error))
            }
        }
    }

    /// The pause before a request is sent again.
    func pause(after failures: Int, asked: Duration?) async throws {
        let policy = options.services.retry
        try await options.timing.sleep(policy.pause(afterFailure: failures - 1, asked: asked, random: options.timing.random()))
    }

    /// What a program that has just started knows of the sending of an order by an earlier one.
    static func answer(knownOf operation: PendingOperation) -> SendingAnswer {
        switch operation.stage {
        case .accepted, .resting: .taken(temporaryId: operation.temporaryId)
        case .posting: .unknown(.transport(.connectionLost("the program ended before the order's outcome was known")))
        }
    }
}

extension ServiceError {
    /// Whether it is certain that the service has not seen the request, and another try may do better.
    var isUnseen: Bool {
        switch self {
        case .refused(let refusal): refusal.status == 429
        case .transport(.cannotConnect): true
        default: false
        }
    }
}

/// When waiting for an order's outcome ends.
struct OutcomeLimits {
    private let timing: Timing
    private let unanswered: Duration
    private let end: Duration
    private var unansweredEnd: Duration?

    init(_ options: TradingOptions) {
        timing = options.timing
        unanswered = options.unansweredTimeout
        // The request has a limit of its own.
        end = timing.now() + options.outcomeTimeout + options.services.timeout
    }

    /// No answer came, and none will.
    mutating func answerIsLost() { unansweredEnd = min(end, timing.now() + unanswered) }

    /// The solver turns out to have the order: it gets its whole time.
    mutating func orderIsKnown() { unansweredEnd = nil }

    /// Whether the time is up.
    var isOver: Bool { timing.now() >= (unansweredEnd ?? end) }
}

internal import EVMClient
internal import EVMCore
internal import SymmioContracts

extension TradingSession {
    /// The sub-account's positions, live: a snapshot at once, and another with every change.
    ///
    /// Merged of the chain, the solver's reports, prices and this program's store. The chain is read anew with every report that says that
    /// something has changed there, when the socket was away, and at intervals, as others may trade with the same sub-account.
    /// - Parameters:
    ///   - interval: How often the chain is read where nothing is reported.
    ///   - marks: Whether mark prices are followed, which makes for a snapshot with every price of a market that has a position.
    public func positions(every interval: Duration = .seconds(15), marks: Bool = true) -> AsyncStream<PositionSnapshot> {
        let (stream, continuation) = AsyncStream.makeStream(of: PositionSnapshot.self, bufferingPolicy: .bufferingNewest(1))
        let merger = PositionMerger(self, interval: interval)
        let running = Task {
            await merger.run(marks: marks) { continuation.yield($0) }
            continuation.finish()
        }
        continuation.onTermination = { _ in running.cancel() }
        return stream
    }
}

/// Merges what chain, solver, prices and store say into snapshots.
private actor PositionMerger {
    private enum Signal: Sendable {
        case event(NotificationFeed.Event)
        case price(MarkPrice)
        case read
    }

    private let session: TradingSession
    private let interval: Duration
    private var onChain: [UInt256: Position] = [:]
    private var pending: [PendingOperation] = []
    /// Prices that the solver named for opens and closes that the chain does not have yet.
    private var openPrices: [Int: Wad] = [:]
    private var closing: [UInt256: Wad?] = [:]
    private var marks: [String: Wad] = [:]
    private var problem: String?
    private var isConnected = false
    private var last: PositionSnapshot?
    /// What is shown once more before it is gone.
    private var leaving: [LivePosition] = []

    init(_ session: TradingSession, interval: Duration) {
        self.session = session
        self.interval = interval
    }

    func run(marks: Bool, _ yield: @Sendable (PositionSnapshot) -> Void) async {
        let (signals, continuation) = AsyncStream.makeStream(of: Signal.self, bufferingPolicy: .bufferingNewest(4_096))
        let (session, interval) = (session, interval)
        let sources = [
            Task {
                guard let events = await session.feed?.events() else { return }
                for await event in events { continuation.yield(.event(event)) }
            },
            Task {
                guard marks, let prices = session.prices() else { return }
                do {
                    for try await element in prices {
                        if case .value(let price) = element { continuation.yield(.price(price)) }
                    }
                } catch {
                    // An address that is none: there are no marks then.
                }
            },
            Task {
                while !Task.isCancelled {
                    continuation.yield(.read)
                    guard (try? await session.options.timing.sleep(interval)) != nil else { return }
                }
            },
        ]
        defer { for source in sources { source.cancel() } }
        await withTaskCancellationHandler {
            for await signal in signals {
                await take(signal)
                if let snapshot = next() { yield(snapshot) }
                // What is gone was shown; the snapshot without it follows.
                if !leaving.isEmpty {
                    leaving = []
                    if let snapshot = next() { yield(snapshot) }
                }
            }
        } onCancel: {
            continuation.finish()
        }
    }

    private func take(_ signal: Signal) async {
        switch signal {
        case .read: await read()
        case .price(let price): marks[price.name] = price.price
        case .event(.connected):
            isConnected = true
            await read()
        case .event(.disconnected): isConnected = false
        case .event(.unreadable): break
        case .event(.report(let report)): await hear(report)
        }
    }

    // MARK: The solver

    private func hear(_ report: SolverNotification) async {
        if report.isPriced, let id = report.tempQuoteId, let price = report.averageOpenPrice {
            openPrices[id] = price
            await readStore()
            return
        }
        if let id = report.quoteId, id > 0, report.action.contains("Close") {
            let quoteId = UInt256(UInt64(id))
            let isRequest = report.action.hasSuffix("RequestToClosePosition")
            if isRequest, report.status != .failed, onChain[quoteId] != nil {
                closing[quoteId] = .some(report.averageClosePrice)
                return
            }
            closing[quoteId] = nil
        } else if report.isFailure, let id = report.tempQuoteId, let order = pending.first(where: { $0.temporaryId == id }) {
            leaving.append(live(order, stage: .failed(ServiceRefusal(report))))
            pending.removeAll { $0.id == order.id }
        }
        // The solver reports when it sends; the chain may need another moment, and the clock brings the next look.
        await read()
        if report.isAnchor, let id = report.quoteId, id > 0, onChain[UInt256(UInt64(id))] == nil { await read(againUntil: UInt256(UInt64(id))) }
    }

    private func read(againUntil quoteId: UInt256) async {
        for attempt in 0..<6 where onChain[quoteId] == nil {
            guard (try? await session.options.timing.sleep(.milliseconds(100 << attempt))) != nil else { return }
            await read()
        }
    }

    // MARK: Chain and store

    private func readStore() async {
        guard let state = try? await session.store.load() else { return }
        pending = state.pending.filter { $0.subAccount == session.subAccount }
    }

    private func read() async {
        await readStore()
        do throws(TradingError) {
            let found = try await session.openPositions()
            let now = Dictionary(found.map { ($0.quoteId, $0) }, uniquingKeysWith: { $1 })
            for (id, gone) in onChain where now[id] == nil { await leave(id, gone) }
            for (id, position) in now where position.closedQuantity != onChain[id]?.closedQuantity { closing[id] = nil }
            onChain = now
            problem = nil
        } catch {
            problem = error.summary
        }
    }

    private func leave(_ id: UInt256, _ before: Position) async {
        closing[id] = nil
        guard let position = try? await session.position(id) else { return }
        var entry = live(position)
        entry.stage = position.status == .closed ? .closed : .ended(position.status)
        leaving.append(entry)
    }

    // MARK: Snapshots

    /// A snapshot that differs from the last one.
    private func next() -> PositionSnapshot? {
        let orders = pending.filter { order in
            guard case .open = order.intent else { return false }
            return !onChain.values.contains { $0.correlationId == order.id } && !leaving.contains { $0.id == order.id }
        }
        var positions = onChain.values.map { live($0) } + orders.map { live($0, stage: stage($0)) } + leaving
        positions.sort { $0.id < $1.id }
        let snapshot = PositionSnapshot(positions: positions, problem: problem, isConnected: isConnected)
        guard snapshot != last else { return nil }
        last = snapshot
        return snapshot
    }

    private func stage(_ order: PendingOperation) -> LivePosition.Stage {
        if let price = order.temporaryId.flatMap({ openPrices[$0] }) { return .priced(price) }
        return switch order.stage {
        case .posting: .sending
        case .accepted: .accepted
        case .resting: .waiting
        }
    }

    private func live(_ position: Position) -> LivePosition {
        let order = pending.first { order in
            guard case .close(let closes) = order.intent else { return false }
            return closes.contains { $0.quoteId == position.quoteId }
        }
        let isClosing = position.status != .opened || closing[position.quoteId] != nil || order?.stage == .accepted
        return LivePosition(
            id: position.correlationId ?? "\(position.quoteId)", stage: isClosing ? .closing(closing[position.quoteId] ?? nil) : .open,
            position: position, pending: order, market: position.market, mark: marks[position.market])
    }

    private func live(_ order: PendingOperation, stage: LivePosition.Stage) -> LivePosition {
        let market = if case .open(let open) = order.intent { open.market } else { "" }
        return LivePosition(id: order.id, stage: stage, position: nil, pending: order, market: market, mark: marks[market])
    }
}

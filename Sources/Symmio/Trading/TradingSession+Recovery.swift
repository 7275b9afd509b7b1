internal import EVMClient
public import EVMCore

/// What became of an order that was on its way when the program ended.
public struct Recovered: Sendable {
    /// What became of it.
    public enum Outcome: Sendable {
        /// The position is on chain.
        case opened(Position)
        /// What became of each close, by its quote.
        case closed([UInt256: Result<ClosedPosition, TradingError>])
        /// Nothing came of it, or nothing is known yet; the error says which.
        case error(TradingError)
    }

    /// The entry, as it was in the store.
    public var operation: PendingOperation
    /// What became of it.
    public var outcome: Outcome
}

extension TradingSession {
    /// Finds out what became of the orders of this sub-account that are in the store: to be called at a program's start, before anything is
    /// sent.
    ///
    /// What is certain leaves the store. What is not stays, as ``TradingError/outcomeUnknown(id:deadline:reason:)``; it becomes certain after
    /// its deadline at the latest.
    /// - Throws: ``TradingError/store(_:)``, ``TradingError/cancelled``.
    @discardableResult
    public func recover() async throws(TradingError) -> [Recovered] {
        let state: StoredState
        do throws(StoreError) { state = try await store.load() } catch { throw .store(error) }
        let mine = state.pending.filter { $0.subAccount == subAccount }
        let found = await withTaskGroup(of: (Int, Recovered).self) { group in
            for (index, operation) in mine.enumerated() { group.addTask { (index, await self.recover(operation)) } }
            var found: [(Int, Recovered)] = []
            for await one in group { found.append(one) }
            return found.sorted { $0.0 < $1.0 }.map(\.1)
        }
        if Task.isCancelled { throw .cancelled }
        return found
    }

    private func recover(_ operation: PendingOperation) async -> Recovered {
        // Nobody has answered this program; the solver may not know the order at all.
        let lost = ServiceError.transport(.connectionLost("the program ended before the order's outcome was known"))
        let sent = Sent(operation: operation, error: operation.stage == .accepted ? nil : lost)
        let signals = await signals(looksAtOnce: true)
        do throws(TradingError) {
            switch operation.intent {
            case .open: return Recovered(operation: operation, outcome: .opened(try await outcome(sent, signals)))
            case .close: return Recovered(operation: operation, outcome: .closed(try await closeOutcomes(sent, signals)))
            }
        } catch {
            return Recovered(operation: operation, outcome: .error(error))
        }
    }
}

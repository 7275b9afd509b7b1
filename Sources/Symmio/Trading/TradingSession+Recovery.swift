internal import EVMClient
public import EVMCore
internal import SymmioContracts

/// What became of an order that was on its way when the program ended.
public struct Recovered: Sendable {
    /// What became of it.
    public enum Outcome: Sendable {
        /// The position is on chain.
        case opened(Position)
        /// An order at a limit is on chain, and filled so far; where something of it still waits, its entry stays in the store.
        case limit(OrderFill)
        /// A request to close at a limit is on chain, and filled so far; where something of it still waits, its entry stays in the store.
        case limitClose(CloseFill)
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
        await forgetWhatIsOver()
        return found
    }

    /// Takes positions out of the store that were closed or liquidated meanwhile.
    private func forgetWhatIsOver() async {
        let records = (try? await store.load())?.positions.filter { $0.subAccount == subAccount } ?? []
        let reads = records.map { Symmio085.Core.Calls.GetQuote(quoteId: $0.quoteId).from(core) }
        guard !reads.isEmpty, let answers = try? await client.chain.read(reads) else { return }
        let over = Set(
            zip(records, answers).compactMap { record, answer in
                guard case .success(let quote) = answer, !quote.id.isZero else { return nil as UInt256? }
                return Position(quote, subAccount: subAccount, market: record.market).isOver ? record.quoteId : nil
            })
        let account = subAccount
        if !over.isEmpty { await tidy { $0.positions.removeAll { $0.subAccount == account && over.contains($0.quoteId) } } }
    }

    private func recover(_ operation: PendingOperation) async -> Recovered {
        let signals = await signals(looksAtOnce: true)
        signals.send(Self.answer(knownOf: operation))
        do throws(TradingError) {
            switch operation.intent {
            case .open(let open) where open.orderType == .limit:
                return Recovered(operation: operation, outcome: .limit(try await rest(operation, signals)))
            case .open: return Recovered(operation: operation, outcome: .opened(try await outcome(operation, signals)))
            case .close(let closes) where closes.contains { $0.orderType == .limit }:
                return Recovered(operation: operation, outcome: .limitClose(try await restClose(operation, signals)))
            case .close: return Recovered(operation: operation, outcome: .closed(try await closeOutcomes(operation, signals)))
            }
        } catch {
            return Recovered(operation: operation, outcome: .error(error))
        }
    }
}

import EVMClient
import EVMCore
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// The program ends between any two steps, and another one starts on the same store.
@Suite(.timeLimit(.minutes(3)))
struct FlowRestartTests {
    /// A store that ends the program at one of its writes: before it, or right after it.
    actor EndingStore: PositionStore {
        struct End: Sendable {
            var write: Int
            var isBefore: Bool
        }

        private let inner: MemoryPositionStore
        private var end: End?
        private var writes = 0
        private let kill: @Sendable () -> Void

        init(_ inner: MemoryPositionStore, end: End, kill: @escaping @Sendable () -> Void) {
            self.inner = inner
            self.end = end
            self.kill = kill
        }

        func load() async throws(StoreError) -> StoredState { await inner.load() }

        func update(_ change: @escaping @Sendable (inout StoredState) -> Void) async throws(StoreError) {
            writes += 1
            guard let end, writes >= end.write else { return await inner.update(change) }
            // From here on nothing that this program does is kept.
            if writes == end.write {
                if !end.isBefore { await inner.update(change) }
                kill()
            }
            if end.isBefore { throw .file(path: "store", operation: "write", reason: "the program has ended") }
        }
    }

    /// Holds the task that is to be ended.
    final class Victim: @unchecked Sendable {
        // Used under the lock only.
        private let lock = NSLock()
        private var cancel: (@Sendable () -> Void)?
        private var isKilled = false

        func hold(_ cancel: @escaping @Sendable () -> Void) {
            let now = lock.withLock {
                self.cancel = cancel
                return isKilled
            }
            if now { cancel() }
        }

        func kill() {
            let cancel = lock.withLock {
                isKilled = true
                return self.cancel
            }
            cancel?()
        }
    }

    private func intent() throws -> OpenIntent {
        OpenIntent(market: "ETHUSDT", position: .long, size: .quantity(try Wad("0.5")), leverage: try Wad("5"))
    }

    /// Writes of an open: 1 the entry before it is sent, 2 the answer, 3 the outcome.
    @Test(arguments: 1...3, [true, false])
    func openSurvivesAnEndAtAnyWrite(_ write: Int, isBefore: Bool) async throws {
        let account = try await FlowAccount()
        let kept = MemoryPositionStore()
        let victim = Victim()
        let first = try account.trading(store: EndingStore(kept, end: .init(write: write, isBefore: isBefore), kill: { victim.kill() }))
        let preview = try await first.preview(try intent())
        let task = Task { try await first.open(preview) }
        victim.hold { task.cancel() }
        _ = await task.result
        await first.stop()
        try await settle(account)
        let sent = try await account.quoteCount()

        let second = try account.trading(store: kept)
        let recovered = try await second.recover()
        let state = await kept.load()
        if write == 1, isBefore {
            // Nothing was kept, so nothing was sent.
            #expect(sent == 0)
            #expect(recovered.isEmpty)
        } else if sent == 0 {
            // It ended between the store and the solver: known to be over after the deadline.
            guard case .error(.outcomeUnknown)? = recovered.first?.outcome else { throw FlowFailure("\(recovered)") }
            await account.sandbox.chain.advance(seconds: 301)
            guard case .error(.expired)? = try await second.recover().first?.outcome else { throw FlowFailure("not over") }
            #expect(await kept.load() == StoredState())
        } else {
            #expect(sent == 1)
            #expect(state.pending.isEmpty)
            #expect(state.positions.map(\.quoteId) == [1])
        }
        #expect(try await account.quoteCount() == sent)
        await second.stop()
        await account.sandbox.stop()
    }

    /// Writes of a close: 1 the entry before it is sent, 2 the answer, 3 the outcome.
    @Test(arguments: 1...3, [true, false])
    func closeSurvivesAnEndAtAnyWrite(_ write: Int, isBefore: Bool) async throws {
        let account = try await FlowAccount(.v086)
        let kept = MemoryPositionStore()
        let opener = try account.trading(store: kept)
        let position = try await opener.open(try intent())
        await opener.stop()

        let victim = Victim()
        let first = try account.trading(store: EndingStore(kept, end: .init(write: write, isBefore: isBefore), kill: { victim.kill() }))
        let preview = try await first.preview(CloseIntent(quoteId: position.quoteId, amount: .quantity(try Wad("0.2"))))
        let task = Task { try await first.close(preview) }
        victim.hold { task.cancel() }
        _ = await task.result
        await first.stop()
        try await settle(account)

        let second = try account.trading(store: kept)
        let recovered = try await second.recover()
        let closed = try await account.quote(position.quoteId).closedAmount
        if !closed.isZero {
            #expect(closed == (try Wad("0.2")).units)
            #expect(await kept.load().pending.isEmpty)
        } else if write == 1, isBefore {
            #expect(recovered.isEmpty)
        } else {
            await account.sandbox.chain.advance(seconds: 301)
            let late = try await second.recover()
            guard case .closed(let outcomes)? = late.first?.outcome, case .failure(.expired)? = outcomes[position.quoteId] else {
                throw FlowFailure("\(late)")
            }
            #expect(await kept.load().pending.isEmpty)
        }
        #expect(await kept.load().positions.map(\.quoteId) == [position.quoteId])
        await second.stop()
        await account.sandbox.stop()
    }

    /// The task is cancelled at any time after the order was sent; the order goes on and is found again.
    @Test(arguments: [0, 5, 10, 20, 40, 80])
    func openSurvivesAnEndAtAnyTime(_ milliseconds: Int) async throws {
        let account = try await FlowAccount()
        let kept = MemoryPositionStore()
        let first = try account.trading(store: kept)
        let preview = try await first.preview(try intent())
        await first.feed?.open(within: .seconds(5))
        let task = Task { try await first.open(preview) }
        try await Task.sleep(for: .milliseconds(milliseconds))
        task.cancel()
        _ = await task.result
        await first.stop()
        try await settle(account)
        let sent = try await account.quoteCount()
        #expect(sent <= 1)

        let second = try account.trading(store: kept)
        try await second.recover()
        let state = await kept.load()
        #expect(state.positions.count == Int(sent))
        if sent == 1 { #expect(state.pending.isEmpty) }
        #expect(try await account.quoteCount() == sent)
        await second.stop()
        await account.sandbox.stop()
    }

    /// Waits until nothing has come to the chain for a while: whatever was sent is there then.
    private func settle(_ account: FlowAccount) async throws {
        var (block, calm): (UInt64, Int) = (0, 0)
        while calm < 15 {
            try await Task.sleep(for: .milliseconds(20))
            let now = try await account.chain.blockNumber()
            (block, calm) = (now, now == block ? calm + 1 : 0)
        }
    }
}

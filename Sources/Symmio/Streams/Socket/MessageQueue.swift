import Foundation

/// A bounded first-in, first-out queue between one side that can't wait (an event loop) and one that can (a task).
///
/// Back-pressure is the producer's part: a push says when the queue is full, and `onRoom` or ``room()`` when it is half empty again; a producer
/// that stops in between holds the queue at its limit and one message. Nothing is dropped but what is pushed as droppable.
///
/// `@unchecked Sendable`: every stored variable is read and written under `lock` only.
package final class MessageQueue<Element: Sendable>: @unchecked Sendable {
    /// What became of a push.
    package enum Pushed: Sendable, Equatable {
        /// It is in the queue, and there is room.
        case accepted
        /// It is in the queue, which is full now: push no more until there is room.
        case full
        /// The queue has ended; the element is gone.
        case ended
    }

    /// Whether an element may make way for those after it where the queue is full.
    package enum Retention: Sendable, Equatable {
        /// It stays until it is taken; a push that fills the queue says so.
        case kept
        /// It may make way, and is counted when it does.
        case droppable
        /// It may make way, and nobody misses it.
        case expendable
    }

    private struct Entry {
        let element: Element
        let weight: Int
        let retention: Retention
    }

    private typealias Taken = Result<Element?, any Error>

    private let lock = NSLock()
    private let limit: Int
    private let onRoom: @Sendable () -> Void
    private var entries: [Entry] = []
    /// How many at the front of `entries` have been taken; they are cut off in large pieces.
    private var taken = 0
    private var weight = 0
    private var isFull = false
    private var drops = 0
    private var end: Result<Void, any Error>?
    private var readers = Waiters<Taken>()
    private var writers = Waiters<Void>()

    /// - Parameters:
    ///   - limit: The total weight from which the queue is full.
    ///   - onRoom: Called from the reader's task, after a push found the queue full, once less than half of the limit is left.
    package init(limit: Int, onRoom: @escaping @Sendable () -> Void = {}) {
        self.limit = limit
        self.onRoom = onRoom
    }

    /// Whether the reader is behind, so that producers wait.
    package var isWaitingForReader: Bool { lock.withLock { isFull } }

    /// How many droppable elements have made way.
    package var droppedCount: Int { lock.withLock { drops } }

    /// Puts an element at the end.
    ///
    /// - Parameters:
    ///   - weight: What it counts for, for text its bytes. At least 1 is counted.
    ///   - retention: One that isn't kept has the oldest that aren't kept make way for it where the queue is full.
    package func push(_ element: Element, weight: Int, _ retention: Retention = .kept) -> Pushed {
        let (result, reader) = lock.withLock { () -> (Pushed, CheckedContinuation<Taken, Never>?) in
            guard end == nil else { return (.ended, nil) }
            if let reader = readers.removeFirst() { return (.accepted, reader) }
            let entry = Entry(element: element, weight: max(1, weight), retention: retention)
            if retention != .kept { makeWay(for: entry.weight) }
            entries.append(entry)
            self.weight += entry.weight
            guard self.weight >= limit, retention == .kept else { return (.accepted, nil) }
            isFull = true
            return (.full, nil)
        }
        reader?.resume(returning: .success(element))
        return result
    }

    /// Ends the queue: what is in it can still be taken, then one reader gets the error, and all others `nil`.
    package func finish(throwing error: (any Error)? = nil) {
        let (waiting, writing) = lock.withLock { () -> ([CheckedContinuation<Taken, Never>], [CheckedContinuation<Void, Never>]) in
            guard end == nil else { return ([], []) }
            let waiting = readers.removeAll()
            end = waiting.isEmpty ? error.map { .failure($0) } ?? .success(()) : .success(())
            return (waiting, writers.removeAll())
        }
        for (index, reader) in waiting.enumerated() {
            reader.resume(returning: index == 0 ? error.map { .failure($0) } ?? .success(nil) : .success(nil))
        }
        for writer in writing { writer.resume() }
    }

    /// Takes the first element, waiting for one where there is none.
    ///
    /// - Returns: `nil` after the end, and where the task is cancelled.
    /// - Throws: What the queue was finished with.
    package func next() async throws -> Element? {
        let id = lock.withLock { readers.nextID() }
        let result: Taken = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (ready, hasRoom, writing) = lock.withLock { take(id, continuation) }
                if hasRoom { onRoom() }
                for writer in writing { writer.resume() }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            lock.withLock { readers.cancel(id) }?.resume(returning: .success(nil))
        }
        lock.withLock { readers.forget(id) }
        return try result.get()
    }

    /// Waits while the queue is full; returns at once where it isn't, has ended, or the task is cancelled.
    package func room() async {
        let id = lock.withLock { writers.nextID() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = lock.withLock { !isFull || end != nil || !writers.wait(id, continuation) }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            lock.withLock { writers.cancel(id) }?.resume()
        }
        lock.withLock { writers.forget(id) }
    }

    /// What the reader gets at once, or nil where it was put among those who wait; whether to call `onRoom`; and the writers to wake.
    private func take(_ id: UInt64, _ reader: CheckedContinuation<Taken, Never>) -> (Taken?, Bool, [CheckedContinuation<Void, Never>]) {
        if readers.isCancelled(id) { return (.success(nil), false, []) }
        if taken < entries.count {
            let entry = entries[taken]
            taken += 1
            weight -= entry.weight
            trim()
            guard isFull, weight < limit / 2 || entries.isEmpty else { return (.success(entry.element), false, []) }
            isFull = false
            return (.success(entry.element), true, writers.removeAll())
        }
        switch end {
        case .success: return (.success(nil), false, [])
        case .failure(let error):
            end = .success(())
            return (.failure(error), false, [])
        case nil: return (readers.wait(id, reader) ? nil : .success(nil), false, [])
        }
    }

    private func makeWay(for added: Int) {
        while weight > 0, weight + added > limit, let index = entries[taken...].firstIndex(where: { $0.retention != .kept }) {
            weight -= entries[index].weight
            if entries[index].retention == .droppable { drops += 1 }
            if index == taken {
                taken += 1
                trim()
            } else {
                entries.remove(at: index)
            }
        }
    }

    private func trim() {
        if taken == entries.count {
            entries.removeAll(keepingCapacity: entries.capacity <= 1024)
            taken = 0
        } else if taken >= 64, taken * 2 >= entries.count {
            entries.removeFirst(taken)
            taken = 0
        }
    }
}

/// Tasks that wait for something, in their order, each of which may be cancelled before, while or after it begins to wait.
private struct Waiters<Value: Sendable> {
    private var waiting: [(id: UInt64, continuation: CheckedContinuation<Value, Never>)] = []
    /// Cancelled before they began to wait.
    private var cancelled: Set<UInt64> = []
    private var lastID: UInt64 = 0

    mutating func nextID() -> UInt64 {
        lastID += 1
        return lastID
    }

    func isCancelled(_ id: UInt64) -> Bool { cancelled.contains(id) }

    /// - Returns: False where the task was cancelled: it doesn't wait.
    mutating func wait(_ id: UInt64, _ continuation: CheckedContinuation<Value, Never>) -> Bool {
        guard !cancelled.contains(id) else { return false }
        waiting.append((id, continuation))
        return true
    }

    mutating func cancel(_ id: UInt64) -> CheckedContinuation<Value, Never>? {
        guard let index = waiting.firstIndex(where: { $0.id == id }) else {
            cancelled.insert(id)
            return nil
        }
        return waiting.remove(at: index).continuation
    }

    mutating func forget(_ id: UInt64) { cancelled.remove(id) }

    mutating func removeFirst() -> CheckedContinuation<Value, Never>? {
        waiting.isEmpty ? nil : waiting.removeFirst().continuation
    }

    mutating func removeAll() -> [CheckedContinuation<Value, Never>] {
        defer { waiting = [] }
        return waiting.map(\.continuation)
    }
}

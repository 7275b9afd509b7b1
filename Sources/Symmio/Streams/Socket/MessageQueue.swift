import Foundation

/// A bounded first-in, first-out queue between one side that can't wait (an event loop) and one that can (a task).
///
/// Back-pressure is the producer's part: ``push(_:weight:)`` says when the queue is full, and `onRoom` when it is half empty again; a producer
/// that stops in between holds the queue at its limit and one message. Nothing is dropped here.
///
/// `@unchecked Sendable`: every stored variable is read and written under `lock` only.
package final class MessageQueue<Element: Sendable>: @unchecked Sendable {
    /// What became of a push.
    package enum Pushed: Sendable {
        /// It is in the queue, and there is room.
        case accepted
        /// It is in the queue, which is full now: push no more until `onRoom`.
        case full
        /// The queue has ended; the element is gone.
        case ended
    }

    private struct Waiter {
        let id: UInt64
        let continuation: CheckedContinuation<Result<Element?, any Error>, Never>
    }

    private let lock = NSLock()
    private let limit: Int
    private let onRoom: @Sendable () -> Void
    private var elements: [(element: Element, weight: Int)] = []
    private var taken = 0
    private var weight = 0
    private var isFull = false
    private var end: Result<Void, any Error>?
    private var waiters: [Waiter] = []
    private var nextWaiter: UInt64 = 0
    private var cancelled: Set<UInt64> = []

    /// - Parameters:
    ///   - limit: The total weight from which the queue is full.
    ///   - onRoom: Called from the reader's task, after a push found the queue full, once less than half of that is left.
    package init(limit: Int, onRoom: @escaping @Sendable () -> Void = {}) {
        self.limit = limit
        self.onRoom = onRoom
    }

    /// Puts an element at the end.
    ///
    /// - Parameter weight: What it counts for, for text its bytes. At least 1 is counted.
    package func push(_ element: Element, weight: Int) -> Pushed {
        let (result, waiter): (Pushed, Waiter?) = lock.withLock {
            guard end == nil else { return (.ended, nil) }
            if !waiters.isEmpty { return (.accepted, waiters.removeFirst()) }
            let counted = max(1, weight)
            elements.append((element, counted))
            self.weight += counted
            if self.weight >= limit { isFull = true }
            return (isFull ? .full : .accepted, nil)
        }
        waiter?.continuation.resume(returning: .success(element))
        return result
    }

    /// Ends the queue: what is in it can still be taken, then readers get `nil`, or the error once and `nil` after it.
    package func finish(throwing error: (any Error)? = nil) {
        let waiting: [Waiter] = lock.withLock {
            guard end == nil else { return [] }
            end = error.map { .failure($0) } ?? .success(())
            defer { waiters = [] }
            // The first who waits gets the error, the rest the end.
            if !waiters.isEmpty, error != nil { end = .success(()) }
            return waiters
        }
        for (index, waiter) in waiting.enumerated() {
            if index == 0, let error { waiter.continuation.resume(returning: .failure(error)) } else { waiter.continuation.resume(returning: .success(nil)) }
        }
    }

    /// Takes the first element, waiting for one where there is none.
    ///
    /// - Returns: `nil` after the end, and where the task is cancelled.
    /// - Throws: What the queue was finished with.
    package func next() async throws -> Element? {
        let id = lock.withLock {
            nextWaiter += 1
            return nextWaiter
        }
        let result: Result<Element?, any Error> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (ready, hasRoom) = takeOrWait(Waiter(id: id, continuation: continuation))
                if hasRoom { onRoom() }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            let waiter: Waiter? = lock.withLock {
                guard let index = waiters.firstIndex(where: { $0.id == id }) else {
                    cancelled.insert(id)
                    return nil
                }
                return waiters.remove(at: index)
            }
            waiter?.continuation.resume(returning: .success(nil))
        }
        lock.withLock { _ = cancelled.remove(id) }
        return try result.get()
    }

    /// What `waiter` gets at once, or nil where it was put among those who wait; and whether to call `onRoom`.
    private func takeOrWait(_ waiter: Waiter) -> (Result<Element?, any Error>?, Bool) {
        lock.withLock {
            if cancelled.contains(waiter.id) { return (.success(nil), false) }
            if taken < elements.count {
                let (element, counted) = elements[taken]
                taken += 1
                weight -= counted
                // The front is cut off in large pieces, so that taking is cheap and the memory is given back.
                if taken >= 64, taken * 2 >= elements.count {
                    elements.removeFirst(taken)
                    taken = 0
                } else if taken == elements.count {
                    elements.removeAll(keepingCapacity: true)
                    taken = 0
                }
                let hasRoom = isFull && weight * 2 < limit
                if hasRoom { isFull = false }
                return (.success(element), hasRoom)
            }
            switch end {
            case .success: return (.success(nil), false)
            case .failure(let error):
                end = .success(())
                return (.failure(error), false)
            case nil:
                waiters.append(waiter)
                return (nil, false)
            }
        }
    }
}

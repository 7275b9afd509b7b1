/// Lets so many requests be under way at once; the others wait in their order.
actor RequestLimiter {
    private var free: Int
    private var waiting: [(id: Int, continuation: CheckedContinuation<Bool, Never>)] = []
    private var lastID = 0

    init(limit: Int) { free = max(limit, 1) }

    /// Runs `body` when there is room.
    ///
    /// - Throws: ``TransportError/cancelled`` where the task is cancelled while it waits, and what `body` throws.
    nonisolated func run<R: Sendable>(_ body: @Sendable () async throws(TransportError) -> R) async throws(TransportError) -> R {
        guard await enter() else { throw .cancelled }
        let result: Result<R, TransportError>
        do throws(TransportError) {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        await leave()
        return try result.get()
    }

    /// Waits for room; false where the task was cancelled.
    private func enter() async -> Bool {
        guard !Task.isCancelled else { return false }
        if free > 0 {
            free -= 1
            return true
        }
        lastID += 1
        let id = lastID
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiting.append((id, $0)) }
        } onCancel: {
            // It comes to this actor only after the task stands in the line: the actor is not left before.
            Task { await self.cancel(id) }
        }
    }

    private func cancel(_ id: Int) {
        // Where it is no longer in the line it was let in, and its request is cancelled instead.
        guard let index = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting.remove(at: index).continuation.resume(returning: false)
    }

    private func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().continuation.resume(returning: true)
        }
    }
}

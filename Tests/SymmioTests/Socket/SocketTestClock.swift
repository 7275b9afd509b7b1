import Foundation

/// A clock that stands still until it is moved.
///
/// `@unchecked Sendable`: the stored variables are used under `lock` only.
final class SocketTestClock: Clock, @unchecked Sendable {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.offset < rhs.offset }
    }

    private struct Sleeper {
        let id: Int
        let deadline: Instant
        let continuation: CheckedContinuation<Void, any Error>
    }

    private let lock = NSLock()
    private var time = Instant(offset: .zero)
    private var sleepers: [Sleeper] = []
    private var lastID = 0
    private var cancelled: Set<Int> = []

    var now: Instant { lock.withLock { time } }
    var minimumResolution: Duration { .nanoseconds(1) }

    /// The waits that are going on, from now.
    var waits: [Duration] { lock.withLock { sleepers.map { time.duration(to: $0.deadline) }.sorted() } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = lock.withLock {
            lastID += 1
            return lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let ready: Result<Void, any Error>? = lock.withLock {
                    if cancelled.remove(id) != nil { return .failure(CancellationError()) }
                    if deadline <= time { return .success(()) }
                    sleepers.append(Sleeper(id: id, deadline: deadline, continuation: continuation))
                    return nil
                }
                if let ready { continuation.resume(with: ready) }
            }
        } onCancel: {
            let sleeper: Sleeper? = lock.withLock {
                guard let index = sleepers.firstIndex(where: { $0.id == id }) else {
                    cancelled.insert(id)
                    return nil
                }
                return sleepers.remove(at: index)
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Moves the time on and wakes whose time has come.
    func advance(by duration: Duration) {
        let due: [Sleeper] = lock.withLock {
            time = time.advanced(by: duration)
            defer { sleepers.removeAll { $0.deadline <= time } }
            return sleepers.filter { $0.deadline <= time }
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Returns once somebody waits for exactly `duration` from now.
    func reaches(_ duration: Duration) async throws {
        while !waits.contains(duration) { try await Task.sleep(for: .milliseconds(1)) }
    }
}

import EVMClient
import Foundation

/// Time that passes only where somebody sleeps, and then at once.
///
/// Unchecked: all state is under the lock.
final class VirtualTime: @unchecked Sendable {
    private let lock = NSLock()
    private var elapsed: Duration = .zero
    private var sleeps: [Duration] = []
    /// Seconds since 1970 at the start.
    let epoch: Double

    init(epoch: Double = 1_700_000_000) { self.epoch = epoch }

    /// How long each sleep was.
    var pauses: [Duration] { lock.withLock { sleeps } }

    var timing: Timing {
        Timing(
            now: { self.lock.withLock { self.elapsed } },
            secondsSince1970: {
                let (seconds, attoseconds) = self.lock.withLock { self.elapsed }.components
                return self.epoch + Double(seconds) + Double(attoseconds) / 1e18
            },
            sleep: { duration in
                try Task.checkCancellation()
                self.lock.withLock {
                    self.elapsed += duration
                    self.sleeps.append(duration)
                }
                await Task.yield()
            },
            random: { 1 })
    }
}

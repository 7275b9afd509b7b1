import Dispatch

/// Work that nobody waits for: to give a large tree's memory back takes as long as to read a good part of it.
package enum BackgroundWork {
    private static let queue = DispatchQueue(label: "BindgenCore.BackgroundWork", qos: .utility)

    /// Does it some time.
    package static func add(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }

    /// Gives a value's memory back some time, where nothing else refers to it.
    package static func release(_ value: some Sendable) { add { withExtendedLifetime(value) {} } }

    /// Begins no such work before `body` is done, which has use for all cores; a command may well have ended by then.
    static func after<Result>(_ body: () -> Result) -> Result {
        queue.suspend()
        defer { queue.resume() }
        return body()
    }
}

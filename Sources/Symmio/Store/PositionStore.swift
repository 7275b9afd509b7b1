/// Where positions and what is on its way are kept between runs of a program.
///
/// What ``update(_:)`` has returned from must survive a crash: a ``TradingSession`` sends nothing before its entry is kept.
public protocol PositionStore: Sendable {
    /// What is kept.
    func load() async throws(StoreError) -> StoredState

    /// Changes what is kept, as one step: after a crash all of the change is there or nothing of it.
    func update(_ change: @escaping @Sendable (inout StoredState) -> Void) async throws(StoreError)
}

/// Why a store could not be read or written.
public enum StoreError: Error, Sendable, Hashable {
    /// The system refused; `operation` says what was tried.
    case file(path: String, operation: String, reason: String)
    /// The file is there, but not in a form that is known. It is left as it is.
    case unreadable(path: String, JSONFieldError)
}

extension StoreError: CustomStringConvertible {
    /// What is wrong and what to do, in a sentence or two.
    public var description: String {
        switch self {
        case .file(let path, let operation, let reason): "cannot \(operation) \(path): \(reason)"
        case .unreadable(let path, let error):
            "\(path) cannot be read: \(error). It may list orders that are under way: repair it or put it aside before trading on"
        }
    }
}

/// Keeps nothing beyond the process: for tests, and for programs that look at the chain instead.
public actor MemoryPositionStore: PositionStore {
    private var state: StoredState

    /// A store that holds `state`.
    public init(_ state: StoredState = StoredState()) { self.state = state }

    public func load() -> StoredState { state }

    public func update(_ change: @escaping @Sendable (inout StoredState) -> Void) { change(&state) }
}

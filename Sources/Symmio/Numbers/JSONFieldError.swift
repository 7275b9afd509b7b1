/// What is wrong with a JSON document that was sent, and where.
public struct JSONFieldError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The place, such as `symbols[3].max_leverage`; empty for the whole document.
    public var path: String
    /// What is wrong there.
    public var reason: String

    /// Creates an error.
    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    /// The place and what is wrong there.
    public var description: String { path.isEmpty ? reason : "\(path): \(reason)" }
}

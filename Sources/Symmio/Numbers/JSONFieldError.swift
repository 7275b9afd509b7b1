/// What is wrong with a JSON document that was sent, and where.
public struct JSONFieldError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Which document it is, such as `GET /api/contract-symbols of solver.example`; nil where only who read it knows.
    public var document: String?
    /// The place, such as `symbols[3].max_leverage`; empty for the whole document.
    public var path: String
    /// What is wrong there.
    public var reason: String

    /// Creates an error.
    public init(path: String, reason: String, document: String? = nil) {
        self.document = document
        self.path = path
        self.reason = reason
    }

    /// The document and the place, as far as they are known, and what is wrong there.
    public var description: String { [document, path, reason].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ": ") }
}

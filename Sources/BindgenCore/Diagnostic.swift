import EVMCore

/// A place in an input file.
public struct SourceLocation: Sendable, Hashable {
    /// The path as the user gave it.
    public var file: String
    /// 1-based; 0 when the place within the file is not known.
    public var line: Int
    /// 1-based, in characters; 0 when not known.
    public var column: Int

    /// Creates a location; without `line` it names the file as a whole.
    public init(file: String, line: Int = 0, column: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
    }
}

/// One problem found in an input, printed as `file:line:column: error: message` so that Xcode and editors link to it.
public struct Diagnostic: Sendable, Hashable, Error, CustomStringConvertible {
    /// How bad it is.
    public enum Severity: String, Sendable { case error, warning, note }

    /// How bad it is.
    public var severity: Severity
    /// Where it is, if it is anywhere.
    public var location: SourceLocation?
    /// What is wrong and how to mend it, without a final full stop.
    public var message: String

    /// Creates a diagnostic.
    public init(_ severity: Severity = .error, at location: SourceLocation? = nil, _ message: String) {
        self.severity = severity
        self.location = location
        self.message = message
    }

    /// `file:line:column: error: message`.
    public var description: String {
        let message = message.onOneLine
        guard let location else { return "\(severity.rawValue): \(message)" }
        // What is wrong with a file as a whole is told at its start: editors and build logs link to lines, not to files.
        return "\(location.file.onOneLine):\(max(location.line, 1)):\(max(location.column, 1)): \(severity.rawValue): \(message)"
    }
}

/// Collects every problem of a run, so that all are reported and not only the first.
public struct Diagnostics: Sendable {
    /// In the order found.
    public private(set) var all: [Diagnostic] = []

    /// Creates an empty collection.
    public init() {}

    /// Whether an error is among them.
    public var hasErrors: Bool { all.contains { $0.severity == .error } }

    /// Adds one.
    public mutating func add(_ diagnostic: Diagnostic) { all.append(diagnostic) }

    /// Adds an error.
    public mutating func error(_ message: String, at location: SourceLocation? = nil) {
        all.append(Diagnostic(.error, at: location, message))
    }

    /// Adds a warning.
    public mutating func warning(_ message: String, at location: SourceLocation? = nil) {
        all.append(Diagnostic(.warning, at: location, message))
    }
}

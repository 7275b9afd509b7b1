/// What the command ends with.
enum ExitCode: Int32 {
    /// All went well.
    case success = 0
    /// It was tried and refused, or failed.
    case failure = 1
    /// The command line or an input is wrong; nothing was tried.
    case usage = 2
}

/// The command line or an input is wrong.
struct UsageError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// What was asked for cannot be done, or was not.
struct Failure: Error, CustomStringConvertible {
    let description: String
    /// Whether the result that was printed says it already, so that a second JSON document would be one too many.
    let isInResult: Bool

    init(_ description: String, isInResult: Bool = false) {
        self.description = description
        self.isInResult = isInResult
    }
}

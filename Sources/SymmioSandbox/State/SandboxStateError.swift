/// Why a sandbox's state file cannot be used. The file is left as it is.
public enum SandboxStateError: Error, Sendable, Hashable {
    /// The system refused; `operation` says what was tried.
    case file(path: String, operation: String, reason: String)
    /// The file is there, and no sandbox wrote it.
    case foreign(path: String)
    /// A line is not what a sandbox wrote, or does not lead to what the sandbox wrote down of it.
    case damaged(path: String, line: Int, reason: String)
    /// The file is of a sandbox that was set up otherwise.
    case different(path: String, what: String, recorded: String, wanted: String)
    /// Another sandbox uses the file now.
    case inUse(path: String)
}

extension SandboxStateError: CustomStringConvertible {
    /// What is wrong and what to do, in a sentence or two.
    public var description: String {
        switch self {
        case .file(let path, let operation, let reason): "cannot \(operation) \(path): \(reason)"
        case .foreign(let path): "\(path) is no state of a sandbox; it was left as it is. Name another file, or one that is not there yet"
        case .damaged(let path, let line, let reason):
            "\(path), line \(line): \(reason). The file was left as it is; begin a new one, or take a copy that is whole"
        case .different(let path, let what, let recorded, let wanted):
            "\(path) is of a sandbox whose \(what) is \(recorded), not \(wanted). Ask for \(recorded), or name another file"
        case .inUse(let path): "\(path) is in use by another sandbox"
        }
    }
}

#if canImport(Darwin)
    private import Darwin
#elseif canImport(Musl)
    private import Musl
#else
    private import Glibc
#endif

/// Why a file could not be read or written.
package enum FileFailure: Error, Sendable, Hashable {
    /// The system refused `operation`, with this errno.
    case system(operation: String, path: String, code: Int32)
    /// The file is longer than what is looked for can be.
    case tooLarge(path: String, limit: Int)
    /// It is a folder, a device or a pipe.
    case irregular(path: String)

    /// What the system refused just now; `errno` says why.
    package init(_ operation: String, _ path: String) { self = .system(operation: operation, path: path, code: errno) }

    /// What was tried, as it goes behind "cannot".
    package var operation: String {
        switch self {
        case .system(let operation, _, _): operation
        case .tooLarge: "read"
        case .irregular: "use"
        }
    }

    /// The file that it is about.
    package var path: String {
        switch self {
        case .system(_, let path, _), .tooLarge(let path, _), .irregular(let path): path
        }
    }

    /// Why not.
    package var reason: String {
        switch self {
        case .system(_, _, let code): systemMessage(code)
        case .tooLarge(_, let limit): "it is longer than \(limit) bytes"
        case .irregular: "it is no regular file"
        }
    }

    /// Whether there is no such file.
    package var isMissing: Bool {
        guard case .system(_, _, let code) = self else { return false }
        return code == ENOENT
    }
}

extension FileFailure: CustomStringConvertible {
    /// What was tried and why it failed, in a line.
    package var description: String { "cannot \(operation) \(path): \(reason)" }
}

extension KeystoreError {
    /// A failure at a key file.
    init(_ failure: FileFailure) {
        switch failure {
        case .system(_, let path, EEXIST): self = .alreadyExists(path: path)
        case .system(let operation, let path, let code): self = .fileFailed(operation: operation, path: path, code: code)
        case .tooLarge(let path, let limit): self = .fileTooLarge(path: path, limit: limit)
        case .irregular(let path): self = .fileFailed(operation: "use", path: path, code: ENOTSUP)
        }
    }

    /// Whether there is no such file.
    var isMissingFile: Bool {
        guard case .fileFailed(_, _, let code) = self else { return false }
        return code == ENOENT
    }

    /// Does something with files, in a key file's errors.
    static func wrapping<T>(_ work: () throws(FileFailure) -> T) throws(KeystoreError) -> T {
        do throws(FileFailure) {
            return try work()
        } catch {
            throw KeystoreError(error)
        }
    }
}

/// What the system says of an errno.
func systemMessage(_ code: Int32) -> String {
    guard let text = strerror(code) else { return "error \(code)" }
    return String(cString: text)
}

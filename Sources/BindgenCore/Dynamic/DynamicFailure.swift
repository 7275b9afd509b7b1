import EVMCore

/// Why a line of values has no answer, and where in it.
public struct DynamicFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong and how to mend it.
    public var reason: String
    /// Where: `args[2].price`. Empty for the whole line.
    public var path: String

    /// Creates a failure.
    public init(_ reason: String, at path: String = "") {
        self.reason = reason
        self.path = path
    }

    /// `args[2].price: what is wrong`.
    public var description: String { path.isEmpty ? reason : "\(path): \(reason)" }

    /// The line that stands for the answer.
    public var json: JSONOutput { ["failure": .string(reason), "at": .string(path)] }

    /// The same failure seen from around the value.
    consuming func inside(_ step: String) -> DynamicFailure {
        path = step + path
        return self
    }
}

extension DynamicFailure {
    init(_ error: ABIError) {
        self.init(error.isAboutData ? "byte \(error.offset): \(error.reason)" : error.reason, at: error.path)
    }

    /// An error in an answer's `args`, which has positions where the error's path has names: `args[2].price`.
    init(_ error: ABIError, among parameters: [ABIParameter]) {
        self.init(error)
        switch error.kind {
        case .wrongTopic, .unknownTopic, .topicCount: return
        default: break
        }
        let name = path.prefix { $0 != "." && $0 != "[" }
        guard !name.isEmpty, let index = parameters.firstIndex(where: { $0.name == name }) else { return }
        path = "args[\(index)]" + path.dropFirst(name.count)
    }

    init(_ error: ABITypeError, at path: String) {
        self.init("\(error.reason) (character \(error.offset + 1))", at: path)
    }

    /// A member that is missing is pointed at as one that is wrong, like everywhere in the lines; the error itself points at what lacks it.
    init(_ error: DynamicTypedDataError) {
        self.init(error.reason, at: error.path)
        if case .missingMember(let name) = error.kind { path += path.isEmpty ? name : "." + name }
    }

    init(_ diagnostic: Diagnostic) {
        let column = diagnostic.location?.column ?? 0
        self.init(column > 0 ? "column \(column): \(diagnostic.message)" : diagnostic.message)
    }
}

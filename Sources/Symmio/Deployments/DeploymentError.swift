/// Why a deployment cannot be used.
public enum DeploymentError: Error, Sendable, Hashable {
    /// The file cannot be read.
    case unreadable(file: String, reason: String)
    /// The data is not JSON.
    case malformedJSON(reason: String)
    /// A field is missing, of the wrong type or out of range; `path` is its place, such as `contracts.collateral.decimals`.
    case invalidField(path: String, reason: String)
    /// No deployment of that name is compiled in.
    case unknownName(String, known: [String])
    /// The release has no function of that name.
    case unknownFunction(name: String, release: String)
    /// The release has several functions of that name; one of the signatures has to be given instead.
    case ambiguousFunction(name: String, signatures: [String])
    /// There is no solver of that index or kind.
    case noSolver
}

extension DeploymentError: CustomStringConvertible {
    /// What is wrong and how to mend it, in one sentence.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason): "the deployment file \(file) cannot be read: \(reason)"
        case .malformedJSON(let reason): "the deployment is not JSON: \(reason)"
        case .invalidField(let path, let reason): "deployment: \(path): \(reason)"
        case .unknownName(let name, let known):
            "no deployment is called '\(name)'; known are \(known.joined(separator: ", ")), or give a file"
        case .unknownFunction(let name, let release): "release \(release) has no function '\(name)'; give its four bytes as 0x…"
        case .ambiguousFunction(let name, let signatures):
            "'\(name)' is overloaded; give one of \(signatures.joined(separator: ", "))"
        case .noSolver: "the deployment lists no solver"
        }
    }
}

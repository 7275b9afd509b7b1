public import EVMCore
public import EVMSigning

/// Why talking to a chain failed: the closed set of what this module throws.
public enum ChainError: Error, Sendable {
    /// No answer came.
    case transport(TransportError)
    /// The endpoint answered with an HTTP status that carries no JSON-RPC answer; `body` is how the answer begins.
    case http(status: Int, body: String, retryAfter: Duration?)
    /// What came is no answer to what was asked.
    case invalidAnswer(InvalidAnswer)
    /// The node refused the call.
    case node(RPCError)
    /// The contract reverted the call.
    case reverted(Revert)
    /// What the contract answered is not what the call returns: another contract than was thought, or another release of it.
    case undecodable(ABIError, call: String)
    /// There is no contract at the address.
    case noContract(Address)
    /// The endpoint serves another chain than it is said to.
    case wrongChain(expected: UInt64, found: UInt64)
    /// The signer refused or failed.
    case signing(SigningError)
    /// A transaction was not sent, or is not known to have been; see ``SendFailure``.
    case send(SendFailure)
    /// A node refuses the logs of a single block as too many.
    case tooManyLogs(block: UInt64)
    /// A chain reorganisation is deeper than a stream of events remembers.
    case reorganisation(deeperThan: Int)
    /// The caller asked for what cannot be; the text says what and why.
    case invalidRequest(String)
    /// The task was cancelled.
    case cancelled
}

extension ChainError {
    /// Whether the same may well succeed a little later.
    public var isTransient: Bool {
        switch self {
        case .transport(let error): error.isTransient
        case .http(let status, _, _): Self.isBusy(status)
        case .node(let error): error.isRateLimit
        default: false
        }
    }

    /// Whether an HTTP status says that the server, or what stands in front of it, has no time now.
    static func isBusy(_ status: Int) -> Bool { [429, 502, 503, 504].contains(status) }

    /// The revert, where the error is one.
    public var revert: Revert? {
        switch self {
        case .reverted(let revert): revert
        case .send(.reverted(_, let revert)): revert
        default: nil
        }
    }

    init(_ error: TransportError) { self = error == .cancelled ? .cancelled : .transport(error) }
}

extension ChainError: CustomStringConvertible {
    /// What happened and, where that helps, what to do, in a sentence or two.
    public var description: String {
        switch self {
        case .transport(let error): error.description
        case .http(let status, let body, _): "the endpoint answered with status \(status)\(body.isEmpty ? "" : ": \(body)")"
        case .invalidAnswer(let answer): answer.description
        case .node(let error): "the node refused: \(error)"
        case .reverted(let revert): revert.description
        case .undecodable(let error, let call):
            "the answer to \(call) is not what it returns (is this another contract, or another release?): \(error)"
        case .noContract(let address): "there is no contract at \(address); is this the right chain?"
        case .wrongChain(let expected, let found): "the endpoint serves chain \(found), not \(expected)"
        case .signing(let error): "not signed: \(error)"
        case .send(let failure): failure.description
        case .tooManyLogs(let block): "the node refuses the logs of the one block \(block) as too many"
        case .reorganisation(let depth): "the chain was reorganised deeper than the \(depth) blocks that are remembered; start anew"
        case .invalidRequest(let why): why
        case .cancelled: "cancelled"
        }
    }
}

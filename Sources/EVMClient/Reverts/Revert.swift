public import EVMCore

/// A call that a contract reverted: typed errors from the outermost to what began it, and a sentence for people.
public struct Revert: Error, Sendable {
    /// One revert of those that lie in one another.
    public struct Level: Sendable {
        /// What the bytes say.
        public let reason: RevertReason
        /// The error as its generated type; nil for texts, panics, and errors that are not known.
        public let error: (any ContractError)?
    }

    /// The reverts from the outermost to the innermost; at least one.
    public let levels: [Level]
    /// What happened, as a person would say it: `operation 1 (lockQuote) reverted: PartyBFacet: Quote is expired`.
    public let message: String
    /// What it means and what to do; nil where nothing is known.
    public let advice: RevertAdvice?

    /// The revert data as the node gave it.
    public var data: Bytes { levels.first?.reason.data ?? Bytes() }

    /// What began it all.
    public var root: RevertReason? { levels.last?.reason }

    /// The error of a type, wherever it lies.
    public func error<E: ContractError>(_ type: E.Type) -> E? {
        for level in levels {
            if let error = level.error as? E { return error }
        }
        return nil
    }
}

extension Revert: CustomStringConvertible {
    /// The message and, where there is some, the advice.
    public var description: String {
        let message = message.contains("reverted") ? message : "reverted: \(message)"
        guard let advice else { return message }
        return "\(message) — \(advice.meaning) \(advice.remedy)"
    }
}

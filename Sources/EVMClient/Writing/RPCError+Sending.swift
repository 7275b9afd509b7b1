extension RPCError {
    /// What a node's refusal of a transaction means.
    enum Refusal {
        /// The node has it already.
        case alreadyKnown
        /// The account's nonce has passed the transaction's.
        case nonceTooLow
        /// Another transaction with its nonce waits and pays as much.
        case replacementUnderpriced
        /// Anything else: the node will not have it.
        case other
    }

    /// By the words that nodes use; there are no codes for it.
    var refusal: Refusal {
        let text = message.lowercased()
        func says(_ phrases: String...) -> Bool { phrases.contains { text.contains($0) } }
        if says("already known", "alreadyknown", "known transaction", "already imported", "already in the", "already exists", "already in pool") {
            return .alreadyKnown
        }
        if says("nonce too low", "nonce is too low", "oldnonce", "old nonce", "nonce has already been used", "nonce_too_low") {
            return .nonceTooLow
        }
        if says("replacement", "replacing", "too low to replace", "same nonce") { return .replacementUnderpriced }
        return .other
    }
}

/// One token of Solidity source.
struct SolidityToken: Equatable {
    /// What kind of token it is.
    enum Kind: Equatable {
        /// A name or a keyword; the parser tells them apart, since many keywords are words elsewhere (`error`, `from`, `layout`).
        case word
        case number
        /// A string literal with its quotes, of any kind.
        case string
        /// One character: the declarations need no longer operators.
        case punctuation
        case end
    }

    var kind: Kind
    /// The text as written.
    var text: String
    /// 1-based.
    var line: Int
    /// 1-based, in characters.
    var column: Int
    /// The NatSpec comments that stand directly before the token, markers removed.
    var documentation: String?

    /// Whether it is this word or this punctuation character.
    func matches(_ wanted: String) -> Bool { (kind == .word || kind == .punctuation) && text == wanted }
}

/// An ordinary `//` comment: the bare dialect tells the release and enums without case names in them.
struct SolidityComment: Equatable {
    var text: String
    var line: Int
    var column: Int
}

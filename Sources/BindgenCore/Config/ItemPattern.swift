/// One entry of `include` or `exclude`: `functions:sendQuote*`, `events:*`, `errors:Insufficient?(uint256)`, `transfer(address,uint256)`.
///
/// What follows the kind is a ``Glob`` over the item's name or over its signature; without a kind, items of every kind are meant.
public struct ItemPattern: Sendable, Equatable {
    /// The kind that it is restricted to.
    public var kind: SpecItem.Kind?
    /// Over names and signatures.
    public var glob: Glob
    /// Where it stands in the config.
    public var location: SourceLocation

    /// The kinds by the word that a pattern may start with.
    static let kinds: [(word: String, kind: SpecItem.Kind)] = [("functions", .function), ("events", .event), ("errors", .error)]

    /// Reads an entry.
    /// - Throws: a ``Diagnostic`` where it is empty or its kind is none.
    init(_ text: String, at location: SourceLocation) throws(Diagnostic) {
        self.location = location
        var glob = text
        if let colon = text.firstIndex(of: ":") {
            let word = String(text[..<colon])
            guard let match = Self.kinds.first(where: { $0.word == word }) else {
                let advice = Suggestion.nearest(to: word, among: Self.kinds.map(\.word)).map { "; is it '\($0)'?" } ?? ""
                throw Diagnostic(
                    at: location,
                    "unknown kind of item '\(word)'\(advice): a pattern starts with functions:, events: or errors:, or has no kind")
            }
            kind = match.kind
            glob = String(text[text.index(after: colon)...])
        }
        guard !glob.isEmpty else { throw Diagnostic(at: location, "the pattern '\(text)' is empty: '*' stands for everything") }
        self.glob = Glob(glob)
    }

    /// Whether the item is meant; constructor, fallback and receive never are.
    public func matches(_ item: SpecItem) -> Bool {
        switch item.kind {
        case .constructor, .fallback, .receive: false
        case .function, .event, .error: (kind == nil || kind == item.kind) && (glob.matches(item.name) || glob.matches(item.signature))
        }
    }
}

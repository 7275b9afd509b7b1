/// Reads NatSpec comments, whose markers the lexer has removed.
enum NatSpec {
    /// What the comment says; nil where it says nothing that is kept (`@inheritdoc`, `@title`, `@author` and custom tags are not).
    ///
    /// - Parameter outputs: the names of the item's outputs, which `@return` goes through in order.
    static func read(_ text: String, outputs: [String]) -> SpecDocumentation? {
        var documentation = SpecDocumentation()
        var returned = 0
        for (tag, words) in sections(of: text) {
            let text = words.joined(separator: " ")
            switch tag {
            case "", "notice": documentation.notice = joined(documentation.notice, text)
            case "dev": documentation.details = joined(documentation.details, text)
            case "param":
                guard let name = words.first else { continue }
                documentation.parameters[name] = words.dropFirst().joined(separator: " ")
            case "return":
                let name = returned < outputs.count ? outputs[returned] : ""
                if name.isEmpty {
                    documentation.returns["_\(returned)"] = text
                } else {
                    documentation.returns[name] = words.first == name ? words.dropFirst().joined(separator: " ") : text
                }
                returned += 1
            default: break
            }
        }
        return documentation == SpecDocumentation() ? nil : documentation
    }

    private static func joined(_ first: String?, _ second: String) -> String? {
        guard let first else { return second.isEmpty ? nil : second }
        return second.isEmpty ? first : "\(first) \(second)"
    }

    /// The comment cut at its tags: the words after each.
    private static func sections(of text: String) -> [(tag: String, words: [String])] {
        var sections: [(tag: String, words: [String])] = [("", [])]
        for line in text.split(whereSeparator: \.isNewline) {
            var words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            if let first = words.first, first.hasPrefix("@"), first.utf8.count > 1 {
                sections.append((String(first.dropFirst()), []))
                words.removeFirst()
            }
            sections[sections.count - 1].words += words
        }
        return sections
    }
}

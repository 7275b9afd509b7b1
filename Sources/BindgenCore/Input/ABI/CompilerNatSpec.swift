/// The NatSpec that solc puts beside an ABI: `devdoc` and `userdoc`.
///
/// It is documentation: what is missing or of another form is passed over silently.
struct CompilerNatSpec {
    private let developer: JSONNode?
    private let user: JSONNode?

    /// Finds it in an artifact: `devdoc` and `userdoc` themselves, or inside `metadata` or `rawMetadata`; each as JSON or as a string that holds JSON.
    init(_ artifact: JSONNode) {
        var output: JSONNode?
        for key in ["metadata", "rawMetadata"] where output == nil {
            output = artifact[key].flatMap(Self.decoded)?["output"]
        }
        developer = (artifact["devdoc"] ?? output?["devdoc"]).flatMap(Self.decoded)
        user = (artifact["userdoc"] ?? output?["userdoc"]).flatMap(Self.decoded)
    }

    private static func decoded(_ node: JSONNode) -> JSONNode? {
        node.string == nil ? node : try? node.parseEmbedded()
    }

    /// Gives every item what is said of it.
    func document(_ items: inout [SpecItem]) {
        guard developer != nil || user != nil else { return }
        // One index for each section: a lookup by walking would be quadratic.
        let indices = Self.sections.mapValues { section in (index(developer, section), index(user, section)) }
        let variables = index(developer, "stateVariables")
        for position in items.indices {
            let item = items[position]
            guard let section = indices[item.kind] else { continue }
            let key = item.kind == .constructor ? "constructor" : item.signature
            let (details, notices) = (section.0[key], section.1[key])
            let variable = item.kind == .function ? variables[item.name] : nil
            guard details != nil || notices != nil || variable != nil else { continue }
            items[position].documentation = Self.documentation(item, details: details, notice: notices, variable: variable)
        }
    }

    private static let sections: [SpecItem.Kind: String] = [
        .function: "methods", .constructor: "methods", .event: "events", .error: "errors",
    ]

    private func index(_ root: JSONNode?, _ section: String) -> [String: JSONNode] {
        Dictionary((root?[section]?.object ?? []).map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    private static func documentation(_ item: SpecItem, details: JSONNode?, notice: JSONNode?, variable: JSONNode?) -> SpecDocumentation? {
        // Errors have a list, one for each declaration of the same signature.
        let details = details?.array?.first ?? details
        let notice = notice?.array?.first ?? notice
        var documentation = SpecDocumentation()
        documentation.notice = text(notice?["notice"])
        documentation.details = text(details?["details"]) ?? text(variable?["details"])
        documentation.parameters = texts(details?["params"])
        documentation.returns = texts(details?["returns"] ?? variable?["returns"])
        if let whole = text(details?["return"] ?? variable?["return"]), documentation.returns.isEmpty {
            let name = item.outputs.first?.name ?? ""
            documentation.returns = [name.isEmpty ? "_0" : name: whole]
        }
        return documentation == SpecDocumentation() ? nil : documentation
    }

    private static func text(_ node: JSONNode?) -> String? {
        guard let text = node?.string else { return nil }
        let words = text.split(whereSeparator: \.isWhitespace)
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    private static func texts(_ node: JSONNode?) -> [String: String] {
        var texts: [String: String] = [:]
        for member in node?.object ?? [] { texts[member.key] = text(member.value) }
        return texts
    }
}

/// Reads enum case names, which a JSON ABI has no place for: an object of qualified enum name to an array of case names, or null where they are not known.
enum EnumNamesReader {
    /// `X.enums.json` of `X.json`; nil for other names.
    static func sidecar(of path: String) -> String? {
        guard path.hasSuffix(".json"), !path.hasSuffix(".enums.json") else { return nil }
        return path.dropLast(5) + ".enums.json"
    }

    /// The names, by enum.
    static func read(_ root: JSONNode, _ what: String, _ diagnostics: inout Diagnostics) -> [String: [String]?] {
        var enums: [String: [String]?] = [:]
        for member in root.expectObject(what, &diagnostics) ?? [] {
            guard SolidityNames.isQualifiedName(member.key) else {
                diagnostics.error("'\(member.key)' is no enum's name", at: member.keyLocation)
                continue
            }
            if member.value.isNull {
                enums[member.key] = .some(nil)
            } else if let cases = cases(member.value, of: member.key, &diagnostics) {
                enums[member.key] = cases
            }
        }
        return enums
    }

    /// The case names of one enum; nil where there is a problem, which is then reported.
    static func cases(_ node: JSONNode, of name: String, _ diagnostics: inout Diagnostics) -> [String]? {
        let problems = diagnostics.all.count
        let cases = node.expectStrings("the case names of '\(name)'", &diagnostics)
        var seen: Set<String> = []
        for (text, node) in cases {
            if !SolidityNames.isName(text) {
                diagnostics.error("'\(text)' is no name of a case: letters, digits and '_' make one", at: node.location)
            } else if !seen.insert(text).inserted {
                diagnostics.error("the case '\(text)' stands twice", at: node.location)
            }
        }
        if cases.isEmpty, diagnostics.all.count == problems {
            diagnostics.error("the enum '\(name)' has no cases; write null where they are not known", at: node.location)
        } else if cases.count > 256 {
            diagnostics.error("the enum '\(name)' has \(cases.count) cases; Solidity has room for 256", at: node.location)
        }
        return diagnostics.all.count == problems ? cases.map(\.text) : nil
    }
}

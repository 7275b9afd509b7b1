import EVMCore

/// Compares lists of parameters, outputs or struct members.
enum ParameterComparison {
    /// What of two lists with the same ABI types differs: names and Solidity's types.
    ///
    /// - Parameters:
    ///   - grave: What it does where two of them have changed places: the bytes stay and mean something else.
    ///   - isNamed: Whether the names are seen in Swift; those of a lone output are not.
    static func names(
        _ old: [SpecParameter], _ new: [SpecParameter], what: String, grave: [DiffClass], isNamed: Bool = true
    ) -> DiffDetails {
        var details = DiffDetails()
        guard old.count == new.count else { return details }
        let (oldNames, newNames) = (old.map(\.name), new.map(\.name))
        let swapped = old.indices.filter { i in
            !newNames[i].isEmpty && newNames[i] != oldNames[i] && oldNames.contains(newNames[i]) && newNames.contains(oldNames[i])
        }
        if !swapped.isEmpty {
            let text = "\(what)s changed places: \(oldNames.joined(separator: ", ")) → \(newNames.joined(separator: ", "))"
            for `class` in grave { details.add(`class`, text) }
        }
        let (oldLabels, newLabels) = (NameTable.labels(oldNames), NameTable.labels(newNames))
        for (`class`, isSeen) in [(DiffClass.source, true), (.harmless, false)] {
            let renamed = old.indices.filter { i in
                oldNames[i] != newNames[i] && !swapped.contains(i) && (isNamed && oldLabels[i] != newLabels[i]) == isSeen
            }
            guard !renamed.isEmpty else { continue }
            let name = { (text: String, i: Int) in text.isEmpty ? "unnamed (\(i))" : text }
            let texts = renamed.map { "\(name(oldNames[$0], $0)) → \(name(newNames[$0], $0))" }
            details.add(`class`, "\(what)s renamed: \(texts.joined(separator: ", "))")
        }
        for i in old.indices {
            let place = "\(what) \(newNames[i].isEmpty ? "\(i)" : newNames[i])"
            let (oldType, newType) = (old[i].structName ?? old[i].enumName, new[i].structName ?? new[i].enumName)
            if oldType != newType {
                details.add(.source, "\(place) is \(new[i].typeText) now, not \(old[i].typeText)")
            } else if oldType == nil, !old[i].components.isEmpty {
                // A struct that nobody named is told of where it is used.
                details.add(names(old[i].components, new[i].components, what: "member", grave: grave), prefix: "\(place): ")
            }
        }
        return details
    }

    /// How two lists differ in names and types, for people: `affiliate and data added, maxFundingRate removed`.
    static func difference(_ old: [SpecParameter], _ new: [SpecParameter]) -> String {
        let isNamed = { (list: [SpecParameter]) in list.allSatisfy { !$0.name.isEmpty } && Set(list.map(\.name)).count == list.count }
        guard isNamed(old), isNamed(new) else {
            let inner = old.count == new.count ? zip(old, new).filter { $0.type != $1.type } : []
            // One struct that changed by itself says more than its name twice.
            guard !inner.isEmpty, inner.allSatisfy({ $0.structName != nil && $0.structName == $1.structName }) else {
                return "\(text(old)) → \(text(new))"
            }
            return inner.map { "\($0.typeText): \(difference($0.components, $1.components))" }.joined(separator: "; ")
        }
        let before = Dictionary(old.map { ($0.name, $0) }) { first, _ in first }
        let after = Dictionary(new.map { ($0.name, $0) }) { first, _ in first }
        var parts: [String] = []
        var (added, removed) = (new.filter { before[$0.name] == nil }, old.filter { after[$0.name] == nil })
        // One that goes and one that comes, of one type and in one place, are one that was renamed.
        for (i, parameter) in old.enumerated() where i < new.count && parameter.type == new[i].type {
            guard after[parameter.name] == nil, before[new[i].name] == nil else { continue }
            parts.append("\(parameter.name) → \(new[i].name)")
            removed.removeAll { $0.name == parameter.name }
            added.removeAll { $0.name == new[i].name }
        }
        if !added.isEmpty { parts.append("\(list(added)) added") }
        if !removed.isEmpty { parts.append("\(list(removed)) removed") }
        for parameter in new {
            guard let other = before[parameter.name], other.type != parameter.type else { continue }
            if parameter.structName != nil, parameter.structName == other.structName {
                let inner = difference(other.components, parameter.components)
                parts.append("\(parameter.name): \(inner)")
            } else {
                parts.append("\(parameter.name): \(other.typeText) → \(parameter.typeText)")
            }
        }
        let kept = { (list: [SpecParameter], others: [String: SpecParameter]) in list.map(\.name).filter { others[$0] != nil } }
        let (oldOrder, newOrder) = (kept(old, after), kept(new, before))
        if oldOrder != newOrder {
            let moved = zip(oldOrder, newOrder).filter { $0 != $1 }.map(\.1)
            parts.append("\(moved.joined(separator: ", ")) in another order")
        }
        if parts.isEmpty, old.map(\.type) == new.map(\.type) { parts.append("other names or Solidity types") }
        return parts.isEmpty ? "\(text(old)) → \(text(new))" : parts.joined(separator: "; ")
    }

    private static func list(_ parameters: [SpecParameter]) -> String { parameters.map(\.name).joined(separator: ", ") }

    /// `(uint256 id,Quote[] quotes)`.
    static func text(_ parameters: [SpecParameter]) -> String {
        "(\(parameters.map { $0.name.isEmpty ? $0.typeText : "\($0.typeText) \($0.name)" }.joined(separator: ",")))"
    }
}

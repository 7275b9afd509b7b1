/// Compares EIP-712 types: whoever signs by the old ones signs something else.
struct TypedDataComparison {
    let old: DiffTypedData
    let new: DiffTypedData

    func findings() -> [DiffFinding] {
        var findings = domains()
        let before = Dictionary(grouping: old.types, by: \.name)
        let after = Dictionary(grouping: new.types, by: \.name)
        for name in Set(before.keys).union(after.keys).sorted() {
            // One spec may have several types of one name, each of its own document.
            let gone = (before[name] ?? []).filter { type in !(after[name] ?? []).contains(type) }
            let come = (after[name] ?? []).filter { type in !(before[name] ?? []).contains(type) }
            for (one, other) in zip(gone, come) {
                findings.append(
                    .changed(
                        .typedData, name, was: one.encodeType, .wire,
                        "typeHash \(one.typeHash.hex) → \(other.typeHash.hex): \(difference(one, other))"))
            }
            findings += come.dropFirst(gone.count).map { .added(.typedData, name, id: $0.typeHash.hex) }
            for type in gone.dropFirst(come.count) {
                var finding = DiffFinding.removed(.typedData, name, id: type.typeHash.hex, .wire)
                suggest(for: type, among: new.types.filter { before[$0.name] == nil }, in: &finding)
                findings.append(finding)
            }
        }
        return findings
    }

    private func domains() -> [DiffFinding] {
        let gone = old.domains.filter { !new.domains.contains($0) }
        let come = new.domains.filter { !old.domains.contains($0) }
        var findings = zip(gone, come).map { was, now in
            DiffFinding.changed(.typedData, "EIP712Domain", was: was, .wire, "the domain separator is another: \(now)")
        }
        findings += come.dropFirst(gone.count).map { .added(.typedData, $0) }
        findings += gone.dropFirst(come.count).map { .removed(.typedData, $0, .wire) }
        return findings
    }

    private func difference(_ old: SpecInventory.TypedStructure, _ new: SpecInventory.TypedStructure) -> String {
        let (before, after) = (self.old.members[old.encodeType] ?? [], self.new.members[new.encodeType] ?? [])
        guard before != after else { return "a type that it refers to has changed" }
        var parts: [String] = []
        let added = after.filter { member in !before.contains { $0.name == member.name } }
        let removed = before.filter { member in !after.contains { $0.name == member.name } }
        if !added.isEmpty { parts.append("\(added.map(\.name).joined(separator: ", ")) added") }
        if !removed.isEmpty { parts.append("\(removed.map(\.name).joined(separator: ", ")) removed") }
        for member in after {
            guard let other = before.first(where: { $0.name == member.name }), other.type != member.type else { continue }
            parts.append("\(member.name): \(other.type) → \(member.type)")
        }
        return parts.isEmpty ? "its members are in another order" : parts.joined(separator: "; ")
    }

    private func suggest(
        for type: SpecInventory.TypedStructure, among candidates: [SpecInventory.TypedStructure], in finding: inout DiffFinding
    ) {
        let members = { (data: DiffTypedData, type: SpecInventory.TypedStructure) in
            (data.members[type.encodeType] ?? []).map { "\($0.type) \($0.name)" }
        }
        let own = members(old, type)
        let ranked = candidates.map { candidate in
            let others = members(new, candidate)
            // Several members that are all the same say more than a name does.
            let same = own.count > 1 && own == others ? 0.5 : 0
            return (candidate, 0.5 * Likeness.names(type.name, candidate.name) + 0.5 * Likeness.overlap(own, others) + same)
        }
        guard let best = ranked.max(by: { ($0.1, $1.0.name) < ($1.1, $0.0.name) }), best.1 >= Likeness.threshold else { return }
        finding.likely = best.0.name
    }
}

import EVMCore

/// Compares the structs and enums of two versions of a contract.
struct TypeComparison {
    let old: DiffContract
    let new: DiffContract

    func findings() -> [DiffFinding] { structs() + enums() }

    // MARK: - Structs

    private func structs() -> [DiffFinding] {
        let before = Dictionary(grouping: old.structs, by: \.name)
        let after = Dictionary(grouping: new.structs, by: \.name)
        var findings: [DiffFinding] = []
        for name in Set(before.keys).union(after.keys).sorted() {
            // A name can stand for several structs where a spec is put together of files: the equal ones say nothing.
            var (gone, come) = (before[name] ?? [], after[name] ?? [])
            for structure in gone {
                guard let i = come.firstIndex(where: { Self.text($0) == Self.text(structure) }) else { continue }
                come.remove(at: i)
                gone.removeAll { Self.text($0) == Self.text(structure) }
            }
            for (one, other) in zip(gone, come) { findings += changes(one, other) }
            if before[name] == nil { findings += come.prefix(1).map { .added(.struct, $0.name) } }
            if after[name] == nil { findings += gone.prefix(1).map { removed($0, among: new.structs.filter { before[$0.name] == nil }) } }
            if before[name] != nil, after[name] != nil { addName(name, kind: .struct, &findings) }
        }
        return findings
    }

    private func changes(_ old: SpecInventory.Structure, _ new: SpecInventory.Structure) -> [DiffFinding] {
        var details = DiffDetails()
        let uses = self.old.uses[old.name, default: []].union(self.new.uses[new.name, default: []])
        if old.type != new.type {
            let text = ParameterComparison.difference(old.members, new.members)
            for `class` in uses.classes { details.add(`class`, text) }
        } else {
            details.add(ParameterComparison.names(old.members, new.members, what: "member", grave: uses.classes))
        }
        return details.findings(.struct, new.name, was: Self.text(old))
    }

    private func removed(_ structure: SpecInventory.Structure, among candidates: [SpecInventory.Structure]) -> DiffFinding {
        // What it does on the wire is told of the functions that took it.
        var finding = DiffFinding.removed(.struct, structure.name, .source)
        let ranked = candidates.map { candidate in
            (
                candidate,
                Likeness.score(structure.name, structure.members, candidate.name, candidate.members)
                    + (candidate.type == structure.type && structure.members.map(\.name) == candidate.members.map(\.name) ? 0.5 : 0)
            )
        }
        if let best = ranked.max(by: { ($0.1, $1.0.name) < ($1.1, $0.0.name) }), best.1 >= Likeness.threshold {
            finding.likely = best.0.name
            finding.hint =
                Self.text(structure).dropFirst(structure.name.count) == Self.text(best.0).dropFirst(best.0.name.count)
                ? "the same members" : ParameterComparison.difference(structure.members, best.0.members)
        }
        return finding
    }

    private static func text(_ structure: SpecInventory.Structure) -> String {
        structure.name + ParameterComparison.text(structure.members)
    }

    // MARK: - Enums

    private func enums() -> [DiffFinding] {
        let before = Dictionary(old.enums) { first, _ in first }
        let after = Dictionary(new.enums) { first, _ in first }
        var findings: [DiffFinding] = []
        for name in Set(before.keys).union(after.keys).sorted() {
            switch (before[name], after[name]) {
            case (nil, _): findings.append(.added(.enum, name))
            case (let cases, nil):
                var finding = DiffFinding.removed(.enum, name, .source)
                let candidates = new.enums.filter { before[$0.name] == nil }
                // Equal cases say more than a name does.
                let same = candidates.first { candidate in cases == candidate.cases && candidate.cases != nil }
                let alike = candidates.max { Likeness.names(name, $0.name) < Likeness.names(name, $1.name) }
                finding.likely = (same ?? alike.flatMap { Likeness.names(name, $0.name) >= Likeness.threshold ? $0 : nil })?.name
                if same != nil { finding.hint = "the same cases" }
                findings.append(finding)
            case (let old?, let new?):
                let uses = self.old.uses[name, default: []].union(self.new.uses[name, default: []])
                let was = old?.joined(separator: ",") ?? "cases unknown"
                findings += Self.cases(old, new, uses: uses).findings(.enum, name, was: was)
                addName(name, kind: .enum, &findings)
            }
        }
        return findings
    }

    /// What of an enum's cases has changed.
    static func cases(_ old: [String]?, _ new: [String]?, uses: DiffUses) -> DiffDetails {
        var details = DiffDetails()
        guard let old, let new else {
            if old != nil { details.add(.source, "the names of its cases are not known any more") }
            // Until now every value was one without a name.
            if new != nil { details.add(.source, "its cases have names now: \(new?.joined(separator: ", ") ?? "")") }
            return details
        }
        guard old != new else { return details }
        let moved = old.indices.filter { i in
            guard let place = new.firstIndex(of: old[i]) else { return false }
            return place != i
        }
        if !moved.isEmpty {
            let text = moved.map { "\(old[$0]) \($0) → \(new.firstIndex(of: old[$0]) ?? 0)" }.joined(separator: ", ")
            for `class` in uses.classes { details.add(`class`, "other numbers: \(text)") }
        }
        for i in old.indices where !new.contains(old[i]) {
            if i < new.count, !old.contains(new[i]) {
                details.add(.source, "\(old[i]) → \(new[i]), \(i)")
            } else {
                details.add(.source, "\(old[i]), \(i), is gone")
            }
        }
        if new.count < old.count, uses.contains(.inputs) {
            let values = new.count + 1 == old.count ? "\(new.count) is" : "\(new.count) to \(old.count - 1) are"
            details.add(.wire, "\(values) refused now")
        }
        let added = new.indices.filter { i in !old.contains(new[i]) && (i >= old.count || new.contains(old[i])) }
        if !added.isEmpty { details.add(.harmless, "new: \(added.map { "\(new[$0]) \($0)" }.joined(separator: ", "))") }
        return details
    }

    private func addName(_ name: String, kind: DiffKind, _ findings: inout [DiffFinding]) {
        guard let before = old.swiftNames.types[name], let after = new.swiftNames.types[name], before != after else { return }
        findings.append(.changed(kind, name, was: name, .source, "it is \(after) in Swift now, not \(before)"))
    }
}

/// What differs between two specs, two folders of them, or two releases.
public struct SpecDiff: Sendable {
    /// A contract, or a group of EIP-712 types, that only one side has.
    struct Lone: Sendable, Equatable {
        var name: String
        /// `contract` or `EIP-712 types`.
        var what: String
        /// Whether the new side has it.
        var isAdded: Bool
        /// The contract of the other side that has most of its functions.
        var likely: String?
    }

    /// What the old side is called.
    public var oldTitle: String
    /// What the new side is called.
    public var newTitle: String
    /// All differences: by contract, then what was added, removed and changed, each sorted by kind and signature.
    public private(set) var findings: [DiffFinding] = []
    /// What only one side has as a whole; its items are among the findings.
    private(set) var lone: [Lone] = []
    /// What differs in the public Swift of the bindings; nil where it was not asked for.
    public var swift: SwiftSurface.Difference?

    /// How many findings of a class there are; those of the Swift surface, where it was asked for, are apart.
    public func count(_ class: DiffClass) -> Int { findings.count { $0.class == `class` } }

    /// Whether nothing differs.
    public var isEmpty: Bool { findings.isEmpty && swift?.isEmpty != false }

    /// Compares two sides.
    ///
    /// - Parameters:
    ///   - comparesSwift: Whether to compare what the generator would make of the two sides, too.
    ///   - diagnostics: Receives an error where the two cannot be compared.
    /// - Returns: nil where there is an error.
    public init?(_ old: DiffSide, _ new: DiffSide, comparesSwift: Bool = false, diagnostics: inout Diagnostics) {
        oldTitle = old.title
        newTitle = new.title
        guard let pairs = Self.pairs(old, new, &diagnostics) else { return nil }
        let isSingle = old.isOneContract && new.isOneContract
        var found: [DiffFinding] = []
        for (before, after) in pairs.contracts {
            let name = isSingle ? "" : after?.name ?? before?.name ?? ""
            var part =
                ItemComparison(old: before ?? .init(name: name), new: after ?? .init(name: name)).findings()
                + TypeComparison(old: before ?? .init(name: name), new: after ?? .init(name: name)).findings()
            if let before { Self.findElsewhere(before, in: pairs.contracts, &part) }
            found += part.map { Self.placed($0, in: name) }
            if before == nil || after == nil {
                let likely = before.flatMap { Self.successor(of: $0, among: pairs.contracts.compactMap(\.1)) }
                lone.append(Lone(name: name, what: "contract", isAdded: before == nil, likely: likely))
            }
        }
        for (before, after) in pairs.typedData {
            let name = isSingle ? "" : after?.name ?? before?.name ?? ""
            let part = TypedDataComparison(old: before ?? .init(name: name), new: after ?? .init(name: name)).findings()
            found += part.map { Self.placed($0, in: name) }
            if before == nil || after == nil { lone.append(Lone(name: name, what: "EIP-712 types", isAdded: before == nil)) }
        }
        findings = found.sorted { Self.rank($0).lexicographicallyPrecedes(Self.rank($1)) }
        if comparesSwift {
            guard let before = old.model, let after = new.model else {
                diagnostics.error("the Swift of the two cannot be compared, for want of names for both of them; name two configs instead")
                return nil
            }
            swift = SwiftSurface.Difference(
                SwiftSurface(before, renamed: isSingle ? "" : nil), SwiftSurface(after, renamed: isSingle ? "" : nil))
        }
    }

    private static func placed(_ finding: DiffFinding, in contract: String) -> DiffFinding {
        var finding = finding
        finding.contract = contract
        return finding
    }

    private static func rank(_ finding: DiffFinding) -> [String] {
        let kind = DiffKind.allCases.firstIndex(of: finding.kind) ?? 0
        let change =
            switch finding.change {
            case .added: 0
            case .removed: 1
            case .changed: 2
            }
        let `class` = DiffClass.allCases.firstIndex(of: finding.class) ?? 0
        return [finding.contract, "\(change)", "\(kind)", finding.signature, finding.was ?? "", "\(`class`)", finding.detail ?? "", finding.id ?? ""]
    }

    // MARK: - What is compared with what

    private typealias Pairs = (contracts: [(DiffContract?, DiffContract?)], typedData: [(DiffTypedData?, DiffTypedData?)])

    private static func pairs(_ old: DiffSide, _ new: DiffSide, _ diagnostics: inout Diagnostics) -> Pairs? {
        let kinds = { (side: DiffSide) in (!side.contracts.isEmpty, !side.typedData.isEmpty) }
        if kinds(old) == (true, false) && kinds(new) == (false, true) || kinds(old) == (false, true) && kinds(new) == (true, false) {
            let text = { (side: DiffSide) in "\(side.title) has \(side.contracts.isEmpty ? "EIP-712 types" : "contracts' ABIs") and nothing else" }
            diagnostics.error("\(text(old)), and \(text(new)): compare like with like")
            return nil
        }
        var pairs: Pairs = ([], [])
        if old.isOneContract || new.isOneContract {
            do throws(NoCounterpart) {
                pairs.contracts = try lonePair(old, new, \.contracts, names: \.names)
                pairs.typedData = try lonePair(old, new, \.typedData, names: { [$0.name] })
            } catch {
                diagnostics.error(error.message)
                return nil
            }
            return pairs
        }
        pairs.contracts = matched(old.contracts, new.contracts, name: \.name, names: \.names)
        pairs.typedData = matched(old.typedData, new.typedData, name: \.name, names: { [$0.name] })
        if !pairs.contracts.contains(where: { $0.0 != nil && $0.1 != nil }), !pairs.typedData.contains(where: { $0.0 != nil && $0.1 != nil }) {
            let names = { (side: DiffSide) in (side.contracts.map(\.name) + side.typedData.map(\.name)).joined(separator: ", ") }
            diagnostics.error("nothing in \(old.title) (\(names(old))) has the name of anything in \(new.title) (\(names(new)))")
            return nil
        }
        return pairs
    }

    private struct NoCounterpart: Error {
        var message: String
    }

    /// One thing of each side: where a side has several, the one that is called like the other side's.
    private static func lonePair<Part>(
        _ old: DiffSide, _ new: DiffSide, _ parts: (DiffSide) -> [Part], names: (Part) -> Set<String>
    ) throws(NoCounterpart) -> [(Part?, Part?)] {
        if old.isOneContract, new.isOneContract {
            let (before, after) = (parts(old).first, parts(new).first)
            return before == nil && after == nil ? [] : [(before, after)]
        }
        let (one, several) = old.isOneContract ? (old, new) : (new, old)
        guard let own = parts(one).first else { return [] }
        guard let match = parts(several).first(where: { !names($0).isDisjoint(with: names(own)) }) else {
            let known = parts(several).map { names($0).sorted().joined(separator: "/") }.joined(separator: ", ")
            throw NoCounterpart(
                message: "\(several.title) has nothing called \(names(own).sorted().joined(separator: " or ")); it has \(known.isEmpty ? "none such" : known)")
        }
        return old.isOneContract ? [(own, match)] : [(match, own)]
    }

    /// By name, and those left by another name that they go by.
    private static func matched<Part>(_ old: [Part], _ new: [Part], name: (Part) -> String, names: (Part) -> Set<String>) -> [(Part?, Part?)] {
        var left = new
        var pairs: [(Part?, Part?)] = []
        var unmatched: [Part] = []
        for part in old {
            if let i = left.firstIndex(where: { name($0) == name(part) }) {
                pairs.append((part, left.remove(at: i)))
            } else {
                unmatched.append(part)
            }
        }
        for part in unmatched {
            let i = left.firstIndex { !names($0).isDisjoint(with: names(part)) }
            pairs.append((part, i.map { left.remove(at: $0) }))
        }
        pairs += left.map { (nil, $0) }
        return pairs.sorted { ($0.1 ?? $0.0).map(name) ?? "" < ($1.1 ?? $1.0).map(name) ?? "" }
    }

    /// What moved from one contract to another.
    private static func findElsewhere(_ contract: DiffContract, in pairs: [(DiffContract?, DiffContract?)], _ findings: inout [DiffFinding]) {
        for i in findings.indices where findings[i].change == .removed && findings[i].kind == .function {
            let signature = findings[i].signature
            let owner = pairs.first { old, new in
                old?.name != contract.name && new?.functions.contains { $0.signature == signature } == true
                    && old?.functions.contains { $0.signature == signature } != true
            }
            guard let owner = owner?.1 else { continue }
            findings[i].likely = "\(owner.name).\(signature)"
            findings[i].hint = "in another contract"
        }
    }

    /// The contract that has most of what a contract had.
    private static func successor(of contract: DiffContract, among others: [DiffContract]) -> String? {
        let own = contract.functions.map(\.signature)
        guard !own.isEmpty else { return nil }
        let ranked = others.map { ($0.name, Likeness.overlap(own, $0.functions.map(\.signature))) }
        guard let best = ranked.max(by: { ($0.1, $1.0) < ($1.1, $0.0) }), best.1 >= 0.2 else { return nil }
        return best.0
    }
}

extension DiffContract {
    /// A contract that is not there.
    fileprivate init(name: String) {
        self.name = name
        names = [name]
    }
}

extension DiffTypedData {
    /// Types that are not there.
    fileprivate init(name: String) { self.name = name }
}

import EVMCore

/// Finds what most likely took the place of something that is gone.
///
/// By the name, word by word and letter by letter, and by the arguments that stayed. A guess for people: no class depends on it.
struct Likeness {
    /// Guesses below this are not told.
    static let threshold = 0.65
    /// Pairs beyond this number are not compared letter by letter: specs may be larger than any contract, and hostile.
    private static let pairLimit = 1 << 20

    private struct Candidate {
        var item: SpecInventory.Item
        var isAdded: Bool
    }

    private var candidates: [Candidate]
    private var pairs = 0

    /// - Parameters:
    ///   - added: What only the new spec has: it takes the place of what is gone first of all.
    ///   - kept: What both specs have: an overload of it may have been dropped.
    init(added: [SpecInventory.Item], kept: [SpecInventory.Item]) {
        candidates = added.map { Candidate(item: $0, isAdded: true) } + kept.map { Candidate(item: $0, isAdded: false) }
    }

    /// Notes the likely successor of an item in its finding.
    mutating func suggest(for item: SpecInventory.Item, in finding: inout DiffFinding) {
        var best: (score: Double, candidate: Candidate)?
        for candidate in candidates {
            let isSameName = candidate.item.item.name == item.item.name
            pairs += 1
            if pairs > Self.pairLimit, !isSameName { continue }
            var score = Self.score(item.item.name, item.item.inputs, candidate.item.item.name, candidate.item.item.inputs)
            if candidate.isAdded, Self.isSameButForTheName(item.item, candidate.item.item) { score += 0.3 }
            // What was there all along is the successor only where it is called so.
            if !candidate.isAdded { score -= isSameName ? 0.02 : 0.2 }
            guard score >= Self.threshold else { continue }
            if let known = best, (known.score, candidate.item.signature) >= (score, known.candidate.item.signature) { continue }
            best = (score, candidate)
        }
        guard let best else { return }
        finding.likely = best.candidate.item.signature
        finding.hint = Self.hint(item.item, best.candidate.item.item)
    }

    /// Whether two items take several arguments and all the same, by type and name, and answer the same.
    private static func isSameButForTheName(_ old: SpecItem, _ new: SpecItem) -> Bool {
        old.inputs.count > 1 && old.inputs.map(\.name) == new.inputs.map(\.name) && old.inputs.contains { !$0.name.isEmpty }
            && old.inputs.map(\.typeText) == new.inputs.map(\.typeText) && old.outputs.map(\.type) == new.outputs.map(\.type)
    }

    private static func hint(_ old: SpecItem, _ new: SpecItem) -> String {
        let arguments = old.inputs.map(\.type) == new.inputs.map(\.type) && old.inputs.map(\.name) == new.inputs.map(\.name)
        let difference = arguments ? "the same arguments" : ParameterComparison.difference(old.inputs, new.inputs)
        return old.name == new.name ? difference : "renamed, \(difference)"
    }

    /// Pairs of equal names among what is gone and what came, those first whose arguments are most alike; each item once.
    static func sameName(
        _ gone: [SpecInventory.Item], _ come: [SpecInventory.Item]
    ) -> [(SpecInventory.Item, SpecInventory.Item)] {
        let byName = Dictionary(grouping: come) { $0.item.name }
        var pairs: [(Double, SpecInventory.Item, SpecInventory.Item)] = []
        for item in gone {
            for other in byName[item.item.name] ?? [] { pairs.append((parameters(item.item.inputs, other.item.inputs), item, other)) }
        }
        pairs.sort { $0.0 != $1.0 ? $0.0 > $1.0 : ($0.1.signature, $0.2.signature) < ($1.1.signature, $1.2.signature) }
        var (takenOld, takenNew): (Set<String>, Set<String>) = ([], [])
        var found: [(SpecInventory.Item, SpecInventory.Item)] = []
        for (_, item, other) in pairs where !takenOld.contains(item.signature) && !takenNew.contains(other.signature) {
            takenOld.insert(item.signature)
            takenNew.insert(other.signature)
            found.append((item, other))
        }
        return found
    }

    // MARK: - Measures, from 0 to 1

    /// How alike two things with a name and parameters or members are.
    static func score(_ name: String, _ members: [SpecParameter], _ other: String, _ others: [SpecParameter]) -> Double {
        // That two have no arguments says little of what they are.
        let parameters = members.isEmpty && others.isEmpty ? 0.6 : parameters(members, others)
        let names = names(name, other)
        return names == 1 ? 0.7 + 0.3 * parameters : 0.6 * names + 0.4 * parameters
    }

    /// How alike two names are.
    static func names(_ a: String, _ b: String) -> Double {
        if a == b { return 1 }
        guard a.utf8.count <= 100, b.utf8.count <= 100 else { return 0 }
        let (first, second) = (words(a), words(b))
        if first == second { return 0.95 }
        let shared = overlap(first, second)
        let smaller = min(first.count, second.count)
        // All of one name's words in the other's: `getFee`, `getFeeForUser`.
        let containment = smaller > 0 && Set(first).isSubset(of: second) || Set(second).isSubset(of: first) ? 0.8 : 0
        let distance = Double(Suggestion.distance(a.lowercased(), b.lowercased()))
        return max(shared, containment, 1 - distance / Double(max(a.utf8.count, b.utf8.count, 1)))
    }

    /// How many parameters two lists share: by type and name, and half as much by type alone.
    static func parameters(_ a: [SpecParameter], _ b: [SpecParameter]) -> Double {
        if a.isEmpty, b.isEmpty { return 1 }
        let named = { (parameters: [SpecParameter]) in parameters.map { "\($0.typeText) \($0.name)" } }
        let types = { (parameters: [SpecParameter]) in parameters.map(\.type.canonicalName) }
        return (overlap(named(a), named(b)) + overlap(types(a), types(b))) / 2
    }

    /// Twice what two lists share, over both lengths.
    static func overlap(_ a: [String], _ b: [String]) -> Double {
        guard !a.isEmpty || !b.isEmpty else { return 1 }
        var left: [String: Int] = [:]
        for text in a { left[text, default: 0] += 1 }
        var shared = 0
        for text in b {
            guard let count = left[text], count > 0 else { continue }
            left[text] = count - 1
            shared += 1
        }
        return Double(2 * shared) / Double(a.count + b.count)
    }

    /// The words of a name in small letters, without a `get` at its start.
    private static func words(_ name: String) -> [String] {
        var words: [String] = []
        var word = ""
        var wasLower = false
        for scalar in name.unicodeScalars {
            let isUpper = ("A"..."Z").contains(scalar)
            if scalar == "_" || scalar == "$" || isUpper && wasLower {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            if scalar != "_", scalar != "$" { word += String(scalar).lowercased() }
            wasLower = !isUpper && scalar != "_" && scalar != "$"
        }
        if !word.isEmpty { words.append(word) }
        return words.count > 1 && words.first == "get" ? Array(words.dropFirst()) : words
    }
}

import EVMCore

/// Compares functions, events and errors of two versions of a contract.
struct ItemComparison {
    let old: DiffContract
    let new: DiffContract

    func findings() -> [DiffFinding] {
        functions() + rest() + events() + errors()
    }

    // MARK: - Functions

    private func functions() -> [DiffFinding] {
        let (kept, gone, come) = Self.paired(old.functions, new.functions)
        var findings = kept.flatMap { pair in function(pair.0, pair.1) }
        findings += come.map { .added(.function, $0.signature, id: $0.selector) }
        var candidates = Likeness(added: come, kept: kept.map(\.1))
        for item in gone {
            var finding = DiffFinding.removed(.function, item.signature, id: item.selector, .wire)
            candidates.suggest(for: item, in: &finding)
            findings.append(finding)
        }
        for (before, after) in LayoutComparison.pairs(gone: gone, come: come, old: old.functions) {
            findings += LayoutComparison.findings(before, after)
        }
        return findings
    }

    /// What of a function with the same selector has changed.
    private func function(_ old: SpecInventory.Item, _ new: SpecInventory.Item) -> [DiffFinding] {
        var details = DiffDetails()
        details.add(ParameterComparison.names(old.item.inputs, new.item.inputs, what: "argument", grave: [.wire]))
        let (before, after) = (old.item.outputs, new.item.outputs)
        if before.map(\.type) != after.map(\.type) {
            // Who expected nothing reads nothing; in Swift there is a value now.
            let `class`: DiffClass = before.isEmpty ? .source : .decoding
            details.add(`class`, "outputs: \(ParameterComparison.difference(before, after))")
        } else {
            details.add(ParameterComparison.names(before, after, what: "output", grave: [.decoding], isNamed: before.count > 1))
        }
        if let (`class`, text) = Self.mutability(old.item, new.item) { details.add(`class`, text) }
        addCompany(old, new, names(of: old, in: self.old.functions, self.new.functions), &details)
        return details.findings(.function, new.signature, was: old.signature)
    }

    /// What a change of a function's state mutability does.
    static func mutability(_ old: SpecItem, _ new: SpecItem) -> (DiffClass, String)? {
        let (before, after) = (old.stateMutability, new.stateMutability)
        guard before != after else { return nil }
        let text = "\(before) → \(after)"
        let reads = { (mutability: String) in mutability == "view" || mutability == "pure" }
        if before == "payable" { return (.wire, "\(text): a call that sends ether is refused") }
        switch (reads(before), reads(after)) {
        case (true, true), (false, false): return (.harmless, text)
        case (true, false): return (.wire, "\(text): a contract's static call is refused, and an eth_call only pretends to do it")
        case (false, true):
            // A getter that says so at last, or a stub of what did something once.
            return new.outputs.isEmpty ? (.wire, "\(text): a transaction to it cannot change anything any more") : (.harmless, text)
        }
    }

    /// Constructor, `receive()` and `fallback()`.
    private func rest() -> [DiffFinding] {
        var findings: [DiffFinding] = []
        for (name, before, after) in [
            ("fallback()", old.hasFallback, new.hasFallback), ("receive()", old.hasReceive, new.hasReceive),
        ] where before != after {
            findings.append(after ? .added(.function, name) : .removed(.function, name, .wire))
        }
        let signature = { (item: SpecItem?) in "constructor" + ABIType.tuple((item?.inputs ?? []).map(\.type)).canonicalName }
        let (before, after) = (old.constructor, new.constructor)
        if signature(before) != signature(after) {
            let text = ParameterComparison.difference(before?.inputs ?? [], after?.inputs ?? [])
            findings.append(.changed(.function, signature(after), was: signature(before), .wire, text))
        } else if let before, let after {
            let details = ParameterComparison.names(before.inputs, after.inputs, what: "argument", grave: [.wire])
            findings += details.findings(.function, signature(after), was: signature(before))
        }
        return findings
    }

    // MARK: - Events

    private func events() -> [DiffFinding] {
        // Events of one signature may differ in their indexed parameters alone, so the exact ones are paired first.
        let exact = { (item: SpecInventory.Item) in
            DiffSwiftNames.key(.event, item.signature, indexed: item.item.inputs.map(\.isIndexed), isAnonymous: item.item.isAnonymous)
        }
        let same = Self.paired(old.events, new.events, by: exact)
        let changed = Self.paired(same.gone, same.come)
        var findings = (same.kept + changed.kept).flatMap { event($0.0, $0.1) }
        let replaced = Likeness.sameName(changed.gone, changed.come)
        for (before, after) in replaced {
            findings.append(
                .changed(
                    .event, after.signature, was: before.signature, .decoding,
                    "the topic is \(after.hash.hex) now, not \(before.hash.hex): \(Self.indexedDifference(before.item, after.item))"))
        }
        let gone = changed.gone.filter { item in !replaced.contains { $0.0.signature == item.signature } }
        let come = changed.come.filter { item in !replaced.contains { $0.1.signature == item.signature } }
        findings += come.map { .added(.event, $0.signature, id: $0.item.isAnonymous ? nil : $0.hash.hex) }
        var candidates = Likeness(added: come, kept: new.events)
        for item in gone {
            var finding = DiffFinding.removed(.event, item.signature, id: item.item.isAnonymous ? nil : item.hash.hex, .decoding)
            candidates.suggest(for: item, in: &finding)
            findings.append(finding)
        }
        return findings
    }

    /// What of an event with the same topic has changed.
    private func event(_ old: SpecInventory.Item, _ new: SpecInventory.Item) -> [DiffFinding] {
        var details = ParameterComparison.names(old.item.inputs, new.item.inputs, what: "field", grave: [.decoding])
        for (before, after) in zip(old.item.inputs, new.item.inputs) where before.isIndexed != after.isIndexed {
            details.add(.decoding, "\(after.name.isEmpty ? before.name : after.name) is \(after.isIndexed ? "indexed now" : "not indexed any more")")
        }
        if old.item.isAnonymous != new.item.isAnonymous {
            details.add(.decoding, new.item.isAnonymous ? "it is anonymous now" : "it is not anonymous any more")
        }
        addCompany(old, new, names(of: old, in: self.old.events, self.new.events), &details)
        return details.findings(.event, new.signature, was: old.signature)
    }

    private static func indexedDifference(_ old: SpecItem, _ new: SpecItem) -> String {
        var text = ParameterComparison.difference(old.inputs, new.inputs)
        for parameter in new.inputs where !parameter.name.isEmpty {
            guard let before = old.inputs.first(where: { $0.name == parameter.name }), before.isIndexed != parameter.isIndexed else { continue }
            text += "; \(parameter.name) is \(parameter.isIndexed ? "indexed now" : "not indexed any more")"
        }
        return text
    }

    // MARK: - Errors

    private func errors() -> [DiffFinding] {
        let (kept, gone, come) = Self.paired(old.errors, new.errors)
        var findings = kept.flatMap { before, after -> [DiffFinding] in
            var details = ParameterComparison.names(before.item.inputs, after.item.inputs, what: "argument", grave: [.decoding])
            addCompany(before, after, names(of: before, in: old.errors, new.errors), &details)
            return details.findings(.error, after.signature, was: before.signature)
        }
        let replaced = Likeness.sameName(gone, come)
        for (before, after) in replaced {
            findings.append(
                .changed(
                    .error, after.signature, was: before.signature, .decoding,
                    "the selector is \(after.selector) now, not \(before.selector): \(ParameterComparison.difference(before.item.inputs, after.item.inputs))"))
        }
        let left = come.filter { item in !replaced.contains { $0.1.signature == item.signature } }
        findings += left.map { .added(.error, $0.signature, id: $0.selector) }
        var candidates = Likeness(added: left, kept: kept.map(\.1))
        for item in gone where !replaced.contains(where: { $0.0.signature == item.signature }) {
            // Nobody is reverted with it any more: only Swift that names it minds.
            var finding = DiffFinding.removed(.error, item.signature, id: item.selector, .source)
            candidates.suggest(for: item, in: &finding)
            findings.append(finding)
        }
        return findings
    }

    // MARK: - Both

    /// What changed with nothing but the company that the item is in: its Swift name, and whether its name alone says which one it is.
    private func addCompany(
        _ old: SpecInventory.Item, _ new: SpecInventory.Item, _ overloads: (old: Int, new: Int), _ details: inout DiffDetails
    ) {
        if let before = self.old.swiftNames[old], let after = self.new.swiftNames[new], before != after {
            let why =
                overloads.new > overloads.old
                ? ", since an overload was added" : overloads.new < overloads.old ? ", since an overload was removed" : ""
            details.add(.source, "it is \(after) in Swift now, not \(before)\(why)")
        }
        if overloads.old == 1, overloads.new > 1 {
            details.add(.harmless, "an overload was added: whoever looks it up by its name alone finds \(overloads.new)")
        }
    }

    private func names(of item: SpecInventory.Item, in old: [SpecInventory.Item], _ new: [SpecInventory.Item]) -> (old: Int, new: Int) {
        (old.count { $0.item.name == item.item.name }, new.count { $0.item.name == item.item.name })
    }

    typealias Pairs = (kept: [(SpecInventory.Item, SpecInventory.Item)], gone: [SpecInventory.Item], come: [SpecInventory.Item])

    /// Items that both sides have, and the others; each in its side's order.
    static func paired(
        _ old: [SpecInventory.Item], _ new: [SpecInventory.Item], by key: (SpecInventory.Item) -> String = { $0.signature }
    ) -> Pairs {
        var waiting: [String: [SpecInventory.Item]] = [:]
        for item in new.reversed() { waiting[key(item), default: []].append(item) }
        var pairs: Pairs = ([], [], [])
        for item in old {
            if let other = waiting[key(item)]?.popLast() { pairs.kept.append((item, other)) } else { pairs.gone.append(item) }
        }
        let left = Set(waiting.filter { !$0.value.isEmpty }.keys)
        var counts = waiting.mapValues(\.count)
        // Those that were paired are the first of their key.
        pairs.come = new.reversed().filter { item in
            let key = key(item)
            guard left.contains(key), let count = counts[key], count > 0 else { return false }
            counts[key] = count - 1
            return true
        }.reversed()
        return pairs
    }
}

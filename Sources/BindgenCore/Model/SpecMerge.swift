import EVMCore

/// Several spec files that make one contract, merged: identical items once, names lent from where they are known, contradictions reported.
struct MergedSpec {
    /// Functions, events and errors in no particular order; the constructor apart.
    var items: [SpecItem] = []
    /// The constructor, if any file has one.
    var constructor: SpecItem?
    /// Enum case names by qualified name.
    var enums: [String: [String]?] = [:]
    /// Whether any file has creation bytecode.
    var hasBytecode = false

    /// Merges what is wanted of `documents`; `hints` only lend parameter names, struct names and enum cases to items of the same signature.
    init(
        _ documents: [SpecDocument], hints: [SpecDocument] = [], isWanted: (SpecItem) -> Bool = { _ in true },
        diagnostics: inout Diagnostics
    ) {
        var lent: [String: [SpecItem]] = [:]
        for item in hints.flatMap(\.items) { lent[item.kind.rawValue + " " + item.signature, default: []].append(item) }
        var seen: [String: Int] = [:]
        var eventsBySignature: [String: [Int]] = [:]
        var owners: [SelectorOwner: Int] = [:]
        for document in documents {
            hasBytecode = hasBytecode || document.hasBytecode
            for (name, cases) in document.enums { addEnum(name, cases, from: document, &diagnostics) }
            for var item in document.items where isWanted(item) {
                let signature = item.signature
                let kindAndSignature = item.kind.rawValue + " " + signature
                for hint in lent[kindAndSignature] ?? [] { item.lend(from: hint) }
                let size = max(item.inputs.headSize, item.outputs.headSize)
                guard size <= ABIType.maximumStaticSize else {
                    diagnostics.error(
                        "\(item.kind.rawValue) \(signature) takes \(size) bytes before any dynamic value, more than the \(ABIType.maximumStaticSize) that are supported; exclude it",
                        at: item.location)
                    continue
                }
                switch item.kind {
                case .fallback, .receive: continue
                case .constructor:
                    if constructor == nil || item.location.file == constructor?.location.file { constructor = item }
                    continue
                case .function, .event, .error: break
                }
                let key = kindAndSignature + item.indexedPattern
                if let index = seen[key] {
                    items[index].lend(from: item)
                    report(items[index], item, &diagnostics)
                    continue
                }
                // In one file the number of topics may tell two such events apart; where it does not, nothing can.
                let other =
                    item.kind != .event
                    ? nil
                    : eventsBySignature[signature]?.first { index in
                        let other = items[index]
                        return other.location.file != item.location.file
                            || other.isAnonymous == item.isAnonymous && other.indexedCount == item.indexedCount
                    }
                if let other {
                    diagnostics.error(
                        "event \(signature) has other 'indexed' parameters here than in \(items[other].location.file): one topic, two ways to read it; exclude one of them",
                        at: item.location)
                    continue
                }
                if item.kind == .event {
                    eventsBySignature[signature, default: []].append(items.count)
                } else {
                    // Four bytes are few: two signatures can have the same selector, and a contract cannot have both.
                    let selector = SelectorOwner(kind: item.kind, selector: Selector(signature: signature).value)
                    if let owner = owners[selector].map({ items[$0] }), owner.signature != signature {
                        diagnostics.error(
                            "\(item.kind.rawValue) \(signature) has the selector of \(owner.signature) in \(owner.location.file); exclude one of them",
                            at: item.location)
                        continue
                    }
                    owners[selector] = items.count
                }
                seen[key] = items.count
                items.append(item)
            }
        }
        for hint in hints {
            for (name, cases) in hint.enums where enums[name] == nil { enums[name] = cases }
        }
    }

    private mutating func addEnum(_ name: String, _ cases: [String]?, from document: SpecDocument, _ diagnostics: inout Diagnostics) {
        guard let known = enums[name], let known else {
            enums[name] = cases
            return
        }
        if let cases, cases != known {
            diagnostics.error(
                "enum \(name) has other cases here than in another spec of this contract; state them under \"enums\" in the config",
                at: SourceLocation(file: document.file))
        }
    }

    private func report(_ first: SpecItem, _ second: SpecItem, _ diagnostics: inout Diagnostics) {
        guard first.kind == .function else { return }
        let outputs = { (item: SpecItem) in item.outputs.map(\.type.canonicalName).joined(separator: ",") }
        if outputs(first) != outputs(second) {
            diagnostics.error(
                "function \(second.signature) returns (\(outputs(second))) here and (\(outputs(first))) in \(first.location.file); exclude one of them",
                at: second.location)
        }
    }
}

/// What only one function, and only one error, of a contract can have.
private struct SelectorOwner: Hashable {
    var kind: SpecItem.Kind
    var selector: UInt32
}

extension SpecItem {
    /// What tells events of one signature apart.
    fileprivate var indexedPattern: String {
        kind == .event ? " " + inputs.map { $0.isIndexed ? "i" : "-" }.joined() + (isAnonymous ? "a" : "") : ""
    }

    fileprivate var indexedCount: Int { inputs.count { $0.isIndexed } }

    /// Takes names and Solidity types that this item lacks from `other`, an item of the same signature.
    fileprivate mutating func lend(from other: SpecItem) {
        for i in inputs.indices where i < other.inputs.count { inputs[i].lend(from: other.inputs[i]) }
        if outputs.map(\.type) == other.outputs.map(\.type) {
            for i in outputs.indices { outputs[i].lend(from: other.outputs[i]) }
        }
        if documentation == nil { documentation = other.documentation }
        if stateMutability.isEmpty { stateMutability = other.stateMutability }
    }
}

extension SpecParameter {
    fileprivate mutating func lend(from other: SpecParameter) {
        guard type == other.type else { return }
        if name.isEmpty { name = other.name }
        if internalType == nil || internalType == type.canonicalName { internalType = other.internalType ?? internalType }
        for i in components.indices where i < other.components.count { components[i].lend(from: other.components[i]) }
    }
}

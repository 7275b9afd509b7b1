import EVMCore

/// The functions, events and errors of specs, to be found by selector, topic, name or signature.
public struct DynamicSpec: Sendable {
    private var functions: Items = Items()
    private var events: Items = Items()
    private(set) var errors = ABIErrorTable()
    /// Whether it was made of any spec at all.
    public let isEmpty: Bool

    /// Creates an index; items that several documents share count once.
    public init(_ documents: [SpecDocument] = []) {
        isEmpty = documents.isEmpty
        for item in documents.lazy.flatMap(\.items) {
            switch item.kind {
            case .function: functions.add(ABISignature(item, kind: .function))
            case .event: events.add(ABISignature(item, kind: .event))
            case .error: errors.add(ABISignature(item, kind: .error))
            case .constructor, .fallback, .receive: break
            }
        }
    }

    private struct Items: Sendable {
        var byName: [String: [ABISignature]] = [:]
        var byHash: [Bytes32: [ABISignature]] = [:]
        var bySelector: [Selector: [ABISignature]] = [:]

        mutating func add(_ item: ABISignature) {
            // An event may be there with several ways of indexing.
            let isKnown = byHash[item.hash]?.contains { known in
                known.isAnonymous == item.isAnonymous
                    && known.parameters.map(\.isIndexed) == item.parameters.map(\.isIndexed)
            }
            guard isKnown != true else { return }
            byName[item.name, default: []].append(item)
            byHash[item.hash, default: []].append(item)
            bySelector[item.selector, default: []].append(item)
        }

        /// The items of a name or of a signature, whose parameters may have names.
        func find(_ text: String, _ kind: String, at path: String) throws(DynamicFailure) -> [ABISignature] {
            if text.utf8.contains(UInt8(ascii: "(")) {
                let signature: ABISignature
                do {
                    signature = try ABISignature(parsing: text)
                } catch {
                    throw DynamicFailure(error, at: path)
                }
                guard let items = byHash[signature.hash] else {
                    throw DynamicFailure("the spec has no \(kind) \(signature.canonical)\(advice(signature.name))", at: path)
                }
                return items
            }
            guard let items = byName[text] else { throw DynamicFailure("the spec has no \(kind) '\(text)'\(advice(text))", at: path) }
            return items
        }

        private func advice(_ name: String) -> String {
            if let same = byName[name] { return "; it has \(same.map(\.canonical).joined(separator: ", "))" }
            let lower = name.lowercased()
            let close = byName.keys.filter { $0.lowercased() == lower }.sorted()
            return close.isEmpty ? "" : "; it has \(close.joined(separator: ", "))"
        }
    }

    /// The function of a name that is not overloaded, or of a signature.
    func function(_ text: String, at path: String) throws(DynamicFailure) -> ABISignature {
        let found = try functions.find(text, "function", at: path)
        guard found.count == 1, let function = found.first else {
            let list = found.map(\.canonical).sorted().joined(separator: ", ")
            throw DynamicFailure("'\(text)' is overloaded; write one of \(list)", at: path)
        }
        return function
    }

    /// The function with this very signature, for its names.
    func function(_ signature: ABISignature) -> ABISignature? { functions.byHash[signature.hash]?.first }

    /// The functions of a selector.
    func functions(_ selector: Selector) -> [ABISignature] { functions.bySelector[selector] ?? [] }

    /// The events of a name or a signature: several where it is overloaded or indexed in several ways.
    func events(_ text: String, at path: String) throws(DynamicFailure) -> [ABISignature] {
        try events.find(text, "event", at: path)
    }

    /// The events of a first topic.
    func events(_ topic: Bytes32) -> [ABISignature] { (events.byHash[topic] ?? []).filter { !$0.isAnonymous } }
}

extension ABISignature {
    init(_ item: SpecItem, kind: Kind) {
        self.init(
            kind: kind, name: item.name, parameters: item.inputs.map(ABIParameter.init), outputs: item.outputs.map(ABIParameter.init),
            isAnonymous: item.isAnonymous)
    }
}

extension ABIParameter {
    init(_ parameter: SpecParameter) {
        self.init(
            name: parameter.name, type: parameter.type, components: parameter.components.map(ABIParameter.init),
            isIndexed: parameter.isIndexed)
    }
}

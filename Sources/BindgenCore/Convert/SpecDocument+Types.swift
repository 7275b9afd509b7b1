import EVMCore

extension SpecDocument {
    /// Every enum: those whose cases the document knows, and those that only an internal type names, with nil.
    var allEnums: [String: [String]?] {
        var enums = enums
        visitParameters { parameter in
            guard let name = parameter.enumName, enums[name] == nil else { return }
            enums.updateValue(nil, forKey: name)
        }
        return enums
    }

    /// Calls `body` with every parameter, output and struct member, outer ones first.
    func visitParameters(_ body: (SpecParameter) -> Void) {
        var waiting: [SpecParameter] = []
        for item in items { waiting += item.inputs + item.outputs }
        for name in structs.keys.sorted() { waiting += structs[name] ?? [] }
        var next = 0
        while next < waiting.count {
            body(waiting[next])
            waiting += waiting[next].components
            next += 1
        }
    }
}

/// An `internalType` taken apart: `struct IDiamondCut.FacetCut[]`.
struct InternalType: Hashable {
    enum Kind: Hashable {
        case structure, enumeration, contract
        /// An elementary type, a user-defined value type or a function type.
        case other
    }

    var kind: Kind
    /// The name, qualified, without array suffixes.
    var name: String
    /// `[]`, `[2][]`; empty where there are none.
    var suffix: String

    init(_ text: String) {
        var rest = Substring(text)
        kind = .other
        for (prefix, kind) in [("struct ", Kind.structure), ("enum ", .enumeration), ("contract ", .contract)] where rest.hasPrefix(prefix) {
            self.kind = kind
            rest = rest.dropFirst(prefix.count)
        }
        // A function type's own parameters may have suffixes: only those at the end count.
        var end = rest.endIndex
        while end > rest.startIndex, rest[rest.index(before: end)] == "]", let bracket = rest[..<end].lastIndex(of: "[") { end = bracket }
        name = String(rest[..<end])
        suffix = String(rest[end...])
        // What is no name in Solidity is no name here: the type counts as one that nobody named.
        if kind == .structure || kind == .enumeration, !SolidityNames.isQualifiedName(name) { kind = .other }
    }

    var structName: String? { kind == .structure ? name : nil }
    var enumName: String? { kind == .enumeration ? name : nil }
}

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

    init(_ text: String) {
        var rest = text.utf8[...]
        kind = .other
        for (prefix, kind) in [("struct ", Kind.structure), ("enum ", .enumeration), ("contract ", .contract)] where rest.starts(with: prefix.utf8) {
            self.kind = kind
            rest = rest.dropFirst(prefix.utf8.count)
            break
        }
        // A function type's own parameters may have suffixes: only those at the end count.
        while rest.last == UInt8(ascii: "]"), let bracket = rest.lastIndex(of: UInt8(ascii: "[")) { rest = rest[..<bracket] }
        name = String(Substring(rest))
        // What is no name in Solidity is no name here: the type counts as one that nobody named.
        if kind == .structure || kind == .enumeration, !SolidityNames.isQualifiedName(name) { kind = .other }
    }
}

/// A struct or an enum by its qualified Solidity name: `struct IDiamondCut.FacetCut`.
struct DeclaredType: Sendable, Equatable {
    let isEnum: Bool
    let name: String

    var isStruct: Bool { !isEnum }

    /// The type that `internalType` names, array suffixes dropped; nil where it names none of the two.
    init?(_ internalType: String?) {
        // Most are elementary types, and a look at the first letter says so.
        guard let internalType, internalType.utf8.first == UInt8(ascii: "s") || internalType.utf8.first == UInt8(ascii: "e") else {
            return nil
        }
        let declared = InternalType(internalType)
        switch declared.kind {
        case .structure: isEnum = false
        case .enumeration: isEnum = true
        case .contract, .other: return nil
        }
        name = declared.name
    }
}

extension SpecParameter {
    /// The struct that the parameter is, or that its elements are, where the spec names it.
    var structName: String? {
        components.isEmpty ? nil : declaredType.flatMap { $0.isStruct ? $0.name : nil }
    }

    /// The enum that the parameter is, or that its elements are, where the spec names it.
    var enumName: String? { declaredType.flatMap { $0.isEnum ? $0.name : nil } }
}

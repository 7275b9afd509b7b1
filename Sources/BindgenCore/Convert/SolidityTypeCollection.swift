import EVMCore

/// The types that a document's parameters use, found by their internal types, as Solidity must declare them.
struct SolidityTypeCollection {
    enum Declaration: Equatable {
        case structure([SpecParameter])
        case enumeration([String]?)
        case valueType(ABIType)
    }

    /// By qualified name.
    private(set) var declarations: [String: Declaration] = [:]
    /// Contracts used as types.
    private(set) var contracts: Set<String> = []
    private(set) var problems: [Diagnostic] = []
    /// Names invented for tuples that have none, by their members.
    private var invented: [[Member]: String] = [:]

    private struct Member: Hashable {
        var name: String
        var type: ABIType
    }

    init(_ document: SpecDocument) {
        for (name, cases) in document.allEnums { declarations[name] = .enumeration(cases) }
        for (name, members) in document.structs.sorted(by: { $0.key < $1.key }) { declare(name, members) }
        for item in document.items {
            for (index, parameter) in (item.inputs + item.outputs).enumerated() {
                let isOutput = index >= item.inputs.count
                collect(parameter, hint: item.name, position: isOutput ? "Output\(index - item.inputs.count)" : "Input\(index)")
            }
        }
    }

    // MARK: - Collecting

    private mutating func collect(_ parameter: SpecParameter, hint: String, position: String) {
        let internalType = parameter.internalType.map(InternalType.init)
        if !parameter.components.isEmpty {
            if let name = parameter.structName { return declare(name, parameter.components, at: parameter.location) }
            let members = Self.members(parameter)
            if invented[members] == nil {
                let name = inventedName(Self.capitalised(hint) + Self.capitalised(parameter.name.isEmpty ? position : parameter.name))
                invented[members] = name
                declare(name, parameter.components, at: parameter.location)
            }
            return
        }
        guard let internalType else { return }
        switch internalType.kind {
        case .contract: contracts.insert(internalType.name)
        case .structure, .enumeration: break
        case .other:
            let base = parameter.type.innermost
            guard base != .function, internalType.name != base.canonicalName, internalType.name != "address payable",
                SolidityNames.isQualifiedIdentifier(internalType.name)
            else { return }
            set(internalType.name, .valueType(base), at: parameter.location)
        }
    }

    private mutating func declare(_ name: String, _ members: [SpecParameter], at location: SourceLocation? = nil) {
        let named = members.enumerated().map { index, member in
            var member = member
            if member.name.isEmpty { member.name = "member\(index)" }
            return member
        }
        let isKnown = declarations[name] != nil
        set(name, .structure(named), at: location)
        guard !isKnown else { return }
        for (index, member) in named.enumerated() {
            collect(member, hint: SolidityNames.last(of: name), position: "Member\(index)")
        }
    }

    private mutating func set(_ name: String, _ declaration: Declaration, at location: SourceLocation?) {
        guard let known = declarations[name] else { return declarations[name] = declaration }
        if !Self.agree(known, declaration) {
            problems.append(Diagnostic(at: location, "'\(name)' means two different types in this spec, which Solidity cannot declare"))
        }
    }

    private static func agree(_ first: Declaration, _ second: Declaration) -> Bool {
        switch (first, second) {
        case (.structure(let first), .structure(let second)):
            first.count == second.count && zip(first, second).allSatisfy { $0.name == $1.name && $0.type == $1.type }
        default: first == second
        }
    }

    // MARK: - Writing

    /// The parameter's type as Solidity writes it.
    func written(_ parameter: SpecParameter) -> String {
        let suffix = parameter.type.arraySuffix
        guard let text = parameter.internalType else {
            if parameter.components.isEmpty { return writtenBase(parameter.type.innermost) + suffix }
            return (invented[Self.members(parameter)] ?? "") + suffix
        }
        let internalType = InternalType(text)
        if internalType.kind == .other {
            if parameter.type.innermost == .function {
                return internalType.name.hasPrefix("function ")
                    ? Self.withoutKinds(internalType.name) + suffix : "function () external" + suffix
            }
            if !parameter.components.isEmpty { return (invented[Self.members(parameter)] ?? "") + suffix }
            let isDeclared = declarations[internalType.name] != nil || internalType.name == "address payable"
            return (isDeclared ? internalType.name : writtenBase(parameter.type.innermost)) + suffix
        }
        return internalType.name + suffix
    }

    private func writtenBase(_ type: ABIType) -> String { type == .function ? "function () external" : type.canonicalName }

    /// `function (struct A) external` with the words that say what a type is taken out.
    private static func withoutKinds(_ text: String) -> String {
        var written = ""
        var rest = Substring(text)
        while let character = rest.first {
            let beginsWord = written.last.map { "( ,".contains($0) } ?? true
            if beginsWord, let kind = ["struct ", "enum ", "contract "].first(where: rest.hasPrefix) {
                rest = rest.dropFirst(kind.count)
            } else {
                written.append(character)
                rest = rest.dropFirst()
            }
        }
        return written
    }

    // MARK: - Invented names

    private static func members(_ parameter: SpecParameter) -> [Member] {
        parameter.components.map { Member(name: $0.name, type: $0.type) }
    }

    private func inventedName(_ wish: String) -> String {
        var name = wish
        var number = 2
        while declarations[name] != nil || contracts.contains(name) {
            name = "\(wish)\(number)"
            number += 1
        }
        return name
    }

    private static func capitalised(_ name: String) -> String {
        let trimmed = name.drop { $0 == "_" }
        return trimmed.prefix(1).uppercased() + trimmed.dropFirst()
    }
}

import EVMCore

/// Looks up what the names in declarations mean and turns written types into ABI types.
struct SolidityResolver {
    /// A type, resolved.
    struct Resolved {
        var type: ABIType
        var internalType: String
        /// Where the innermost element is a struct.
        var components: [SpecParameter] = []
        /// How many leaves the type has when all structs are written out.
        var weight = 1
    }

    /// Why a type cannot be in an ABI.
    struct Refusal: Error {
        var message: String
        var place: SolidityName
    }

    let file: SolidityFile
    let path: String
    private var typeIndices: [String: Int] = [:]
    private var containerIndices: [String: Int] = [:]
    private var structs: [Int: Result<Resolved, Refusal>] = [:]
    /// Structs being resolved, outermost first.
    private var open: [Int] = []

    /// Structs inside structs.
    private static let depthLimit = 32
    /// Leaves of one parameter; keeps structs that double at each level from growing without bound.
    private static let weightLimit = 10_000

    init(_ file: SolidityFile, path: String, diagnostics: inout Diagnostics) {
        self.file = file
        self.path = path
        for (index, container) in file.containers.enumerated().dropFirst() where containerIndices[container.name] == nil {
            containerIndices[container.name] = index
        }
        for (index, type) in file.types.enumerated() {
            let name = type.name.text
            guard let earlier = typeIndices[name] else {
                typeIndices[name] = index
                if containerIndices[name] != nil {
                    diagnostics.error("'\(name)' names a contract and a type", at: location(type.name))
                }
                continue
            }
            // A comment that knows only the enum's name gives way to a declaration; an enum whose cases are unknown is also
            // declared as a value type of its size, so that compilers can read the file (see `SolidityWriter`).
            switch (file.types[earlier].body, type.body) {
            case (.enumeration(nil), .enumeration): typeIndices[name] = index
            case (.enumeration, .enumeration(nil)), (.enumeration(nil), .valueType): break
            case (.valueType, .enumeration(nil)): typeIndices[name] = index
            default:
                diagnostics.error("'\(name)' is declared twice; first in line \(file.types[earlier].name.line)", at: location(type.name))
            }
        }
    }

    func location(_ name: SolidityName) -> SourceLocation {
        SourceLocation(file: path, line: name.line, column: name.column)
    }

    /// Whether this declaration is the one that its name means.
    func isInForce(_ index: Int) -> Bool { typeIndices[file.types[index].name.text] == index }

    // MARK: - Names

    private enum Meaning: Hashable {
        case type(Int)
        case container(Int)
    }

    /// The containers a container inherits from, nearest first, itself not among them; names that the file does not declare are left out.
    func ancestors(of container: Int) -> [Int] {
        var found: [Int] = []
        var seen: Set<Int> = [container]
        var waiting = [container]
        var next = 0
        while next < waiting.count {
            for base in file.containers[waiting[next]].bases {
                guard let index = containerIndices[base.text], seen.insert(index).inserted else { continue }
                found.append(index)
                waiting.append(index)
            }
            next += 1
        }
        return found
    }

    /// Every declaration of this name that can be seen inside `namespace`, nearest scope only.
    private func meanings(of name: String, in namespace: String) -> Set<Meaning> {
        var scope = namespace
        while !scope.isEmpty {
            let inScope = meanings(of: name, asMemberOf: scope)
            if !inScope.isEmpty { return inScope }
            scope = SolidityNames.parent(of: scope)
        }
        if let index = typeIndices[name] { return [.type(index)] }
        if let index = containerIndices[name] { return [.container(index)] }
        let parent = SolidityNames.parent(of: name)
        return parent.isEmpty ? [] : meanings(of: SolidityNames.last(of: name), asMemberOf: parent)
    }

    /// The declaration in the namespace itself, or else those in its bases.
    private func meanings(of name: String, asMemberOf namespace: String) -> Set<Meaning> {
        if let index = typeIndices[SolidityNames.join(namespace, name)] { return [.type(index)] }
        guard let container = containerIndices[namespace] else { return [] }
        var found: Set<Meaning> = []
        for ancestor in ancestors(of: container) {
            if let index = typeIndices[SolidityNames.join(file.containers[ancestor].name, name)] { found.insert(.type(index)) }
        }
        return found
    }

    private func lookUp(_ name: SolidityName, in namespace: String) throws(Refusal) -> Meaning {
        let meanings = meanings(of: name.text, in: namespace)
        if meanings.count > 1 {
            throw Refusal(message: "the type '\(name.text)' is ambiguous: it could be \(choice(among: meanings))", place: name)
        }
        if let meaning = meanings.first { return meaning }
        if let objection = SolidityElementaryTypes.objection(to: name.text) {
            throw Refusal(message: "unknown type '\(name.text)': \(objection)", place: name)
        }
        let last = SolidityNames.last(of: name.text)
        let similar = Set(typeIndices.filter { SolidityNames.last(of: $0.key) == last }.map { Meaning.type($0.value) })
        switch similar.count {
        case 0: throw Refusal(message: "unknown type '\(name.text)'; the file does not declare it", place: name)
        case 1: throw Refusal(message: "unknown type '\(name.text)'; did you mean \(choice(among: similar))?", place: name)
        default:
            throw Refusal(message: "the type '\(name.text)' is ambiguous: it could be \(choice(among: similar)); write which", place: name)
        }
    }

    private func choice(among meanings: Set<Meaning>) -> String {
        let names = meanings.map { meaning in
            switch meaning {
            case .type(let index): "'\(file.types[index].name.text)'"
            case .container(let index): "'\(file.containers[index].name)'"
            }
        }
        return names.sorted().joined(separator: " or ")
    }

    // MARK: - Types

    /// The ABI type that a written type means inside `namespace`.
    mutating func resolve(_ written: SolidityType, in namespace: String) throws(Refusal) -> Resolved {
        switch written {
        case .named(let name, let isPayable): return try resolve(name, isPayable: isPayable, in: namespace)
        case .mapping(_, _, _, let place):
            throw Refusal(message: "a mapping cannot be passed to or from a contract", place: place)
        case .function(let inputs, let outputs, let visibility, let mutability, let place):
            guard visibility == "external" else {
                throw Refusal(message: "only an external function type can be in an ABI", place: place)
            }
            var text = "function (\(try internalTypes(inputs, in: namespace)))"
            if mutability != "nonpayable" { text += " \(mutability)" }
            text += " external"
            if !outputs.isEmpty { text += " returns (\(try internalTypes(outputs, in: namespace)))" }
            return Resolved(type: .function, internalType: text)
        case .array(let element, let length):
            let element = try resolve(element, in: namespace)
            guard let length else {
                return Resolved(
                    type: .array(element.type), internalType: element.internalType + "[]", components: element.components,
                    weight: element.weight)
            }
            let count = try self.length(length, in: namespace)
            let type = ABIType.fixedArray(element.type, count)
            guard type.headSize <= ABIType.maximumStaticSize else {
                throw Refusal(
                    message: "an array of \(count) elements is too large for any calldata", place: place(of: length) ?? written.place)
            }
            return Resolved(
                type: type, internalType: element.internalType + "[\(count)]", components: element.components, weight: element.weight)
        }
    }

    private mutating func internalTypes(_ parameters: [SolidityParameter], in namespace: String) throws(Refusal) -> String {
        var texts: [String] = []
        for parameter in parameters { texts.append(try resolve(parameter.type, in: namespace).internalType) }
        return texts.joined(separator: ",")
    }

    private func place(of length: SolidityType.Length) -> SolidityName? {
        guard case .constant(let name) = length else { return nil }
        return name
    }

    private func length(_ length: SolidityType.Length, in namespace: String) throws(Refusal) -> Int {
        switch length {
        case .literal(let count): return count
        case .constant(let name):
            var candidates = [name.text]
            var scope = namespace
            while !scope.isEmpty {
                candidates.insert(SolidityNames.join(scope, name.text), at: candidates.count - 1)
                if let container = containerIndices[scope] {
                    for ancestor in ancestors(of: container) {
                        candidates.insert(SolidityNames.join(file.containers[ancestor].name, name.text), at: candidates.count - 1)
                    }
                }
                scope = SolidityNames.parent(of: scope)
            }
            for candidate in candidates {
                guard let count = file.constants[candidate] else { continue }
                guard count > 0 else { throw Refusal(message: "an array's length cannot be 0", place: name) }
                return count
            }
            throw Refusal(message: "the array's length '\(name.text)' is not a constant of this file that is a whole number", place: name)
        }
    }

    private mutating func resolve(_ name: SolidityName, isPayable: Bool, in namespace: String) throws(Refusal) -> Resolved {
        if let elementary = SolidityElementaryTypes.type(named: name.text) {
            return Resolved(type: elementary, internalType: isPayable ? "address payable" : elementary.canonicalName)
        }
        switch try lookUp(name, in: namespace) {
        case .container(let index):
            let container = file.containers[index]
            guard container.kind != .library else {
                throw Refusal(message: "'\(container.name)' is a library and cannot be a type", place: name)
            }
            return Resolved(type: .address, internalType: "contract \(container.name)")
        case .type(let index):
            let declaration = file.types[index]
            switch declaration.body {
            case .enumeration: return Resolved(type: .uint(8), internalType: "enum \(declaration.name.text)")
            case .valueType(let underlying):
                guard case .named(let underlyingName, _) = underlying,
                    let elementary = SolidityElementaryTypes.type(named: underlyingName.text),
                    elementary != .bytes, elementary != .string
                else {
                    throw Refusal(
                        message: "the type '\(declaration.name.text)' must stand for a value type such as 'uint256' or 'address'",
                        place: underlying.place)
                }
                return Resolved(type: elementary, internalType: declaration.name.text)
            case .structure(let members): return try structure(index, members, usedAt: name)
            }
        }
    }

    // MARK: - Structs

    /// A declared struct by its place among the file's types.
    mutating func structure(_ index: Int) throws(Refusal) -> Resolved {
        guard case .structure(let members) = file.types[index].body else {
            throw Refusal(message: "'\(file.types[index].name.text)' is not a struct", place: file.types[index].name)
        }
        return try structure(index, members, usedAt: file.types[index].name)
    }

    /// The members as written of the struct that the name means; nil where it means something else.
    func structureMembers(
        _ name: SolidityName, in namespace: String
    ) throws(Refusal) -> (members: [SolidityParameter], namespace: String)? {
        if SolidityElementaryTypes.type(named: name.text) != nil { return nil }
        guard case .type(let index) = try lookUp(name, in: namespace), case .structure(let members) = file.types[index].body else {
            return nil
        }
        return (members, file.types[index].namespace)
    }

    private mutating func structure(_ index: Int, _ members: [SolidityParameter], usedAt place: SolidityName) throws(Refusal) -> Resolved {
        if let known = structs[index] { return try known.get() }
        if let first = open.firstIndex(of: index) {
            let cycle = (open[first...] + [index]).map { file.types[$0].name.text }.joined(separator: " → ")
            throw Refusal(
                message: "the struct '\(file.types[index].name.text)' contains itself (\(cycle)), which no ABI can express", place: place)
        }
        guard open.count < Self.depthLimit else {
            throw Refusal(message: "structs are nested more than \(Self.depthLimit) deep", place: place)
        }
        open.append(index)
        defer { open.removeLast() }
        let result: Result<Resolved, Refusal>
        do throws(Refusal) {
            result = .success(try writtenOut(members, of: file.types[index]))
        } catch {
            result = .failure(error)
        }
        structs[index] = result
        return try result.get()
    }

    private mutating func writtenOut(_ members: [SolidityParameter], of declaration: SolidityTypeDeclaration) throws(Refusal) -> Resolved {
        let name = declaration.name
        guard !members.isEmpty else { throw Refusal(message: "the struct '\(name.text)' has no members", place: name) }
        var components: [SpecParameter] = []
        var names: Set<String> = []
        var weight = 0
        for member in members {
            let place = SolidityName(text: member.name, line: member.line, column: member.column)
            guard names.insert(member.name).inserted else {
                throw Refusal(message: "the struct '\(name.text)' has two members '\(member.name)'", place: place)
            }
            if case .mapping = member.type {
                throw Refusal(
                    message: "the member '\(member.name)' of the struct '\(name.text)' is a mapping, so the struct cannot be in an ABI",
                    place: place)
            }
            let resolved = try resolve(member.type, in: declaration.namespace)
            weight += resolved.weight
            guard weight <= Self.weightLimit else {
                throw Refusal(message: "the struct '\(name.text)' has more than \(Self.weightLimit) values when written out", place: name)
            }
            components.append(parameter(member, resolved))
        }
        let type = ABIType.tuple(components.map(\.type))
        guard type.headSize <= ABIType.maximumStaticSize, type.depth <= ABIType.maximumDepth else {
            throw Refusal(message: "the struct '\(name.text)' is too large or too deeply nested for any calldata", place: name)
        }
        return Resolved(type: type, internalType: "struct \(name.text)", components: components, weight: weight)
    }

    /// The parameter with its resolved type.
    func parameter(_ written: SolidityParameter, _ resolved: Resolved) -> SpecParameter {
        var parameter = SpecParameter(
            name: written.name, type: resolved.type, internalType: resolved.internalType,
            location: SourceLocation(file: path, line: written.line, column: written.column))
        parameter.components = resolved.components
        parameter.isIndexed = written.isIndexed
        return parameter
    }
}

import EVMCore

/// The structs and enums of one contract: which there are, what they are called in Swift, and which of them another config has emitted already.
///
/// ``collect(_:enums:_:)`` comes first, then ``emit(_:into:sharing:)``; what refers to a type (`ContractTypes+References.swift`) is known after that.
struct ContractTypes {
    let namespace: String
    let request: ContractRequest
    /// What the full Swift names of all that is nested in the contract begin with.
    let prefix: String
    /// The lengths of fixed arrays that the runtime has no type for.
    private(set) var arrayLengths: Set<Int> = []

    private(set) var structs: [String: (parameters: [SpecParameter], item: SpecItem)] = [:]
    private(set) var structPaths: [String: [String]] = [:]
    private(set) var structAliases: [String: String] = [:]
    private(set) var enumPaths: [String: [String]] = [:]
    private(set) var enumAliases: [String: String] = [:]
    /// By what each enum is told from others.
    private(set) var enumKeys: [String: String] = [:]
    /// What ``shape(_:)`` and ``declaration(_:)`` say of the members of each struct that has been emitted.
    private(set) var structShapes: [String: String] = [:]
    private(set) var structDeclarations: [String: String] = [:]
    private var enumCases: [String: [String]?] = [:]
    private var unnamedStructs: [String: String] = [:]
    private var declaredNames: Set<String> = []

    init(namespace: String, request: ContractRequest) {
        self.namespace = namespace
        self.request = request
        prefix = "\(namespace).\(request.name)."
    }

    /// The full Swift name of something nested in the contract.
    func full(_ path: [String]) -> String { prefix + path.joined(separator: ".") }

    // MARK: Which there are

    /// Finds the structs and enums of items, and names them.
    ///
    /// - Parameter enums: The cases of those enums that the specs declare; the request's own go before them.
    mutating func collect(_ items: [SpecItem], enums: [String: [String]?], _ diagnostics: inout Diagnostics) {
        enumCases = enums
        for (name, cases) in request.enums { enumCases[name] = cases }
        for item in items { noteDeclaredNames(item.inputs + item.outputs) }
        for item in items {
            for (i, parameter) in item.inputs.enumerated() { collect(parameter, in: item, part: "\(i)", &diagnostics) }
            for (i, parameter) in item.outputs.enumerated() { collect(parameter, in: item, part: "Output\(i)", &diagnostics) }
        }
        nameTypes(&diagnostics)
    }

    /// Notes the structs and enums of a parameter, and what is wrong with them.
    private mutating func collect(_ parameter: SpecParameter, in item: SpecItem, part: String, _ diagnostics: inout Diagnostics) {
        if let declared = parameter.declaredType, declared.isEnum {
            if enumCases[declared.name] == nil { enumCases.updateValue(nil, forKey: declared.name) }
            enumPaths[declared.name] = []
        }
        guard !parameter.components.isEmpty else { return }
        for (i, component) in parameter.components.enumerated() { collect(component, in: item, part: part + "_\(i)", &diagnostics) }
        let name = structName(parameter, in: item, part: part)
        guard let known = structs[name] else {
            structs[name] = (parameter.components, item)
            return
        }
        guard known.parameters.map(\.type) == parameter.components.map(\.type) else {
            diagnostics.error(
                "struct \(name) has other members here than in \(known.item.signature) of \(known.item.location.file); exclude one of the items, or rename one of the structs in its spec",
                at: parameter.location)
            return
        }
        // Where one mention of a struct leaves members unnamed, another one's names serve.
        for i in known.parameters.indices where known.parameters[i].name.isEmpty {
            structs[name]?.parameters[i].name = parameter.components[i].name
        }
        for i in known.parameters.indices where known.parameters[i].internalType == nil {
            structs[name]?.parameters[i].internalType = parameter.components[i].internalType
        }
    }

    private mutating func noteDeclaredNames(_ parameters: [SpecParameter]) {
        for parameter in parameters {
            if let declared = parameter.declaredType { declaredNames.insert(declared.name) }
            noteDeclaredNames(parameter.components)
            noteArrayLengths(parameter.type)
        }
    }

    /// Notes the lengths of fixed arrays that the runtime has no type for.
    private mutating func noteArrayLengths(_ type: ABIType) {
        switch type {
        case .array(let element): noteArrayLengths(element)
        case .fixedArray(let element, let count):
            if count > 32 { arrayLengths.insert(count) }
            noteArrayLengths(element)
        default: break
        }
    }

    /// The struct's qualified name; one that nobody named is called after the first place it is used in, the same shape always the same.
    private mutating func structName(_ parameter: SpecParameter, in item: SpecItem, part: String) -> String {
        let known = knownStructName(parameter)
        guard known.isEmpty else { return known }
        let place = parameter.name.isEmpty ? part.split(separator: "_").joined(separator: "Member") : SwiftNames.type(parameter.name)
        var name = SwiftNames.type(item.name) + place
        while structs[name] != nil || declaredNames.contains(name) { name += "_" }
        unnamedStructs[Self.unnamedShape(parameter)] = name
        return name
    }

    /// The name that a struct has; empty for one that nobody named and that ``structName(_:in:part:)`` has not.
    func knownStructName(_ parameter: SpecParameter) -> String {
        if let declared = parameter.declaredType, declared.isStruct { return declared.name }
        return unnamedStructs[Self.unnamedShape(parameter)] ?? ""
    }

    /// By what two structs are the same that have no name.
    private static func unnamedShape(_ parameter: SpecParameter) -> String {
        parameter.components.map { "\($0.type.canonicalName) \($0.name)" }.joined(separator: ",")
    }

    // MARK: What they are called

    private mutating func nameTypes(_ diagnostics: inout Diagnostics) {
        var taken: [String: String] = [namespace: ""]
        for name in SwiftNames.ownTypes { taken[name] = "" }
        for name in (Array(structs.keys) + Array(enumPaths.keys)).sorted() {
            var parts = name.split(separator: ".").map(String.init)
            if parts.count > 1, request.solidityNames.contains(parts[0]) { parts.removeFirst() }
            var path = parts.map { SwiftNames.isTypeName($0) ? $0 : SwiftNames.type($0) }
            if let first = path.first, SwiftNames.ownTypes.contains(first) || first == namespace { path[0] += "_" }
            if let rename = request.renames[name] { path = rename.split(separator: ".").map(String.init) }
            let joined = path.joined(separator: ".")
            if let other = taken[joined] {
                let with = other.isEmpty ? "the generator's own '\(joined)'" : "\(other)"
                diagnostics.error(
                    "\(name) and \(with) would both be called \(request.name).\(joined) in Swift; add \"rename\": {\"\(name)\": \"\(joined)2\"} to contract \"\(request.name)\" of the config",
                    at: structs[name]?.item.location ?? request.location)
            }
            taken[joined] = name
            if structs[name] != nil { structPaths[name] = path } else { enumPaths[name] = path }
        }
    }

    /// The interfaces and libraries that types stand in, other than those that are types themselves.
    private var scopes: [String] {
        let paths = Array(structPaths.values) + Array(enumPaths.values)
        let scopes = paths.flatMap { path in path.indices.dropLast().map { path[...$0].joined(separator: ".") } }
        return Set(scopes).subtracting(paths.map { $0.joined(separator: ".") }).subtracting(SwiftNames.ownTypes).subtracting([namespace]).sorted()
    }

    // MARK: What is emitted

    /// Adds the structs and enums to the contract, as aliases where another config has emitted them.
    ///
    /// - Parameter items: What holds them, which decides what structs conform to.
    mutating func emit(_ items: [SpecItem], into contract: inout Contract, sharing shared: inout SharedIndex) {
        contract.scopes = scopes
        emitEnums(into: &contract, sharing: &shared)
        emitStructs(items, into: &contract, sharing: &shared)
    }

    private mutating func emitEnums(into contract: inout Contract, sharing shared: inout SharedIndex) {
        for name in enumPaths.keys.sorted() {
            let path = enumPaths[name] ?? []
            var table = NameTable(reserved: ["unknown", "allCases"])
            let cases = (enumCases[name] ?? nil).map { names in
                names.map { name in
                    let member = SwiftNames.member(name)
                    let label = member.isEmpty ? "unnamed" : member
                    return EnumCase(name: name, label: table.claim([label, label + "_"]))
                }
            }
            let caseNames = cases.map { $0.map(\.name).joined(separator: ",") }
            let key = "enum \(name) \(caseNames ?? "?")"
            // Of an enum whose cases are unknown, nothing but its whole name says what it is.
            let moved = caseNames.map { "enum \(Self.ownName(name)) \($0)" }
            let alias = shared.existing(key, moved: moved)
            enumAliases[name] = alias
            shared.add(key, moved: moved, alias ?? full(path))
            enumKeys[name] = moved ?? key
            contract.enums.append(Enum(solidityName: name, path: path, cases: cases, alias: alias))
        }
    }

    /// What each struct conforms to: what is asked of structs, and what is asked of the items that hold it and could not conform without.
    private func structConformances(_ items: [SpecItem]) -> [String: Conformances] {
        var conformances = structs.mapValues { _ in Set(request.conformances["structs"] ?? []) }
        func ask(_ parameters: [SpecParameter], _ asked: [String]) {
            guard !asked.isEmpty else { return }
            for parameter in parameters where !parameter.components.isEmpty {
                conformances[knownStructName(parameter)]?.formUnion(asked)
                ask(parameter.components, asked)
            }
        }
        for item in items {
            switch item.kind {
            case .function:
                ask(item.inputs, request.conformances["calls"] ?? [])
                ask(item.outputs, request.conformances["returns"] ?? [])
            case .event: ask(item.inputs, request.conformances["events"] ?? [])
            case .error: ask(item.inputs, request.conformances["errors"] ?? [])
            case .constructor, .fallback, .receive: break
            }
        }
        return conformances.mapValues { $0.sorted() }
    }

    private mutating func emitStructs(_ items: [SpecItem], into contract: inout Contract, sharing shared: inout SharedIndex) {
        let conformances = structConformances(items)
        // Members before the structs that hold them, so that what those are aliases of is known.
        var done: Set<String> = []
        func visit(_ name: String, _ types: inout ContractTypes) {
            guard done.insert(name).inserted, let parameters = types.structs[name]?.parameters else { return }
            for parameter in parameters where !parameter.components.isEmpty { visit(types.knownStructName(parameter), &types) }
            let path = types.structPaths[name] ?? []
            let tuple = types.tuple(parameters)
            let conformances = conformances[name] ?? []
            let members = types.shape(parameters)
            types.structShapes[name] = members
            types.structDeclarations[name] = tuple.declaration
            let shape = "{\(members)} \(conformances)"
            let (key, moved) = ("struct \(name) \(shape)", "struct \(Self.ownName(name)) \(shape)")
            let alias = shared.existing(key, moved: moved)
            types.structAliases[name] = alias
            shared.add(key, moved: moved, alias ?? types.full(path))
            contract.structs.append(Struct(solidityName: name, path: path, tuple: tuple, alias: alias, conformances: conformances))
        }
        for name in structs.keys.sorted() { visit(name, &self) }
        contract.structs.sort { $0.solidityName < $1.solidityName }
    }
}

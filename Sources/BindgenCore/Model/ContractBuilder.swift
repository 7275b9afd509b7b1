import EVMCore

/// What the config asks of one contract.
struct ContractRequest {
    var name: String
    var sources: [String]
    /// Solidity's own name of the contract, which its structs are qualified with.
    var solidityNames: Set<String>
    /// Swift type names by signature or name.
    var renames: [String: String]
    /// Enum cases by name.
    var enums: [String: [String]]
    /// Conformances by kind of item.
    var conformances: [String: Conformances]
    /// Where to point when the config is to blame.
    var location: SourceLocation
}

/// Resolves and names a merged contract: types to Swift types, overloads to names, fields to offsets.
struct ContractBuilder {
    let namespace: String
    let request: ContractRequest
    var shared: SharedIndex
    /// Whether another config's functions, events and errors can be equal to these; to tell, each one's shape is spelt out.
    let sharesItems: Bool
    var contract: Contract
    var arrayLengths: Set<Int> = []

    /// What the full Swift names of all that is nested in the contract begin with.
    private let prefix: String
    private var structs: [String: (parameters: [SpecParameter], item: SpecItem)] = [:]
    private var structPaths: [String: [String]] = [:]
    private var structKeys: [String: String] = [:]
    private var structAliases: [String: String] = [:]
    private var enumAliases: [String: String] = [:]
    private var enumPaths: [String: [String]] = [:]
    private var enumCases: [String: [String]?] = [:]
    private var unnamedStructs: [String: String] = [:]
    private var declaredNames: Set<String> = []
    /// What ``shape(_:)`` and ``declaration(_:)`` say of the members of each struct that has been emitted.
    private var structShapes: [String: String] = [:]
    private var structDeclarations: [String: String] = [:]

    init(namespace: String, request: ContractRequest, shared: SharedIndex, sharesItems: Bool) {
        self.namespace = namespace
        self.request = request
        self.shared = shared
        self.sharesItems = sharesItems
        contract = Contract(name: request.name, sources: request.sources)
        prefix = "\(namespace).\(request.name)."
    }

    /// The full Swift name of something nested in the contract.
    private func full(_ path: [String]) -> String { prefix + path.joined(separator: ".") }

    mutating func build(_ merged: MergedSpec, _ diagnostics: inout Diagnostics) {
        let wanted = merged.items.sorted { ($0.signature, $0.location.line) < ($1.signature, $1.location.line) }
        enumCases = merged.enums
        for (name, cases) in request.enums { enumCases[name] = cases }
        let constructor = merged.hasBytecode ? merged.constructor : nil
        checkName(&diagnostics)
        for item in wanted + [constructor].compactMap({ $0 }) { noteDeclaredNames(item.inputs + item.outputs) }
        for item in wanted + [constructor].compactMap({ $0 }) {
            for (i, parameter) in item.inputs.enumerated() { collect(parameter, in: item, part: "\(i)", &diagnostics) }
            for (i, parameter) in item.outputs.enumerated() { collect(parameter, in: item, part: "Output\(i)", &diagnostics) }
        }
        nameTypes(&diagnostics)
        emitEnums()
        emitStructs(wanted)
        let kinds: [(kind: SpecItem.Kind, holder: String)] = [(.function, "calls"), (.event, "events"), (.error, "errors")]
        let items = kinds.map { kind in wanted.filter { $0.kind == kind.kind } }
        let names = named(zip(items, kinds).map { ($0, $1.holder) }, &diagnostics)
        let builder = self
        contract.functions = concurrentMap(Array(zip(items[0], names[0]))) { builder.function($0, $1) }
        contract.events = concurrentMap(Array(zip(items[1], names[1]))) { builder.event($0, $1) }
        contract.errors = concurrentMap(Array(zip(items[2], names[2]))) { builder.error($0, $1) }
        if let constructor { contract.constructor = tuple(constructor.inputs) }
        reportIdle(wanted, &diagnostics)
    }

    /// Renames and enum cases for what is not there are slips.
    private func reportIdle(_ items: [SpecItem], _ diagnostics: inout Diagnostics) {
        guard !request.renames.isEmpty || !request.enums.isEmpty else { return }
        let known = Set(items.flatMap { [$0.signature, "\($0.kind.rawValue) \($0.signature)"] }).union(structPaths.keys).union(
            enumPaths.keys)
        for name in request.renames.keys.sorted() where !known.contains(name) {
            diagnostics.warning("\"rename\" names \(name), which \(request.name) does not have", at: request.location)
        }
        for name in request.enums.keys.sorted() where enumPaths[name] == nil {
            diagnostics.warning("\"enums\" names \(name), which no item of \(request.name) uses", at: request.location)
        }
    }

    // MARK: Structs and enums

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

    /// A contract's name stands in the namespace, beside the lengths of fixed arrays, and may not hide the namespace itself.
    private func checkName(_ diagnostics: inout Diagnostics) {
        guard let reason = SwiftNames.conflict(ofEntry: request.name, in: namespace) else { return }
        diagnostics.error("contract \"\(request.name)\" \(reason); give it another \"name\"", at: request.location)
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
    private func knownStructName(_ parameter: SpecParameter) -> String {
        if let declared = parameter.declaredType, declared.isStruct { return declared.name }
        return unnamedStructs[Self.unnamedShape(parameter)] ?? ""
    }

    /// By what two structs are the same that have no name.
    private static func unnamedShape(_ parameter: SpecParameter) -> String {
        parameter.components.map { "\($0.type.canonicalName) \($0.name)" }.joined(separator: ",")
    }

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
        let all = Set(taken.keys)
        let scopes = (Array(structPaths.values) + Array(enumPaths.values)).flatMap { path in
            path.indices.dropLast().map { path[...$0].joined(separator: ".") }
        }
        contract.scopes = Set(scopes).subtracting(all).sorted()
    }

    private mutating func emitEnums() {
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
            structKeys[name] = moved ?? key
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

    private mutating func emitStructs(_ items: [SpecItem]) {
        let conformances = structConformances(items)
        // Members before the structs that hold them, so that what those are aliases of is known.
        var done: Set<String> = []
        func visit(_ name: String, _ builder: inout ContractBuilder) {
            guard done.insert(name).inserted, let parameters = builder.structs[name]?.parameters else { return }
            for parameter in parameters where !parameter.components.isEmpty { visit(builder.knownStructName(parameter), &builder) }
            let path = builder.structPaths[name] ?? []
            let tuple = builder.tuple(parameters)
            let conformances = conformances[name] ?? []
            let members = builder.shape(parameters)
            builder.structShapes[name] = members
            builder.structDeclarations[name] = tuple.declaration
            let shape = "{\(members)} \(conformances)"
            let (key, moved) = ("struct \(name) \(shape)", "struct \(Self.ownName(name)) \(shape)")
            let alias = builder.shared.existing(key, moved: moved)
            builder.structAliases[name] = alias
            builder.shared.add(key, moved: moved, alias ?? builder.full(path))
            builder.structKeys[name] = key
            builder.contract.structs.append(Struct(solidityName: name, path: path, tuple: tuple, alias: alias, conformances: conformances))
        }
        for name in structs.keys.sorted() { visit(name, &self) }
        contract.structs.sort { $0.solidityName < $1.solidityName }
    }

    // MARK: Items

    /// The names of each list of items; `kind` is what the config calls them.
    private mutating func named(_ lists: [(items: [SpecItem], kind: String)], _ diagnostics: inout Diagnostics) -> [[ItemNames]] {
        let builder = self
        var names: [[ItemNames]] = []
        for (list, found) in zip(lists, concurrentMap(lists) { builder.itemNames($0.items, kind: $0.kind) }) {
            for diagnostic in found.problems { diagnostics.add(diagnostic) }
            names.append(sharesItems ? aliased(found.names, of: list.items, kind: list.kind) : found.names)
        }
        return names
    }

    private func itemNames(_ items: [SpecItem], kind: String) -> (names: [ItemNames], problems: [Diagnostic]) {
        let descriptions = items.map { item in
            OverloadNames.Item(
                name: item.name, signature: item.signature + item.inputs.map { $0.isIndexed ? "i" : "" }.joined(separator: ","),
                parameters: item.inputs.map(\.name), makeTypes: { item.inputs.map(Self.typeWord) }, indexed: item.inputs.map(\.isIndexed))
        }
        var typeNames = OverloadNames.typeNames(descriptions, reserved: SwiftNames.holders.union([namespace]))
        for (i, item) in items.enumerated() where !request.renames.isEmpty {
            if let rename = request.renames[item.signature] ?? request.renames["\(item.kind.rawValue) \(item.signature)"] {
                typeNames[i] = SwiftNames.upperFirst(rename)
            }
        }
        var problems: [Diagnostic] = []
        var owners: [String: Int] = [:]
        owners.reserveCapacity(items.count)
        for (i, name) in typeNames.enumerated() {
            if let other = owners.updateValue(i, forKey: name) {
                problems.append(
                    Diagnostic(
                        at: items[i].location,
                        "\(items[i].signature) and \(items[other].signature) would both be called \(name) in Swift; add \"rename\": {\"\(items[i].signature)\": \"\(name)2\"} to contract \"\(request.name)\" of the config"
                    ))
            }
        }
        // Cases stand beside the types: one that begins with a digit has no small letter to tell it from its type.
        var cases = NameTable(reserved: Set(typeNames).union(["all", "encoded", "encodedLog"]))
        let conformances = request.conformances[kind] ?? []
        let names = zip(items, typeNames).map { item, typeName in
            let caseName = SwiftNames.lowerFirst(typeName)
            return ItemNames(
                name: item.name, signature: item.signature, typeName: typeName,
                caseName: cases.claim([caseName, caseName + "_"]), alias: nil,
                conformances: conformances, documentation: item.documentation)
        }
        return (names, problems)
    }

    /// The names with the types of another config that are equal.
    private mutating func aliased(_ names: [ItemNames], of items: [SpecItem], kind: String) -> [ItemNames] {
        let builder = self
        let shapes = concurrentMap(items) { "(\(builder.shape($0.inputs))) \(builder.shape($0.outputs))" }
        return names.indices.map { i in
            var (named, item) = (names[i], items[i])
            named.alias = shared.claim(
                "\(item.kind.rawValue) \(request.name).\(named.typeName) \(item.name)\(shapes[i]) \(item.stateMutability) \(item.isAnonymous ? "anonymous " : "")\(named.conformances.joined(separator: ","))",
                full([SwiftNames.upperFirst(kind), named.typeName]))
            return named
        }
    }

    private func function(_ item: SpecItem, _ names: ItemNames) -> Function {
        Function(
            names: names, selector: Selector(signature: names.signature).value, stateMutability: item.stateMutability,
            inputs: tuple(item.inputs, documentation: item.documentation?.parameters ?? [:]),
            outputs: tuple(item.outputs, documentation: item.documentation?.returns ?? [:]),
            returnConformances: request.conformances["returns"] ?? [])
    }

    private func event(_ item: SpecItem, _ names: ItemNames) -> Event {
        var labels = NameTable.labels(item.inputs.map(\.name))
        // An initialiser of these labels would be mistaken for the one that decodes a log.
        if labels == ["topics", "data"] { labels = ["topics_", "data_"] }
        let data = tuple(item.inputs.filter { !$0.isIndexed }, documentation: item.documentation?.parameters ?? [:])
        var topic = item.isAnonymous ? 0 : 32
        var dataFields = data.fields[...]
        let fields = zip(item.inputs, labels).map { parameter, label -> Field in
            guard parameter.isIndexed else {
                var field = dataFields.removeFirst()
                field.label = label
                return field
            }
            defer { topic += 32 }
            let documentation = item.documentation?.parameters[parameter.name]
            let type = typeRef(parameter)
            return Field(name: parameter.name, label: label, type: type, offset: topic, isIndexed: true, documentation: documentation)
        }
        return Event(names: names, topic0: keccak256(utf8: names.signature), isAnonymous: item.isAnonymous, fields: fields, data: data)
    }

    private func error(_ item: SpecItem, _ names: ItemNames) -> ErrorCase {
        ErrorCase(
            names: names, selector: Selector(signature: names.signature).value,
            inputs: tuple(item.inputs, documentation: item.documentation?.parameters ?? [:]))
    }

    // MARK: Types

    /// Lays parameters out one after another.
    func tuple(_ parameters: [SpecParameter], documentation: [String: String] = [:]) -> Tuple {
        var offset = 0
        var isDynamic = false
        var fields: [Field] = []
        for (parameter, label) in zip(parameters, NameTable.labels(parameters.map(\.name))) {
            fields.append(
                Field(
                    name: parameter.name, label: label, type: typeRef(parameter), offset: offset,
                    documentation: documentation[parameter.name]))
            offset += parameter.type.headSize
            isDynamic = isDynamic || parameter.type.isDynamic
        }
        return Tuple(fields: fields, headSize: offset, isDynamic: isDynamic, declaration: declaration(parameters))
    }

    private func typeRef(_ parameter: SpecParameter) -> TypeRef {
        func resolve(_ type: ABIType) -> TypeRef {
            switch type {
            case .array(let element): return .array(resolve(element))
            case .fixedArray(let element, let count): return .fixedArray(resolve(element), count)
            case .tuple:
                let name = knownStructName(parameter)
                let swiftName = structAliases[name] ?? full(structPaths[name] ?? [])
                let size = parameter.components.reduce(0) { $0 + $1.type.headSize }
                return .structure(swiftName, isDynamic: type.isDynamic, headSize: size)
            default:
                if let declared = parameter.declaredType, declared.isEnum, type == .uint(8) {
                    return .enumeration(enumAliases[declared.name] ?? full(enumPaths[declared.name] ?? []))
                }
                return .elementary(type)
            }
        }
        return resolve(parameter.type)
    }

    /// A type as a word of a name.
    private static func typeWord(_ parameter: SpecParameter) -> String {
        func word(_ type: ABIType) -> String {
            switch type {
            case .array(let element): return word(element) + "Array"
            case .fixedArray(let element, let count): return word(element) + "Array\(count)"
            case .tuple:
                return parameter.declaredType.map { SwiftNames.type($0.name.split(separator: ".").last.map(String.init) ?? $0.name) }
                    ?? "Tuple"
            default: return SwiftNames.type(type.canonicalName)
            }
        }
        return word(parameter.type)
    }

    /// A name without what declares it: a struct that only moved to another interface is the same struct.
    private static func ownName(_ name: String) -> Substring { name.split(separator: ".").last ?? Substring(name) }

    /// Everything that two equal items agree in, referenced structs and enums included.
    private func shape(_ parameters: [SpecParameter]) -> String {
        var parts: [String] = []
        for parameter in parameters {
            var type = parameter.type.canonicalName
            if !parameter.components.isEmpty {
                let name = knownStructName(parameter)
                let members = structShapes[name] ?? shape(structs[name]?.parameters ?? parameter.components)
                type += "=\(Self.ownName(name)){\(members)}"
            } else if let declared = parameter.declaredType, declared.isEnum {
                type += "=" + (structKeys[declared.name] ?? declared.name)
            }
            parts.append("\(type) \(parameter.isIndexed ? "indexed " : "")\(parameter.name)")
        }
        return parts.joined(separator: ",")
    }

    /// The parameters as Solidity writes them, structs expanded to tuples with their members' names.
    private func declaration(_ parameters: [SpecParameter]) -> String {
        var parts: [String] = []
        for parameter in parameters {
            let type = declaration(of: parameter.type, parameter)
            parts.append(parameter.name.isEmpty ? type : type + " " + parameter.name)
        }
        return parts.joined(separator: ",")
    }

    private func declaration(of type: ABIType, _ parameter: SpecParameter) -> String {
        switch type {
        case .array(let element): return declaration(of: element, parameter) + "[]"
        case .fixedArray(let element, let count): return "\(declaration(of: element, parameter))[\(count)]"
        case .tuple:
            let name = knownStructName(parameter)
            let members = structDeclarations[name] ?? declaration(structs[name]?.parameters ?? parameter.components)
            return "(\(members))"
        default: return type.canonicalName
        }
    }
}

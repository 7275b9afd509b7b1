import EVMCore

/// Resolves and names a merged contract: its types by ``ContractTypes``, overloads to names, fields to offsets.
struct ContractBuilder {
    let namespace: String
    let request: ContractRequest
    var shared: SharedIndex
    /// Whether another config's functions, events and errors can be equal to these; to tell, each one's shape is spelt out.
    let sharesItems: Bool
    private(set) var contract: Contract
    private var types: ContractTypes

    /// The lengths of fixed arrays that the runtime has no type for.
    var arrayLengths: Set<Int> { types.arrayLengths }

    init(namespace: String, request: ContractRequest, shared: SharedIndex, sharesItems: Bool) {
        self.namespace = namespace
        self.request = request
        self.shared = shared
        self.sharesItems = sharesItems
        contract = Contract(name: request.name, sources: request.sources)
        types = ContractTypes(namespace: namespace, request: request)
    }

    mutating func build(_ merged: MergedSpec, _ diagnostics: inout Diagnostics) {
        let wanted = merged.items.sorted { ($0.signature, $0.location.line) < ($1.signature, $1.location.line) }
        let constructor = merged.hasBytecode ? merged.constructor : nil
        checkName(&diagnostics)
        types.collect(wanted + [constructor].compactMap { $0 }, enums: merged.enums, &diagnostics)
        let kinds: [(kind: SpecItem.Kind, holder: String)] = [(.function, "calls"), (.event, "events"), (.error, "errors")]
        let lists = kinds.map { kind in (items: wanted.filter { $0.kind == kind.kind }, kind: kind.holder) }
        // Neither names nor types need the other.
        let before = self
        let (found, after) = concurrently {
            lists.map { before.itemNames($0.items, kind: $0.kind) }
        } _: {
            var builder = before
            builder.types.emit(wanted, into: &builder.contract, sharing: &builder.shared)
            return builder
        }
        self = after
        let names = named(lists, found, &diagnostics)
        let builder = self
        contract.functions = concurrentMap(Array(zip(lists[0].items, names[0]))) { builder.function($0, $1) }
        contract.events = concurrentMap(Array(zip(lists[1].items, names[1]))) { builder.event($0, $1) }
        contract.errors = concurrentMap(Array(zip(lists[2].items, names[2]))) { builder.error($0, $1) }
        if let constructor { contract.constructor = types.tuple(constructor.inputs) }
        reportIdle(wanted, &diagnostics)
    }

    /// A contract's name stands in the namespace, beside the lengths of fixed arrays, and may not hide the namespace itself.
    private func checkName(_ diagnostics: inout Diagnostics) {
        guard let reason = SwiftNames.conflict(ofEntry: request.name, in: namespace) else { return }
        diagnostics.error("contract \"\(request.name)\" \(reason); give it another \"name\"", at: request.location)
    }

    /// Renames and enum cases for what is not there are slips.
    private func reportIdle(_ items: [SpecItem], _ diagnostics: inout Diagnostics) {
        guard !request.renames.isEmpty || !request.enums.isEmpty else { return }
        let known = Set(items.flatMap { [$0.signature, "\($0.kind.rawValue) \($0.signature)"] }).union(types.structPaths.keys).union(
            types.enumPaths.keys)
        for name in request.renames.keys.sorted() where !known.contains(name) {
            diagnostics.warning("\"rename\" names \(name), which \(request.name) does not have", at: request.location)
        }
        for name in request.enums.keys.sorted() where types.enumPaths[name] == nil {
            diagnostics.warning("\"enums\" names \(name), which no item of \(request.name) uses", at: request.location)
        }
    }

    /// What was found for each list of items, with the types of other configs that are equal to some.
    private mutating func named(
        _ lists: [(items: [SpecItem], kind: String)], _ found: [(names: [ItemNames], problems: [Diagnostic])], _ diagnostics: inout Diagnostics
    ) -> [[ItemNames]] {
        zip(lists, found).map { list, found in
            for diagnostic in found.problems { diagnostics.add(diagnostic) }
            return sharesItems ? aliased(found.names, of: list.items, kind: list.kind) : found.names
        }
    }

    /// The names of a list of items, which the config calls `kind`.
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
        let types = types
        let shapes = concurrentMap(items) { "(\(types.shape($0.inputs))) \(types.shape($0.outputs))" }
        return names.indices.map { i in
            var (named, item) = (names[i], items[i])
            named.alias = shared.claim(
                "\(item.kind.rawValue) \(request.name).\(named.typeName) \(item.name)\(shapes[i]) \(item.stateMutability) \(item.isAnonymous ? "anonymous " : "")\(named.conformances.joined(separator: ","))",
                types.full([SwiftNames.upperFirst(kind), named.typeName]))
            return named
        }
    }

    private func function(_ item: SpecItem, _ names: ItemNames) -> Function {
        Function(
            names: names, selector: Selector(signature: names.signature).value, stateMutability: item.stateMutability,
            inputs: types.tuple(item.inputs, documentation: item.documentation?.parameters ?? [:]),
            outputs: types.tuple(item.outputs, documentation: item.documentation?.returns ?? [:]),
            returnConformances: request.conformances["returns"] ?? [])
    }

    private func event(_ item: SpecItem, _ names: ItemNames) -> Event {
        var labels = NameTable.labels(item.inputs.map(\.name))
        // An initialiser of these labels would be mistaken for the one that decodes a log.
        if labels == ["topics", "data"] { labels = ["topics_", "data_"] }
        let data = types.tuple(item.inputs.filter { !$0.isIndexed }, documentation: item.documentation?.parameters ?? [:])
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
            let type = types.typeRef(parameter)
            return Field(name: parameter.name, label: label, type: type, offset: topic, isIndexed: true, documentation: documentation)
        }
        return Event(names: names, topic0: keccak256(utf8: names.signature), isAnonymous: item.isAnonymous, fields: fields, data: data)
    }

    private func error(_ item: SpecItem, _ names: ItemNames) -> ErrorCase {
        ErrorCase(
            names: names, selector: Selector(signature: names.signature).value,
            inputs: types.tuple(item.inputs, documentation: item.documentation?.parameters ?? [:]))
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
}

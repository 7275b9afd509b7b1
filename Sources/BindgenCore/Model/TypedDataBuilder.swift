import EVMCore

/// Resolves the EIP-712 types of one `typedData` entry of a config.
struct TypedDataBuilder {
    let namespace: String
    let name: String
    let sources: [String]
    /// The contract of the same name, whose structs get the conformance where they have the same members.
    let contract: Contract?
    var shared: SharedIndex

    /// Where to point when the config is to blame.
    let location: SourceLocation

    private var types: [String: [TypedDataMember]] = [:]
    private var swiftNames: [String: String] = [:]

    init(namespace: String, name: String, sources: [String], contract: Contract?, shared: SharedIndex, location: SourceLocation) {
        self.namespace = namespace
        self.name = name
        self.sources = sources
        self.contract = contract
        self.shared = shared
        self.location = location
    }

    mutating func build(_ specs: [TypedDataSpec], _ diagnostics: inout Diagnostics) -> TypedDataGroup {
        var group = TypedDataGroup(name: name, sources: sources, extendsContract: contract != nil, types: [], domainFields: [])
        if contract == nil, let reason = SwiftNames.conflict(ofEntry: name, in: namespace) {
            diagnostics.error("typedData \"\(name)\" \(reason); give it another \"name\"", at: location)
        }
        for spec in specs {
            for (type, members) in spec.types.sorted(by: { $0.key < $1.key }) {
                if let known = types[type], known != members {
                    diagnostics.error(
                        "struct \(type) has other members here than in another spec of typedData \"\(name)\"; give it an entry of its own",
                        at: spec.location)
                }
                types[type] = members
            }
            addDomain(spec, to: &group, &diagnostics)
        }
        let structs = Dictionary((contract?.structs ?? []).map { ($0.path.last ?? "", $0) }) { first, _ in first }
        var names = NameTable(reserved: SwiftNames.ownTypes.union([namespace]))
        // Each type's string repeats all that it refers to, so that together they may be as long as the square of what declares them.
        var length = 0
        // Dependencies first, so that a struct is only matched with a contract's where all it refers to is.
        for type in order() {
            let parameters = (types[type] ?? [])
            let fields = self.fields(parameters)
            let encodeType = encodeType(type)
            length += encodeType.utf8.count
            guard length <= DynamicTypedDataSchema.maximumLength else {
                diagnostics.error(
                    "the type strings of typedData \"\(name)\" have more than \(DynamicTypedDataSchema.maximumLength >> 20) MB together", at: location)
                break
            }
            let existing = structs[SwiftNames.isTypeName(type) ? type : SwiftNames.type(type)].flatMap { isSame($0, fields) ? $0 : nil }
            let root = [namespace, name].joined(separator: ".")
            let typeHash = keccak256(utf8: encodeType)
            if let existing {
                let swiftName = existing.alias ?? ([root] + existing.path).joined(separator: ".")
                swiftNames[type] = swiftName
                let key = "typed \(swiftName) \(encodeType)"
                group.types.append(
                    TypedDataType(
                        name: type, swiftName: swiftName, structure: nil, isShared: shared.existing(key) != nil, encodeType: encodeType,
                        typeHash: typeHash,
                        members: hashed(
                            zip(fields, existing.tuple.fields).map { field, own in
                                var field = field
                                field.type = own.type
                                return field
                            })))
                shared.add(key, swiftName)
                continue
            }
            let plain = SwiftNames.isTypeName(type) ? type : SwiftNames.type(type)
            let isTaken = structs[plain] != nil
            let path = (isTaken ? ["TypedData"] : []) + [names.claim([plain, plain + "_"])]
            let key = "typed \(type) \(encodeType)"
            let alias = shared.existing(key)
            let swiftName = alias ?? ([root] + path).joined(separator: ".")
            swiftNames[type] = swiftName
            shared.add(key, swiftName)
            let declaration = parameters.map { "\($0.type) \($0.name)" }.joined(separator: ",")
            let tuple = Tuple(fields: fields, headSize: 32 * fields.count, isDynamic: false, declaration: declaration)
            group.types.append(
                TypedDataType(
                    name: type, swiftName: swiftName,
                    structure: Struct(solidityName: type, path: path, tuple: tuple, alias: alias), isShared: alias != nil,
                    encodeType: encodeType,
                    typeHash: typeHash, members: hashed(fields)))
        }
        group.types.sort { $0.name < $1.name }
        return group
    }

    private func addDomain(_ spec: TypedDataSpec, to group: inout TypedDataGroup, _ diagnostics: inout Diagnostics) {
        guard let fields = spec.domainFields else { return }
        let ordered = EIP712Domain.fields.map(\.name).filter(fields.contains)
        if !group.domainFields.isEmpty,
            group.domainFields != ordered || group.domainName != spec.domainName || group.domainVersion != spec.domainVersion
        {
            diagnostics.error(
                "the domain differs from another spec's of typedData \"\(name)\"; give this one an entry of its own", at: spec.location)
        }
        group.domainFields = ordered
        group.domainName = spec.domainName
        group.domainVersion = spec.domainVersion
    }

    /// The types, each behind those it refers to. The reader has refused types that refer to themselves.
    private func order() -> [String] {
        var done: [String] = []
        var seen: Set<String> = []
        // Without a stack of calls, so that no chain of types exhausts it.
        for root in types.keys.sorted() where seen.insert(root).inserted {
            var open = [(type: root, rest: references(of: root)[...])]
            while let last = open.indices.last {
                if let next = open[last].rest.popFirst() {
                    if seen.insert(next).inserted { open.append((next, references(of: next)[...])) }
                } else {
                    done.append(open.removeLast().type)
                }
            }
        }
        return done
    }

    /// The struct types that a type's own members are of.
    private func references(of type: String) -> [String] { (types[type] ?? []).map { Self.base($0.type) }.filter { types[$0] != nil } }

    private static func base(_ type: String) -> String {
        type.split(separator: "[", omittingEmptySubsequences: false).first.map(String.init) ?? type
    }

    /// The type string with all types that it refers to.
    private func encodeType(_ type: String) -> String {
        var referenced: Set<String> = []
        var waiting = [type]
        while let next = waiting.popLast() {
            for reference in references(of: next) where referenced.insert(reference).inserted { waiting.append(reference) }
        }
        referenced.remove(type)
        return TypedData.encodeType(type, referringTo: referenced) { name in
            TypedData.declaration(name, members: (types[name] ?? []).map { ($0.type, $0.name) })
        }
    }

    private func fields(_ members: [TypedDataMember]) -> [Field] {
        let labels = NameTable.labels(members.map(\.name))
        return zip(members, labels).enumerated().map { i, pair in
            Field(name: pair.0.name, label: pair.1, type: typeRef(pair.0.type), offset: 32 * i)
        }
    }

    /// The members behind the type hash.
    private func hashed(_ fields: [Field]) -> [Field] {
        fields.map { field in
            var field = field
            field.offset += 32
            return field
        }
    }

    private func typeRef(_ type: String) -> TypeRef {
        if type.hasSuffix("]"), let open = type.lastIndex(of: "[") {
            let element = typeRef(String(type[..<open]))
            let length = type[type.index(after: open)...].dropLast()
            return Int(length).map { .fixedArray(element, $0) } ?? .array(element)
        }
        if let name = swiftNames[type] { return .structure(name, isDynamic: false, headSize: 32) }
        // The reader has checked the types.
        return .elementary((try? ABIType(parsing: type)) ?? .bytes)
    }

    /// Whether a contract's struct has the members of the EIP-712 type: the same names and types, enums being their numbers.
    private func isSame(_ structure: Struct, _ fields: [Field]) -> Bool {
        // An enum is hashed as its number, which an array of enums cannot be.
        func same(_ a: TypeRef, _ b: TypeRef, isMember: Bool = false) -> Bool {
            switch (a, b) {
            case (.elementary(let a), .elementary(let b)): a == b
            case (.enumeration, .elementary(let b)): isMember && b == .uint(8)
            case (.structure(let a, _, _), .structure(let b, _, _)): a == b
            case (.array(let a), .array(let b)): same(a, b)
            case (.fixedArray(let a, let n), .fixedArray(let b, let m)): n == m && same(a, b)
            default: false
            }
        }
        let own = structure.tuple.fields
        return own.count == fields.count && zip(own, fields).allSatisfy { $0.name == $1.name && same($0.type, $1.type, isMember: true) }
    }
}

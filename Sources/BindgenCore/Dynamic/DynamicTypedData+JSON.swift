import EVMCore

extension DynamicTypedData {
    /// Reads an `eth_signTypedData_v4` document: `types`, `primaryType`, `domain` and `message`.
    ///
    /// Strict where wallets differ: every member of every struct has to be there and no other; the domain has any of the five fields and no
    /// other, and where `EIP712Domain` is declared it declares exactly those, in EIP-712's order. Where `EIP712Domain` is the primary type, the
    /// message, of which nothing would be signed, has to be empty or missing.
    public init(json: JSONNode) throws(DynamicFailure) {
        guard json.object != nil else { throw DynamicFailure("an object is expected, not \(json.value.kind)") }
        let types = try Self.types(json)
        let primaryType = try json.text("primaryType")
        do {
            let schema = try DynamicTypedDataSchema(types: types, primaryType: primaryType)
            let domain = try Self.domain(json, declared: types[EIP712Domain.typeName])
            try self.init(schema: schema, domain: domain, message: try Self.message(json, schema))
        } catch let error as DynamicTypedDataError {
            throw DynamicFailure(error)
        } catch let error as DynamicFailure {
            throw error
        } catch {
            throw DynamicFailure("\(error)")
        }
    }

    /// The answer of `typed-data hash` to a document.
    public static func answer(_ json: JSONNode) throws(DynamicFailure) -> JSONOutput {
        let data = try DynamicTypedData(json: json)
        return [
            "domainSeparator": .string(data.domain.separator.hex), "structHash": .string(data.structHash.hex),
            "digest": .string(data.digest.hex), "encodeType": .string(data.encodeType), "typeHash": .string(data.typeHash.hex),
        ]
    }

    private static func types(_ json: JSONNode) throws(DynamicFailure) -> [String: [DynamicTypedDataSchema.Member]] {
        guard let node = json["types"] else { throw DynamicFailure("'types' is missing", at: "types") }
        guard let object = node.object else { throw DynamicFailure("an object is expected, not \(node.value.kind)", at: "types") }
        var types: [String: [DynamicTypedDataSchema.Member]] = [:]
        for type in object {
            let path = "types.\(type.key)"
            guard let elements = type.value.array else {
                throw DynamicFailure("an array of members is expected, not \(type.value.value.kind)", at: path)
            }
            var members: [DynamicTypedDataSchema.Member] = []
            for (index, element) in elements.enumerated() {
                do {
                    members.append(DynamicTypedDataSchema.Member(name: try element.text("name"), type: try element.text("type")))
                } catch {
                    throw error.inside("\(path)[\(index)].")
                }
            }
            // Two names that differ in bytes and are equal to Swift would overwrite each other.
            guard types.updateValue(members, forKey: type.key) == nil else { throw DynamicFailure("the type is declared twice", at: path) }
        }
        return types
    }

    // MARK: - Domain

    private static func domain(
        _ json: JSONNode, declared: [DynamicTypedDataSchema.Member]?
    ) throws(DynamicFailure) -> EIP712Domain {
        guard let node = json["domain"] else { throw DynamicFailure("'domain' is missing; write {} for an empty one", at: "domain") }
        guard let object = node.object else { throw DynamicFailure("an object is expected, not \(node.value.kind)", at: "domain") }
        var values: [String: DynamicABIValue] = [:]
        for member in object {
            let path = "domain.\(member.key)"
            guard let field = EIP712Domain.fields.first(where: { $0.name.utf8.elementsEqual(member.key.utf8) }) else {
                throw DynamicFailure(DynamicTypedDataError(.unknownDomainField(member.key)).reason, at: path)
            }
            do {
                values[field.name] = try DynamicABIValue(json: member.value, as: field.type)
            } catch {
                throw error.inside(path)
            }
        }
        let domain = EIP712Domain(values)
        guard let declared else { return domain }
        let declaration = TypedData.declaration(EIP712Domain.typeName, members: declared.map { ($0.type, $0.name) })
        guard declaration.utf8.elementsEqual(domain.encodeType.utf8) else {
            let names = Set(declared.map(\.name))
            if let missing = declared.first(where: { values[$0.name] == nil }) {
                throw DynamicFailure(DynamicTypedDataError(.missingMember(missing.name), path: "domain"))
            }
            if let extra = values.keys.sorted().first(where: { !names.contains($0) }) {
                throw DynamicFailure("EIP712Domain declares no '\(extra)'", at: "domain.\(extra)")
            }
            throw DynamicFailure(
                DynamicTypedDataError(.domainMismatch(declared: declaration, expected: domain.encodeType)).reason, at: "types.EIP712Domain")
        }
        return domain
    }

    // MARK: - Message

    private static func message(_ json: JSONNode, _ schema: DynamicTypedDataSchema) throws(DynamicFailure) -> DynamicTypedDataValue {
        guard let node = json["message"] else {
            if schema.signsDomainAlone { return .structure([:]) }
            throw DynamicFailure("'message' is missing", at: "message")
        }
        do {
            return try value(node, .structure(schema.primaryType), schema)
        } catch {
            throw error.inside("message")
        }
    }

    private static func value(
        _ json: JSONNode, _ type: DynamicTypedDataSchema.MemberType, _ schema: DynamicTypedDataSchema
    ) throws(DynamicFailure) -> DynamicTypedDataValue {
        switch (json.value, type) {
        case (.null, .structure(let name)) where schema.structures[name]?.isRecursive == true: return .null
        case (_, .atomic(let type)): return .atomic(try DynamicABIValue(json: json, as: type))
        case (.array(let elements), .array(let element, _)):
            var values: [DynamicTypedDataValue] = []
            values.reserveCapacity(elements.count)
            for (index, node) in elements.enumerated() {
                do {
                    values.append(try value(node, element, schema))
                } catch {
                    throw error.inside("[\(index)]")
                }
            }
            return .array(values)
        case (.object(let object), .structure(let name)):
            let members = schema.structures[name]?.members ?? []
            var values: [String: DynamicTypedDataValue] = [:]
            for node in object {
                guard let member = members.first(where: { $0.name.utf8.elementsEqual(node.key.utf8) }) else {
                    throw DynamicFailure("\(name) has no member '\(node.key)'", at: "." + node.key)
                }
                do {
                    values[member.name] = try value(node.value, member.type, schema)
                } catch {
                    throw error.inside("." + member.name)
                }
            }
            return .structure(values)
        default: throw DynamicFailure("\(type) is expected, not \(json.value.kind)")
        }
    }
}

extension EIP712Domain {
    /// A domain of values that have the fields' types.
    fileprivate init(_ values: [String: DynamicABIValue]) {
        func text(_ field: String) -> String? {
            if case .string(let text)? = values[field] { text } else { nil }
        }
        var chainId: UInt256?
        var verifyingContract: Address?
        var salt: Bytes32?
        if case .uint(let value)? = values["chainId"] { chainId = value }
        if case .address(let value)? = values["verifyingContract"] { verifyingContract = value }
        if case .fixedBytes(let value)? = values["salt"] { salt = Bytes32(value) }
        self.init(name: text("name"), version: text("version"), chainId: chainId, verifyingContract: verifyingContract, salt: salt)
    }
}

import EVMCore

/// Reads EIP-712 documents in the shape of `eth_signTypedData_v4`: `types`, `primaryType`, and optionally `domain`; a `message` is not looked at.
struct TypedDataReader {
    private(set) var diagnostics = Diagnostics()

    /// One document's message type; nil where there is a problem, which is then told.
    mutating func read(_ root: JSONNode) -> TypedDataSpec? {
        let problems = diagnostics.all.count
        guard root.expectObject("an EIP-712 document", &diagnostics) != nil else { return nil }
        guard let types = root["types"] else {
            diagnostics.error("this EIP-712 document lacks 'types'", at: root.location)
            return nil
        }
        var declarations = TypedDataDeclarations()
        var domainFields: [String]?
        for member in types.expectObject("'types'", &diagnostics) ?? [] {
            guard let list = members(member.value, of: member.key) else { continue }
            if member.key == EIP712Domain.typeName {
                domainFields = self.domainFields(list, at: member.keyLocation)
            } else {
                declarations.declare(member.key, list, at: member.keyLocation, &diagnostics)
            }
        }
        guard diagnostics.all.count == problems else { return nil }
        declarations.check(&diagnostics)
        let primaryType = self.primaryType(root, declarations)
        var spec = TypedDataSpec(primaryType: primaryType ?? "", types: declarations.types, location: root.location)
        spec.domainFields = domainFields
        if let domain = root["domain"] { read(domain, into: &spec) }
        return diagnostics.all.count == problems ? spec : nil
    }

    private mutating func primaryType(_ root: JSONNode, _ declarations: TypedDataDeclarations) -> String? {
        guard let node = root["primaryType"] else {
            diagnostics.error("this EIP-712 document lacks 'primaryType', the struct type that is signed", at: root.location)
            return nil
        }
        guard let name = node.expectString("'primaryType'", &diagnostics) else { return nil }
        guard declarations.members[name] != nil else {
            let advice = Suggestion.nearest(to: name, among: declarations.names).map { "; is it '\($0)'?" } ?? ""
            diagnostics.error(
                name == EIP712Domain.typeName
                    ? "'primaryType' names the domain, not a message"
                    : "'primaryType' names '\(name)', which is not among the types\(advice)",
                at: node.location)
            return nil
        }
        return name
    }

    private mutating func members(_ node: JSONNode, of name: String) -> [TypedDataDeclarations.Member]? {
        let problems = diagnostics.all.count
        var members: [TypedDataDeclarations.Member] = []
        for element in node.expectArray("the members of '\(name)'", &diagnostics) ?? [] {
            guard element.expectObject("a member of '\(name)'", &diagnostics) != nil else { continue }
            var texts: [String] = []
            for key in ["name", "type"] {
                guard let value = element[key] else {
                    diagnostics.error("this member of '\(name)' lacks '\(key)'", at: element.location)
                    continue
                }
                if let text = value.expectString("'\(key)'", &diagnostics) { texts.append(text) }
            }
            guard texts.count == 2 else { continue }
            members.append(
                TypedDataDeclarations.Member(name: texts[0], type: texts[1], location: element["type"]?.location ?? element.location))
        }
        return diagnostics.all.count == problems ? members : nil
    }

    // MARK: - Domain

    private mutating func domainFields(_ members: [TypedDataDeclarations.Member], at location: SourceLocation) -> [String] {
        var last = -1
        for member in members {
            guard let index = EIP712Domain.fields.firstIndex(where: { $0.name == member.name }) else {
                reportUnknownField(member.name, at: member.location)
                continue
            }
            if member.type != EIP712Domain.fields[index].type.canonicalName {
                diagnostics.error(
                    "the domain's '\(member.name)' is of type \(EIP712Domain.fields[index].type), not '\(member.type)'", at: member.location)
            }
            if index <= last {
                diagnostics.error(
                    "EIP-712 orders a domain's fields name, version, chainId, verifyingContract, salt, each at most once",
                    at: member.location)
            }
            last = index
        }
        return members.map(\.name)
    }

    private mutating func reportUnknownField(_ name: String, at location: SourceLocation) {
        diagnostics.error(
            "a domain has no field '\(name)': it has name, version, chainId, verifyingContract and salt, or some of them", at: location)
    }

    private mutating func read(_ domain: JSONNode, into spec: inout TypedDataSpec) {
        guard let members = domain.expectObject("'domain'", &diagnostics) else { return }
        for member in members {
            if !EIP712Domain.fields.contains(where: { $0.name == member.key }) {
                reportUnknownField(member.key, at: member.keyLocation)
            } else if let declared = spec.domainFields, !declared.contains(member.key) {
                diagnostics.error("the domain's '\(member.key)' is not declared in EIP712Domain", at: member.keyLocation)
            }
        }
        if spec.domainFields == nil, !members.isEmpty {
            spec.domainFields = EIP712Domain.fields.map(\.name).filter { domain[$0] != nil }
        }
        spec.domainName = domain["name"]?.expectString("the domain's 'name'", &diagnostics)
        spec.domainVersion = domain["version"]?.expectString("the domain's 'version'", &diagnostics)
    }
}

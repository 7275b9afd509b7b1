import EVMCore

extension Renderer {
    func typedDataFile(_ group: TypedDataGroup) -> String {
        var out = CodePrinter()
        let root = "\(model.namespace).\(group.name)"
        if !group.domainFields.isEmpty {
            out.line()
            out.block("nonisolated extension \(root)") { domain(group, &$0) }
        }
        if group.types.contains(where: { ($0.structure?.path.count ?? 1) > 1 }) {
            out.line()
            out.block("extension \(root)") { out in
                out.doc("EIP-712 structs that have a name, but not the members, of a struct of the contract.")
                out.line("\(access) enum TypedData {}")
            }
        }
        for type in group.types {
            if let structure = type.structure {
                let (outer, name) = Self.split(structure.path)
                out.line()
                out.block("extension \(([root] + outer).joined(separator: "."))") { self.structure(structure, name, kind: "EIP-712's", &$0) }
            }
            guard !type.isShared else { continue }
            out.line()
            out.block("nonisolated extension \(type.swiftName): EVMCore.TypedStruct") { out in
                let t = type.typeHash.words
                let literal = [t.0, t.1, t.2, t.3].map(hexLiteral).joined(separator: ", ")
                out.line("\(access) static var encodeType: Swift.String { \(swiftLiteral(type.encodeType)) }")
                out.line("\(access) static var typeHash: EVMCore.Bytes32 { EVMCore.Bytes32(\(literal)) }")
                out.block("\(access) func structHash() -> EVMCore.Bytes32") { out in
                    let parameters = type.members.isEmpty ? "_, _" : "w, s"
                    out.block("EVMCore.TypedData.hash(Self.typeHash, words: \(type.members.count + 1))") { out in
                        // The closure's parameters stand on a line of their own, as a block's header ends in a brace.
                        out.line("(\(parameters.replacing(", ", with: ": inout EVMCore.ABIWriter, ")): EVMCore.ABISlot) in")
                        for member in type.members {
                            out.line(member.type.hash("self.\(member.spelling)", member.offset))
                        }
                    }
                }
            }
        }
        return file(group.sources, [out])
    }

    private func domain(_ group: TypedDataGroup, _ out: inout CodePrinter) {
        var parameters: [String] = []
        var arguments: [String] = []
        let types = [
            "name": "Swift.String", "version": "Swift.String", "chainId": "EVMCore.UInt256", "verifyingContract": "EVMCore.Address",
            "salt": "EVMCore.Bytes32",
        ]
        for field in group.domainFields {
            let fixed = field == "name" ? group.domainName : field == "version" ? group.domainVersion : nil
            if let fixed {
                arguments.append("\(field): \(swiftLiteral(fixed))")
            } else {
                parameters.append("\(field): \(types[field] ?? "Swift.String")")
                arguments.append("\(field): \(field)")
            }
        }
        out.doc("The EIP-712 domain that \(group.name)'s messages are signed under.")
        out.block("\(access) static func domain(\(parameters.joined(separator: ", "))) -> EVMCore.EIP712Domain") { out in
            out.line("EVMCore.EIP712Domain(\(arguments.joined(separator: ", ")))")
        }
    }
}

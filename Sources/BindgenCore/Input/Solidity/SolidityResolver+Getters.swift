extension SolidityResolver {
    /// What a public state variable's getter takes and returns, as solc makes it.
    mutating func getter(_ type: SolidityType, in namespace: String) throws(Refusal) -> ([SpecParameter], [SpecParameter]) {
        var inputs: [SpecParameter] = []
        var type = type
        while true {
            switch type {
            case .mapping(let key, let keyName, let value, _):
                let resolved = try resolve(key, in: namespace)
                inputs.append(
                    parameter(SolidityParameter(name: keyName, type: key, line: key.place.line, column: key.place.column), resolved))
                type = value
                continue
            case .array(let element, _):
                let index = SolidityName(text: "uint256", line: type.place.line, column: type.place.column)
                let position = SolidityType.named(index, isPayable: false)
                let resolved = try resolve(position, in: namespace)
                inputs.append(parameter(SolidityParameter(name: "", type: position, line: index.line, column: index.column), resolved))
                type = element
                continue
            case .named, .function: break
            }
            break
        }
        return (inputs, try getterOutputs(type, in: namespace))
    }

    private mutating func getterOutputs(_ type: SolidityType, in namespace: String) throws(Refusal) -> [SpecParameter] {
        guard case .named(let name, _) = type, let structure = try structureMembers(name, in: namespace) else {
            let resolved = try resolve(type, in: namespace)
            return [parameter(SolidityParameter(name: "", type: type, line: type.place.line, column: type.place.column), resolved)]
        }
        var outputs: [SpecParameter] = []
        for member in structure.members {
            switch member.type {
            case .mapping, .array: continue
            case .named, .function: outputs.append(parameter(member, try resolve(member.type, in: structure.namespace)))
            }
        }
        guard !outputs.isEmpty else { throw Refusal(message: "all members of '\(name.text)' are arrays or mappings", place: name) }
        return outputs
    }
}

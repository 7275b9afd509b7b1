import EVMCore

extension ContractTypes {
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

    func typeRef(_ parameter: SpecParameter) -> TypeRef {
        func resolve(_ type: ABIType) -> TypeRef {
            switch type {
            case .array(let element): return .array(resolve(element))
            case .fixedArray(let element, let count): return .fixedArray(resolve(element), count)
            case .tuple:
                let name = knownStructName(parameter)
                let swiftName = structAliases[name] ?? full(structPaths[name] ?? [])
                let size = parameter.components.headSize
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

    /// A name without what declares it: a struct that only moved to another interface is the same struct.
    static func ownName(_ name: String) -> Substring { name.split(separator: ".").last ?? Substring(name) }

    /// Everything that two equal items agree in, referenced structs and enums included.
    func shape(_ parameters: [SpecParameter]) -> String {
        var parts: [String] = []
        for parameter in parameters {
            var type = parameter.type.canonicalName
            if !parameter.components.isEmpty {
                let name = knownStructName(parameter)
                let members = structShapes[name] ?? shape(structs[name]?.parameters ?? parameter.components)
                type += "=\(Self.ownName(name)){\(members)}"
            } else if let declared = parameter.declaredType, declared.isEnum {
                type += "=" + (enumKeys[declared.name] ?? declared.name)
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

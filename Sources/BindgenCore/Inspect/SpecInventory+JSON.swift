import EVMCore

extension SpecInventory {
    /// The inventory in the form that tools read; an anonymous event has no `topic0`. A contract that declares no constructor has Solidity's, without
    /// inputs; EIP-712 types have none.
    public var json: JSONOutput {
        [
            "contract": JSONOutput(contract),
            "release": JSONOutput(release),
            "constructor": constructor == nil && !typedData.isEmpty ? .null : ["inputs": Self.json(constructor?.inputs ?? [])],
            "functions": .array(functions.map(Self.function)),
            "events": .array(events.map(Self.event)),
            "errors": .array(errors.map(Self.error)),
            "structs": .array(structs.map(Self.structure)),
            "enums": .array(enums.map(Self.enumeration)),
            "typedData": .array(typedData.map(Self.typedStructure)),
        ]
    }

    private static func function(_ item: Item) -> JSONOutput {
        [
            "name": .string(item.item.name), "signature": .string(item.signature), "selector": .string(item.selector),
            "stateMutability": .string(item.item.stateMutability),
            "inputs": json(item.item.inputs), "outputs": json(item.item.outputs),
        ]
    }

    private static func event(_ item: Item) -> JSONOutput {
        [
            "name": .string(item.item.name), "signature": .string(item.signature),
            "topic0": item.item.isAnonymous ? .null : .string(item.hash.hex), "anonymous": .bool(item.item.isAnonymous),
            "inputs": json(item.item.inputs, isEvent: true),
        ]
    }

    private static func error(_ item: Item) -> JSONOutput {
        [
            "name": .string(item.item.name), "signature": .string(item.signature), "selector": .string(item.selector),
            "inputs": json(item.item.inputs),
        ]
    }

    private static func structure(_ structure: Structure) -> JSONOutput {
        [
            "name": .string(structure.name), "type": .string(structure.type.canonicalName), "members": json(structure.members),
        ]
    }

    private static func enumeration(_ name: String, _ cases: [String]?) -> JSONOutput {
        ["name": .string(name), "cases": cases.map { .array($0.map { .string($0) }) } ?? .null]
    }

    private static func typedStructure(_ structure: TypedStructure) -> JSONOutput {
        [
            "name": .string(structure.name), "encodeType": .string(structure.encodeType), "typeHash": .string(structure.typeHash.hex),
        ]
    }

    private static func json(_ parameters: [SpecParameter], isEvent: Bool = false) -> JSONOutput {
        .array(
            parameters.map { parameter in
                var members = [
                    JSONOutput.Member("name", .string(parameter.name)), JSONOutput.Member("type", .string(parameter.type.canonicalName)),
                ]
                if let name = parameter.structName { members.append(JSONOutput.Member("struct", .string(name))) }
                if isEvent { members.append(JSONOutput.Member("indexed", .bool(parameter.isIndexed))) }
                return .object(members)
            })
    }
}

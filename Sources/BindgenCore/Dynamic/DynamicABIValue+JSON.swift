import EVMCore

extension DynamicABIValue {
    /// Reads a value from JSON by its type.
    ///
    /// Integers are decimal or `0x` texts, or JSON integers that fit 64 bits; bytes are `0x` texts; a tuple is an array, or an object by member
    /// name (an unnamed member by its position, `"0"`).
    /// - Parameter names: the members of the innermost tuple, as ``ABIParameter/components`` has them; empty where no names are known.
    public init(json: JSONNode, as type: ABIType, names: [ABIParameter] = []) throws(DynamicFailure) {
        switch (json.value, type) {
        case (.array(let elements), .array(let element)):
            self = .array(try Self.elements(elements, element, names))
        case (.array(let elements), .fixedArray(let element, let count)):
            guard elements.count == count else { throw DynamicFailure("\(type) has \(count) elements, not \(elements.count)") }
            self = .array(try Self.elements(elements, element, names))
        case (_, .tuple(let types)):
            let members = names.count == types.count ? names : types.map { ABIParameter(type: $0) }
            self = .tuple(try Self.list(json: json, as: members))
        case (.bool(let value), .bool): self = .bool(value)
        case (.integer(let digits), .uint), (.integer(let digits), .int), (.string(let digits), .uint), (.string(let digits), .int):
            self = try DynamicABIValue(scalar: digits, as: type)
        case (.string(let text), .address), (.string(let text), .fixedBytes), (.string(let text), .function), (.string(let text), .bytes),
            (.string(let text), .string):
            self = try DynamicABIValue(scalar: text, as: type)
        case (.number, .uint), (.number, .int):
            throw DynamicFailure("\(type) is expected; write it without fraction and exponent, in quotes where it exceeds 64 bits")
        default: throw DynamicFailure("\(type) is expected, not \(json.value.kind)")
        }
    }

    private static func elements(
        _ elements: [JSONNode], _ type: ABIType, _ names: [ABIParameter]
    ) throws(DynamicFailure) -> [DynamicABIValue] {
        var values: [DynamicABIValue] = []
        values.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            do {
                values.append(try DynamicABIValue(json: element, as: type, names: names))
            } catch {
                throw error.inside("[\(index)]")
            }
        }
        return values
    }

    /// Reads a tuple's members, or a call's arguments: an array in order, or an object by name.
    ///
    /// A step of a path is the member's name where it has one, unless `byPosition`.
    static func list(
        json: JSONNode, as members: [ABIParameter], byPosition: Bool = false
    ) throws(DynamicFailure) -> [DynamicABIValue] {
        let nodes: [JSONNode]
        switch json.value {
        case .array(let elements):
            guard elements.count == members.count else {
                throw DynamicFailure("\(members.count) values are expected, not \(elements.count)")
            }
            nodes = elements
        case .object(let object): nodes = try ordered(object, as: members)
        default: throw DynamicFailure("an array, or an object by name, is expected, not \(json.value.kind)")
        }
        var values: [DynamicABIValue] = []
        values.reserveCapacity(members.count)
        for (index, (member, node)) in zip(members, nodes).enumerated() {
            do {
                values.append(try DynamicABIValue(json: node, as: member.type, names: member.components))
            } catch {
                let usesPosition = member.name.isEmpty || (byPosition && json.array != nil)
                throw error.inside(usesPosition ? "[\(index)]" : "." + member.name)
            }
        }
        return values
    }

    private static func ordered(_ object: [JSONMember], as members: [ABIParameter]) throws(DynamicFailure) -> [JSONNode] {
        let keys = members.jsonKeys
        // Names are ASCII, so that equal strings are equal bytes on this side; a key with the same bytes is the same key.
        var byKey: [String: JSONNode] = [:]
        for member in object { byKey[member.key] = member.value }
        var nodes: [JSONNode] = []
        for key in keys {
            guard let node = byKey.removeValue(forKey: key) else { throw DynamicFailure("'\(key)' is missing", at: "." + key) }
            nodes.append(node)
        }
        if let extra = object.first(where: { byKey[$0.key] != nil }) {
            let known = keys.isEmpty ? "there are none" : "there are \(keys.joined(separator: ", "))"
            throw DynamicFailure("nothing is called '\(extra.key)'; \(known)", at: "." + extra.key)
        }
        return nodes
    }
}

extension [ABIParameter] {
    /// The key of each in a JSON object: its name; its position (`"0"`, which no name can be) where it has none or an earlier one has the same.
    var jsonKeys: [String] {
        var seen: Set<String> = []
        return enumerated().map { index, parameter in
            guard !parameter.name.isEmpty, seen.insert(parameter.name).inserted else { return String(index) }
            return parameter.name
        }
    }
}

extension DynamicABIValue {
    /// The value as JSON: integers as decimal texts, addresses with their checksum, bytes as `0x` texts, tuples as arrays.
    public var json: JSONOutput {
        switch self {
        case .uint(let value): .string(value.description)
        case .int(let value): .string(value.description)
        case .address(let value): .string(value.checksummed)
        case .bool(let value): .bool(value)
        case .fixedBytes(let bytes), .bytes(let bytes): .string(bytes.hex)
        case .function(let address, let selector): .string(address.hex + selector.hex.dropFirst(2))
        case .string(let text): .string(text)
        case .array(let values), .tuple(let values): .array(values.map(\.json))
        }
    }

    /// The value as JSON with tuples as objects by member name, where any member has one.
    func json(names: [ABIParameter]) -> JSONOutput {
        guard names.contains(where: { !$0.name.isEmpty || !$0.components.isEmpty }) else { return json }
        switch self {
        case .array(let values): return .array(values.map { $0.json(names: names) })
        case .tuple(let values):
            guard names.contains(where: { !$0.name.isEmpty }) else {
                return .array(zip(values, names).map { $0.json(names: $1.components) })
            }
            return .object(
                zip(values, zip(names.jsonKeys, names)).map { value, member in
                    JSONOutput.Member(member.0, value.json(names: member.1.components))
                })
        default: return json
        }
    }
}

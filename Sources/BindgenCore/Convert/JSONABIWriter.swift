import EVMCore

/// Writes a spec as a JSON ABI in solc's shape.
///
/// The keys stand in the order `type, name, inputs, outputs, stateMutability, anonymous`, parameters' in
/// `name, type, internalType, components, indexed`; items in the document's order. NatSpec has no place in a JSON ABI.
public enum JSONABIWriter {
    /// The ABI's text: an array, two spaces a level, with a newline at the end.
    public static func abi(of document: SpecDocument) -> String {
        JSONWriter.write(.array(document.items.map(item)))
    }

    /// The text of the sidecar that holds what a JSON ABI has no place for: each enum's case names, `null` where they are unknown.
    ///
    /// nil where the document has no enums.
    public static func enums(of document: SpecDocument) -> String? {
        let enums = document.allEnums
        guard !enums.isEmpty else { return nil }
        return JSONWriter.write(
            .object(
                enums.sorted { $0.key < $1.key }.map { name, cases in
                    JSONOutput.Member(name, cases.map { .array($0.map { .string($0) }) } ?? .null)
                }))
    }

    private static func item(_ item: SpecItem) -> JSONOutput {
        var members: [JSONOutput.Member] = [JSONOutput.Member("type", .string(item.kind.rawValue))]
        let isEvent = item.kind == .event
        switch item.kind {
        case .function, .event, .error: members.append(JSONOutput.Member("name", .string(item.name)))
        case .constructor, .fallback, .receive: break
        }
        if item.kind != .fallback && item.kind != .receive {
            members.append(JSONOutput.Member("inputs", parameters(item.inputs, isEvent: isEvent)))
        }
        if item.kind == .function { members.append(JSONOutput.Member("outputs", parameters(item.outputs, isEvent: false))) }
        switch item.kind {
        case .event: members.append(JSONOutput.Member("anonymous", .bool(item.isAnonymous)))
        case .error: break
        case .function, .constructor, .fallback, .receive:
            members.append(JSONOutput.Member("stateMutability", .string(item.stateMutability)))
        }
        return .object(members)
    }

    private static func parameters(_ list: [SpecParameter], isEvent: Bool) -> JSONOutput {
        .array(
            list.map { parameter in
                var members: [JSONOutput.Member] = [
                    JSONOutput.Member("name", .string(parameter.name)), JSONOutput.Member("type", .string(parameter.type.jsonName)),
                ]
                if let internalType = parameter.internalType { members.append(JSONOutput.Member("internalType", .string(internalType))) }
                if !parameter.components.isEmpty {
                    members.append(JSONOutput.Member("components", parameters(parameter.components, isEvent: false)))
                }
                if isEvent { members.append(JSONOutput.Member("indexed", .bool(parameter.isIndexed))) }
                return .object(members)
            })
    }
}

extension ABIType {
    /// The type as a JSON ABI writes it: `tuple[]`, with the members in another place.
    var jsonName: String {
        switch self {
        case .tuple: "tuple"
        case .array(let element): element.jsonName + "[]"
        case .fixedArray(let element, let count): element.jsonName + "[\(count)]"
        default: canonicalName
        }
    }
}

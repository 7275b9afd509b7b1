import EVMCore

/// Signatures and types that lines give as text; a stream repeats few of them, so that they are kept.
struct DynamicDeclarations {
    private var signatures: [String: ABISignature] = [:]
    private var types: [String: ABIType] = [:]
    private static let limit = 4096

    mutating func signature(_ text: String, at path: String) throws(DynamicFailure) -> ABISignature {
        if let known = signatures[text] { return known }
        let signature: ABISignature
        do {
            signature = try ABISignature(parsing: text)
        } catch {
            throw DynamicFailure(error, at: path)
        }
        if signatures.count >= Self.limit { signatures.removeAll() }
        signatures[text] = signature
        return signature
    }

    /// The parameters that `"types": […]` of a line stands for.
    mutating func parameters(_ line: JSONNode) throws(DynamicFailure) -> [ABIParameter] {
        guard let node = line["types"] else { throw DynamicFailure("'types' is missing", at: "types") }
        guard let elements = node.array else { throw DynamicFailure("an array is expected, not \(node.value.kind)", at: "types") }
        var parameters: [ABIParameter] = []
        for (index, element) in elements.enumerated() {
            let path = "types[\(index)]"
            guard let text = element.string else { throw DynamicFailure("a string is expected, not \(element.value.kind)", at: path) }
            parameters.append(ABIParameter(type: try type(text, at: path)))
        }
        return parameters
    }

    private mutating func type(_ text: String, at path: String) throws(DynamicFailure) -> ABIType {
        if let known = types[text] { return known }
        let type: ABIType
        do {
            type = try ABIType(parsing: text)
        } catch {
            throw DynamicFailure(error, at: path)
        }
        if types.count >= Self.limit { types.removeAll() }
        types[text] = type
        return type
    }
}

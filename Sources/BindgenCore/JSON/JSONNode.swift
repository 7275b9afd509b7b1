/// A JSON value that knows where it stands.
public struct JSONNode: Sendable {
    /// The value.
    public let value: JSONValue
    let offset: Int
    let source: JSONSource

    /// The value's line and column.
    public var location: SourceLocation { source.location(of: offset) }

    /// The member of that name; nil where there is none, or the value is no object.
    public subscript(key: String) -> JSONNode? {
        guard case .object(let members) = value else { return nil }
        return members.first { Self.haveSameBytes($0.key, key) }?.value
    }

    /// Strings would hold composed and decomposed characters equal; the bytes decide.
    private static func haveSameBytes(_ a: String, _ b: String) -> Bool {
        let (a, b) = (a.utf8, b.utf8)
        guard a.count == b.count else { return false }
        let isSame = a.withContiguousStorageIfAvailable { a in b.withContiguousStorageIfAvailable { b in a.elementsEqual(b) } }
        return (isSame ?? nil) ?? a.elementsEqual(b)
    }

    /// The text of a string.
    public var string: String? {
        if case .string(let text) = value { text } else { nil }
    }

    /// The elements of an array.
    public var array: [JSONNode]? {
        if case .array(let elements) = value { elements } else { nil }
    }

    /// The members of an object, in the text's order.
    public var object: [JSONMember]? {
        if case .object(let members) = value { members } else { nil }
    }

    /// A truth value.
    public var bool: Bool? {
        if case .bool(let value) = value { value } else { nil }
    }

    /// Whether it is `null`.
    public var isNull: Bool {
        if case .null = value { true } else { false }
    }

    /// How `node` is reached from here: `args[2].price`, empty for this value itself; nil where `node` is not within.
    public func path(to node: JSONNode) -> String? {
        guard source === node.source else { return nil }
        var current = self
        var path = ""
        while current.offset != node.offset {
            switch current.value {
            case .array(let elements):
                guard let index = elements.lastIndex(where: { $0.offset <= node.offset }) else { return nil }
                path += "[\(index)]"
                current = elements[index]
            case .object(let members):
                guard let member = members.last(where: { $0.value.offset <= node.offset }) else { return nil }
                path += path.isEmpty ? member.key : ".\(member.key)"
                current = member.value
            default: return nil
            }
        }
        return path
    }
}

/// What a ``JSONNode`` holds.
public enum JSONValue: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number without fraction and exponent, in decimal digits; it fits 64 bits, signed or unsigned.
    case integer(String)
    /// Any other number, as written.
    case number(String)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONNode])
    /// An object, its members in the text's order; no two have one name.
    case object([JSONMember])

    /// The kind with its article, for messages: `a string`.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// One member of a JSON object.
public struct JSONMember: Sendable {
    /// The name.
    public let key: String
    /// The value.
    public let value: JSONNode
    let keyOffset: Int

    /// Where the name stands.
    public var keyLocation: SourceLocation { value.source.location(of: keyOffset) }
}

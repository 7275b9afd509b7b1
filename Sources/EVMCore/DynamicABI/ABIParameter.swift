/// A parameter, an output or a struct's member: a type, and the names that go with it.
public struct ABIParameter: Sendable, Hashable {
    /// The name; empty where none is given.
    public var name: String
    /// The type, with tuples in full.
    public var type: ABIType
    /// The members, where the innermost element of ``type`` is a tuple; empty for every other type, or where no names are known.
    public var components: [ABIParameter]
    /// Whether an event carries it as a topic.
    public var isIndexed: Bool

    /// Creates a parameter.
    public init(name: String = "", type: ABIType, components: [ABIParameter] = [], isIndexed: Bool = false) {
        self.name = name
        self.type = type
        self.components = components
        self.isIndexed = isIndexed
    }
}

/// The types of what lies side by side: a tuple's members or an array's elements.
package enum DynamicABISequence {
    case members([ABIType])
    case elements(ABIType, count: Int)

    package var count: Int {
        switch self {
        case .members(let types): types.count
        case .elements(_, let count): count
        }
    }

    package subscript(index: Int) -> ABIType {
        switch self {
        case .members(let types): types[index]
        case .elements(let type, _): type
        }
    }

    /// The bytes that the heads take together; `Int.max` where that does not fit.
    package var headSize: Int {
        switch self {
        case .members(let types): types.reduce(0) { ABIType.saturatingSum($0, $1.headSize) }
        case .elements(let type, let count): ABIType.saturatingProduct(type.headSize, count)
        }
    }

    /// The step of a path that leads to a part: `[3]`, `.price`.
    package func step(to index: Int, names: [ABIParameter]) -> String {
        if case .members = self, index < names.count, !names[index].name.isEmpty { return "." + names[index].name }
        return "[\(index)]"
    }

    /// The names for what is inside a part.
    package func names(inside index: Int, of names: [ABIParameter]) -> [ABIParameter] {
        guard case .members = self else { return names }
        return index < names.count ? names[index].components : []
    }
}

extension ABIError {
    /// The same error with a path that begins at a list of parameters: `ops[2]…`, or `args[0]…` where the parameter has no name.
    package consuming func rooted() -> ABIError {
        if path.utf8.first == UInt8(ascii: ".") {
            path.removeFirst()
        } else if !path.isEmpty {
            path = "args" + path
        }
        return self
    }
}

extension ABIType {
    /// Refuses what only a type put together by hand can be: a width that Solidity lacks, parts that take no room, endless nesting.
    package func validate(depth: Int = 0) throws(ABIError) {
        guard depth <= Self.maximumDepth else { throw ABIError(.invalidType("a type of more than \(Self.maximumDepth) levels")) }
        switch self {
        case .uint(let bits), .int(let bits):
            guard (8...256).contains(bits), bits % 8 == 0 else { throw ABIError(.invalidType(canonicalName)) }
        case .fixedBytes(let count):
            guard (1...32).contains(count) else { throw ABIError(.invalidType(canonicalName)) }
        case .address, .bool, .function, .bytes, .string: break
        case .array(let element): try element.validate(depth: depth + 1)
        case .fixedArray(let element, let count):
            guard count > 0 else { throw ABIError(.invalidType("an array of length \(count)")) }
            try element.validate(depth: depth + 1)
        case .tuple(let members):
            guard !members.isEmpty else { throw ABIError(.invalidType("an empty tuple")) }
            for member in members { try member.validate(depth: depth + 1) }
        }
    }
}

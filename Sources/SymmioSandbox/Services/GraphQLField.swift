import EVMClient

/// One field of a GraphQL query with its arguments, variables put in, and the fields that it selects.
///
/// As much of GraphQL's grammar as questions to a subgraph take: one operation, fields, arguments, lists, input objects, variables, enum
/// values, numbers and strings. No fragments, directives or aliases.
struct GraphQLField: Sendable {
    let name: String
    let arguments: [String: JSONValue]
    let selection: [GraphQLField]

    /// Reads the fields of the operation in `text`.
    static func parse(_ text: String, variables: JSONValue) throws(GraphQLFault) -> [GraphQLField] {
        var parser = GraphQLParser(tokens: try GraphQLParser.tokens(text)[...], variables: variables)
        return try parser.operation()
    }
}

/// Why a query is not answered.
struct GraphQLFault: Error {
    let message: String
}

private struct GraphQLParser {
    enum Token: Equatable {
        case name(String)
        case variable(String)
        case number(String)
        case string(String)
        case punctuation(Character)
    }

    var tokens: ArraySlice<Token>
    let variables: JSONValue
    private var depth = 0

    private static let deepest = 16
    private static let longest = 20_000

    init(tokens: ArraySlice<Token>, variables: JSONValue) {
        self.tokens = tokens
        self.variables = variables
    }

    static func tokens(_ text: String) throws(GraphQLFault) -> [Token] {
        guard text.utf8.count <= longest else { throw GraphQLFault(message: "the query is too long") }
        var tokens: [Token] = []
        var rest = text[...]
        func isWord(_ character: Character) -> Bool { character.isASCII && (character.isLetter || character.isNumber || character == "_") }
        while let first = rest.first {
            if first.isWhitespace || first == "," {
                rest.removeFirst()
            } else if first == "\"" {
                rest.removeFirst()
                guard let end = rest.firstIndex(of: "\"") else { throw GraphQLFault(message: "Syntax error: a string has no end") }
                tokens.append(.string(String(rest[..<end])))
                rest = rest[rest.index(after: end)...]
            } else if first == "$" {
                let word = rest.dropFirst().prefix(while: isWord)
                tokens.append(.variable(String(word)))
                rest = rest.dropFirst(word.count + 1)
            } else if (first.isASCII && first.isNumber) || first == "-" {
                // Other numbers, such as ½, are no word's part: nothing would be taken off, for ever.
                let word = rest.prefix { $0 == "-" || $0 == "." || isWord($0) }
                tokens.append(.number(String(word)))
                rest = rest.dropFirst(word.count)
            } else if isWord(first) {
                let word = rest.prefix(while: isWord)
                tokens.append(.name(String(word)))
                rest = rest.dropFirst(word.count)
            } else if "{}()[]:!=".contains(first) {
                tokens.append(.punctuation(first))
                rest.removeFirst()
            } else {
                throw GraphQLFault(message: "Syntax error: unexpected '\(first)'")
            }
        }
        return tokens
    }

    mutating func operation() throws(GraphQLFault) -> [GraphQLField] {
        if tokens.first == .name("query") {
            tokens.removeFirst()
            if case .name? = tokens.first { tokens.removeFirst() }
            // The declarations of variables say nothing that the values do not.
            if tokens.first == .punctuation("(") {
                while let token = tokens.popFirst(), token != .punctuation(")") {}
            }
        }
        let fields = try selection()
        guard tokens.isEmpty else { throw GraphQLFault(message: "Syntax error: one operation is answered, not several") }
        return fields
    }

    private mutating func selection() throws(GraphQLFault) -> [GraphQLField] {
        try expect("{")
        try enter()
        var fields: [GraphQLField] = []
        while tokens.first != .punctuation("}") {
            guard case .name(let name)? = tokens.popFirst() else { throw GraphQLFault(message: "Syntax error: a field's name is expected") }
            var arguments: [String: JSONValue] = [:]
            if tokens.first == .punctuation("(") {
                tokens.removeFirst()
                arguments = try members(until: ")")
            }
            let selection = tokens.first == .punctuation("{") ? try selection() : []
            fields.append(GraphQLField(name: name, arguments: arguments, selection: selection))
        }
        tokens.removeFirst()
        depth -= 1
        return fields
    }

    private mutating func members(until end: Character) throws(GraphQLFault) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        while tokens.first != .punctuation(end) {
            guard case .name(let name)? = tokens.popFirst() else { throw GraphQLFault(message: "Syntax error: an argument's name is expected") }
            try expect(":")
            members[name] = try value()
        }
        tokens.removeFirst()
        return members
    }

    private mutating func value() throws(GraphQLFault) -> JSONValue {
        switch tokens.popFirst() {
        case .variable(let name): return variables[name] ?? .null
        case .number(let digits): return .number(digits)
        case .string(let text): return .string(text)
        case .name("true"): return true
        case .name("false"): return false
        case .name("null"): return .null
        case .name(let name): return .string(name)
        case .punctuation("{"):
            try enter()
            let members = try members(until: "}")
            depth -= 1
            return .object(members)
        case .punctuation("["):
            try enter()
            var elements: [JSONValue] = []
            while tokens.first != .punctuation("]") { elements.append(try value()) }
            tokens.removeFirst()
            depth -= 1
            return .array(elements)
        default: throw GraphQLFault(message: "Syntax error: a value is expected")
        }
    }

    private mutating func enter() throws(GraphQLFault) {
        depth += 1
        if depth > Self.deepest { throw GraphQLFault(message: "the query nests too deeply") }
    }

    private mutating func expect(_ character: Character) throws(GraphQLFault) {
        guard tokens.popFirst() == .punctuation(character) else { throw GraphQLFault(message: "Syntax error: '\(character)' is expected") }
    }
}

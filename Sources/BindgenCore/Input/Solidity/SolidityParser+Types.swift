extension SolidityParser {
    /// Types inside types, function types' parameters and mappings' values included.
    private static var nestingLimit: Int { 32 }

    /// Reads a type.
    mutating func type(depth: Int = 0) throws(Diagnostic) -> SolidityType {
        guard depth < Self.nestingLimit else { throw failure("types are nested more than \(Self.nestingLimit) deep") }
        var type = try unsuffixedType(depth: depth)
        var dimensions = 0
        while current.matches("[") {
            dimensions += 1
            guard dimensions <= Self.nestingLimit else { throw failure("an array has more than \(Self.nestingLimit) dimensions") }
            advance()
            type = .array(of: type, length: try arrayLength())
            try expect("]", "after the array's length")
        }
        return type
    }

    private mutating func unsuffixedType(depth: Int) throws(Diagnostic) -> SolidityType {
        if current.matches("mapping"), following.matches("(") { return try mapping(depth: depth) }
        if current.matches("function"), following.matches("(") { return try functionType(depth: depth) }
        let name = try dottedName("a type")
        return .named(name, isPayable: name.text == "address" && take("payable"))
    }

    private mutating func arrayLength() throws(Diagnostic) -> SolidityType.Length? {
        if current.matches("]") { return nil }
        if current.kind == .word { return .constant(try dottedName("an array's length")) }
        guard current.kind == .number, let length = Self.wholeNumber(current.text) else {
            throw failure("an array's length is a whole number or the name of a constant that is one, not \(found)")
        }
        guard length > 0 else { throw failure("an array's length cannot be 0") }
        advance()
        return .literal(length)
    }

    /// `1_000` and `0x10`; nil for anything else and for what does not fit.
    static func wholeNumber(_ text: String) -> Int? {
        let digits = text.filter { $0 != "_" }
        if digits.hasPrefix("0x") || digits.hasPrefix("0X") { return Int(digits.dropFirst(2), radix: 16) }
        return Int(digits)
    }

    private mutating func mapping(depth: Int) throws(Diagnostic) -> SolidityType {
        let place = SolidityName(text: "mapping", line: current.line, column: current.column)
        advance()
        try expect("(", "after 'mapping'")
        let key = try type(depth: depth + 1)
        let keyName = current.kind == .word ? try word("a name").text : ""
        try expect("=", "in a mapping")
        try expect(">", "in a mapping")
        let value = try type(depth: depth + 1)
        if current.kind == .word { advance() }
        try expect(")", "after a mapping's value")
        return .mapping(key: key, keyName: keyName, value: value, place)
    }

    private mutating func functionType(depth: Int) throws(Diagnostic) -> SolidityType {
        let place = SolidityName(text: "function", line: current.line, column: current.column)
        advance()
        let inputs = try parameters(depth: depth + 1)
        var visibility = ""
        var mutability = "nonpayable"
        var outputs: [SolidityParameter] = []
        loop: while current.kind == .word {
            switch current.text {
            case "external", "internal": visibility = current.text
            case "pure", "view", "payable": mutability = current.text
            case "returns":
                advance()
                outputs = try parameters(depth: depth + 1)
                continue loop
            default: break loop
            }
            advance()
        }
        return .function(inputs: inputs, outputs: outputs, visibility: visibility, mutability: mutability, place)
    }

    /// Reads `(type [where] [indexed] [name], …)`.
    mutating func parameters(depth: Int = 0) throws(Diagnostic) -> [SolidityParameter] {
        try expect("(", "before the parameters")
        var list: [SolidityParameter] = []
        if take(")") { return list }
        repeat {
            var parameter = SolidityParameter(name: "", type: try type(depth: depth), line: 0, column: 0)
            let place = parameter.type.place
            (parameter.line, parameter.column) = (place.line, place.column)
            while current.kind == .word {
                switch current.text {
                case "memory", "calldata", "storage": break
                case "indexed": parameter.isIndexed = true
                default:
                    guard parameter.name.isEmpty else {
                        throw failure("expected ',' or ')' after the parameter '\(parameter.name)', found \(found)")
                    }
                    parameter.name = current.text
                }
                advance()
            }
            list.append(parameter)
        } while take(",")
        try expect(")", "after the parameters")
        return list
    }
}

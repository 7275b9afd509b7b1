extension ABISignature {
    /// Reads a signature, with or without names, or a one-line declaration.
    ///
    /// Taken are `f(uint256,(address,bytes)[])`, the same with names behind the types, a leading `function`, `event` or `error`, `indexed` and
    /// data locations behind a type, `anonymous`, state mutability and visibility, `returns (…)` and a final semicolon.
    /// - Throws: ``ABITypeError``, which says what is wrong at which character.
    public init(parsing text: String) throws(ABITypeError) {
        var parser = SignatureParser(text)
        self = try parser.signature()
    }
}

extension [ABIParameter] {
    /// Reads a list such as `(uint256 quoteId,(address addr,bool isPartyB) account)`.
    /// - Throws: ``ABITypeError``, which says what is wrong at which character.
    public init(parsing text: String) throws(ABITypeError) {
        var parser = SignatureParser(text)
        self = try parser.list(depth: 0)
        try parser.end()
    }
}

/// A cursor over a declaration's UTF-8.
private struct SignatureParser {
    private let text: [UInt8]
    private var offset = 0

    init(_ text: String) { self.text = Array(text.utf8) }

    mutating func signature() throws(ABITypeError) -> ABISignature {
        var name = try identifier("a name")
        var kind: ABISignature.Kind?
        skipSpaces()
        if next != UInt8(ascii: "("), let keyword = ABISignature.Kind(rawValue: name) {
            kind = keyword
            name = try identifier("a name")
        }
        let parameters = try list(depth: 0)
        var outputs: [ABIParameter] = []
        var isAnonymous = false
        trailer: while true {
            skipSpaces()
            let start = offset
            switch word() {
            case "anonymous": isAnonymous = true
            case "returns": outputs = try list(depth: 0)
            case "external", "public", "view", "pure", "payable", "nonpayable", "virtual", "override": break
            default:
                offset = start
                break trailer
            }
        }
        if take(";") { skipSpaces() }
        try end()
        return ABISignature(kind: kind, name: name, parameters: parameters, outputs: outputs, isAnonymous: isAnonymous)
    }

    /// `(T1 name1,T2 name2,…)`, which may be empty.
    mutating func list(depth: Int) throws(ABITypeError) -> [ABIParameter] {
        guard depth <= ABIType.maximumDepth else { throw ABITypeError(.tooDeep, offset: offset) }
        skipSpaces()
        guard take("(") else { throw ABITypeError(.expected("'('"), offset: offset) }
        var parameters: [ABIParameter] = []
        skipSpaces()
        if take(")") { return parameters }
        while true {
            parameters.append(try parameter(depth: depth))
            skipSpaces()
            if take(")") { return parameters }
            guard take(",") else { throw ABITypeError(.expected("',' or ')'"), offset: offset) }
        }
    }

    func end() throws(ABITypeError) {
        guard offset < text.count else { return }
        throw ABITypeError(.trailingText(String(decoding: text[offset...].prefix(40), as: UTF8.self)), offset: offset)
    }

    private mutating func parameter(depth: Int) throws(ABITypeError) -> ABIParameter {
        skipSpaces()
        let start = offset
        var result: ABIParameter
        if next == UInt8(ascii: "(") || isTupleKeyword {
            if next != UInt8(ascii: "(") { offset += "tuple".utf8.count }
            let components = try list(depth: depth + 1)
            let suffix = typeText()
            do {
                let type = try ABIType(parsing: "tuple" + suffix, tupleMembers: components.map(\.type))
                result = ABIParameter(type: type, components: components)
            } catch {
                throw ABITypeError(error.kind, offset: start)
            }
        } else {
            do {
                result = ABIParameter(type: try ABIType(parsing: typeText()))
            } catch {
                throw ABITypeError(error.kind, offset: start + error.offset)
            }
        }
        while true {
            skipSpaces()
            let word = word()
            switch word {
            case "memory", "calldata", "storage", "payable": continue
            case "indexed": result.isIndexed = true
            case "": return result
            default:
                result.name = word
                return result
            }
        }
    }

    private var isTupleKeyword: Bool {
        let keyword = "tuple".utf8
        guard text[offset...].starts(with: keyword) else { return false }
        let after = text[(offset + keyword.count)...].first { $0 != 0x20 && $0 != 0x09 }
        return after == UInt8(ascii: "(")
    }

    private var next: UInt8? { offset < text.count ? text[offset] : nil }

    private mutating func skipSpaces() {
        while let byte = next, byte == 0x20 || byte == 0x09 { offset += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    /// Everything up to what can only follow a type.
    private mutating func typeText() -> String {
        let start = offset
        while let byte = next, byte > 0x20, !"(),;".utf8.contains(byte) { offset += 1 }
        return String(decoding: text[start..<offset], as: UTF8.self)
    }

    /// Letters, digits, `_` and `$`; may be empty.
    private mutating func word() -> String {
        let start = offset
        while let byte = next {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"), UInt8(ascii: "$"): offset += 1
            default: return String(decoding: text[start..<offset], as: UTF8.self)
            }
        }
        return String(decoding: text[start..<offset], as: UTF8.self)
    }

    private mutating func identifier(_ what: String) throws(ABITypeError) -> String {
        skipSpaces()
        let start = offset
        if let byte = next, (0x30...0x39).contains(byte) { throw ABITypeError(.expected(what), offset: start) }
        let name = word()
        guard !name.isEmpty else { throw ABITypeError(.expected(what), offset: start) }
        return name
    }
}

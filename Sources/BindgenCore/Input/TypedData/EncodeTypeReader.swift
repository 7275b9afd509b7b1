import EVMCore

/// Reads bare encodeType strings: `Mail(Person from,string contents)Person(string name,address wallet)`.
struct EncodeTypeReader {
    private(set) var diagnostics = Diagnostics()

    /// Strings as a JSON array holds them, or Foundry's `forge eip712 --json`: objects with `path`, `type` and `hash`.
    mutating func read(_ elements: [JSONNode]) -> [TypedDataSpec] {
        elements.compactMap { element in
            if element.string != nil { return read(element, hash: nil) }
            guard element.expectObject("an encodeType entry", &diagnostics) != nil else { return nil }
            guard let type = element["type"] else {
                diagnostics.error("this entry lacks 'type', the encodeType string", at: element.location)
                return nil
            }
            return read(type, hash: element["hash"])
        }
    }

    private mutating func read(_ node: JSONNode, hash: JSONNode?) -> TypedDataSpec? {
        guard let text = node.expectString("an encodeType", &diagnostics) else { return nil }
        var start = node.location
        start.column += 1
        guard let spec = read(text, at: start) else { return nil }
        guard let hash else { return spec }
        guard let stated = hash.expectString("'hash'", &diagnostics) else { return nil }
        let actual = keccak256(utf8: text).hex
        guard stated.lowercased() == actual else {
            diagnostics.error("the hash of this type is \(actual), not \(stated)", at: hash.location)
            return nil
        }
        return spec
    }

    /// A text with one string a line; empty lines and lines that start with `#` or `//` are passed over.
    mutating func read(text: [UInt8], file: String) -> [TypedDataSpec] {
        var specs: [TypedDataSpec] = []
        for (index, line) in text.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated() {
            let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
            guard let first = line.firstIndex(where: { !isSpace($0) }), let last = line.lastIndex(where: { !isSpace($0) }) else { continue }
            let content = line[first...last]
            guard !content.starts(with: "#".utf8), !content.starts(with: "//".utf8) else { continue }
            let location = SourceLocation(file: file, line: index + 1, column: first - line.startIndex + 1)
            guard diagnostics.all.count < 100 else {
                diagnostics.error("more problems follow from here on and are not told", at: location)
                break
            }
            if let spec = read(String(decoding: content, as: UTF8.self), at: location) { specs.append(spec) }
        }
        return specs
    }

    /// Whether a line looks like an encodeType rather than Solidity.
    static func seemsEncodeType(_ line: some Sequence<UInt8>) -> Bool {
        let name = line.prefix { SolidityNames.isNameByte($0) }
        return !name.isEmpty && line.dropFirst(name.count).first { _ in true } == UInt8(ascii: "(")
    }

    // MARK: - One string

    private mutating func read(_ text: String, at start: SourceLocation) -> TypedDataSpec? {
        let problems = diagnostics.all.count
        var parser = Parser(text: Array(text.utf8), start: start)
        do throws(Diagnostic) {
            var declarations = TypedDataDeclarations()
            while !parser.isAtEnd {
                let location = parser.location()
                let (name, members) = try parser.declaration()
                declarations.declare(name, members, at: location, &diagnostics)
            }
            guard let primaryType = declarations.names.first else {
                diagnostics.error("an encodeType is missing here", at: start)
                return nil
            }
            declarations.check(&diagnostics)
            guard diagnostics.all.count == problems else { return nil }
            checkOrder(declarations, primaryType)
            guard diagnostics.all.count == problems else { return nil }
            return TypedDataSpec(primaryType: primaryType, types: declarations.types, location: start)
        } catch {
            diagnostics.add(error)
            return nil
        }
    }

    /// The types behind the first are those it refers to, sorted: the string is hashed as it stands.
    private mutating func checkOrder(_ declarations: TypedDataDeclarations, _ primaryType: String) {
        let referred = declarations.names.dropFirst()
        let reached = declarations.reachable(from: primaryType)
        for name in referred where !reached.contains(name) {
            diagnostics.error(
                "'\(primaryType)' does not refer to '\(name)', which stands in its encodeType", at: declarations.locations[name])
        }
        for (first, second) in zip(referred, referred.dropFirst()) where !first.utf8.lexicographicallyPrecedes(second.utf8) {
            diagnostics.error(
                "EIP-712 sorts the types that are referred to: '\(second)' goes before '\(first)'", at: declarations.locations[second])
        }
    }

    private struct Parser {
        let text: [UInt8]
        let start: SourceLocation
        private var position = 0
        /// How far characters were counted, and how many there were: a long line is walked once, however many places in it are asked for.
        private var counted = (bytes: 0, characters: 0)

        init(text: [UInt8], start: SourceLocation) {
            self.text = text
            self.start = start
        }

        var isAtEnd: Bool { position >= text.count }

        /// Where the parser stands.
        mutating func location() -> SourceLocation {
            counted.characters += text[counted.bytes..<position].count { $0 & 0xc0 != 0x80 }
            counted.bytes = position
            var location = start
            location.column += counted.characters
            return location
        }

        mutating func declaration() throws(Diagnostic) -> (String, [TypedDataDeclarations.Member]) {
            let name = try word("a struct type's name")
            try expect("(")
            var members: [TypedDataDeclarations.Member] = []
            if take(")") { return (name, members) }
            repeat {
                let location = location()
                let type = try word("a member's type")
                try expect(" ")
                members.append(TypedDataDeclarations.Member(name: try word("a member's name"), type: type, location: location))
            } while take(",")
            try expect(")")
            return (name, members)
        }

        private mutating func word(_ what: String) throws(Diagnostic) -> String {
            let first = position
            while position < text.count, text[position] > 0x20, !"(),".utf8.contains(text[position]) { position += 1 }
            guard position > first else { throw problem(what) }
            return String(decoding: text[first..<position], as: UTF8.self)
        }

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        private mutating func expect(_ character: Unicode.Scalar) throws(Diagnostic) {
            guard take(character) else { throw problem(character == " " ? "one space between type and name" : "'\(character)'") }
        }

        private mutating func problem(_ what: String) -> Diagnostic {
            Diagnostic(at: location(), "expected \(what): an encodeType reads 'Name(type name,type name)' without other spaces")
        }
    }
}

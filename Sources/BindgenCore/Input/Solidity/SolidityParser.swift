/// Reads declarations by recursive descent; bodies, expressions and statements are skipped.
///
/// Two dialects, told apart only by what stands in the file: ordinary Solidity, and bare declarations without an interface around them
/// (`struct IDiamondCut.FacetCut {…}`, `function f(bytes data) view returns (uint256);`).
struct SolidityParser {
    private var lexer: SolidityLexer
    private let path: String
    /// The token to look at.
    private(set) var current: SolidityToken
    /// The one after it.
    private(set) var following: SolidityToken
    /// Braces open before `current`.
    private var openBraces = 0
    /// Tokens passed, to be sure that a recovery gets on.
    private var passed = 0
    private(set) var file = SolidityFile()
    private(set) var problems: [Diagnostic] = []

    /// After so many problems the rest of the file is not worth reading.
    private static let problemLimit = 100

    init(_ text: [UInt8], path: String) {
        lexer = SolidityLexer(text)
        self.path = path
        current = lexer.next()
        following = lexer.next()
    }

    /// The `//` comments of the file; complete after `parse()`.
    var comments: [SolidityComment] { lexer.comments }

    /// Reads the whole file.
    mutating func parse() {
        while current.kind != .end, problems.count < Self.problemLimit {
            if current.matches("}") {
                problems.append(failure("there is no '{' that this '}' closes"))
                advance()
            } else {
                declaration(in: 0)
            }
        }
        for problem in lexer.problems {
            problems.append(Diagnostic(at: SourceLocation(file: path, line: problem.line, column: problem.column), problem.message))
        }
        if problems.count >= Self.problemLimit {
            problems.append(Diagnostic(.note, at: location(of: current), "too many problems; the rest of the file was not read"))
        }
    }

    // MARK: - Tokens

    mutating func advance() {
        if current.matches("{") { openBraces += 1 } else if current.matches("}"), openBraces > 0 { openBraces -= 1 }
        passed += 1
        current = following
        following = lexer.next()
    }

    /// Passes the token if it is this one.
    mutating func take(_ wanted: String) -> Bool {
        guard current.matches(wanted) else { return false }
        advance()
        return true
    }

    mutating func expect(_ wanted: String, _ purpose: String) throws(Diagnostic) {
        guard take(wanted) else { throw failure("expected '\(wanted)' \(purpose), found \(found)") }
    }

    /// A name without dots.
    mutating func word(_ purpose: String) throws(Diagnostic) -> SolidityName {
        guard current.kind == .word else { throw failure("expected \(purpose), found \(found)") }
        let name = SolidityName(text: current.text, line: current.line, column: current.column)
        advance()
        return name
    }

    /// A name that may have dots.
    mutating func dottedName(_ purpose: String) throws(Diagnostic) -> SolidityName {
        var name = try word(purpose)
        while current.matches(".") {
            advance()
            name.text += "." + (try word("a name after '.'").text)
        }
        return name
    }

    /// The current token as a message shows it.
    var found: String { current.kind == .end ? "the end of the file" : "'\(current.text.prefix(40))'" }

    func failure(_ message: String) -> Diagnostic { Diagnostic(at: location(of: current), message) }

    func location(of token: SolidityToken) -> SourceLocation {
        SourceLocation(file: path, line: token.line, column: token.column)
    }

    mutating func report(_ problem: Diagnostic) { problems.append(problem) }

    // MARK: - Skipping

    private static let declarationWords: Set<String> = [
        "function", "event", "struct", "enum", "constructor", "contract", "interface", "library", "abstract", "modifier",
    ]

    /// After a problem: goes behind the declaration that began where `openBraces` was `level`, or before the next one.
    private mutating func recover(level: Int, startedAt start: Int) {
        while current.kind != .end {
            if current.matches("}"), openBraces <= level { return }
            if openBraces <= level, passed > start, current.kind == .word, Self.declarationWords.contains(current.text) { return }
            let ends = current.matches(";") && openBraces <= level
            let closes = current.matches("}")
            advance()
            if ends || (closes && openBraces <= level) { return }
        }
    }

    /// Passes everything to the end of the statement, brackets of all kinds respected.
    mutating func skipStatement() throws(Diagnostic) {
        var depth = 0
        while current.kind != .end {
            switch current.kind == .punctuation ? current.text : "" {
            case "(", "[", "{": depth += 1
            case ")", "]", "}":
                guard depth > 0 else { throw failure("expected ';', found \(found)") }
                depth -= 1
            case ";" where depth == 0:
                advance()
                return
            default: break
            }
            advance()
        }
        throw failure("expected ';', found \(found)")
    }

    /// Passes a group in brackets; `current` is the opening one.
    mutating func skipGroup(_ open: String, _ close: String) throws(Diagnostic) {
        let start = current
        var depth = 0
        repeat {
            if current.matches(open) { depth += 1 } else if current.matches(close) { depth -= 1 }
            guard current.kind != .end else { throw Diagnostic(at: location(of: start), "the '\(open)' that stands here is never closed") }
            advance()
        } while depth > 0
    }

    // MARK: - Declarations

    /// Reads one declaration of a file or a contract; a problem in it is noted and the next one found.
    mutating func declaration(in container: Int) {
        let level = openBraces
        let start = passed
        do throws(Diagnostic) {
            try readDeclaration(in: container)
        } catch {
            problems.append(error)
            recover(level: level, startedAt: start)
        }
    }

    private mutating func readDeclaration(in container: Int) throws(Diagnostic) {
        guard current.kind == .word else {
            if take(";") { return }
            throw failure("expected a declaration, found \(found)")
        }
        switch current.text {
        case "pragma", "import", "using": try skipStatement()
        case "abstract" where following.matches("contract"):
            advance()
            try readContainer(.contract, in: container)
        case "contract" where following.kind == .word: try readContainer(.contract, in: container)
        case "interface" where following.kind == .word: try readContainer(.interface, in: container)
        case "library" where following.kind == .word: try readContainer(.library, in: container)
        case "struct": try readStruct(in: container)
        case "enum": try readEnum(in: container)
        case "type" where following.kind == .word: try readValueType(in: container)
        case "event" where following.kind == .word: try readEvent(in: container)
        case "error" where following.kind == .word: try readError(in: container)
        // `function (` is a state variable of a function type.
        case "function" where following.kind == .word: try readFunction(in: container)
        case "constructor" where following.matches("("),
            "receive" where following.matches("("),
            "fallback" where following.matches("("):
            try readUnnamed(in: container)
        case "modifier": try skipModifier()
        default: try readVariable(in: container)
        }
    }

    private mutating func readContainer(_ kind: SolidityContainer.Kind, in outer: Int) throws(Diagnostic) {
        guard outer == 0 else { throw failure("a '\(current.text)' cannot stand inside another contract") }
        advance()
        let token = current
        let name = try word("the contract's name")
        var container = SolidityContainer(kind: kind, name: name.text, token: token)
        // The order of `is` and a storage layout is free.
        while !current.matches("{") {
            if take("is") {
                repeat {
                    container.bases.append(try dottedName("the name of a base"))
                    if current.matches("(") { try skipGroup("(", ")") }
                } while take(",")
            } else if current.matches("layout"), following.matches("at") {
                while current.kind != .end, !current.matches("{"), !current.matches("is") { advance() }
            } else {
                throw failure("expected '{' or 'is' after the name '\(name.text)', found \(found)")
            }
        }
        if file.containers.dropFirst().contains(where: { $0.name == name.text }) {
            problems.append(Diagnostic(at: location(of: token), "'\(name.text)' is declared twice"))
        }
        file.containers.append(container)
        let index = file.containers.count - 1
        let open = current
        advance()
        while !current.matches("}") {
            guard current.kind != .end else { throw Diagnostic(at: location(of: open), "the '{' that stands here is never closed") }
            guard problems.count < Self.problemLimit else { return }
            declaration(in: index)
        }
        advance()
    }

    private mutating func skipModifier() throws(Diagnostic) {
        advance()
        while current.kind != .end {
            if current.matches("{") { return try skipGroup("{", "}") }
            if take(";") { return }
            if current.matches("(") { try skipGroup("(", ")") } else { advance() }
        }
    }

    // MARK: - Adding

    mutating func add(_ type: SolidityTypeDeclaration) { file.types.append(type) }

    mutating func add(_ item: SolidityItemDeclaration) { file.items.append(item) }

    mutating func addConstant(_ name: String, _ value: Int) { file.constants[name] = value }

    /// A name as others refer to it: within a contract the contract's name goes before.
    func qualified(_ name: SolidityName, in container: Int) -> SolidityName {
        SolidityName(text: SolidityNames.join(file.containers[container].name, name.text), line: name.line, column: name.column)
    }

    /// What kind of container it is.
    func kind(of container: Int) -> SolidityContainer.Kind { file.containers[container].kind }
}

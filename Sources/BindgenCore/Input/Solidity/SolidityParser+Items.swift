extension SolidityParser {
    // MARK: - Types

    mutating func readStruct(in container: Int) throws(Diagnostic) {
        advance()
        let name = try dottedName("the struct's name")
        try expect("{", "after the struct's name")
        var members: [SolidityParameter] = []
        while !take("}") {
            guard current.kind != .end else { throw failure("the struct '\(name.text)' is never closed") }
            do throws(Diagnostic) {
                let type = try type()
                let member = try word("the member's name")
                members.append(SolidityParameter(name: member.text, type: type, line: type.place.line, column: type.place.column))
                try expect(";", "after the member '\(member.text)'")
            } catch {
                report(error)
                while current.kind != .end, !current.matches("}"), !take(";") { advance() }
            }
        }
        add(SolidityTypeDeclaration(name: qualified(name, in: container), container: container, body: .structure(members)))
    }

    mutating func readEnum(in container: Int) throws(Diagnostic) {
        advance()
        let name = try dottedName("the enum's name")
        try expect("{", "after the enum's name")
        var cases: [String] = []
        while !current.matches("}") {
            let name = try word("a case's name")
            if cases.count < 256, cases.contains(name.text) {
                report(failure("the case '\(name.text)' is declared twice"))
            }
            cases.append(name.text)
            guard take(",") else { break }
        }
        try expect("}", "after the enum's cases")
        let declared = qualified(name, in: container)
        if cases.isEmpty { report(failure("the enum '\(declared.text)' has no cases")) }
        if cases.count > 256 { report(failure("the enum '\(declared.text)' has \(cases.count) cases; 256 fit")) }
        add(SolidityTypeDeclaration(name: declared, container: container, body: .enumeration(cases)))
    }

    mutating func readValueType(in container: Int) throws(Diagnostic) {
        advance()
        let name = try dottedName("the type's name")
        try expect("is", "after the type's name")
        let underlying = try type()
        try expect(";", "after the type's declaration")
        add(SolidityTypeDeclaration(name: qualified(name, in: container), container: container, body: .valueType(underlying)))
    }

    // MARK: - Items

    mutating func readEvent(in container: Int) throws(Diagnostic) {
        let documentation = current.documentation
        advance()
        let name = try word("the event's name")
        var item = SolidityItemDeclaration(kind: .event, name: name, container: container)
        item.documentation = documentation
        item.inputs = try parameters()
        item.isAnonymous = take("anonymous")
        try expect(";", "after the event's declaration")
        let indexed = item.inputs.filter(\.isIndexed).count
        let limit = item.isAnonymous ? 4 : 3
        if indexed > limit {
            report(Diagnostic(at: place(name), "the event '\(name.text)' has \(indexed) indexed parameters; \(limit) fit"))
        }
        add(item)
    }

    mutating func readError(in container: Int) throws(Diagnostic) {
        let documentation = current.documentation
        advance()
        var item = SolidityItemDeclaration(kind: .error, name: try word("the error's name"), container: container)
        item.documentation = documentation
        item.inputs = try parameters()
        refuseIndexed(item.inputs)
        try expect(";", "after the error's declaration")
        add(item)
    }

    mutating func readFunction(in container: Int) throws(Diagnostic) {
        let documentation = current.documentation
        advance()
        var item = SolidityItemDeclaration(kind: .function, name: try word("the function's name"), container: container)
        item.documentation = documentation
        item.inputs = try parameters()
        refuseIndexed(item.inputs)
        let tail = try functionTail(of: &item)
        let isCallable =
            switch tail.visibility {
            case "internal", "private": false
            // A file's own function with a body is a free function, which no ABI has.
            default: container != 0 || !tail.hasBody
            }
        if isCallable { add(item) }
    }

    /// Reads a constructor, `receive` or `fallback`.
    mutating func readUnnamed(in container: Int) throws(Diagnostic) {
        let name = SolidityName(text: "", line: current.line, column: current.column)
        let kind: SpecItem.Kind =
            switch current.text {
            case "constructor": .constructor
            case "receive": .receive
            default: .fallback
            }
        var item = SolidityItemDeclaration(kind: kind, name: name, container: container)
        item.documentation = current.documentation
        advance()
        item.inputs = try parameters()
        refuseIndexed(item.inputs)
        _ = try functionTail(of: &item)
        if kind == .receive, item.mutability != "payable" { report(Diagnostic(at: place(name), "'receive' must be payable")) }
        add(item)
    }

    /// Reads what follows a function's parameters, to its `;` or the end of its body.
    private mutating func functionTail(of item: inout SolidityItemDeclaration) throws(Diagnostic) -> (visibility: String, hasBody: Bool) {
        var visibility = ""
        while true {
            if take(";") { return (visibility, false) }
            if current.matches("{") {
                try skipGroup("{", "}")
                return (visibility, true)
            }
            guard current.kind == .word else {
                throw failure("expected ';' or '{' after the declaration of '\(item.name.text)', found \(found)")
            }
            switch current.text {
            case "external", "public", "internal", "private": visibility = current.text
            case "pure", "view", "payable": item.mutability = current.text
            case "constant": item.mutability = "view"
            case "virtual": break
            case "returns":
                advance()
                item.outputs = try parameters()
                refuseIndexed(item.outputs)
                continue
            case "function", "event", "struct", "enum", "constructor", "contract", "interface", "library", "modifier":
                throw failure("expected ';' or '{' after the declaration of '\(item.name.text)', found \(found)")
            default:
                // `override(A, B)`, or a modifier with its arguments.
                _ = try dottedName("a modifier")
                if current.matches("(") { try skipGroup("(", ")") }
                continue
            }
            advance()
        }
    }

    /// Reads a state variable or a constant: a public one has a getter, a whole-number constant can be an array's length.
    mutating func readVariable(in container: Int) throws(Diagnostic) {
        let documentation = current.documentation
        let start = current
        let type = try type()
        var isPublic = false
        var isConstant = false
        var name: SolidityName?
        while current.kind == .word {
            switch current.text {
            case "public": isPublic = true
            case "constant": isConstant = true
            case "private", "internal", "immutable", "transient": break
            case "override" where following.matches("("):
                advance()
                try skipGroup("(", ")")
                continue
            case "override": break
            default:
                guard name == nil else { throw failure("expected ';' or '=' after the name '\(name?.text ?? "")', found \(found)") }
                name = SolidityName(text: current.text, line: current.line, column: current.column)
            }
            advance()
        }
        guard let name else {
            throw Diagnostic(at: location(of: start), "expected a declaration, found '\(start.text.prefix(40))'")
        }
        if take("=") {
            if isConstant, current.kind == .number, following.matches(";"), let value = Self.wholeNumber(current.text) {
                addConstant(qualified(name, in: container).text, value)
            }
            try skipStatement()
        } else {
            try expect(";", "after '\(name.text)'")
        }
        guard container != 0 || isConstant else {
            throw Diagnostic(at: place(name), "'\(name.text)' is neither a constant nor inside a contract")
        }
        guard isPublic, container != 0 else { return }
        var item = SolidityItemDeclaration(kind: .function, name: name, container: container)
        item.documentation = documentation
        item.mutability = "view"
        item.getter = type
        add(item)
    }

    // MARK: - Helpers

    private mutating func refuseIndexed(_ parameters: [SolidityParameter]) {
        for parameter in parameters where parameter.isIndexed {
            let place = SolidityName(text: "", line: parameter.line, column: parameter.column)
            report(Diagnostic(at: self.place(place), "only an event's parameters can be indexed"))
        }
    }

    private func place(_ name: SolidityName) -> SourceLocation {
        location(of: SolidityToken(kind: .word, text: "", line: name.line, column: name.column))
    }
}

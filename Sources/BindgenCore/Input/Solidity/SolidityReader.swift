import EVMCore

/// Reads Solidity declarations: interfaces, contracts and libraries with whatever bodies they have, or bare declarations.
///
/// A public state variable gives its getter, as in solc: mappings and arrays become inputs, a struct gives its members but for
/// arrays and mappings. Imports are not followed; a base that the file does not declare is a warning.
public enum SolidityReader {
    /// Reads a file; all its problems are added to `diagnostics`.
    ///
    /// - Parameters:
    ///   - text: The file's bytes.
    ///   - file: Its path, for messages; its stem chooses among several contracts.
    ///   - contract: The contract to take where the file declares several: its name, or `path.sol:Name`.
    public static func read(
        _ text: [UInt8], file: String, contract: String? = nil, diagnostics: inout Diagnostics
    ) -> SpecDocument {
        var document = SpecDocument(file: file)
        guard text.contains(where: { $0 > UInt8(ascii: " ") }) else {
            diagnostics.error("the file is empty", at: SourceLocation(file: file))
            return document
        }
        if let zero = text.prefix(4096).firstIndex(of: 0) {
            let line = 1 + text[..<zero].count { $0 == UInt8(ascii: "\n") }
            diagnostics.error("this is not Solidity source: there is a NUL byte", at: SourceLocation(file: file, line: line))
            return document
        }
        var parser = SolidityParser(text, path: file)
        parser.parse()
        for problem in parser.problems { diagnostics.add(problem) }
        var source = parser.file
        for comment in parser.comments {
            if let name = enumTold(by: comment) {
                source.types.append(SolidityTypeDeclaration(name: name, container: 0, body: .enumeration(nil)))
            }
        }
        let header = parser.comments.first.flatMap { title(in: $0.text) }

        guard !source.types.isEmpty || !source.items.isEmpty || source.containers.count > 1 else {
            if parser.problems.isEmpty { diagnostics.error("the file declares nothing", at: SourceLocation(file: file)) }
            return document
        }
        var resolver = SolidityResolver(source, path: file, diagnostics: &diagnostics)
        let choice = SolidityContractChoice(resolver).choose(contract, diagnostics: &diagnostics)
        document.contractName = choice == 0 ? header?.name : choice.map { source.containers[$0].name }
        if let header, header.name == document.contractName { document.release = header.release }
        addTypes(to: &document, &resolver, &diagnostics)
        if let choice { addItems(of: choice, to: &document, &resolver, &diagnostics) }
        return document
    }

    // MARK: - Types

    private static func addTypes(to document: inout SpecDocument, _ resolver: inout SolidityResolver, _ diagnostics: inout Diagnostics) {
        for (index, type) in resolver.file.types.enumerated() where resolver.isInForce(index) {
            switch type.body {
            case .enumeration(let cases): document.enums[type.name.text] = .some(cases)
            case .valueType: break
            case .structure:
                do throws(SolidityResolver.Refusal) {
                    document.structs[type.name.text] = try resolver.structure(index).components
                } catch {
                    // A contract's storage may hold what an ABI cannot; such a struct is in the way only if an item uses it.
                    let kind = resolver.file.containers[type.container].kind
                    guard kind == .file || kind == .interface else { continue }
                    add(Diagnostic(at: resolver.location(error.place), error.message), to: &diagnostics)
                }
            }
        }
    }

    /// A type that several items use gives one message, not one for each.
    private static func add(_ problem: Diagnostic, to diagnostics: inout Diagnostics) {
        if !diagnostics.all.contains(problem) { diagnostics.add(problem) }
    }

    // MARK: - Items

    private static func addItems(
        of choice: Int, to document: inout SpecDocument, _ resolver: inout SolidityResolver, _ diagnostics: inout Diagnostics
    ) {
        let containers = [choice] + (choice == 0 ? [] : resolver.ancestors(of: choice) + [0])
        var seen: Set<Signature> = []
        for container in containers {
            var own: Set<Signature> = []
            for declaration in resolver.file.items where declaration.container == container {
                // A base's constructor is not the contract's.
                if declaration.kind == .constructor, container != choice { continue }
                guard let item = item(declaration, &resolver, &diagnostics) else { continue }
                let signature = Signature(item)
                if !seen.contains(signature) { document.items.append(item) }
                own.insert(signature)
            }
            seen.formUnion(own)
        }
        for base in containers.flatMap({ resolver.file.containers[$0].bases })
        where !resolver.file.containers.contains(where: { $0.name == base.text }) {
            diagnostics.warning("the base '\(base.text)' is not in this file; what it declares is missing", at: resolver.location(base))
        }
    }

    /// What makes an inherited item the same as the one that overrides it.
    private struct Signature: Hashable {
        var kind: SpecItem.Kind
        var name: String
        var types: [ABIType]

        init(_ item: SpecItem) {
            kind = item.kind
            name = item.name
            types = item.inputs.map(\.type)
        }
    }

    private static func item(
        _ declaration: SolidityItemDeclaration, _ resolver: inout SolidityResolver, _ diagnostics: inout Diagnostics
    ) -> SpecItem? {
        let namespace = resolver.file.containers[declaration.container].name
        var item = SpecItem(kind: declaration.kind, name: declaration.name.text, location: resolver.location(declaration.name))
        item.isAnonymous = declaration.isAnonymous
        if declaration.kind != .event && declaration.kind != .error { item.stateMutability = declaration.mutability }
        if let getter = declaration.getter {
            do throws(SolidityResolver.Refusal) {
                (item.inputs, item.outputs) = try resolver.getter(getter, in: namespace)
            } catch {
                add(
                    Diagnostic(.warning, at: resolver.location(error.place), "no getter for '\(item.name)': \(error.message)"),
                    to: &diagnostics)
                return nil
            }
        } else {
            let inputs = parameters(declaration.inputs, in: namespace, &resolver, &diagnostics)
            let outputs = parameters(declaration.outputs, in: namespace, &resolver, &diagnostics)
            guard let inputs, let outputs else { return nil }
            (item.inputs, item.outputs) = (inputs, outputs)
        }
        item.documentation = declaration.documentation.flatMap { NatSpec.read($0, outputs: item.outputs.map(\.name)) }
        return item
    }

    /// The parameters with their types; nil where one's type has a problem, which is then reported.
    private static func parameters(
        _ written: [SolidityParameter], in namespace: String, _ resolver: inout SolidityResolver, _ diagnostics: inout Diagnostics
    ) -> [SpecParameter]? {
        var resolved: [SpecParameter] = []
        for parameter in written {
            do throws(SolidityResolver.Refusal) {
                resolved.append(resolver.parameter(parameter, try resolver.resolve(parameter.type, in: namespace)))
            } catch {
                add(Diagnostic(at: resolver.location(error.place), error.message), to: &diagnostics)
            }
        }
        return resolved.count == written.count ? resolved : nil
    }

    // MARK: - Comments

    /// `enum SharedEvents.ReimbursementChangeType: uint8, case names unknown`.
    private static func enumTold(by comment: SolidityComment) -> SolidityName? {
        let words = comment.text.split(whereSeparator: \.isWhitespace)
        guard words.count == 6, words[0] == "enum", words[1].hasSuffix(":"),
            words[2...].elementsEqual(["uint8,", "case", "names", "unknown"])
        else { return nil }
        let name = words[1].dropLast()
        guard SolidityNames.isQualifiedName(String(name)) else { return nil }
        return SolidityName(text: String(name), line: comment.line, column: comment.column)
    }

    /// `Symmio Core (diamond) 0.8.5: interface facts. …` or `SymmioCore 0.8.5`: the name without spaces and what is in brackets,
    /// and the release.
    private static func title(in comment: String) -> (name: String?, release: String?)? {
        var words = comment.split(separator: ":", maxSplits: 1).first?.split(whereSeparator: \.isWhitespace) ?? []
        guard let last = words.popLast(), last.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }) else {
            return nil
        }
        let name = words.filter { !$0.hasPrefix("(") }.joined().utf8.filter(SolidityNames.isNameByte)
        return (name.isEmpty ? nil : String(decoding: name, as: UTF8.self), last.contains(".") ? String(last) : nil)
    }
}

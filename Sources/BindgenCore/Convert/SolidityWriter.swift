import EVMCore

/// Writes a spec as ordinary Solidity that compilers and our own reader take: an interface with its items, and the types they use.
///
/// Structs and enums come from internal types; those of a namespace go into a library (or interface, where the namespace is itself
/// used as a contract type) of that name. An enum whose cases are unknown becomes a value type of its size with a comment that our
/// reader knows. A contract with a constructor is written as an abstract contract, since interfaces have none. NatSpec is kept.
/// Tuples without an internal type get invented struct names; such a document reads back with the same ABI and more names.
public struct SolidityWriter {
    private let document: SpecDocument
    private let contract: String
    private var types: SolidityTypeCollection
    private var text = ""

    /// The text; what Solidity cannot say is added to `diagnostics`.
    public static func interface(of document: SpecDocument, diagnostics: inout Diagnostics) -> String {
        var writer = SolidityWriter(document)
        writer.write(&diagnostics)
        return writer.text
    }

    private init(_ document: SpecDocument) {
        self.document = document
        contract = document.contractName ?? "Contract"
        types = SolidityTypeCollection(document)
    }

    private mutating func write(_ diagnostics: inout Diagnostics) {
        for problem in types.problems { diagnostics.add(problem) }
        checkNames(&diagnostics)
        checkHiddenTypes(&diagnostics)
        let namespaces = Set(types.declarations.keys.map(SolidityNames.parent)).union(types.contracts).subtracting(["", contract])
        for name in namespaces.union([contract]).sorted() where types.declarations[name] != nil {
            diagnostics.error(
                "'\(name)' is a type and a contract, which Solidity cannot declare side by side", at: SourceLocation(file: document.file))
        }
        if let release = document.release { text += "// \(contract) \(release)\n" }
        text += "// SPDX-License-Identifier: UNLICENSED\npragma solidity ^0.8.19;\n"
        writeTypes(of: "", indent: "")
        for namespace in namespaces.sorted() {
            let keyword = types.contracts.contains(namespace) ? "interface" : "library"
            text += "\n\(keyword) \(namespace) {\n"
            writeTypes(of: namespace, indent: "    ")
            text += "}\n"
        }
        guard !document.items.isEmpty || document.contractName != nil || types.declarations.isEmpty else { return }
        let isAbstract = document.items.contains { $0.kind == .constructor }
        text += "\n\(isAbstract ? "abstract contract" : "interface") \(contract) {\n"
        writeTypes(of: contract, indent: "    ")
        var last: SpecItem.Kind?
        for item in document.items {
            if let last, last != item.kind { text += "\n" }
            last = item.kind
            write(item, isAbstract: isAbstract)
        }
        text += "}\n"
    }

    // MARK: - Types

    private mutating func writeTypes(of namespace: String, indent: String) {
        for name in types.declarations.keys.sorted() where SolidityNames.parent(of: name) == namespace {
            guard let declaration = types.declarations[name] else { continue }
            if indent.isEmpty { text += "\n" }
            let short = SolidityNames.last(of: name)
            switch declaration {
            case .structure(let members):
                text += "\(indent)struct \(short) {\n"
                for member in members { text += "\(indent)    \(types.written(member)) \(member.name);\n" }
                text += "\(indent)}\n"
            case .enumeration(.some(let cases)):
                text += "\(indent)enum \(short) { \(cases.joined(separator: ", ")) }\n"
            case .enumeration(nil):
                text += "\(indent)// enum \(name): uint8, case names unknown\n\(indent)type \(short) is uint8;\n"
            case .valueType(let type):
                text += "\(indent)type \(short) is \(type.canonicalName);\n"
            }
        }
    }

    // MARK: - Items

    private mutating func write(_ item: SpecItem, isAbstract: Bool) {
        if let documentation = item.documentation { writeDocumentation(documentation, of: item) }
        text += "    "
        switch item.kind {
        case .function:
            text += "function \(item.name)(\(list(item.inputs, location: "calldata"))) external"
            writeModifiers(item, isAbstract: isAbstract)
            if !item.outputs.isEmpty { text += " returns (\(list(item.outputs, location: "memory")))" }
            text += ";\n"
        case .event:
            text += "event \(item.name)(\(list(item.inputs, location: "")))\(item.isAnonymous ? " anonymous" : "");\n"
        case .error: text += "error \(item.name)(\(list(item.inputs, location: "")));\n"
        case .constructor:
            text += "constructor(\(list(item.inputs, location: "memory")))\(item.stateMutability == "payable" ? " payable" : "") {}\n"
        case .fallback, .receive:
            text += "\(item.kind.rawValue)() external"
            writeModifiers(item, isAbstract: isAbstract)
            text += ";\n"
        }
    }

    private mutating func writeModifiers(_ item: SpecItem, isAbstract: Bool) {
        if item.stateMutability != "nonpayable", !item.stateMutability.isEmpty { text += " \(item.stateMutability)" }
        if isAbstract { text += " virtual" }
    }

    private func list(_ parameters: [SpecParameter], location: String) -> String {
        parameters.map { parameter in
            var words = [types.written(parameter)]
            if !location.isEmpty, needsLocation(parameter.type) { words.append(location) }
            if parameter.isIndexed { words.append("indexed") }
            if !parameter.name.isEmpty { words.append(parameter.name) }
            return words.joined(separator: " ")
        }.joined(separator: ", ")
    }

    private func needsLocation(_ type: ABIType) -> Bool {
        switch type {
        case .array, .fixedArray, .tuple, .bytes, .string: true
        default: false
        }
    }

    // MARK: - NatSpec

    private mutating func writeDocumentation(_ documentation: SpecDocumentation, of item: SpecItem) {
        if let notice = documentation.notice { writeComment("@notice \(notice)") }
        if let details = documentation.details { writeComment("@dev \(details)") }
        let order = item.inputs.map(\.name)
        let named = order.filter { documentation.parameters[$0] != nil }
        for name in named + documentation.parameters.keys.filter({ !named.contains($0) }).sorted() {
            writeComment("@param \(name) \(documentation.parameters[name] ?? "")")
        }
        // `@return` goes by position, so that a later one needs those before it.
        let last = item.outputs.indices.last { documentation.returns[Self.key(item.outputs[$0].name, $0)] != nil }
        for index in item.outputs.indices where index <= last ?? -1 {
            let name = item.outputs[index].name
            writeComment("@return \(name.isEmpty ? "" : name + " ")\(documentation.returns[Self.key(name, index)] ?? "")")
        }
    }

    private static func key(_ name: String, _ index: Int) -> String { name.isEmpty ? "_\(index)" : name }

    /// A `///` comment of one line.
    private mutating func writeComment(_ words: String) {
        text += "    /// " + words.split(whereSeparator: \.isWhitespace).joined(separator: " ") + "\n"
    }

    // MARK: - Names

    /// Reports types outside all contracts that something nearer of the same name hides where they are used.
    private func checkHiddenTypes(_ diagnostics: inout Diagnostics) {
        // What is used, by the namespace that uses it.
        var used: [String: Set<String>] = [:]
        func use(_ parameters: [SpecParameter], in namespace: String) {
            for parameter in parameters {
                if let name = parameter.internalType.map({ InternalType($0).name }) { used[namespace, default: []].insert(name) }
            }
        }
        for item in document.items { use(item.inputs + item.outputs, in: contract) }
        for (name, declaration) in types.declarations {
            if case .structure(let members) = declaration { use(members, in: SolidityNames.parent(of: name)) }
        }
        func report(_ name: String, _ what: String, _ location: SourceLocation) {
            guard types.declarations[name] != nil else { return }
            diagnostics.error("\(what) hides the type '\(name)' where it is used, so that Solidity cannot tell them apart", at: location)
        }
        for item in document.items where used[contract]?.contains(item.name) == true {
            report(item.name, "the \(item.kind.rawValue) '\(item.name)'", item.location)
        }
        for name in types.declarations.keys.sorted()
        where used[SolidityNames.parent(of: name)]?.contains(SolidityNames.last(of: name)) == true {
            guard name != SolidityNames.last(of: name) else { continue }
            report(SolidityNames.last(of: name), "the type '\(name)'", SourceLocation(file: document.file))
        }
    }

    /// Reports names that no Solidity source can hold.
    private func checkNames(_ diagnostics: inout Diagnostics) {
        func check(_ name: String, _ what: String, _ location: SourceLocation) {
            if !SolidityNames.isIdentifier(name) {
                diagnostics.error("the \(what) '\(name)' has no name that Solidity could hold", at: location)
            }
        }
        for part in contract.split(separator: ".", omittingEmptySubsequences: false) {
            check(String(part), "contract", SourceLocation(file: document.file))
        }
        for item in document.items {
            switch item.kind {
            case .function, .event, .error: check(item.name, item.kind.rawValue, item.location)
            case .constructor, .fallback, .receive: break
            }
            for parameter in item.inputs + item.outputs where !parameter.name.isEmpty {
                check(parameter.name, "parameter", parameter.location)
            }
        }
    }
}

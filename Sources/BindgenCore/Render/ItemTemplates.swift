import EVMCore

extension Renderer {
    func callInterface(_ contract: Contract, _ out: inout CodePrinter) {
        out.line()
        out.block("extension \(model.namespace).\(contract.name)") { out in
            out.doc("The functions of \(contract.name): a type each, and any of them as one value.")
            let items = contract.functions.map { InterfaceItem(names: $0.names, selector: $0.selector, facts: facts($0)) }
            interface("Calls", "EVMCore.ContractInterface", items, all: "[any EVMCore.ContractCall.Type]", what: "calldata", &out)
        }
    }

    func callTypes(_ contract: Contract, _ out: inout CodePrinter) {
        let root = "\(model.namespace).\(contract.name)"
        members(of: root, "Calls", contract.functions.filter { $0.names.alias == nil }, &out) { call($0, &$1) }
        if let constructor = contract.constructor {
            out.line()
            out.block("extension \(root)") { out in
                out.doc("The constructor's arguments; `abiEncoded()` goes behind the creation bytecode.")
                out.block("nonisolated \(access) struct Constructor: EVMCore.ABISequence") { out in
                    template(constructor).properties(&out, "let")
                    template(constructor).initialiser(&out, of: "the arguments")
                    template(constructor).codec(&out)
                }
            }
        }
    }

    private func facts(_ function: Function) -> String {
        let mutability = function.stateMutability.isEmpty ? "" : ", \(function.stateMutability)"
        return "`\(function.names.signature)`, selector `\(hexLiteral(function.selector))`\(mutability)."
    }

    private func call(_ function: Function, _ out: inout CodePrinter) {
        out.documentation(function.names.documentation, facts(function))
        out.block(
            "nonisolated \(access) struct \(function.names.typeName): \(inheritance(["Swift.Sendable"], function.names.conformances))"
        ) { out in
            template(function.inputs).properties(&out, "let")
            template(function.inputs).initialiser(&out, of: "a call")
            out.line()
            out.doc("What the function returns.")
            switch function.outputs.fields.count {
            case 0: out.line("\(access) typealias Return = EVMCore.NoReturn")
            case 1: out.line("\(access) typealias Return = \(function.outputs.fields[0].type.swiftType(in: model.namespace))")
            default:
                out.block("nonisolated \(access) struct Return: \(inheritance(["EVMCore.ABIReturnValues"], function.returnConformances))") {
                    out in
                    template(function.outputs).properties(&out, "let")
                    template(function.outputs).initialiser(&out, of: "a value")
                    out.line()
                    template(function.outputs).codec(&out)
                }
            }
            layout(function.inputs, &out)
        }
    }

    /// Where the types are declared that the cases of `Calls`, `Events` or `Errors` hold: `CallTypes` and so on.
    ///
    /// Not in the enum itself, which has aliases of them: a type's metadata lead to those of the type around it, and an enum's to those of all
    /// its cases, so that everything would lead to everything. LLVM walks such references from each function; that took a fifth of a release build.
    static func holder(of name: String) -> String { name.dropLast() + "Types" }

    /// An extension with a declaration for each item. One for all of them: with one each, more than a thousand extensions of types called
    /// `Calls` in one module, Swift 6.3 wrote a module whose importers did not see the members of most.
    private func members<Item>(
        of root: String, _ name: String, _ items: [Item], _ out: inout CodePrinter, _ declare: (Item, inout CodePrinter) -> Void
    ) {
        guard !items.isEmpty else { return }
        out.line()
        out.block("extension \(root)") { out in
            out.doc("What ``\(name)`` has aliases of.")
            out.line("\(access) enum \(Self.holder(of: name)) {}")
        }
        out.line()
        out.block("extension \(root).\(Self.holder(of: name))") { out in
            for (i, item) in items.enumerated() {
                if i > 0 { out.line() }
                declare(item, &out)
            }
        }
    }

    /// What the runtime needs of calls, with the conformances: their witnesses are much of what there is to compile.
    func callCodecs(_ contract: Contract, _ out: inout CodePrinter) {
        codecs(of: contract, "Calls", "ContractCall", contract.functions, \.names, &out) { function, out in
            template(function.inputs).codec(&out, signature: function.names.signature, selector: function.selector)
        }
    }

    func eventCodecs(_ contract: Contract, _ out: inout CodePrinter) {
        codecs(of: contract, "Events", "ContractEvent", contract.events, \.names, &out) { eventCodec($0, &$1) }
    }

    func errorCodecs(_ contract: Contract, _ out: inout CodePrinter) {
        codecs(of: contract, "Errors", "ContractError", contract.errors, \.names, &out) { error, out in
            template(error.inputs).codec(&out, signature: error.names.signature, selector: error.selector)
        }
    }

    private func codecs<Item>(
        of contract: Contract, _ name: String, _ conformance: String, _ items: [Item], _ names: (Item) -> ItemNames,
        _ out: inout CodePrinter, _ codec: (Item, inout CodePrinter) -> Void
    ) {
        let holder = "\(model.namespace).\(contract.name).\(Self.holder(of: name))"
        let own = items.filter { names($0).alias == nil }
        guard !own.isEmpty else { return }
        out.line()
        out.line("// MARK: - The codec of \(holder), for the runtime.")
        for item in own {
            out.line()
            out.block("nonisolated extension \(holder).\(names(item).typeName): EVMCore.\(conformance)") { codec(item, &$0) }
        }
    }

    /// The arguments' places as constants, a static struct's members too.
    ///
    /// A tuple, not a namespace of constants: one getter that is compiled where it is used, where a type for each call would be an eighth of the
    /// time to compile the bindings. A tuple needs two elements to have labels, hence the head's size at its end.
    private func layout(_ tuple: Tuple, _ out: inout CodePrinter) {
        guard !tuple.fields.isEmpty else { return }
        var table = NameTable()
        var elements: [(label: String, place: CodeLine)] = []
        for field in tuple.fields { _ = table.claim([field.label]) }
        for (i, field) in tuple.fields.enumerated() {
            let next = tuple.fields[(i + 1)...].first { $0.type.isDynamic }
            let tail: CodeLine = ".tail(\(field.offset)\(next.map { ", next: \($0.offset)" } ?? ""))"
            elements.append((field.spelling, field.type.isDynamic ? tail : place(field.type, field.offset)))
            members(of: field, label: field.label, at: field.offset, &table, &elements)
        }
        let size = SwiftNames.escaped(table.claim(["headSize"]))
        out.line()
        out.doc("Where each argument lies in the encoded arguments, in bytes after the selector. `\(size)`: where the tails begin.")
        let labels = elements.joined(by: ", ") { "\($0.label): EVMCore.CallArgument" }
        out.block("\(client) static var layout: (\(labels), \(size): Swift.Int)") { out in
            out.line("(\(elements.joined(by: ", ") { $0.place }), \(tuple.headSize))")
        }
    }

    private func place(_ type: TypeRef, _ offset: Int) -> CodeLine {
        type.fieldSize == 32 ? ".word(\(offset))" : ".words(\(offset), \(type.fieldSize))"
    }

    /// The members of a static struct, named `feeCapsOpenRateCap`.
    private func members(
        of field: Field, label: String, at offset: Int, _ table: inout NameTable, _ elements: inout [(label: String, place: CodeLine)]
    ) {
        guard case .structure(let name, false, _) = field.type, let fields = structs[name] else { return }
        for member in fields {
            let memberLabel = table.claim([label + SwiftNames.upperFirst(member.label)])
            elements.append((memberLabel, place(member.type, offset + member.offset)))
            members(of: member, label: memberLabel, at: offset + member.offset, &table, &elements)
        }
    }

    func errors(_ contract: Contract, _ out: inout CodePrinter) {
        let root = "\(model.namespace).\(contract.name)"
        out.line()
        out.block("extension \(root)") { out in
            out.doc("The custom errors of \(contract.name): a type each, and any of them as one value.")
            let items = contract.errors.map { InterfaceItem(names: $0.names, selector: $0.selector, facts: facts($0)) }
            interface(
                "Errors", "EVMCore.ContractInterface, Swift.Error", items, all: "[any EVMCore.ContractError.Type]", what: "revert data",
                &out)
        }
        members(of: root, "Errors", contract.errors.filter { $0.names.alias == nil }, &out) { error, out in
            out.documentation(error.names.documentation, facts(error))
            let protocols = inheritance(["Swift.Sendable"], error.names.conformances)
            out.block("nonisolated \(access) struct \(error.names.typeName): \(protocols)") { out in
                template(error.inputs).properties(&out, "let")
                template(error.inputs).initialiser(&out, of: "an error")
            }
        }
    }

    private func facts(_ error: ErrorCase) -> String { "`\(error.names.signature)`, selector `\(hexLiteral(error.selector))`." }

    func eventTypes(_ contract: Contract, _ out: inout CodePrinter) {
        members(of: "\(model.namespace).\(contract.name)", "Events", contract.events.filter { $0.names.alias == nil }, &out) { event, out in
            out.documentation(event.names.documentation, facts(event))
            let protocols = inheritance(["Swift.Sendable"], event.names.conformances)
            out.block("nonisolated \(access) struct \(event.names.typeName): \(protocols)") { self.event(event, &$0) }
        }
    }

    private func fieldType(_ field: Field) -> String {
        field.isIndexed && field.type.isHashedWhenIndexed ? "EVMCore.Bytes32" : field.type.swiftType(in: model.namespace)
    }

    private func event(_ event: Event, _ out: inout CodePrinter) {
        for field in event.fields {
            let hashed = field.isIndexed && field.type.isHashedWhenIndexed
            let words = field.documentation.map { "\($0) " } ?? ""
            out.doc(
                "\(words)`\(field.type.solidityName)\(field.isIndexed ? " indexed" : "")`\(hashed ? ", of which the log has only the Keccak-256 hash" : "")."
            )
            out.line("\(access) let \(field.spelling): \(fieldType(field))")
        }
        out.line()
        out.doc("Creates an event.")
        out.initialiser(event.fields.map { ($0.spelling, fieldType($0)) }, access: client)
        let indexed = event.fields.filter(\.isIndexed)
        guard !indexed.isEmpty else { return }
        out.line()
        out.doc("The logs of this event, of those whose indexed fields match.")
        let parameters = indexed.joined(by: ", ") { "\($0.spelling): EVMCore.TopicMatch<\(fieldType($0))> = .any" }
        let topics = (event.isAnonymous ? [] : ["Self.topic0.map { [$0] }"]) + indexed.map { $0.spelling + ".topics" }
        out.block("\(client) static func filter(\(parameters)) -> EVMCore.EventFilter") { out in
            out.line("EVMCore.EventFilter(topics: [\(topics.joined(separator: ", "))])")
        }
    }

    private func eventCodec(_ event: Event, _ out: inout CodePrinter) {
        let t = event.topic0.words
        let literal = [t.0, t.1, t.2, t.3].map(hexLiteral).joined(separator: ", ")
        let topic: CodeLine = event.isAnonymous ? "nil" : "EVMCore.Bytes32(\(literal))"
        let indexed = event.fields.filter(\.isIndexed).count
        out.block("\(client) static var abi: EVMCore.EventInfo") { out in
            out.line(
                "EVMCore.EventInfo(\(swiftLiteral(event.names.signature)), topic0: \(topic), indexed: \(indexed), head: \(event.data.headSize), \(swiftLiteral(event.data.declaration)))"
            )
        }
        out.block("\(client) func abiEncode(_ s: EVMCore.ABISlot, _ t: EVMCore.ABISlot, _ w: inout EVMCore.EventWriter)") { out in
            for field in event.fields {
                out.line(wire(field).writeInEvent("self.\(field.spelling)", field.isIndexed ? "t" : "s", field.offset))
            }
        }
        out.block("\(client) static func abiDecode(_ h: EVMCore.ABIHead, _ t: EVMCore.ABIHead, _ r: inout EVMCore.ABIReader) -> Self") { out in
            out.creation(event.fields) { wire($0).read($0.isIndexed ? "t" : "h", $0.offset, in: model.namespace) }
        }
    }

    /// What is on the wire of a field: its type, or a hash.
    private func wire(_ field: Field) -> TypeRef {
        field.isIndexed && field.type.isHashedWhenIndexed ? .elementary(.fixedBytes(32)) : field.type
    }
}

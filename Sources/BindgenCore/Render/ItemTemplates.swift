import EVMCore

extension Renderer {
    func callsFile(_ contract: Contract) -> String {
        var out = CodePrinter()
        let root = "\(model.namespace).\(contract.name)"
        out.line()
        out.block("extension \(root)") { out in
            out.doc("The functions of \(contract.name): a type each, and any of them as one value.")
            interface(
                "Calls", "EVMCore.ContractInterface", contract.functions.map { ($0.names, $0.selector) },
                all: "[any EVMCore.ContractCall.Type]",
                what: "calldata", &out)
        }
        members(of: "\(root).Calls", contract.functions, &out) { call($0, &$1) }
        codecs(contract.functions.filter { $0.names.alias == nil }, &out) { function, out in
            out.block("nonisolated extension \(root).Calls.\(function.names.typeName)") { out in
                template(function.inputs).codec(&out, signature: function.names.signature, selector: function.selector)
            }
        }
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
        return file(contract.sources, out)
    }

    private func call(_ function: Function, _ out: inout CodePrinter) {
        let selector = hexLiteral(function.selector)
        let mutability = function.stateMutability.isEmpty ? "" : ", \(function.stateMutability)"
        out.documentation(function.names.documentation, "`\(function.names.signature)`, selector `\(selector)`\(mutability).")
        if let alias = function.names.alias { return out.line("\(access) typealias \(function.names.typeName) = \(alias)") }
        out.block(
            "nonisolated \(access) struct \(function.names.typeName): \(inheritance(["EVMCore.ContractCall"], function.names.conformances))"
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

    /// An extension with a declaration for each item. One for all of them: with one each, more than a thousand extensions of types called
    /// `Calls` in one module, Swift 6.3 wrote a module whose importers did not see the members of most.
    private func members<Item>(of name: String, _ items: [Item], _ out: inout CodePrinter, _ declare: (Item, inout CodePrinter) -> Void) {
        guard !items.isEmpty else { return }
        out.line()
        out.block("extension \(name)") { out in
            for (i, item) in items.enumerated() {
                if i > 0 { out.line() }
                declare(item, &out)
            }
        }
    }

    /// What the runtime needs of the types, behind all that their users read.
    private func codecs<Item>(_ items: [Item], _ out: inout CodePrinter, _ codec: (Item, inout CodePrinter) -> Void) {
        guard !items.isEmpty else { return }
        out.line()
        out.line("// MARK: - Below is the codec, for the runtime.")
        for item in items {
            out.line()
            codec(item, &out)
        }
    }

    /// The arguments' places as constants, a static struct's members too.
    private func layout(_ tuple: Tuple, _ out: inout CodePrinter) {
        guard !tuple.fields.isEmpty else { return }
        out.line()
        out.doc("Where each argument lies in the encoded arguments, in bytes after the selector.")
        out.block("nonisolated \(access) enum Layout") { out in
            var table = NameTable()
            for field in tuple.fields { _ = table.claim([field.label]) }
            for (i, field) in tuple.fields.enumerated() {
                let next = tuple.fields[(i + 1)...].first { $0.type.isDynamic }?.offset ?? -1
                let place: CodeLine = field.type.isDynamic ? "\(field.offset), next: \(next)" : "\(field.offset), \(field.type.fieldSize)"
                out.line("\(access) static var \(field.spelling): EVMCore.CallArgument { EVMCore.CallArgument(\(place)) }")
                members(of: field, label: field.label, at: field.offset, &table, &out)
            }
        }
    }

    /// The members of a static struct, named `feeCapsOpenRateCap`.
    private func members(of field: Field, label: String, at offset: Int, _ table: inout NameTable, _ out: inout CodePrinter) {
        guard case .structure(let name, false, _) = field.type, let fields = structs[name] else { return }
        for member in fields {
            let memberLabel = table.claim([label + SwiftNames.upperFirst(member.label)])
            let place = offset + member.offset
            out.line(
                "\(access) static var \(memberLabel): EVMCore.CallArgument { EVMCore.CallArgument(\(place), \(member.type.fieldSize)) }")
            members(of: member, label: memberLabel, at: place, &table, &out)
        }
    }

    func errorsFile(_ contract: Contract) -> String {
        var out = CodePrinter()
        let root = "\(model.namespace).\(contract.name)"
        out.line()
        out.block("extension \(root)") { out in
            out.doc("The custom errors of \(contract.name): a type each, and any of them as one value.")
            interface(
                "Errors", "EVMCore.ContractInterface, Swift.Error", contract.errors.map { ($0.names, $0.selector) },
                all: "[any EVMCore.ContractError.Type]", what: "revert data", &out)
        }
        members(of: "\(root).Errors", contract.errors, &out) { error, out in
            out.documentation(error.names.documentation, "`\(error.names.signature)`, selector `\(hexLiteral(error.selector))`.")
            if let alias = error.names.alias { return out.line("\(access) typealias \(error.names.typeName) = \(alias)") }
            let protocols = inheritance(["EVMCore.ContractError"], error.names.conformances)
            out.block("nonisolated \(access) struct \(error.names.typeName): \(protocols)") { out in
                template(error.inputs).properties(&out, "let")
                template(error.inputs).initialiser(&out, of: "an error")
            }
        }
        codecs(contract.errors.filter { $0.names.alias == nil }, &out) { error, out in
            out.block("nonisolated extension \(root).Errors.\(error.names.typeName)") { out in
                template(error.inputs).codec(&out, signature: error.names.signature, selector: error.selector)
            }
        }
        return file(contract.sources, out)
    }

    /// The enum of all functions or all errors, decoded by selector.
    private func interface(
        _ name: String, _ protocols: String, _ items: [(names: ItemNames, selector: UInt32)], all: String, what: String,
        _ out: inout CodePrinter
    ) {
        out.block("nonisolated \(access) \(items.isEmpty ? "" : "indirect ")enum \(name): \(protocols)") { out in
            for (names, _) in items { out.line("case \(SwiftNames.escaped(names.caseName))(\(names.typeName))") }
            if !items.isEmpty { out.line() }
            out.doc("Decodes \(what) by its selector.")
            out.block("\(access) init(decoding data: EVMCore.Bytes) throws(EVMCore.ABIError)") { out in
                out.line("let selector = try EVMCore.ABI.selector(of: data)")
                guard !items.isEmpty else { return out.line("throw EVMCore.ABIError(.unknownSelector(selector))") }
                out.line("switch selector.value {")
                for (names, selector) in items.sorted(by: { $0.selector < $1.selector }) {
                    out.line(
                        "case \(hexLiteral(selector)): self = .\(SwiftNames.escaped(names.caseName))(try \(names.typeName)(decoding: data))"
                    )
                }
                out.line("default: throw EVMCore.ABIError(.unknownSelector(selector))")
                out.line("}")
            }
            out.doc("The \(what) again.")
            out.block("\(access) func encoded() -> EVMCore.Bytes") { out in
                out.line("switch self {")
                for (names, _) in items { out.line("case .\(SwiftNames.escaped(names.caseName))(let item): item.encoded()") }
                out.line("}")
            }
            out.doc("The type of each, by signature.")
            out.line("\(access) static var all: \(all) {")
            out.line("    [\(items.joined(by: ", ") { "\($0.names.typeName).self" })]")
            out.line("}")
        }
    }

    func eventsFile(_ contract: Contract) -> String {
        var out = CodePrinter()
        let root = "\(model.namespace).\(contract.name)"
        out.line()
        out.block("extension \(root)") { eventInterface(contract, &$0) }
        members(of: "\(root).Events", contract.events, &out) { event, out in
            let topic = event.isAnonymous ? "anonymous" : "topic `0x\(hex(event.topic0))`"
            out.documentation(event.names.documentation, "`\(event.names.signature)`, \(topic).")
            if let alias = event.names.alias { return out.line("\(access) typealias \(event.names.typeName) = \(alias)") }
            let protocols = inheritance(["EVMCore.ContractEvent"], event.names.conformances)
            out.block("nonisolated \(access) struct \(event.names.typeName): \(protocols)") { self.event(event, &$0) }
        }
        codecs(contract.events.filter { $0.names.alias == nil }, &out) { event, out in
            out.block("nonisolated extension \(root).Events.\(event.names.typeName)") { eventCodec(event, &$0) }
        }
        return file(contract.sources, out)
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
        out.initialiser(event.fields.map { ($0.spelling, fieldType($0)) }, access: access)
        let indexed = event.fields.filter(\.isIndexed)
        guard !indexed.isEmpty else { return }
        out.line()
        out.doc("The logs of this event, of those whose indexed fields match.")
        let parameters = indexed.joined(by: ", ") { "\($0.spelling): EVMCore.TopicMatch<\(fieldType($0))> = .any" }
        let topics = (event.isAnonymous ? [] : ["Self.topic0.map { [$0] }"]) + indexed.map { $0.spelling + ".topics" }
        out.block("\(access) static func filter(\(parameters)) -> EVMCore.EventFilter") { out in
            out.line("EVMCore.EventFilter(topics: [\(topics.joined(separator: ", "))])")
        }
    }

    private func eventCodec(_ event: Event, _ out: inout CodePrinter) {
        let t = event.topic0.words
        let literal = [t.0, t.1, t.2, t.3].map(hexLiteral).joined(separator: ", ")
        let topic: CodeLine = event.isAnonymous ? "nil" : "EVMCore.Bytes32(\(literal))"
        let indexed = event.fields.filter(\.isIndexed).count
        out.block("\(access) static var abi: EVMCore.EventInfo") { out in
            out.line(
                "EVMCore.EventInfo(\(swiftLiteral(event.names.signature)), topic0: \(topic), indexed: \(indexed), head: \(event.data.headSize), \(swiftLiteral(event.data.declaration)))"
            )
        }
        let tails = event.fields.filter { !$0.isIndexed }.compactMap { $0.type.tailSize("self.\($0.spelling)") }
        if !tails.isEmpty { out.line("\(access) var abiTailSize: Swift.Int { \(tails.joined(by: " &+ ") { $0 }) }") }
        out.block("\(access) func abiEncode(_ s: EVMCore.ABISlot, _ t: EVMCore.ABISlot, _ w: inout EVMCore.ABIWriter)") { out in
            for field in event.fields {
                out.line(wire(field).write("self.\(field.spelling)", field.isIndexed ? "t" : "s", field.offset))
            }
        }
        out.block("\(access) init(abi h: EVMCore.ABIHead, _ t: EVMCore.ABIHead, _ r: inout EVMCore.ABIReader)") { out in
            for field in event.fields {
                out.line(
                    "self.\(field.spelling) = \(wire(field).read(field.isIndexed ? "t" : "h", field.offset, in: model.namespace))"
                )
            }
        }
    }

    /// What is on the wire of a field: its type, or a hash.
    private func wire(_ field: Field) -> TypeRef {
        field.isIndexed && field.type.isHashedWhenIndexed ? .elementary(.fixedBytes(32)) : field.type
    }

    private func eventInterface(_ contract: Contract, _ out: inout CodePrinter) {
        let events = contract.events
        out.doc("The events of \(contract.name): a type each, and any of them as one value.")
        out.block("nonisolated \(access) \(events.isEmpty ? "" : "indirect ")enum Events: EVMCore.ContractEventInterface") { out in
            for event in events { out.line("case \(SwiftNames.escaped(event.names.caseName))(\(event.names.typeName))") }
            if !events.isEmpty { out.line() }
            out.doc("Decodes a log by its first topic; what no event claims is tried as each anonymous event.")
            out.block("\(access) init(topics: [EVMCore.Bytes32], data: EVMCore.Bytes) throws(EVMCore.ABIError)") { out in
                let named = Dictionary(grouping: events.filter { !$0.isAnonymous }) { $0.topic0 }
                if !named.isEmpty {
                    out.line("switch topics.first?.words.0 {")
                    for (topic, variants) in named.sorted(by: { $0.key < $1.key }) {
                        out.line("case \(hexLiteral(topic.words.0)):")
                        out.indented { out in
                            // One signature with different indexed fields: the number of topics tells which.
                            for (i, event) in variants.enumerated() {
                                let decode: CodeLine =
                                    "self = .\(SwiftNames.escaped(event.names.caseName))(try \(event.names.typeName)(topics: topics, data: data))"
                                if i < variants.count - 1 {
                                    out.block("if topics.count == \(event.names.typeName).indexedCount + 1") { out in
                                        out.line(decode)
                                        out.line("return")
                                    }
                                } else {
                                    out.line(decode)
                                    out.line("return")
                                }
                            }
                        }
                    }
                    out.line("default: break")
                    out.line("}")
                }
                for event in events where event.isAnonymous {
                    out.block("if let event = try? \(event.names.typeName)(topics: topics, data: data)") { out in
                        out.line("self = .\(SwiftNames.escaped(event.names.caseName))(event)")
                        out.line("return")
                    }
                }
                out.line("throw EVMCore.ABI.unknownEvent(topics)")
            }
            out.doc("The log's topics and data again.")
            out.block("\(access) func encodedLog() -> (topics: [EVMCore.Bytes32], data: EVMCore.Bytes)") { out in
                out.line("switch self {")
                for event in events { out.line("case .\(SwiftNames.escaped(event.names.caseName))(let item): item.encodedLog()") }
                out.line("}")
            }
            out.doc("The type of each, by signature.")
            out.line("\(access) static var all: [any EVMCore.ContractEvent.Type] {")
            out.line("    [\(events.joined(by: ", ") { "\($0.names.typeName).self" })]")
            out.line("}")
        }
    }

    func hex(_ value: Bytes32) -> String {
        let w = value.words
        return [w.0, w.1, w.2, w.3].map { String(hexLiteral($0).dropFirst(2)) }.joined()
    }

    func typedDataFile(_ group: TypedDataGroup) -> String {
        var out = CodePrinter()
        let root = "\(model.namespace).\(group.name)"
        if !group.domainFields.isEmpty {
            out.line()
            out.block("nonisolated extension \(root)") { domain(group, &$0) }
        }
        if group.types.contains(where: { ($0.structure?.path.count ?? 1) > 1 }) {
            out.line()
            out.block("extension \(root)") { out in
                out.doc("EIP-712 structs that have a name, but not the members, of a struct of the contract.")
                out.line("\(access) enum TypedData {}")
            }
        }
        for type in group.types {
            if let structure = type.structure {
                let (outer, name) = Self.split(structure.path)
                out.line()
                out.block("extension \(([root] + outer).joined(separator: "."))") { self.structure(structure, name, kind: "EIP-712's", &$0) }
            }
            guard !type.isShared else { continue }
            out.line()
            out.block("nonisolated extension \(type.swiftName): EVMCore.TypedStruct") { out in
                let t = type.typeHash.words
                let literal = [t.0, t.1, t.2, t.3].map(hexLiteral).joined(separator: ", ")
                out.line("\(access) static var encodeType: Swift.String { \(swiftLiteral(type.encodeType)) }")
                out.line("\(access) static var typeHash: EVMCore.Bytes32 { EVMCore.Bytes32(\(literal)) }")
                out.block("\(access) func structHash() -> EVMCore.Bytes32") { out in
                    let parameters = type.members.isEmpty ? "_, _" : "w, s"
                    out.block("EVMCore.TypedData.hash(Self.typeHash, words: \(type.members.count + 1))") { out in
                        // The closure's parameters stand on a line of their own, as a block's header ends in a brace.
                        out.line("(\(parameters.replacing(", ", with: ": inout EVMCore.ABIWriter, ")): EVMCore.ABISlot) in")
                        for member in type.members {
                            out.line(member.type.hash("self.\(member.spelling)", member.offset))
                        }
                    }
                }
            }
        }
        return file(group.sources, out)
    }

    private func domain(_ group: TypedDataGroup, _ out: inout CodePrinter) {
        var parameters: [String] = []
        var arguments: [String] = []
        let types = [
            "name": "Swift.String", "version": "Swift.String", "chainId": "EVMCore.UInt256", "verifyingContract": "EVMCore.Address",
            "salt": "EVMCore.Bytes32",
        ]
        for field in group.domainFields {
            let fixed = field == "name" ? group.domainName : field == "version" ? group.domainVersion : nil
            if let fixed {
                arguments.append("\(field): \(swiftLiteral(fixed))")
            } else {
                parameters.append("\(field): \(types[field] ?? "Swift.String")")
                arguments.append("\(field): \(field)")
            }
        }
        out.doc("The EIP-712 domain that \(group.name)'s messages are signed under.")
        out.block("\(access) static func domain(\(parameters.joined(separator: ", "))) -> EVMCore.EIP712Domain") { out in
            out.line("EVMCore.EIP712Domain(\(arguments.joined(separator: ", ")))")
        }
    }
}

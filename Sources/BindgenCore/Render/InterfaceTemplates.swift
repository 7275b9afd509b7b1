import EVMCore

/// A function or an error as a case of the enum of all.
struct InterfaceItem {
    let names: ItemNames
    let selector: UInt32
    /// What there is to say of it besides the spec's words.
    let facts: String
}

/// The enums of any call, any event, any error.
///
/// A large one's functions come in parts: each case has a place of its own on a function's stack, and what the optimiser makes of hundreds of
/// them takes more than hundreds of times as long. The parts are not optimised at all: there is nothing to gain in a jump and a call, and the
/// optimiser took a tenth of a release build to find that.
extension Renderer {
    /// How many cases one function treats.
    private static let partSize = 32

    private static func parts<Item>(_ items: [Item]) -> [[Item]] {
        stride(from: 0, to: items.count, by: partSize).map { Array(items[$0..<min($0 + partSize, items.count)]) }
    }

    /// The enum of all functions or all errors, decoded by selector.
    func interface(
        _ name: String, _ protocols: String, _ items: [InterfaceItem], all: String, what: String, _ out: inout CodePrinter
    ) {
        out.block("nonisolated \(access) \(items.isEmpty ? "" : "indirect ")enum \(name): \(protocols)") { out in
            cases(items.map { ($0.names, $0.facts) }, Self.holder(of: name), &out)
            let parts = Self.parts(items.sorted { $0.selector < $1.selector })
            out.doc("Decodes \(what) by its selector.")
            out.block("\(access) init(decoding data: EVMCore.Bytes) throws(EVMCore.ABIError)") { out in
                out.line("let selector = try EVMCore.ABI.selector(of: data)")
                guard parts.count > 1 else { return decode(parts.first ?? [], "self =", &out) }
                out.line("switch selector.value {")
                for (i, part) in parts.enumerated() {
                    let place: CodeLine = i < parts.count - 1 ? "case ...\(hexLiteral(part.last?.selector ?? 0))" : "default"
                    out.line("\(place): self = try Self._decoded\(i)(data, selector)")
                }
                out.line("}")
            }
            if parts.count > 1 {
                for (i, part) in parts.enumerated() {
                    out.line("@_optimize(none) @inline(never)")
                    out.block(
                        "private static func _decoded\(i)(_ data: EVMCore.Bytes, _ selector: EVMCore.Selector) throws(EVMCore.ABIError) -> Self"
                    ) { decode(part, "return", &$0) }
                }
            }
            out.doc("The \(what) again.")
            encode("encoded", "EVMCore.Bytes", items.map(\.names), by: "EVMCore.ABI.encoded(item)", none: "EVMCore.Bytes()", &out)
            allTypes(all, items.map(\.names), &out)
        }
    }

    /// The cases, then the types that they hold. The namespace may be called as the enum is, and then hides behind it: names begin at the holder,
    /// which no item is called as.
    private func cases(_ items: [(names: ItemNames, facts: String)], _ holder: String, _ out: inout CodePrinter) {
        guard !items.isEmpty else { return }
        for (names, _) in items { out.line("case \(SwiftNames.escaped(names.caseName))(\(names.typeName))") }
        out.line()
        for (names, facts) in items {
            if let alias = names.alias {
                out.documentation(names.documentation, facts)
                out.line("\(access) typealias \(names.typeName) = \(alias)")
            } else {
                out.line("\(access) typealias \(names.typeName) = \(holder).\(names.typeName)")
            }
        }
        out.line()
    }

    private func decode(_ items: [InterfaceItem], _ result: String, _ out: inout CodePrinter) {
        guard !items.isEmpty else { return out.line("throw EVMCore.ABIError(.unknownSelector(selector))") }
        out.line("switch selector.value {")
        for item in items {
            let name = SwiftNames.escaped(item.names.caseName)
            out.line("case \(hexLiteral(item.selector)): \(result) .\(name)(try \(item.names.typeName)(decoding: data))")
        }
        out.line("default: throw EVMCore.ABIError(.unknownSelector(selector))")
        out.line("}")
    }

    /// A method of the enum that does for each case's item what `expression` does.
    private func encode(
        _ method: String, _ type: String, _ items: [ItemNames], by expression: String, none: String, _ out: inout CodePrinter
    ) {
        func cases(_ items: [ItemNames], _ out: inout CodePrinter) {
            for names in items { out.line("case .\(SwiftNames.escaped(names.caseName))(let item): \(expression)") }
        }
        let parts = Self.parts(items)
        out.block("\(access) func \(method)() -> \(type)") { out in
            if parts.count > 1 {
                for i in parts.indices { out.line("if let encoded = _\(method)\(i)() { return encoded }") }
                // Swift cannot know that some part has had the case.
                out.line("return \(none)")
            } else {
                out.line("switch self {")
                cases(items, &out)
                out.line("}")
            }
        }
        guard parts.count > 1 else { return }
        for (i, part) in parts.enumerated() {
            out.line("@_optimize(none) @inline(never)")
            out.block("private func _\(method)\(i)() -> \(type)?") { out in
                out.line("switch self {")
                cases(part, &out)
                out.line("default: nil")
                out.line("}")
            }
        }
    }

    private func allTypes(_ type: String, _ items: [ItemNames], _ out: inout CodePrinter) {
        out.doc("The type of each, by signature.")
        out.line("\(access) static var all: \(type) {")
        out.line("    [\(items.joined(by: ", ") { "\($0.typeName).self" })]")
        out.line("}")
    }

    func eventInterface(_ contract: Contract, _ out: inout CodePrinter) {
        out.line()
        out.block("extension \(model.namespace).\(contract.name)") { events(contract, &$0) }
    }

    private func events(_ contract: Contract, _ out: inout CodePrinter) {
        let events = contract.events
        out.doc("The events of \(contract.name): a type each, and any of them as one value.")
        out.block("nonisolated \(access) \(events.isEmpty ? "" : "indirect ")enum Events: EVMCore.ContractEventInterface") { out in
            cases(events.map { ($0.names, facts($0)) }, Self.holder(of: "Events"), &out)
            let named = Dictionary(grouping: events.filter { !$0.isAnonymous }) { $0.topic0 }.sorted { $0.key < $1.key }
            let parts = Self.parts(named)
            out.doc("Decodes a log by its first topic; what no event claims is tried as each anonymous event.")
            out.block("\(access) init(topics: [EVMCore.Bytes32], data: EVMCore.Bytes) throws(EVMCore.ABIError)") { out in
                if parts.count > 1 {
                    out.block("if let topic = topics.first?.words.0") { out in
                        out.line("let event: Self?")
                        out.line("switch topic {")
                        for (i, part) in parts.enumerated() {
                            let place: CodeLine = i < parts.count - 1 ? "case ...\(hexLiteral(part.last?.key.words.0 ?? 0))" : "default"
                            out.line("\(place): event = try Self._decoded\(i)(topics, data, topic)")
                        }
                        out.line("}")
                        out.block("if let event") { out in
                            out.line("self = event")
                            out.line("return")
                        }
                    }
                } else if let part = parts.first {
                    out.line("switch topics.first?.words.0 {")
                    for (topic, variants) in part { decode(topic, variants, &out) { ["self = \($0)", "return"] } }
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
            if parts.count > 1 {
                for (i, part) in parts.enumerated() {
                    out.line("@_optimize(none) @inline(never)")
                    out.block(
                        "private static func _decoded\(i)(_ topics: [EVMCore.Bytes32], _ data: EVMCore.Bytes, _ topic: Swift.UInt64) throws(EVMCore.ABIError) -> Self?"
                    ) { out in
                        out.line("switch topic {")
                        for (topic, variants) in part { decode(topic, variants, &out) { ["return \($0)"] } }
                        out.line("default: return nil")
                        out.line("}")
                    }
                }
            }
            out.doc("The log's topics and data again.")
            encode(
                "encodedLog", "(topics: [EVMCore.Bytes32], data: EVMCore.Bytes)", events.map(\.names), by: "item.encodedLog()",
                none: "([], EVMCore.Bytes())", &out)
            allTypes("[any EVMCore.ContractEvent.Type]", events.map(\.names), &out)
        }
    }

    /// What to do about a topic. One signature with different indexed fields: the number of topics tells which.
    private func decode(_ topic: Bytes32, _ variants: [Event], _ out: inout CodePrinter, _ take: (CodeLine) -> [CodeLine]) {
        out.line("case \(hexLiteral(topic.words.0)):")
        out.indented { out in
            for (i, event) in variants.enumerated() {
                let type = event.names.typeName
                let lines = take(".\(SwiftNames.escaped(event.names.caseName))(try \(type)(topics: topics, data: data))")
                if i < variants.count - 1 {
                    out.block("if topics.count == \(type).indexedCount + 1") { out in
                        for line in lines { out.line(line) }
                    }
                } else {
                    for line in lines { out.line(line) }
                }
            }
        }
    }

    func facts(_ event: Event) -> String {
        "`\(event.names.signature)`, \(event.isAnonymous ? "anonymous" : "topic `0x\(hex(event.topic0))`")."
    }

    func hex(_ value: Bytes32) -> String {
        let w = value.words
        return [w.0, w.1, w.2, w.3].map { String(hexLiteral($0).dropFirst(2)) }.joined()
    }
}

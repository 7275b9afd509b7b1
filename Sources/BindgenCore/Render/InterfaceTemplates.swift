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
                guard !items.isEmpty else { return out.line("throw try EVMCore.ABISelection(data).unknown") }
                out.line("var selection = try EVMCore.ABISelection(data)")
                out.line("let item: Self?")
                decode(parts, by: "selector", { hexLiteral($0.selector) }, &out, decode)
                out.line("self = try selection.result(item)")
            }
            decodingParts(parts, "EVMCore.ABISelection", by: "selector", &out, decode)
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

    /// Sets `item` to the case that `selection` asks for, or to nil.
    private func decode<Item>(
        _ parts: [[Item]], by key: CodeLine, _ literal: (Item) -> String, _ out: inout CodePrinter,
        _ decode: (Item, CodeLine, inout CodePrinter) -> Void
    ) {
        guard parts.count > 1 else {
            for part in parts { choice(part, "item =", by: key, &out, decode) }
            return
        }
        out.line("switch selection.\(key) {")
        for (i, part) in parts.enumerated() {
            let place: CodeLine = i < parts.count - 1 ? "case ...\(part.last.map(literal) ?? "0")" : "default"
            out.line("\(place): item = Self._decoded\(i)(&selection)")
        }
        out.line("}")
    }

    /// A switch with a case for each item; `take` is what to do with what it decodes to.
    private func choice<Item>(
        _ items: [Item], _ take: CodeLine, by key: CodeLine, _ out: inout CodePrinter,
        _ decode: (Item, CodeLine, inout CodePrinter) -> Void
    ) {
        out.line("switch selection.\(key) {")
        for item in items { decode(item, take, &out) }
        out.line("default: \(take) nil")
        out.line("}")
    }

    /// The functions that decode a part of the cases each, if there are several.
    private func decodingParts<Item>(
        _ parts: [[Item]], _ selection: CodeLine, by key: CodeLine, _ out: inout CodePrinter,
        _ decode: (Item, CodeLine, inout CodePrinter) -> Void
    ) {
        guard parts.count > 1 else { return }
        for (i, part) in parts.enumerated() {
            out.line("@_optimize(none) @inline(never)")
            out.block("private static func _decoded\(i)(_ selection: inout \(selection)) -> Self?") { out in
                choice(part, "return", by: key, &out, decode)
            }
        }
    }

    private func decode(_ item: InterfaceItem, _ take: CodeLine, _ out: inout CodePrinter) {
        out.line("case \(hexLiteral(item.selector)): \(take) .\(SwiftNames.escaped(item.names.caseName))(selection.item())")
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
            let anonymous = events.filter(\.isAnonymous)
            out.doc("Decodes a log by its first topic; what no event claims is tried as each anonymous event.")
            out.block("\(access) init(topics: [EVMCore.Bytes32], data: EVMCore.Bytes) throws(EVMCore.ABIError)") { out in
                guard !events.isEmpty else { return out.line("throw EVMCore.EventSelection(topics: topics, data: data).unknown") }
                out.line("\(named.isEmpty ? "let" : "var") selection = EVMCore.EventSelection(topics: topics, data: data)")
                out.line("\(anonymous.isEmpty ? "let" : "var") item: Self?")
                decode(parts, by: "topic", { hexLiteral($0.key.words.0) }, &out, decode)
                for event in anonymous {
                    out.line("if item == nil { item = selection.anonymous().map { .\(SwiftNames.escaped(event.names.caseName))($0) } }")
                }
                out.line("self = try selection.result(item)")
            }
            decodingParts(parts, "EVMCore.EventSelection", by: "topic", &out, decode)
            out.doc("The log's topics and data again.")
            encode(
                "encodedLog", "(topics: [EVMCore.Bytes32], data: EVMCore.Bytes)", events.map(\.names), by: "item.encodedLog()",
                none: "([], EVMCore.Bytes())", &out)
            allTypes("[any EVMCore.ContractEvent.Type]", events.map(\.names), &out)
        }
    }

    /// What to do about a topic. One signature with different indexed fields: the number of topics tells which.
    private func decode(_ topic: (key: Bytes32, value: [Event]), _ take: CodeLine, _ out: inout CodePrinter) {
        let variants = topic.value.map { event in
            (count: event.fields.filter(\.isIndexed).count + 1, value: CodeLine(".\(SwiftNames.escaped(event.names.caseName))(selection.event())"))
        }
        let value = variants.dropLast().joined(by: "") { "selection.topicCount == \($0.count) ? \($0.value) : " }
        out.line("case \(hexLiteral(topic.key.words.0)): \(take) \(value)\(variants.last?.value ?? "nil")")
    }

    func facts(_ event: Event) -> String {
        "`\(event.names.signature)`, \(event.isAnonymous ? "anonymous" : "topic `0x\(hex(event.topic0))`")."
    }

    func hex(_ value: Bytes32) -> String {
        let w = value.words
        return [w.0, w.1, w.2, w.3].map { String(hexLiteral($0).dropFirst(2)) }.joined()
    }
}

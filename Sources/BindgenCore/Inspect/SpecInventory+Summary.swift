import EVMCore

extension SpecInventory {
    /// The inventory for people: what and how many, then a table of each kind. Ends with a line break.
    public var summary: String {
        var lines: [String] = []
        let title = [contract, release].compactMap { $0 }.joined(separator: " ")
        if !title.isEmpty { lines.append(title) }
        let counts = [
            (functions.count, "function"), (events.count, "event"), (errors.count, "error"), (structs.count, "struct"),
            (enums.count, "enum"), (typedData.count, "EIP-712 type"),
        ]
        let told = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
        lines.append(told.isEmpty ? "nothing" : told.joined(separator: ", "))
        if let constructor { lines.append("constructor\(ABIType.tuple(constructor.inputs.map(\.type)).canonicalName)") }
        if hasFallback || hasReceive {
            lines.append([hasFallback ? "fallback" : nil, hasReceive ? "receive" : nil].compactMap { $0 }.joined(separator: ", "))
        }
        section(
            "Functions",
            functions.map { item in
                let mutability = item.item.stateMutability == "nonpayable" ? "" : " \(item.item.stateMutability)"
                let outputs =
                    item.item.outputs.isEmpty ? "" : " returns \(ABIType.tuple(item.item.outputs.map(\.type)).canonicalName)"
                return "\(item.selector)  \(item.signature)\(mutability)\(outputs)"
            }, &lines)
        section(
            "Events",
            events.map { item in
                let parameters = item.item.inputs.map { "\($0.type.canonicalName)\($0.isIndexed ? " indexed" : "")" }
                let topic = item.item.isAnonymous ? Self.padded("anonymous", to: 66) : item.hash.hex
                return "\(topic)  \(item.item.name)(\(parameters.joined(separator: ",")))"
            }, &lines)
        section("Errors", errors.map { "\($0.selector)  \($0.signature)" }, &lines)
        let width = structs.map(\.name.count).max() ?? 0
        section("Structs", structs.map { "\(Self.padded($0.name, to: width))  \($0.type.canonicalName)" }, &lines)
        let enumWidth = enums.map(\.name.count).max() ?? 0
        section(
            "Enums",
            enums.map { "\(Self.padded($0.name, to: enumWidth))  \($0.cases?.joined(separator: ", ") ?? "case names unknown")" }, &lines)
        section("EIP-712 types", typedData.map { "\($0.typeHash.hex)  \($0.encodeType)" }, &lines)
        return lines.joined(separator: "\n") + "\n"
    }

    private func section(_ title: String, _ rows: [String], _ lines: inout [String]) {
        guard !rows.isEmpty else { return }
        lines += ["", title] + rows.map { "  \($0)" }
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

import EVMCore

/// Reads the array of a JSON ABI.
///
/// An entry with a problem is left out and the problem told; the others are read all the same.
struct ABIReader {
    /// Problems beyond this number are not told: a file that is no ABI at all should not fill the screen.
    private static let problemLimit = 100

    private(set) var diagnostics = Diagnostics()
    /// Types without members that were read before: an ABI has thousands of `uint256`.
    private var known: [String: ABIType] = [:]

    /// How many entries are read at a time.
    private static let partSize = 64

    /// The items of an ABI, in its order.
    ///
    /// On all cores; where anything is wrong they are read again one after another, as what is told of a problem depends on those before it.
    mutating func items(_ root: JSONNode) -> [SpecItem] {
        guard let entries = root.expectArray("the ABI", &diagnostics) else { return [] }
        guard entries.count > Self.partSize else { return items(entries) }
        let parts = stride(from: 0, to: entries.count, by: Self.partSize).map { entries[$0..<min($0 + Self.partSize, entries.count)] }
        let read = concurrentMap(parts) { part -> [SpecItem]? in
            var reader = ABIReader()
            let items = reader.items(Array(part))
            return reader.diagnostics.all.isEmpty ? items : nil
        }
        let known = read.compactMap { $0 }
        return known.count == read.count ? known.flatMap { $0 } : items(entries)
    }

    private mutating func items(_ entries: [JSONNode]) -> [SpecItem] {
        var items: [SpecItem] = []
        items.reserveCapacity(entries.count)
        for entry in entries {
            if hasTooManyProblems(at: entry) { break }
            if let item = item(entry) { items.append(item) }
        }
        return items
    }

    private mutating func hasTooManyProblems(at node: JSONNode) -> Bool {
        guard diagnostics.all.count >= Self.problemLimit else { return false }
        if diagnostics.all.count == Self.problemLimit {
            diagnostics.error("more problems follow from here on and are not told", at: node.location)
        }
        return true
    }

    private mutating func item(_ entry: JSONNode) -> SpecItem? {
        guard entry.expectObject("an ABI entry", &diagnostics) != nil else { return nil }
        guard let typeNode = entry["type"] else {
            diagnostics.error("this ABI entry lacks 'type': function, event, error, constructor, fallback or receive", at: entry.location)
            return nil
        }
        guard let type = typeNode.expectString("'type'", &diagnostics) else { return nil }
        guard let kind = SpecItem.Kind(rawValue: type) else {
            diagnostics.error(
                "unknown kind of ABI entry '\(type)': it is one of function, event, error, constructor, fallback and receive",
                at: typeNode.location)
            return nil
        }
        let problems = diagnostics.all.count
        var item = SpecItem(kind: kind, name: name(of: entry, kind) ?? "", location: entry.location)
        switch kind {
        case .function:
            item.inputs = inputs(of: entry, kind)
            item.outputs = entry["outputs"].map { parameters($0, "'outputs'", of: kind) } ?? []
            item.stateMutability = stateMutability(entry)
        case .constructor:
            item.inputs = entry["inputs"].map { parameters($0, "'inputs'", of: kind) } ?? []
            item.stateMutability = stateMutability(entry)
        case .event:
            item.isAnonymous = entry["anonymous"]?.expectBool("'anonymous'", &diagnostics) ?? false
            item.inputs = inputs(of: entry, kind)
            checkIndexed(item)
        case .error: item.inputs = inputs(of: entry, kind)
        case .fallback: item.stateMutability = stateMutability(entry)
        case .receive: item.stateMutability = "payable"
        }
        return diagnostics.all.count == problems ? item : nil
    }

    private mutating func name(of entry: JSONNode, _ kind: SpecItem.Kind) -> String? {
        switch kind {
        case .constructor, .fallback, .receive: return nil
        case .function, .event, .error: break
        }
        guard let node = entry["name"] else {
            diagnostics.error("this \(kind.rawValue) lacks 'name'", at: entry.location)
            return nil
        }
        guard let name = node.expectString("'name'", &diagnostics) else { return nil }
        guard SolidityNames.isName(name) else {
            diagnostics.error(
                name.isEmpty ? "the name of this \(kind.rawValue) is empty" : "'\(name)' is no name: letters, digits, '_' and '$' make one",
                at: node.location)
            return nil
        }
        return name
    }

    private mutating func inputs(of entry: JSONNode, _ kind: SpecItem.Kind) -> [SpecParameter] {
        guard let node = entry["inputs"] else {
            diagnostics.error("this \(kind.rawValue) lacks 'inputs'; without parameters it is []", at: entry.location)
            return []
        }
        return parameters(node, "'inputs'", of: kind)
    }

    private mutating func stateMutability(_ entry: JSONNode) -> String {
        guard let node = entry["stateMutability"] else {
            // As compilers before 0.4.16 said it.
            if entry["constant"]?.expectBool("'constant'", &diagnostics) == true { return "view" }
            return entry["payable"]?.expectBool("'payable'", &diagnostics) == true ? "payable" : "nonpayable"
        }
        guard let text = node.expectString("'stateMutability'", &diagnostics) else { return "nonpayable" }
        guard ["pure", "view", "nonpayable", "payable"].contains(text) else {
            diagnostics.error("unknown 'stateMutability' \"\(text)\": it is one of pure, view, nonpayable and payable", at: node.location)
            return "nonpayable"
        }
        return text
    }

    private mutating func checkIndexed(_ event: SpecItem) {
        let limit = event.isAnonymous ? 4 : 3
        let indexed = event.inputs.filter(\.isIndexed)
        guard indexed.count > limit else { return }
        let kind = event.isAnonymous ? "an anonymous event" : "an event"
        diagnostics.error(
            "'\(event.name)' has \(indexed.count) indexed parameters; \(kind) has room for \(limit)", at: indexed[limit].location)
    }
}

// MARK: - Parameters

extension ABIReader {
    private mutating func parameters(_ node: JSONNode, _ what: String, of kind: SpecItem.Kind) -> [SpecParameter] {
        var parameters: [SpecParameter] = []
        for element in node.expectArray(what, &diagnostics) ?? [] {
            if hasTooManyProblems(at: element) { break }
            if let parameter = parameter(element, of: kind, within: []) { parameters.append(parameter) }
        }
        return parameters
    }

    /// A parameter, or a member of the structs in `enclosing` (by name, outermost first; empty where the name is not known).
    private mutating func parameter(_ node: JSONNode, of kind: SpecItem.Kind?, within enclosing: [String]) -> SpecParameter? {
        guard node.expectObject(enclosing.isEmpty ? "a parameter" : "a component", &diagnostics) != nil else { return nil }
        let problems = diagnostics.all.count
        let name = node["name"].flatMap { parameterName($0) } ?? ""
        let internalType = node["internalType"].flatMap { $0.isNull ? nil : $0.expectString("'internalType'", &diagnostics) }
        let isIndexed = node["indexed"].flatMap { readIndexed($0, kind) } ?? false
        var components: [SpecParameter] = []
        guard let type = type(of: node, internalType: internalType, components: &components, within: enclosing),
            diagnostics.all.count == problems
        else { return nil }
        var parameter = SpecParameter(name: name, type: type, internalType: internalType, location: node.location)
        parameter.components = components
        parameter.isIndexed = isIndexed
        return parameter
    }

    private mutating func parameterName(_ node: JSONNode) -> String? {
        guard !node.isNull, let name = node.expectString("'name'", &diagnostics) else { return nil }
        guard name.isEmpty || SolidityNames.isName(name) else {
            diagnostics.error("'\(name)' is no name: letters, digits, '_' and '$' make one", at: node.location)
            return nil
        }
        return name
    }

    private mutating func readIndexed(_ node: JSONNode, _ kind: SpecItem.Kind?) -> Bool? {
        guard let isIndexed = node.expectBool("'indexed'", &diagnostics) else { return nil }
        if isIndexed, kind != .event {
            let what = kind.map { "a parameter of \($0 == .error || $0 == .event ? "an" : "a") \($0.rawValue)" } ?? "a component of a tuple"
            diagnostics.error("only an event's own parameters can be indexed, not \(what)", at: node.location)
        }
        return isIndexed
    }

    private mutating func type(
        of node: JSONNode, internalType: String?, components: inout [SpecParameter], within enclosing: [String]
    ) -> ABIType? {
        guard let typeNode = node["type"] else {
            diagnostics.error("this parameter lacks 'type'", at: node.location)
            return nil
        }
        guard let text = typeNode.expectString("'type'", &diagnostics) else { return nil }
        let isTuple = text == "tuple" || text.utf8.starts(with: "tuple[".utf8)
        do throws(ABITypeError) {
            guard isTuple else {
                if let superfluous = node["components"], superfluous.array?.isEmpty != true {
                    diagnostics.error("'components' belong to a tuple, and this is '\(text)'", at: superfluous.location)
                }
                if let parenthesis = text.utf8.firstIndex(of: UInt8(ascii: "(")) {
                    let offset = text.utf8.distance(from: text.startIndex, to: parenthesis)
                    diagnostics.error("a JSON ABI writes a tuple as \"tuple\" with 'components'", at: location(in: typeNode, offset))
                    return nil
                }
                if let type = known[text] { return type }
                let type = try ABIType(parsing: text)
                known[text] = type
                return type
            }
            guard let members = members(of: node, text, internalType: internalType, within: enclosing) else { return nil }
            components = members
            return try ABIType(parsing: text, tupleMembers: members.map(\.type))
        } catch {
            diagnostics.error(error.reason, at: location(in: typeNode, error.offset))
            return nil
        }
    }

    /// A place inside a string; off where it is written with escapes before that.
    private func location(in node: JSONNode, _ offset: Int) -> SourceLocation {
        var location = node.location
        location.column += 1 + offset
        return location
    }

    private mutating func members(
        of node: JSONNode, _ type: String, internalType: String?, within enclosing: [String]
    ) -> [SpecParameter]? {
        let name = DeclaredType(internalType).flatMap { $0.isStruct ? $0.name : nil } ?? ""
        if !name.isEmpty, enclosing.contains(name) {
            diagnostics.error("the struct '\(name)' contains itself: the ABI has no encoding for it", at: node.location)
            return nil
        }
        guard let list = node["components"] else {
            diagnostics.error("this '\(type)' lacks 'components', the members of the tuple", at: node.location)
            return nil
        }
        guard let elements = list.expectArray("'components'", &diagnostics) else { return nil }
        guard !elements.isEmpty else {
            diagnostics.error("'components' is empty: a tuple without members is no ABI type", at: list.location)
            return nil
        }
        guard enclosing.count < ABIType.maximumDepth else {
            diagnostics.error("tuples nest deeper than \(ABIType.maximumDepth) levels", at: node.location)
            return nil
        }
        var members: [SpecParameter] = []
        for element in elements {
            if hasTooManyProblems(at: element) { break }
            if let member = parameter(element, of: nil, within: enclosing + [name]) { members.append(member) }
        }
        return members.count == elements.count ? members : nil
    }
}

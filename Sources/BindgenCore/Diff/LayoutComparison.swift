import EVMCore

/// Compares where arguments lie in the calldata, for a function that kept its name and changed its signature.
///
/// A flex field names the bytes of an argument by their offset, and so does a template that injects a result of one call into another: both are
/// signed or stored as plain numbers, and nothing but a look at the layout tells that they point elsewhere now.
enum LayoutComparison {
    private struct Place: Equatable {
        /// Where its head begins, in bytes after the selector.
        var offset: Int
        /// The bytes that it takes in the head.
        var size: Int
        /// For a dynamic argument, the size of the whole head: the first tail begins there.
        var head: Int?
        /// The dynamic arguments before it, whose tails lie before its own.
        var before: [String] = []
        /// The dynamic argument after it: its tail ends where that one's begins.
        var after: String?
    }

    /// What moved between two versions of a function, an entry for each argument of the same name and type.
    static func findings(_ old: SpecInventory.Item, _ new: SpecInventory.Item) -> [DiffFinding] {
        let places = Dictionary(places(old.item.inputs)) { first, _ in first }
        return self.places(new.item.inputs).compactMap { name, place in
            guard let other = places[name], other != place else { return nil }
            let parts = difference(other, place)
            guard !parts.isEmpty else { return nil }
            return .changed(.layout, new.signature, was: old.signature, .wire, "\(name): \(parts.joined(separator: ", "))")
        }
    }

    private static func difference(_ old: Place, _ new: Place) -> [String] {
        var parts: [String] = []
        if old.offset != new.offset { parts.append("byte \(old.offset) → \(new.offset) (\(signed(new.offset, old.offset)))") }
        if old.size != new.size { parts.append("\(old.size) bytes → \(new.size)") }
        switch (old.head, new.head) {
        case (let before?, let after?):
            if old.before != new.before {
                parts.append("its bytes lie behind those of \(list(new.before)), not of \(list(old.before))")
            } else if before != after {
                parts.append("its bytes lie \(signed(after, before)) (the head is \(after) bytes, was \(before))")
            }
            if old.after != new.after { parts.append("its bytes end at \(new.after ?? "the end"), not at \(old.after ?? "the end")") }
        case (nil, _?): parts.append("it is dynamic now")
        case (_?, nil): parts.append("it is not dynamic any more")
        case (nil, nil): break
        }
        return parts
    }

    private static func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }

    private static func signed(_ new: Int, _ old: Int) -> String {
        let (difference, _) = new.subtractingReportingOverflow(old)
        return difference < 0 ? "\(difference)" : "+\(difference)"
    }

    /// The named arguments, with the members of static structs behind them: `feeCaps.openRateCap`.
    private static func places(_ parameters: [SpecParameter]) -> [(String, Place)] {
        var places: [(String, Place)] = []
        let head = parameters.reduce(0) { $0.addingReportingOverflow($1.type.headSize).partialValue }
        func add(_ parameters: [SpecParameter], prefix: String, at start: Int) {
            var offset = start
            for (i, parameter) in parameters.enumerated() {
                defer { offset = offset.addingReportingOverflow(parameter.type.headSize).partialValue }
                guard !parameter.name.isEmpty else { continue }
                let name = prefix + parameter.name
                var place = Place(offset: offset, size: parameter.type.headSize)
                if parameter.type.isDynamic {
                    place.head = head
                    place.before = parameters[..<i].filter(\.type.isDynamic).map(\.name)
                    place.after = parameters[(i + 1)...].first(where: \.type.isDynamic)?.name
                }
                places.append((name, place))
                if case .tuple = parameter.type, !parameter.type.isDynamic { add(parameter.components, prefix: name + ".", at: offset) }
            }
        }
        add(parameters, prefix: "", at: 0)
        return places
    }

    /// For each function that came, the old one that its callers come from: of its name and gone, and, where that is another, the one whose
    /// name begins like its own and that has most of its arguments (`sendQuoteWithAffiliateAndData` of `sendQuote`).
    static func pairs(
        gone: [SpecInventory.Item], come: [SpecInventory.Item], old: [SpecInventory.Item]
    ) -> [(SpecInventory.Item, SpecInventory.Item)] {
        var pairs = Likeness.sameName(gone, come)
        for item in come {
            let sameName = pairs.first { $0.1.signature == item.signature }?.0
            // Without one of its own name it is a new function and not an old one's next version.
            guard let sameName else { continue }
            let relatives = old.filter { $0.item.name != item.item.name && isExtension($0.item.name, item.item.name) }
            let ranked = relatives.map { ($0, Likeness.parameters($0.item.inputs, item.item.inputs)) }
            guard let best = ranked.max(by: { ($0.1, $1.0.signature) < ($1.1, $0.0.signature) }),
                best.1 > Likeness.parameters(sameName.item.inputs, item.item.inputs)
            else { continue }
            pairs.append((best.0, item))
        }
        return pairs
    }

    /// Whether one name is the other with more words behind it.
    private static func isExtension(_ a: String, _ b: String) -> Bool {
        let (short, long) = a.utf8.count < b.utf8.count ? (a, b) : (b, a)
        guard long.hasPrefix(short), let next = long.dropFirst(short.count).unicodeScalars.first else { return false }
        return ("A"..."Z").contains(next) || next == "_"
    }
}

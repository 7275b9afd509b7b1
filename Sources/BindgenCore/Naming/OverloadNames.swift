/// Names functions, events or errors, overloaded ones by the parameters that tell them apart.
///
/// A name depends on the set of items and never on their order: where one overload has a parameter name that no other has, it is called
/// `With` that parameter; the one that has nothing of its own keeps the bare name; where names do not tell them apart, types do.
enum OverloadNames {
    /// One item to name.
    struct Item {
        var name: String
        var signature: String
        /// Names of the parameters; empty ones are unnamed.
        var parameters: [String]
        /// Types as words: `Uint256`, `AddressArray`, a struct's name. Few names are shared, and only those ask for it.
        var makeTypes: () -> [String]
        /// Which parameters are indexed, for events that differ in nothing else.
        var indexed: [Bool] = []

        var types: [String] { makeTypes() }
    }

    /// The Swift type names, in the order of `items`.
    static func typeNames(_ items: [Item], reserved: Set<String>) -> [String] {
        var names = [String](repeating: "", count: items.count)
        let bases = items.map { SwiftNames.type($0.name) }
        let sets = Dictionary(grouping: items.indices) { items[$0].name }
        for (_, indices) in sets {
            guard indices.count > 1 else {
                names[indices[0]] = bases[indices[0]]
                continue
            }
            for (index, name) in zip(indices, distinguish(indices.map { items[$0] }, bases[indices[0]])) { names[index] = name }
        }
        // Names that differ in Solidity may meet in Swift (`foo`, `_foo`, `Foo`): the plainest spelling keeps the name, the others get more of theirs.
        // A name that an overload was given never takes it from an item that is called so.
        var table = NameTable(reserved: reserved)
        var result = names
        let ranks = items.indices.map {
            (names[$0] == bases[$0] ? 0 : 1, plainness(items[$0].name), items[$0].signature)
        }
        let order = items.indices.sorted { ranks[$0] < ranks[$1] }
        for index in order {
            let item = items[index]
            if !reserved.contains(names[index]), table.claim(ifFree: names[index]) {
                result[index] = names[index]
                continue
            }
            let words = item.types
            let types = words.isEmpty ? "" : (ranks[index].0 == 0 ? "With" : "And") + words.joined(separator: "And")
            // What stands in the way of a reserved name is no other item: its types would tell nothing.
            let name = names[index] + (reserved.contains(names[index]) ? "_" : "")
            result[index] = table.claim([name, name + types, name + "_"])
        }
        return result
    }

    /// 0 for lowerCamel or UpperCamel without underscores, 1 where the first letter is the less usual capital, 2 for anything else.
    private static func plainness(_ name: String) -> Int {
        guard let first = name.utf8.first, !name.utf8.contains(where: { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "$") }) else { return 2 }
        switch first {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): return 0
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): return 1
        default: return 2
        }
    }

    private static func distinguish(_ items: [Item], _ base: String) -> [String] {
        for suffixes in [byParameterNames(items), byTypes(items), byIndexed(items)] {
            let names = suffixes.map { base + $0 }
            if Set(names).count == names.count { return names }
        }
        return items.map { _ in base }
    }

    private static func byParameterNames(_ items: [Item]) -> [String] {
        items.map { item in
            let others = items.filter { $0.signature != item.signature }
            let own = item.parameters.first { name in !name.isEmpty && !others.contains { $0.parameters.contains(name) } }
            guard let own else { return "" }
            return "With" + SwiftNames.upperFirst(SwiftNames.member(own))
        }
    }

    private static func byTypes(_ items: [Item]) -> [String] {
        items.map(\.types).map { $0.isEmpty ? "" : "With" + $0.joined(separator: "And") }
    }

    private static func byIndexed(_ items: [Item]) -> [String] {
        zip(items, byTypes(items)).map { item, types in
            let flags = zip(item.types, item.indexed).map { $1 ? "Indexed\($0)" : $0 }
            return flags.isEmpty ? types : "With" + flags.joined(separator: "And")
        }
    }
}

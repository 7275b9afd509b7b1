import EVMCore

/// EIP-712 struct types as a spec declares them, with the place of each for messages.
struct TypedDataDeclarations {
    struct Member {
        var name: String
        var type: String
        var location: SourceLocation
    }

    /// In the order declared.
    private(set) var names: [String] = []
    private(set) var members: [String: [Member]] = [:]
    private(set) var locations: [String: SourceLocation] = [:]

    /// The types without their places.
    var types: [String: [TypedDataMember]] {
        members.mapValues { $0.map { TypedDataMember(name: $0.name, type: $0.type) } }
    }

    /// Adds a struct type; a problem with its names is reported.
    mutating func declare(_ name: String, _ list: [Member], at location: SourceLocation, _ diagnostics: inout Diagnostics) {
        if !Self.isName(name) {
            diagnostics.error("'\(name)' cannot be the name of a struct type", at: location)
        } else if (try? ABIType(parsing: name)) != nil {
            diagnostics.error("'\(name)' is a type of EIP-712's own and cannot be declared", at: location)
        } else if members[name] != nil {
            diagnostics.error("the struct type '\(name)' is declared twice", at: location)
            return
        }
        var seen: Set<String> = []
        for member in list {
            if !Self.isName(member.name) {
                diagnostics.error("'\(member.name)' cannot be the name of a member", at: member.location)
            } else if !seen.insert(member.name).inserted {
                diagnostics.error("the member '\(member.name)' of '\(name)' stands twice", at: member.location)
            }
        }
        names.append(name)
        members[name] = list
        locations[name] = location
    }

    /// What delimits type strings can be no part of a name; the rest of ASCII is signed in practice (`HyperliquidTransaction:UsdSend`).
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !"(),[]\"\\".utf8.contains($0) }
    }

    // MARK: - References

    /// Reports unknown types and recursion.
    func check(_ diagnostics: inout Diagnostics) {
        for name in names {
            for member in members[name] ?? [] { check(member, &diagnostics) }
        }
        guard names.count <= Self.limit else {
            diagnostics.error("\(names.count) struct types: a document may have \(Self.limit)", at: locations[names[Self.limit]])
            return
        }
        checkRecursion(&diagnostics)
    }

    /// Bounds the time that recursion is looked for in.
    private static let limit = 1000

    private func check(_ member: Member, _ diagnostics: inout Diagnostics) {
        let base = Self.base(of: member.type)
        let suffix = String(member.type.dropFirst(base.count))
        guard members[base] == nil else {
            // The suffix alone is in question; any type in the struct's place shows it.
            do throws(ABITypeError) { _ = try ABIType(parsing: "bool" + suffix) } catch {
                diagnostics.error("the type '\(member.type)' of '\(member.name)': \(error.reason)", at: member.location)
            }
            return
        }
        do throws(ABITypeError) {
            let type = try ABIType(parsing: member.type)
            if type.canonicalName != member.type {
                diagnostics.error("EIP-712 has no '\(member.type)': write '\(type.canonicalName)'", at: member.location)
            } else if base == "function" || base.hasPrefix("(") {
                diagnostics.error("EIP-712 has no type '\(member.type)'", at: member.location)
            }
        } catch {
            if case .unknownType(_, nil) = error.kind {
                let advice = Suggestion.nearest(to: base, among: names).map { "; is it '\($0)'?" } ?? ": declare it among the types"
                diagnostics.error("the type '\(base)' of '\(member.name)' is not known\(advice)", at: member.location)
            } else {
                diagnostics.error("the type '\(member.type)' of '\(member.name)': \(error.reason)", at: member.location)
            }
        }
    }

    /// The type without its array suffixes.
    private static func base(of type: String) -> String {
        guard !type.hasPrefix("("), let bracket = type.firstIndex(of: "[") else { return type }
        return String(type[..<bracket])
    }

    /// The struct types that `name` refers to by itself.
    private func references(of name: String) -> [(name: String, member: Member)] {
        (members[name] ?? []).compactMap { member in
            let base = Self.base(of: member.type)
            return members[base] == nil ? nil : (base, member)
        }
    }

    /// Every type that can be reached from `name`, which is among them only through recursion.
    func reachable(from name: String) -> Set<String> {
        var reached: Set<String> = []
        var pending = [name]
        while let next = pending.popLast() {
            for reference in references(of: next) where reached.insert(reference.name).inserted { pending.append(reference.name) }
        }
        return reached
    }

    private func checkRecursion(_ diagnostics: inout Diagnostics) {
        // Without a stack of calls, so that no depth of types exhausts it: types whose references are all settled are settled, in turn.
        var open: [String: Int] = [:]
        var users: [String: [String]] = [:]
        for name in names {
            let targets = references(of: name).map(\.name)
            open[name] = targets.count
            for target in targets { users[target, default: []].append(name) }
        }
        var settled = names.filter { open[$0] == 0 }
        while let name = settled.popLast() {
            open[name] = nil
            for user in users[name] ?? [] {
                guard let count = open[user] else { continue }
                open[user] = count - 1
                if count == 1 { settled.append(user) }
            }
        }
        // What is left leads into a cycle: each has a reference that is left too.
        var walked: Set<String> = []
        for name in names where open[name] != nil {
            var path: [(name: String, member: Member)] = []
            var positions: [String: Int] = [:]
            var current = name
            while !walked.contains(current), positions[current] == nil {
                guard let step = references(of: current).first(where: { open[$0.name] != nil }) else { break }
                positions[current] = path.count
                path.append((current, step.member))
                current = step.name
            }
            walked.formUnion(path.map(\.name))
            if let start = positions[current] { report(path[start...], &diagnostics) }
        }
    }

    private func report(_ cycle: ArraySlice<(name: String, member: Member)>, _ diagnostics: inout Diagnostics) {
        guard let first = cycle.first else { return }
        let steps = cycle.prefix(5).map { "\($0.name).\($0.member.name)" }.joined(separator: ", ") + (cycle.count > 5 ? ", …" : "")
        let reason =
            cycle.contains { $0.member.type.hasSuffix("]") } ? "recursion through arrays is not supported" : "no value of it ever ends"
        diagnostics.error("the struct type '\(first.name)' contains itself by \(steps): \(reason)", at: first.member.location)
    }
}

/// What users of the generated Swift can name, without the namespace: `Core.Calls.SendQuote` and its members.
public struct SwiftSurface: Sendable {
    /// The members of each type by the type's path; a member as it is declared, by its label.
    private(set) var types: [String: [String: String]] = [:]
    /// The initialiser of each type that has one: its arguments in order.
    private(set) var initialisers: [String: String] = [:]

    /// - Parameter name: What the one contract is called, where two are compared whatever their names.
    init(_ model: BindingsModel, renamed name: String? = nil) {
        let prefixes = model.contracts.map(\.name) + model.typedData.map(\.name)
        func short(_ type: String, _ contract: String) -> String {
            let text = Self.replacing("\(model.namespace).", in: type)
            return name == nil ? text : prefixes.reduce(text) { Self.replacing("\($1).", in: $0) }
        }
        func add(_ path: String, _ fields: [Field], in contract: String) {
            var members: [String: String] = [:]
            for field in fields { members[field.label] = short(Self.type(of: field, model.namespace), contract) }
            types[path] = members
            initialisers[path] = fields.map { "\($0.label): \(members[$0.label] ?? "")" }.joined(separator: ", ")
        }
        for contract in model.contracts {
            let root = name == nil ? "\(contract.name)." : ""
            for item in contract.structs { add(root + item.path.joined(separator: "."), item.tuple.fields, in: contract.name) }
            for item in contract.enums {
                let cases = Dictionary((item.cases ?? []).map { ($0.label, "case") }) { first, _ in first }
                types[root + item.path.joined(separator: ".")] = cases
            }
            for item in contract.functions {
                let path = "\(root)Calls.\(item.names.typeName)"
                add(path, item.inputs.fields, in: contract.name)
                switch item.outputs.fields.count {
                case 0: break
                case 1: types[path]?["Return"] = short(item.outputs.fields[0].type.swiftType(in: model.namespace), contract.name)
                default: add("\(path).Return", item.outputs.fields, in: contract.name)
                }
            }
            for item in contract.events { add("\(root)Events.\(item.names.typeName)", item.fields, in: contract.name) }
            for item in contract.errors { add("\(root)Errors.\(item.names.typeName)", item.inputs.fields, in: contract.name) }
        }
        for group in model.typedData {
            let root = name == nil ? "\(group.name)." : ""
            for type in group.types {
                guard let structure = type.structure else { continue }
                add(root + structure.path.joined(separator: "."), structure.tuple.fields, in: group.name)
            }
        }
    }

    private static func type(of field: Field, _ namespace: String) -> String {
        let type = field.type.swiftType(in: namespace)
        return field.isIndexed ? field.type.isHashedWhenIndexed ? "hash of \(type)" : "indexed \(type)" : type
    }

    /// Without a prefix that stands where a name begins.
    private static func replacing(_ prefix: String, in text: String) -> String {
        // Most are types of the runtime and of the standard library.
        if ["EVMCore.", "Swift."].contains(where: text.hasPrefix), !text.utf8.contains(UInt8(ascii: "<")) { return text }
        var result: [UInt8] = []
        let (bytes, prefix) = (Array(text.utf8), Array(prefix.utf8))
        var i = 0
        while i < bytes.count {
            let isStart = i == 0 || !SolidityNames.isNameByte(bytes[i - 1]) && bytes[i - 1] != UInt8(ascii: ".")
            if isStart, bytes[i...].starts(with: prefix) {
                i += prefix.count
            } else {
                result.append(bytes[i])
                i += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// What differs between two surfaces.
    public struct Difference: Sendable, Equatable {
        /// A type, or a type that is in both with its members that differ.
        public struct Change: Sendable, Equatable {
            /// `Core.Calls.SendQuote`.
            public var name: String
            /// What of it differs.
            public var detail: String
            /// Whether Swift that keeps to the stability promise may cease to compile.
            public var `class`: DiffClass
        }

        /// Types that only the new surface has.
        public var added: [String] = []
        /// Types that only the old surface has.
        public var removed: [String] = []
        /// Types of both that differ.
        public var changed: [Change] = []

        /// Whether nothing differs.
        public var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }

        /// How many of them break Swift that compiled.
        public var breaks: Int { removed.count + changed.count { $0.class == .source } }

        init(_ old: SwiftSurface, _ new: SwiftSurface) {
            added = new.types.keys.filter { old.types[$0] == nil }.sorted()
            removed = old.types.keys.filter { new.types[$0] == nil }.sorted()
            for name in old.types.keys.sorted() {
                guard let before = old.types[name], let after = new.types[name] else { continue }
                var parts: [String] = []
                for label in before.keys.sorted() {
                    if let type = after[label] {
                        if type != before[label] { parts.append("\(label): \(before[label] ?? "") → \(type)") }
                    } else {
                        parts.append("\(label) is gone")
                    }
                }
                let come = after.keys.filter { before[$0] == nil }.sorted()
                if !come.isEmpty { parts.append("new: \(come.joined(separator: ", "))") }
                if parts.isEmpty, old.initialisers[name] != new.initialisers[name] { parts.append("its initialiser takes the members in another order") }
                guard !parts.isEmpty else { continue }
                // Enums may gain cases; whatever else gains a member has another initialiser.
                let isGrowth = parts.count == 1 && !come.isEmpty && old.initialisers[name] == nil && new.initialisers[name] == nil
                changed.append(Change(name: name, detail: parts.joined(separator: "; "), class: isGrowth ? .harmless : .source))
            }
        }
    }
}

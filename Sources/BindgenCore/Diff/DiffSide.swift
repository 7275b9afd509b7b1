import EVMCore

/// One of the two sides of a comparison: contracts and EIP-712 types, whatever they were read from.
public struct DiffSide: Sendable {
    /// What the side is called in a report: a path, or a release and its namespace.
    public var title: String
    /// Sorted by name.
    var contracts: [DiffContract] = []
    /// Sorted by name.
    var typedData: [DiffTypedData] = []
    /// How the generator names all this in Swift; nil where it cannot without a config that tells it more.
    var model: BindingsModel?
    /// Whether the side is one file or one folder of facets, so that its one contract is compared whatever it is called.
    var isOneContract = false
}

/// A contract, its files merged.
struct DiffContract: Sendable {
    /// The name in the config, or the file's.
    var name: String
    /// All names that it goes by, Solidity's own among them.
    var names: Set<String>
    var functions: [SpecInventory.Item] = []
    var events: [SpecInventory.Item] = []
    var errors: [SpecInventory.Item] = []
    var structs: [SpecInventory.Structure] = []
    var enums: [(name: String, cases: [String]?)] = []
    var constructor: SpecItem?
    var hasFallback = false
    var hasReceive = false
    /// What Solidity's things are called in Swift.
    var swiftNames = DiffSwiftNames()
    /// Where each struct and enum is used, by name.
    var uses: [String: DiffUses] = [:]
}

/// EIP-712 types with one domain.
struct DiffTypedData: Sendable {
    var name: String
    var types: [SpecInventory.TypedStructure] = []
    /// The members of each type, by the type's `encodeType`.
    var members: [String: [TypedDataMember]] = [:]
    /// The domains as texts: fields and fixed values; sorted.
    var domains: [String] = []
}

/// Where a struct or an enum is used: what a change of it does depends on that.
struct DiffUses: OptionSet, Sendable {
    let rawValue: Int
    /// In a function's inputs.
    static let inputs = DiffUses(rawValue: 1)
    /// In outputs, events or errors.
    static let answers = DiffUses(rawValue: 2)

    /// The classes of a change of what the bytes mean.
    var classes: [DiffClass] {
        let classes: [DiffClass] = (contains(.inputs) ? [.wire] : []) + (contains(.answers) ? [.decoding] : [])
        return classes.isEmpty ? [.harmless] : classes
    }
}

/// The generator's Swift names, without the namespace.
struct DiffSwiftNames: Sendable {
    /// `Calls.SendQuote` by the key of an item.
    var items: [String: String] = [:]
    /// `IDiamondCut.FacetCut` by the Solidity name of a struct or an enum.
    var types: [String: String] = [:]

    static func key(_ kind: SpecItem.Kind, _ signature: String, indexed: [Bool] = [], isAnonymous: Bool = false) -> String {
        "\(kind.rawValue) \(signature) \(indexed.map { $0 ? "i" : "-" }.joined())\(isAnonymous ? "a" : "")"
    }

    init() {}

    init(_ contract: Contract) {
        for item in contract.functions { items[Self.key(.function, item.names.signature)] = "Calls.\(item.names.typeName)" }
        for item in contract.errors { items[Self.key(.error, item.names.signature)] = "Errors.\(item.names.typeName)" }
        for item in contract.events {
            let key = Self.key(.event, item.names.signature, indexed: item.fields.map(\.isIndexed), isAnonymous: item.isAnonymous)
            items[key] = "Events.\(item.names.typeName)"
        }
        for item in contract.structs { types[item.solidityName] = item.path.joined(separator: ".") }
        for item in contract.enums { types[item.solidityName] = item.path.joined(separator: ".") }
    }

    subscript(_ item: SpecInventory.Item) -> String? {
        let isEvent = item.item.kind == .event
        return items[
            Self.key(
                item.item.kind, item.signature, indexed: isEvent ? item.item.inputs.map(\.isIndexed) : [],
                isAnonymous: item.item.isAnonymous)]
    }
}

extension DiffContract {
    /// Takes stock of a merged contract.
    ///
    /// - Parameters:
    ///   - merged: What the config wants of it.
    ///   - documents: What it was merged of.
    ///   - keepsUnused: Whether structs and enums count that no item uses.
    init(name: String, names: Set<String>, merged: MergedSpec, documents: [SpecDocument], keepsUnused: Bool) {
        self.name = name
        self.names = names
        var document = SpecDocument(file: name)
        document.items = merged.items + [merged.constructor].compactMap { $0 }
        if keepsUnused {
            for source in documents { document.structs.merge(source.structs) { first, _ in first } }
            document.enums = merged.enums
        } else {
            // Only what the wanted items use is generated.
            for (name, cases) in merged.enums where document.allEnums.keys.contains(name) { document.enums[name] = cases }
        }
        var ignored = Diagnostics()
        let inventory = SpecInventory(document, diagnostics: &ignored)
        functions = inventory.functions
        events = inventory.events
        errors = inventory.errors
        structs = inventory.structs
        enums = inventory.enums
        constructor = merged.constructor
        let items = documents.flatMap(\.items)
        hasFallback = items.contains { $0.kind == .fallback }
        hasReceive = items.contains { $0.kind == .receive }
        for item in document.items {
            note(item.inputs, item.kind == .function || item.kind == .constructor ? .inputs : .answers)
            note(item.outputs, .answers)
        }
    }

    private mutating func note(_ parameters: [SpecParameter], _ use: DiffUses) {
        for parameter in parameters {
            if let name = parameter.structName ?? parameter.enumName { uses[name, default: []].insert(use) }
            note(parameter.components, use)
        }
    }
}

extension SpecParameter {
    /// The type as Solidity source has it, structs and enums by name: `Quote[]`.
    var typeText: String {
        guard let name = structName ?? enumName else { return type.canonicalName }
        return name + type.arraySuffix
    }
}

extension DiffSide {
    /// The side with one of its contracts, or groups of EIP-712 types, and nothing else.
    ///
    /// - Returns: nil, and an error, where it has nothing of the name.
    public func only(_ name: String, diagnostics: inout Diagnostics) -> DiffSide? {
        var side = self
        side.contracts = contracts.filter { $0.names.contains(name) }
        side.typedData = typedData.filter { $0.name == name }
        guard !side.contracts.isEmpty || !side.typedData.isEmpty else {
            let known = (contracts.map { $0.names.sorted().joined(separator: "/") } + typedData.map(\.name)).joined(separator: ", ")
            diagnostics.error("\(title) has nothing called '\(name)'; it has \(known)")
            return nil
        }
        side.model?.contracts.removeAll { contract in !side.contracts.contains { $0.name == contract.name } }
        side.model?.typedData.removeAll { group in !side.typedData.contains { $0.name == group.name } }
        return side
    }
}

import EVMCore

/// What a spec contains, sorted, each thing once: what `evm-bindgen inspect` shows.
public struct SpecInventory: Sendable {
    /// A function, an event or an error.
    struct Item: Sendable {
        var item: SpecItem
        /// `sendQuote(address[],uint256)`.
        var signature: String
        /// The Keccak-256 hash of the signature.
        var hash: Bytes32

        /// `0x` and the first four bytes of the hash.
        var selector: String { Selector(hash: hash).hex }
    }

    /// A struct by its qualified Solidity name.
    struct Structure: Sendable {
        var name: String
        var type: ABIType
        var members: [SpecParameter]
    }

    /// An EIP-712 struct type.
    struct TypedStructure: Sendable, Equatable {
        var name: String
        var encodeType: String
        var typeHash: Bytes32
    }

    var contract: String?
    var release: String?
    var constructor: SpecItem?
    var hasFallback = false
    var hasReceive = false
    var functions: [Item] = []
    var events: [Item] = []
    var errors: [Item] = []
    var structs: [Structure] = []
    /// nil where the case names are unknown.
    var enums: [(name: String, cases: [String]?)] = []
    var typedData: [TypedStructure] = []

    /// Takes stock of a document.
    ///
    /// Of items with one signature (and, for events, the same indexed parameters) the one that names most of its parameters stays.
    /// EIP-712 types that make no sense are added to `diagnostics`.
    public init(_ document: SpecDocument, diagnostics: inout Diagnostics) {
        contract = document.contractName
        release = document.release
        constructor = document.items.first { $0.kind == .constructor }
        hasFallback = document.items.contains { $0.kind == .fallback }
        hasReceive = document.items.contains { $0.kind == .receive }
        functions = Self.items(.function, of: document)
        events = Self.items(.event, of: document)
        errors = Self.items(.error, of: document)
        structs = Self.structs(of: document)
        enums = document.allEnums.sorted { Self.precedes($0.key, $1.key) }.map { ($0.key, $0.value) }
        typedData = Self.typedData(of: document, &diagnostics)
    }

    // MARK: - Items

    private static func items(_ kind: SpecItem.Kind, of document: SpecDocument) -> [Item] {
        struct Key: Hashable {
            var signature: String
            var indexed: [Bool]
            var isAnonymous: Bool
        }
        var best: [Key: Item] = [:]
        for item in document.items where item.kind == kind {
            let signature = item.signature
            let key = Key(signature: signature, indexed: item.inputs.map(\.isIndexed), isAnonymous: item.isAnonymous)
            if let known = best[key], names(in: known.item) >= names(in: item) { continue }
            best[key] = Item(item: item, signature: signature, hash: keccak256(utf8: signature))
        }
        return best.sorted { first, second in
            if first.key.signature != second.key.signature { return precedes(first.key.signature, second.key.signature) }
            if first.key.isAnonymous != second.key.isAnonymous { return second.key.isAnonymous }
            return first.key.indexed.lexicographicallyPrecedes(second.key.indexed) { $0 && !$1 }
        }.map(\.value)
    }

    /// How many parameters, outputs and members have names.
    private static func names(in item: SpecItem) -> Int {
        var count = 0
        var waiting = item.inputs + item.outputs
        while let parameter = waiting.popLast() {
            if !parameter.name.isEmpty { count += 1 }
            waiting += parameter.components
        }
        return count
    }

    private static func precedes(_ first: String, _ second: String) -> Bool { first.utf8.lexicographicallyPrecedes(second.utf8) }

    // MARK: - Types

    private static func structs(of document: SpecDocument) -> [Structure] {
        struct Key: Hashable {
            var name: String
            var type: ABIType
        }
        var found: [Key: Structure] = [:]
        func add(_ name: String, _ members: [SpecParameter]) {
            let type = ABIType.tuple(members.map(\.type))
            let key = Key(name: name, type: type)
            let count = { (members: [SpecParameter]) in members.count { !$0.name.isEmpty } }
            if let known = found[key], count(known.members) >= count(members) { return }
            found[key] = Structure(name: name, type: type, members: members)
        }
        for (name, members) in document.structs { add(name, members) }
        document.visitParameters { parameter in
            if let name = parameter.structName { add(name, parameter.components) }
        }
        return found.values.sorted { first, second in
            first.name != second.name
                ? precedes(first.name, second.name) : precedes(first.type.canonicalName, second.type.canonicalName)
        }
    }

    private static func typedData(of document: SpecDocument, _ diagnostics: inout Diagnostics) -> [TypedStructure] {
        var found: [TypedStructure] = []
        for spec in document.typedData {
            let types = spec.types.mapValues { members in
                members.map { DynamicTypedDataSchema.Member(name: $0.name, type: $0.type) }
            }
            for name in types.keys.sorted(by: precedes) {
                do throws(DynamicTypedDataError) {
                    let root = try DynamicTypedDataSchema(types: types, primaryType: name).root
                    let structure = TypedStructure(name: name, encodeType: root.encodeType, typeHash: root.typeHash)
                    if !found.contains(structure) { found.append(structure) }
                } catch {
                    let problem = Diagnostic(at: spec.location, error.description)
                    if !diagnostics.all.contains(problem) { diagnostics.add(problem) }
                }
            }
        }
        return found.sorted { $0.name != $1.name ? precedes($0.name, $1.name) : precedes($0.encodeType, $1.encodeType) }
    }
}

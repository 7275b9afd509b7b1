import EVMCore

/// The functions of many specs, by selector: who has an unknown one.
public struct KnownFunctions {
    /// A function and the specs that have it.
    public struct Origin: Equatable, Sendable {
        /// `sendQuote(address[],…)`.
        public var signature: String
        /// `SymmioCore 0.8.5`, or a standard.
        public var owners: [String]
        /// Whether a standard is among them.
        public var isStandard: Bool
    }

    private struct Entry {
        var owners: [String] = []
        var standards: [String] = []
    }

    private var entries: [UInt32: [String: Entry]] = [:]

    /// Creates an index that knows the standards alone.
    public init() {
        for (standard, signatures) in Self.standards {
            for signature in signatures { entries[Selector(signature: signature).value, default: [:]][signature, default: Entry()].standards.append(standard) }
        }
    }

    /// Adds a spec's functions.
    public mutating func add(_ document: SpecDocument) {
        let owner = [document.contractName ?? document.file, document.release].compactMap { $0 }.joined(separator: " ")
        for function in Self.functions(of: document) {
            var entry = entries[function.key, default: [:]][function.value, default: Entry()]
            if !entry.owners.contains(owner) { entry.owners.append(owner) }
            entries[function.key, default: [:]][function.value] = entry
        }
    }

    /// All selectors that are known.
    var selectors: Set<UInt32> { Set(entries.keys) }

    /// The functions that a selector may be; more than one where signatures collide.
    public func origins(_ selector: UInt32) -> [Origin] {
        (entries[selector] ?? [:]).sorted { $0.key < $1.key }.map { signature, entry in
            Origin(signature: signature, owners: entry.owners.sorted() + entry.standards, isStandard: !entry.standards.isEmpty)
        }
    }

    /// The signatures of a spec's functions by selector.
    static func functions(of document: SpecDocument) -> [UInt32: String] {
        var found: [UInt32: String] = [:]
        for item in document.items where item.kind == .function {
            let signature = item.signature
            found[Selector(signature: signature).value] = signature
        }
        return found
    }

    /// What a contract may have beyond its spec without anybody wondering.
    private static let standards: [(String, [String])] = [
        (
            "EIP-2535",
            [
                "facets()", "facetFunctionSelectors(address)", "facetAddresses()", "facetAddress(bytes4)",
                "diamondCut((address,uint8,bytes4[])[],address,bytes)",
            ]
        ),
        ("ERC-165", ["supportsInterface(bytes4)"]),
        ("ERC-173", ["owner()", "transferOwnership(address)"]),
        ("EIP-5267", ["eip712Domain()"]),
        (
            "EIP-1967 proxies",
            ["implementation()", "admin()", "upgradeTo(address)", "upgradeToAndCall(address,bytes)", "changeAdmin(address)"]
        ),
        ("EIP-1822", ["proxiableUUID()", "UPGRADE_INTERFACE_VERSION()"]),
    ]
}

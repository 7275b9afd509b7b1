/// What a `bindings.json` says: which specs become which Swift.
///
/// Its form is described by `Specs/bindings.schema.json`. Paths in it are relative to its folder; here they are resolved.
public struct BindingsConfig: Sendable, Equatable {
    /// Who sees the generated declarations.
    public enum Access: String, Sendable, CaseIterable {
        /// Every module.
        case `public`
        /// The package's own modules.
        case package
        /// The module that they are compiled into.
        case `internal`
    }

    /// The config's own path as the user gave it.
    public var path: String
    /// The Swift type around everything generated, and the start of every file's name.
    public var namespace: String
    /// `public` where the config does not say.
    public var access = Access.public
    /// Modules that generated files import besides EVMCore.
    public var imports: [String] = []
    /// The release that the specs are of.
    public var release: String?
    /// Namespaces of other configs, whose equal items are aliased instead of emitted again.
    ///
    /// They are looked for among the configs that the tool was given or found with this one.
    public var shares: [String] = []
    /// The contracts.
    public var contracts: [Contract] = []
    /// EIP-712 types.
    public var typedData: [TypedData] = []

    /// A contract, made of one spec or several.
    public struct Contract: Sendable, Equatable {
        /// Its Swift name.
        public var name: String
        /// The specs' paths, resolved.
        public var specs: [String]
        /// The specs' paths as the config has them.
        public var specSpellings: [String]
        /// Specs that only lend names of parameters, structs and enum cases to items of the same signature, resolved.
        public var hints: [String] = []
        /// The contract to take out of a file that holds several.
        public var contract: String?
        /// The items to emit; all where there are none.
        public var include: [ItemPattern] = []
        /// The items not to emit, also where ``include`` has them.
        public var exclude: [ItemPattern] = []
        /// Swift names by signature (`event E(address)` where kinds share one), or by the name of a struct or an enum.
        public var rename: [String: String] = [:]
        /// Enum case names by the enum's qualified name.
        public var enums: [String: [String]] = [:]
        /// `Equatable`, `Hashable` or both by kind: `structs`, `enums`, `calls`, `returns`, `events`, `errors`.
        public var conformances: [String: [String]] = [:]
        /// Where it stands in the config.
        public var location: SourceLocation

        /// Whether the item is to be emitted; constructor, fallback and receive always are.
        public func wants(_ item: SpecItem) -> Bool {
            switch item.kind {
            case .constructor, .fallback, .receive: true
            case .function, .event, .error:
                (include.isEmpty || include.contains { $0.matches(item) }) && !exclude.contains { $0.matches(item) }
            }
        }

        /// The patterns that match no item, most often slips.
        public func idlePatterns(among items: [SpecItem]) -> [ItemPattern] {
            (include + exclude).filter { pattern in !items.contains { pattern.matches($0) } }
        }
    }

    /// EIP-712 types that become one file.
    public struct TypedData: Sendable, Equatable {
        /// Its Swift name; where a contract has the same, the types go inside it.
        public var name: String
        /// The specs' paths, resolved.
        public var specs: [String]
        /// The specs' paths as the config has them.
        public var specSpellings: [String]
        /// Where it stands in the config.
        public var location: SourceLocation
    }
}

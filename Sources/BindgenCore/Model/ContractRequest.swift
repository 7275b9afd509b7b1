/// What the config asks of one contract.
struct ContractRequest {
    var name: String
    var sources: [String]
    /// Solidity's own name of the contract, which its structs are qualified with.
    var solidityNames: Set<String>
    /// Swift type names by signature or name.
    var renames: [String: String]
    /// Enum cases by name.
    var enums: [String: [String]]
    /// Conformances by kind of item.
    var conformances: [String: Conformances]
    /// Where to point when the config is to blame.
    var location: SourceLocation
}

/// A function, an event or an error by its name and parameters, as one line of Solidity declares it.
///
/// ```swift
/// try ABISignature(parsing: "f(uint256 quoteId,(address addr,bool isPartyB) account,bytes[] ops)").selector
/// ```
public struct ABISignature: Sendable, Hashable {
    /// What the item is, where that is known.
    public enum Kind: String, Sendable, Hashable { case function, event, error }

    /// What the item is; nil for a bare signature.
    public let kind: Kind?
    /// The name.
    public let name: String
    /// The parameters.
    public let parameters: [ABIParameter]
    /// A function's outputs; empty where none are given.
    public let outputs: [ABIParameter]
    /// Whether an event's first topic is not its hash.
    public let isAnonymous: Bool
    /// The name and the canonical types, `f(uint256,(address,bool),bytes[])`.
    public let canonical: String
    /// The Keccak-256 hash of ``canonical``, an event's first topic.
    public let hash: Bytes32

    /// Creates a signature.
    public init(
        kind: Kind? = nil, name: String, parameters: [ABIParameter], outputs: [ABIParameter] = [], isAnonymous: Bool = false
    ) {
        self.kind = kind
        self.name = name
        self.parameters = parameters
        self.outputs = outputs
        self.isAnonymous = isAnonymous
        canonical = name + ABIType.tuple(parameters.map(\.type)).canonicalName
        hash = keccak256(utf8: canonical)
    }

    /// The first four bytes of ``hash``.
    public var selector: Selector { Selector(hash: hash) }
}

extension ABISignature: CustomStringConvertible {
    /// ``canonical``.
    public var description: String { canonical }
}

public import EVMCore

/// The block whose state is read.
public enum BlockReference: Sendable, Hashable {
    /// The newest block.
    case latest
    /// What the node would mine next.
    case pending
    /// The newest block that is unlikely to be reorganised away.
    case safe
    /// The newest block that is final.
    case finalized
    /// The first block.
    case earliest
    /// The block of a number.
    case number(UInt64)
    /// The block of a hash (EIP-1898); a node that no longer has it in its chain refuses.
    case hash(Bytes32)

    /// As nodes take it.
    public var json: JSONValue {
        switch self {
        case .latest: "latest"
        case .pending: "pending"
        case .safe: "safe"
        case .finalized: "finalized"
        case .earliest: "earliest"
        case .number(let number): .quantity(number)
        case .hash(let hash): ["blockHash": .data(hash), "requireCanonical": true]
        }
    }
}

extension BlockReference: ExpressibleByIntegerLiteral {
    /// The block of a number.
    public init(integerLiteral value: UInt64) { self = .number(value) }
}

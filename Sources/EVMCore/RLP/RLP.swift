/// An item of Recursive Length Prefix, the encoding of transactions: a byte string or a list of items (Yellow Paper, appendix B).
///
/// RLP knows no other types. Integers are byte strings without leading zeros, so that zero is the empty string:
/// ```swift
/// let item: RLP = [RLP(sender), RLP(nonce)]
/// let bytes = item.encoded()
/// ```
public enum RLP: Sendable, Hashable {
    /// A byte string.
    case bytes(Bytes)
    /// A list of items.
    case list([RLP])
}

extension RLP {
    /// A byte string.
    public init(_ bytes: Bytes) { self = .bytes(bytes) }

    /// A value of fixed length as its bytes, leading zeros included.
    public init(_ value: some FixedBytes) { self = .bytes(value.bytes) }

    /// An address as its 20 bytes.
    public init(_ address: Address) { self = .bytes(address.bytes) }

    /// An address as its 20 bytes, or the empty string for none, as in the transaction that creates a contract.
    public init(_ address: Address?) { self = .bytes(address?.bytes ?? Bytes()) }

    /// An integer, big-endian without leading zeros.
    public init(_ value: UInt256) { self = .bytes(value.minimalBigEndianBytes) }

    /// An integer, big-endian without leading zeros.
    public init(_ value: UInt64) { self.init(UInt256(value)) }
}

extension RLP: ExpressibleByArrayLiteral {
    /// A list.
    public init(arrayLiteral elements: RLP...) { self = .list(elements) }
}

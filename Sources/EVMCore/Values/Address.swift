/// A 20-byte account or contract address.
@frozen
public struct Address: Sendable, Hashable {
    /// Bytes 0..<8, big-endian.
    @usableFromInline let high: UInt64
    /// Bytes 8..<16, big-endian.
    @usableFromInline let mid: UInt64
    /// Bytes 16..<20, big-endian.
    @usableFromInline let low: UInt32

    /// Creates an address from its big-endian parts: bytes 0..<8, 8..<16 and 16..<20.
    @inlinable
    public init(_ high: UInt64, _ mid: UInt64, _ low: UInt32) {
        self.high = high
        self.mid = mid
        self.low = low
    }

    /// The zero address.
    @inlinable
    public static var zero: Address { Address(0, 0, 0) }
}

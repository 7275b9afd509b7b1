/// A signed 256-bit integer in two's complement, Solidity's `int256`.
@frozen
public struct Int256: Sendable, Hashable {
    /// The two's complement bit pattern.
    public var bitPattern: UInt256

    /// Creates a value from its two's complement bit pattern.
    @inlinable
    public init(bitPattern: UInt256) { self.bitPattern = bitPattern }

    /// Creates a value from a native signed integer.
    @inlinable
    public init(_ value: Int64) {
        let fill = UInt64(bitPattern: value >> 63)
        bitPattern = UInt256(fill, fill, fill, UInt64(bitPattern: value))
    }
}

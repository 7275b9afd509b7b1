/// An unsigned 256-bit integer, Solidity's `uint256`.
///
/// A fixed value of four 64-bit limbs: no allocation, trivially copyable.
@frozen
public struct UInt256: Sendable, Hashable {
    /// Bits 0..<64, the least significant limb.
    @usableFromInline var w0: UInt64
    /// Bits 64..<128.
    @usableFromInline var w1: UInt64
    /// Bits 128..<192.
    @usableFromInline var w2: UInt64
    /// Bits 192..<256, the most significant limb.
    @usableFromInline var w3: UInt64

    /// Creates a value from its limbs, most significant first, as a literal in hexadecimal reads.
    @inlinable
    public init(_ w3: UInt64, _ w2: UInt64, _ w1: UInt64, _ w0: UInt64) {
        self.w3 = w3
        self.w2 = w2
        self.w1 = w1
        self.w0 = w0
    }

    /// The limbs, most significant first.
    @inlinable
    public var limbs: (UInt64, UInt64, UInt64, UInt64) { (w3, w2, w1, w0) }

    /// Creates a value from a native unsigned integer.
    @inlinable
    public init(_ value: UInt64) { self.init(0, 0, 0, value) }
}

/// An unsigned 256-bit integer, Solidity's `uint256`.
///
/// A fixed value of four 64-bit limbs: no allocation, trivially copyable. It is a `FixedWidthInteger` and behaves as the standard
/// library's integers do: `+`, `-`, `*`, `/` and `%` trap on overflow and on division by zero. For numbers that come from outside use
/// the `…ReportingOverflow` forms, the wrapping `&+`, `&-`, `&*`, or the throwing operations on amounts.
@frozen
public struct UInt256: Sendable {
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

    /// 0.
    @inlinable
    public static var zero: UInt256 { UInt256(0, 0, 0, 0) }

    /// 1.
    @inlinable
    public static var one: UInt256 { UInt256(0, 0, 0, 1) }

    /// 0.
    @inlinable
    public static var min: UInt256 { zero }

    /// 2²⁵⁶ − 1.
    @inlinable
    public static var max: UInt256 { UInt256(.max, .max, .max, .max) }

    /// Whether the value is 0.
    @inlinable
    public var isZero: Bool { w0 | w1 | w2 | w3 == 0 }

    /// Whether the value fits in 64 bits.
    @inlinable
    var fitsInLimb: Bool { w1 | w2 | w3 == 0 }
}

extension UInt256: Hashable, Comparable {
    /// Whether both values are equal.
    @inlinable
    public static func == (lhs: UInt256, rhs: UInt256) -> Bool {
        (lhs.w0 ^ rhs.w0) | (lhs.w1 ^ rhs.w1) | (lhs.w2 ^ rhs.w2) | (lhs.w3 ^ rhs.w3) == 0
    }

    /// Whether `lhs` is the smaller.
    @inlinable
    public static func < (lhs: UInt256, rhs: UInt256) -> Bool {
        if lhs.w3 != rhs.w3 { return lhs.w3 < rhs.w3 }
        if lhs.w2 != rhs.w2 { return lhs.w2 < rhs.w2 }
        if lhs.w1 != rhs.w1 { return lhs.w1 < rhs.w1 }
        return lhs.w0 < rhs.w0
    }

    /// Whether `lhs` is the smaller or equal.
    @inlinable
    public static func <= (lhs: UInt256, rhs: UInt256) -> Bool { !(rhs < lhs) }

    /// Whether `lhs` is the greater.
    @inlinable
    public static func > (lhs: UInt256, rhs: UInt256) -> Bool { rhs < lhs }

    /// Whether `lhs` is the greater or equal.
    @inlinable
    public static func >= (lhs: UInt256, rhs: UInt256) -> Bool { !(lhs < rhs) }

    /// Feeds the limbs to a hasher.
    @inlinable
    public func hash(into hasher: inout Hasher) {
        hasher.combine(w0)
        hasher.combine(w1)
        hasher.combine(w2)
        hasher.combine(w3)
    }
}

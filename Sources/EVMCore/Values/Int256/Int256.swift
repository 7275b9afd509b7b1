/// A signed 256-bit integer in two's complement, Solidity's `int256`.
///
/// It is a `FixedWidthInteger` and behaves as the standard library's integers do: `+`, `-`, `*`, `/` and `%` trap on overflow (so does
/// `.min / -1`) and on division by zero. For numbers that come from outside use the `…ReportingOverflow` forms, the wrapping `&+`, `&-`,
/// `&*`, or the throwing operations on amounts.
@frozen
public struct Int256: Sendable {
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

    /// 0.
    @inlinable
    public static var zero: Int256 { Int256(bitPattern: .zero) }

    /// 1.
    @inlinable
    public static var one: Int256 { Int256(bitPattern: .one) }

    /// −2²⁵⁵.
    @inlinable
    public static var min: Int256 { Int256(bitPattern: UInt256(1 << 63, 0, 0, 0)) }

    /// 2²⁵⁵ − 1.
    @inlinable
    public static var max: Int256 { Int256(bitPattern: UInt256(.max >> 1, .max, .max, .max)) }

    /// Whether the value is 0.
    @inlinable
    public var isZero: Bool { bitPattern.isZero }

    /// Whether the value is below 0.
    @inlinable
    public var isNegative: Bool { bitPattern.w3 >> 63 != 0 }

    /// The absolute value, which always fits unsigned: that of `min` is 2²⁵⁵.
    @inlinable
    public var magnitude: UInt256 { isNegative ? .zero &- bitPattern : bitPattern }

    /// Creates a value from its sign and magnitude; nil where it does not fit. A negative zero is zero.
    @inlinable
    public init?(negative: Bool, magnitude: UInt256) {
        let pattern = negative ? .zero &- magnitude : magnitude
        self.init(bitPattern: pattern)
        if !magnitude.isZero && isNegative != negative { return nil }
    }
}

extension Int256: Hashable, Comparable {
    /// Whether both values are equal.
    @inlinable
    public static func == (lhs: Int256, rhs: Int256) -> Bool { lhs.bitPattern == rhs.bitPattern }

    /// The bit pattern with its sign bit flipped, which orders unsigned as the values do signed.
    @inlinable
    var ordered: UInt256 {
        UInt256(bitPattern.w3 ^ 1 << 63, bitPattern.w2, bitPattern.w1, bitPattern.w0)
    }

    /// Whether `lhs` is the smaller.
    @inlinable
    public static func < (lhs: Int256, rhs: Int256) -> Bool { lhs.ordered < rhs.ordered }

    /// Whether `lhs` is the smaller or equal.
    @inlinable
    public static func <= (lhs: Int256, rhs: Int256) -> Bool { !(rhs < lhs) }

    /// Whether `lhs` is the greater.
    @inlinable
    public static func > (lhs: Int256, rhs: Int256) -> Bool { rhs < lhs }

    /// Whether `lhs` is the greater or equal.
    @inlinable
    public static func >= (lhs: Int256, rhs: Int256) -> Bool { !(lhs < rhs) }

    /// Feeds the bit pattern to a hasher.
    @inlinable
    public func hash(into hasher: inout Hasher) { bitPattern.hash(into: &hasher) }
}

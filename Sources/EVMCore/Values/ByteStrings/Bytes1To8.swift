// The sizes that take one word; all they do is in FixedBytes.swift.

/// Solidity's `bytes1`.
@frozen
public struct Bytes1: FixedBytes {
    @usableFromInline let a: UInt64

    /// The number of bytes, 1.
    @inlinable
    public static var count: Int { 1 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, 0, 0, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 1 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0 & 0xff00000000000000
    }
}

/// Solidity's `bytes2`.
@frozen
public struct Bytes2: FixedBytes {
    @usableFromInline let a: UInt64

    /// The number of bytes, 2.
    @inlinable
    public static var count: Int { 2 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, 0, 0, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 2 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0 & 0xffff000000000000
    }
}

/// Solidity's `bytes3`.
@frozen
public struct Bytes3: FixedBytes {
    @usableFromInline let a: UInt64

    /// The number of bytes, 3.
    @inlinable
    public static var count: Int { 3 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, 0, 0, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 3 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0 & 0xffffff0000000000
    }
}

/// Solidity's `bytes4`.
@frozen
public struct Bytes4: FixedBytes {
    @usableFromInline let a: UInt64

    /// The number of bytes, 4.
    @inlinable
    public static var count: Int { 4 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, 0, 0, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 4 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0 & 0xffffffff00000000
    }
}

/// Solidity's `bytes5`.
@frozen
public struct Bytes5: FixedBytes {
    @usableFromInline let a: UInt64

    /// The number of bytes, 5.
    @inlinable
    public static var count: Int { 5 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, 0, 0, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 5 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0 & 0xffffffffff000000
    }
}

/// Solidity's `bytes6`.
@frozen
public struct Bytes6: FixedBytes {
    @usableFromInline let a: UInt64

    /// The number of bytes, 6.
    @inlinable
    public static var count: Int { 6 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, 0, 0, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 6 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0 & 0xffffffffffff0000
    }
}

/// Solidity's `bytes7`.
@frozen
public struct Bytes7: FixedBytes {
    @usableFromInline let a: UInt64

    /// The number of bytes, 7.
    @inlinable
    public static var count: Int { 7 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, 0, 0, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 7 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0 & 0xffffffffffffff00
    }
}

/// Solidity's `bytes8`.
@frozen
public struct Bytes8: FixedBytes {
    @usableFromInline let a: UInt64

    /// The number of bytes, 8.
    @inlinable
    public static var count: Int { 8 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, 0, 0, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 8 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
    }
}

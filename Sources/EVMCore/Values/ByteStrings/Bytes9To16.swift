// The sizes that take two words; all they do is in FixedBytes.swift.

/// Solidity's `bytes9`.
@frozen
public struct Bytes9: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64

    /// The number of bytes, 9.
    @inlinable
    public static var count: Int { 9 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, 0, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 9 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1 & 0xff00000000000000
    }
}

/// Solidity's `bytes10`.
@frozen
public struct Bytes10: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64

    /// The number of bytes, 10.
    @inlinable
    public static var count: Int { 10 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, 0, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 10 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1 & 0xffff000000000000
    }
}

/// Solidity's `bytes11`.
@frozen
public struct Bytes11: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64

    /// The number of bytes, 11.
    @inlinable
    public static var count: Int { 11 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, 0, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 11 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1 & 0xffffff0000000000
    }
}

/// Solidity's `bytes12`.
@frozen
public struct Bytes12: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64

    /// The number of bytes, 12.
    @inlinable
    public static var count: Int { 12 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, 0, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 12 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1 & 0xffffffff00000000
    }
}

/// Solidity's `bytes13`.
@frozen
public struct Bytes13: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64

    /// The number of bytes, 13.
    @inlinable
    public static var count: Int { 13 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, 0, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 13 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1 & 0xffffffffff000000
    }
}

/// Solidity's `bytes14`.
@frozen
public struct Bytes14: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64

    /// The number of bytes, 14.
    @inlinable
    public static var count: Int { 14 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, 0, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 14 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1 & 0xffffffffffff0000
    }
}

/// Solidity's `bytes15`.
@frozen
public struct Bytes15: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64

    /// The number of bytes, 15.
    @inlinable
    public static var count: Int { 15 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, 0, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 15 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1 & 0xffffffffffffff00
    }
}

/// Solidity's `bytes16`.
@frozen
public struct Bytes16: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64

    /// The number of bytes, 16.
    @inlinable
    public static var count: Int { 16 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, 0, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 16 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1
    }
}

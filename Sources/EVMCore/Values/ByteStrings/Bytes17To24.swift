// The sizes that take three words; all they do is in FixedBytes.swift.

/// Solidity's `bytes17`.
@frozen
public struct Bytes17: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64
    @usableFromInline let c: UInt64

    /// The number of bytes, 17.
    @inlinable
    public static var count: Int { 17 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, c, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 17 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1
        c = words.2 & 0xff00000000000000
    }
}

/// Solidity's `bytes18`.
@frozen
public struct Bytes18: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64
    @usableFromInline let c: UInt64

    /// The number of bytes, 18.
    @inlinable
    public static var count: Int { 18 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, c, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 18 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1
        c = words.2 & 0xffff000000000000
    }
}

/// Solidity's `bytes19`.
@frozen
public struct Bytes19: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64
    @usableFromInline let c: UInt64

    /// The number of bytes, 19.
    @inlinable
    public static var count: Int { 19 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, c, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 19 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1
        c = words.2 & 0xffffff0000000000
    }
}

/// Solidity's `bytes20`.
@frozen
public struct Bytes20: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64
    @usableFromInline let c: UInt64

    /// The number of bytes, 20.
    @inlinable
    public static var count: Int { 20 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, c, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 20 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1
        c = words.2 & 0xffffffff00000000
    }
}

/// Solidity's `bytes21`.
@frozen
public struct Bytes21: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64
    @usableFromInline let c: UInt64

    /// The number of bytes, 21.
    @inlinable
    public static var count: Int { 21 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, c, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 21 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1
        c = words.2 & 0xffffffffff000000
    }
}

/// Solidity's `bytes22`.
@frozen
public struct Bytes22: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64
    @usableFromInline let c: UInt64

    /// The number of bytes, 22.
    @inlinable
    public static var count: Int { 22 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, c, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 22 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1
        c = words.2 & 0xffffffffffff0000
    }
}

/// Solidity's `bytes23`.
@frozen
public struct Bytes23: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64
    @usableFromInline let c: UInt64

    /// The number of bytes, 23.
    @inlinable
    public static var count: Int { 23 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, c, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 23 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1
        c = words.2 & 0xffffffffffffff00
    }
}

/// Solidity's `bytes24`.
@frozen
public struct Bytes24: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64
    @usableFromInline let c: UInt64

    /// The number of bytes, 24.
    @inlinable
    public static var count: Int { 24 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, c, 0) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 24 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1
        c = words.2
    }
}

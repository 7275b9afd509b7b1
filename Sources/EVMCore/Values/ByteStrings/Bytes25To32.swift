// The sizes that take four words; all they do is in FixedBytes.swift.

/// Solidity's `bytes25`.
@frozen
public struct Bytes25: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64
    @usableFromInline let c: UInt64
    @usableFromInline let d: UInt64

    /// The number of bytes, 25.
    @inlinable
    public static var count: Int { 25 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, c, d) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 25 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1
        c = words.2
        d = words.3 & 0xff00000000000000
    }
}

/// Solidity's `bytes26`.
@frozen
public struct Bytes26: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64
    @usableFromInline let c: UInt64
    @usableFromInline let d: UInt64

    /// The number of bytes, 26.
    @inlinable
    public static var count: Int { 26 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, c, d) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 26 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1
        c = words.2
        d = words.3 & 0xffff000000000000
    }
}

/// Solidity's `bytes27`.
@frozen
public struct Bytes27: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64
    @usableFromInline let c: UInt64
    @usableFromInline let d: UInt64

    /// The number of bytes, 27.
    @inlinable
    public static var count: Int { 27 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, c, d) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 27 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1
        c = words.2
        d = words.3 & 0xffffff0000000000
    }
}

/// Solidity's `bytes28`.
@frozen
public struct Bytes28: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64
    @usableFromInline let c: UInt64
    @usableFromInline let d: UInt64

    /// The number of bytes, 28.
    @inlinable
    public static var count: Int { 28 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, c, d) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 28 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1
        c = words.2
        d = words.3 & 0xffffffff00000000
    }
}

/// Solidity's `bytes29`.
@frozen
public struct Bytes29: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64
    @usableFromInline let c: UInt64
    @usableFromInline let d: UInt64

    /// The number of bytes, 29.
    @inlinable
    public static var count: Int { 29 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, c, d) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 29 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1
        c = words.2
        d = words.3 & 0xffffffffff000000
    }
}

/// Solidity's `bytes30`.
@frozen
public struct Bytes30: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64
    @usableFromInline let c: UInt64
    @usableFromInline let d: UInt64

    /// The number of bytes, 30.
    @inlinable
    public static var count: Int { 30 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, c, d) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 30 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1
        c = words.2
        d = words.3 & 0xffffffffffff0000
    }
}

/// Solidity's `bytes31`.
@frozen
public struct Bytes31: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64
    @usableFromInline let c: UInt64
    @usableFromInline let d: UInt64

    /// The number of bytes, 31.
    @inlinable
    public static var count: Int { 31 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, c, d) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 31 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1
        c = words.2
        d = words.3 & 0xffffffffffffff00
    }
}

/// Solidity's `bytes32`.
@frozen
public struct Bytes32: FixedBytes {
    @usableFromInline let a: UInt64
    @usableFromInline let b: UInt64
    @usableFromInline let c: UInt64
    @usableFromInline let d: UInt64

    /// The number of bytes, 32.
    @inlinable
    public static var count: Int { 32 }

    /// The value left-aligned in a 32-byte word.
    @inlinable
    public var words: (UInt64, UInt64, UInt64, UInt64) { (a, b, c, d) }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond 32 are dropped.
    @inlinable
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        a = words.0
        b = words.1
        c = words.2
        d = words.3
    }
}

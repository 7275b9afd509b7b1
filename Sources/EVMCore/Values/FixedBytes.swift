/// A byte string of fixed length, Solidity's `bytes1` to `bytes32`.
///
/// Stored left-aligned in one to four 64-bit words, big-endian, so that equality, order and the ABI's padding come for nothing.
public protocol FixedBytes: Sendable, Hashable {
    /// The number of bytes, 1 to 32.
    static var count: Int { get }

    /// The value left-aligned in a 32-byte word: four big-endian 64-bit words, zero beyond ``count``.
    var words: (UInt64, UInt64, UInt64, UInt64) { get }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond ``count`` are dropped.
    init(words: (UInt64, UInt64, UInt64, UInt64))
}

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

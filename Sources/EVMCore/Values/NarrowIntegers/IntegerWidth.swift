/// A width that Solidity has and Swift has not, or not everywhere; used as a type argument, never as a value.
///
/// Nobody needs to conform to it: the 27 widths are all there are.
public protocol IntegerWidth: Sendable {
    /// The next wider unsigned type, native up to 64 bits.
    associatedtype UnsignedStorage: FixedWidthInteger & UnsignedInteger & Sendable
    /// The next wider signed type, native up to 64 bits.
    associatedtype SignedStorage: FixedWidthInteger & SignedInteger & Sendable
    /// The width in bits, a multiple of 8.
    static var bits: Int { get }
}

/// 24 bits.
public enum Width24: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt32
    /// Holds the signed value.
    public typealias SignedStorage = Int32
    /// 24.
    @inlinable
    public static var bits: Int { 24 }
}

/// 40 bits.
public enum Width40: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt64
    /// Holds the signed value.
    public typealias SignedStorage = Int64
    /// 40.
    @inlinable
    public static var bits: Int { 40 }
}

/// 48 bits.
public enum Width48: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt64
    /// Holds the signed value.
    public typealias SignedStorage = Int64
    /// 48.
    @inlinable
    public static var bits: Int { 48 }
}

/// 56 bits.
public enum Width56: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt64
    /// Holds the signed value.
    public typealias SignedStorage = Int64
    /// 56.
    @inlinable
    public static var bits: Int { 56 }
}

/// 72 bits.
public enum Width72: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 72.
    @inlinable
    public static var bits: Int { 72 }
}

/// 80 bits.
public enum Width80: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 80.
    @inlinable
    public static var bits: Int { 80 }
}

/// 88 bits.
public enum Width88: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 88.
    @inlinable
    public static var bits: Int { 88 }
}

/// 96 bits.
public enum Width96: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 96.
    @inlinable
    public static var bits: Int { 96 }
}

/// 104 bits.
public enum Width104: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 104.
    @inlinable
    public static var bits: Int { 104 }
}

/// 112 bits.
public enum Width112: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 112.
    @inlinable
    public static var bits: Int { 112 }
}

/// 120 bits.
public enum Width120: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 120.
    @inlinable
    public static var bits: Int { 120 }
}

/// 128 bits.
public enum Width128: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 128.
    @inlinable
    public static var bits: Int { 128 }
}

/// 136 bits.
public enum Width136: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 136.
    @inlinable
    public static var bits: Int { 136 }
}

/// 144 bits.
public enum Width144: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 144.
    @inlinable
    public static var bits: Int { 144 }
}

/// 152 bits.
public enum Width152: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 152.
    @inlinable
    public static var bits: Int { 152 }
}

/// 160 bits.
public enum Width160: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 160.
    @inlinable
    public static var bits: Int { 160 }
}

/// 168 bits.
public enum Width168: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 168.
    @inlinable
    public static var bits: Int { 168 }
}

/// 176 bits.
public enum Width176: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 176.
    @inlinable
    public static var bits: Int { 176 }
}

/// 184 bits.
public enum Width184: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 184.
    @inlinable
    public static var bits: Int { 184 }
}

/// 192 bits.
public enum Width192: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 192.
    @inlinable
    public static var bits: Int { 192 }
}

/// 200 bits.
public enum Width200: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 200.
    @inlinable
    public static var bits: Int { 200 }
}

/// 208 bits.
public enum Width208: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 208.
    @inlinable
    public static var bits: Int { 208 }
}

/// 216 bits.
public enum Width216: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 216.
    @inlinable
    public static var bits: Int { 216 }
}

/// 224 bits.
public enum Width224: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 224.
    @inlinable
    public static var bits: Int { 224 }
}

/// 232 bits.
public enum Width232: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 232.
    @inlinable
    public static var bits: Int { 232 }
}

/// 240 bits.
public enum Width240: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 240.
    @inlinable
    public static var bits: Int { 240 }
}

/// 248 bits.
public enum Width248: IntegerWidth {
    /// Holds the unsigned value.
    public typealias UnsignedStorage = UInt256
    /// Holds the signed value.
    public typealias SignedStorage = Int256
    /// 248.
    @inlinable
    public static var bits: Int { 248 }
}

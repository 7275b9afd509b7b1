public enum ABI {
    @usableFromInline static func diagnose(_ data: UnsafeRawBufferPointer, parameters: String, found: ABIError) -> ABIError { found }
}
public struct ABIError: Error, Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case dataTooShort(needed: Int, available: Int), offsetOutOfRange, lengthOutOfRange, dirtyPadding, invalidBool, integerOutOfRange, invalidUTF8, tooMuchData
        case wrongSelector(expected: Selector, found: Selector), unknownSelector(Selector), wrongTopic(expected: Bytes32, found: Bytes32), topicCount(expected: Int, found: Int), unknownTopic(Bytes32?)
    }
    public var kind: Kind
    public var offset: Int
    public var path: String
    public init(_ kind: Kind, offset: Int, path: String = "") { self.kind = kind; self.offset = offset; self.path = path }
}
extension UInt256 {
    @inlinable public static func load(_ p: UnsafeRawPointer) -> UInt256 {
        UInt256(UInt64(bigEndian: p.loadUnaligned(as: UInt64.self)), UInt64(bigEndian: p.loadUnaligned(fromByteOffset: 8, as: UInt64.self)), UInt64(bigEndian: p.loadUnaligned(fromByteOffset: 16, as: UInt64.self)), UInt64(bigEndian: p.loadUnaligned(fromByteOffset: 24, as: UInt64.self)))
    }
    @inlinable public func store(_ p: UnsafeMutableRawPointer) {
        let (a, b, c, d) = limbs
        p.storeBytes(of: a.bigEndian, as: UInt64.self)
        p.storeBytes(of: b.bigEndian, toByteOffset: 8, as: UInt64.self)
        p.storeBytes(of: c.bigEndian, toByteOffset: 16, as: UInt64.self)
        p.storeBytes(of: d.bigEndian, toByteOffset: 24, as: UInt64.self)
    }
}

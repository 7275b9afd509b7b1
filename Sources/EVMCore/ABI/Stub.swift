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

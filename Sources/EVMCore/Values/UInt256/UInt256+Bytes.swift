extension UInt256 {
    /// Reads the 32 big-endian bytes at `pointer`, which need not be aligned.
    @inlinable
    @inline(__always)
    public static func load(_ pointer: UnsafeRawPointer) -> UInt256 {
        UInt256(
            UInt64(bigEndian: pointer.loadUnaligned(as: UInt64.self)),
            UInt64(bigEndian: pointer.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
            UInt64(bigEndian: pointer.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
            UInt64(bigEndian: pointer.loadUnaligned(fromByteOffset: 24, as: UInt64.self)))
    }

    /// Writes 32 big-endian bytes at `pointer`, which need not be aligned.
    @inlinable
    @inline(__always)
    public func store(_ pointer: UnsafeMutableRawPointer) {
        pointer.storeBytes(of: w3.bigEndian, as: UInt64.self)
        pointer.storeBytes(of: w2.bigEndian, toByteOffset: 8, as: UInt64.self)
        pointer.storeBytes(of: w1.bigEndian, toByteOffset: 16, as: UInt64.self)
        pointer.storeBytes(of: w0.bigEndian, toByteOffset: 24, as: UInt64.self)
    }

    /// Creates a value from big-endian bytes; nil for more than 32. No bytes at all are 0.
    @inlinable
    public init?(bigEndianBytes bytes: some Collection<UInt8>) {
        guard bytes.count <= 32 else { return nil }
        self = .zero
        for byte in bytes { self = shiftedLeft(8) | UInt256(UInt64(byte)) }
    }

    /// The 32 big-endian bytes.
    public var bigEndianBytes: Bytes {
        Bytes(
            [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
                guard let base = buffer.baseAddress else { return }
                store(UnsafeMutableRawPointer(base))
                count = 32
            })
    }

    /// The big-endian bytes without leading zeros, none at all for 0, as RLP and minimal encodings want them.
    public var minimalBigEndianBytes: Bytes { Bytes(Array(bigEndianBytes.array.suffix((256 - leadingZeroBitCount + 7) / 8))) }

    /// Creates a value from the 32 big-endian bytes of a word.
    @inlinable
    public init(_ word: Bytes32) {
        let (a, b, c, d) = word.words
        self.init(a, b, c, d)
    }
}

extension Bytes32 {
    /// The 32 big-endian bytes of an integer.
    @inlinable
    public init(_ value: UInt256) { self.init(words: value.limbs) }
}

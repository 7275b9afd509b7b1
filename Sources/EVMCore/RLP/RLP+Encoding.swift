extension RLP {
    /// The number of bytes that ``encoded()`` gives.
    public var encodedSize: Int {
        switch self {
        case .bytes(let bytes):
            if let only = bytes.array.first, bytes.count == 1, only < 0x80 { return 1 }
            return RLPWriter.prefixSize(payload: bytes.count) + bytes.count
        case .list(let items):
            let payload = items.reduce(0) { $0 + $1.encodedSize }
            return RLPWriter.prefixSize(payload: payload) + payload
        }
    }

    /// The canonical encoding, in one allocation of the exact size.
    public func encoded() -> Bytes {
        let size = encodedSize
        return Bytes(
            [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                var writer = RLPWriter(UnsafeMutableRawBufferPointer(buffer))
                writer.prepend(self)
                count = size
            })
    }
}

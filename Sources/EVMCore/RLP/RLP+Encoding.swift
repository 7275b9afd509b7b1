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
                var writer = RLPWriter(buffer: UnsafeMutableRawBufferPointer(buffer), position: size)
                writer.prepend(self)
                count = size
            })
    }
}

/// Writes from the end of the buffer to its start: a list's length is known once its items are written, so no length is computed twice.
private struct RLPWriter {
    let buffer: UnsafeMutableRawBufferPointer

    /// Where what is written so far begins.
    var position: Int

    static func prefixSize(payload: Int) -> Int {
        payload < 56 ? 1 : 1 + lengthSize(payload)
    }

    private static func lengthSize(_ length: Int) -> Int {
        (Int.bitWidth - length.leadingZeroBitCount + 7) / 8
    }

    mutating func prepend(_ item: RLP) {
        switch item {
        case .bytes(let bytes):
            position -= bytes.count
            bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[position..<position + $0.count]).copyMemory(from: $0) }
            if bytes.count == 1 && buffer[position] < 0x80 { return }
            prependPrefix(0x80, payload: bytes.count)
        case .list(let items):
            let end = position
            for item in items.reversed() { prepend(item) }
            prependPrefix(0xc0, payload: end - position)
        }
    }

    private mutating func prependPrefix(_ kind: UInt8, payload: Int) {
        guard payload >= 56 else { return prepend(byte: kind + UInt8(payload)) }
        var rest = payload
        while rest > 0 {
            prepend(byte: UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
        prepend(byte: kind + 55 + UInt8(Self.lengthSize(payload)))
    }

    private mutating func prepend(byte: UInt8) {
        position -= 1
        buffer[position] = byte
    }
}

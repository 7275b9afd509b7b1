extension RLP {
    /// The deepest nesting of lists that is decoded. Ethereum's own structures go no deeper than six.
    public static let maximumDepth = 64

    /// Decodes the one item that `bytes` are, strictly: only the bytes that ``encoded()`` would give are accepted.
    ///
    /// The memory taken is bounded by a constant times the length of the input, whatever lengths it claims: an item is built only when all
    /// of its bytes are known to be there.
    /// - Throws: ``RLPError`` with the offset of the item that is wrong.
    public init(decoding bytes: Bytes) throws(RLPError) {
        var decoder = RLPDecoder(bytes: bytes.array)
        self = try decoder.item(end: bytes.count, depth: 0)
        guard decoder.position == bytes.count else {
            throw .trailingBytes(offset: decoder.position, count: bytes.count - decoder.position)
        }
    }
}

private struct RLPDecoder {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Decodes the item at the position, of which all bytes must be before `end`; `depth` lists are around it.
    mutating func item(end: Int, depth: Int) throws(RLPError) -> RLP {
        let offset = position
        let prefix = try take(1, of: offset, end: end)
        let kind = bytes[prefix.lowerBound]
        switch kind {
        case 0..<0x80:
            return .bytes(Bytes([kind]))
        case 0x80...0xb7:
            let payload = try take(UInt64(kind - 0x80), of: offset, end: end)
            if payload.count == 1 && bytes[payload.lowerBound] < 0x80 { throw .prefixedSingleByte(offset: offset) }
            return .bytes(Bytes(Array(bytes[payload])))
        case 0xb8...0xbf:
            let length = try longLength(size: UInt64(kind - 0xb7), of: offset, end: end)
            return try .bytes(Bytes(Array(bytes[take(length, of: offset, end: end)])))
        case 0xc0...0xf7:
            return try list(take(UInt64(kind - 0xc0), of: offset, end: end), at: offset, depth: depth)
        default:
            let length = try longLength(size: UInt64(kind - 0xf7), of: offset, end: end)
            return try list(take(length, of: offset, end: end), at: offset, depth: depth)
        }
    }

    /// The items within a list's payload.
    private mutating func list(_ payload: Range<Int>, at offset: Int, depth: Int) throws(RLPError) -> RLP {
        guard depth < RLP.maximumDepth else { throw .tooDeep(offset: offset) }
        var items: [RLP] = []
        position = payload.lowerBound
        while position < payload.upperBound {
            items.append(try item(end: payload.upperBound, depth: depth + 1))
        }
        return .list(items)
    }

    /// A length of 56 or more, which has `size` bytes of its own after the prefix.
    private mutating func longLength(size: UInt64, of offset: Int, end: Int) throws(RLPError) -> UInt64 {
        let digits = bytes[try take(size, of: offset, end: end)]
        if digits.first == 0 { throw .leadingZeroInLength(offset: offset) }
        // At most eight digits, so that nothing is shifted out.
        let length = digits.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length >= 56 else { throw .longFormOfShortLength(offset: offset, length: length) }
        return length
    }

    /// Steps over the next `count` bytes of the item at `offset`.
    private mutating func take(_ count: UInt64, of offset: Int, end: Int) throws(RLPError) -> Range<Int> {
        guard count <= UInt64(end - position) else {
            // The outermost item is the one that begins the input; a list is entered only when all of it is there.
            if offset > 0 { throw .itemExceedsList(offset: offset, listEnd: end) }
            let (needed, overflow) = count.addingReportingOverflow(UInt64(position - offset))
            throw .truncated(offset: offset, needed: overflow ? .max : needed, available: end - offset)
        }
        let start = position
        position += Int(count)
        return start..<position
    }
}

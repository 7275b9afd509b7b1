/// Writes RLP from the end of a buffer to its start: a list's length is known once its items are written, so no length is computed twice.
///
/// For encoders that know their fields and need no tree of them; the buffer has to be large enough for all that is written.
package struct RLPWriter {
    /// The most bytes that an item's prefix takes.
    package static let maximumPrefixSize = 9
    /// The most bytes that an integer takes.
    package static let maximumIntegerSize = 33

    private let buffer: UnsafeMutableRawBufferPointer

    /// Where what is written so far begins.
    package private(set) var position: Int

    /// Starts at the end of `buffer`.
    package init(_ buffer: UnsafeMutableRawBufferPointer) {
        self.buffer = buffer
        position = buffer.count
    }

    static func prefixSize(payload: Int) -> Int {
        payload < 56 ? 1 : 1 + lengthSize(payload)
    }

    private static func lengthSize(_ length: Int) -> Int {
        (Int.bitWidth - length.leadingZeroBitCount + 7) / 8
    }

    /// What is written so far.
    package var written: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[position...]) }

    mutating func prepend(_ item: RLP) {
        switch item {
        case .bytes(let bytes): prepend(bytes)
        case .list(let items):
            let end = position
            for item in items.reversed() { prepend(item) }
            endList(end)
        }
    }

    /// A byte string.
    package mutating func prepend(_ bytes: Bytes) { bytes.withUnsafeBytes { prepend($0) } }

    /// A byte string.
    package mutating func prepend(_ bytes: UnsafeRawBufferPointer) {
        position -= bytes.count
        UnsafeMutableRawBufferPointer(rebasing: buffer[position..<position + bytes.count]).copyMemory(from: bytes)
        if bytes.count == 1 && buffer[position] < 0x80 { return }
        prependPrefix(0x80, payload: bytes.count)
    }

    /// An address as its 20 bytes.
    package mutating func prepend(_ address: Address) { prepend(Bytes20(address)) }

    /// A value of fixed length as its bytes, leading zeros included.
    package mutating func prepend(_ value: some FixedBytes) { value.withUnsafeBytes { prepend($0) } }

    /// An integer, big-endian without leading zeros.
    package mutating func prepend(_ value: UInt256) {
        Bytes32(value).withUnsafeBytes { prepend(UnsafeRawBufferPointer(rebasing: $0.suffix((256 - value.leadingZeroBitCount + 7) / 8))) }
    }

    /// An integer, big-endian without leading zeros.
    package mutating func prepend(_ value: UInt64) {
        let end = position
        var rest = value
        while rest > 0 {
            prepend(byte: UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
        if value >= 0x80 || value == 0 { prependPrefix(0x80, payload: end - position) }
    }

    /// Makes a list of all that was written since the position was `end`.
    package mutating func endList(_ end: Int) { prependPrefix(0xc0, payload: end - position) }

    private mutating func prependPrefix(_ kind: UInt8, payload: Int) {
        guard payload >= 56 else { return prepend(byte: kind + UInt8(payload)) }
        var rest = payload
        while rest > 0 {
            prepend(byte: UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
        prepend(byte: kind + 55 + UInt8(Self.lengthSize(payload)))
    }

    /// A byte that is no item: the type in front of a transaction's list.
    package mutating func prepend(byte: UInt8) {
        position -= 1
        buffer[position] = byte
    }
}

/// Text written straight to the end of bytes, for what is written so often that strings on the way would show.
extension Bytes {
    /// Appends two lower-case hex digits for each byte, without `0x`.
    package mutating func appendHex(_ bytes: Bytes) { bytes.withUnsafeBytes { appendHex($0) } }

    /// Appends two lower-case hex digits for each byte, without `0x`.
    package mutating func appendHex(_ value: some FixedBytes) { value.withUnsafeBytes { appendHex($0) } }

    private mutating func appendHex(_ bytes: UnsafeRawBufferPointer) {
        append(room: 2 * bytes.count) { _, room in Hex.encode(bytes, into: room) }
    }

    /// Appends the decimal digits of a number.
    package mutating func appendDecimal(_ number: UInt256) {
        IntegerText.withDecimalDigits(number) { digits in
            append(room: digits.count) { _, room in _ = room.update(fromContentsOf: digits) }
        }
    }

    /// Appends an address with its EIP-55 checksum: `0x` and 40 digits.
    package mutating func appendChecksummed(_ address: Address) {
        append(room: Address.textCount) { _, room in address.writeChecksummed(into: room) }
    }

    /// Appends once more what stands at `range`, which must be within.
    package mutating func appendAgain(_ range: Range<Int>) {
        append(room: range.count) { all, room in _ = room.update(fromContentsOf: UnsafeMutableBufferPointer(rebasing: all[range])) }
    }

    /// Makes room at the end and has it written.
    private mutating func append(
        room count: Int, _ write: (_ all: UnsafeMutableBufferPointer<UInt8>, _ room: UnsafeMutableBufferPointer<UInt8>) -> Void
    ) {
        let start = array.count
        array.append(contentsOf: UnwrittenBytes(count: count))
        array.withUnsafeMutableBufferPointer { write($0, UnsafeMutableBufferPointer(rebasing: $0[start...])) }
    }
}

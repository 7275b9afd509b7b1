import EVMCore

/// Bytes that are kept for long and read seldom.
///
/// Most of what a chain keeps is the ABI's words, and most of those are zeros: a run of zeros is kept as one of them and its length.
struct PackedBytes: Sendable {
    private let packed: [UInt8]

    init(_ bytes: Bytes) {
        var packed: [UInt8] = []
        var zeros: UInt8 = 0
        for byte in bytes.array {
            // A run ends where its length would no longer fit a byte.
            if zeros > 0, byte != 0 || zeros == .max {
                packed.append(zeros)
                zeros = 0
            }
            if byte != 0 || zeros == 0 { packed.append(byte) }
            if byte == 0 { zeros += 1 }
        }
        if zeros > 0 { packed.append(zeros) }
        self.packed = packed.withoutSpareRoom
    }

    /// As they were.
    var bytes: Bytes {
        var bytes: [UInt8] = []
        var rest = packed[...]
        while let byte = rest.popFirst() {
            if byte == 0, let count = rest.popFirst() { bytes.append(contentsOf: repeatElement(0, count: Int(count))) } else { bytes.append(byte) }
        }
        return Bytes(bytes)
    }
}

extension [UInt8] {
    /// The same in an allocation of its own size: an array that has grown by appending may have twice the room that it needs.
    var withoutSpareRoom: [UInt8] {
        var exact: [UInt8] = []
        exact.reserveCapacity(count)
        exact += self
        return exact
    }
}

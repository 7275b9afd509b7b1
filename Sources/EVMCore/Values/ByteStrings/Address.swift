/// A 20-byte account or contract address.
///
/// Text is written with its EIP-55 checksum and read strictly: see ``init(_:)-(StringProtocol)``. Addresses are ordered by their bytes.
@frozen
public struct Address: Sendable {
    /// Bytes 0..<8, big-endian.
    @usableFromInline let high: UInt64
    /// Bytes 8..<16, big-endian.
    @usableFromInline let mid: UInt64
    /// Bytes 16..<20, big-endian.
    @usableFromInline let low: UInt32

    /// Creates an address from its big-endian parts: bytes 0..<8, 8..<16 and 16..<20.
    @inlinable
    public init(_ high: UInt64, _ mid: UInt64, _ low: UInt32) {
        self.high = high
        self.mid = mid
        self.low = low
    }

    /// The zero address.
    @inlinable
    public static var zero: Address { Address(0, 0, 0) }

    /// Whether this is the zero address.
    @inlinable
    public var isZero: Bool { high | mid | UInt64(low) == 0 }
}

extension Address: Hashable, Comparable {
    /// Whether both addresses are equal.
    @inlinable
    public static func == (lhs: Address, rhs: Address) -> Bool {
        (lhs.high ^ rhs.high) | (lhs.mid ^ rhs.mid) | UInt64(lhs.low ^ rhs.low) == 0
    }

    /// Whether `lhs` comes first by its bytes.
    @inlinable
    public static func < (lhs: Address, rhs: Address) -> Bool {
        if lhs.high != rhs.high { return lhs.high < rhs.high }
        if lhs.mid != rhs.mid { return lhs.mid < rhs.mid }
        return lhs.low < rhs.low
    }

    /// Feeds the bytes to a hasher.
    @inlinable
    public func hash(into hasher: inout Hasher) {
        hasher.combine(high)
        hasher.combine(mid)
        hasher.combine(low)
    }
}

// MARK: - Bytes and words

extension Address {
    /// Creates an address from exactly 20 bytes; nil for another number.
    @inlinable
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 20, let word = UInt256(bigEndianBytes: bytes) else { return nil }
        self.init(truncating: word)
    }

    /// The 20 bytes.
    public var bytes: Bytes { Bytes20(self).bytes }

    /// Creates an address from the low 20 bytes of a word, whatever is above them.
    @inlinable
    @inline(__always)
    public init(truncating word: UInt256) {
        self.init(
            word.w2 << 32 | word.w1 >> 32, word.w1 << 32 | word.w0 >> 32, UInt32(truncatingIfNeeded: word.w0))
    }

    /// Creates an address from a word; nil where the word exceeds 160 bits.
    @inlinable
    public init?(exactly word: UInt256) {
        guard word.w3 | word.w2 >> 32 == 0 else { return nil }
        self.init(truncating: word)
    }

    /// The address as a number: its bytes in the low 20 of 32, as the ABI holds it.
    @inlinable
    @inline(__always)
    public var word: UInt256 {
        UInt256(0, high >> 32, high << 32 | mid >> 32, mid << 32 | UInt64(low))
    }

    /// Reads the low 20 bytes of the 32-byte word at `pointer`, which need not be aligned; what is above them is ignored.
    @inlinable
    @inline(__always)
    public static func load(_ pointer: UnsafeRawPointer) -> Address { Address(truncating: .load(pointer)) }

    /// Writes a 32-byte word at `pointer`, which need not be aligned: twelve zeros and the address.
    @inlinable
    @inline(__always)
    public func store(_ pointer: UnsafeMutableRawPointer) { word.store(pointer) }

    /// Creates an address from its bytes.
    @inlinable
    public init(_ bytes: Bytes20) {
        let (a, b, c, _) = bytes.words
        self.init(a, b, UInt32(truncatingIfNeeded: c >> 32))
    }

    /// The address made of the last 20 bytes of a hash, as for a public key or a CREATE preimage.
    @inlinable
    public init(hash: Bytes32) { self.init(truncating: UInt256(hash)) }
}

extension Bytes20 {
    /// The bytes of an address.
    @inlinable
    public init(_ address: Address) { self.init(words: (address.high, address.mid, UInt64(address.low) << 32, 0)) }
}

// MARK: - Text

extension Address: CustomStringConvertible, Codable {
    /// Reads `0x` and 40 hex digits: all lower case, all upper case, or mixed with a right EIP-55 checksum.
    ///
    /// - Throws: ``ValueError``, saying what is wrong; a wrong checksum carries the right spelling.
    public init(_ text: some StringProtocol) throws(ValueError) {
        guard withUTF8(text, { Hex.hasPrefix($0) }) else { throw .missingHexPrefix(type: "address") }
        self.init(try Bytes20(hex: text, type: "address"))
        let isMixed = withUTF8(text) { utf8 in
            // Only digits are left; letters in upper case have bit 6 alone, those in lower case bit 5 too.
            let letters = utf8.dropFirst(2).lazy.filter { $0 & 0x40 != 0 }
            return letters.contains { $0 & 0x20 != 0 } && letters.contains { $0 & 0x20 == 0 }
        }
        guard isMixed else { return }
        let expected = checksummed
        if text != expected { throw .wrongChecksum(given: String(text), expected: expected) }
    }

    /// Reads an address as ``init(_:)-(StringProtocol)`` does.
    public init(hex text: some StringProtocol) throws(ValueError) { try self.init(text) }

    /// The address with its EIP-55 checksum: each letter is in upper case where the digit of the same position in the hash of the
    /// lower-case text is 8 or more.
    public var checksummed: String {
        String(unsafeUninitializedCapacity: Self.textCount) { out in
            writeChecksummed(into: out)
            return Self.textCount
        }
    }

    /// `0x` and two digits for each byte.
    static let textCount = 42

    /// Writes ``checksummed``; `out` must have room for ``textCount`` bytes.
    func writeChecksummed(into out: UnsafeMutableBufferPointer<UInt8>) {
        out[0] = ASCII.zero
        out[1] = ASCII.x
        let letters = UnsafeMutableBufferPointer(rebasing: out[2..<Self.textCount])
        Bytes20(self).withUnsafeBytes { Hex.encode($0, into: letters) }
        let hash = Keccak256.hash(UnsafeRawBufferPointer(letters)).words
        for i in 0..<40 {
            let word = i < 16 ? hash.0 : i < 32 ? hash.1 : hash.2
            // Without a branch, which nothing could foretell: a letter has bit 6, and is in upper case without bit 5.
            letters[i] &= ~((letters[i] & UInt8(truncatingIfNeeded: word >> UInt64(63 - 4 * (i % 16))) << 6) >> 1)
        }
    }

    /// `0x` and 40 lower-case digits, without a checksum.
    public var hex: String { Bytes20(self).hex }

    /// The address with its EIP-55 checksum.
    public var description: String { checksummed }

    /// Reads a text as ``init(_:)-(StringProtocol)`` does.
    public init(from decoder: any Decoder) throws {
        self = try decodeText(from: decoder) { text throws(ValueError) in try Address(text) }
    }

    /// Writes the text with its EIP-55 checksum.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(checksummed)
    }
}

/// A byte string of fixed length, Solidity's `bytes1` to `bytes32`.
///
/// Stored left-aligned in one to four 64-bit words, big-endian, so that equality, order and the ABI's padding come for nothing. The 32
/// sizes are all there are; nobody else needs to conform.
public protocol FixedBytes: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// The number of bytes, 1 to 32.
    static var count: Int { get }

    /// The value left-aligned in a 32-byte word: four big-endian 64-bit words, zero beyond ``count``.
    var words: (UInt64, UInt64, UInt64, UInt64) { get }

    /// Creates a value from a left-aligned 32-byte word; bytes beyond ``count`` are dropped.
    init(words: (UInt64, UInt64, UInt64, UInt64))
}

extension FixedBytes {
    /// All bytes zero.
    @inlinable
    public static var zero: Self { Self(words: (0, 0, 0, 0)) }

    /// Whether all bytes are zero.
    @inlinable
    public var isZero: Bool {
        let (a, b, c, d) = words
        return a | b | c | d == 0
    }

    /// Whether both values are equal.
    @inlinable
    public static func == (lhs: Self, rhs: Self) -> Bool { lhs.word == rhs.word }

    /// Whether `lhs` comes first by its bytes.
    @inlinable
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.word < rhs.word }

    /// Feeds the bytes to a hasher.
    @inlinable
    public func hash(into hasher: inout Hasher) {
        let (a, b, c, d) = words
        hasher.combine(a)
        if Self.count > 8 { hasher.combine(b) }
        if Self.count > 16 { hasher.combine(c) }
        if Self.count > 24 { hasher.combine(d) }
    }
}

// MARK: - Words and bytes

extension FixedBytes {
    /// The 32-byte word that the ABI pads the value to, as a number: the bytes are the high ones.
    @inlinable
    public var word: UInt256 {
        let (a, b, c, d) = words
        return UInt256(a, b, c, d)
    }

    /// Creates a value from the high bytes of a word, whatever is below them.
    @inlinable
    public init(truncating word: UInt256) { self.init(words: word.limbs) }

    /// Creates a value from the high bytes of a word; nil where a byte below them is not zero.
    @inlinable
    public init?(exactly word: UInt256) {
        self.init(words: word.limbs)
        if self.word != word { return nil }
    }

    /// Reads the first ``count`` bytes of the 32-byte word at `pointer`, which need not be aligned; all 32 must be readable.
    @inlinable
    @inline(__always)
    public static func load(_ pointer: UnsafeRawPointer) -> Self { Self(truncating: .load(pointer)) }

    /// Writes a 32-byte word at `pointer`, which need not be aligned: the value and zeros.
    @inlinable
    @inline(__always)
    public func store(_ pointer: UnsafeMutableRawPointer) { word.store(pointer) }

    /// Creates a value from exactly ``count`` bytes; nil for another number.
    @inlinable
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.count, let word = UInt256(bigEndianBytes: bytes) else { return nil }
        self.init(truncating: word.shiftedLeft(UInt64(256 - 8 * Self.count)))
    }

    /// The bytes.
    public var bytes: Bytes { withUnsafeBytes { Bytes($0) } }

    /// Calls `body` with the ``count`` bytes, for the time of the call.
    @inlinable
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        let (a, b, c, d) = words
        let buffer = (a.bigEndian, b.bigEndian, c.bigEndian, d.bigEndian)
        return try Swift.withUnsafeBytes(of: buffer) { try body(UnsafeRawBufferPointer(rebasing: $0.prefix(Self.count))) }
    }
}

// MARK: - Text

extension FixedBytes {
    /// Reads exactly two hex digits for each byte, in either case, with or without `0x`.
    ///
    /// - Throws: ``ValueError``, saying what is wrong and where.
    public init(hex text: some StringProtocol) throws(ValueError) { try self.init(hex: text, type: "bytes\(Self.count)") }

    /// As ``init(hex:)``, where a message shall name another type.
    init(hex text: some StringProtocol, type: @autoclosure () -> String) throws(ValueError) {
        var buffer: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        let failure = Swift.withUnsafeMutableBytes(of: &buffer) { out -> ValueError? in
            do throws(ValueError) {
                try Hex.decode(text, into: UnsafeMutableRawBufferPointer(rebasing: out.prefix(Self.count)), type: type())
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
        self.init(words: (buffer.0.bigEndian, buffer.1.bigEndian, buffer.2.bigEndian, buffer.3.bigEndian))
    }

    /// `0x` and two lower-case digits for each byte.
    public var hex: String { withUnsafeBytes { Hex.encode($0) } }

    /// `0x` and two lower-case digits for each byte.
    public var description: String { hex }

    /// Reads a text as ``init(hex:)`` does.
    public init(from decoder: any Decoder) throws {
        self = try decodeText(from: decoder) { text throws(ValueError) in try Self(hex: text) }
    }

    /// Writes the text `0x` and two digits for each byte.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}

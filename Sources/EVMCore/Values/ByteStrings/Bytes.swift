/// A byte string of any length, Solidity's `bytes`.
///
/// A collection of bytes as an array is; text is `0x` and two hex digits for each byte.
@frozen
public struct Bytes: Sendable, Hashable {
    /// The bytes.
    public var array: [UInt8]

    /// Wraps an array without copying it.
    @inlinable
    public init(_ array: [UInt8]) { self.array = array }

    /// The number of bytes.
    @inlinable
    public var count: Int { array.count }

    /// Calls `body` with the contiguous storage.
    @inlinable
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try array.withUnsafeBytes(body)
    }
}

extension Bytes: RandomAccessCollection, MutableCollection, RangeReplaceableCollection, ExpressibleByArrayLiteral {
    /// No bytes.
    @inlinable
    public init() { array = [] }

    /// Creates a byte string from its bytes in order.
    @inlinable
    public init(arrayLiteral elements: UInt8...) { array = elements }

    /// Creates a byte string from any sequence of bytes.
    @inlinable
    public init(_ elements: some Sequence<UInt8>) { array = Array(elements) }

    /// 0.
    @inlinable
    public var startIndex: Int { 0 }

    /// The number of bytes.
    @inlinable
    public var endIndex: Int { array.count }

    /// The byte at `position`; a position outside is a programmer error and traps, as for an array.
    @inlinable
    public subscript(position: Int) -> UInt8 {
        get { array[position] }
        set { array[position] = newValue }
    }

    /// The bytes in `bounds`, which keep their indices.
    @inlinable
    public subscript(bounds: Range<Int>) -> ArraySlice<UInt8> {
        get { array[bounds] }
        set { array[bounds] = newValue }
    }

    /// Replaces the bytes in `range` by others, of any number.
    @inlinable
    public mutating func replaceSubrange(_ range: Range<Int>, with elements: some Collection<UInt8>) {
        array.replaceSubrange(range, with: elements)
    }

    /// Makes room for `capacity` bytes in all.
    @inlinable
    public mutating func reserveCapacity(_ capacity: Int) { array.reserveCapacity(capacity) }

    /// Appends the bytes of a sequence.
    @inlinable
    public mutating func append(contentsOf elements: some Sequence<UInt8>) { array.append(contentsOf: elements) }

    /// Calls `body` with the contiguous storage.
    @inlinable
    public func withContiguousStorageIfAvailable<R>(_ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R? {
        try array.withContiguousStorageIfAvailable(body)
    }

    /// Calls `body` with the contiguous storage, to be changed in place.
    @inlinable
    public mutating func withContiguousMutableStorageIfAvailable<R>(
        _ body: (inout UnsafeMutableBufferPointer<UInt8>) throws -> R
    ) rethrows -> R? {
        try array.withContiguousMutableStorageIfAvailable(body)
    }
}

extension Bytes: CustomStringConvertible, Codable {
    /// Reads two hex digits for each byte, in either case, with or without `0x`.
    ///
    /// - Throws: ``ValueError``, saying what is wrong and where.
    public init(hex text: some StringProtocol) throws(ValueError) { array = try Hex.decode(text) }

    /// `0x` and two lower-case digits for each byte.
    public var hex: String { Hex.encode(array) }

    /// `0x` and two lower-case digits for each byte.
    public var description: String { hex }

    /// The UTF-8 bytes of a text.
    public init(utf8 text: some StringProtocol) { array = Array(text.utf8) }

    /// The text that these bytes are in UTF-8; nil where they are not valid UTF-8.
    public var utf8Text: String? {
        let text = String(decoding: array, as: UTF8.self)
        // Decoding mends what is invalid, which changes the bytes.
        return text.utf8.elementsEqual(array) ? text : nil
    }

    /// Reads a text as ``init(hex:)`` does.
    public init(from decoder: any Decoder) throws {
        self = try decodeText(from: decoder) { text throws(ValueError) in try Bytes(hex: text) }
    }

    /// Writes the text `0x` and two digits for each byte.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}

/// The head of a tuple that is being encoded: where its words go.
@frozen
public struct ABISlot {
    @usableFromInline let pointer: UnsafeMutableRawPointer

    @inlinable
    init(pointer: UnsafeMutableRawPointer) { self.pointer = pointer }

    /// The place of a static tuple within this one, `offset` bytes in.
    @inlinable
    public func inner(_ offset: Int) -> ABISlot { ABISlot(pointer: pointer + offset) }
}

/// Writes ABI-encoded data for generated code.
///
/// The whole size is known before the first byte is written (``ABISequence/abiTailSize``), so there is one allocation and no growing; heads are
/// filled at constant offsets, tails are appended in order.
public struct ABIWriter {
    /// Where the next head or tail goes.
    @usableFromInline var end: UnsafeMutableRawPointer

    @inlinable
    init(_ start: UnsafeMutableRawPointer) { end = start }

    /// Reserves a head of `size` bytes.
    @inlinable
    mutating func enter(_ size: Int) -> ABISlot {
        let slot = ABISlot(pointer: end)
        end += size
        return slot
    }

    /// Writes the offset of a tail that begins here.
    @inlinable
    func mark(_ s: ABISlot, _ offset: Int) { put(s, offset, 0, 0, 0, UInt64(truncatingIfNeeded: end - s.pointer)) }

    @inlinable
    func put(_ s: ABISlot, _ offset: Int, _ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) {
        UInt256(a, b, c, d).store(s.pointer + offset)
    }

    /// Appends an array's length and reserves the head of its elements.
    @inlinable
    mutating func arrayHead(_ s: ABISlot, _ offset: Int, count: Int, stride: Int) -> ABISlot {
        mark(s, offset)
        put(enter(32), 0, 0, 0, 0, UInt64(truncatingIfNeeded: count))
        return enter(count &* stride)
    }

    @usableFromInline
    mutating func byteTail(_ s: ABISlot, _ offset: Int, _ bytes: UnsafeRawBufferPointer) {
        mark(s, offset)
        put(enter(32), 0, 0, 0, 0, UInt64(bytes.count))
        let size = abiPadded(bytes.count)
        guard size > 0 else { return }
        let target = enter(size).pointer
        // The last word is cleared first: what the bytes leave of it is padding.
        UInt256(0, 0, 0, 0).store(target + (size - 32))
        if let source = bytes.baseAddress { target.copyMemory(from: source, byteCount: bytes.count) }
    }
}

// MARK: - Members of one word

extension ABIWriter {
    /// Writes a `uint256`.
    @inlinable
    public func uint256(_ s: ABISlot, _ offset: Int, _ value: UInt256) { value.store(s.pointer + offset) }

    /// Writes an `int256`.
    @inlinable
    public func int256(_ s: ABISlot, _ offset: Int, _ value: Int256) { value.bitPattern.store(s.pointer + offset) }

    /// Writes a `bytes1` to `bytes32`.
    @inlinable
    public func fixedBytes(_ s: ABISlot, _ offset: Int, _ value: some FixedBytes) {
        let (a, b, c, d) = value.words
        put(s, offset, a, b, c, d)
    }

    /// Writes an `address`.
    @inlinable
    public func address(_ s: ABISlot, _ offset: Int, _ value: Address) {
        put(s, offset, 0, value.high >> 32, value.high << 32 | value.mid >> 32, value.mid << 32 | UInt64(value.low))
    }

    /// Writes a `bool`.
    @inlinable
    public func bool(_ s: ABISlot, _ offset: Int, _ value: Bool) { put(s, offset, 0, 0, 0, value ? 1 : 0) }

    /// Writes a `uint8`.
    @inlinable
    public func uint8(_ s: ABISlot, _ offset: Int, _ value: UInt8) { put(s, offset, 0, 0, 0, UInt64(value)) }

    /// Writes a `uint16`.
    @inlinable
    public func uint16(_ s: ABISlot, _ offset: Int, _ value: UInt16) { put(s, offset, 0, 0, 0, UInt64(value)) }

    /// Writes a `uint32`.
    @inlinable
    public func uint32(_ s: ABISlot, _ offset: Int, _ value: UInt32) { put(s, offset, 0, 0, 0, UInt64(value)) }

    /// Writes a `uint64`.
    @inlinable
    public func uint64(_ s: ABISlot, _ offset: Int, _ value: UInt64) { put(s, offset, 0, 0, 0, value) }

    /// Writes an `int8`.
    @inlinable
    public func int8(_ s: ABISlot, _ offset: Int, _ value: Int8) { signed(s, offset, Int64(value)) }

    /// Writes an `int16`.
    @inlinable
    public func int16(_ s: ABISlot, _ offset: Int, _ value: Int16) { signed(s, offset, Int64(value)) }

    /// Writes an `int32`.
    @inlinable
    public func int32(_ s: ABISlot, _ offset: Int, _ value: Int32) { signed(s, offset, Int64(value)) }

    /// Writes an `int64`.
    @inlinable
    public func int64(_ s: ABISlot, _ offset: Int, _ value: Int64) { signed(s, offset, value) }

    @inlinable
    func signed(_ s: ABISlot, _ offset: Int, _ value: Int64) {
        let fill = UInt64(bitPattern: value >> 63)
        put(s, offset, fill, fill, fill, UInt64(bitPattern: value))
    }
}

// MARK: - Dynamic members

extension ABIWriter {
    /// Writes a `bytes`.
    public mutating func bytes(_ s: ABISlot, _ offset: Int, _ value: Bytes) {
        value.withUnsafeBytes { byteTail(s, offset, $0) }
    }

    /// Writes a `string`.
    public mutating func string(_ s: ABISlot, _ offset: Int, _ value: String) {
        var value = value
        value.withUTF8 { byteTail(s, offset, UnsafeRawBufferPointer($0)) }
    }

    /// Writes the offset of a struct that holds dynamic members, and gives the place of its head; the struct writes itself there.
    ///
    /// The struct is not passed through here: each hand that a large value goes through is a copy.
    @inlinable
    public mutating func tuple(_ s: ABISlot, _ offset: Int, head size: Int) -> ABISlot {
        mark(s, offset)
        return enter(size)
    }

    /// Writes a struct that holds dynamic members.
    @inlinable
    public mutating func tuple<T: ABISequence>(_ s: ABISlot, _ offset: Int, _ value: T) {
        mark(s, offset)
        let slot = enter(T.abiHeadSize)
        value.abiEncode(slot, &self)
    }

    @inlinable
    mutating func list<T>(
        _ s: ABISlot, _ offset: Int, _ values: [T], stride: Int, _ element: (inout ABIWriter, ABISlot, Int, T) -> Void
    ) {
        let head = arrayHead(s, offset, count: values.count, stride: stride)
        var position = 0
        for value in values {
            element(&self, head, position, value)
            position &+= stride
        }
    }

    /// Writes a `uint256[]`.
    public mutating func uint256s(_ s: ABISlot, _ offset: Int, _ values: [UInt256]) {
        list(s, offset, values, stride: 32) { $0.uint256($1, $2, $3) }
    }

    /// Writes an `int256[]`.
    public mutating func int256s(_ s: ABISlot, _ offset: Int, _ values: [Int256]) {
        list(s, offset, values, stride: 32) { $0.int256($1, $2, $3) }
    }

    /// Writes an `address[]`.
    public mutating func addresses(_ s: ABISlot, _ offset: Int, _ values: [Address]) {
        list(s, offset, values, stride: 32) { $0.address($1, $2, $3) }
    }

    /// Writes a `bytes32[]`.
    public mutating func bytes32s(_ s: ABISlot, _ offset: Int, _ values: [Bytes32]) {
        list(s, offset, values, stride: 32) { $0.fixedBytes($1, $2, $3) }
    }

    /// Writes a `bytes4[]`.
    public mutating func bytes4s(_ s: ABISlot, _ offset: Int, _ values: [Bytes4]) {
        list(s, offset, values, stride: 32) { $0.fixedBytes($1, $2, $3) }
    }

    /// Writes a `bytes[]`.
    public mutating func bytesList(_ s: ABISlot, _ offset: Int, _ values: [Bytes]) {
        list(s, offset, values, stride: 32) { $0.bytes($1, $2, $3) }
    }

    /// Writes a value of any type, where there is no shorter way.
    @inlinable
    public mutating func value<T: ABIValue>(_ s: ABISlot, _ offset: Int, _ value: T) { value.abiWrite(&self, s, offset) }
}

/// Sizes of dynamic members' tails, for generated code.
public enum ABISize {
    /// A `bytes`' length and padded bytes.
    @inlinable
    public static func bytes(_ value: Bytes) -> Int { 32 &+ abiPadded(value.count) }

    /// A `string`'s length and padded bytes.
    @inlinable
    public static func string(_ value: String) -> Int { 32 &+ abiPadded(value.utf8.count) }

    /// An array of one-word elements.
    @inlinable
    public static func words<T>(_ values: [T]) -> Int { 32 &+ 32 &* values.count }

    /// A `bytes[]`.
    public static func bytesList(_ values: [Bytes]) -> Int {
        values.reduce(32) { $0 + 32 + bytes($1) }
    }

    /// A struct with dynamic members, of which the head and the tail are known.
    @inlinable
    public static func tuple(head: Int, tail: Int) -> Int { head &+ tail }

    /// A struct with dynamic members.
    @inlinable
    public static func tuple<T: ABISequence>(_ value: T) -> Int { T.abiHeadSize &+ value.abiTailSize }

    /// A value of any type, where there is no shorter way.
    @inlinable
    public static func value<T: ABIValue>(_ value: T) -> Int { value.abiTailBytes }
}

/// The head of a tuple that is being decoded: where its words lie in the data.
@frozen
public struct ABIHead {
    @usableFromInline let pointer: UnsafeRawPointer
    /// The head's size in bytes: a dynamic member's offset may not point below it.
    @usableFromInline let size: Int

    @inlinable
    init(pointer: UnsafeRawPointer, size: Int) {
        self.pointer = pointer
        self.size = size
    }

    /// The head of a static tuple that lies within this one, `offset` bytes in.
    @inlinable
    public func inner(_ offset: Int) -> ABIHead { ABIHead(pointer: pointer + offset, size: size &- offset) }

    // For structs, which come by the hundred: a word in which nothing can be wrong is read in place. What comes one at a time, a call's arguments
    // or an event's fields, is read by the reader's own verbs, which are not inlined.

    /// Reads a `uint256`.
    @inlinable
    public func uint256(_ offset: Int) -> UInt256 { UInt256.load(pointer + offset) }

    /// Reads an `int256`.
    @inlinable
    public func int256(_ offset: Int) -> Int256 { Int256(bitPattern: uint256(offset)) }

    /// Reads a `bytes32`.
    @inlinable
    public func bytes32(_ offset: Int) -> Bytes32 {
        let (a, b, c, d) = uint256(offset).limbs
        return Bytes32(a, b, c, d)
    }
}

/// Reads ABI-encoded data for generated code.
///
/// Generated code enters a tuple's head once (one bounds check) and then reads its members at constant offsets. Nothing throws on the way: the
/// first fault is kept and reading goes on over zeroed memory, so that the generated code stays a straight line; whoever started the reading
/// asks for the fault at the end. What is refused and what is tolerated is said at `ABI.decode`, whose rules are the same.
public struct ABIReader {
    @usableFromInline let start: UnsafeRawPointer
    @usableFromInline let count: Int
    /// How many more bytes of heads and tails may be read: tails can be shared, and without a bound a small input could ask for much memory.
    /// Negative after a fault, so that one comparison asks for both.
    @usableFromInline var budget: Int
    @usableFromInline var fault: ABIError.Kind?
    @usableFromInline var faultPointer: UnsafeRawPointer?
    /// Zeroed memory that stands in for data once there is a fault; one block for each larger size that was asked for.
    @usableFromInline var blanks: [UnsafeMutableRawPointer] = []
    @usableFromInline var blankSize = 0

    @usableFromInline
    init(_ data: UnsafeRawBufferPointer, skipping offset: Int) {
        // A null pointer comes only with no bytes, and then nothing is read through it: every read is within `count`.
        start = (data.baseAddress ?? UnsafeRawPointer(bitPattern: 64).unsafelyUnwrapped) + offset
        count = data.count - offset
        budget = count &* 8 &+ 4096
    }

    @usableFromInline
    func dispose() {
        for blank in blanks { blank.deallocate() }
    }

    /// Whether there has been no fault.
    @inlinable
    var isSound: Bool { budget >= 0 }

    /// Keeps a fault, if it is the first.
    @usableFromInline
    @inline(never)
    mutating func fail(_ kind: ABIError.Kind, _ pointer: UnsafeRawPointer) {
        guard isSound else { return }
        budget = -1
        fault = kind
        faultPointer = pointer
    }

    /// Checks that `size` bytes lie at `pointer`, and takes them from the budget.
    @inlinable
    mutating func enter(_ pointer: UnsafeRawPointer, _ size: Int) -> ABIHead {
        let available = count &- (pointer - start)
        if size <= available, size <= budget {
            budget &-= size
            return ABIHead(pointer: pointer, size: size)
        }
        return enterBlank(pointer, size, available)
    }

    @usableFromInline
    @inline(never)
    mutating func enterBlank(_ pointer: UnsafeRawPointer, _ size: Int, _ available: Int) -> ABIHead {
        fail(size > available ? .dataTooShort(needed: size, available: available) : .tooMuchData, pointer)
        if blankSize < size || blanks.isEmpty {
            let blank = UnsafeMutableRawPointer.allocate(byteCount: max(size, 1024), alignment: 8)
            blank.initializeMemory(as: UInt8.self, repeating: 0, count: max(size, 1024))
            blanks.append(blank)
            blankSize = max(size, 1024)
        }
        return ABIHead(pointer: UnsafeRawPointer(blanks[blanks.count - 1]), size: size)
    }

    /// Follows the offset of the dynamic member at `offset`; nil after a fault.
    @inlinable
    mutating func tail(_ h: ABIHead, _ offset: Int) -> UnsafeRawPointer? {
        guard isSound else { return nil }
        let word = h.pointer + offset
        let value = UInt256.load(word)
        let available = count &- (h.pointer - start)
        guard value.limbs.0 | value.limbs.1 | value.limbs.2 == 0, value.limbs.3 <= UInt64(available), value.limbs.3 >= UInt64(h.size) else {
            fail(.offsetOutOfRange, word)
            return nil
        }
        return h.pointer + Int(value.limbs.3)
    }

    /// Reads the length of an array whose elements take `stride` bytes each in its head, and enters that head.
    @inlinable
    mutating func arrayHead(_ h: ABIHead, _ offset: Int, stride: Int) -> (head: ABIHead, count: Int)? {
        guard let tail = tail(h, offset) else { return nil }
        let length = UInt256.load(enter(tail, 32).pointer)
        guard isSound else { return nil }
        let available = UInt64(count &- (tail - start) &- 32)
        guard length.limbs.0 | length.limbs.1 | length.limbs.2 == 0, length.limbs.3 <= available / UInt64(stride) else {
            fail(.lengthOutOfRange, tail)
            return nil
        }
        let elements = Int(length.limbs.3)
        let head = enter(tail + 32, elements &* stride)
        return isSound ? (head, elements) : nil
    }

    /// Reads the length of a byte string and gives its bytes, padding checked; nil after a fault.
    @usableFromInline
    mutating func byteTail(_ h: ABIHead, _ offset: Int) -> UnsafeRawBufferPointer? {
        guard let tail = tail(h, offset) else { return nil }
        let length = UInt256.load(enter(tail, 32).pointer)
        guard isSound else { return nil }
        let available = UInt64(count - (tail - start) - 32)
        guard length.limbs.0 | length.limbs.1 | length.limbs.2 == 0, length.limbs.3 <= available else {
            fail(.lengthOutOfRange, tail)
            return nil
        }
        let size = Int(length.limbs.3)
        let bytes = enter(tail + 32, abiPadded(size)).pointer
        guard isSound else { return nil }
        if size & 31 != 0 {
            for i in size..<abiPadded(size) where bytes.load(fromByteOffset: i, as: UInt8.self) != 0 {
                fail(.dirtyPadding, bytes + i)
                return nil
            }
        }
        return UnsafeRawBufferPointer(start: bytes, count: size)
    }
}

/// A byte count rounded up to whole words.
@inlinable
func abiPadded(_ count: Int) -> Int { (count &+ 31) & ~31 }

// MARK: - Members of one word

extension ABIReader {
    // Not inlined: a thousand generated types would hold thousands of copies, and their users wait for each. All of them mutating: for a method
    // that is not, a build for debugging makes a copy of the reader first.

    /// Reads a `uint256`.
    public mutating func uint256(_ h: ABIHead, _ offset: Int) -> UInt256 { h.uint256(offset) }

    /// Reads an `int256`.
    public mutating func int256(_ h: ABIHead, _ offset: Int) -> Int256 { h.int256(offset) }

    /// Reads a `bytes32`.
    public mutating func bytes32(_ h: ABIHead, _ offset: Int) -> Bytes32 { h.bytes32(offset) }

    /// Reads an `address`.
    public mutating func address(_ h: ABIHead, _ offset: Int) -> Address {
        let (a, b, c, d) = UInt256.load(h.pointer + offset).limbs
        if a | (b >> 32) != 0 { fail(.dirtyPadding, h.pointer + offset) }
        return Address(b << 32 | c >> 32, c << 32 | d >> 32, UInt32(truncatingIfNeeded: d))
    }

    /// Reads a `bool`.
    public mutating func bool(_ h: ABIHead, _ offset: Int) -> Bool {
        let (a, b, c, d) = UInt256.load(h.pointer + offset).limbs
        if a | b | c | (d >> 1) != 0 { fail(.invalidBool, h.pointer + offset) }
        return d & 1 == 1
    }

    /// Reads a `uint8`.
    public mutating func uint8(_ h: ABIHead, _ offset: Int) -> UInt8 { unsigned(h, offset) }

    /// Reads a `uint16`.
    public mutating func uint16(_ h: ABIHead, _ offset: Int) -> UInt16 { unsigned(h, offset) }

    /// Reads a `uint32`.
    public mutating func uint32(_ h: ABIHead, _ offset: Int) -> UInt32 { unsigned(h, offset) }

    /// Reads a `uint64`.
    public mutating func uint64(_ h: ABIHead, _ offset: Int) -> UInt64 { unsigned(h, offset) }

    /// Reads an `int8`.
    public mutating func int8(_ h: ABIHead, _ offset: Int) -> Int8 { signed(h, offset) }

    /// Reads an `int16`.
    public mutating func int16(_ h: ABIHead, _ offset: Int) -> Int16 { signed(h, offset) }

    /// Reads an `int32`.
    public mutating func int32(_ h: ABIHead, _ offset: Int) -> Int32 { signed(h, offset) }

    /// Reads an `int64`.
    public mutating func int64(_ h: ABIHead, _ offset: Int) -> Int64 { signed(h, offset) }

    @inlinable
    mutating func unsigned<T: FixedWidthInteger & UnsignedInteger>(_ h: ABIHead, _ offset: Int) -> T {
        let (a, b, c, d) = UInt256.load(h.pointer + offset).limbs
        if a | b | c != 0 || d > UInt64(T.max) { fail(.integerOutOfRange, h.pointer + offset) }
        return T(truncatingIfNeeded: d)
    }

    @inlinable
    mutating func signed<T: FixedWidthInteger & SignedInteger>(_ h: ABIHead, _ offset: Int) -> T {
        let (a, b, c, d) = UInt256.load(h.pointer + offset).limbs
        let value = Int64(bitPattern: d)
        let fill = UInt64(bitPattern: value >> 63)
        if (a ^ fill) | (b ^ fill) | (c ^ fill) != 0 || value > Int64(T.max) || value < Int64(T.min) {
            fail(.integerOutOfRange, h.pointer + offset)
        }
        return T(truncatingIfNeeded: value)
    }

    /// Reads a `bytes1` to `bytes31`.
    @inlinable
    public mutating func fixedBytes<T: FixedBytes>(_ h: ABIHead, _ offset: Int, _: T.Type) -> T {
        let (a, b, c, d) = UInt256.load(h.pointer + offset).limbs
        let value = T(words: (a, b, c, d))
        if value.words != (a, b, c, d) { fail(.dirtyPadding, h.pointer + offset) }
        return value
    }

    /// Reads a `bytes4`, a selector.
    public mutating func bytes4(_ h: ABIHead, _ offset: Int) -> Bytes4 { fixedBytes(h, offset, Bytes4.self) }

    /// Reads an integer of a width that Swift has no type for.
    @inlinable
    public mutating func narrow<Width: IntegerWidth>(_ h: ABIHead, _ offset: Int, _: NarrowUInt<Width>.Type) -> NarrowUInt<Width> {
        let word = UInt256.load(h.pointer + offset)
        guard let value = NarrowUInt<Width>(exactly: word) else {
            fail(.integerOutOfRange, h.pointer + offset)
            return .min
        }
        return value
    }

    /// Reads a signed integer of a width that Swift has no type for.
    @inlinable
    public mutating func narrow<Width: IntegerWidth>(_ h: ABIHead, _ offset: Int, _: NarrowInt<Width>.Type) -> NarrowInt<Width> {
        let word = Int256(bitPattern: UInt256.load(h.pointer + offset))
        guard let value = NarrowInt<Width>(exactly: word) else {
            fail(.integerOutOfRange, h.pointer + offset)
            return .min
        }
        return value
    }
}

// MARK: - Dynamic members

extension ABIReader {
    /// Reads a `bytes`.
    public mutating func bytes(_ h: ABIHead, _ offset: Int) -> Bytes {
        guard let bytes = byteTail(h, offset) else { return Bytes([]) }
        return Bytes([UInt8](bytes))
    }

    /// Reads a `string`; bytes that are not UTF-8 are a fault.
    public mutating func string(_ h: ABIHead, _ offset: Int) -> String {
        guard let bytes = byteTail(h, offset) else { return "" }
        guard let text = String(strictUTF8: bytes) else {
            fail(.invalidUTF8, bytes.baseAddress ?? h.pointer + offset)
            return ""
        }
        return text
    }

    /// Reads a struct that holds dynamic members.
    @inlinable
    public mutating func tuple<T: ABISequence>(_ h: ABIHead, _ offset: Int, _: T.Type) -> T {
        guard let tail = tail(h, offset) else { return T.abiDecode(enterBlank(start, T.abiHeadSize, Int.max), &self) }
        let head = enter(tail, T.abiHeadSize)
        return T.abiDecode(head, &self)
    }

    /// Reads a `T[]`; `stride` is what an element takes in the array's head.
    @inlinable
    mutating func list<T>(
        _ h: ABIHead, _ offset: Int, stride: Int, _ element: (inout ABIReader, ABIHead, Int) -> T
    ) -> [T] {
        guard let (head, count) = arrayHead(h, offset, stride: stride), count > 0 else { return [] }
        return [T](unsafeUninitializedCapacity: count) { buffer, initialized in
            // `count` is at least 1, so the buffer has an address; after a fault the elements are made of zeroes, and there are few of them to
            // make: the loop ends with it.
            guard let target = buffer.baseAddress else { return }
            while initialized < count, isSound {
                (target + initialized).initialize(to: element(&self, head, initialized &* stride))
                initialized &+= 1
            }
        }
    }

    /// Reads an array of one-word elements. Apart from ``list(_:_:stride:_:)`` for the cost of allocating: see `Bytes.unwritten(_:)`.
    @inline(__always)
    private mutating func words<T>(_ h: ABIHead, _ offset: Int, _ element: (inout ABIReader, ABIHead, Int) -> T) -> [T] {
        guard let (head, count) = arrayHead(h, offset, stride: 32), count > 0 else { return [] }
        var result: [T] = []
        result.reserveCapacity(count)
        var position = 0
        while position < head.size {
            result.append(element(&self, head, position))
            position &+= 32
        }
        return result
    }

    /// Reads a `uint256[]`.
    public mutating func uint256s(_ h: ABIHead, _ offset: Int) -> [UInt256] {
        words(h, offset) { $0.uint256($1, $2) }
    }

    /// Reads an `int256[]`.
    public mutating func int256s(_ h: ABIHead, _ offset: Int) -> [Int256] {
        words(h, offset) { $0.int256($1, $2) }
    }

    /// Reads an `address[]`.
    public mutating func addresses(_ h: ABIHead, _ offset: Int) -> [Address] {
        words(h, offset) { $0.address($1, $2) }
    }

    /// Reads a `bytes32[]`.
    public mutating func bytes32s(_ h: ABIHead, _ offset: Int) -> [Bytes32] {
        words(h, offset) { $0.bytes32($1, $2) }
    }

    /// Reads a `bytes4[]`.
    public mutating func bytes4s(_ h: ABIHead, _ offset: Int) -> [Bytes4] {
        words(h, offset) { $0.bytes4($1, $2) }
    }

    /// Reads a `bytes[]`.
    public mutating func bytesList(_ h: ABIHead, _ offset: Int) -> [Bytes] {
        list(h, offset, stride: 32) { $0.bytes($1, $2) }
    }

    /// Reads a value of any type, where there is no shorter way.
    @inlinable
    public mutating func value<T: ABIValue>(_ h: ABIHead, _ offset: Int, _: T.Type) -> T { T.abiRead(&self, h, offset) }
}

extension ABI {
    /// Decodes what Solidity's `abi.encode` makes of values of these types.
    ///
    /// Decoding is strict: whatever `abi.encode` never writes and could mean that the data is of another type is refused.
    ///
    /// | in the data | answer |
    /// |---|---|
    /// | an integer wider than its type, a sign that is not extended | ``ABIError/Kind/integerOutOfRange`` |
    /// | a `bool` other than 0 and 1 | ``ABIError/Kind/invalidBool`` |
    /// | non-zero bytes above an address or below a `bytesN` or `function` | ``ABIError/Kind/dirtyPadding`` |
    /// | non-zero padding behind `bytes` or `string` | ``ABIError/Kind/dirtyPadding`` |
    /// | data that ends before its last tail's padding | ``ABIError/Kind/dataTooShort(needed:available:)`` |
    /// | data that ends before a head or an element | ``ABIError/Kind/dataTooShort(needed:available:)`` |
    /// | invalid UTF-8, surrogates and overlong forms included; NUL and unassigned characters are fine | ``ABIError/Kind/invalidUTF8`` |
    /// | an offset into the head it stands in (itself, a loop, recursion), past the end, 2^63 or more | ``ABIError/Kind/offsetOutOfRange`` |
    /// | a length of `bytes` or of an array, times its elements' heads, larger than the data left | ``ABIError/Kind/lengthOutOfRange`` |
    /// | tails so often shared that heads and tails read exceed 8 × the data + 4,096 bytes | ``ABIError/Kind/tooMuchData`` |
    /// | two offsets to the same tail, overlapping tails, gaps between tails | taken |
    /// | a tail at an offset that is no multiple of 32 | taken |
    /// | trailing bytes behind everything | taken |
    ///
    /// An offset counts from the beginning of the tuple or array it stands in; the rule is that it is at least that tuple's head size.
    /// Nothing is allocated before the data is known to hold it, so that memory is bounded by a constant times the data; depth is bounded by
    /// the type.
    /// - Throws: ``ABIError``, with the byte offset and the path to the value.
    public static func decode(_ data: Bytes, as types: [ABIType]) throws(ABIError) -> [DynamicABIValue] {
        try data.withUnsafeBytes { data in
            Result { () throws(ABIError) in try decode(data, as: .members(types), names: []) }
        }.get()
    }

    /// Decodes as ``decode(_:as:)-(Bytes,[ABIType])`` does; errors name the parameters.
    /// - Throws: ``ABIError``, with the byte offset and the path to the value.
    public static func decode(_ data: Bytes, as parameters: [ABIParameter]) throws(ABIError) -> [DynamicABIValue] {
        try data.withUnsafeBytes { data in
            Result { () throws(ABIError) in try decode(data, as: .members(parameters.map(\.type)), names: parameters) }
        }.get()
    }

    package static func decode(
        _ data: UnsafeRawBufferPointer, as types: DynamicABISequence, names: [ABIParameter]
    ) throws(ABIError) -> [DynamicABIValue] {
        do {
            if case .members(let types) = types {
                for type in types { try type.validate() }
            }
            var decoder = DynamicDecoder(data)
            return try decoder.sequence(types, names, at: 0)
        } catch {
            throw error.rooted()
        }
    }
}

/// Walks data and types side by side.
struct DynamicDecoder {
    private let data: UnsafeRawBufferPointer
    /// The bytes that may still be read.
    private var budget: Int

    init(_ data: UnsafeRawBufferPointer) {
        self.data = data
        budget = ABIType.saturatingSum(ABIType.saturatingProduct(data.count, 8), 4096)
    }

    /// The parts that begin at `base`; the heads are claimed and everything in them is inside the data.
    mutating func sequence(_ types: DynamicABISequence, _ names: [ABIParameter], at base: Int) throws(ABIError) -> [DynamicABIValue] {
        let headSize = types.headSize
        do {
            try claim(headSize, at: base)
        } catch {
            guard let short = firstBeyondEnd(of: types, at: base) else { throw error }
            throw error.inside(types.step(to: short, names: names))
        }
        return try parts(types, names, at: base, headSize: headSize)
    }

    /// The first part whose head is not wholly inside the data.
    private func firstBeyondEnd(of types: DynamicABISequence, at base: Int) -> Int? {
        let available = data.count - base
        if case .elements(let type, _) = types { return available / type.headSize }
        var end = 0
        return (0..<types.count).first { index in
            end = ABIType.saturatingSum(end, types[index].headSize)
            return end > available
        }
    }

    private mutating func parts(
        _ types: DynamicABISequence, _ names: [ABIParameter], at base: Int, headSize: Int
    ) throws(ABIError) -> [DynamicABIValue] {
        var values: [DynamicABIValue] = []
        values.reserveCapacity(types.count)
        var position = base
        for index in 0..<types.count {
            let type = types[index]
            let inner = types.names(inside: index, of: names)
            do {
                if let size = type.staticSize {
                    values.append(try inline(type, inner, at: position))
                    position += size
                } else {
                    let start = try target(of: position, base: base, headSize: headSize)
                    values.append(try tail(type, inner, at: start))
                    position += 32
                }
            } catch {
                throw error.inside(types.step(to: index, names: names))
            }
        }
        return values
    }

    /// A value of a static type, already known to lie inside the data.
    private mutating func inline(_ type: ABIType, _ names: [ABIParameter], at position: Int) throws(ABIError) -> DynamicABIValue {
        switch type {
        case .tuple(let members): .tuple(try parts(.members(members), names, at: position, headSize: 0))
        case .fixedArray(let element, let count):
            .array(try parts(.elements(element, count: count), names, at: position, headSize: 0))
        default: try DynamicABIValue(word: word(at: position), as: type, offset: position)
        }
    }

    /// A value of a dynamic type.
    private mutating func tail(_ type: ABIType, _ names: [ABIParameter], at start: Int) throws(ABIError) -> DynamicABIValue {
        switch type {
        case .bytes: return .bytes(Bytes(Array(try blob(at: start))))
        case .string:
            let bytes = try blob(at: start)
            guard let text = String(strictUTF8: bytes) else { throw ABIError(.invalidUTF8, offset: start + 32) }
            return .string(text)
        case .array(let element):
            let count = try length(at: start)
            guard count <= (data.count - start - 32) / element.headSize else { throw ABIError(.lengthOutOfRange, offset: start) }
            return .array(try sequence(.elements(element, count: count), names, at: start + 32))
        case .fixedArray(let element, let count):
            return .array(try sequence(.elements(element, count: count), names, at: start))
        case .tuple(let members): return .tuple(try sequence(.members(members), names, at: start))
        case .uint, .int, .address, .bool, .fixedBytes, .function:
            try claim(32, at: start)
            return try inline(type, names, at: start)
        }
    }

    /// The bytes behind a length word, padding checked.
    private mutating func blob(at start: Int) throws(ABIError) -> UnsafeRawBufferPointer {
        let count = try length(at: start)
        let available = data.count - start - 32
        guard count <= available else { throw ABIError(.lengthOutOfRange, offset: start) }
        // At most 31 more than `count`, which is at most an allocation's size.
        let padded = (count + 31) & ~31
        try claim(padded, at: start + 32)
        for position in start + 32 + count..<start + 32 + padded where data[position] != 0 {
            throw ABIError(.dirtyPadding, offset: position)
        }
        return UnsafeRawBufferPointer(rebasing: data[start + 32..<start + 32 + count])
    }

    private mutating func length(at start: Int) throws(ABIError) -> Int {
        try claim(32, at: start)
        guard let count = int(at: start) else { throw ABIError(.lengthOutOfRange, offset: start) }
        return count
    }

    /// Where the offset word at `position` points to.
    private func target(of position: Int, base: Int, headSize: Int) throws(ABIError) -> Int {
        guard let offset = int(at: position), offset >= headSize, offset <= data.count - base else {
            throw ABIError(.offsetOutOfRange, offset: position)
        }
        return base + offset
    }

    /// Requires `size` bytes from `start`, which lies inside the data or at its end, and takes them off the budget.
    private mutating func claim(_ size: Int, at start: Int) throws(ABIError) {
        let available = data.count - start
        guard size <= available else { throw ABIError(.dataTooShort(needed: size, available: available), offset: start) }
        budget -= size
        guard budget >= 0 else { throw ABIError(.tooMuchData, offset: start) }
    }

    /// The word at `position`, where it is less than 2^63.
    private func int(at position: Int) -> Int? {
        let (a, b, c, d) = word(at: position).limbs
        guard a | b | c == 0 else { return nil }
        return Int(exactly: d)
    }

    private func word(at position: Int) -> UInt256 {
        func limb(_ offset: Int) -> UInt64 {
            UInt64(bigEndian: data.loadUnaligned(fromByteOffset: position + offset, as: UInt64.self))
        }
        return UInt256(limb(0), limb(8), limb(16), limb(24))
    }
}

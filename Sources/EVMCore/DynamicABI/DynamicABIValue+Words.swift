extension DynamicABIValue {
    /// The value of a one-word type, strictly read; `offset` is where the word stands, for errors.
    package init(word: UInt256, as type: ABIType, offset: Int) throws(ABIError) {
        let (a, b, c, d) = word.limbs
        switch type {
        case .uint(let bits):
            guard word.fitsUnsigned(bits) else { throw ABIError(.integerOutOfRange, offset: offset) }
            self = .uint(word)
        case .int(let bits):
            guard word.fitsSigned(bits) else { throw ABIError(.integerOutOfRange, offset: offset) }
            self = .int(Int256(bitPattern: word))
        case .address:
            guard let address = Address(exactly: word) else { throw ABIError(.dirtyPadding, offset: offset) }
            self = .address(address)
        case .bool:
            guard a | b | c == 0, d <= 1 else { throw ABIError(.invalidBool, offset: offset) }
            self = .bool(d == 1)
        case .fixedBytes(let count):
            let bytes = word.bigEndianBytes
            guard bytes[count...].allSatisfy({ $0 == 0 }) else { throw ABIError(.dirtyPadding, offset: offset) }
            self = .fixedBytes(Bytes(bytes[..<count]))
        case .function:
            guard d == 0 else { throw ABIError(.dirtyPadding, offset: offset) }
            self = .function(Address(a, b, UInt32(truncatingIfNeeded: c >> 32)), Selector(UInt32(truncatingIfNeeded: c)))
        case .bytes, .string, .array, .fixedArray, .tuple:
            throw ABIError(.typeMismatch(expected: "a one-word type", found: type.canonicalName), offset: offset)
        }
    }

    /// The word that a value of a one-word type is encoded as.
    package func word(as type: ABIType) throws(ABIError) -> UInt256 {
        switch (self, type) {
        case (.uint(let value), .uint(let bits)):
            guard value.fitsUnsigned(bits) else { throw ABIError(.valueOutOfRange(type: type.canonicalName)) }
            return value
        case (.int(let value), .int(let bits)):
            guard value.bitPattern.fitsSigned(bits) else { throw ABIError(.valueOutOfRange(type: type.canonicalName)) }
            return value.bitPattern
        case (.address(let address), .address): return address.word
        case (.bool(let value), .bool): return UInt256(value ? 1 : 0)
        case (.fixedBytes(let bytes), .fixedBytes(let count)):
            guard bytes.count == count else { break }
            guard let value = UInt256(bigEndianBytes: bytes) else { break }
            return value << (256 - 8 * count)
        case (.function(let address, let selector), .function):
            return address.word << 96 | UInt256(UInt64(selector.value)) << 64
        default: break
        }
        throw ABIError(.typeMismatch(expected: type.canonicalName, found: kindName))
    }
}

extension UInt256 {
    /// Whether the value fits `uintN`.
    fileprivate func fitsUnsigned(_ bits: Int) -> Bool {
        guard bits < 256 else { return true }
        let limb = bits / 64
        for index in limb + 1..<4 where self.limb(index) != 0 { return false }
        return self.limb(limb) >> UInt64(bits % 64) == 0
    }

    /// Whether the bit pattern is a sign-extended `intN`.
    fileprivate func fitsSigned(_ bits: Int) -> Bool {
        let limb = (bits - 1) / 64
        let bit = UInt64((bits - 1) % 64)
        // All bits from the sign on, as a number that is 0 or -1.
        let high = Int64(bitPattern: self.limb(limb)) >> Int64(bit)
        guard high == 0 || high == -1 else { return false }
        let fill = UInt64(bitPattern: high)
        for index in limb + 1..<4 where self.limb(index) != fill { return false }
        return true
    }

    /// Bits `64 * index` and up.
    private func limb(_ index: Int) -> UInt64 {
        switch index {
        case 0: limbs.3
        case 1: limbs.2
        case 2: limbs.1
        default: limbs.0
        }
    }
}

extension [UInt8] {
    /// Appends a word, big-endian.
    package mutating func append(word: UInt256) {
        let (a, b, c, d) = word.limbs
        Swift.withUnsafeBytes(of: (a.bigEndian, b.bigEndian, c.bigEndian, d.bigEndian)) { append(contentsOf: $0) }
    }

    /// Overwrites the word at `position`, which lies inside.
    package mutating func replace(wordAt position: Int, with value: Int) {
        for index in 0..<8 { self[position + 24 + index] = UInt8(truncatingIfNeeded: value >> (56 - 8 * index)) }
    }
}

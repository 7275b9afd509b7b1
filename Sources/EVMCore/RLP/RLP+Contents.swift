extension RLP {
    /// The byte string that this item is.
    ///
    /// - Throws: ``RLPError/notBytes``.
    public func asBytes() throws(RLPError) -> Bytes {
        guard case .bytes(let bytes) = self else { throw .notBytes }
        return bytes
    }

    /// The items of the list that this item is.
    ///
    /// - Throws: ``RLPError/notList``.
    public func asList() throws(RLPError) -> [RLP] {
        guard case .list(let items) = self else { throw .notList }
        return items
    }

    /// The integer that this item is, big-endian without leading zeros.
    ///
    /// - Throws: ``RLPError/notBytes``, ``RLPError/leadingZeroInInteger``, ``RLPError/integerTooLarge(count:maximum:)``.
    public func asUInt256() throws(RLPError) -> UInt256 {
        try integer(maximum: 32)
    }

    /// The integer that this item is, big-endian without leading zeros.
    ///
    /// - Throws: ``RLPError/notBytes``, ``RLPError/leadingZeroInInteger``, ``RLPError/integerTooLarge(count:maximum:)``.
    public func asUInt64() throws(RLPError) -> UInt64 {
        try integer(maximum: 8).limbs.3
    }

    /// The address that this item is, 20 bytes.
    ///
    /// - Throws: ``RLPError/notBytes``, ``RLPError/wrongLength(expected:actual:)``.
    public func asAddress() throws(RLPError) -> Address {
        Address(try asFixedBytes(Bytes20.self))
    }

    /// The address that this item is, or nil where it is the empty string, as in the transaction that creates a contract.
    ///
    /// - Throws: ``RLPError/notBytes``, ``RLPError/wrongLength(expected:actual:)``.
    public func asOptionalAddress() throws(RLPError) -> Address? {
        try asBytes().isEmpty ? nil : asAddress()
    }

    /// The value of fixed length that this item is.
    ///
    /// - Throws: ``RLPError/notBytes``, ``RLPError/wrongLength(expected:actual:)``.
    public func asFixedBytes<Value: FixedBytes>(_: Value.Type = Value.self) throws(RLPError) -> Value {
        let bytes = try asBytes()
        guard let value = Value(bytes) else { throw .wrongLength(expected: Value.count, actual: bytes.count) }
        return value
    }

    private func integer(maximum: Int) throws(RLPError) -> UInt256 {
        let bytes = try asBytes()
        if bytes.first == 0 { throw .leadingZeroInInteger }
        guard bytes.count <= maximum, let value = UInt256(bigEndianBytes: bytes) else {
            throw .integerTooLarge(count: bytes.count, maximum: maximum)
        }
        return value
    }
}

/// The Keccak-256 hash of a byte string.
@inlinable
public func keccak256(_ bytes: Bytes) -> Bytes32 {
    bytes.withUnsafeBytes { Keccak256.hash($0) }
}

/// The Keccak-256 hash of raw memory.
@inlinable
public func keccak256(_ bytes: UnsafeRawBufferPointer) -> Bytes32 {
    Keccak256.hash(bytes)
}

/// The Keccak-256 hash of a collection of bytes; copied first only where its storage is not contiguous.
@inlinable
public func keccak256(_ bytes: some Collection<UInt8>) -> Bytes32 {
    bytes.withContiguousStorageIfAvailable { Keccak256.hash(UnsafeRawBufferPointer($0)) }
        ?? [UInt8](bytes).withUnsafeBytes { Keccak256.hash($0) }
}

/// The Keccak-256 hash of a string's UTF-8 bytes, as used for signatures and type strings.
@inlinable
public func keccak256(utf8 text: String) -> Bytes32 {
    var text = text
    return text.withUTF8 { Keccak256.hash(UnsafeRawBufferPointer($0)) }
}

/// The Keccak-256 hash of two 32-byte words, one after the other.
@inlinable
public func keccak256(_ first: Bytes32, _ second: Bytes32) -> Bytes32 {
    Keccak256.hash(first, second)
}

/// The Keccak-256 hash of any number of 32-byte words, one after the other.
@inlinable
public func keccak256(words: some Sequence<Bytes32>) -> Bytes32 {
    var hasher = Keccak256()
    for word in words { hasher.update(word) }
    return hasher.finalize()
}

extension Keccak256 {
    /// Absorbs a byte string.
    @inlinable
    public mutating func update(_ bytes: Bytes) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Absorbs a collection of bytes.
    @inlinable
    public mutating func update(_ bytes: some Collection<UInt8>) {
        if bytes.withContiguousStorageIfAvailable({ update(UnsafeRawBufferPointer($0)) }) == nil {
            [UInt8](bytes).withUnsafeBytes { update($0) }
        }
    }

    /// Absorbs an address' 20 bytes, as packed encodings hold it.
    @inlinable
    public mutating func update(_ address: Address) {
        withUnsafeBytes(of: (address.high.bigEndian, address.mid.bigEndian, address.low.bigEndian)) {
            // The tuple is padded at its end, after byte 20.
            update(UnsafeRawBufferPointer(rebasing: $0[..<20]))
        }
    }
}

/// An EIP-712 struct type whose type string and hash are constants, made when the code was generated.
///
/// Generated types conform. As the message is a Swift value, a member cannot be missing or misspelt.
public protocol TypedStruct: TypedDataValue {
    /// The type string with all referenced types, sorted, as EIP-712 says.
    static var encodeType: String { get }
    /// The hash of ``encodeType``.
    static var typeHash: Bytes32 { get }
    /// `hashStruct(s)`: the hash of the type hash and the encoded members.
    func structHash() -> Bytes32
}

extension TypedStruct {
    /// The struct hash.
    @inlinable
    public var typedDataWord: Bytes32 { structHash() }

    /// What is signed: the hash of `0x1901`, the domain separator and the struct hash.
    public func digest(for domain: EIP712Domain) -> Bytes32 {
        TypedData.digest(domainSeparator: domain.separator, structHash: structHash())
    }
}

/// A value that can be a member of an EIP-712 struct.
public protocol TypedDataValue: Sendable {
    /// The member's 32 bytes in `encodeData`: the value itself, or the hash of what does not fit.
    var typedDataWord: Bytes32 { get }
}

extension ABIWord {
    /// The value as one word.
    @inlinable
    public var typedDataWord: Bytes32 { abiTopic }
}

extension UInt256: TypedDataValue {}
extension Int256: TypedDataValue {}
extension Address: TypedDataValue {}
extension Bool: TypedDataValue {}
extension UInt8: TypedDataValue {}
extension UInt16: TypedDataValue {}
extension UInt32: TypedDataValue {}
extension UInt64: TypedDataValue {}
extension Int8: TypedDataValue {}
extension Int16: TypedDataValue {}
extension Int32: TypedDataValue {}
extension Int64: TypedDataValue {}
extension NarrowUInt: TypedDataValue {}
extension NarrowInt: TypedDataValue {}
extension Bytes1: TypedDataValue {}
extension Bytes2: TypedDataValue {}
extension Bytes3: TypedDataValue {}
extension Bytes4: TypedDataValue {}
extension Bytes5: TypedDataValue {}
extension Bytes6: TypedDataValue {}
extension Bytes7: TypedDataValue {}
extension Bytes8: TypedDataValue {}
extension Bytes9: TypedDataValue {}
extension Bytes10: TypedDataValue {}
extension Bytes11: TypedDataValue {}
extension Bytes12: TypedDataValue {}
extension Bytes13: TypedDataValue {}
extension Bytes14: TypedDataValue {}
extension Bytes15: TypedDataValue {}
extension Bytes16: TypedDataValue {}
extension Bytes17: TypedDataValue {}
extension Bytes18: TypedDataValue {}
extension Bytes19: TypedDataValue {}
extension Bytes20: TypedDataValue {}
extension Bytes21: TypedDataValue {}
extension Bytes22: TypedDataValue {}
extension Bytes23: TypedDataValue {}
extension Bytes24: TypedDataValue {}
extension Bytes25: TypedDataValue {}
extension Bytes26: TypedDataValue {}
extension Bytes27: TypedDataValue {}
extension Bytes28: TypedDataValue {}
extension Bytes29: TypedDataValue {}
extension Bytes30: TypedDataValue {}
extension Bytes31: TypedDataValue {}
extension Bytes32: TypedDataValue {}

extension Bytes: TypedDataValue {
    /// The hash of the bytes.
    public var typedDataWord: Bytes32 { keccak256(self) }
}

extension String: TypedDataValue {
    /// The hash of the UTF-8 bytes, as they are: no normalisation.
    public var typedDataWord: Bytes32 { keccak256(utf8: self) }
}

extension Array: TypedDataValue where Element: TypedDataValue {
    /// The hash of the elements' words.
    public var typedDataWord: Bytes32 { TypedData.hash(self) }
}

extension FixedArray: TypedDataValue where Element: TypedDataValue {
    /// The hash of the elements' words.
    public var typedDataWord: Bytes32 { TypedData.hash(elements) }
}

/// EIP-712 hashing, for generated code and for ``EIP712Domain``.
public enum TypedData {
    /// The hash of a struct: `words` words of which the first is the type hash and the others are written by `fill`.
    @inlinable
    public static func hash(
        _ typeHash: Bytes32, words: Int, _ fill: (inout ABIWriter, ABISlot) -> Void
    ) -> Bytes32 {
        withUnsafeTemporaryAllocation(byteCount: words &* 32, alignment: 8) { buffer in
            // A struct has at least its type hash, so the allocation has an address.
            let start = buffer.baseAddress.unsafelyUnwrapped
            var writer = ABIWriter(start + words &* 32)
            let slot = ABISlot(pointer: start)
            writer.fixedBytes(slot, 0, typeHash)
            fill(&writer, slot)
            return Keccak256.hash(UnsafeRawBufferPointer(buffer))
        }
    }

    /// The hash of no bytes: what an empty array comes to.
    static var emptyHash: Bytes32 {
        Bytes32(0xc5d2_4601_86f7_233c, 0x927e_7db2_dcc7_03c0, 0xe500_b653_ca82_273b, 0x7bfa_d804_5d85_a470)
    }

    /// The hash of the values' words, one after another.
    static func hash<T: TypedDataValue>(_ values: [T]) -> Bytes32 {
        guard !values.isEmpty else { return emptyHash }
        return withUnsafeTemporaryAllocation(byteCount: values.count * 32, alignment: 8) { buffer in
            let start = buffer.baseAddress.unsafelyUnwrapped
            let writer = ABIWriter(start)
            for (i, value) in values.enumerated() {
                writer.fixedBytes(ABISlot(pointer: start), i * 32, value.typedDataWord)
            }
            return Keccak256.hash(UnsafeRawBufferPointer(start: start, count: values.count * 32))
        }
    }

    /// The hash of `0x1901` and a domain separator: what is signed where that is the domain alone.
    static func digest(domainSeparator: Bytes32) -> Bytes32 { keccak256([0x19, 0x01] + domainSeparator.bytes.array) }

    /// The hash of `0x1901`, a domain separator and a struct hash.
    public static func digest(domainSeparator: Bytes32, structHash: Bytes32) -> Bytes32 {
        withUnsafeTemporaryAllocation(byteCount: 66, alignment: 8) { buffer in
            let start = buffer.baseAddress.unsafelyUnwrapped
            start.storeBytes(of: 0x19, as: UInt8.self)
            start.storeBytes(of: 0x01, toByteOffset: 1, as: UInt8.self)
            let writer = ABIWriter(start)
            writer.fixedBytes(ABISlot(pointer: start), 2, domainSeparator)
            writer.fixedBytes(ABISlot(pointer: start), 34, structHash)
            return Keccak256.hash(UnsafeRawBufferPointer(start: start, count: 66))
        }
    }
}

// MARK: - Type strings

extension TypedData {
    /// EIP-712's `encodeType`: a struct type's declaration, then those of all types that it refers to, sorted by their bytes.
    ///
    /// - Parameters:
    ///   - referred: Every type that it refers to, by way of others too; itself is not among them.
    ///   - declaration: ``declaration(_:members:)`` of a type.
    package static func encodeType(_ name: String, referringTo referred: Set<String>, declaration: (String) -> String) -> String {
        let sorted = referred.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return ([name] + sorted).map(declaration).joined()
    }

    /// One struct type as its type string writes it: `Mail(Person from,string contents)`.
    package static func declaration(_ name: String, members: [(type: String, name: String)]) -> String {
        "\(name)(\(members.map { "\($0.type) \($0.name)" }.joined(separator: ",")))"
    }
}

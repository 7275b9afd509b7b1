/// A value of an EIP-712 type that is known at run time.
public enum DynamicTypedDataValue: Sendable, Hashable {
    /// A value of one of EIP-712's own types.
    case atomic(DynamicABIValue)
    /// `T[]` or `T[n]`.
    case array([DynamicTypedDataValue])
    /// A struct's members by name.
    case structure([String: DynamicTypedDataValue])
    /// A struct that is not there, where its type is recursive: it ends a chain, and `eth_signTypedData_v4` encodes it as 32 zero bytes.
    case null
}

/// An EIP-712 message whose types are known at run time, as `eth_signTypedData_v4` takes it.
///
/// Everything is checked when it is created; the hashes cannot fail.
///
/// Where the primary type is `EIP712Domain` the domain alone is signed: its separator is the struct hash, and the digest has it once. That is
/// how MetaMask's eth-sig-util and viem sign such a document; the EIP says nothing of it.
public struct DynamicTypedData: Sendable, Hashable {
    /// The primary type's type string.
    public let encodeType: String
    /// The Keccak-256 hash of ``encodeType``.
    public let typeHash: Bytes32
    /// The hash of the message; the domain's where that alone is signed.
    public let structHash: Bytes32
    /// What the signature is bound to.
    public let domain: EIP712Domain
    private let signsDomainAlone: Bool

    /// Hashes a message.
    /// - Parameters:
    ///   - schema: the types.
    ///   - domain: what the signature is bound to.
    ///   - message: a value of the primary type; a struct's members must be exactly those of its type. An empty struct where the primary
    ///     type is `EIP712Domain`.
    /// - Throws: ``DynamicTypedDataError``, with the path to the value (`message.ops[2].salt`).
    public init(
        schema: DynamicTypedDataSchema, domain: EIP712Domain, message: DynamicTypedDataValue
    ) throws(DynamicTypedDataError) {
        let root = schema.root
        encodeType = root.encodeType
        typeHash = root.typeHash
        signsDomainAlone = schema.signsDomainAlone
        self.domain = domain
        guard signsDomainAlone else {
            structHash = try schema.structHash(of: message, as: root, at: "message")
            return
        }
        guard root.encodeType.utf8.elementsEqual(domain.encodeType.utf8) else {
            throw DynamicTypedDataError(.domainMismatch(declared: root.encodeType, expected: domain.encodeType), path: "types.EIP712Domain")
        }
        guard message == .structure([:]) else { throw DynamicTypedDataError(.messageBesideDomain, path: "message") }
        structHash = domain.separator
    }

    /// What is signed: the hash of `0x1901`, the domain separator and, unless the domain is all that is signed, the struct hash.
    public var digest: Bytes32 {
        signsDomainAlone
            ? TypedData.digest(domainSeparator: domain.separator) : TypedData.digest(domainSeparator: domain.separator, structHash: structHash)
    }
}

extension DynamicTypedDataSchema {
    /// The hash of a value of a struct type.
    /// - Throws: ``DynamicTypedDataError``; its path begins with `path`.
    public func structHash(
        of value: DynamicTypedDataValue, as structure: Structure, at path: String = ""
    ) throws(DynamicTypedDataError) -> Bytes32 {
        do {
            return try structHash(of: value, as: structure, depth: 1)
        } catch {
            throw error.inside(path)
        }
    }

    private func structHash(
        of value: DynamicTypedDataValue, as structure: Structure, depth: Int
    ) throws(DynamicTypedDataError) -> Bytes32 {
        guard depth <= Self.maximumValueDepth else { throw DynamicTypedDataError(.valueTooDeep) }
        guard case .structure(let members) = value else {
            throw DynamicTypedDataError(.typeMismatch(expected: structure.name, found: value.kindName))
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32 * (structure.members.count + 1))
        bytes.append(word: structure.typeHash.word)
        for (name, type) in structure.members {
            guard let member = members[name] else { throw DynamicTypedDataError(.missingMember(name)) }
            do {
                try append(member, as: type, depth: depth, to: &bytes)
            } catch {
                throw error.inside("." + name)
            }
        }
        if members.count > structure.members.count {
            let known = Set(structure.members.map(\.name))
            let unknown = members.keys.filter { !known.contains($0) }.sorted()
            throw DynamicTypedDataError(.unknownMember(unknown.first ?? ""))
        }
        return keccak256(Bytes(bytes))
    }

    /// Appends EIP-712's `encodeData` of one value, 32 bytes.
    ///
    /// - Parameter depth: How many structs and arrays it is in.
    private func append(
        _ value: DynamicTypedDataValue, as type: MemberType, depth: Int, to bytes: inout [UInt8]
    ) throws(DynamicTypedDataError) {
        switch (value, type) {
        case (.atomic(let value), .atomic(let type)): try Self.append(value, as: type, to: &bytes)
        case (.structure, .structure(let name)): bytes.append(word: try structHash(of: value, as: structure(name), depth: depth + 1).word)
        case (.null, .structure(let name)) where structure(name).isRecursive: bytes.append(word: 0)
        case (.array(let elements), .array(let elementType, let count)):
            if let count, count != elements.count { throw DynamicTypedDataError(.arity(expected: count, found: elements.count)) }
            var inner: [UInt8] = []
            inner.reserveCapacity(32 * elements.count)
            for (index, element) in elements.enumerated() {
                do {
                    try append(element, as: elementType, depth: depth + 1, to: &inner)
                } catch {
                    throw error.inside("[\(index)]")
                }
            }
            bytes.append(word: keccak256(Bytes(inner)).word)
        default: throw DynamicTypedDataError(.typeMismatch(expected: type.description, found: value.kindName))
        }
    }

    private static func append(_ value: DynamicABIValue, as type: ABIType, to bytes: inout [UInt8]) throws(DynamicTypedDataError) {
        switch (value, type) {
        case (.bytes(let content), .bytes): bytes.append(word: keccak256(content).word)
        case (.string(let text), .string): bytes.append(word: keccak256(utf8: text).word)
        default:
            do {
                bytes.append(word: try value.word(as: type))
            } catch {
                if case .valueOutOfRange(let type) = error.kind { throw DynamicTypedDataError(.valueOutOfRange(type: type)) }
                throw DynamicTypedDataError(.typeMismatch(expected: type.canonicalName, found: value.kindName))
            }
        }
    }
}

extension DynamicTypedDataSchema.MemberType: CustomStringConvertible {
    /// As declared.
    public var description: String {
        switch self {
        case .atomic(let type): type.canonicalName
        case .structure(let name): name
        case .array(let element, let count): "\(element)[\(count.map(String.init) ?? "")]"
        }
    }
}

extension DynamicTypedDataValue {
    fileprivate var kindName: String {
        switch self {
        case .atomic(let value): value.kindName
        case .array: "an array"
        case .structure: "an object"
        case .null: "null"
        }
    }
}

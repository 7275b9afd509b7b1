/// The struct types of an EIP-712 message that are known at run time, resolved and found sound.
public struct DynamicTypedDataSchema: Sendable {
    /// A member of a struct type, as declared.
    public struct Member: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Its type as EIP-712 writes it: `uint256`, `Account`, `FlexField[]`.
        public var type: String

        /// Creates a member.
        public init(name: String, type: String) {
            self.name = name
            self.type = type
        }
    }

    /// A member's type, resolved.
    public indirect enum MemberType: Sendable, Hashable {
        /// One of EIP-712's own types, `bytes` and `string` among them.
        case atomic(ABIType)
        /// A declared struct type.
        case structure(String)
        /// `T[]`, or `T[n]` where `count` is given.
        case array(MemberType, count: Int?)
    }

    /// A struct type with all that follows from it.
    public struct Structure: Sendable, Hashable {
        /// The name.
        public let name: String
        /// The members in order.
        public let members: [(name: String, type: MemberType)]
        /// The type and, sorted by name, all types that it refers to: `Mail(Person from)Person(address wallet)`.
        public let encodeType: String
        /// The Keccak-256 hash of ``encodeType``.
        public let typeHash: Bytes32
        /// Whether a value can hold one of the same type, so that somewhere ``DynamicTypedDataValue/null`` or an empty array has to end it.
        public let isRecursive: Bool

        /// Whether both have the same name and type string.
        public static func == (a: Structure, b: Structure) -> Bool { a.name == b.name && a.typeHash == b.typeHash }

        /// Feeds name and type hash.
        public func hash(into hasher: inout Hasher) {
            hasher.combine(name)
            hasher.combine(typeHash)
        }
    }

    /// The most bytes that the type strings of all types may have together.
    public static let maximumLength = 1 << 24

    /// How deep structs and arrays of a value may nest, which only recursive types allow without end.
    public static let maximumValueDepth = 256

    /// The struct that is signed.
    public let primaryType: String
    /// The primary type and all types it refers to, by name.
    public let structures: [String: Structure]

    /// Resolves `primaryType` and every type that it refers to; others are not looked at, as a wallet does not either. A type may refer to itself.
    /// - Throws: ``DynamicTypedDataError``, with the path to the declaration.
    public init(types: [String: [Member]], primaryType: String) throws(DynamicTypedDataError) {
        var resolver = Resolver(types: types)
        try resolver.resolve(primaryType, depth: 0, at: "primaryType")
        self.primaryType = primaryType
        structures = try resolver.structures()
    }

    /// Whether nothing but the domain is signed.
    package var signsDomainAlone: Bool { primaryType == EIP712Domain.typeName }

    /// The primary type.
    public var root: Structure { structure(primaryType) }

    /// A type that is known to have been resolved.
    func structure(_ name: String) -> Structure {
        // The initialiser resolves the primary type and everything that a resolved type refers to, or throws.
        structures[name] ?? Structure(name: name, members: [], encodeType: "", typeHash: keccak256(Bytes([])), isRecursive: false)
    }
}

/// Follows references depth first.
private struct Resolver {
    let types: [String: [DynamicTypedDataSchema.Member]]
    private var members: [String: [(name: String, type: DynamicTypedDataSchema.MemberType)]] = [:]
    private var open: Set<String> = []
    /// The types that each type's own members refer to.
    private var references: [String: Set<String>] = [:]

    init(types: [String: [DynamicTypedDataSchema.Member]]) { self.types = types }

    mutating func resolve(_ name: String, depth: Int, at path: String) throws(DynamicTypedDataError) {
        // A type that is open refers to itself by those after it.
        guard members[name] == nil, !open.contains(name) else { return }
        guard depth <= ABIType.maximumDepth else { throw DynamicTypedDataError(.tooDeep, path: path) }
        // Dictionaries hold canonically equivalent names equal; the bytes decide.
        guard let entry = types.index(forKey: name).map({ types[$0] }), entry.key.utf8.elementsEqual(name.utf8) else {
            throw DynamicTypedDataError(.unknownType(name), path: path)
        }
        try Self.checkTypeName(name)
        open.insert(name)
        var resolved: [(name: String, type: DynamicTypedDataSchema.MemberType)] = []
        var names: Set<String> = []
        var referred: Set<String> = []
        for member in entry.value {
            let path = "types.\(name).\(member.name)"
            guard Self.isName(member.name) else { throw DynamicTypedDataError(.invalidName(member.name), path: "types.\(name)") }
            guard names.insert(member.name).inserted else {
                throw DynamicTypedDataError(.duplicateMember(member.name), path: "types.\(name)")
            }
            let (type, reference) = try memberType(member.type, at: path)
            if let reference {
                try resolve(reference, depth: depth + 1, at: path)
                referred.insert(reference)
            }
            resolved.append((member.name, type))
        }
        open.remove(name)
        members[name] = resolved
        references[name] = referred
    }

    /// All types that a type refers to, also by others; itself where it is recursive.
    private func reachable(from name: String) -> Set<String> {
        var found: Set<String> = []
        var waiting = Array(references[name] ?? [])
        while let next = waiting.popLast() {
            if found.insert(next).inserted { waiting += references[next] ?? [] }
        }
        return found
    }

    /// - Throws: ``DynamicTypedDataError`` where the type strings get too long: each repeats all that it refers to, so that together they may be as
    ///   long as the square of what declares them.
    func structures() throws(DynamicTypedDataError) -> [String: DynamicTypedDataSchema.Structure] {
        var length = 0
        var declarations: [String: String] = [:]
        for name in members.keys {
            declarations[name] = TypedData.declaration(name, members: (types[name] ?? []).map { ($0.type, $0.name) })
        }
        var result: [String: DynamicTypedDataSchema.Structure] = [:]
        for (name, members) in members {
            var referred = reachable(from: name)
            let isRecursive = referred.remove(name) != nil
            let encodeType = TypedData.encodeType(name, referringTo: referred) { declarations[$0] ?? "" }
            length += encodeType.utf8.count
            guard length <= DynamicTypedDataSchema.maximumLength else { throw DynamicTypedDataError(.tooLong, path: "types") }
            result[name] = DynamicTypedDataSchema.Structure(
                name: name, members: members, encodeType: encodeType, typeHash: keccak256(utf8: encodeType), isRecursive: isRecursive)
        }
        return result
    }

    /// The type with its array suffixes, and the struct type that it refers to.
    private func memberType(
        _ text: String, at path: String
    ) throws(DynamicTypedDataError) -> (DynamicTypedDataSchema.MemberType, reference: String?) {
        var base = Substring(text)
        var counts: [Int?] = []
        while base.utf8.last == UInt8(ascii: "]") {
            guard let bracket = base.lastIndex(of: "[") else { throw DynamicTypedDataError(.unknownType(text), path: path) }
            let digits = base[base.index(after: bracket)...].dropLast()
            if digits.isEmpty {
                counts.append(nil)
            } else {
                guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), digits.utf8.first != 0x30, let count = Int(digits) else {
                    throw DynamicTypedDataError(.unknownType(text), path: path)
                }
                counts.append(count)
            }
            base = base[..<bracket]
        }
        guard counts.count <= ABIType.maximumDepth else { throw DynamicTypedDataError(.tooDeep, path: path) }
        let name = String(base)
        var type: DynamicTypedDataSchema.MemberType
        var reference: String?
        if let atomic = Self.atomic(name) {
            type = .atomic(atomic)
        } else {
            type = .structure(name)
            reference = name
        }
        for count in counts.reversed() { type = .array(type, count: count) }
        return (type, reference)
    }

    /// EIP-712's own types: no aliases, no `function`.
    private static func atomic(_ name: String) -> ABIType? {
        guard name.utf8.count <= 8, let type = try? ABIType(parsing: name), type.canonicalName == name else { return nil }
        switch type {
        case .uint, .int, .address, .bool, .fixedBytes, .bytes, .string: return type
        case .function, .array, .fixedArray, .tuple: return nil
        }
    }

    private static func checkTypeName(_ name: String) throws(DynamicTypedDataError) {
        guard isName(name) else { throw DynamicTypedDataError(.invalidName(name), path: "types") }
        guard atomic(name) == nil else { throw DynamicTypedDataError(.reservedName(name), path: "types") }
    }

    /// Wallets are laxer than the EIP's "identifier" (`HyperliquidTransaction:UsdSend` is signed daily); what delimits type strings is refused.
    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f && !"(),[]".utf8.contains($0) }
    }
}

/// Why typed data has no hash, and where.
public struct DynamicTypedDataError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Kind: Sendable, Hashable {
        /// A type that is neither one of EIP-712's own nor declared.
        case unknownType(String)
        /// Types nest deeper than ``ABIType/maximumDepth``.
        case tooDeep
        /// A value's structs and arrays nest deeper than ``DynamicTypedDataSchema/maximumValueDepth``.
        case valueTooDeep
        /// The type strings are longer than ``DynamicTypedDataSchema/maximumLength``.
        case tooLong
        /// A name that cannot stand in a type string.
        case invalidName(String)
        /// A declared type that has the name of one of EIP-712's own.
        case reservedName(String)
        /// Two members of one name.
        case duplicateMember(String)
        /// The value lacks a member of its type.
        case missingMember(String)
        /// The value has a member that its type lacks.
        case unknownMember(String)
        /// The domain has a field that EIP-712 does not know.
        case unknownDomainField(String)
        /// The declared `EIP712Domain` is not what the domain's fields make of it.
        case domainMismatch(declared: String, expected: String)
        /// The primary type is `EIP712Domain`, so that the domain alone is signed, and there is a message that would not be.
        case messageBesideDomain
        /// A value is of another kind than its type asks for.
        case typeMismatch(expected: String, found: String)
        /// A value does not fit its type.
        case valueOutOfRange(type: String)
        /// A fixed array has another number of elements.
        case arity(expected: Int, found: Int)
    }

    /// What is wrong.
    public var kind: Kind
    /// Where: `message.ops[2].salt`, `domain.chainId`, `types.Order.price`. Empty for the whole.
    public var path: String

    /// Creates an error.
    public init(_ kind: Kind, path: String = "") {
        self.kind = kind
        self.path = path
    }

    consuming func inside(_ step: String) -> DynamicTypedDataError {
        path = step + path
        return self
    }
}

extension DynamicTypedDataError: CustomStringConvertible {
    /// Where it is, what is wrong and how to mend it, on one line.
    public var description: String { path.isEmpty ? reason : "\(path): \(reason)" }

    /// What is wrong and how to mend it, without the place.
    public var reason: String {
        switch kind {
        case .unknownType(let type):
            "unknown type '\(type)'; declare it in types, or write one of EIP-712's own (it has no aliases such as 'uint')"
        case .tooDeep: "the types nest more than \(ABIType.maximumDepth) levels deep"
        case .valueTooDeep: "the value nests more than \(DynamicTypedDataSchema.maximumValueDepth) levels deep"
        case .tooLong: "the types' strings have more than \(DynamicTypedDataSchema.maximumLength >> 20) MB together"
        case .invalidName(let name): "'\(name)' cannot be a name: it is empty or has a character that type strings are made of"
        case .reservedName(let name): "'\(name)' is a type of EIP-712's own and cannot be declared"
        case .duplicateMember(let name): "the member '\(name)' is there twice"
        case .missingMember(let name): "the member '\(name)' is missing"
        case .unknownMember(let name): "the type has no member '\(name)'"
        case .unknownDomainField(let name):
            "a domain has no field '\(name)'; it has name, version, chainId, verifyingContract and salt, or some of them"
        case .domainMismatch(let declared, let expected): "the domain is declared as \(declared), but its fields make it \(expected)"
        case .messageBesideDomain: "the primary type is EIP712Domain: the domain alone is signed, and the message has to be empty"
        case .typeMismatch(let expected, let found): "\(expected) is expected, not \(found)"
        case .valueOutOfRange(let type): "the value does not fit \(type)"
        case .arity(let expected, let found): "\(expected) elements are expected, not \(found)"
        }
    }
}

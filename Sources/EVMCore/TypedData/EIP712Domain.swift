/// An EIP-712 domain: what a signature is bound to. Any of the five fields may be absent; those present are hashed in the standard's order.
///
/// The separator is computed once, when the domain is made.
public struct EIP712Domain: Sendable, Hashable {
    /// The user-readable name of the signing domain.
    public let name: String?
    /// The major version of the signing domain.
    public let version: String?
    /// The EIP-155 chain id.
    public let chainId: UInt256?
    /// The contract that will verify the signature.
    public let verifyingContract: Address?
    /// A disambiguating salt.
    public let salt: Bytes32?
    /// The domain separator: `hashStruct(eip712Domain)`.
    public let separator: Bytes32

    /// Creates a domain of the fields given.
    public init(
        name: String? = nil, version: String? = nil, chainId: UInt256? = nil, verifyingContract: Address? = nil, salt: Bytes32? = nil
    ) {
        self.name = name
        self.version = version
        self.chainId = chainId
        self.verifyingContract = verifyingContract
        self.salt = salt
        var fields: [String] = []
        var words: [Bytes32] = []
        func add(_ field: String, _ word: Bytes32?) {
            guard let word else { return }
            fields.append(field)
            words.append(word)
        }
        add("string name", name?.typedDataWord)
        add("string version", version?.typedDataWord)
        add("uint256 chainId", chainId?.typedDataWord)
        add("address verifyingContract", verifyingContract?.typedDataWord)
        add("bytes32 salt", salt?.typedDataWord)
        encodeType = "\(Self.typeName)(\(fields.joined(separator: ",")))"
        separator = TypedData.hash([keccak256(utf8: encodeType)] + words)
    }

    /// The domain's type string, `EIP712Domain(string name,…)`.
    public let encodeType: String
}

extension EIP712Domain {
    /// The name of the domain's type.
    package static let typeName = "EIP712Domain"

    /// The fields that a domain can have, in the order in which they are hashed.
    package static let fields: [(name: String, type: ABIType)] = [
        ("name", .string), ("version", .string), ("chainId", .uint(256)), ("verifyingContract", .address), ("salt", .fixedBytes(32)),
    ]
}

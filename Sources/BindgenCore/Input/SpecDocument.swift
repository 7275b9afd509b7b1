import EVMCore

/// What one spec file says, whatever its form was: a JSON ABI, an artifact, Solidity declarations or EIP-712 types.
///
/// Values are as written; nothing is merged or named yet. All problems of the file have been reported by the reader.
public struct SpecDocument: Sendable, Equatable {
    /// The file's path as the user gave it.
    public var file: String
    /// The contract's name, where the file states one (an artifact's `contractName`, a Solidity interface's name).
    public var contractName: String?
    /// The release, where the file states one.
    public var release: String?
    /// Functions, events, errors, constructor, fallback and receive, in file order.
    public var items: [SpecItem] = []
    /// Enum case names by qualified Solidity name (`QuoteStatus`, `SharedEvents.BalanceChangeType`); nil where the enum is known and its cases are not.
    public var enums: [String: [String]?] = [:]
    /// Structs declared in the file by qualified name, also those that no item uses (Solidity input only; a JSON ABI's structs are in its parameters).
    public var structs: [String: [SpecParameter]] = [:]
    /// EIP-712 struct types by name, and what is signed with them.
    public var typedData: [TypedDataSpec] = []
    /// Whether an artifact carries creation bytecode.
    public var hasBytecode = false

    /// Creates an empty document.
    public init(file: String) { self.file = file }
}

/// One entry of an ABI.
public struct SpecItem: Sendable, Equatable {
    /// What kind of entry it is.
    public enum Kind: String, Sendable { case function, event, error, constructor, fallback, receive }

    /// What kind of entry it is.
    public var kind: Kind
    /// Empty for constructor, fallback and receive.
    public var name: String { didSet { signature = makeSignature() } }
    /// The parameters.
    public var inputs: [SpecParameter] = [] { didSet { signature = makeSignature() } }
    /// The canonical signature, `transfer(address,uint256)`. Kept, as each item is asked for it many times.
    private(set) var signature: String
    /// A function's outputs.
    public var outputs: [SpecParameter] = []
    /// `pure`, `view`, `nonpayable` or `payable`; empty for events and errors.
    public var stateMutability = ""
    /// An event without its signature's hash as first topic.
    public var isAnonymous = false
    /// NatSpec or a comment from the source, ready for a doc comment: summary and details.
    public var documentation: SpecDocumentation?
    /// Where it stands.
    public var location: SourceLocation

    /// Creates an item.
    public init(kind: Kind, name: String, location: SourceLocation) {
        self.kind = kind
        self.name = name
        self.location = location
        signature = name + "()"
    }

    private func makeSignature() -> String {
        var text = name
        text.reserveCapacity(name.utf8.count + inputs.count * 10 + 2)
        var separator = "("
        for input in inputs {
            text += separator
            text += input.type.canonicalName
            separator = ","
        }
        text += inputs.isEmpty ? "()" : ")"
        return text
    }
}

/// A parameter, an output, a tuple member or an event's field.
public struct SpecParameter: Sendable, Equatable {
    /// As written; may be empty.
    public var name: String
    /// The ABI type, tuples resolved.
    public var type: ABIType
    /// Solidity's name for the type (`struct Quote[]`, `enum QuoteStatus`, `contract IERC20`, `address payable`, a user-defined value type), where known.
    public var internalType: String? { didSet { declaredType = DeclaredType(internalType) } }
    /// What ``internalType`` says beyond the ABI type. Kept, as each parameter is asked for it many times.
    private(set) var declaredType: DeclaredType?
    /// The members where the innermost element type is a tuple; empty otherwise.
    public var components: [SpecParameter] = []
    /// Events only.
    public var isIndexed = false
    /// Where it stands.
    public var location: SourceLocation

    /// Creates a parameter.
    public init(name: String, type: ABIType, internalType: String? = nil, location: SourceLocation) {
        self.name = name
        self.type = type
        self.internalType = internalType
        declaredType = DeclaredType(internalType)
        self.location = location
    }
}

extension [SpecParameter] {
    /// What they take one after another in a head, in bytes.
    var headSize: Int { reduce(0) { $0 + $1.type.headSize } }
}

/// NatSpec of an item.
public struct SpecDocumentation: Sendable, Equatable {
    /// `@notice`, or the first paragraph.
    public var notice: String?
    /// `@dev`.
    public var details: String?
    /// `@param` by name.
    public var parameters: [String: String] = [:]
    /// `@return` by name, or by position as `_0`.
    public var returns: [String: String] = [:]

    /// Creates empty documentation.
    public init() {}
}

/// An EIP-712 message type with all it refers to.
public struct TypedDataSpec: Sendable, Equatable {
    /// The struct that is signed.
    public var primaryType: String
    /// Every struct type but `EIP712Domain`: member names and EIP-712 type names (`Account`, `FlexField[]`, `uint256`).
    public var types: [String: [TypedDataMember]]
    /// Which of the five domain fields the domain has, in the document's `EIP712Domain` or `domain`; nil where nothing was said.
    public var domainFields: [String]?
    /// The domain's fixed values, where the spec states them.
    public var domainName: String?
    /// The domain's fixed version, where the spec states it.
    public var domainVersion: String?
    /// Where it stands.
    public var location: SourceLocation

    /// Creates a spec.
    public init(primaryType: String, types: [String: [TypedDataMember]], location: SourceLocation) {
        self.primaryType = primaryType
        self.types = types
        self.location = location
    }
}

/// A member of an EIP-712 struct type.
public struct TypedDataMember: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Its type as EIP-712 writes it.
    public var type: String

    /// Creates a member.
    public init(name: String, type: String) {
        self.name = name
        self.type = type
    }
}

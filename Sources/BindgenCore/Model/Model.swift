import EVMCore

// What the generator emits, fully resolved and named: the renderer prints it and decides nothing. See Pipeline.swift for where it comes from.

/// All that one `bindings.json` makes.
public struct BindingsModel: Sendable, Equatable {
    /// The enum that everything is nested in.
    public var namespace: String
    /// `public`, `package` or `internal`.
    public var access: String
    /// Modules to import besides `EVMCore`.
    public var imports: [String]
    /// Sorted by name.
    public var contracts: [Contract]
    /// Sorted by name.
    public var typedData: [TypedDataGroup]
    /// Lengths of fixed arrays that `EVMCore` has no type for, ascending.
    public var arrayLengths: [Int]
}

/// A contract, merged from its spec files.
public struct Contract: Sendable, Equatable {
    /// The name in the config, which is its Swift name.
    public var name: String
    /// The spec files as the config writes them.
    public var sources: [String]
    /// Sorted by Solidity name.
    public var structs: [Struct] = []
    /// Sorted by Solidity name.
    public var enums: [Enum] = []
    /// Sorted by signature.
    public var functions: [Function] = []
    /// Sorted by signature.
    public var events: [Event] = []
    /// Sorted by signature.
    public var errors: [ErrorCase] = []
    /// The constructor's arguments, where there is bytecode to deploy.
    public var constructor: Tuple?
    /// Names that only serve to nest structs and enums in, `IDiamondCut`; sorted.
    public var scopes: [String] = []
}

/// What `Codable`-like conformances a kind of item has beyond `Sendable`.
public typealias Conformances = [String]

/// A named, ordered list of fields with its layout.
public struct Tuple: Sendable, Equatable {
    /// In ABI order.
    public var fields: [Field]
    /// The size of its head in bytes.
    public var headSize: Int
    /// Whether a field is dynamic.
    public var isDynamic: Bool
    /// The parameters as Solidity writes them, structs expanded.
    public var declaration: String
}

/// A field, an argument, a return value.
public struct Field: Sendable, Equatable {
    /// As the spec has it; may be empty.
    public var name: String
    /// Its Swift name, without backticks.
    public var label: String { didSet { spelling = SwiftNames.escaped(label) } }
    /// Its Swift name as it stands in code. Kept, as the templates ask for it a dozen times.
    public private(set) var spelling: String
    /// Its type.
    public var type: TypeRef
    /// Where its head begins in the tuple's, in bytes.
    public var offset: Int
    /// An indexed field of an event.
    public var isIndexed = false
    /// The spec's words on it.
    public var documentation: String?

    init(name: String, label: String, type: TypeRef, offset: Int, isIndexed: Bool = false, documentation: String? = nil) {
        self.name = name
        self.label = label
        spelling = SwiftNames.escaped(label)
        self.type = type
        self.offset = offset
        self.isIndexed = isIndexed
        self.documentation = documentation
    }
}

/// A type as generated code writes it.
public indirect enum TypeRef: Sendable, Equatable {
    /// A type of `EVMCore` or the standard library.
    case elementary(ABIType)
    /// A generated enum, by its full Swift name.
    case enumeration(String)
    /// A generated struct, by its full Swift name.
    case structure(String, isDynamic: Bool, headSize: Int)
    /// `T[]`.
    case array(TypeRef)
    /// `T[n]`.
    case fixedArray(TypeRef, Int)
}

/// A Solidity struct, or an EIP-712 struct type that no ABI has.
public struct Struct: Sendable, Equatable {
    /// Qualified as in `internalType`.
    public var solidityName: String
    /// Its Swift name within the contract, outermost first.
    public var path: [String]
    /// Its members.
    public var tuple: Tuple
    /// The full Swift name of the equal struct that it is an alias of.
    public var alias: String?
    /// `Equatable`, `Hashable`.
    public var conformances: Conformances = []
    /// The spec's words on it.
    public var documentation: SpecDocumentation?
}

/// A Solidity enum.
public struct Enum: Sendable, Equatable {
    /// Qualified as in `internalType`.
    public var solidityName: String
    /// Its Swift name within the contract, outermost first.
    public var path: [String]
    /// Case names as in Solidity and in Swift, by value; nil where they are not known.
    public var cases: [EnumCase]?
    /// The full Swift name of the equal enum that it is an alias of.
    public var alias: String?
}

/// A named value of an enum.
public struct EnumCase: Sendable, Equatable {
    /// As in Solidity.
    public var name: String
    /// As in Swift, without backticks.
    public var label: String
}

/// What functions, events and errors have in common.
public struct ItemNames: Sendable, Equatable {
    /// As in Solidity.
    public var name: String
    /// Canonical.
    public var signature: String
    /// The Swift type's name.
    public var typeName: String
    /// The case in the enum of all, without backticks.
    public var caseName: String
    /// The full Swift name of the equal item that it is an alias of.
    public var alias: String?
    /// `Equatable`, `Hashable`.
    public var conformances: Conformances = []
    /// The spec's words on it.
    public var documentation: SpecDocumentation?
}

/// A function.
public struct Function: Sendable, Equatable {
    /// Its names.
    public var names: ItemNames
    /// Big-endian.
    public var selector: UInt32
    /// `pure`, `view`, `nonpayable`, `payable`.
    public var stateMutability: String
    /// Its arguments.
    public var inputs: Tuple
    /// Its return values.
    public var outputs: Tuple
    /// Conformances of the struct of several return values.
    public var returnConformances: Conformances = []
}

/// An event.
public struct Event: Sendable, Equatable {
    /// Its names.
    public var names: ItemNames
    /// The signature's hash, also for an anonymous event (which does not log it).
    public var topic0: Bytes32
    /// Whether the signature's hash is not among its topics.
    public var isAnonymous: Bool
    /// All fields in order; the offset of an indexed one counts in the topics, of another one in the data.
    public var fields: [Field]
    /// The fields that are not indexed.
    public var data: Tuple
}

/// A custom error.
public struct ErrorCase: Sendable, Equatable {
    /// Its names.
    public var names: ItemNames
    /// Big-endian.
    public var selector: UInt32
    /// Its arguments.
    public var inputs: Tuple
}

/// EIP-712 types with one domain.
public struct TypedDataGroup: Sendable, Equatable {
    /// The name in the config: a contract of that name gets the types, else it is a namespace of its own.
    public var name: String
    /// The spec files as the config writes them.
    public var sources: [String]
    /// Whether a contract of the same name is there to extend.
    public var extendsContract: Bool
    /// Sorted by EIP-712 name.
    public var types: [TypedDataType]
    /// Which of the five fields the domain has, in the standard's order; empty where the spec says nothing.
    public var domainFields: [String]
    /// The domain's fixed name.
    public var domainName: String?
    /// The domain's fixed version.
    public var domainVersion: String?
}

/// An EIP-712 struct type.
public struct TypedDataType: Sendable, Equatable {
    /// As in the type string.
    public var name: String
    /// The full Swift name of the struct that conforms.
    public var swiftName: String
    /// The struct to emit; nil where a contract's struct has the same members and only gets the conformance.
    public var structure: Struct?
    /// Whether an equal conformance was emitted before, by a config that this one shares with.
    public var isShared: Bool
    /// With all referenced types.
    public var encodeType: String
    /// Its hash.
    public var typeHash: Bytes32
    /// The members as generated code hashes them.
    public var members: [Field]
}

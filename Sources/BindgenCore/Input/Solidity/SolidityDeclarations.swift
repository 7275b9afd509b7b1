/// What a Solidity file declares, before any name is looked up.
struct SolidityFile {
    /// The file itself comes first (empty name); contracts, interfaces and libraries follow.
    var containers: [SolidityContainer] = [SolidityContainer(kind: .file, name: "", token: nil)]
    /// In file order.
    var types: [SolidityTypeDeclaration] = []
    /// In file order.
    var items: [SolidityItemDeclaration] = []
    /// Constants that are whole numbers, by qualified name: array lengths may name them.
    var constants: [String: Int] = [:]
}

/// A contract, an interface or a library, or the file as a whole.
struct SolidityContainer {
    enum Kind { case file, contract, interface, library }

    var kind: Kind
    var name: String
    /// The containers it inherits from, as written.
    var bases: [SolidityName] = []
    /// Where its name stands.
    var token: SolidityToken?
}

/// A name with dots, as written, and where.
struct SolidityName {
    var text: String
    var line: Int
    var column: Int
}

/// A struct, an enum or a user-defined value type.
struct SolidityTypeDeclaration {
    enum Body {
        case structure([SolidityParameter])
        /// nil where only a comment tells of the enum.
        case enumeration([String]?)
        case valueType(SolidityType)
    }

    /// Qualified: `IDiamondCut.FacetCut`.
    var name: SolidityName
    /// The index of the container it stands in.
    var container: Int
    var body: Body

    /// The names within which it is declared: `IDiamondCut` of `IDiamondCut.FacetCut`.
    var namespace: String { SolidityNames.parent(of: name.text) }
}

/// A function, event, error, constructor, fallback, receive or public state variable.
struct SolidityItemDeclaration {
    var kind: SpecItem.Kind
    var name: SolidityName
    var container: Int
    var inputs: [SolidityParameter] = []
    var outputs: [SolidityParameter] = []
    var mutability = "nonpayable"
    var isAnonymous = false
    var documentation: String?
    /// A public state variable's type: its getter is made once types are known.
    var getter: SolidityType?
}

/// A parameter, an output or a struct's member.
struct SolidityParameter {
    var name: String
    var type: SolidityType
    var isIndexed = false
    var line: Int
    var column: Int
}

/// A type as written.
indirect enum SolidityType {
    /// An elementary type, a user's type or `address payable`.
    case named(SolidityName, isPayable: Bool)
    case array(of: SolidityType, length: Length?)
    case mapping(key: SolidityType, keyName: String, value: SolidityType, SolidityName)
    /// The text as solc writes it as internal type, and whether it can be in an ABI.
    case function(inputs: [SolidityParameter], outputs: [SolidityParameter], visibility: String, mutability: String, SolidityName)

    enum Length {
        case literal(Int)
        case constant(SolidityName)
    }

    /// Where it starts.
    var place: SolidityName {
        switch self {
        case .named(let name, _), .mapping(_, _, _, let name), .function(_, _, _, _, let name): return name
        case .array(let element, _):
            var type = element
            while case .array(let inner, _) = type { type = inner }
            switch type {
            case .named(let name, _), .mapping(_, _, _, let name), .function(_, _, _, _, let name): return name
            case .array: return SolidityName(text: "", line: 0, column: 0)
            }
        }
    }
}

import EVMCore

extension TypeRef {
    /// The Swift type, spelt in full so that no name of a contract can stand in its way.
    func swiftType(in namespace: String) -> String {
        switch self {
        case .elementary(let type): Self.swiftType(type)
        case .enumeration(let name), .structure(let name, _, _): name
        case .array(let element): "[\(element.swiftType(in: namespace))]"
        case .fixedArray(let element, let count):
            "EVMCore.FixedArray<\(element.swiftType(in: namespace)), \(count > 32 ? namespace : "EVMCore").Length\(count)>"
        }
    }

    private static func swiftType(_ type: ABIType) -> String {
        switch type {
        case .uint(256): "EVMCore.UInt256"
        case .int(256): "EVMCore.Int256"
        case .uint(let bits): [8, 16, 32, 64].contains(bits) ? "Swift.UInt\(bits)" : "EVMCore.SolUInt\(bits)"
        case .int(let bits): [8, 16, 32, 64].contains(bits) ? "Swift.Int\(bits)" : "EVMCore.SolInt\(bits)"
        case .address: "EVMCore.Address"
        case .bool: "Swift.Bool"
        case .fixedBytes(let count): "EVMCore.Bytes\(count)"
        case .function: "EVMCore.Bytes24"
        case .bytes: "EVMCore.Bytes"
        case .string: "Swift.String"
        // Arrays and tuples are cases of their own in a resolved type.
        case .array, .fixedArray, .tuple: "Swift.Never"
        }
    }

    /// Whether the value lies in a tail.
    var isDynamic: Bool {
        switch self {
        case .elementary(let type): type.isDynamic
        case .enumeration: false
        case .structure(_, let isDynamic, _): isDynamic
        case .array: true
        case .fixedArray(let element, _): element.isDynamic
        }
    }

    /// What the value takes in a head, in bytes.
    var fieldSize: Int {
        switch self {
        case .structure(_, let isDynamic, let headSize): isDynamic ? 32 : headSize
        case .fixedArray(let element, let count): element.isDynamic ? 32 : element.fieldSize * count
        default: 32
        }
    }

    /// Whether an indexed field of the type is logged as a hash.
    var isHashedWhenIndexed: Bool {
        switch self {
        case .elementary(let type): type.isDynamic
        case .enumeration: false
        case .structure, .array, .fixedArray: true
        }
    }

    /// The reader's and writer's verb for the type; nil where only the general one serves.
    private var verb: String? {
        switch self {
        case .elementary(let type): Self.verb(type)
        case .array(.elementary(let type)):
            switch type {
            case .uint(256): "uint256s"
            case .int(256): "int256s"
            case .address: "addresses"
            case .fixedBytes(32): "bytes32s"
            case .fixedBytes(4): "bytes4s"
            case .bytes: "bytesList"
            default: nil
            }
        default: nil
        }
    }

    private static func verb(_ type: ABIType) -> String? {
        switch type {
        case .uint(let bits): [8, 16, 32, 64, 256].contains(bits) ? "uint\(bits)" : nil
        case .int(let bits): [8, 16, 32, 64, 256].contains(bits) ? "int\(bits)" : nil
        case .address: "address"
        case .bool: "bool"
        case .bytes: "bytes"
        case .string: "string"
        default: nil
        }
    }

    /// An expression that reads the value from `offset` of head `h`; `inPlace` where that may cost code for speed.
    func read(_ h: String = "h", _ offset: Int, inPlace: Bool = false, in namespace: String) -> CodeLine {
        if inPlace {
            switch self {
            case .elementary(.uint(256)): return "\(h).uint256(\(offset))"
            case .elementary(.int(256)): return "\(h).int256(\(offset))"
            case .elementary(.fixedBytes(32)): return "\(h).bytes32(\(offset))"
            default: break
            }
        }
        if let verb { return "r.\(verb)(\(h), \(offset))" }
        switch self {
        case .elementary(.fixedBytes(32)): return "r.bytes32(\(h), \(offset))"
        case .elementary(.fixedBytes(4)): return "r.bytes4(\(h), \(offset))"
        case .enumeration(let name): return "\(name)(rawValue: r.uint8(\(h), \(offset)))"
        case .structure(let name, false, _): return "\(name).abiDecode(\(h).inner(\(offset)), &r)"
        case .structure(let name, true, _): return "r.tuple(\(h), \(offset), \(name).self)"
        default: return "r.value(\(h), \(offset), \(swiftType(in: namespace)).self)"
        }
    }

    /// Statements that write `value` with its head at `offset` of slot `s`.
    func write(_ value: CodeLine, _ s: String = "s", _ offset: Int) -> CodeLine {
        if let verb { return "w.\(verb)(\(s), \(offset), \(value))" }
        switch self {
        case .elementary(.fixedBytes), .elementary(.function): return "w.fixedBytes(\(s), \(offset), \(value))"
        case .enumeration: return "w.uint8(\(s), \(offset), \(value).rawValue)"
        case .structure(_, false, _): return "\(value).abiEncode(\(s).inner(\(offset)), &w)"
        // Its place first, apart: a struct that is read before something else is written has to be copied.
        case .structure(_, true, let headSize):
            return "let t\(offset) = w.tuple(\(s), \(offset), head: \(headSize))\n\(value).abiEncode(t\(offset), &w)"
        default: return "w.value(\(s), \(offset), \(value))"
        }
    }

    /// A statement that writes an event's field with its head at `offset` of slot `s`.
    func writeInEvent(_ value: CodeLine, _ s: String, _ offset: Int) -> CodeLine {
        switch self {
        case .elementary(let type) where !type.isDynamic: write(value, s, offset)
        case .enumeration: write(value, s, offset)
        default: "w.value(\(s), \(offset), \(value))"
        }
    }

    /// An expression for what `value` takes in the tail; nil where that is nothing.
    func tailSize(_ value: CodeLine) -> CodeLine? {
        guard isDynamic else { return nil }
        switch self {
        case .elementary(.bytes): return "EVMCore.ABISize.bytes(\(value))"
        case .elementary(.string): return "EVMCore.ABISize.string(\(value))"
        // By a function, as a literal among operators has the type checker try all integers for it, and for each next one again.
        case .structure(_, _, let headSize): return "EVMCore.ABISize.tuple(head: \(headSize), tail: \(value).abiTailSize)"
        case .array(.elementary(.bytes)): return "EVMCore.ABISize.bytesList(\(value))"
        case .array(.elementary(let type)) where !type.isDynamic: return "EVMCore.ABISize.words(\(value))"
        default: return "EVMCore.ABISize.value(\(value))"
        }
    }

    /// An expression for the member's word in `encodeData` of EIP-712, or a statement where there is a short one.
    func hash(_ value: CodeLine, _ offset: Int) -> CodeLine {
        switch self {
        case .elementary(let type) where !type.isDynamic && verb != nil: write(value, offset)
        case .enumeration: write(value, offset)
        default: "w.fixedBytes(s, \(offset), \(value).typedDataWord)"
        }
    }

    private func write(_ value: CodeLine, _ offset: Int) -> CodeLine { write(value, "s", offset) }
}

/// A Solidity value whose type is known at run time.
///
/// The width of an integer and the length of fixed bytes are the type's business; a value is checked against its type when it is encoded.
public enum DynamicABIValue: Sendable {
    /// `uint8` to `uint256`.
    case uint(UInt256)
    /// `int8` to `int256`.
    case int(Int256)
    /// `address`.
    case address(Address)
    /// `bool`.
    case bool(Bool)
    /// `bytes1` to `bytes32`, as many bytes as the type says.
    case fixedBytes(Bytes)
    /// `function`: a contract and a selector.
    case function(Address, Selector)
    /// `bytes`.
    case bytes(Bytes)
    /// `string`; equal only to a string of the same UTF-8 bytes.
    case string(String)
    /// `T[]` and `T[n]`.
    case array([DynamicABIValue])
    /// A struct's members in order.
    case tuple([DynamicABIValue])
}

extension DynamicABIValue: Hashable {
    /// Whether both are of one kind and have the same bytes; strings that Swift calls equal, such as NFC and NFD forms, are not.
    public static func == (a: DynamicABIValue, b: DynamicABIValue) -> Bool {
        switch (a, b) {
        case (.uint(let a), .uint(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.address(let a), .address(let b)): a == b
        case (.bool(let a), .bool(let b)): a == b
        case (.fixedBytes(let a), .fixedBytes(let b)): a == b
        case (.function(let a, let aSelector), .function(let b, let bSelector)): a == b && aSelector == bSelector
        case (.bytes(let a), .bytes(let b)): a == b
        case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
        case (.array(let a), .array(let b)), (.tuple(let a), .tuple(let b)): a == b
        default: false
        }
    }

    /// Feeds the kind and the bytes.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .uint(let value):
            hasher.combine(0)
            hasher.combine(value)
        case .int(let value):
            hasher.combine(1)
            hasher.combine(value)
        case .address(let value):
            hasher.combine(2)
            hasher.combine(value)
        case .bool(let value):
            hasher.combine(3)
            hasher.combine(value)
        case .fixedBytes(let value):
            hasher.combine(4)
            hasher.combine(value)
        case .function(let address, let selector):
            hasher.combine(5)
            hasher.combine(address)
            hasher.combine(selector)
        case .bytes(let value):
            hasher.combine(6)
            hasher.combine(value)
        case .string(let value):
            hasher.combine(7)
            hasher.combine(value.utf8.count)
            for byte in value.utf8 { hasher.combine(byte) }
        case .array(let values):
            hasher.combine(8)
            hasher.combine(values)
        case .tuple(let values):
            hasher.combine(9)
            hasher.combine(values)
        }
    }
}

extension DynamicABIValue {
    /// What the value is, for messages.
    package var kindName: String {
        switch self {
        case .uint: "an unsigned integer"
        case .int: "a signed integer"
        case .address: "an address"
        case .bool: "a bool"
        case .fixedBytes(let bytes): "\(bytes.count) fixed bytes"
        case .function: "a function"
        case .bytes: "bytes"
        case .string: "a string"
        case .array: "an array"
        case .tuple: "a tuple"
        }
    }
}

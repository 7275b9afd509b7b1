import EVMCore
import Testing

/// Reads generated values by reflection, so that they can be compared with what the run-time codec decodes: that each argument lands in the
/// property of its name is something that decoding and encoding again cannot show.
enum Reflection {
    struct Mismatch: Error, CustomStringConvertible {
        let description: String
    }

    /// The properties of a generated value.
    static func values(of value: Any, _ parameters: [ABIParameter]) throws -> [DynamicABIValue] {
        let children = Array(Mirror(reflecting: value).children)
        guard children.count == parameters.count else { throw Mismatch(description: "\(type(of: value)) has \(children.count) properties") }
        return try zip(children, parameters).map { child, parameter in
            try checkName(child.label ?? "", parameter.name, in: value)
            return try self.value(child.value, parameter)
        }
    }

    /// A generated value of the parameter's type.
    static func value(_ value: Any, _ parameter: ABIParameter) throws -> DynamicABIValue {
        switch (parameter.type, value) {
        case (.uint(256), let value as UInt256): return .uint(value)
        case (.uint(let bits), let value as any ABIEnum): return .uint(UInt256(try fits(value.rawValue, bits)))
        case (.uint(let bits), let value as any FixedWidthInteger & UnsignedInteger): return .uint(UInt256(try fits(value, bits)))
        case (.uint(let bits), let value as any NarrowInteger) where !type(of: value).isSigned && type(of: value).width == bits:
            return .uint(value.asWord)
        case (.int(256), let value as Int256): return .int(value)
        case (.int(let bits), let value as any FixedWidthInteger & SignedInteger): return .int(Int256(try fits(value, bits)))
        case (.int(let bits), let value as any NarrowInteger) where type(of: value).isSigned && type(of: value).width == bits:
            return .int(Int256(bitPattern: value.asWord))
        case (.address, let value as Address): return .address(value)
        case (.bool, let value as Bool): return .bool(value)
        case (.fixedBytes(let count), let value as any FixedBytes) where value.bytes.count == count: return .fixedBytes(value.bytes)
        case (.function, let value as Bytes24):
            return try .function(#require(Address(value.bytes.prefix(20))), #require(Selector(value.bytes.suffix(4))))
        case (.bytes, let value as Bytes): return .bytes(value)
        case (.string, let value as String): return .string(value)
        case (.array(let element), _):
            return .array(try elements(value, element, parameter))
        case (.fixedArray(let element, let count), _):
            let elements = try elements(try #require(Mirror(reflecting: value).children.first).value, element, parameter)
            guard elements.count == count else { throw Mismatch(description: "\(elements.count) elements for \(parameter.type)") }
            return .array(elements)
        case (.tuple, _): return .tuple(try values(of: value, parameter.components))
        default: throw Mismatch(description: "\(type(of: value)) stands for \(parameter.type)")
        }
    }

    private static func elements(_ value: Any, _ element: ABIType, _ parameter: ABIParameter) throws -> [DynamicABIValue] {
        var inner = parameter
        inner.type = element
        let mirror = Mirror(reflecting: value)
        guard mirror.displayStyle == .collection else { throw Mismatch(description: "\(type(of: value)) stands for \(parameter.type)") }
        return try mirror.children.map { try self.value($0.value, inner) }
    }

    private static func fits<T: FixedWidthInteger>(_ value: T, _ bits: Int) throws -> T {
        guard T.bitWidth == bits else { throw Mismatch(description: "\(T.self) stands for an integer of \(bits) bits") }
        return value
    }

    private static func checkName(_ label: String, _ name: String, in value: Any) throws {
        guard name.isEmpty || isSpelled(label, name) else {
            throw Mismatch(description: "\(type(of: value)).\(label) stands for \(name)")
        }
    }

    /// Whether the Swift name is the declared one up to case and underscores.
    static func isSpelled(_ label: String, _ name: String) -> Bool {
        func plain(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
        return plain(label) == plain(name)
    }
}

/// The integers of a width that Swift has no type for, whatever their width.
protocol NarrowInteger {
    static var width: Int { get }
    static var isSigned: Bool { get }
    var asWord: UInt256 { get }
}

extension NarrowUInt: NarrowInteger {
    static var width: Int { bits }
    static var isSigned: Bool { false }
    var asWord: UInt256 { word }
}

extension NarrowInt: NarrowInteger {
    static var width: Int { bits }
    static var isSigned: Bool { true }
    var asWord: UInt256 { word }
}

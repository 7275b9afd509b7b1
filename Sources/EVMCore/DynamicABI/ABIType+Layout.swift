extension ABIType {
    /// How deeply arrays and tuples may nest in a type that is parsed; real contracts stay below ten.
    public static let maximumDepth = 64

    /// The most bytes that the fixed part of a parsed type may take, 1 GiB; no transaction comes near.
    public static let maximumStaticSize = 1 << 30

    /// The type as it stands in signatures: no aliases, no spaces, tuples in parentheses.
    public var canonicalName: String {
        // Most types are one of these, and to put a number into a text takes many times as long.
        switch self {
        case .uint(256): return "uint256"
        case .address: return "address"
        case .bool: return "bool"
        case .bytes: return "bytes"
        case .string: return "string"
        default: break
        }
        var text = ""
        appendCanonicalName(to: &text)
        return text
    }

    private func appendCanonicalName(to text: inout String) {
        switch self {
        case .uint(256): text += "uint256"
        case .uint(let bits): text += "uint\(bits)"
        case .int(let bits): text += "int\(bits)"
        case .address: text += "address"
        case .bool: text += "bool"
        case .fixedBytes(let count): text += "bytes\(count)"
        case .function: text += "function"
        case .bytes: text += "bytes"
        case .string: text += "string"
        case .array(let element):
            element.appendCanonicalName(to: &text)
            text += "[]"
        case .fixedArray(let element, let count):
            element.appendCanonicalName(to: &text)
            text += "[\(count)]"
        case .tuple(let members):
            text += "("
            for (index, member) in members.enumerated() {
                if index > 0 { text += "," }
                member.appendCanonicalName(to: &text)
            }
            text += ")"
        }
    }

    /// Whether a value is encoded out of line, behind an offset.
    public var isDynamic: Bool { staticSize == nil }

    /// The bytes that a value takes in the head of what encloses it: 32 (an offset) where the type is dynamic, its full size where it is not.
    ///
    /// `Int.max` where the size of a type that was put together by hand does not fit.
    public var headSize: Int { staticSize ?? 32 }

    /// The bytes that a value takes; nil where the type is dynamic.
    public var staticSize: Int? {
        switch self {
        case .uint, .int, .address, .bool, .fixedBytes, .function: return 32
        case .bytes, .string, .array: return nil
        case .fixedArray(let element, let count):
            guard let size = element.staticSize else { return nil }
            return Self.saturatingProduct(size, count)
        case .tuple(let members):
            var total = 0
            for member in members {
                guard let size = member.staticSize else { return nil }
                total = Self.saturatingSum(total, size)
            }
            return total
        }
    }

    static func saturatingProduct(_ a: Int, _ b: Int) -> Int {
        let (product, overflow) = a.multipliedReportingOverflow(by: max(b, 0))
        return overflow ? .max : product
    }

    static func saturatingSum(_ a: Int, _ b: Int) -> Int {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? .max : sum
    }
}

extension ABIType: CustomStringConvertible {
    /// ``canonicalName``.
    public var description: String { canonicalName }
}

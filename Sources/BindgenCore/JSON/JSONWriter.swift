/// A JSON value to be written; object members keep their order.
public indirect enum JSONOutput: Sendable, Equatable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number.
    case integer(Int)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONOutput])
    /// An object; the writer does not look for repeated names.
    case object([Member])

    /// One member of an object.
    public struct Member: Sendable, Equatable {
        /// The name.
        public var key: String
        /// The value.
        public var value: JSONOutput

        /// Creates a member.
        public init(_ key: String, _ value: JSONOutput) {
            self.key = key
            self.value = value
        }
    }

    /// A string, or null where there is none.
    public init(_ text: String?) {
        self = text.map(JSONOutput.string) ?? .null
    }
}

extension JSONOutput: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// An array.
    public init(arrayLiteral elements: JSONOutput...) { self = .array(elements) }
    /// An object, its members in the order written.
    public init(dictionaryLiteral elements: (String, JSONOutput)...) { self = .object(elements.map { Member($0.0, $0.1) }) }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A number.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// `null`.
    public init(nilLiteral: ()) { self = .null }
}

/// Writes JSON: the same bytes for the same value, always.
public struct JSONWriter: Sendable {
    /// How the text is laid out.
    public enum Style: Sendable {
        /// One line, no spaces, no line break at the end: a JSON line.
        case compact
        /// A member or element a line, indented by two spaces, with a line break at the end.
        case pretty
    }

    /// The text of `value`.
    public static func write(_ value: JSONOutput, _ style: Style = .pretty) -> String {
        var writer = JSONWriter(style: style)
        writer.append(value, indent: 0)
        if style == .pretty { writer.text.append(UInt8(ascii: "\n")) }
        return String(decoding: writer.text, as: UTF8.self)
    }

    private let style: Style
    private var text: [UInt8] = []

    private init(style: Style) { self.style = style }

    private mutating func append(_ value: JSONOutput, indent: Int) {
        switch value {
        case .null: text.append(contentsOf: "null".utf8)
        case .bool(let value): text.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): text.append(contentsOf: String(value).utf8)
        case .string(let value): append(string: value)
        case .array(let elements):
            list("[", "]", count: elements.count, indent: indent) { writer, index in
                writer.append(elements[index], indent: indent + 1)
            }
        case .object(let members):
            list("{", "}", count: members.count, indent: indent) { writer, index in
                writer.append(string: members[index].key)
                writer.text.append(contentsOf: (writer.style == .pretty ? ": " : ":").utf8)
                writer.append(members[index].value, indent: indent + 1)
            }
        }
    }

    private mutating func list(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, count: Int, indent: Int, _ item: (inout JSONWriter, Int) -> Void
    ) {
        text.append(UInt8(ascii: open))
        for index in 0..<count {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            breakLine(indent + 1)
            item(&self, index)
        }
        if count > 0 { breakLine(indent) }
        text.append(UInt8(ascii: close))
    }

    private mutating func breakLine(_ indent: Int) {
        guard style == .pretty else { return }
        text.append(UInt8(ascii: "\n"))
        text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * indent))
    }

    private mutating func append(string: String) {
        text.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): text.append(contentsOf: "\\\"".utf8)
            case UInt8(ascii: "\\"): text.append(contentsOf: "\\\\".utf8)
            case 0x0a: text.append(contentsOf: "\\n".utf8)
            case 0x0d: text.append(contentsOf: "\\r".utf8)
            case 0x09: text.append(contentsOf: "\\t".utf8)
            case 0..<0x20, 0x7f:
                let digits = String(byte, radix: 16)
                text.append(contentsOf: "\\u00\(digits.utf8.count == 1 ? "0" : "")\(digits)".utf8)
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}

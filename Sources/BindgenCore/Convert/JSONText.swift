/// A JSON value to be written, its members in order.
indirect enum JSONText {
    case null
    case bool(Bool)
    case string(String)
    case array([JSONText])
    case object([(String, JSONText)])

    /// The text with two spaces a level and a newline at the end.
    static func write(_ value: JSONText) -> String {
        var text = ""
        value.append(to: &text, indent: "")
        text += "\n"
        return text
    }

    private func append(to text: inout String, indent: String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .string(let value): Self.append(value, to: &text)
        case .array(let values):
            guard !values.isEmpty else { return text += "[]" }
            let inner = indent + "  "
            for (index, value) in values.enumerated() {
                text += index == 0 ? "[\n" : ",\n"
                text += inner
                value.append(to: &text, indent: inner)
            }
            text += "\n\(indent)]"
        case .object(let members):
            guard !members.isEmpty else { return text += "{}" }
            let inner = indent + "  "
            for (index, (name, value)) in members.enumerated() {
                text += index == 0 ? "{\n" : ",\n"
                text += inner
                Self.append(name, to: &text)
                text += ": "
                value.append(to: &text, indent: inner)
            }
            text += "\n\(indent)}"
        }
    }

    private static func append(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

/// A growing text with indentation.
struct CodePrinter {
    private(set) var text = ""
    private var indent = ""

    init() { text.reserveCapacity(1 << 16) }

    /// A line, or several; an empty one stays empty.
    mutating func line(_ line: String = "") {
        guard line.utf8.contains(0x0a) else { return single(line) }
        for part in line.split(separator: "\n", omittingEmptySubsequences: false) { single(String(part)) }
    }

    /// A line without a break in it, which nearly all are: splitting them costs more than the rest of printing.
    private mutating func single(_ line: String) {
        if !line.isEmpty {
            text += indent
            text += line
        }
        text += "\n"
    }

    /// `header {`, an indented body, `}`.
    mutating func block(_ header: String, _ body: (inout CodePrinter) -> Void) {
        line(header + " {")
        indented(body)
        line("}")
    }

    /// An indented part.
    mutating func indented(_ body: (inout CodePrinter) -> Void) {
        indent += "    "
        body(&self)
        indent.removeLast(4)
    }

    /// Another printer's text, which is indented as it is.
    mutating func append(_ other: CodePrinter) { text += other.text }

    /// A doc comment; what comes from a spec cannot end it or break its lines.
    mutating func doc(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else { return cleanDoc(text) }
        single("/// " + text)
    }

    private mutating func cleanDoc(_ text: String) {
        for part in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let clean = part.unicodeScalars.filter { !isInvisible($0) }
            line(clean.isEmpty ? "///" : "/// " + String(String.UnicodeScalarView(clean)))
        }
    }
}

/// Whether a character breaks a line, or changes how those around it are shown: a spec's text could then hide what code says.
private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 127 else { return scalar.value < 32 }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: return true
    default: return false
    }
}

/// A Swift string literal.
func swiftLiteral(_ text: String) -> String {
    if text.utf8.allSatisfy({ (0x20...0x7e).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) { return "\"\(text)\"" }
    var literal = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": literal += "\\\""
        case "\\": literal += "\\\\"
        case "\n": literal += "\\n"
        case "\r": literal += "\\r"
        case "\t": literal += "\\t"
        default:
            if isInvisible(scalar) {
                literal += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                literal.unicodeScalars.append(scalar)
            }
        }
    }
    return literal + "\""
}

/// `0x` and the number's eight or sixteen digits.
func hexLiteral<T: FixedWidthInteger & UnsignedInteger>(_ value: T) -> String {
    let digits = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: T.bitWidth / 4 - digits.count) + digits
}

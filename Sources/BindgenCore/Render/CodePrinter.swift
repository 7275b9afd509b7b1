/// A growing text with indentation.
struct CodePrinter {
    private var bytes: [UInt8] = []
    private var indent = 0

    init() { bytes.reserveCapacity(1 << 16) }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether a word stands somewhere in the text.
    func contains(_ word: String) -> Bool {
        let word = Array(word.utf8)
        guard let first = word.first else { return true }
        return bytes.indices.contains { bytes[$0] == first && bytes[$0...].starts(with: word) }
    }

    /// A line, or several; an empty one stays empty.
    mutating func line(_ line: CodeLine = "") {
        guard line.bytes.contains(0x0a) else { return single(line.bytes[...]) }
        for part in line.bytes.split(separator: 0x0a, omittingEmptySubsequences: false) { single(part) }
    }

    /// A line without a break in it.
    private mutating func single(_ line: ArraySlice<UInt8>) {
        if !line.isEmpty {
            for _ in 0..<indent { bytes.append(0x20) }
            bytes.append(contentsOf: line)
        }
        bytes.append(0x0a)
    }

    /// `header {`, an indented body, `}`.
    mutating func block(_ header: CodeLine, _ body: (inout CodePrinter) -> Void) {
        line("\(header) {")
        indented(body)
        line("}")
    }

    /// An indented part.
    mutating func indented(_ body: (inout CodePrinter) -> Void) {
        indent += 4
        body(&self)
        indent -= 4
    }

    /// Puts another printer's text behind.
    mutating func append(_ other: CodePrinter) { bytes.append(contentsOf: other.bytes) }

    /// A doc comment; what comes from a spec cannot end it or break its lines.
    mutating func doc(_ text: CodeLine) {
        guard !text.bytes.isEmpty, text.bytes.allSatisfy({ (0x20...0x7e).contains($0) }) else { return cleanDoc(text) }
        line("/// \(text)")
    }

    private mutating func cleanDoc(_ text: CodeLine) {
        for part in String(decoding: text.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false) {
            let clean = part.unicodeScalars.filter { !isInvisible($0) }
            line(clean.isEmpty ? "///" : "/// \(String(String.UnicodeScalarView(clean)))")
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

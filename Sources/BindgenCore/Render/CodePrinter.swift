#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A growing text with indentation.
struct CodePrinter {
    private var bytes: CodeBuffer
    private var indent = 0

    init(capacity: Int = 4096) { bytes = CodeBuffer(capacity: capacity) }

    /// The texts of several, one behind the other.
    static func text(of printers: [CodePrinter]) -> String {
        String(unsafeUninitializedCapacity: printers.reduce(0) { $0 + $1.bytes.count }) { room in
            var place = room.baseAddress
            for printer in printers {
                printer.bytes.withBytes { bytes in
                    guard let start = bytes.baseAddress else { return }
                    place?.update(from: start, count: bytes.count)
                    place = place.map { $0 + bytes.count }
                }
            }
            return room.baseAddress.flatMap { start in place.map { $0 - start } } ?? 0
        }
    }

    /// Whether a word stands somewhere in the text.
    func contains(_ word: String) -> Bool {
        let word = Array(word.utf8)
        guard let first = word.first else { return true }
        return bytes.withBytes { bytes in bytes.indices.contains { bytes[$0] == first && bytes[$0...].starts(with: word) } }
    }

    /// A line, or several; an empty one stays empty.
    mutating func line(_ line: CodeLine = "") {
        line.bytes.withBytes { bytes in
            var rest = bytes
            while let end = rest.firstLineBreak {
                single(UnsafeBufferPointer(rebasing: rest[..<end]))
                rest = UnsafeBufferPointer(rebasing: rest[(end + 1)...])
            }
            single(rest)
        }
    }

    /// A line without a break in it.
    private mutating func single(_ line: UnsafeBufferPointer<UInt8>) {
        if !line.isEmpty {
            bytes.append(repeating: 0x20, count: indent)
            bytes.append(line)
        }
        bytes.append(repeating: 0x0a, count: 1)
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

    /// A doc comment; what comes from a spec cannot end it or break its lines.
    mutating func doc(_ text: CodeLine) {
        let isPlain = text.bytes.withBytes { $0.allSatisfy { (0x20...0x7e).contains($0) } }
        guard isPlain, !text.bytes.isEmpty else { return cleanDoc(text) }
        line("/// \(text)")
    }

    private mutating func cleanDoc(_ text: CodeLine) {
        let text = text.bytes.withBytes { String(decoding: $0, as: UTF8.self) }
        for part in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let clean = part.unicodeScalars.filter { !isInvisible($0) }
            line(clean.isEmpty ? "///" : "/// \(String(String.UnicodeScalarView(clean)))")
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate var firstLineBreak: Int? {
        guard let start = baseAddress, let place = memchr(start, 0x0a, count) else { return nil }
        return UnsafeRawPointer(place) - UnsafeRawPointer(start)
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

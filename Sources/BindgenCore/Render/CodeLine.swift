/// A piece of code as its UTF-8 bytes: what a string literal becomes where a printer asks for one.
///
/// A million bytes go through interpolations; a string that grows takes several times as long for that as an array.
struct CodeLine: ExpressibleByStringInterpolation {
    fileprivate(set) var bytes: CodeBuffer

    init(_ text: String) {
        bytes = CodeBuffer(capacity: text.utf8.count)
        bytes.append(text)
    }
    init(stringLiteral text: String) { self.init(text) }
    init(stringInterpolation interpolation: Interpolation) { bytes = interpolation.bytes }

    /// What the compiler makes of `"…\(…)…"`.
    struct Interpolation: StringInterpolationProtocol {
        fileprivate var bytes: CodeBuffer

        init(literalCapacity: Int, interpolationCount: Int) {
            // Most pieces are names and types; one allocation is to do for nearly every line.
            bytes = CodeBuffer(capacity: literalCapacity + interpolationCount * 32)
        }

        mutating func appendLiteral(_ text: String) { bytes.append(text) }
        mutating func appendInterpolation(_ text: String) { bytes.append(text) }
        mutating func appendInterpolation(_ line: CodeLine) { bytes.append(line.bytes) }
        mutating func appendInterpolation(_ number: Int) { bytes.append(String(number)) }
        mutating func appendInterpolation(_ flag: Bool) { bytes.append(flag ? "true" : "false") }
    }
}

extension Sequence {
    /// A piece of code for each element, `separator` between them.
    func joined(by separator: String, _ piece: (Element) -> CodeLine) -> CodeLine {
        var line: CodeLine = ""
        for element in self {
            if !line.bytes.isEmpty { line.bytes.append(separator) }
            line.bytes.append(piece(element).bytes)
        }
        return line
    }
}

/// Cuts Solidity source into tokens, one at a time, so that memory does not grow with the input.
struct SolidityLexer {
    private let text: [UInt8]
    private var position = 0
    private var line = 1
    /// Where the current line starts, to tell a column.
    private var lineStart = 0
    /// Continuation bytes of UTF-8 seen in the current line; columns count characters.
    private var continuationBytes = 0
    /// The `//` comments met so far.
    private(set) var comments: [SolidityComment] = []
    /// Problems met since they were last taken.
    var problems: [(message: String, line: Int, column: Int)] = []

    /// Comments kept; more than any real file's declarations could need.
    private static let commentLimit = 100_000

    init(_ text: [UInt8]) {
        self.text = text
        if text.starts(with: [0xEF, 0xBB, 0xBF]) {
            position = 3
            lineStart = 3
        }
    }

    /// The next token; `.end` for ever after the last.
    mutating func next() -> SolidityToken {
        let documentation = skipBlank()
        let line = line
        let column = column
        guard let byte = peek() else {
            return SolidityToken(kind: .end, text: "", line: line, column: column, documentation: documentation)
        }
        let start = position
        let kind: SolidityToken.Kind
        if SolidityNames.isDigit(byte) {
            kind = .number
            // `1_000`, `0xff`, `1e18`, `1.5`: taken whole, judged by the parser.
            while let byte = peek(), SolidityNames.isNameByte(byte) || byte == UInt8(ascii: ".") { advance() }
        } else if SolidityNames.isNameByte(byte) {
            kind = .word
            while let byte = peek(), SolidityNames.isNameByte(byte) { advance() }
        } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
            kind = .string
            skipString(quote: byte)
        } else {
            kind = .punctuation
            advance()
            while let byte = peek(), byte & 0xC0 == 0x80 { advance() }
        }
        return SolidityToken(
            kind: kind, text: String(decoding: text[start..<position], as: UTF8.self), line: line, column: column,
            documentation: documentation)
    }

    // MARK: - Characters

    private var column: Int { position - lineStart - continuationBytes + 1 }

    private func peek(_ distance: Int = 0) -> UInt8? {
        position + distance < text.count ? text[position + distance] : nil
    }

    private mutating func advance() {
        guard position < text.count else { return }
        let byte = text[position]
        position += 1
        if byte == UInt8(ascii: "\n") {
            line += 1
            lineStart = position
            continuationBytes = 0
        } else if byte & 0xC0 == 0x80 {
            continuationBytes += 1
        }
    }

    // MARK: - What lies between tokens

    /// Skips white space and comments; returns the NatSpec among them.
    private mutating func skipBlank() -> String? {
        var documentation: [String] = []
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"), 0x0B, 0x0C:
                advance()
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
                let isDocumentation = peek(2) == UInt8(ascii: "/") && peek(3) != UInt8(ascii: "/")
                let comment = lineComment()
                if isDocumentation {
                    documentation.append(String(comment.text.dropFirst()))
                } else if comments.count < Self.commentLimit {
                    comments.append(comment)
                }
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"):
                let isDocumentation = peek(2) == UInt8(ascii: "*") && peek(3) != UInt8(ascii: "/")
                let comment = blockComment()
                if isDocumentation { documentation.append(comment) }
            default:
                return documentation.isEmpty ? nil : documentation.joined(separator: "\n")
            }
        }
        return documentation.isEmpty ? nil : documentation.joined(separator: "\n")
    }

    /// A `//` comment, without the two slashes.
    private mutating func lineComment() -> SolidityComment {
        let line = line
        let column = column
        let start = position + 2
        while let byte = peek(), byte != UInt8(ascii: "\n") { advance() }
        var end = position
        if end > start, text[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return SolidityComment(text: String(decoding: text[start..<max(start, end)], as: UTF8.self), line: line, column: column)
    }

    /// A `/* … */` comment's inside, the leading asterisks of its lines removed.
    private mutating func blockComment() -> String {
        let line = line
        let column = column
        let start = position + 2
        advance()
        advance()
        while let byte = peek() {
            if byte == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
                let inside = text[start..<position]
                advance()
                advance()
                return Self.withoutLeadingAsterisks(inside)
            }
            advance()
        }
        problems.append(("the comment that starts here is never closed with '*/'", line, column))
        return ""
    }

    private static func withoutLeadingAsterisks(_ inside: ArraySlice<UInt8>) -> String {
        var lines: [String] = []
        for line in inside.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            var rest = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            if rest.first == UInt8(ascii: "*") { rest = rest.drop { $0 == UInt8(ascii: "*") } }
            if rest.last == UInt8(ascii: "\r") { rest = rest.dropLast() }
            lines.append(String(decoding: rest, as: UTF8.self))
        }
        return lines.joined(separator: "\n")
    }

    private mutating func skipString(quote: UInt8) {
        let line = line
        let column = column
        advance()
        while let byte = peek() {
            if byte == UInt8(ascii: "\n") { break }
            advance()
            if byte == quote { return }
            if byte == UInt8(ascii: "\\") { advance() }
        }
        problems.append(("the string that starts here is never closed", line, column))
    }
}

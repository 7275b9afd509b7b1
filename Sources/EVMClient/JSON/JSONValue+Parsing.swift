extension JSONValue {
    /// How deep arrays and objects may lie in one another; a block's transactions with their access lists need 7.
    public static let maximumDepth = 128

    /// Reads a JSON text (RFC 8259).
    ///
    /// Strict in its grammar and bounded in its depth. Where a text is not valid UTF-8, or escapes half a surrogate pair, U+FFFD stands in:
    /// nodes put what a contract returned into their messages, whatever it is, and the answer is worth more than the message.
    /// - Throws: ``JSONParsingError``.
    public init(parsing bytes: some Sequence<UInt8>) throws(JSONParsingError) {
        // Typed errors do not pass through the standard library's closures; a result does.
        let fast = bytes.withContiguousStorageIfAvailable { Self.parse(UnsafeRawBufferPointer($0)) }
        self = try (fast ?? Array(bytes).withUnsafeBytes { Self.parse($0) }).get()
    }

    private static func parse(_ bytes: UnsafeRawBufferPointer) -> Result<JSONValue, JSONParsingError> {
        Result { () throws(JSONParsingError) in
            var parser = JSONParser(bytes)
            return try parser.document()
        }
    }
}

/// Walks the bytes once.
private struct JSONParser {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func document() throws(JSONParsingError) -> JSONValue {
        // A byte order mark is no part of the value.
        if bytes.count >= 3, bytes[0] == 0xef, bytes[1] == 0xbb, bytes[2] == 0xbf { position = 3 }
        let value = try value(depth: 0)
        skipBlanks()
        if position < bytes.count { throw JSONParsingError(kind: .trailing, offset: position) }
        return value
    }

    private mutating func value(depth: Int) throws(JSONParsingError) -> JSONValue {
        skipBlanks()
        switch try peek() {
        case UInt8(ascii: "\""): return .string(try text())
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(JSONParsingError) -> JSONValue {
        try enter(depth)
        var members: [String: JSONValue] = [:]
        if try closes(with: UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipBlanks()
            let start = position
            guard try peek() == UInt8(ascii: "\"") else { throw unexpected() }
            let key = try text()
            skipBlanks()
            guard try peek() == UInt8(ascii: ":") else { throw unexpected() }
            position += 1
            let value = try value(depth: depth + 1)
            if members.updateValue(value, forKey: key) != nil { throw JSONParsingError(kind: .duplicateKey(key), offset: start) }
            if try closes(with: UInt8(ascii: "}")) { return .object(members) }
            guard try peek() == UInt8(ascii: ",") else { throw unexpected() }
            position += 1
        }
    }

    private mutating func array(depth: Int) throws(JSONParsingError) -> JSONValue {
        try enter(depth)
        var elements: [JSONValue] = []
        if try closes(with: UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try value(depth: depth + 1))
            if try closes(with: UInt8(ascii: "]")) { return .array(elements) }
            guard try peek() == UInt8(ascii: ",") else { throw unexpected() }
            position += 1
        }
    }

    private mutating func enter(_ depth: Int) throws(JSONParsingError) {
        guard depth < JSONValue.maximumDepth else {
            throw JSONParsingError(kind: .tooDeep(limit: JSONValue.maximumDepth), offset: position)
        }
        position += 1
    }

    private mutating func closes(with bracket: UInt8) throws(JSONParsingError) -> Bool {
        skipBlanks()
        guard try peek() == bracket else { return false }
        position += 1
        return true
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONParsingError) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount {
            guard try peek() == word.utf8Start[index] else { throw unexpected() }
            position += 1
        }
        return value
    }

    private mutating func number() throws(JSONParsingError) -> JSONValue {
        let start = position
        if try peek() == UInt8(ascii: "-") { position += 1 }
        if try peek() == UInt8(ascii: "0") { position += 1 } else { try digits() }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            let sign = try peek()
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func digits() throws(JSONParsingError) {
        guard Self.isDigit(try peek()) else { throw unexpected() }
        while position < bytes.count, Self.isDigit(bytes[position]) { position += 1 }
    }

    /// The text from the quotation mark at the position to the next.
    private mutating func text() throws(JSONParsingError) -> String {
        position += 1
        let start = position
        while true {
            switch try peek() {
            case UInt8(ascii: "\""):
                defer { position += 1 }
                return String(decoding: bytes[start..<position], as: UTF8.self)
            case UInt8(ascii: "\\"): return try escapedText(Array(bytes[start..<position]))
            case 0..<0x20: throw unexpected()
            default: position += 1
            }
        }
    }

    /// The rest of a text that has an escape at the position.
    private mutating func escapedText(_ beginning: [UInt8]) throws(JSONParsingError) -> String {
        var text = beginning
        while true {
            let byte = try peek()
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                position += 1
                try escape(into: &text)
            case 0..<0x20: throw unexpected()
            default:
                text.append(byte)
                position += 1
            }
        }
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONParsingError) {
        let letter = try peek()
        guard letter != UInt8(ascii: "u") else {
            text.append(contentsOf: String(try unicodeEscape()).utf8)
            return
        }
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        default: throw unexpected()
        }
        position += 1
    }

    /// The scalar of `uXXXX`, or of two such where they are a surrogate pair.
    private mutating func unicodeEscape() throws(JSONParsingError) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        if first < 0xdc00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u") {
            let afterFirst = position
            position += 1
            let second = try codeUnit()
            if (0xdc00..<0xe000).contains(second) {
                let scalar = 0x10000 + (UInt32(first) - 0xd800) << 10 + (UInt32(second) - 0xdc00)
                return Unicode.Scalar(scalar) ?? "\u{fffd}"
            }
            position = afterFirst
        }
        return "\u{fffd}"
    }

    /// The code unit of `uXXXX`, the position at its `u`.
    private mutating func codeUnit() throws(JSONParsingError) -> UInt16 {
        position += 1
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = Self.hexValue(try peek()) else { throw unexpected() }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }

    private func peek() throws(JSONParsingError) -> UInt8 {
        guard position < bytes.count else { throw JSONParsingError(kind: .truncated, offset: bytes.count) }
        return bytes[position]
    }

    private func unexpected() -> JSONParsingError {
        // Only called behind a successful look at the position.
        JSONParsingError(kind: .unexpected(bytes[position]), offset: position)
    }

    private mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0a, 0x0d: position += 1
            default: return
            }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// Walks a JSON text once, checks what json-c does not, and notes where every value and member name starts.
///
/// The order of ``offsets`` is that of the text: a value's start, then for each member its name's start and its value's.
struct JSONScanner {
    /// What a text in UTF-8 may begin with.
    static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

    struct Failure: Error {
        var offset: Int
        var message: String
    }

    let bytes: [UInt8]
    /// Behind the byte order mark.
    private(set) var start = 0
    private(set) var offsets: [Int32] = []
    /// Where in ``offsets`` each element of the whole begins, where that is an array.
    private(set) var elements: [Int32] = []
    private(set) var lineStarts: [Int32] = []
    private(set) var continuations: [Int32] = []
    var position = 0
    private var objects = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// What is wrong with the text, if anything is.
    mutating func scan() -> Failure? {
        do throws(Failure) {
            try skipByteOrderMark()
            skipSpaces()
            guard next != nil else { throw failure(bytes.isEmpty ? "the file is empty" : "the file holds nothing but white space") }
            offsets.reserveCapacity(bytes.count / 12)
            try value(depth: 1)
            skipSpaces()
            guard next == nil else { throw failure("unexpected \(describedNext) after the end of the JSON value") }
            return nil
        } catch {
            return error
        }
    }

    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    func failure(_ message: String, at offset: Int? = nil) -> Failure { Failure(offset: offset ?? position, message: message) }

    private var describedNext: String {
        guard let byte = next else { return "end of the file" }
        guard byte < 0x80 else { return "text" }
        return (0x21...0x7e).contains(byte) ? "'\(Unicode.Scalar(byte))'" : "byte 0x\(String(byte, radix: 16))"
    }

    private func expected(_ what: String) -> Failure {
        failure(next == nil ? "the text ends where \(what) should stand: it is truncated" : "expected \(what), found \(describedNext)")
    }

    private mutating func skipByteOrderMark() throws(Failure) {
        if bytes.starts(with: Self.byteOrderMark) {
            start = Self.byteOrderMark.count
            position = start
        } else if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
            throw failure("the file is in UTF-16: save it as UTF-8")
        }
    }

    private mutating func skipSpaces() {
        while let byte = next {
            switch byte {
            case 0x20, 0x09, 0x0d: position += 1
            case 0x0a:
                position += 1
                lineStarts.append(Int32(truncatingIfNeeded: position))
            default: return
            }
        }
    }

    private mutating func note(_ offset: Int) { offsets.append(Int32(truncatingIfNeeded: offset)) }

    private mutating func value(depth: Int) throws(Failure) {
        guard offsets.count + objects * (JSONLimits.valuesPerObject - 1) < JSONLimits.values else {
            throw failure("more values than any spec has: at most \(JSONLimits.values) are read, and an object counts for \(JSONLimits.valuesPerObject)")
        }
        note(position)
        switch next {
        case UInt8(ascii: "{"): try object(depth: depth)
        case UInt8(ascii: "["): try array(depth: depth)
        case UInt8(ascii: "\""): try string(isName: false)
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        case UInt8(ascii: "-"), .some(0x30...0x39): try number()
        default: throw expected("a JSON value")
        }
    }

    private mutating func word(_ word: StaticString) throws(Failure) {
        let count = word.utf8CodeUnitCount
        let matches = word.withUTF8Buffer { bytes[position...].starts(with: $0) }
        guard matches else { throw expected("a JSON value") }
        position += count
    }

    private mutating func open(depth: Int) throws(Failure) {
        guard depth <= JSONLimits.depth else { throw failure("the JSON nests deeper than \(JSONLimits.depth) levels") }
        position += 1
        skipSpaces()
    }

    private mutating func array(depth: Int) throws(Failure) {
        try open(depth: depth)
        if next == UInt8(ascii: "]") {
            position += 1
            return
        }
        while true {
            if depth == 1 { elements.append(Int32(truncatingIfNeeded: offsets.count)) }
            try value(depth: depth + 1)
            skipSpaces()
            if next == UInt8(ascii: "]") {
                position += 1
                return
            }
            guard next == UInt8(ascii: ",") else { throw expected("',' or ']'") }
            position += 1
            skipSpaces()
        }
    }

    private mutating func object(depth: Int) throws(Failure) {
        objects += 1
        try open(depth: depth)
        if next == UInt8(ascii: "}") {
            position += 1
            return
        }
        var names = JSONNames()
        while true {
            guard next == UInt8(ascii: "\"") else { throw expected("a member's name in double quotes") }
            let start = position
            note(start)
            try string(isName: true)
            let name = name(from: start + 1, to: position - 1)
            guard names.insert(name) else {
                throw failure("the member '\(String(decoding: name, as: UTF8.self))' stands twice: remove one", at: start)
            }
            skipSpaces()
            guard next == UInt8(ascii: ":") else { throw expected("':'") }
            position += 1
            skipSpaces()
            try value(depth: depth + 1)
            skipSpaces()
            if next == UInt8(ascii: "}") {
                position += 1
                return
            }
            guard next == UInt8(ascii: ",") else { throw expected("',' or '}'") }
            position += 1
            skipSpaces()
        }
    }

    private mutating func digits() throws(Failure) {
        guard let byte = next, (0x30...0x39).contains(byte) else { throw expected("a digit") }
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    }

    private mutating func number() throws(Failure) {
        let start = position
        let isNegative = next == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let first = position
        try digits()
        guard bytes[first] != 0x30 || position == first + 1 else { throw failure("a number may not start with 0", at: first) }
        let end = position
        if next == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        guard position == end, end - first > 18 else { return }
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        guard isNegative ? Int64(text) != nil : UInt64(text) != nil else {
            let shown = text.utf8.count > 80 ? "\(text.prefix(80))…" : text
            throw failure(
                "the integer \(shown) does not fit 64 bits and JSON readers round it: write it as a string, \"\(shown)\"", at: start)
        }
    }
}

// MARK: - Strings

extension JSONScanner {
    private mutating func string(isName: Bool) throws(Failure) {
        let start = position
        position += 1
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return
            case UInt8(ascii: "\\"): try escape(isName: isName)
            case 0x20...0x7f: position += 1
            case 0x80...: try multibyte()
            default:
                throw failure(
                    "a string may not contain \(byte == 0x0a ? "a line break" : "the control character 0x\(String(byte, radix: 16))"): escape it"
                )
            }
        }
        throw failure("the string that starts here does not end: the file is truncated", at: start)
    }

    private mutating func escape(isName: Bool) throws(Failure) {
        let start = position
        position += 1
        switch next {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
            UInt8(ascii: "r"),
            UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            position += 1
            let unit = try hexUnit(from: start)
            if unit == 0, isName { throw failure("a member's name may not contain \\u0000", at: start) }
            guard (0xd800...0xdfff).contains(unit) else { return }
            guard unit < 0xdc00, next == UInt8(ascii: "\\"), position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "u") else {
                throw failure("half of a surrogate pair stands alone: it is no character", at: start)
            }
            position += 2
            guard (0xdc00...0xdfff).contains(try hexUnit(from: start)) else {
                throw failure("half of a surrogate pair stands alone: it is no character", at: start)
            }
        default: throw failure("no such escape in JSON", at: start)
        }
    }

    private mutating func hexUnit(from start: Int) throws(Failure) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Self.hexDigit(byte) else { throw failure("\\u needs four hexadecimal digits", at: start) }
            unit = unit << 4 | digit
            position += 1
        }
        return unit
    }

    private static func hexDigit(_ byte: UInt8) -> UInt16? {
        switch byte {
        case 0x30...0x39: UInt16(byte - 0x30)
        case 0x41...0x46: UInt16(byte - 0x41 + 10)
        case 0x61...0x66: UInt16(byte - 0x61 + 10)
        default: nil
        }
    }

    /// One character of two to four bytes, in its shortest form, no surrogate, not beyond U+10FFFF.
    private mutating func multibyte() throws(Failure) {
        let start = position
        let first = bytes[start]
        let (count, second): (Int, ClosedRange<UInt8>) =
            switch first {
            case 0xc2...0xdf: (2, 0x80...0xbf)
            case 0xe0: (3, 0xa0...0xbf)
            case 0xed: (3, 0x80...0x9f)
            case 0xe1...0xef: (3, 0x80...0xbf)
            case 0xf0: (4, 0x90...0xbf)
            case 0xf1...0xf3: (4, 0x80...0xbf)
            case 0xf4: (4, 0x80...0x8f)
            default: (1, 0...0)
            }
        var isValid = count > 1 && start + count <= bytes.count && second.contains(bytes[start + 1])
        if isValid, count > 2 { isValid = bytes[(start + 2)..<(start + count)].allSatisfy { $0 & 0xc0 == 0x80 } }
        guard isValid else { throw failure("the bytes here are not UTF-8") }
        for offset in (start + 1)..<(start + count) { continuations.append(Int32(truncatingIfNeeded: offset)) }
        position += count
    }

    /// A checked name's bytes, escapes resolved.
    private func name(from start: Int, to end: Int) -> ArraySlice<UInt8> {
        let raw = bytes[start..<end]
        guard raw.contains(UInt8(ascii: "\\")) else { return raw }
        var name: [UInt8] = []
        var units: [UInt16] = []
        var position = start
        func flush() {
            name.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
            units = []
        }
        while position < end {
            guard bytes[position] == UInt8(ascii: "\\"), position + 1 < end else {
                flush()
                name.append(bytes[position])
                position += 1
                continue
            }
            let kind = bytes[position + 1]
            position += 2
            guard kind == UInt8(ascii: "u") else {
                flush()
                let escapes: [UInt8: UInt8] = [0x62: 0x08, 0x66: 0x0c, 0x6e: 0x0a, 0x72: 0x0d, 0x74: 0x09]
                name.append(escapes[kind] ?? kind)
                continue
            }
            units.append(bytes[position..<min(position + 4, end)].reduce(0) { $0 << 4 | (Self.hexDigit($1) ?? 0) })
            position += 4
        }
        flush()
        return name[...]
    }
}

/// The names of one object's members, compared by their bytes.
private struct JSONNames {
    private var few: [ArraySlice<UInt8>] = []
    private var many: Set<ArraySlice<UInt8>> = []

    /// Whether the name is new.
    mutating func insert(_ name: ArraySlice<UInt8>) -> Bool {
        guard few.count >= 16 else {
            guard !few.contains(name) else { return false }
            few.append(name)
            if few.count == 16 { many = Set(few) }
            return true
        }
        return many.insert(name).inserted
    }
}

extension ABIType {
    /// Reads a type as Solidity, JSON ABIs and signatures write it.
    ///
    /// Besides the canonical names these are taken: `uint`, `int`, `byte`, `address payable`, `tuple(…)`, and spaces around the members of a tuple.
    /// - Throws: ``ABITypeError``, which says what is wrong at which character.
    public init(parsing text: String) throws(ABITypeError) {
        self = try Self.parse(text, tupleMembers: nil)
    }

    /// Reads a type as a JSON ABI splits it: `tuple[2][]`, with the members in another place.
    /// - Throws: ``ABITypeError``; also where `text` is not a tuple.
    public init(parsing text: String, tupleMembers: [ABIType]) throws(ABITypeError) {
        guard !tupleMembers.isEmpty else { throw ABITypeError(.emptyTuple, offset: 0) }
        self = try Self.parse(text, tupleMembers: tupleMembers)
    }

    private static func parse(_ text: String, tupleMembers: [ABIType]?) throws(ABITypeError) -> ABIType {
        var parser = ABITypeParser(Array(text.utf8), tupleMembers: tupleMembers)
        let type = try parser.type()
        try parser.end()
        return type
    }
}

/// A cursor over a type's UTF-8.
private struct ABITypeParser {
    private let text: [UInt8]
    /// The next byte's index; everything before it is ASCII, so that it counts characters as well.
    private var offset = 0
    /// What a bare `tuple` stands for; nil where it may not stand.
    private let tupleMembers: [ABIType]?

    init(_ text: [UInt8], tupleMembers: [ABIType]?) {
        self.text = text
        self.tupleMembers = tupleMembers
    }

    /// A type with its array suffixes.
    mutating func type() throws(ABITypeError) -> ABIType {
        try suffixed(measured(depth: 0)).type
    }

    /// Requires that nothing follows.
    func end() throws(ABITypeError) {
        guard offset < text.count else { return }
        throw ABITypeError(.trailingText(String(decoding: text[offset...].prefix(40), as: UTF8.self)), offset: offset)
    }

    /// A type with what is asked of it at each step outwards, so that none is walked twice.
    private struct Measured {
        var type: ABIType
        /// How many arrays and tuples are around its innermost type.
        var depth: Int
        /// The bytes that it takes in what encloses it.
        var headSize: Int
    }

    private var next: UInt8? { offset < text.count ? text[offset] : nil }

    private mutating func skipSpaces() {
        while let byte = next, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { offset += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    private mutating func measured(depth: Int) throws(ABITypeError) -> Measured {
        let start = offset
        if next == UInt8(ascii: "(") { return try tuple(depth: depth) }
        while let byte = next, Self.isWord(byte) { offset += 1 }
        let end = wordEnd(from: offset)
        guard end > start else { throw ABITypeError(.empty, offset: start) }
        // A word with foreign characters in it is named as a whole.
        let word = text[start..<end]
        if end == offset, word.elementsEqual("tuple".utf8) {
            if next == UInt8(ascii: "(") { return try tuple(depth: depth) }
            guard let tupleMembers else { throw ABITypeError(.tupleWithoutMembers, offset: start) }
            let type = ABIType.tuple(tupleMembers)
            let inner = type.depth
            guard depth + inner <= ABIType.maximumDepth else { throw ABITypeError(.tooDeep, offset: start) }
            let size = try Self.checked(tupleMembers.reduce(0) { ABIType.saturatingSum($0, $1.headSize) }, at: start)
            return Measured(type: type, depth: inner, headSize: type.isDynamic ? 32 : size)
        }
        let type = try Self.elementary(word, at: start)
        if type == .address { skipPayable() }
        return Measured(type: type, depth: 0, headSize: type.headSize)
    }

    private func wordEnd(from start: Int) -> Int {
        var end = start
        while end < text.count, text[end] > 0x20, !"()[],".utf8.contains(text[end]) { end += 1 }
        return end
    }

    private mutating func skipPayable() {
        let suffix = " payable".utf8
        guard text[offset...].starts(with: suffix) else { return }
        let after = offset + suffix.count
        guard after == text.count || !Self.isWord(text[after]) else { return }
        offset = after
    }

    private mutating func tuple(depth: Int) throws(ABITypeError) -> Measured {
        let start = offset
        let (types, size, inner) = try members(depth: depth + 1)
        let type = ABIType.tuple(types)
        _ = try Self.checked(size, at: start)
        return Measured(type: type, depth: inner + 1, headSize: type.isDynamic ? 32 : size)
    }

    private mutating func members(depth: Int) throws(ABITypeError) -> (types: [ABIType], size: Int, depth: Int) {
        guard depth <= ABIType.maximumDepth else { throw ABITypeError(.tooDeep, offset: offset) }
        let start = offset
        guard take("(") else { throw ABITypeError(.expected("'('"), offset: offset) }
        var types: [ABIType] = []
        var size = 0
        var deepest = 0
        skipSpaces()
        if take(")") { throw ABITypeError(.emptyTuple, offset: start) }
        while true {
            skipSpaces()
            let member = try suffixed(measured(depth: depth), depth: depth)
            types.append(member.type)
            size = ABIType.saturatingSum(size, member.headSize)
            deepest = max(deepest, member.depth)
            skipSpaces()
            if take(")") { return (types, size, deepest) }
            guard take(",") else { throw ABITypeError(.expected("',' or ')'"), offset: offset) }
        }
    }

    private mutating func suffixed(_ base: Measured, depth: Int = 0) throws(ABITypeError) -> Measured {
        var result = base
        while next == UInt8(ascii: "[") {
            let start = offset
            offset += 1
            result.depth += 1
            guard depth + result.depth <= ABIType.maximumDepth else { throw ABITypeError(.tooDeep, offset: start) }
            if take("]") {
                result.type = .array(result.type)
                result.headSize = 32
                continue
            }
            let count = try length(from: start)
            let size = try Self.checked(ABIType.saturatingProduct(result.headSize, count), at: start)
            result.type = .fixedArray(result.type, count)
            result.headSize = result.type.isDynamic ? 32 : size
        }
        return result
    }

    private mutating func length(from start: Int) throws(ABITypeError) -> Int {
        let first = offset
        var value = 0
        while let byte = next, byte >= 0x30, byte <= 0x39 {
            value = ABIType.saturatingSum(ABIType.saturatingProduct(value, 10), Int(byte - 0x30))
            offset += 1
        }
        let digits = offset - first
        guard digits > 0, take("]") else { throw ABITypeError(.badArraySuffix, offset: start) }
        guard value > 0 else { throw ABITypeError(.zeroLengthArray, offset: start) }
        guard text[first] != 0x30 else { throw ABITypeError(.badArraySuffix, offset: start) }
        return value
    }

    private static func checked(_ size: Int, at offset: Int) throws(ABITypeError) -> Int {
        guard size <= ABIType.maximumStaticSize else { throw ABITypeError(.tooLarge, offset: offset) }
        return size
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"), UInt8(ascii: "$"), UInt8(ascii: "."): true
        default: false
        }
    }
}

extension ABITypeParser {
    private static func elementary(_ word: ArraySlice<UInt8>, at offset: Int) throws(ABITypeError) -> ABIType {
        let name = String(decoding: word, as: UTF8.self)
        switch name {
        case "address": return .address
        case "bool": return .bool
        case "bytes": return .bytes
        case "string": return .string
        case "function": return .function
        case "byte": return .fixedBytes(1)
        case "uint": return .uint(256)
        case "int": return .int(256)
        default: break
        }
        var hint: String?
        if let digits = suffix(of: name, after: "uint") ?? suffix(of: name, after: "int") {
            if let bits = smallNumber(digits), (8...256).contains(bits), bits % 8 == 0 {
                return name.utf8.first == UInt8(ascii: "u") ? .uint(bits) : .int(bits)
            }
            hint = "widths go from 8 to 256 in steps of 8"
        } else if let digits = suffix(of: name, after: "bytes") {
            if let count = smallNumber(digits), (1...32).contains(count) { return .fixedBytes(count) }
            hint = "fixed bytes go from bytes1 to bytes32"
        } else if name.hasPrefix("fixed") || name.hasPrefix("ufixed") {
            hint = "Solidity names fixed-point types but can neither assign nor encode them; contracts use scaled integers"
        } else if name == "mapping" {
            hint = "a mapping never crosses the ABI"
        }
        throw ABITypeError(.unknownType(name, hint: hint), offset: offset)
    }

    /// What follows `prefix`, where that is made of digits.
    private static func suffix(of name: String, after prefix: String) -> Substring.UTF8View? {
        guard name.utf8.starts(with: prefix.utf8) else { return nil }
        let rest = name.utf8.dropFirst(prefix.utf8.count)
        return !rest.isEmpty && rest.allSatisfy { (0x30...0x39).contains($0) } ? rest : nil
    }

    /// A number of up to three digits without leading zeros.
    private static func smallNumber(_ digits: Substring.UTF8View) -> Int? {
        guard digits.count <= 3, digits.first != 0x30 else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}

extension ABIType {
    /// How many arrays and tuples are around the innermost type.
    package var depth: Int {
        switch self {
        case .array(let element), .fixedArray(let element, _): element.depth + 1
        case .tuple(let members): (members.map(\.depth).max() ?? 0) + 1
        default: 0
        }
    }
}

/// Turns Solidity's names into Swift's: predictable, legal, in the API style.
///
/// A name depends only on the name it comes from; what to do about names that meet is for the caller (`NameTable`, `OverloadNames`).
public enum SwiftNames {
    /// The name of a struct, an enum or a call: `sendQuote` → `SendQuote`, `_call` → `Call`, `DEFAULT_ADMIN_ROLE` → `DefaultAdminRole`.
    public static func type(_ name: String) -> String {
        var text: String
        if isPlain(name) {
            text = mapFirst(name, uppercase)
        } else {
            text = words(name).map(upperFirst).joined()
            if text.isEmpty { text = "Unnamed" }
        }
        if startsWithDigit(text) { text = "_" + text }
        return reservedTypes.contains(text) ? text + "_" : text
    }

    /// Whether a name of ASCII letters and digits, as words are, needs something in front.
    private static func startsWithDigit(_ text: String) -> Bool {
        text.utf8.first.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
    }

    /// The name of a property, an argument or a case: `_x` → `x`, `NOT_BOUND` → `notBound`, `DOMAIN` → `domain`.
    public static func member(_ name: String) -> String {
        var text: String
        if isPlain(name) {
            text = lowerFirst(name)
        } else {
            let words = words(name)
            guard let first = words.first else { return "" }
            text = lowerFirst(first) + words.dropFirst().map(upperFirst).joined()
        }
        if startsWithDigit(text) { text = "_" + text }
        return reservedMembers.contains(text) ? text + "_" : text
    }

    /// The name as it has to stand in a declaration or behind `self.`: keywords in backticks.
    public static func escaped(_ name: String) -> String { keywords.contains(name) ? "`\(name)`" : name }

    /// An argument's label where a function is called: Swift takes every keyword but one there, and warns of backticks that it can do without.
    static func escapedLabel(_ name: String) -> String { name == "inout" ? "`inout`" : name }

    /// Whether a name can stand for a type as it is.
    public static func isTypeName(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, isHead(first), name.unicodeScalars.allSatisfy({ isHead($0) || isDigit($0) }) else {
            return false
        }
        return !reservedTypes.contains(name) && !keywords.contains(name)
    }

    /// Splits at underscores, `$` and whatever else Swift has no place for. An all-capitals name of several words is lowered but for first letters.
    private static func words(_ name: String) -> [String] {
        let parts = name.unicodeScalars.split { !(isHead($0) || isDigit($0)) || $0 == "_" }.map { String(String.UnicodeScalarView($0)) }
        let isShouted = !name.unicodeScalars.contains { $0.isASCII ? ("a"..."z").contains($0) : $0.properties.isLowercase }
        guard isShouted, parts.contains(where: { $0.unicodeScalars.count > 1 }) || parts.count > 1 else { return parts }
        return parts.map { $0.lowercased() }
    }

    /// Whether a name is one word of ASCII letters and digits, not all capitals: most are.
    private static func isPlain(_ name: String) -> Bool {
        name.utf8.withContiguousStorageIfAvailable { isPlain($0) } ?? isPlain(name.utf8)
    }

    private static func isPlain(_ bytes: some Sequence<UInt8>) -> Bool {
        var hasLowercase = false
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): hasLowercase = true
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): break
            default: return false
            }
        }
        return hasLowercase
    }

    private static func isHead(_ c: Unicode.Scalar) -> Bool { c == "_" || ("a"..."z").contains(c) || ("A"..."Z").contains(c) }
    private static func isDigit(_ c: Unicode.Scalar) -> Bool { ("0"..."9").contains(c) }

    static func upperFirst(_ text: String) -> String {
        guard isPlain(text) else { return text.prefix(1).uppercased() + text.dropFirst() }
        return mapFirst(text, uppercase)
    }

    private static func isUppercase(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
    private static func uppercase(_ byte: UInt8) -> UInt8 { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte & ~0x20 : byte }

    /// A text of ASCII with another first letter.
    private static func mapFirst(_ text: String, _ change: (UInt8) -> UInt8) -> String {
        let utf8 = text.utf8
        guard let first = utf8.first, change(first) != first else { return text }
        return String(unsafeUninitializedCapacity: utf8.count) { room in
            _ = room.initialize(from: utf8)
            room[0] = change(first)
            return utf8.count
        }
    }

    /// Lowers the first letter, or the whole leading run of capitals of an acronym: `EIP712Domain` → `eip712Domain`, `URL` → `url`.
    static func lowerFirst(_ text: String) -> String {
        if isPlain(text), text.utf8.dropFirst().first.map(isUppercase) != true {
            return mapFirst(text) { isUppercase($0) ? $0 | 0x20 : $0 }
        }
        let run = text.prefix { $0.isUppercase }
        if run.count <= 1 { return run.lowercased() + text.dropFirst(run.count) }
        let rest = text.dropFirst(run.count)
        if rest.first?.isLowercase == true { return run.dropLast().lowercased() + run.suffix(1) + rest }
        return run.lowercased() + rest
    }

    /// Type names that Swift gives another meaning.
    static let reservedTypes: Set<String> = ["Type", "Protocol", "Self", "Any", "Swift", "EVMCore"]

    /// What the generator itself declares in a contract.
    static let ownTypes: Set<String> = holders.union(["Calls", "Events", "Errors", "Constructor", "TypedData"])

    /// Where the types are declared that the generator's enums have aliases of.
    static let holders: Set<String> = ["CallTypes", "EventTypes", "ErrorTypes"]

    /// Why an entry of a config cannot be called so, or nil.
    static func conflict(ofEntry name: String, in namespace: String) -> String? {
        if name == namespace { return "has the name of the namespace that it is in" }
        if name.hasPrefix("Length"), Int(name.dropFirst(6)) != nil { return "has a name that lengths of fixed arrays have" }
        return nil
    }

    /// Member names that Swift or the runtime's protocols give another meaning.
    static let reservedMembers: Set<String> = [
        "self", "Self", "Type", "Protocol", "hashValue", "encoded", "abiEncoded", "encodedLog", "structHash", "abiTailSize",
        "abiEncodedSize",
        "abiTailBytes", "abiTypeName", "typedDataWord", "abiTopic", "rawValue", "decoding",
    ]

    /// Words that need backticks as a name.
    static let keywords: Set<String> = [
        "associatedtype", "class", "deinit", "enum", "extension", "fileprivate", "func", "import", "init", "inout", "internal", "let",
        "open",
        "operator", "private", "precedencegroup", "protocol", "public", "rethrows", "static", "struct", "subscript", "typealias", "var",
        "break",
        "case", "catch", "continue", "default", "defer", "do", "else", "fallthrough", "for", "guard", "if", "in", "repeat", "return",
        "throw",
        "switch", "where", "while", "Any", "as", "await", "false", "is", "nil", "self", "Self", "super", "throws", "true", "try", "_",
    ]
}

/// Gives every item of a list a name of its own.
struct NameTable {
    private var taken: Set<String> = []

    /// `reserved` are names that no item may have.
    init(reserved: Set<String> = []) { taken = reserved }

    /// The first of `candidates` that is free; else the last one with the lowest free number from 2 on.
    mutating func claim(_ candidates: [String]) -> String {
        for candidate in candidates where !candidate.isEmpty && !taken.contains(candidate) {
            taken.insert(candidate)
            return candidate
        }
        let base = candidates.last(where: { !$0.isEmpty }) ?? "value"
        var number = 2
        while taken.contains("\(base)\(number)") { number += 1 }
        taken.insert("\(base)\(number)")
        return "\(base)\(number)"
    }

    /// Whether a name was free; then it is taken.
    mutating func claim(ifFree name: String) -> Bool { taken.insert(name).inserted }

    /// Labels of a list of parameters: `value` for a lone one without a name, `value0`, `value1`, … by position where there are several.
    static func labels(_ names: [String]) -> [String] {
        let plain = names.map(SwiftNames.member)
        if areDistinct(plain) { return plain }
        var table = NameTable()
        var labels = [String?](repeating: nil, count: names.count)
        // Names that say something go first, so that an invented one never takes theirs.
        for (i, plain) in plain.enumerated() where !plain.isEmpty { labels[i] = table.claim([plain, plain + "_"]) }
        return names.indices.map { i in labels[i] ?? table.claim([names.count == 1 ? "value" : "value\(i)"]) }
    }

    /// Whether no name is empty and no two are the same, as in most lists; few are long, and to compare costs less there than to hash.
    private static func areDistinct(_ names: [String]) -> Bool {
        guard names.count <= 16 else { return !names.contains("") && Set(names).count == names.count }
        return names.indices.allSatisfy { i in !names[i].isEmpty && !names[..<i].contains(names[i]) }
    }
}

/// What a difference between two specs does to those who used the old one, gravest first.
public enum DiffClass: String, Sendable, CaseIterable {
    /// An old caller's bytes (calldata, a signature, a byte offset) are refused or mean something else.
    case wire
    /// An answer, a log or a revert is read wrongly, or not recognised, by an old reader.
    case decoding
    /// Swift that compiled no longer does.
    case source
    /// Nobody notices.
    case harmless
}

/// What a difference is about.
public enum DiffKind: String, Sendable, CaseIterable {
    /// A function, the constructor, `receive()` or `fallback()`.
    case function
    /// An event.
    case event
    /// A custom error.
    case error
    /// A Solidity struct.
    case `struct`
    /// A Solidity enum.
    case `enum`
    /// An EIP-712 struct type, or a domain.
    case typedData
    /// The place of an argument in the calldata, which flex fields and templates state in bytes.
    case layout
}

/// One difference between two specs.
public struct DiffFinding: Sendable, Equatable {
    /// Whether the thing is in one of the specs only, or in both.
    public enum Change: Sendable { case added, removed, changed }

    /// Whether the thing is in one of the specs only, or in both.
    public var change: Change
    /// What it is about.
    public var kind: DiffKind
    /// The contract, or the group of EIP-712 types; empty where one spec was compared with another.
    public var contract = ""
    /// The signature in the new spec (in the old one, where it was removed); the name of a struct, an enum or an EIP-712 type.
    public var signature: String
    /// The selector of a function or an error, the first topic of an event, the type hash of an EIP-712 type.
    public var id: String?
    /// What it was in the old spec: a signature, a struct's members, an enum's cases, an `encodeType` string. For changes only.
    public var was: String?
    /// What it does to users of the old spec.
    public var `class`: DiffClass
    /// What exactly has changed. For changes only.
    public var detail: String?
    /// The signature or name that most likely took its place. For removals only.
    public var likely: String?
    /// How the likely successor differs, for people.
    public var hint: String?

    /// Something that only the new spec has.
    static func added(_ kind: DiffKind, _ signature: String, id: String? = nil) -> DiffFinding {
        DiffFinding(change: .added, kind: kind, signature: signature, id: id, class: .harmless)
    }

    /// Something that only the old spec has.
    static func removed(_ kind: DiffKind, _ signature: String, id: String? = nil, _ class: DiffClass) -> DiffFinding {
        DiffFinding(change: .removed, kind: kind, signature: signature, id: id, class: `class`)
    }

    /// Something that differs.
    static func changed(_ kind: DiffKind, _ signature: String, was: String, _ class: DiffClass, _ detail: String) -> DiffFinding {
        DiffFinding(change: .changed, kind: kind, signature: signature, was: was, class: `class`, detail: detail)
    }
}

/// What has changed of one thing, by what it does: one finding comes of each class.
struct DiffDetails {
    private var texts: [DiffClass: [String]] = [:]

    var isEmpty: Bool { texts.isEmpty }

    mutating func add(_ class: DiffClass, _ text: String) { texts[`class`, default: []].append(text) }

    /// Takes over what was found of a part, under each of the classes that the part's place makes of it.
    mutating func add(_ other: DiffDetails, prefix: String = "") {
        for `class` in DiffClass.allCases {
            for text in other.texts[`class`] ?? [] { add(`class`, prefix + text) }
        }
    }

    func findings(_ kind: DiffKind, _ signature: String, was: String) -> [DiffFinding] {
        DiffClass.allCases.compactMap { `class` in
            texts[`class`].map { .changed(kind, signature, was: was, `class`, $0.joined(separator: "; ")) }
        }
    }
}

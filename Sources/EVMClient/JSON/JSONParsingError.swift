/// Why bytes are not a JSON text, and where.
public struct JSONParsingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public enum Kind: Sendable, Hashable {
        /// The text ends in the midst of a value.
        case truncated
        /// A byte that has no place there.
        case unexpected(UInt8)
        /// Values lie in values deeper than the limit.
        case tooDeep(limit: Int)
        /// An object has two members of one name.
        case duplicateKey(String)
        /// Something follows the value.
        case trailing
    }

    /// What is wrong.
    public var kind: Kind
    /// The byte at which it shows.
    public var offset: Int

    /// Creates an error.
    public init(kind: Kind, offset: Int) {
        self.kind = kind
        self.offset = offset
    }

    /// What is wrong and where, in one sentence.
    public var description: String {
        switch kind {
        case .truncated: "the text ends at byte \(offset), in the midst of a value"
        case .unexpected(let byte):
            (0x21..<0x7f).contains(byte)
                ? "unexpected '\(Character(Unicode.Scalar(byte)))' at byte \(offset)" : "unexpected byte \(byte) at byte \(offset)"
        case .tooDeep(let limit): "values are nested deeper than \(limit) at byte \(offset)"
        case .duplicateKey(let key): "the key \"\(key.prefix(100))\" stands twice in one object, again at byte \(offset)"
        case .trailing: "something follows the value at byte \(offset)"
        }
    }
}

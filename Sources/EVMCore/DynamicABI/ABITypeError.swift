/// Why a text is no ABI type, and where.
public struct ABITypeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public enum Kind: Sendable, Hashable {
        /// Nothing where a type should stand.
        case empty
        /// A name that is no ABI type, with a hint where one can be given.
        case unknownType(String, hint: String?)
        /// `[` without a number and `]`, or a number that is not one.
        case badArraySuffix
        /// `T[0]`: Solidity has no such type and its elements would take no room.
        case zeroLengthArray
        /// The type's own words would take more than ``ABIType/maximumStaticSize`` bytes.
        case tooLarge
        /// `(`, `)` or `,` is missing.
        case expected(String)
        /// `()`: Solidity has no empty structs.
        case emptyTuple
        /// `tuple` without its members.
        case tupleWithoutMembers
        /// Tuples and arrays nest deeper than ``ABIType/maximumDepth``.
        case tooDeep
        /// The type ends and the text goes on.
        case trailingText(String)
    }

    /// What is wrong.
    public var kind: Kind
    /// Where in the text, in characters from 0.
    public var offset: Int

    /// Creates an error.
    public init(_ kind: Kind, offset: Int) {
        self.kind = kind
        self.offset = offset
    }

    /// What is wrong, without the place.
    public var reason: String {
        switch kind {
        case .empty: "a type is missing"
        case .unknownType(let name, let hint): "unknown type '\(name)'" + (hint.map { ": \($0)" } ?? "")
        case .badArraySuffix: "bad array suffix: write 'T[]' or 'T[3]'"
        case .zeroLengthArray: "an array of length 0 is no ABI type"
        case .tooLarge: "the array is too large: a type's own words may take at most \(ABIType.maximumStaticSize) bytes"
        case .expected(let what): "\(what) is missing"
        case .emptyTuple: "a tuple without members is no ABI type"
        case .tupleWithoutMembers: "'tuple' needs its members: write '(uint256,address)'"
        case .tooDeep: "the type nests deeper than \(ABIType.maximumDepth) levels"
        case .trailingText(let text): "unexpected '\(text)' after the type"
        }
    }

    /// What is wrong and where.
    public var description: String { "\(reason) (at character \(offset))" }
}

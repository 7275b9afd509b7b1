/// Why bytes are not the canonical RLP of an item, or why an item is not what was asked of it.
///
/// Offsets count bytes from the start of the input to the item that is wrong.
public enum RLPError: Error, Sendable, Hashable {
    /// The input ends before the item does: `needed` bytes at least, from `offset` on, of which only `available` are there.
    case truncated(offset: Int, needed: UInt64, available: Int)
    /// The item reaches beyond the end of the list that holds it.
    case itemExceedsList(offset: Int, listEnd: Int)
    /// The input goes on after its item.
    case trailingBytes(offset: Int, count: Int)
    /// A byte below 0x80 stands for itself, but has a prefix here.
    case prefixedSingleByte(offset: Int)
    /// A length below 56 belongs into the prefix, but has bytes of its own here.
    case longFormOfShortLength(offset: Int, length: UInt64)
    /// The bytes of a length begin with zero.
    case leadingZeroInLength(offset: Int)
    /// Lists are nested deeper than ``RLP/maximumDepth``.
    case tooDeep(offset: Int)

    /// A byte string was wanted where a list is.
    case notBytes
    /// A list was wanted where a byte string is.
    case notList
    /// The bytes of an integer begin with zero.
    case leadingZeroInInteger
    /// An integer of `count` bytes does not fit in `maximum`.
    case integerTooLarge(count: Int, maximum: Int)
    /// A byte string of another length was wanted.
    case wrongLength(expected: Int, actual: Int)
}

extension RLPError: CustomStringConvertible {
    /// What is wrong and where, in one sentence.
    public var description: String {
        switch self {
        case .truncated(let offset, let needed, let available):
            "RLP: the item at offset \(offset) needs \(needed) bytes, but only \(available) are there"
        case .itemExceedsList(let offset, let listEnd):
            "RLP: the item at offset \(offset) reaches beyond its list, which ends at \(listEnd)"
        case .trailingBytes(let offset, let count):
            "RLP: the item ends at offset \(offset), but \(count) more bytes follow"
        case .prefixedSingleByte(let offset):
            "RLP: the byte at offset \(offset) must not have a prefix, as it is below 0x80"
        case .longFormOfShortLength(let offset, let length):
            "RLP: the length \(length) of the item at offset \(offset) must be in its prefix, as it is below 56"
        case .leadingZeroInLength(let offset):
            "RLP: the length of the item at offset \(offset) begins with a zero byte"
        case .tooDeep(let offset):
            "RLP: the list at offset \(offset) is nested deeper than \(RLP.maximumDepth) lists"
        case .notBytes: "RLP: a list where a byte string was expected"
        case .notList: "RLP: a byte string where a list was expected"
        case .leadingZeroInInteger: "RLP: an integer with leading zeros"
        case .integerTooLarge(let count, let maximum): "RLP: an integer of \(count) bytes where at most \(maximum) fit"
        case .wrongLength(let expected, let actual): "RLP: \(actual) bytes where \(expected) were expected"
        }
    }
}

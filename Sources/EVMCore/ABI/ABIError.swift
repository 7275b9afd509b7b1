/// Why bytes could not be decoded, or values not encoded: what, where in the data, and where in the value.
public struct ABIError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Kind: Sendable, Hashable {
        /// The data ends before what has to stand there.
        case dataTooShort(needed: Int, available: Int)
        /// An offset points before the end of the head it stands in, or past the end of the data.
        case offsetOutOfRange
        /// A declared length is larger than what is left of the data.
        case lengthOutOfRange
        /// Bytes that must be zero are not: above an address, below a `bytesN`, behind the end of `bytes` or `string`.
        case dirtyPadding
        /// A `bool` that is neither 0 nor 1.
        case invalidBool
        /// An integer in the data that does not fit its type.
        case integerOutOfRange
        /// A `string` that is not UTF-8.
        case invalidUTF8
        /// Tails are shared so often that the result would be out of proportion to the data.
        case tooMuchData
        /// No item is known by the selector.
        case unknownSelector(Selector)
        /// The selector is another item's.
        case wrongSelector(expected: Selector, found: Selector)
        /// No event is known by the first topic; nil where the log has none.
        case unknownTopic(Bytes32?)
        /// The first topic is another event's.
        case wrongTopic(expected: Bytes32, found: Bytes32)
        /// A log has more or fewer topics than the event.
        case topicCount(expected: Int, found: Int)
        /// A value to encode is of another kind than its type asks for.
        case typeMismatch(expected: String, found: String)
        /// A value to encode does not fit its type.
        case valueOutOfRange(type: String)
        /// There are more or fewer values than types, members or elements.
        case arity(expected: Int, found: Int)
        /// A type that was put together by hand and that Solidity does not have, such as `uint7` or an empty tuple.
        case invalidType(String)
        /// A type that the packed encoding has no form for.
        case notPackable(type: String)
    }

    /// What is wrong.
    public var kind: Kind
    /// The byte offset in the data that was decoded, behind the selector where there is one; 0 when encoding.
    public var offset: Int
    /// Which value it is about, `ops[2].flexFields[0].offset`; a parameter without a name is `args[2]`. Empty for the whole.
    public var path: String

    /// Creates an error.
    public init(_ kind: Kind, offset: Int = 0, path: String = "") {
        self.kind = kind
        self.offset = offset
        self.path = path
    }
}

extension ABIError: CustomStringConvertible {
    /// Where it is, what is wrong and how to mend it, on one line.
    public var description: String {
        let place = isAboutData ? (path.isEmpty ? "byte \(offset)" : "\(path) at byte \(offset)") : path
        return place.isEmpty ? reason : "\(place): \(reason)"
    }

    /// What is wrong and how to mend it, without the place.
    public var reason: String {
        switch kind {
        case .dataTooShort(let needed, let available):
            "\(needed) bytes are needed here and \(available) are left; the data was cut short, or is of another type"
        case .offsetOutOfRange:
            "the offset points into its own head or past the end of the data; the data was cut short, or is of another type"
        case .lengthOutOfRange: "the declared length is larger than the data left; the data was cut short, or is of another type"
        case .dirtyPadding: "padding that has to be zero is not; the data is of another type, or its encoder is faulty"
        case .invalidBool: "a bool is 0 or 1; the data is of another type"
        case .integerOutOfRange: "the integer does not fit its type; the data is of another type"
        case .invalidUTF8: "the string is not UTF-8; decode it as 'bytes' to get at it"
        case .tooMuchData: "the data refers to its own parts too often: it would decode to far more than it holds"
        case .unknownSelector(let selector): "nothing is known by the selector \(selector.hex); give the spec that declares it"
        case .wrongSelector(let expected, let found): "the selector is \(found.hex), not \(expected.hex); it is another item's data"
        case .unknownTopic(.some(let topic)): "no event is known by the topic \(topic.hex); give the spec that declares it"
        case .unknownTopic(.none): "the log has no topics; only an anonymous event, given by name, can have made it"
        case .wrongTopic(let expected, let found): "the first topic is \(found.hex), not \(expected.hex); it is another event's log"
        case .topicCount(let expected, let found):
            "the event has \(expected) topics and the log \(found); another event's log, or a declaration with other 'indexed' parameters"
        case .typeMismatch(let expected, let found): "\(expected) is expected, not \(found)"
        case .valueOutOfRange(let type): "the value does not fit \(type)"
        case .arity(let expected, let found): "\(expected) values are expected, not \(found)"
        case .invalidType(let type): "\(type) is no Solidity type"
        case .notPackable(let type): "\(type) has no packed form; Solidity refuses nested arrays, structs and arrays of bytes or strings"
        }
    }

    /// Whether ``offset`` says anything.
    package var isAboutData: Bool {
        switch kind {
        case .dataTooShort, .offsetOutOfRange, .lengthOutOfRange, .dirtyPadding, .invalidBool, .integerOutOfRange, .invalidUTF8,
            .tooMuchData:
            true
        case .unknownSelector, .wrongSelector, .unknownTopic, .wrongTopic, .topicCount, .typeMismatch, .valueOutOfRange, .arity,
            .invalidType, .notPackable:
            false
        }
    }
}

extension ABIError {
    /// The same error seen from around the value: `[3]` or `.name` in front of the path.
    package consuming func inside(_ component: String) -> ABIError {
        path = component + path
        return self
    }
}

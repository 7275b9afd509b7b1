import EVMCore
import EVMSigning

extension FlexFillError: CustomStringConvertible {
    /// What is wrong and how to mend it, in one sentence.
    public var description: String {
        switch self {
        case .noSuchField(let index, let count): "there is no flex field \(index); the operation has \(count)"
        case .notTheFiller(let expected, let signer): "the flex field is for \(expected) to fill, not for \(signer)"
        case .wrongCount(let expected, let given): "\(given) fills came for \(expected) flex fields; give one for each, empty ones to keep what was signed"
        case .wrongLength(let field, let expected, let given):
            "the fill of flex field \(field) has \(given) bytes; it has to have exactly the field's \(expected)"
        case .outOfBounds(let field, let offset, let length, let calldata):
            "flex field \(field) covers \(length) bytes at \(offset) after the selector, beyond the \(calldata) bytes of calldata"
        case .invalidSignature(let field, let error): "the fill of flex field \(field) is not signed by its filler: \(error)"
        case .signing(let error): "the fill was not signed: \(error)"
        }
    }
}

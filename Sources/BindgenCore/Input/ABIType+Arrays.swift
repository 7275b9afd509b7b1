import EVMCore

extension ABIType {
    /// The type inside all arrays.
    var innermost: ABIType {
        switch self {
        case .array(let element), .fixedArray(let element, _): element.innermost
        default: self
        }
    }

    /// `[]`, `[2][]`; empty where the type is no array.
    var arraySuffix: String {
        switch self {
        case .array(let element): element.arraySuffix + "[]"
        case .fixedArray(let element, let count): element.arraySuffix + "[\(count)]"
        default: ""
        }
    }
}

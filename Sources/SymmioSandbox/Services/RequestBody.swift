import EVMClient
import EVMCore
import Symmio

/// A part of a request's body with its place in it.
///
/// As the services do, it reads numbers in both styles and passes over members that it does not know; what is of a wrong type is an error
/// that names the member.
struct RequestBody: Sendable {
    let value: JSONValue
    let place: String

    private init(_ value: JSONValue, _ place: String) {
        self.value = value
        self.place = place
    }

    /// A body that has to be an object.
    init(_ request: ServerRequest) throws(JSONFieldError) {
        guard let value = try? JSONValue(parsing: request.body) else { throw JSONFieldError(path: "", reason: "the body is not JSON") }
        self.init(value, "")
        try expectObject()
    }

    private func expectObject() throws(JSONFieldError) {
        guard value.object != nil else { throw fault("an object is expected") }
    }

    func fault(_ reason: String) -> JSONFieldError { JSONFieldError(path: place, reason: reason) }

    private func inside(_ name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }

    /// A member that may be missing or null.
    func optional(_ name: String) throws(JSONFieldError) -> RequestBody? {
        try expectObject()
        guard let member = value[name], !member.isNull else { return nil }
        return RequestBody(member, inside(name))
    }

    /// A member that has to be there.
    func member(_ name: String) throws(JSONFieldError) -> RequestBody {
        guard let member = try optional(name) else { throw JSONFieldError(path: inside(name), reason: "it is missing") }
        return member
    }

    func text() throws(JSONFieldError) -> String {
        guard let text = value.string else { throw fault("a text is expected") }
        return text
    }

    /// A whole number in either style.
    func int() throws(JSONFieldError) -> Int {
        switch value {
        case .number(let digits), .string(let digits):
            guard let number = Int(digits) else { throw fault("'\(digits)' is no whole number in range") }
            return number
        default: throw fault("a whole number is expected")
        }
    }

    /// A whole number that is not negative, in either style.
    func uint256() throws(JSONFieldError) -> UInt256 {
        switch value {
        case .number(let digits), .string(let digits):
            guard let number = try? UInt256(decimalOrHex: digits) else { throw fault("'\(digits)' is no whole number in range") }
            return number
        default: throw fault("a whole number is expected")
        }
    }

    func address() throws(JSONFieldError) -> Address {
        let text = try text()
        guard let address = try? Address(hex: text) else { throw fault("'\(text)' is no address") }
        return address
    }

    func bytes() throws(JSONFieldError) -> Bytes {
        let text = try text()
        guard let bytes = try? Bytes(hex: text) else { throw fault("'\(text)' is no hex") }
        return bytes
    }

    func texts() throws(JSONFieldError) -> [String] {
        guard let elements = value.array else { throw fault("a list is expected") }
        var texts: [String] = []
        for (index, element) in elements.enumerated() { texts.append(try RequestBody(element, "\(place)[\(index)]").text()) }
        return texts
    }
}

internal import EVMClient
internal import EVMCore

/// A JSON value with its place in the document: reads members as the types wanted and says where one is not what it should be.
///
/// Services write a whole number as a number or as text, and add members as they grow: both spellings are read everywhere and unknown
/// members are passed over. A wrong type is an error that names the member.
struct JSONReader: Sendable {
    let value: JSONValue
    let path: String
    /// What an error calls the document; see ``JSONFieldError/document``.
    let document: String?

    init(_ value: JSONValue, path: String = "", document: String? = nil) {
        self.value = value
        self.path = path
        self.document = document
    }

    init(parsing bytes: some Sequence<UInt8>, document: String? = nil) throws(JSONFieldError) {
        do throws(JSONParsingError) {
            self.init(try JSONValue(parsing: bytes), document: document)
        } catch {
            throw JSONFieldError(path: "", reason: "not JSON: \(error)", document: document)
        }
    }

    /// A value of the same document: at this reader's place, or at one below it.
    func reader(_ value: JSONValue, at path: String? = nil) -> JSONReader { JSONReader(value, path: path ?? self.path, document: document) }

    /// The document that a text holds, where senders put one into a text once more; any other value as it is.
    func unwrapped() throws(JSONFieldError) -> JSONReader {
        guard case .string(let text) = value else { return self }
        do throws(JSONParsingError) {
            return reader(try JSONValue(parsing: Array(text.utf8)))
        } catch {
            throw fault("not JSON: \(error)")
        }
    }

    func fault(_ reason: String) -> JSONFieldError { JSONFieldError(path: path, reason: reason, document: document) }

    func expected(_ what: String) -> JSONFieldError {
        fault("\(what) is expected, not \(value.kindName)")
    }
}

// MARK: - Members

extension JSONReader {
    /// The members of an object.
    func members() throws(JSONFieldError) -> [String: JSONReader] {
        guard case .object(let members) = value else { throw expected("an object") }
        var result: [String: JSONReader] = [:]
        for (name, member) in members { result[name] = reader(member, at: inside(name)) }
        return result
    }

    /// A member that has to be there.
    func member(_ name: String) throws(JSONFieldError) -> JSONReader {
        guard let member = try optional(name) else { throw JSONFieldError(path: inside(name), reason: "it is missing", document: document) }
        return member
    }

    /// A member that may be missing or null.
    func optional(_ name: String) throws(JSONFieldError) -> JSONReader? {
        guard case .object(let members) = value else { throw expected("an object") }
        guard let member = members[name], member != .null else { return nil }
        return reader(member, at: inside(name))
    }

    /// The elements of an array.
    func elements() throws(JSONFieldError) -> [JSONReader] {
        guard case .array(let elements) = value else { throw expected("an array") }
        return elements.enumerated().map { reader($1, at: "\(path)[\($0)]") }
    }

    func map<T>(_ read: (JSONReader) throws(JSONFieldError) -> T) throws(JSONFieldError) -> [T] {
        var result: [T] = []
        for element in try elements() { result.append(try read(element)) }
        return result
    }

    /// The members of a map whose values are objects.
    ///
    /// What stands among them and is none is a member of the document itself and passed over, unless `isKey` knows its name as one of the
    /// map's: then it is of a wrong type. A key may be null.
    func objects(isKey: (String) -> Bool) throws(JSONFieldError) -> [String: JSONReader] {
        var result: [String: JSONReader] = [:]
        for (name, member) in try members() where member.value != .null {
            if case .object = member.value { result[name] = member } else if isKey(name) { throw member.expected("an object") }
        }
        return result
    }

    /// The elements of a list that has to be there; services in Go write an empty one as null.
    func list<T>(_ name: String, _ read: (JSONReader) throws(JSONFieldError) -> T) throws(JSONFieldError) -> [T] {
        guard case .object(let members) = value else { throw expected("an object") }
        guard members[name] != .null else { return [] }
        return try member(name).map(read)
    }

    private func inside(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}

// MARK: - Plain values

extension JSONReader {
    func string() throws(JSONFieldError) -> String {
        guard case .string(let text) = value else { throw expected("a text") }
        return text
    }

    func bool() throws(JSONFieldError) -> Bool {
        guard case .bool(let flag) = value else { throw expected("true or false") }
        return flag
    }

    /// A truth value, also where it is written as text.
    func looseBool() throws(JSONFieldError) -> Bool {
        switch value {
        case .bool(let flag): return flag
        case .string("true"), .string("True"): return true
        case .string("false"), .string("False"): return false
        default: throw expected("true or false")
        }
    }

    /// A text, or a number's digits.
    func text() throws(JSONFieldError) -> String {
        switch value {
        case .string(let text), .number(let text): return text
        default: throw expected("a text or a number")
        }
    }

    func address() throws(JSONFieldError) -> Address { try convert { text throws(ValueError) in try Address(hex: text) } }
    func bytes() throws(JSONFieldError) -> Bytes { try convert { text throws(ValueError) in try Bytes(hex: text) } }
    func bytes32() throws(JSONFieldError) -> Bytes32 { try convert { text throws(ValueError) in try Bytes32(hex: text) } }
    func selector() throws(JSONFieldError) -> Selector { try convert { text throws(ValueError) in try Selector(hex: text) } }

    private func convert<T>(_ make: (String) throws(ValueError) -> T) throws(JSONFieldError) -> T {
        let text = try string()
        do throws(ValueError) {
            return try make(text)
        } catch {
            throw fault(error.description)
        }
    }
}

// MARK: - Numbers

extension JSONReader {
    /// A whole number that is not negative, in either style.
    func uint256() throws(JSONFieldError) -> UInt256 {
        do throws(ValueError) {
            switch value {
            case .string(let text): return try UInt256(decimalOrHex: text)
            case .number(let digits): return try UInt256(decimal: try DecimalDigits.plain(digits), decimals: 0)
            default: break
            }
        } catch {
            // What reads amounts too speaks of points and digits.
            if case .number(let digits) = value, digits.contains(where: { "-.".contains($0) }) {
                throw fault("\(digits) is not a whole number of 0 or above")
            }
            throw fault(error.description)
        }
        throw expected("a whole number or its text")
    }

    /// A whole number in either style.
    func int256() throws(JSONFieldError) -> Int256 {
        do throws(ValueError) {
            switch value {
            case .string(let text): return try Int256(decimalOrHex: text)
            case .number(let digits): return try Int256(decimal: try DecimalDigits.plain(digits), decimals: 0)
            default: break
            }
        } catch {
            throw fault(error.description)
        }
        throw expected("a whole number or its text")
    }

    /// A whole number in either style that fits the machine's integers.
    func int() throws(JSONFieldError) -> Int {
        let number = try int256()
        guard let int = Int(exactly: number) else { throw fault("\(number) is out of range") }
        return int
    }

    /// A whole number of a small unsigned type.
    func unsigned<T: FixedWidthInteger & UnsignedInteger>(_ type: T.Type) throws(JSONFieldError) -> T {
        let number = try uint256()
        guard let result = T(exactly: number) else { throw fault("\(number) is out of range") }
        return result
    }

    /// A decimal number that is not negative, in either style; see ``DecimalDigits``.
    func wad() throws(JSONFieldError) -> Wad {
        let text = try text()
        do throws(ValueError) {
            return try Wad(try DecimalDigits.plain(text), rounding: .nearest)
        } catch {
            throw fault(error.description)
        }
    }

    /// A decimal number in either style.
    func signedWad() throws(JSONFieldError) -> SignedWad {
        let text = try text()
        do throws(ValueError) {
            return try SignedWad(try DecimalDigits.plain(text), rounding: .nearest)
        } catch {
            throw fault(error.description)
        }
    }
}

// MARK: - Members that may be missing

extension JSONReader {
    func string(_ name: String) throws(JSONFieldError) -> String { try member(name).string() }
    func optionalString(_ name: String) throws(JSONFieldError) -> String? { try optional(name)?.string() }
    func optionalText(_ name: String) throws(JSONFieldError) -> String? { try optional(name)?.text() }
    func optionalInt(_ name: String) throws(JSONFieldError) -> Int? { try optional(name)?.int() }
    /// A code that most write as a number, and some as a word, such as `EC_310`.
    func optionalCode(_ name: String) throws(JSONFieldError) -> (number: Int?, word: String?) {
        guard let member = try optional(name), member.value != .string("") else { return (nil, nil) }
        if case .string(let word) = member.value, !word.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }) {
            return (nil, word)
        }
        return (try member.int(), nil)
    }
    func optionalBool(_ name: String) throws(JSONFieldError) -> Bool? { try optional(name)?.looseBool() }
    /// A decimal; an empty text counts as missing, as services write unset values so.
    func optionalWad(_ name: String) throws(JSONFieldError) -> Wad? {
        guard let member = try optional(name), member.value != .string("") else { return nil }
        return try member.wad()
    }
    func optionalSignedWad(_ name: String) throws(JSONFieldError) -> SignedWad? {
        guard let member = try optional(name), member.value != .string("") else { return nil }
        return try member.signedWad()
    }
    /// An address; an empty text counts as missing.
    func optionalAddress(_ name: String) throws(JSONFieldError) -> Address? {
        guard let member = try optional(name), member.value != .string("") else { return nil }
        return try member.address()
    }
}

public import EVMCore

/// How numbers and bytes are written in JSON-RPC: a quantity is `0x` and hex digits, data is `0x` and two hex digits for each byte.
///
/// Quantities are written without leading zeros. They are read with them: nodes that send `0x00` or whole words are many, and what the
/// number is stays beyond doubt. `0x` alone, a missing `0x`, decimal digits and JSON numbers are refused: what they mean is not.
extension JSONValue {
    /// A quantity.
    public static func quantity(_ value: UInt256) -> JSONValue { .string(value.hex) }

    /// A quantity.
    public static func quantity(_ value: UInt64) -> JSONValue { .string("0x" + String(value, radix: 16)) }

    /// Data.
    public static func data(_ value: Bytes) -> JSONValue { .string(value.hex) }

    /// Data of fixed length.
    public static func data(_ value: some FixedBytes) -> JSONValue { .string(value.hex) }

    /// An address, in lower case, as nodes write it.
    public static func address(_ value: Address) -> JSONValue { .string(value.hex) }
}

/// Reads a result, knowing what to call it in an error.
struct ResultReader {
    /// The method whose result it is.
    let method: String

    func quantity(_ json: JSONValue?, _ what: String = "result") throws(ChainError) -> UInt256 {
        guard let text = json?.string, text.hasPrefix("0x"), let value = try? UInt256(hex: text) else {
            throw wrong(what, "a quantity such as 0x1b4", json)
        }
        return value
    }

    func uint64(_ json: JSONValue?, _ what: String = "result") throws(ChainError) -> UInt64 {
        guard let value = UInt64(exactly: try quantity(json, what)) else { throw wrong(what, "a quantity of at most 64 bits", json) }
        return value
    }

    func data(_ json: JSONValue?, _ what: String = "result") throws(ChainError) -> Bytes {
        guard let text = json?.string, text.hasPrefix("0x"), let value = try? Bytes(hex: text) else {
            throw wrong(what, "data such as 0x1b4f", json)
        }
        return value
    }

    func fixed<T: FixedBytes>(_ json: JSONValue?, _ what: String = "result") throws(ChainError) -> T {
        guard let value = T(try data(json, what)) else { throw wrong(what, "\(T.count) bytes of data", json) }
        return value
    }

    func address(_ json: JSONValue?, _ what: String = "result") throws(ChainError) -> Address {
        // Some nodes write checksums, and a wrong one is not worth an error here.
        guard let value = Address(try data(json, what)) else { throw wrong(what, "an address", json) }
        return value
    }

    /// The value, or nil where the member is missing or null.
    func optional<T>(_ json: JSONValue?, _ read: (JSONValue) throws(ChainError) -> T) throws(ChainError) -> T? {
        guard let json, !json.isNull else { return nil }
        return try read(json)
    }

    func object(_ json: JSONValue?, _ what: String = "result") throws(ChainError) -> [String: JSONValue] {
        guard let members = json?.object else { throw wrong(what, "an object", json) }
        return members
    }

    func array(_ json: JSONValue?, _ what: String = "result") throws(ChainError) -> [JSONValue] {
        guard let elements = json?.array else { throw wrong(what, "an array", json) }
        return elements
    }

    func wrong(_ what: String, _ expected: String, _ json: JSONValue?) -> ChainError {
        let found = json.map { String($0.text.prefix(80)) } ?? "nothing"
        return .invalidAnswer(.wrongResult(method: method, "\(what) must be \(expected), but is \(found)"))
    }
}

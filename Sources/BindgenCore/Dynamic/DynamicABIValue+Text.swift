import EVMCore

extension DynamicABIValue {
    /// Reads a value that is one text: a decimal or `0x` number, an address, `true`, `0x` bytes, a string as it is.
    ///
    /// Arrays and tuples are written as JSON.
    public init(text: String, as type: ABIType, names: [ABIParameter] = []) throws(DynamicFailure) {
        switch type {
        case .array, .fixedArray, .tuple:
            let node: JSONNode
            do {
                node = try JSONNode.parse(line: Array(text.utf8), file: "argument")
            } catch {
                throw DynamicFailure(error)
            }
            self = try DynamicABIValue(json: node, as: type, names: names)
        case .bool:
            guard text == "true" || text == "false" else { throw DynamicFailure("'\(text)' is no bool; write true or false") }
            self = .bool(text == "true")
        default:
            self = try DynamicABIValue(scalar: text, as: type)
        }
    }

    /// Reads what JSON writes as a string; the type is neither `bool` nor a list.
    init(scalar text: String, as type: ABIType) throws(DynamicFailure) {
        do {
            switch type {
            case .uint(let bits):
                // Of no sign, the reader of unsigned numbers can only say that it is no digit.
                if text.utf8.first == UInt8(ascii: "-"), (try? Int256(decimalOrHex: text)) != nil { throw Self.outOfRange(text, type) }
                let value = try UInt256(decimalOrHex: text)
                guard value.bitWidth - value.leadingZeroBitCount <= bits else { throw Self.outOfRange(text, type) }
                self = .uint(value)
            case .int(let bits):
                let value = try Int256(decimalOrHex: text)
                // The bits of the value or of its complement, and the sign's.
                let magnitude = (value < 0 ? ~value : value).bitPattern
                guard 256 - magnitude.leadingZeroBitCount < bits else { throw Self.outOfRange(text, type) }
                self = .int(value)
            case .address: self = .address(try Address(text))
            case .fixedBytes(let count): self = .fixedBytes(try Self.bytes(text, count: count, type))
            case .function:
                let bytes = try Self.bytes(text, count: 24, type)
                guard let address = Address(bytes.prefix(20)), let selector = Selector(bytes.suffix(4)) else {
                    throw DynamicFailure("a function is 24 bytes")
                }
                self = .function(address, selector)
            case .bytes: self = .bytes(try Self.bytes(text, count: nil, type))
            case .string: self = .string(text)
            case .bool, .array, .fixedArray, .tuple:
                throw DynamicFailure("\(type) is expected, not a text")
            }
        } catch let error as DynamicFailure {
            throw error
        } catch let error as ValueError {
            throw DynamicFailure(error.description)
        } catch {
            throw DynamicFailure("\(error)")
        }
    }

    private static func bytes(_ text: String, count: Int?, _ type: ABIType) throws -> Bytes {
        guard text.utf8.starts(with: "0x".utf8) else { throw ValueError.missingHexPrefix(type: type.canonicalName) }
        let bytes = Bytes(try Hex.decode(text, type: type.canonicalName))
        if let count, bytes.count != count {
            throw ValueError.wrongByteCount(type: type.canonicalName, expected: count, actual: bytes.count)
        }
        return bytes
    }

    private static func outOfRange(_ text: String, _ type: ABIType) -> DynamicFailure {
        DynamicFailure("\(text.prefix(100)) does not fit \(type)")
    }
}

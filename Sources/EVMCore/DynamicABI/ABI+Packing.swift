extension ABI {
    /// Encodes values as Solidity's `abi.encodePacked` does: as few bytes as each type has, no offsets and no lengths; an array's elements
    /// are padded to 32 bytes.
    ///
    /// The result is not injective: never hash two dynamic values side by side where somebody else chooses them.
    /// - Throws: ``ABIError``; also for what Solidity refuses: structs, nested arrays, arrays of `bytes` or `string`.
    public static func encodePacked(_ values: [DynamicABIValue], as types: [ABIType]) throws(ABIError) -> Bytes {
        guard values.count == types.count else { throw ABIError(.arity(expected: types.count, found: values.count)) }
        var output: [UInt8] = []
        for (index, (value, type)) in zip(values, types).enumerated() {
            do {
                try type.validate()
                try pack(value, type, into: &output)
            } catch {
                throw error.inside("[\(index)]").rooted()
            }
        }
        return Bytes(output)
    }

    private static func pack(_ value: DynamicABIValue, _ type: ABIType, into output: inout [UInt8]) throws(ABIError) {
        switch (value, type) {
        case (.bytes(let bytes), .bytes): output.append(contentsOf: bytes.array)
        case (.string(let text), .string): output.append(contentsOf: text.utf8)
        case (.array, .array(let element)), (.array, .fixedArray(let element, _)):
            guard element.packedSize != nil else { throw ABIError(.notPackable(type: type.canonicalName)) }
            try appendInPlace(value, type, to: &output)
        case (_, .tuple): throw ABIError(.notPackable(type: type.canonicalName))
        default:
            guard let size = type.packedSize else {
                throw ABIError(.typeMismatch(expected: type.canonicalName, found: value.kindName))
            }
            var word: [UInt8] = []
            word.append(word: try value.word(as: type))
            switch type {
            case .fixedBytes, .function: output.append(contentsOf: word.prefix(size))
            default: output.append(contentsOf: word.suffix(size))
            }
        }
    }

    /// The topic that an indexed argument of an event becomes: its word, or the Keccak-256 hash of its in-place encoding where it takes more
    /// than one.
    /// - Throws: ``ABIError`` where the value does not fit the type.
    public static func topic(of value: DynamicABIValue, as type: ABIType) throws(ABIError) -> Bytes32 {
        try type.validate()
        switch (value, type) {
        case (.bytes(let bytes), .bytes): return keccak256(bytes)
        case (.string(let text), .string): return keccak256(utf8: text)
        case (_, .array), (_, .fixedArray), (_, .tuple):
            var output: [UInt8] = []
            try appendInPlace(value, type, to: &output)
            return keccak256(Bytes(output))
        default:
            let (a, b, c, d) = try value.word(as: type).limbs
            return Bytes32(a, b, c, d)
        }
    }

    /// The encoding without offsets and lengths, everything padded to 32 bytes.
    private static func appendInPlace(_ value: DynamicABIValue, _ type: ABIType, to output: inout [UInt8]) throws(ABIError) {
        let (values, types): ([DynamicABIValue], DynamicABISequence)
        switch (value, type) {
        case (.bytes(let bytes), .bytes): return appendPadded(bytes.array, to: &output)
        case (.string(let text), .string): return appendPadded(text.utf8, to: &output)
        case (.array(let elements), .array(let element)): (values, types) = (elements, .elements(element, count: elements.count))
        case (.array(let elements), .fixedArray(let element, let count)): (values, types) = (elements, .elements(element, count: count))
        case (.tuple(let members), .tuple(let memberTypes)): (values, types) = (members, .members(memberTypes))
        default: return output.append(word: try value.word(as: type))
        }
        guard values.count == types.count else { throw ABIError(.arity(expected: types.count, found: values.count)) }
        for index in 0..<types.count {
            do {
                try appendInPlace(values[index], types[index], to: &output)
            } catch {
                throw error.inside("[\(index)]")
            }
        }
    }

    private static func appendPadded(_ bytes: some Collection<UInt8>, to output: inout [UInt8]) {
        output.append(contentsOf: bytes)
        output.append(contentsOf: repeatElement(0, count: -bytes.count & 31))
    }
}

extension ABIType {
    /// The bytes that a one-word value takes when packed.
    fileprivate var packedSize: Int? {
        switch self {
        case .uint(let bits), .int(let bits): bits / 8
        case .address: 20
        case .bool: 1
        case .fixedBytes(let count): count
        case .function: 24
        case .bytes, .string, .array, .fixedArray, .tuple: nil
        }
    }
}

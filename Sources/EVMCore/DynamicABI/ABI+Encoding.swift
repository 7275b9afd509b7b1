extension ABI {
    /// Encodes values as Solidity's `abi.encode` does.
    /// - Throws: ``ABIError`` with the path to the first value that does not fit its type.
    public static func encode(_ values: [DynamicABIValue], as types: [ABIType]) throws(ABIError) -> Bytes {
        try encode(values, as: types, names: [], after: [])
    }

    /// Encodes as ``encode(_:as:)-([DynamicABIValue],[ABIType])`` does; errors name the parameters.
    /// - Throws: ``ABIError`` with the path to the first value that does not fit its type.
    public static func encode(_ values: [DynamicABIValue], as parameters: [ABIParameter]) throws(ABIError) -> Bytes {
        try encode(values, as: parameters.map(\.type), names: parameters, after: [])
    }

    /// Encodes a call or an error: the selector and the arguments.
    /// - Throws: ``ABIError`` with the path to the first value that does not fit its type.
    public static func encode(_ values: [DynamicABIValue], for signature: ABISignature) throws(ABIError) -> Bytes {
        let selector = signature.selector.value
        let prefix = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: selector >> $0) }
        return try encode(values, as: signature.parameters.map(\.type), names: signature.parameters, after: prefix)
    }

    private static func encode(
        _ values: [DynamicABIValue], as types: [ABIType], names: [ABIParameter], after prefix: [UInt8]
    ) throws(ABIError) -> Bytes {
        do {
            for type in types { try type.validate() }
            var encoder = DynamicEncoder(output: prefix)
            try encoder.sequence(values, .members(types), names)
            return Bytes(encoder.output)
        } catch {
            throw error.rooted()
        }
    }
}

/// Appends heads and tails.
struct DynamicEncoder {
    var output: [UInt8]

    mutating func sequence(_ values: [DynamicABIValue], _ types: DynamicABISequence, _ names: [ABIParameter]) throws(ABIError) {
        guard values.count == types.count else { throw ABIError(.arity(expected: types.count, found: values.count)) }
        let base = output.count
        var offsets: [(index: Int, position: Int)] = []
        for index in 0..<types.count {
            if types[index].isDynamic {
                offsets.append((index, output.count))
                output.append(word: UInt256(0))
            } else {
                try part(values, types, names, index)
            }
        }
        for (index, position) in offsets {
            output.replace(wordAt: position, with: output.count - base)
            try part(values, types, names, index)
        }
    }

    private mutating func part(
        _ values: [DynamicABIValue], _ types: DynamicABISequence, _ names: [ABIParameter], _ index: Int
    ) throws(ABIError) {
        do {
            try body(values[index], types[index], types.names(inside: index, of: names))
        } catch {
            throw error.inside(types.step(to: index, names: names))
        }
    }

    private mutating func body(_ value: DynamicABIValue, _ type: ABIType, _ names: [ABIParameter]) throws(ABIError) {
        switch (value, type) {
        case (.bytes(let bytes), .bytes): blob(bytes.array)
        case (.string(let text), .string): blob(text.utf8)
        case (.array(let values), .array(let element)):
            output.append(word: UInt256(UInt64(values.count)))
            try sequence(values, .elements(element, count: values.count), names)
        case (.array(let values), .fixedArray(let element, let count)):
            try sequence(values, .elements(element, count: count), names)
        case (.tuple(let values), .tuple(let members)): try sequence(values, .members(members), names)
        default: output.append(word: try value.word(as: type))
        }
    }

    private mutating func blob(_ bytes: some Collection<UInt8>) {
        output.append(word: UInt256(UInt64(bytes.count)))
        output.append(contentsOf: bytes)
        output.append(contentsOf: repeatElement(0, count: -bytes.count & 31))
    }
}

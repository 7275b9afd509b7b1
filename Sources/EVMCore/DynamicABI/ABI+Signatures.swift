extension ABI {
    /// Decodes a call or an error: the selector, and the arguments behind it.
    /// - Throws: ``ABIError`` where the selector is another one's or the arguments are damaged; offsets count from behind the selector.
    public static func decode(_ data: Bytes, for signature: ABISignature) throws(ABIError) -> [DynamicABIValue] {
        try expect(signature.selector, in: data)
        return try data.withUnsafeBytes { data in
            Result { () throws(ABIError) in
                let arguments = UnsafeRawBufferPointer(rebasing: data[4...])
                return try decode(arguments, as: .members(signature.parameters.map(\.type)), names: signature.parameters)
            }
        }.get()
    }

    /// An argument of an event.
    public enum LogArgument: Sendable, Hashable {
        /// Its value.
        case value(DynamicABIValue)
        /// The hash that is all a log keeps of an indexed value of more than one word.
        case hash(Bytes32)
    }

    /// Decodes a log.
    /// - Parameters:
    ///   - topics: the log's topics, the event's hash among them.
    ///   - data: the log's data.
    ///   - event: the event, with its `indexed` marks.
    /// - Returns: an argument for each parameter, in order.
    /// - Throws: ``ABIError`` where the log is another event's, has another number of topics, or is damaged.
    public static func decodeLog(topics: [Bytes32], data: Bytes, as event: ABISignature) throws(ABIError) -> [LogArgument] {
        let expected = event.topicCount
        var next = 0
        if !event.isAnonymous {
            guard let first = topics.first else { throw ABIError(.topicCount(expected: expected, found: 0), path: "topics") }
            guard first == event.hash else { throw ABIError(.wrongTopic(expected: event.hash, found: first), path: "topics[0]") }
            next = 1
        }
        guard topics.count == expected else { throw ABIError(.topicCount(expected: expected, found: topics.count), path: "topics") }
        var rest: [ABIParameter] = []
        for (index, parameter) in event.parameters.enumerated() where !parameter.isIndexed {
            var parameter = parameter
            // Its place in the data is not its place among the parameters.
            if parameter.name.isEmpty { parameter.name = "args[\(index)]" }
            rest.append(parameter)
        }
        var values = try decode(data, as: rest).makeIterator()
        var arguments: [LogArgument] = []
        for (index, parameter) in event.parameters.enumerated() {
            if !parameter.isIndexed {
                // There is one value for each parameter that is not indexed.
                if let value = values.next() { arguments.append(.value(value)) }
                continue
            }
            let topic = topics[next]
            next += 1
            guard parameter.type.isWord else {
                arguments.append(.hash(topic))
                continue
            }
            do {
                try parameter.type.validate()
                arguments.append(.value(try DynamicABIValue(word: topic.word, as: parameter.type, offset: 0)))
            } catch {
                let path = parameter.name.isEmpty ? "args[\(index)]" : parameter.name
                throw ABIError(error.kind, path: path)
            }
        }
        return arguments
    }
}

extension ABISignature {
    /// How many topics a log of the event has.
    package var topicCount: Int { parameters.count(where: \.isIndexed) + (isAnonymous ? 0 : 1) }
}

extension ABIType {
    /// Whether a value is one word: all but arrays, tuples, `bytes` and `string`.
    package var isWord: Bool {
        switch self {
        case .uint, .int, .address, .bool, .fixedBytes, .function: true
        case .bytes, .string, .array, .fixedArray, .tuple: false
        }
    }
}

import EVMCore
import Testing

/// Encodes and decodes, with the codec by run-time types as the judge of the bytes.
enum RoundTrip {
    static func call<Call: ContractCall>(_ call: Call, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let data = call.encoded()
        #expect(try Call(decoding: data).encoded() == data, sourceLocation: sourceLocation)
        try judge(data, Call.signature, Call.selector, sourceLocation)
    }

    static func call<Call: ContractCall, Calls: ContractInterface>(
        _ call: Call, in _: Calls.Type, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try self.call(call, sourceLocation: sourceLocation)
        #expect(try Calls(decoding: call.encoded()).encoded() == call.encoded(), sourceLocation: sourceLocation)
    }

    static func error<Failure: ContractError, Errors: ContractInterface>(
        _ error: Failure, in _: Errors.Type, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let data = error.encoded()
        #expect(try Failure(decoding: data).encoded() == data, sourceLocation: sourceLocation)
        #expect(try Errors(decoding: data).encoded() == data, sourceLocation: sourceLocation)
        try judge(data, Failure.signature, Failure.selector, sourceLocation)
    }

    static func event<Event: ContractEvent, Events: ContractEventInterface>(
        _ event: Event, in _: Events.Type, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let log = event.encodedLog()
        let again = try Event(topics: log.topics, data: log.data).encodedLog()
        #expect(again.topics == log.topics && again.data == log.data, sourceLocation: sourceLocation)
        let any = try Events(topics: log.topics, data: log.data).encodedLog()
        #expect(any.topics == log.topics && any.data == log.data, sourceLocation: sourceLocation)
        if let topic0 = Event.topic0 {
            #expect(topic0 == keccak256(utf8: Event.signature), sourceLocation: sourceLocation)
            #expect(log.topics.first == topic0, sourceLocation: sourceLocation)
        }
        #expect(log.topics.count == Event.indexedCount + (Event.topic0 == nil ? 0 : 1), sourceLocation: sourceLocation)
    }

    static func returned<Call: ContractCall>(
        _ value: Call.Return, of _: Call.Type, types: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let data = Call.encodeReturn(value)
        #expect(Call.encodeReturn(try Call.decodeReturn(data)) == data, sourceLocation: sourceLocation)
        let parsed = try types.map { try ABIType(parsing: $0) }
        #expect(try ABI.encode(ABI.decode(data, as: parsed), as: parsed) == data, sourceLocation: sourceLocation)
    }

    private static func judge(_ data: Bytes, _ signature: String, _ selector: Selector, _ sourceLocation: SourceLocation) throws {
        #expect(selector.bytes == Bytes(keccak256(utf8: signature).bytes.prefix(4)), sourceLocation: sourceLocation)
        // Only the types matter: the codec knows no names that begin with a digit.
        let types = try ABISignature(parsing: "f" + signature.drop { $0 != "(" }).parameters.map(\.type)
        let arguments = Bytes(data.dropFirst(4))
        #expect(try ABI.encode(ABI.decode(arguments, as: types), as: types) == arguments, sourceLocation: sourceLocation)
        #expect(Bytes(data.prefix(4)) == selector.bytes, sourceLocation: sourceLocation)
    }
}

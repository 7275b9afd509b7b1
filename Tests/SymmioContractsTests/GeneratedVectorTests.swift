import EVMCore
import SymmioContracts
import Testing

/// Every vector of every contract through its generated types: decoded by the contract's enum and by the item's type, compared with what the
/// run-time codec reads, and encoded to the same bytes.
@Suite struct GeneratedVectorTests {
    @Test(arguments: ContractBindings.all) func functions(_ contract: ContractBindings) throws {
        let vectors = try ABIVector.cases(of: contract.vectors, "functions")
        let types = try Self.bySignature(contract.callTypes.map { ($0.signature, $0) })
        #expect(!vectors.isEmpty && Set(vectors.map(\.signature)) == Set(types.keys))
        for vector in vectors {
            let calldata = try vector.bytes()
            let type = try #require(types[vector.signature])
            try Self.check(type, vector, calldata)
            #expect(try contract.calls.init(decoding: calldata).encoded() == calldata, "\(vector.signature)")
        }
    }

    private static func check<Call: ContractCall>(_ type: Call.Type, _ vector: ABIVector, _ calldata: Bytes) throws {
        let signature = try ABISignature(parsing: vector.signature)
        #expect(Call.selector.hex == vector.selector && Call.selector == signature.selector, "\(signature)")
        let parameters = try parameters(Call.abiParameters, vector)
        let call = try Call(decoding: calldata)
        #expect(try Reflection.values(of: call, parameters) == ABI.decode(calldata, for: signature), "\(signature)")
        #expect(call.encoded() == calldata, "\(signature)")
        #expect(call.abiEncoded().elementsEqual(calldata.dropFirst(4)), "\(signature)")
        // Into a buffer that was used before, with room to spare.
        var buffer = [UInt8](repeating: 0xee, count: calldata.count + 32)
        let written = buffer.withUnsafeMutableBytes { call.encode(into: $0) }
        #expect(written == calldata.count && buffer.starts(with: calldata) && buffer.suffix(32).allSatisfy { $0 == 0xee }, "\(signature)")
    }

    @Test(arguments: ContractBindings.all) func returns(_ contract: ContractBindings) throws {
        let vectors = try ABIVector.cases(of: contract.vectors, "returns")
        let types = try Self.bySignature(contract.callTypes.map { ($0.signature, $0) })
        let answering = types.filter { item in
            let type = item.value
            return !Self.returnsNothing(type)
        }
        #expect(Set(vectors.map(\.signature)) == Set(answering.keys))
        for vector in vectors {
            let type = try #require(types[vector.signature])
            try Self.checkReturn(type, vector, vector.bytes())
        }
        for (signature, type) in types where answering[signature] == nil {
            try Self.checkEmptyReturn(type)
        }
    }

    private static func returnsNothing<Call: ContractCall>(_ type: Call.Type) -> Bool { Call.Return.self == NoReturn.self }

    private static func checkReturn<Call: ContractCall>(_ type: Call.Type, _ vector: ABIVector, _ data: Bytes) throws {
        let parameters = try parameters(Call.returnParameters, vector)
        let value = try Call.decodeReturn(data)
        let expected = try ABI.decode(data, as: parameters)
        let found = parameters.count == 1 ? [try Reflection.value(value, parameters[0])] : try Reflection.values(of: value, parameters)
        #expect(found == expected, "\(vector.signature)")
        #expect(Call.encodeReturn(value) == data, "\(vector.signature)")
    }

    private static func checkEmptyReturn<Call: ContractCall>(_ type: Call.Type) throws {
        #expect(Call.returnParameters.isEmpty)
        #expect(Call.encodeReturn(try Call.decodeReturn([])).isEmpty)
    }

    @Test(arguments: ContractBindings.all) func errors(_ contract: ContractBindings) throws {
        let vectors = try ABIVector.cases(of: contract.vectors, "errors")
        let types = try Self.bySignature(contract.errorTypes.map { ($0.signature, $0) })
        #expect(Set(vectors.map(\.signature)) == Set(types.keys))
        for vector in vectors {
            let data = try vector.bytes()
            let type = try #require(types[vector.signature])
            try Self.check(type, vector, data)
            #expect(try contract.errors.init(decoding: data).encoded() == data, "\(vector.signature)")
        }
    }

    private static func check<Revert: ContractError>(_ type: Revert.Type, _ vector: ABIVector, _ data: Bytes) throws {
        let signature = try ABISignature(parsing: vector.signature)
        #expect(Revert.selector.hex == vector.selector && Revert.selector == signature.selector, "\(signature)")
        let error = try Revert(decoding: data)
        let parameters = try parameters(Revert.abiParameters, vector)
        #expect(try Reflection.values(of: error, parameters) == ABI.decode(data, for: signature), "\(signature)")
        #expect(error.encoded() == data, "\(signature)")
    }

    @Test(arguments: ContractBindings.all) func events(_ contract: ContractBindings) throws {
        let vectors = try ABIVector.cases(of: contract.vectors, "events")
        func key(_ signature: String, _ indexed: Int) -> String { "\(signature) \(indexed)" }
        let types = try Self.bySignature(contract.eventTypes.map { (key($0.signature, $0.indexedCount), $0) })
        let keys = try vectors.map { vector in
            let indexed = try #require(vector.indexed)
            return key(vector.signature, indexed.count(where: \.self))
        }
        #expect(Set(keys) == Set(types.keys))
        for (vector, key) in zip(vectors, keys) {
            let topics = try #require(vector.topics).map { try Bytes32(hex: $0) }
            let data = try vector.bytes()
            let type = try #require(types[key])
            try Self.check(type, vector, topics, data)
            let log = try contract.events.init(topics: topics, data: data).encodedLog()
            #expect(log.topics == topics && log.data == data, "\(key)")
        }
    }

    private static func check<Event: ContractEvent>(_ type: Event.Type, _ vector: ABIVector, _ topics: [Bytes32], _ data: Bytes) throws {
        let signature = try vector.event()
        #expect(Event.topic0 == (signature.isAnonymous ? nil : signature.hash), "\(signature)")
        let event = try Event(topics: topics, data: data)
        let properties = Array(Mirror(reflecting: event).children)
        let expected = try ABI.decodeLog(topics: topics, data: data, as: signature)
        try #require(properties.count == expected.count, "\(signature)")
        var inData = try [ABIParameter](parsing: "(\(Event.abi.parameters))")[...]
        let plain = signature.parameters.filter { !$0.isIndexed }
        #expect(inData.map(\.type) == plain.map(\.type), "\(signature)")
        for ((property, argument), parameter) in zip(zip(properties, expected), signature.parameters) {
            switch argument {
            case .hash(let hash): #expect(property.value as? Bytes32 == hash, "\(signature)")
            case .value(let value):
                let next = parameter.isIndexed ? parameter : inData.popFirst()
                let named = try #require(next)
                #expect(try Reflection.value(property.value, named) == value, "\(signature)")
            }
        }
        let log = event.encodedLog()
        #expect(log.topics == topics && log.data == data, "\(signature)")
    }

    private static func bySignature<Item>(_ items: [(String, Item)]) throws -> [String: Item] {
        let bySignature = Dictionary(items) { first, _ in first }
        try #require(bySignature.count == items.count, "`all` lists an item twice")
        return bySignature
    }

    /// The parameters that the generated code declares, which have the vector's types.
    private static func parameters(_ declaration: String, _ vector: ABIVector) throws -> [ABIParameter] {
        let parameters = try [ABIParameter](parsing: "(\(declaration))")
        #expect(parameters.map(\.type) == (try vector.types.map { try ABIType(parsing: $0) }), "\(vector.signature)")
        return parameters
    }
}

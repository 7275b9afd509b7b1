import EVMCore
import Testing

/// Every vector both ways through the codec by run-time types.
@Suite struct DynamicVectorTests {
    @Test func functions() throws {
        var count = 0
        for file in try DynamicVectors.files(endingIn: "_functions") {
            for vector in try DynamicVectors.cases(file) {
                let signature = try ABISignature(parsing: #require(vector["signature"] as? String))
                let values = try DynamicVectors.values(vector["args"], signature.parameters.map(\.type))
                let calldata = try DynamicVectors.bytes(vector["calldata"])
                #expect(signature.selector.hex == vector["selector"] as? String, "\(signature)")
                #expect(try ABI.encode(values, for: signature) == calldata, "\(signature)")
                #expect(try ABI.decode(calldata, for: signature) == values, "\(signature)")
                count += 1
            }
        }
        #expect(count == 2998)
    }

    @Test(arguments: [("_returns", 1748), ("_errors", 326), ("abi_random_types", 600)])
    func plainData(suffix: String, expected: Int) throws {
        var count = 0
        for file in try DynamicVectors.files(endingIn: suffix) {
            for vector in try DynamicVectors.cases(file) {
                let types = try DynamicVectors.types(vector)
                let values = try DynamicVectors.values(vector["args"], types)
                var data = try DynamicVectors.bytes(vector["data"])
                if vector["selector"] != nil { data = Bytes(data.dropFirst(4)) }
                #expect(try ABI.encode(values, as: types) == data, "\(types)")
                #expect(try ABI.decode(data, as: types) == values, "\(types)")
                count += 1
            }
        }
        #expect(count == expected)
    }

    @Test func events() throws {
        var count = 0
        for file in try DynamicVectors.files(endingIn: "_events") {
            for vector in try DynamicVectors.cases(file) {
                let plain = try ABISignature(parsing: #require(vector["signature"] as? String))
                let indexed = try #require(vector["indexed"] as? [Bool])
                let parameters = zip(plain.parameters, indexed).map { ABIParameter(type: $0.type, isIndexed: $1) }
                let event = ABISignature(
                    kind: .event, name: plain.name, parameters: parameters, isAnonymous: try #require(vector["anonymous"] as? Bool))
                let values = try DynamicVectors.values(vector["args"], parameters.map(\.type))
                let topics = try #require(vector["topics"] as? [String]).map { try Bytes32(hex: $0) }
                let data = try DynamicVectors.bytes(vector["data"])
                let hashed = vector["hashed"] as? [Bool] ?? []

                let arguments = try ABI.decodeLog(topics: topics, data: data, as: event)
                try #require(arguments.count == values.count)
                var made = event.isAnonymous ? [] : [event.hash]
                for (index, (argument, value)) in zip(arguments, values).enumerated() {
                    let topic = try ABI.topic(of: value, as: parameters[index].type)
                    let isHashed = index < hashed.count && hashed[index]
                    #expect(argument == (isHashed ? .hash(topic) : .value(value)), "\(event) \(index)")
                    if indexed[index] { made.append(topic) }
                }
                #expect(made == topics, "\(event)")
                let rest = zip(values, parameters).filter { !$1.isIndexed }
                #expect(try ABI.encode(rest.map(\.0), as: rest.map(\.1)) == data, "\(event)")
                count += 1
            }
        }
        #expect(count == 1533)
    }

    /// The decoder refuses with a typed error or agrees with the lenient decoder; and which of the two, kind by kind.
    @Test func malformed() throws {
        let refused: [String: ABIError.Kind] = [
            "dirty high bytes in address": .dirtyPadding, "dirty low bytes in bytes4": .dirtyPadding,
            "dirty padding of bytes": .dirtyPadding, "uint8 = 256": .integerOutOfRange, "uint8 = 2^256-1": .integerOutOfRange,
            "int8 = 128 not sign-extended": .integerOutOfRange, "int8 = 0xff without sign extension": .integerOutOfRange,
            "bool = 2": .invalidBool, "invalid UTF-8": .invalidUTF8, "UTF-8 surrogate": .invalidUTF8,
            "unpadded tail": .dataTooShort(needed: 32, available: 3),
            "last tail not padded to 32": .dataTooShort(needed: 64, available: 33),
            "offset at end": .dataTooShort(needed: 32, available: 0), "offset past end": .dataTooShort(needed: 32, available: 0),
            "huge offset": .offsetOutOfRange, "negative offset": .offsetOutOfRange, "offset 0 (self-reference)": .offsetOutOfRange,
            "recursive offsets": .offsetOutOfRange, "length 2^64": .lengthOutOfRange, "length 2^255": .lengthOutOfRange,
            "array length 2^40": .lengthOutOfRange, "array length 2^256-1": .lengthOutOfRange, "one element missing": .lengthOutOfRange,
            "empty data": .dataTooShort(needed: 32, available: 0), "31 bytes": .dataTooShort(needed: 32, available: 31),
            "second word missing": .dataTooShort(needed: 64, available: 32),
        ]
        let taken: Set = [
            "unaligned offset", "two offsets to the same tail", "trailing byte", "trailing word", "well-formed control",
        ]
        var seen: Set<String> = []
        for vector in try DynamicVectors.cases("abi_malformed_decode") {
            let types = try DynamicVectors.types(vector)
            let data = try DynamicVectors.bytes(vector["data"])
            let why = try #require(vector["why"] as? String)
            let result = Result { () throws(ABIError) in try ABI.decode(data, as: types) }
            if case .success(let values) = result {
                #expect(try DynamicVectors.values(vector["ethabi_lenient"], types) == values, "\(why)")
            }
            switch result {
            case .success: #expect(refused[why] == nil, "\(why)")
            case .failure(let error):
                #expect(!taken.contains(why), "\(why)")
                #expect(refused[why] == nil || refused[why] == error.kind, "\(why)")
                #expect(error.path.hasPrefix("args["), "\(why): \(error.path)")
            }
            seen.insert(why)
        }
        #expect(seen.isSuperset(of: taken) && seen.isSuperset(of: refused.keys))
    }

    @Test func reverts() throws {
        for vector in try DynamicVectors.cases("abi_reverts") {
            let kind = try #require(vector["kind"] as? String)
            let args = try #require(vector["args"] as? [String])
            let reason = RevertReason(try DynamicVectors.bytes(vector["data"]))
            switch kind {
            case "Error(string)":
                #expect(reason.kind == .error && reason.error?.canonical == kind)
                #expect(reason.arguments == args.map { .string($0) })
                #expect(reason.message.utf8.elementsEqual(args[0].utf8))
            case "Panic(uint256)":
                #expect(reason.kind == .panic && reason.error?.canonical == kind)
                #expect(reason.arguments == (try args.map { .uint(try UInt256(decimalOrHex: $0)) }))
            case "empty", "short", "unknown", "Error(string) truncated":
                #expect(reason.kind == .unknown && reason.error == nil && reason.arguments.isEmpty)
            default: Issue.record("a kind that this test does not know: \(kind)")
            }
        }
    }
}

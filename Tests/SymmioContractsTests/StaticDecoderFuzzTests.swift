import EVMCore
import Foundation
import SymmioContracts
import Testing

/// The straight-line decoders against the one that walks types: of any bytes both take the same or both refuse. `FUZZ_INPUTS` sets how many
/// inputs each test makes in all.
@Suite struct StaticDecoderFuzzTests {
    private static let inputs = ProcessInfo.processInfo.environment["FUZZ_INPUTS"].flatMap { Int($0) } ?? 8_000

    /// What a round of inputs came to; a run in which nothing was taken, or nothing refused, would show little.
    private struct Tally {
        var taken = 0
        var refused = 0

        /// Both take the data and encode the values to the same bytes, or both refuse it.
        mutating func agree(
            _ known: Result<Bytes, ABIError>, _ walked: Result<Bytes, ABIError>, _ what: @autoclosure () -> String
        ) {
            switch (known, walked) {
            case (.success(let a), .success(let b)):
                taken += 1
                if a != b { Issue.record("read differently: \(what())") }
            case (.failure(let a), .failure(let b)):
                refused += 1
                if a != b { Issue.record("refused for different reasons, \(a) and \(b): \(what())") }
            case (.success, .failure(let error)): Issue.record("taken by the static decoder alone, \(error): \(what())")
            case (.failure(let error), .success): Issue.record("refused by the static decoder alone, \(error): \(what())")
            }
        }
    }

    private static func result(_ body: () throws(ABIError) -> Bytes) -> Result<Bytes, ABIError> {
        Result { () throws(ABIError) in try body() }
    }

    /// The values as the walking codec reads and writes them.
    private static func walked(_ data: Bytes, _ parameters: [ABIParameter]) -> Result<Bytes, ABIError> {
        result { () throws(ABIError) in try ABI.encode(ABI.decode(data, as: parameters), as: parameters) }
    }

    private static func parameters(_ declaration: String) throws -> [ABIParameter] { try [ABIParameter](parsing: "(\(declaration))") }

    // MARK: - Damaged encodings

    /// The vectors worth damaging: those that are not so large that time goes into decoding and none into variety.
    private static func material(_ contract: ContractBindings, _ kind: String) throws -> [ABIVector] {
        try ABIVector.cases(of: contract.vectors, kind).filter { ($0.calldata ?? $0.data ?? "").utf8.count < 4_000 }
    }

    /// Runs `body` on damaged vectors of a kind, spread evenly over the contracts, until the number of inputs is reached.
    private func damage(_ kind: String, _ body: (ContractBindings, ABIVector, inout Mutator, inout Tally) throws -> Void) throws {
        var tally = Tally()
        let perContract = Self.inputs / ContractBindings.all.count + 1
        for contract in ContractBindings.all {
            let vectors = try Self.material(contract, kind)
            guard !vectors.isEmpty else { continue }
            var mutator = Mutator(seed: contract.vectors.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
            for _ in 0..<perContract {
                try body(contract, vectors[mutator.number(below: vectors.count)], &mutator, &tally)
            }
        }
        #expect(tally.taken > Self.inputs / 100 && tally.refused > Self.inputs / 100)
    }

    @Test func damagedCalldata() throws {
        let types = Self.bySignature(
            ContractBindings.all.flatMap { contract in contract.callTypes.map { (contract.vectors + $0.signature, $0) } })
        try damage("functions") { contract, vector, mutator, tally in
            func run<Call: ContractCall>(_ type: Call.Type) throws {
                let calldata = try vector.bytes()
                let data = Bytes(mutator.damaged(Array(calldata.dropFirst(4))))
                let known = Self.result { () throws(ABIError) in try Call(decoding: Bytes(calldata.prefix(4) + data)).abiEncoded() }
                tally.agree(known, Self.walked(data, try Self.parameters(Call.abiParameters)), "\(vector.signature) \(data)")
            }
            let type = try #require(types[contract.vectors + vector.signature])
            try run(type)
        }
    }

    @Test func damagedReturns() throws {
        let types = Self.bySignature(
            ContractBindings.all.flatMap { contract in contract.callTypes.map { (contract.vectors + $0.signature, $0) } })
        try damage("returns") { contract, vector, mutator, tally in
            func run<Call: ContractCall>(_ type: Call.Type) throws {
                let data = try Bytes(mutator.damaged(vector.bytes().array))
                let known = Self.result { () throws(ABIError) in Call.encodeReturn(try Call.decodeReturn(data)) }
                tally.agree(known, Self.walked(data, try Self.parameters(Call.returnParameters)), "\(vector.signature) \(data)")
            }
            let type = try #require(types[contract.vectors + vector.signature])
            try run(type)
        }
    }

    @Test func damagedLogs() throws {
        let types = Self.bySignature(
            ContractBindings.all.flatMap { contract in
                contract.eventTypes.map { ("\(contract.vectors)\($0.signature)\($0.indexedCount)", $0) }
            })
        try damage("events") { contract, vector, mutator, tally in
            let signature = try vector.event()
            var topics = try #require(vector.topics).map { try Bytes32(hex: $0) }
            let first = signature.isAnonymous ? 0 : 1
            if topics.count > first, mutator.number(below: 4) == 0 {
                topics[first + mutator.number(below: topics.count - first)] = try #require(Bytes32(mutator.words(1)))
            }
            var data = try vector.bytes()
            if mutator.number(below: 4) > 0 { data = Bytes(mutator.damaged(data.array)) }
            func run<Event: ContractEvent>(_ type: Event.Type) throws {
                // A log's arguments do not say where the data's came from, so only the answers are compared: topics and data are each held equal
                // where both take them.
                let known = Result { () throws(ABIError) in try Event(topics: topics, data: data).encodedLog() }
                let walked = Result { () throws(ABIError) in try ABI.decodeLog(topics: topics, data: data, as: signature) }
                switch (known, walked) {
                case (.success(let log), .success(let arguments)):
                    tally.taken += 1
                    let inData = zip(arguments, signature.parameters).compactMap { argument, parameter -> (DynamicABIValue, ABIType)? in
                        guard !parameter.isIndexed, case .value(let value) = argument else { return nil }
                        return (value, parameter.type)
                    }
                    let rest = try ABI.encode(inData.map(\.0), as: inData.map(\.1))
                    #expect(log.topics == topics && log.data == rest, "\(signature) \(topics) \(data)")
                case (.failure, .failure): tally.refused += 1
                default: Issue.record("taken by one decoder only: \(signature) \(topics) \(data)")
                }
            }
            let type = try #require(types["\(contract.vectors)\(vector.signature)\(topics.count - first)"])
            try run(type)
        }
    }

    private static func bySignature<Item>(_ items: [(String, Item)]) -> [String: Item] { Dictionary(items) { first, _ in first } }

    // MARK: - Any bytes

    /// Random bytes, and words that could be an encoding's, into every decoder that was generated.
    @Test func anyBytes() throws {
        var mutator = Mutator(seed: 0xb17e5)
        var tally = Tally()
        let decoders = ContractBindings.all.reduce(0) { $0 + 2 * $1.callTypes.count + $1.errorTypes.count + $1.eventTypes.count }
        let each = max(Self.inputs / decoders, 2)
        for contract in ContractBindings.all {
            for type in contract.callTypes { try Self.anyBytes(into: type, of: contract, each, &mutator, &tally) }
            for type in contract.errorTypes { try Self.anyBytes(into: type, of: contract, each, &mutator, &tally) }
            for type in contract.eventTypes { try Self.anyBytes(into: type, of: contract, each, &mutator) }
        }
        #expect(tally.taken > 0 && tally.refused > 0)
    }

    private static func randomData(_ headSize: Int, _ mutator: inout Mutator) -> Bytes {
        let words = max(headSize / 32 + mutator.number(below: 12) - 2, 0)
        return Bytes(mutator.number(below: 2) == 0 ? mutator.words(words) : mutator.bytes(mutator.number(below: 32 * words + 40)))
    }

    private static func anyBytes<Call: ContractCall>(
        into type: Call.Type, of contract: ContractBindings, _ count: Int, _ mutator: inout Mutator, _ tally: inout Tally
    ) throws {
        let arguments = try parameters(Call.abiParameters)
        let returns = try parameters(Call.returnParameters)
        for _ in 0..<count {
            let data = randomData(Call.abiHeadSize, &mutator)
            let calldata = Bytes(Call.selector.bytes + data)
            let known = result { () throws(ABIError) in try Call(decoding: calldata).abiEncoded() }
            tally.agree(known, walked(data, arguments), "\(Call.signature) \(data)")
            let any = result { () throws(ABIError) in Bytes(try contract.calls.init(decoding: calldata).encoded().dropFirst(4)) }
            #expect(any == known, "\(Call.signature) \(data)")
            let answer = randomData(Call.returnHeadSize, &mutator)
            let returned = result { () throws(ABIError) in Call.encodeReturn(try Call.decodeReturn(answer)) }
            tally.agree(returned, walked(answer, returns), "return of \(Call.signature) \(answer)")
        }
    }

    private static func anyBytes<Revert: ContractError>(
        into type: Revert.Type, of contract: ContractBindings, _ count: Int, _ mutator: inout Mutator, _ tally: inout Tally
    ) throws {
        let arguments = try parameters(Revert.abiParameters)
        for _ in 0..<count {
            let data = randomData(Revert.abiHeadSize, &mutator)
            let revert = Bytes(Revert.selector.bytes + data)
            let known = result { () throws(ABIError) in try Revert(decoding: revert).abiEncoded() }
            tally.agree(known, walked(data, arguments), "\(Revert.signature) \(data)")
            let any = result { () throws(ABIError) in Bytes(try contract.errors.init(decoding: revert).encoded().dropFirst(4)) }
            #expect(any == known, "\(Revert.signature) \(data)")
        }
    }

    private static func anyBytes<Event: ContractEvent>(
        into type: Event.Type, of contract: ContractBindings, _ count: Int, _ mutator: inout Mutator
    ) throws {
        for _ in 0..<count {
            let extra = mutator.number(below: 8) == 0 ? mutator.number(below: 3) : 0
            var topics = try (0..<Event.indexedCount + extra).map { _ in try #require(Bytes32(mutator.words(1))) }
            if let topic0 = Event.topic0 { topics.insert(topic0, at: 0) }
            let data = randomData(Event.abi.headSize, &mutator)
            let known = Result { () throws(ABIError) in try Event(topics: topics, data: data).encodedLog() }
            if extra > 0 { #expect(throws: ABIError.self) { try known.get() } }
            let any = Result { () throws(ABIError) in try contract.events.init(topics: topics, data: data).encodedLog() }
            if case .success(let log) = known {
                #expect(log.topics == topics)
                // An anonymous event may be another's by its first topic, but is taken by one of them.
                #expect(throws: Never.self) { try any.get() }
            }
        }
    }

    /// Bytes that are no item's: short ones, unknown selectors and topics.
    @Test func bytesOfNoItem() throws {
        var mutator = Mutator(seed: 0x5e1ec7)
        for contract in ContractBindings.all {
            for _ in 0..<max(Self.inputs / 100, 1) {
                let data = Bytes(mutator.bytes(mutator.number(below: 80)))
                for interface in [contract.calls, contract.errors] {
                    do {
                        let item = try interface.init(decoding: data)
                        #expect(item.encoded().prefix(4) == data.prefix(4))
                    } catch {
                        if data.count < 4 {
                            #expect(error.kind == .dataTooShort(needed: 4, available: data.count))
                        }
                    }
                }
                let topics = try (0..<mutator.number(below: 5)).map { _ in try #require(Bytes32(mutator.bytes(32))) }
                if contract.eventTypes.allSatisfy({ $0.topic0 != nil }) {
                    do {
                        _ = try contract.events.init(topics: topics, data: data)
                        Issue.record("a random topic was taken")
                    } catch {
                        #expect(error.kind == (topics.first.map { .unknownTopic($0) } ?? .topicCount(expected: 1, found: 0)))
                    }
                }
            }
        }
    }
}

import EVMCore
import Testing

/// What only the synthetic ABI has. Its vectors run with those of the contracts.
@Suite struct SyntheticTests {
    private typealias Events = Synthetic.Everything.Events

    /// One signature twice, with and without `indexed`: the number of topics tells which.
    @Test func sameEventWithAndWithoutIndexed() throws {
        let signature = ABISignature(kind: .event, name: "Over", parameters: [ABIParameter(type: .uint(256))])
        let types = Events.all.filter { $0.signature == signature.canonical }
        #expect(types.count == 2)
        #expect(Set(types.map { $0.indexedCount }) == [0, 1])
        let word = Bytes32(0, 0, 0, 42)
        let indexed = try Events(topics: [signature.hash, word], data: [])
        let plain = try Events(topics: [signature.hash], data: word.bytes)
        #expect(indexed.encodedLog().topics == [signature.hash, word] && indexed.encodedLog().data.isEmpty)
        #expect(plain.encodedLog().topics == [signature.hash] && plain.encodedLog().data == word.bytes)
        #expect(throws: ABIError.self) { try Events(topics: [signature.hash, word, word], data: []) }
    }

    @Test func anonymousEvent() throws {
        let anonymous = Events.all.filter { $0.topic0 == nil }
        #expect(anonymous.count == 1)
        #expect(anonymous[0].filter() == EventFilter(topics: []))
        // No first topic of a named event: whatever has four topics and fits is taken for the anonymous one.
        let topics = [Bytes32](repeating: .zero, count: 4)
        let data = try ABI.encode([.bytes([1, 2])], as: [.bytes])
        #expect(try Events(topics: topics, data: data).encodedLog() == (topics, data))
        #expect(throws: ABIError(.unknownTopic(.zero), path: "topics[0]")) { try Events(topics: topics.dropLast(), data: data) }
    }
}

import EVMCore
import Testing

/// What a node is asked for.
@Suite struct EventFilterTests {
    @Test func topicMatches() throws {
        let address = try Address("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf")
        let word = try Bytes32(hex: "0x0000000000000000000000007e5f4552091a69125d5dfcb7b8c2659029395bdf")
        #expect(TopicMatch<Address>.any.topics == nil)
        #expect(TopicMatch.equal(address).topics == [word])
        #expect(TopicMatch.oneOf([address, .zero]).topics == [word, .zero])
        #expect(TopicMatch<Address>.oneOf([]).topics == [])
        #expect(TopicMatch.equal(Int8(-1)).topics == [Bytes32(.max, .max, .max, .max)])
        #expect(TopicMatch.equal(true).topics == [Bytes32(0, 0, 0, 1)])
        #expect(TopicMatch.equal(Bytes4(0x1234_5678)).topics == [Bytes32(0x1234_5678_0000_0000, 0, 0, 0)])
    }

    @Test func positionsAtTheEndThatTakeAnythingAreDropped() {
        let topic = Bytes32(0, 0, 0, 9)
        #expect(EventFilter(topics: [[topic], nil, nil]).topics == [[topic]])
        #expect(EventFilter(topics: [[topic], nil, [topic]]).topics == [[topic], nil, [topic]])
        #expect(EventFilter(topics: [nil, nil]).topics.isEmpty)
        // No value at all matches nothing, which is not the same as anything.
        #expect(EventFilter(topics: [[topic], []]).topics == [[topic], []])
    }

    /// A filter's topics match the log of an event with those values, in place.
    @Test func filtersMatchTheLogsTheyAskFor() {
        let log = Moved(from: Address(1, 2, 3), kind: 4, amount: 5).encodedLog()
        #expect(log.topics.count == 3 && log.data == (try? ABI.encode([.uint(5)], as: [.uint(256)])))
        let filter = EventFilter(topics: [Moved.topic0.map { [$0] }, nil, TopicMatch.oneOf([UInt8(3), 4]).topics])
        for (wanted, topic) in zip(filter.topics, log.topics) { #expect(wanted?.contains(topic) ?? true) }
        #expect(Moved.filter().topics == [[log.topics[0]]])
    }
}

/// `event Moved(address indexed from, uint8 indexed kind, uint256 amount)`.
private struct Moved: ContractEvent {
    var from: Address
    var kind: UInt8
    var amount: UInt256

    static var abi: EventInfo {
        EventInfo(
            "Moved(address,uint8,uint256)", topic0: keccak256(utf8: "Moved(address,uint8,uint256)"), indexed: 2, head: 32, "uint256 amount")
    }

    init(from: Address, kind: UInt8, amount: UInt256) {
        self.from = from
        self.kind = kind
        self.amount = amount
    }

    func abiEncode(_ s: ABISlot, _ t: ABISlot, _ w: inout EventWriter) {
        w.address(t, 32, from)
        w.uint8(t, 64, kind)
        w.uint256(s, 0, amount)
    }

    static func abiDecode(_ h: ABIHead, _ t: ABIHead, _ r: inout ABIReader) -> Self {
        Self(from: r.address(t, 32), kind: r.uint8(t, 64), amount: r.uint256(h, 0))
    }
}

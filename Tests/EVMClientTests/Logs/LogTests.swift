@testable import EVMClient
import EVMCore
import SymmioContracts
import Testing

private typealias Transfer = Symmio085.ERC20.Events.Transfer

@Suite(.timeLimit(.minutes(1))) struct LogTests {
    private let token = Address(0x2222_2222_2222_2222, 0x2222_2222_2222_2222, 0x2222_2222)

    private func mine(_ chain: FakeChain, _ values: UInt256...) {
        chain.mine(
            logs: values.map { value in
                let log = Transfer(from: .zero, to: token, value: value).encodedLog()
                return (token, log.topics, log.data)
            })
    }

    private func values(_ chain: FakeChain, _ client: ChainClient, _ blocks: ClosedRange<UInt64>) async throws -> [UInt256] {
        try await client.events(Transfer.self, from: [token], in: blocks).map(\.event.value)
    }

    @Test func eventsAreTypedAndInOrder() async throws {
        try await withChain { chain, client in
            mine(chain, 1, 2)
            mine(chain)
            mine(chain, 3)
            let logs = try await client.events(Transfer.self, where: Transfer.filter(to: .equal(token)), from: [token], in: 0...10)
            #expect(logs.map(\.event.value) == [1, 2, 3])
            #expect(logs.map(\.log.blockNumber) == [1, 1, 3] && logs.map(\.log.logIndex) == [0, 1, 0])
        }
    }

    @Test func filtersGoOverTheWire() {
        let filter = LogFilter(contracts: [token], topics: Transfer.filter(to: .oneOf([token, .zero])))
        let expected: JSONValue = [
            "address": .address(token), "fromBlock": "0x1", "toBlock": "0x2",
            "topics": [.data(Transfer.topic0 ?? .zero), nil, [.data(token.abiTopic), .data(Address.zero.abiTopic)]],
        ]
        #expect(filter.json(in: 1...2) == expected)
        #expect(LogFilter().json(in: 0...0) == ["fromBlock": "0x0", "toBlock": "0x0"])
    }

    @Test func rangesAreHalvedUntilTheyFit() async throws {
        for (maximumLogs, maximumRange) in [(5, UInt64.max), (.max, 7), (3, 2), (2, 1)] {
            try await withChain { chain, client in
                for block in 0..<40 { mine(chain, UInt256(UInt64(block)), 1000) }
                chain.with {
                    $0.maximumLogs = maximumLogs
                    $0.maximumRange = maximumRange
                }
                let found = try await values(chain, client, 0...200)
                #expect(found == (0..<40).flatMap { [UInt256(UInt64($0)), 1000] })
            }
        }
    }

    @Test func aBlockThatIsTooLargeIsAnError() async throws {
        try await withChain { chain, client in
            mine(chain, 1, 2, 3)
            chain.with { $0.maximumLogs = 2 }
            guard case .tooManyLogs(block: 1) = await failure({ try await values(chain, client, 0...100) }) else {
                Issue.record("no error")
                return
            }
        }
    }

    @Test(arguments: [
        RPCError(code: -32005, message: "query returned more than 10000 results"), RPCError(code: -32000, message: "block range is too wide"),
        RPCError(code: -32602, message: "eth_getLogs is limited to a 10,000 range"), RPCError(code: -32600, message: "exceed maximum block range: 5000"),
        RPCError(code: -32000, message: "Log response size exceeded."), RPCError(code: -32000, message: "logs matched by query exceeds limit of 10000"),
    ])
    func refusalsOfRangesAreKnown(_ error: RPCError) {
        #expect(ChainError.node(error).isRangeTooLarge)
    }

    @Test func otherRefusalsAreNot() {
        #expect(!ChainError.node(RPCError(code: -32005, message: "request rate limited")).isRangeTooLarge)
        #expect(!ChainError.node(RPCError(code: -32602, message: "invalid argument")).isRangeTooLarge)
        #expect(ChainError.http(status: 413, body: "", retryAfter: nil).isRangeTooLarge)
    }

    @Test func walksCoverEachBlockOnce() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let start = UInt64.random(in: 0..<1_000, using: &random)
            let end = start + UInt64.random(in: 0..<1_000, using: &random)
            let limit = UInt64.random(in: 0..<50, using: &random)
            var walk = RangeWalk(start...end)
            var next = start
            while let part = walk.next {
                if part.upperBound - part.lowerBound > limit {
                    let isHalved = walk.halve()
                    #expect(isHalved)
                    continue
                }
                #expect(part.lowerBound == next && part.upperBound <= end)
                next = part.upperBound + 1
                walk.advance()
            }
            #expect(next == end + 1)
        }
        var whole = RangeWalk(0...UInt64.max)
        #expect(whole.next == 0...UInt64.max)
        whole.advance()
        #expect(whole.next == nil)
        var one = RangeWalk(5...5)
        let isHalved = one.halve()
        #expect(!isHalved)
    }

    @Test func damagedLogsAreTold() async throws {
        try await withChain { chain, client in
            let log = Transfer(from: .zero, to: token, value: 1).encodedLog()
            chain.mine(logs: [(token, log.topics, [1, 2, 3])])
            guard case .undecodable(_, call: "event Transfer(address,address,uint256)") = await failure({ try await values(chain, client, 0...1) })
            else {
                Issue.record("no error")
                return
            }
            // The same signature with its value indexed, as of an NFT, is another event.
            chain.reorganise(depth: 1)
            chain.mine(logs: [(token, log.topics + [.zero], Bytes())])
            let found = try await values(chain, client, 0...1)
            #expect(found.isEmpty)
        }
    }
}

import EVMClient
import EVMCore
import SymmioContracts
import Testing

private typealias Transfer = Symmio085.ERC20.Events.Transfer

/// What a stream says must always add up to what is in the chain: each event that is there once, each that left taken back.
@Suite(.timeLimit(.minutes(1))) struct EventStreamTests {
    private let token = Address(0x2222_2222_2222_2222, 0x2222_2222_2222_2222, 0x2222_2222)

    private func mine(_ chain: FakeChain, _ values: UInt64...) {
        chain.mine(
            logs: values.map { value in
                let log = Transfer(from: .zero, to: token, value: UInt256(value)).encodedLog()
                return (token, log.topics, log.data)
            })
    }

    private func next(
        _ count: Int, of iterator: inout EventStream<Symmio085.ERC20.Events.Transfer>.Iterator
    ) async throws -> [String] {
        var changes: [String] = []
        while changes.count < count, let change = try await iterator.next() {
            switch change {
            case .added(let log): changes.append("+\(log.event.value)")
            case .removed(let log): changes.append("-\(log.event.value)")
            }
        }
        return changes
    }

    /// Goes on with the script whenever the stream has nothing more to say.
    private func play(_ chain: FakeChain, _ steps: [@Sendable (FakeChain) -> Void]) {
        let done = Counter()
        let looks = Counter()
        chain.answer("eth_blockNumber") { [unowned chain] _ in
            // Two looks for each step, so that what a step leads to is seen before the next.
            if looks.next() % 2 == 1 {
                let step = done.next()
                if step < steps.count { steps[step](chain) }
            }
            return .success(.quantity(chain.head))
        }
    }

    @Test func newEventsComeOnce() async throws {
        try await withChain { chain, client in
            mine(chain, 1)
            play(
                chain,
                [
                    { mine($0, 2, 3) }, { mine($0) },
                    {
                        mine($0, 4); mine($0, 5)
                    },
                ])
            var iterator = client.stream(Transfer.self, from: [token]).makeAsyncIterator()
            let changes = try await next(4, of: &iterator)
            #expect(changes == ["+2", "+3", "+4", "+5"])
        }
    }

    /// One damaged log must not take those beside it along.
    @Test func whatCannotBeDecodedIsToldInItsPlace() async throws {
        try await withChain { chain, client in
            let token = token
            let logs = (1...3).map { Transfer(from: .zero, to: token, value: UInt256($0 as UInt64)).encodedLog() }
            chain.mine(logs: [(token, logs[0].topics, logs[0].data), (token, logs[1].topics, [1, 2, 3]), (token, logs[2].topics, logs[2].data)])
            var iterator = client.stream(Transfer.self, from: [token], options: StreamOptions(start: 0)).makeAsyncIterator()
            let before = try await next(1, of: &iterator)
            #expect(before == ["+1"])
            do {
                _ = try await iterator.next()
                Issue.record("no error")
            } catch ChainError.undecodable(_, let call) {
                #expect(call == "event Transfer(address,address,uint256)")
            }
            let after = try await next(1, of: &iterator)
            #expect(after == ["+3"])
        }
    }

    @Test func thePastComesFirst() async throws {
        try await withChain { chain, client in
            for value in 1...300 { mine(chain, UInt64(value)) }
            chain.with { $0.maximumRange = 50 }
            play(chain, [{ mine($0, 301) }])
            var iterator = client.stream(Transfer.self, from: [token], options: StreamOptions(start: 1, depth: 16)).makeAsyncIterator()
            let changes = try await next(301, of: &iterator)
            #expect(changes == (1...301).map { "+\($0)" })
        }
    }

    @Test func aReorganisationIsTakenBack() async throws {
        try await withChain { chain, client in
            play(
                chain,
                [
                    {
                        mine($0, 1); mine($0, 2, 3); mine($0, 4)
                    },
                    {
                        $0.reorganise(depth: 2)
                        mine($0, 20)
                        mine($0, 30)
                        mine($0, 40)
                    },
                ])
            var iterator = client.stream(Transfer.self, from: [token]).makeAsyncIterator()
            let changes = try await next(10, of: &iterator)
            #expect(changes == ["+1", "+2", "+3", "+4", "-4", "-3", "-2", "+20", "+30", "+40"])
        }
    }

    @Test func aReorganisationToAShorterChain() async throws {
        try await withChain { chain, client in
            play(
                chain,
                [
                    {
                        mine($0, 1); mine($0, 2); mine($0, 3)
                    },
                    {
                        $0.reorganise(depth: 3)
                        mine($0, 10)
                    },
                    { mine($0, 11) },
                ])
            var iterator = client.stream(Transfer.self, from: [token]).makeAsyncIterator()
            let changes = try await next(8, of: &iterator)
            #expect(changes == ["+1", "+2", "+3", "-3", "-2", "-1", "+10", "+11"])
        }
    }

    @Test func theBlockBeforeTheFirstMayLeaveToo() async throws {
        try await withChain { chain, client in
            mine(chain, 1)
            play(
                chain,
                [
                    { mine($0, 2) },
                    {
                        $0.reorganise(depth: 2)
                        mine($0, 10)
                        mine($0, 20)
                        mine($0, 30)
                    },
                ])
            var iterator = client.stream(Transfer.self, from: [token]).makeAsyncIterator()
            let changes = try await next(5, of: &iterator)
            #expect(changes == ["+2", "-2", "+10", "+20", "+30"])
        }
    }

    @Test func confirmationsHoldEventsBack() async throws {
        try await withChain { chain, client in
            play(
                chain,
                [
                    {
                        mine($0, 1); mine($0, 2)
                    },
                    {
                        // Never deep enough to be reported.
                        $0.reorganise(depth: 1)
                        mine($0, 3)
                    },
                    {
                        mine($0); mine($0)
                    },
                ])
            var iterator = client.stream(Transfer.self, from: [token], options: StreamOptions(start: 1, confirmations: 3)).makeAsyncIterator()
            let changes = try await next(2, of: &iterator)
            #expect(changes == ["+1", "+3"])
        }
    }

    @Test func tooDeepIsAnError() async throws {
        try await withChain { chain, client in
            for _ in 0..<10 { mine(chain) }
            play(
                chain,
                [
                    { for value in 1...8 { mine($0, UInt64(value)) } },
                    {
                        $0.reorganise(depth: 6)
                        for value in 11...18 { mine($0, UInt64(value)) }
                    },
                ])
            var iterator = client.stream(Transfer.self, from: [token], options: StreamOptions(depth: 4)).makeAsyncIterator()
            _ = try await next(8, of: &iterator)
            do {
                let more = try await next(1, of: &iterator)
                Issue.record("\(more)")
            } catch ChainError.reorganisation(deeperThan: let depth) {
                #expect(depth == 4)
            }
        }
    }

    @Test func faultsSkipAndRepeatNothing() async throws {
        try await withChain(rpcOptions: RPCOptions(retry: .never)) { chain, client in
            for method in ["eth_getLogs", "eth_getBlockByNumber", "eth_getLogs", "eth_getBlockByNumber"] {
                for reply in [ServerReply.drop, .answer(status: 503, body: [])] { chain.fail(method, .reply(reply)) }
            }
            play(chain, (1...6).map { value in { mine($0, value) } })
            var iterator = client.stream(Transfer.self, from: [token], options: StreamOptions(start: 0)).makeAsyncIterator()
            let changes = try await next(6, of: &iterator)
            #expect(changes == (1...6).map { "+\($0)" })
        }
    }

    /// Random blocks, reorganisations and faults: the sum of all changes is what the chain holds.
    @Test(arguments: 0..<8)
    func changesAddUp(_ seed: UInt64) async throws {
        var random = SplitMix(state: seed)
        var steps: [@Sendable (FakeChain) -> Void] = []
        var value: UInt64 = 0
        for _ in 0..<25 {
            let depth = Int.random(in: 0..<6, using: &random)
            let blocks = Int.random(in: 1..<8, using: &random)
            let first = value
            value += UInt64(blocks)
            steps.append { chain in
                let depth = min(depth, Int(chain.head))
                if depth > 0 { chain.reorganise(depth: depth) }
                for block in 0..<blocks { block % 3 == 2 ? mine(chain) : mine(chain, first + UInt64(block)) }
            }
        }
        let end: UInt64 = 1_000_000
        steps.append { mine($0, end) }
        try await withChain { chain, client in
            play(chain, steps)
            var held: [UInt256] = []
            for try await change in client.stream(Transfer.self, from: [token], options: StreamOptions(start: 0)) {
                switch change {
                case .added(let log):
                    #expect(!held.contains(log.event.value))
                    held.append(log.event.value)
                case .removed(let log):
                    // The newest goes first.
                    #expect(held.last == log.event.value)
                    held.removeLast()
                }
                if change.log.event.value == UInt256(end) { break }
            }
            let there = try await client.events(Transfer.self, from: [token], in: 0...chain.head).map(\.event.value)
            #expect(held == there)
        }
    }

    @Test func cancellationEndsIt() async throws {
        try await withChain { _, client in
            let stream = client.stream(Transfer.self, from: [token])
            let task = Task {
                for try await change in stream { Issue.record("\(change)") }
                return true
            }
            try await Task.sleep(for: .milliseconds(30))
            task.cancel()
            let ended = try await task.value
            #expect(ended)
        }
    }
}

/// Random numbers by a seed, so that a failure can be seen again.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}

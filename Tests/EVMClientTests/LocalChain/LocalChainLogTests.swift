import EVMClient
import EVMCore
import EVMSigning
import Testing

/// Logs of a real EVM: as a range, as a stream, through a reorganisation.
@Suite(.localChain, .timeLimit(.minutes(2))) struct LocalChainLogTests {
    private typealias Ping = Emitter.Events.Ping

    private func ping(_ id: UInt64, _ chain: LocalChain, _ client: ChainClient) async throws -> Receipt {
        let call = Emitter.Calls.Ping(id: UInt256(id), amount: 2, note: "n\(id)")
        return try await client.send(call, to: try chain.contract("emitter"), using: try chain.signer()).wait()
    }

    @Test func aRangeThatTheNodeRefusesIsSplit() async throws {
        let chain = try await LocalChain()
        let client = chain.client()
        for id in 1...6 {
            _ = try await ping(UInt64(id), chain, client)
            try await chain.mine(2)
        }
        let head = try await client.blockNumber()
        let emitter = try chain.contract("emitter")
        let whole = try await client.events(Ping.self, from: [emitter], in: 0...head).map(\.event.id)
        #expect(whole == [1, 2, 3, 4, 5, 6])
        _ = try await chain.requests()
        try await chain.control("test_setLogLimits", ["range": 5])
        #expect(try await client.events(Ping.self, from: [emitter], in: 0...head).map(\.event.id) == whole)
        #expect(try await chain.count("eth_getLogs") > 4)
        try await chain.control("test_setLogLimits", ["results": 2])
        #expect(try await client.events(Ping.self, from: [emitter], in: 0...head).map(\.event.id) == whole)
        let third = try await client.events(Ping.self, where: Ping.filter(id: .equal(3)), from: [], in: 0...head)
        #expect(third.map(\.event.note) == ["n3"])
    }

    @Test func aBlockWithTooManyLogs() async throws {
        let chain = try await LocalChain()
        let client = chain.client()
        let emitter = try chain.contract("emitter")
        let receipt = try await client.send(Emitter.Calls.Tick(number: 9), to: emitter, using: try chain.signer()).wait()
        #expect(receipt.events(Emitter.Events.Tick.self).count == 9)
        try await chain.control("test_setLogLimits", ["results": 8])
        let head = try await client.blockNumber()
        let error = await failure { try await client.events(Emitter.Events.Tick.self, from: [emitter], in: 0...head) }
        guard case .tooManyLogs(block: receipt.blockNumber) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func aStreamSurvivesAReorganisation() async throws {
        let chain = try await LocalChain()
        let client = chain.client()
        let emitter = try chain.contract("emitter")
        let start = try await client.blockNumber() + 1
        var events = client.stream(Ping.self, from: [emitter], options: StreamOptions(start: start)).makeAsyncIterator()
        var seen: [String] = []
        func next(_ count: Int) async throws {
            for _ in 0..<count {
                switch try await events.next() {
                case .added(let log): seen.append("+\(log.event.id)")
                case .removed(let log): seen.append("-\(log.event.id)")
                case nil: return
                }
            }
        }
        _ = try await ping(1, chain, client)
        _ = try await ping(2, chain, client)
        try await next(2)
        let snapshot = try await chain.snapshot()
        _ = try await ping(3, chain, client)
        _ = try await ping(4, chain, client)
        try await next(2)
        // The blocks of 3 and 4 are gone, and others come in their place.
        try await chain.revert(to: snapshot)
        await client.forgetNonces(of: try chain.signer().address)
        _ = try await ping(5, chain, client)
        _ = try await ping(6, chain, client)
        _ = try await ping(7, chain, client)
        try await next(5)
        #expect(seen == ["+1", "+2", "+3", "+4", "-4", "-3", "+5", "+6", "+7"])
        // What the stream says is what the chain says.
        let head = try await client.blockNumber()
        #expect(try await client.events(Ping.self, from: [emitter], in: start...head).map(\.event.id) == [1, 2, 5, 6, 7])
    }

    @Test func aTransactionThatAReorganisationTakesBackIsMinedAgain() async throws {
        let chain = try await LocalChain()
        let client = chain.client()
        let emitter = try chain.contract("emitter")
        let snapshot = try await chain.snapshot()
        let call = Emitter.Calls.Ping(id: 1, amount: 1, note: "twice mined")
        let sent = try await client.send(call, to: emitter, using: try chain.signer())
        let first = try await sent.wait()
        try await chain.revert(to: snapshot, keepingTransactions: true)
        #expect(try await client.receipt(of: sent.hash) == nil)
        try await chain.mine()
        let second = try await sent.wait()
        #expect(second.transactionHash == first.transactionHash && second.blockHash != first.blockHash)
        #expect(try await client.read(Emitter.Calls.Count(), from: emitter) == 1)
    }

    @Test func aStreamGoesOnThroughFaults() async throws {
        let chain = try await LocalChain()
        let client = chain.client(rpcOptions: RPCOptions(timeout: .seconds(2), retry: RetryPolicy(firstPause: .milliseconds(30))))
        let emitter = try chain.contract("emitter")
        let start = try await client.blockNumber() + 1
        for id in 1...3 { _ = try await ping(UInt64(id), chain, client) }
        try await chain.inject(
            ["kind": "dropAfter", "method": "eth_getLogs"], ["kind": "status", "code": 503, "method": "eth_getLogs"],
            ["kind": "truncate", "method": "eth_getLogs"], ["kind": "dropBefore"])
        var seen: [UInt256] = []
        for try await change in client.stream(Ping.self, from: [emitter], options: StreamOptions(start: start)) {
            seen.append(change.log.event.id)
            if seen.count == 3 { break }
        }
        #expect(seen == [1, 2, 3])
        #expect(try await chain.clearFaults() == 0)
    }
}

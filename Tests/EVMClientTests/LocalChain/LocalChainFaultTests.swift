import EVMClient
import EVMCore
import EVMSigning
import Testing

/// What becomes of reads and sends where the network or the node misbehaves: no hang, no double send.
@Suite(.localChain, .timeLimit(.minutes(2))) struct LocalChainFaultTests {
    private typealias Ping = Emitter.Calls.Ping

    /// Faults that strike a send: whether it was carried out is not known by whoever sent.
    static let sendFaults: [LocalChain.JSON] = [
        ["kind": "dropBefore"], ["kind": "dropAfter"], ["kind": "truncate"], ["kind": "html"], ["kind": "malformed"], ["kind": "wrongId"],
        ["kind": "delay", "seconds": 3], ["kind": "delayBefore", "seconds": 3], ["kind": "status", "code": 429, "retryAfter": 1],
        ["kind": "status", "code": 503], ["kind": "null"],
    ]

    @Test(arguments: sendFaults) func aSendIsCarriedOutOnce(_ fault: LocalChain.JSON) async throws {
        let chain = try await LocalChain()
        let rpcOptions = RPCOptions(timeout: .seconds(1), retry: RetryPolicy(firstPause: .milliseconds(30), longestPause: .seconds(2)))
        let client = chain.client(rpcOptions: rpcOptions)
        let (signer, emitter) = (try chain.signer(), try chain.contract("emitter"))
        guard case .object(var rule) = fault else { return }
        rule["method"] = "eth_sendRawTransaction"
        try await chain.inject(.object(rule))
        let sent = try await client.send(Ping(id: 1, amount: 1, note: "once"), to: emitter, using: signer)
        #expect(try await sent.wait().transactionHash == sent.hash)
        #expect(try await chain.clearFaults() == 0)
        #expect(try await client.read(Emitter.Calls.Count(), from: emitter) == 1)
        #expect(try await client.transactionCount(of: signer.address) == 1)
        let next = try await client.send(Ping(id: 2, amount: 1, note: "next"), to: emitter, using: signer)
        #expect(next.nonce == 1)
        #expect(try await next.wait().succeeded)
    }

    /// Faults after which a read is tried again.
    static let transientFaults: [LocalChain.JSON] = [
        ["kind": "dropBefore", "times": 2], ["kind": "dropAfter"], ["kind": "truncate"], ["kind": "delay", "seconds": 3],
        ["kind": "status", "code": 429, "retryAfter": 1], ["kind": "status", "code": 502], ["kind": "status", "code": 503, "times": 3],
        ["kind": "status", "code": 504],
    ]

    @Test(arguments: transientFaults) func aReadIsTriedAgain(_ fault: LocalChain.JSON) async throws {
        let chain = try await LocalChain()
        let rpcOptions = RPCOptions(timeout: .seconds(1), retry: RetryPolicy(firstPause: .milliseconds(30), longestPause: .seconds(2)))
        let client = chain.client(rpcOptions: rpcOptions)
        try await chain.inject(fault)
        let clock = ContinuousClock()
        let start = clock.now
        #expect(try await client.read(Faults.Calls.Value(), from: try chain.contract("faults")) == 0)
        let took = clock.now - start
        #expect(took < .seconds(20))
        if fault["retryAfter"] != .null { #expect(took >= .milliseconds(900)) }
        #expect(try await chain.clearFaults() == 0)
    }

    static let answersThatAreNone: [LocalChain.JSON] = [["kind": "html"], ["kind": "malformed"], ["kind": "wrongId"]]

    @Test(arguments: answersThatAreNone) func whatIsNoAnswerIsATypedError(_ fault: LocalChain.JSON) async throws {
        let chain = try await LocalChain()
        // Whether it is tried again is the client's choice; after that many it gives up.
        try await chain.inject(.object(["kind": fault["kind"], "times": 50]))
        let client = chain.client(rpcOptions: RPCOptions(retry: RetryPolicy(attempts: 2, firstPause: .milliseconds(10))))
        let faults = try chain.contract("faults")
        let error = await failure { try await client.read(Faults.Calls.Value(), from: faults) }
        guard case .invalidAnswer = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func anOversizedAnswerIsNotTaken() async throws {
        let chain = try await LocalChain()
        try await chain.inject(["kind": "oversized", "bytes": 200_000, "times": 50])
        let client = chain.client(rpcOptions: RPCOptions(retry: .never, maximumAnswerBytes: 100_000))
        let faults = try chain.contract("faults")
        let error = await failure { try await client.read(Faults.Calls.Value(), from: faults) }
        guard case .transport(.answerTooLarge) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func aBatchInAnotherOrder() async throws {
        let chain = try await LocalChain()
        let client = chain.client(options: ChainOptions(multicall: nil, pollInterval: .milliseconds(30)))
        let (faults, emitter) = (try chain.contract("faults"), try chain.contract("emitter"))
        _ = try await client.send(Faults.Calls.SetValue(amount: 11), to: faults, using: try chain.signer()).wait()
        _ = try await client.send(Emitter.Calls.Tick(number: 22), to: emitter, using: try chain.signer()).wait()
        try await chain.inject(["kind": "reorder", "method": "eth_call"])
        let (value, count) = try await client.read(Faults.Calls.Value().from(faults), Emitter.Calls.Count().from(emitter))
        #expect(try value.get() == 11)
        #expect(try count.get() == 22)
        #expect(try await chain.clearFaults() == 0)
    }

    @Test func anotherEndpointTakesOver() async throws {
        let chain = try await LocalChain()
        // Nobody listens on port 1.
        let dead = try #require(Endpoint("http://127.0.0.1:1"))
        let client = ChainClient(
            chainId: LocalChain.chainID, endpoints: [dead, Endpoint(chain.url)],
            rpcOptions: RPCOptions(retry: RetryPolicy(firstPause: .milliseconds(10))), options: ChainOptions(pollInterval: .milliseconds(30)))
        let faults = try chain.contract("faults")
        #expect(try await client.send(Faults.Calls.SetValue(amount: 4), to: faults, using: try chain.signer()).wait().succeeded)
        #expect(try await client.read(Faults.Calls.Value(), from: faults) == 4)
    }

    @Test func aCancelledReadEnds() async throws {
        let chain = try await LocalChain()
        try await chain.inject(["kind": "delayBefore", "seconds": 20])
        let client = chain.client()
        let faults = try chain.contract("faults")
        let task = Task { await failure { try await client.read(Faults.Calls.Value(), from: faults) } }
        try await Task.sleep(for: .milliseconds(200))
        let clock = ContinuousClock()
        let start = clock.now
        task.cancel()
        guard case .cancelled = await task.value else {
            Issue.record("not cancelled")
            return
        }
        #expect(clock.now - start < .seconds(5))
    }

    static let brokenConnections: [LocalChain.JSON] = [["kind": "dropBefore"], ["kind": "dropAfter"], ["kind": "truncate"]]

    /// On Linux, URLSession does not notice that a connection which served before is closed without an answer, until the time is up: libcurl would
    /// send the request again, and is not given its body again. So a broken connection may cost the timeout, and never more.
    @Test(arguments: brokenConnections) func aBrokenConnectionEndsInTime(_ fault: LocalChain.JSON) async throws {
        let chain = try await LocalChain()
        let client = chain.client(rpcOptions: RPCOptions(timeout: .seconds(2), retry: RetryPolicy(firstPause: .milliseconds(30))))
        let faults = try chain.contract("faults")
        // On a new connection, then on one that served before.
        for _ in 0..<2 {
            try await chain.inject(fault)
            let clock = ContinuousClock()
            let start = clock.now
            #expect(try await client.read(Faults.Calls.Value(), from: faults) == 0)
            #expect(clock.now - start < .seconds(10))
        }
    }
}

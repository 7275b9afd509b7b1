import EVMClient
import EVMCore
import EVMSigning
import Testing

/// Transactions on a real EVM: mined, read back, refused, stuck, replaced.
@Suite(.localChain, .timeLimit(.minutes(2))) struct LocalChainSendTests {
    @Test func aTransactionIsMinedAndItsEffectsRead() async throws {
        let chain = try await LocalChain()
        let (client, signer, faults) = (chain.client(), try chain.signer(), try chain.contract("faults"))
        let sent = try await client.send(Faults.Calls.SetValue(amount: 42), to: faults, using: signer)
        let receipt = try await sent.wait()
        #expect(receipt.succeeded && receipt.transactionHash == sent.hash && receipt.from == signer.address && receipt.to == faults)
        let event = try #require(receipt.events(Faults.Events.ValueSet.self, from: faults).first?.event)
        #expect(event.sender == signer.address && event.value == 42)
        #expect(try await client.read(Faults.Calls.Value(), from: faults) == 42)
        #expect(try await client.read(Faults.Calls.Value(), from: faults, at: .number(receipt.blockNumber - 1)) == 0)
        #expect(try await client.transactionCount(of: signer.address) == 1)
        // The margin is on the estimate, and not all of it is used.
        #expect(receipt.gasUsed <= UInt256(sent.signed.transaction.gasLimit))
    }

    @Test func etherArrivesAndItsPriceIsPaid() async throws {
        let chain = try await LocalChain()
        let (client, signer) = (chain.client(), try chain.signer())
        let recipient = LocalSigner.random().address
        let before = try await client.balance(of: signer.address)
        let receipt = try await client.send(CallMessage(to: recipient, value: 12_345), using: signer).wait()
        #expect(try await client.balance(of: recipient) == 12_345)
        let price = try #require(receipt.effectiveGasPrice)
        #expect(try await client.balance(of: signer.address) == before - 12_345 - price * receipt.gasUsed)
    }

    @Test func legacyTransactionsAreMinedToo() async throws {
        let chain = try await LocalChain()
        let (client, signer, faults) = (chain.client(), try chain.signer(), try chain.contract("faults"))
        let options = SendOptions(fees: .fixed(.legacy(gasPrice: 5_000_000_000)))
        let receipt = try await client.send(Faults.Calls.SetValue(amount: 3), to: faults, using: signer, options: options).wait()
        #expect(receipt.succeeded)
        #expect(receipt.effectiveGasPrice == 5_000_000_000)
    }

    @Test func confirmationsAreWaitedFor() async throws {
        let chain = try await LocalChain()
        let (client, signer, faults) = (chain.client(), try chain.signer(), try chain.contract("faults"))
        let sent = try await client.send(Faults.Calls.SetValue(amount: 1), to: faults, using: signer)
        let early = await failure { try await sent.wait(confirmations: 3, timeout: .milliseconds(300)) }
        guard case .send(.notMined) = early else {
            Issue.record("\(String(describing: early))")
            return
        }
        try await chain.mine(2)
        let receipt = try await sent.wait(confirmations: 3)
        #expect(receipt.succeeded)
    }

    @Test func twentyAtOnceFromOneKey() async throws {
        let chain = try await LocalChain()
        let (client, signer, emitter) = (chain.client(), try chain.signer(), try chain.contract("emitter"))
        let receipts = try await withThrowingTaskGroup(of: (UInt64, Receipt).self) { group in
            for index in 0..<20 {
                group.addTask {
                    let call = Emitter.Calls.Ping(id: UInt256(UInt64(index)), amount: 1, note: "at once")
                    let sent = try await client.send(call, to: emitter, using: signer)
                    return (sent.nonce, try await sent.wait())
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(receipts.map(\.0).sorted() == Array(0..<20))
        #expect(receipts.count { $0.1.succeeded } == 20)
        #expect(try await client.read(Emitter.Calls.Count(), from: emitter) == 20)
        #expect(try await client.transactionCount(of: signer.address) == 20)
        #expect(Set(receipts.flatMap { $0.1.events(Emitter.Events.Ping.self) }.map(\.event.id)).count == 20)
    }

    @Test func aStuckTransactionIsSpedUp() async throws {
        let chain = try await LocalChain()
        let (client, signer, emitter) = (chain.client(), try chain.signer(), try chain.contract("emitter"))
        try await chain.setAutomine(false)
        let sent = try await client.send(Emitter.Calls.Ping(id: 1, amount: 1, note: "stuck"), to: emitter, using: signer)
        let error = await failure { try await sent.wait(timeout: .milliseconds(200)) }
        guard case .send(.notMined(hash: sent.hash, after: _)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        let faster = try await sent.speedUp(using: signer)
        #expect(faster.hash != sent.hash && faster.nonce == sent.nonce)
        try await chain.mine()
        let receipt = try await faster.wait()
        #expect(receipt.transactionHash == faster.hash)
        // Whoever waits for the first learns that another was mined in its place.
        let replaced = await failure { try await sent.wait() }
        guard case .send(.replaced(hash: sent.hash, nonce: 0)) = replaced else {
            Issue.record("\(String(describing: replaced))")
            return
        }
        #expect(try await client.read(Emitter.Calls.Count(), from: emitter) == 1)
    }

    @Test func aStuckTransactionIsCancelled() async throws {
        let chain = try await LocalChain()
        let (client, signer, emitter) = (chain.client(), try chain.signer(), try chain.contract("emitter"))
        try await chain.setAutomine(false)
        let sent = try await client.send(Emitter.Calls.Ping(id: 1, amount: 1, note: "regretted"), to: emitter, using: signer)
        let nothing = try await sent.cancel(using: signer)
        try await chain.mine()
        #expect(try await nothing.wait().transactionHash == nothing.hash)
        #expect(try await client.read(Emitter.Calls.Count(), from: emitter) == 0)
        // The next goes on behind it.
        let next = try await client.send(Emitter.Calls.Ping(id: 2, amount: 1, note: "next"), to: emitter, using: signer)
        #expect(next.nonce == 1)
        try await chain.mine()
        #expect(try await next.wait().succeeded)
    }

    @Test func whatANodeForgotIsSentAgain() async throws {
        let chain = try await LocalChain()
        let (client, signer, emitter) = (chain.client(), try chain.signer(), try chain.contract("emitter"))
        try await chain.setAutomine(false)
        let sent = try await client.send(Emitter.Calls.Ping(id: 1, amount: 1, note: "forgotten"), to: emitter, using: signer)
        #expect(try await chain.control("test_dropTransactions") == "0x1")
        try await chain.setAutomine(true)
        let again = try await client.send(sent.signed)
        #expect(again.hash == sent.hash)
        #expect(try await again.wait().succeeded)
        #expect(try await client.read(Emitter.Calls.Count(), from: emitter) == 1)
    }

    @Test func anotherWalletWithTheKeyWasQuicker() async throws {
        let chain = try await LocalChain()
        let (signer, emitter) = (try chain.signer(), try chain.contract("emitter"))
        let (first, second) = (chain.client(), chain.client())
        let call = Emitter.Calls.Ping(id: 1, amount: 1, note: "two wallets")
        _ = try await first.send(call, to: emitter, using: signer).wait()
        _ = try await second.send(call, to: emitter, using: signer).wait()
        let third = try await first.send(call, to: emitter, using: signer)
        #expect(third.nonce == 2)
        #expect(try await third.wait().succeeded)
    }

    @Test func anotherChainIsNoticedBeforeAnythingIsSent() async throws {
        let chain = try await LocalChain()
        let client = ChainClient(chainId: 42_161, endpoints: [Endpoint(chain.url)])
        let (signer, faults) = (try chain.signer(), try chain.contract("faults"))
        let error = await failure { try await client.send(Faults.Calls.SetValue(amount: 1), to: faults, using: signer) }
        guard case .wrongChain(expected: 42_161, found: 31_337) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try await chain.count("eth_sendRawTransaction") == 0)
    }

    @Test func poorAccountsAreRefused() async throws {
        let chain = try await LocalChain()
        let (client, faults) = (chain.client(), try chain.contract("faults"))
        let poor = LocalSigner.random()
        let options = SendOptions(gasLimit: 100_000)
        let error = await failure { try await client.send(Faults.Calls.SetValue(amount: 1), to: faults, using: poor, options: options) }
        guard case .send(.refused(let refusal)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(refusal.message.contains("insufficient funds"))
        // Its nonce is free again.
        try await chain.control("test_fund", .string(poor.address.checksummed), "0xde0b6b3a7640000")
        #expect(try await client.send(Faults.Calls.SetValue(amount: 1), to: faults, using: poor).nonce == 0)
    }
}

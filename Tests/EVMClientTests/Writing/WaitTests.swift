import EVMClient
import EVMCore
import EVMSigning
import Foundation
import SymmioContracts
import Testing

@Suite(.timeLimit(.minutes(1))) struct WaitTests {
    private let signer: LocalSigner
    private let target = Address(0x1111_1111_1111_1111, 0x1111_1111_1111_1111, 0x1111_1111)
    init() throws { signer = try testSigner() }

    private var message: CallMessage { CallMessage(to: target, value: 1) }

    @Test func confirmationsAreWaitedFor() async throws {
        try await withChain { chain, client in
            let sent = try await client.send(message, using: signer)
            chain.answer("eth_blockNumber") { [unowned chain] _ in
                chain.mine()
                return .success(.quantity(chain.head))
            }
            let receipt = try await sent.wait(confirmations: 5)
            #expect(receipt.blockNumber == 1)
            #expect(chain.head == 5)
        }
    }

    @Test func aReceiptThatIsReorganisedAwayDoesNotCount() async throws {
        try await withChain { chain, client in
            let sent = try await client.send(message, using: signer)
            let looks = Counter()
            chain.answer("eth_blockNumber") { [unowned chain] _ in
                switch looks.next() {
                case 1: chain.reorganise(depth: 1)
                case 2: chain.mine()
                case 3...: chain.mine()
                default: break
                }
                return .success(.quantity(chain.head))
            }
            let receipt = try await sent.wait(confirmations: 3)
            #expect(receipt.blockNumber == 1 && chain.head >= 3)
            #expect(looks.next() > 4)
        }
    }

    @Test func theTimeoutIsTyped() async throws {
        let time = VirtualTime()
        try await withChain(time: time) { chain, client in
            chain.with { $0.mines = false }
            let sent = try await client.send(message, using: signer)
            let error = await failure { try await sent.wait(timeout: .milliseconds(3500)) }
            guard case .send(.notMined(sent.hash, after: .milliseconds(3500))) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(time.pauses == [.seconds(1), .seconds(1), .seconds(1), .milliseconds(500)])
            chain.mine()
            let answer = try await sent.wait()
            #expect(answer.succeeded)
        }
    }

    @Test func cancellationEndsTheWait() async throws {
        try await withChain { chain, client in
            chain.with { $0.mines = false }
            let sent = try await client.send(message, using: signer)
            let task = Task { await failure { try await sent.wait(timeout: .seconds(1_000_000)) } }
            try await Task.sleep(for: .milliseconds(30))
            task.cancel()
            guard case .cancelled = await task.value else {
                Issue.record("not cancelled")
                return
            }
        }
    }

    @Test func aStuckTransactionIsSpedUp() async throws {
        try await withChain { chain, client in
            chain.with { $0.mines = false }
            let stuck = try await client.send(message, using: signer)
            let faster = try await stuck.speedUp(using: signer)
            #expect(faster.nonce == stuck.nonce && faster.hash != stuck.hash)
            #expect(faster.signed.transaction.to == target && faster.signed.transaction.value == 1)
            #expect(faster.signed.transaction.maximumGasPrice == 4_612_500_000)
            #expect(chain.waiting.map(\.hash) == [faster.hash])
            chain.mine()
            let answer = try await faster.wait()
            #expect(answer.transactionHash == faster.hash)
        }
    }

    @Test func whicheverIsMinedIsFound() async throws {
        try await withChain { chain, client in
            chain.with { $0.mines = false }
            let stuck = try await client.send(message, using: signer)
            let faster = try await stuck.speedUp(using: signer)
            // A miner that only had the first mines it.
            chain.dropPool()
            chain.with { $0.mines = true }
            _ = try await client.send(stuck.signed)
            let answer = try await faster.wait()
            #expect(answer.transactionHash == stuck.hash)
        }
    }

    @Test func speedingUpWhatIsMinedChangesNothing() async throws {
        try await withChain { chain, client in
            let sent = try await client.send(message, using: signer)
            let same = try await sent.speedUp(using: signer)
            #expect(same.hash == sent.hash && same.replaced.isEmpty)
            #expect(chain.mined.count == 1)
        }
    }

    @Test func aStuckTransactionIsCancelled() async throws {
        try await withChain { chain, client in
            chain.with { $0.mines = false }
            let stuck = try await client.send(message, using: signer)
            let nothing = try await stuck.cancel(using: signer)
            let transaction = nothing.signed.transaction
            #expect(transaction.to == signer.address && transaction.value == .zero && transaction.data.isEmpty && nothing.nonce == stuck.nonce)
            chain.mine()
            let answer = try await nothing.wait()
            #expect(answer.transactionHash == nothing.hash)
            #expect(chain.mined.map(\.hash) == [nothing.hash])
        }
    }

    @Test func whatIsReplacedElsewhereIsSaid() async throws {
        try await withChain { chain, client in
            chain.with { $0.mines = false }
            let sent = try await client.send(message, using: signer)
            let other = try await signer.sign(
                transaction: Transaction(.legacy(chainId: 1337, gasPrice: 90_000_000_000), nonce: 0, gasLimit: 21_000, to: signer.address))
            _ = try await client.send(other)
            chain.mine()
            let error = await failure { try await sent.wait() }
            guard case .send(.replaced(sent.hash, nonce: 0)) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func aRevertedReceiptTellsWhy() async throws {
        try await withChain { chain, client in
            let asked = Locked<[JSONValue]>([])
            let data = RevertDecoder.text("AccountFacet: Insufficient balance")
            let sent = try await client.send(message, using: signer)
            chain.revert(sent.hash)
            chain.answer("eth_call") { params in
                asked.with { $0 += params.suffix(1) }
                // At the block itself another transaction hides the reason.
                guard params.last == "0x0" else { return .success("0x") }
                return .failure(RPCError(code: 3, message: "execution reverted", data: .data(data)))
            }
            let error = await failure { try await sent.wait() }
            guard case .send(.reverted(let receipt, let revert)) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(receipt.transactionHash == sent.hash && !receipt.succeeded)
            #expect(revert.message == "AccountFacet: Insufficient balance")
            #expect(asked.with { $0 } == ["0x1", "0x0"])
        }
    }

    @Test func aNodeThatIsAwayForAWhileIsWaitedFor() async throws {
        try await withChain(rpcOptions: RPCOptions(retry: .never)) { chain, client in
            let sent = try await client.send(message, using: signer)
            for _ in 0..<3 { chain.fail("eth_getTransactionReceipt", .reply(.drop)) }
            let answer = try await sent.wait()
            #expect(answer.succeeded)
        }
    }
}

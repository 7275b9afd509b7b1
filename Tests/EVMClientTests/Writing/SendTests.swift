import EVMClient
import EVMCore
import EVMSigning
import Foundation
import SymmioContracts
import Testing

private typealias ERC20 = Symmio085.ERC20

@Suite(.timeLimit(.minutes(1))) struct SendTests {
    private let signer: LocalSigner
    private let target = Address(0x1111_1111_1111_1111, 0x1111_1111_1111_1111, 0x1111_1111)
    init() throws { signer = try testSigner() }

    private var call: ERC20.Calls.Approve { ERC20.Calls.Approve(spender: target, amount: 5) }

    @Test func aCallIsSentAndMined() async throws {
        try await withChain { chain, client in
            let sent = try await client.send(call, to: target, value: 7, using: signer)
            #expect(sent.nonce == 0 && sent.from == signer.address && sent.hash == sent.signed.hash)
            let transaction = sent.signed.transaction
            #expect(transaction.to == target && transaction.value == 7 && transaction.data == call.encoded())
            // 21,000 and a fifth; twice the next base fee and the median tip of the blocks that were not empty.
            #expect(transaction.gasLimit == 25_200)
            #expect(
                transaction.kind
                    == .eip1559(chainId: 1337, maxPriorityFeePerGas: 100_000_000, maxFeePerGas: 4_100_000_000, accessList: []))
            let receipt = try await sent.wait()
            #expect(receipt.succeeded && receipt.transactionHash == sent.hash && receipt.blockNumber == 1)
            #expect(chain.rawSends.count == 1)
            let next = try await client.send(call, to: target, using: signer)
            #expect(next.nonce == 1)
            #expect(chain.calls.filter { $0 == "eth_chainId" }.count == 1)
        }
    }

    @Test func theChainIsCheckedBeforeAnythingIsSigned() async throws {
        try await withChain { chain, client in
            chain.answer("eth_chainId") { _ in .success("0x1") }
            let error = await failure { try await client.send(call, to: target, using: NoSigner()) }
            guard case .wrongChain(expected: 1337, found: 1) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(chain.rawSends.isEmpty)
        }
    }

    @Test func everyEndpointIsChecked() async throws {
        let chain = FakeChain()
        let good = try LoopbackServer { chain.reply(to: $0.body) }
        let foreign = try LoopbackServer { .json(#"{"jsonrpc":"2.0","id":\#(id(of: $0.body)),"result":"0x1"}"#) }
        let away = try LoopbackServer { _ in .drop }
        defer { [good, foreign, away].forEach { $0.stop() } }
        func client(_ servers: LoopbackServer...) -> ChainClient {
            ChainClient(chainId: chain.chainId, endpoints: servers.map { Endpoint($0.url) }, timing: VirtualTime().timing)
        }
        guard case .wrongChain(expected: 1337, found: 1) = await failure({ try await client(good, foreign).checkChain() }) else {
            Issue.record("not refused")
            return
        }
        try await client(away, good).checkChain()
        guard case .transport = await failure({ try await client(away, away).checkChain() }) else {
            Issue.record("nobody was reached")
            return
        }
    }

    @Test func whatWouldRevertIsNotSent() async throws {
        try await withChain { chain, client in
            let data = RevertDecoder.text("PartyAFacet: Low deadline")
            chain.answer("eth_call") { _ in .failure(RPCError(code: 3, message: "execution reverted", data: .data(data))) }
            let error = await failure { try await client.send(call, to: target, using: NoSigner()) }
            #expect(error?.revert?.message == "PartyAFacet: Low deadline")
            #expect(chain.rawSends.isEmpty)
            // The nonce was never taken.
            chain.answer("eth_call") { _ in .success("0x") }
            let next = try await client.send(call, to: target, using: signer)
            #expect(next.nonce == 0)
        }
    }

    @Test func concurrentSendsGetANonceEach() async throws {
        try await withChain { chain, client in
            chain.with { $0.mines = false }
            let nonces = await withTaskGroup(of: UInt64?.self) { group in
                for _ in 0..<25 { group.addTask { try? await client.send(call, to: target, using: signer).nonce } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(nonces.compactMap(\.self).sorted() == Array(0..<25))
            chain.mine()
            #expect(chain.mined.count == 25)
        }
    }

    @Test func aRefusedNonceIsUsedAgain() async throws {
        try await withChain { chain, client in
            let refusal = ServerReply.json(#"{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"insufficient funds for gas * price + value"}}"#)
            chain.fail("eth_sendRawTransaction", .reply(refusal))
            let error = await failure { try await client.send(call, to: target, using: signer) }
            guard case .send(.refused(let refusal)) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(refusal.message.hasPrefix("insufficient funds"))
            let next = try await client.send(call, to: target, using: signer)
            #expect(next.nonce == 0)
        }
    }

    @Test func aSignerThatRefusesLeavesNoGap() async throws {
        try await withChain { chain, client in
            let error = await failure { try await client.send(call, to: target, using: NoSigner()) }
            guard case .signing = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            let next = try await client.send(call, to: target, using: signer)
            #expect(next.nonce == 0)
            #expect(chain.rawSends.count == 1)
        }
    }

    /// The answer to a send is lost in every way there is, after the node has taken it: it is found by its hash and not sent again.
    @Test(arguments: 0..<6)
    func aLostAnswerIsLookedUp(_ kind: Int) async throws {
        let lost: [ServerReply] = [
            .drop, .hang(seconds: 20), .answer(status: 502, body: []), .json("<html>"), .json(#"{"jsonrpc":"2.0","id":77777,"result":"0x"}"#),
            .truncate(body: [UInt8](repeating: 32, count: 100), after: 50),
        ]
        for mines in [true, false] {
            try await withChain(rpcOptions: RPCOptions(timeout: .seconds(2))) { chain, client in
                chain.with { $0.mines = mines }
                chain.fail("eth_sendRawTransaction", .carryOutThen(lost[kind]))
                let sent = try await client.send(call, to: target, using: signer)
                #expect(chain.rawSends.count == 1)
                #expect((chain.mined + chain.waiting).map(\.hash) == [sent.hash])
                let next = try await client.send(call, to: target, using: signer)
                #expect(next.nonce == 1)
            }
        }
    }

    /// The request is lost before the node has it: nobody knows the hash, and the same bytes are sent again, nothing else.
    @Test(arguments: 0..<3)
    func aLostRequestIsSentAgain(_ kind: Int) async throws {
        let lost: [ServerReply] = [.drop, .answer(status: 503, body: []), .answer(status: 429, body: [])]
        try await withChain { chain, client in
            chain.fail("eth_sendRawTransaction", .reply(lost[kind]))
            chain.fail("eth_sendRawTransaction", .reply(lost[kind]))
            let sent = try await client.send(call, to: target, using: signer)
            #expect(chain.rawSends == [sent.signed.bytes])
            #expect(chain.mined.map(\.hash) == [sent.hash])
            let lookup = try #require(chain.calls.firstIndex(of: "eth_getTransactionByHash"))
            #expect(lookup < chain.calls.count - 1)
        }
    }

    /// The answer is lost, the lookups say nothing, and the second try meets the first: the node knows it already, or has mined it.
    @Test func alreadyKnownAfterALostAnswer() async throws {
        for mines in [true, false] {
            try await withChain { chain, client in
                chain.with { $0.mines = mines }
                let lookups = Counter()
                chain.fail("eth_sendRawTransaction", .carryOutThen(.drop))
                // The first look at it comes too early.
                chain.answer("eth_getTransactionByHash") { [chain] _ in
                    let isEarly = lookups.next() < 1
                    return .success(isEarly ? .null : ["hash": .data((chain.mined + chain.waiting)[0].hash)])
                }
                chain.answer("eth_getTransactionReceipt") { _ in .success(.null) }
                let sent = try await client.send(call, to: target, using: signer)
                #expect(chain.rawSends == [sent.signed.bytes, sent.signed.bytes])
                #expect((chain.mined + chain.waiting).map(\.hash) == [sent.hash])
            }
        }
    }

    /// Nothing answers any more: that nobody knows is said, and nothing but the same bytes was ever sent.
    @Test func whatNobodyKnowsIsSaid() async throws {
        try await withChain { chain, client in
            for _ in 0..<20 { chain.fail("eth_sendRawTransaction", .reply(.drop)) }
            let error = await failure { try await client.send(call, to: target, using: signer) }
            guard case .send(.unknown(let signed)) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            // Five tries, and a look before each further one.
            #expect(chain.rawSends.isEmpty && chain.calls.filter { $0 == "eth_getTransactionByHash" }.count == 5)
            #expect(signed.transaction.nonce == 0)
        }
    }

    @Test func unknownCanBeSentAgain() async throws {
        try await withChain(options: ChainOptions(sendAttempts: 2)) { chain, client in
            for _ in 0..<2 { chain.fail("eth_sendRawTransaction", .reply(.drop)) }
            let error = await failure { try await client.send(call, to: target, using: signer) }
            guard case .send(.unknown(let signed)) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            // Another transaction does not take its nonce.
            chain.with { $0.mines = false }
            let next = try await client.send(call, to: target, using: signer)
            #expect(next.nonce == 1)
            chain.with { $0.mines = true }
            let again = try await client.send(signed)
            #expect(again.hash == signed.hash)
            let answer = try await again.wait()
            #expect(answer.transactionHash == signed.hash)
            #expect(Set(chain.mined.map(\.hash)).count == 2)
        }
    }

    @Test func aNonceTakenElsewhereIsReplacedByTheNext() async throws {
        try await withChain { chain, client in
            // Another wallet with the same key is first; the count that this client sees is too old.
            let other = try await signer.sign(
                transaction: Transaction(.legacy(chainId: 1337, gasPrice: 9_000_000_000), nonce: 0, gasLimit: 21_000, to: target))
            _ = chain.reply(to: JSONValue.object(["id": 1, "method": "eth_sendRawTransaction", "params": [.data(other.bytes)]]).utf8)
            let counts = Counter()
            chain.answer("eth_getTransactionCount") { _ in .success(counts.next() == 0 ? "0x0" : "0x1") }
            let sent = try await client.send(call, to: target, using: signer)
            #expect(sent.nonce == 1)
            #expect(chain.mined.map(\.hash) == [other.hash, sent.hash])
        }
    }

    @Test func feesFallBack() async throws {
        try await withChain { chain, client in
            let unknown = RPCError(code: -32601, message: "method not found")
            chain.answer("eth_feeHistory") { _ in .failure(unknown) }
            let answer = try await client.fees()
            #expect(answer == .eip1559(maxPriorityFeePerGas: 1_000_000_000, maxFeePerGas: 3_000_000_000))
            chain.answer("eth_maxPriorityFeePerGas") { _ in .failure(unknown) }
            let second = try await client.fees()
            #expect(second == .eip1559(maxPriorityFeePerGas: 1_000_000_000, maxFeePerGas: 3_000_000_000))
            chain.answer("eth_getBlockByNumber") { _ in
                .success(["number": "0x1", "hash": .data(Bytes32.zero), "parentHash": .data(Bytes32.zero), "timestamp": "0x1", "gasLimit": "0x1"])
            }
            let third = try await client.fees()
            #expect(third == .legacy(gasPrice: 2_000_000_000))
            let sent = try await client.send(call, to: target, using: signer)
            #expect(sent.signed.transaction.kind == .legacy(chainId: 1337, gasPrice: 2_000_000_000))
        }
    }

    @Test func aCapHolds() async throws {
        try await withChain { chain, client in
            let options = SendOptions(feeCap: 4_000_000_000)
            let error = await failure {
                try await client.send(call, to: target, using: NoSigner(), options: options)
            }
            guard case .send(.feesAboveCap(asked: 4_100_000_000, cap: 4_000_000_000)) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func replacingFeesAreAnEighthHigher() {
        let old = Fees.eip1559(maxPriorityFeePerGas: 100, maxFeePerGas: 1001)
        #expect(old.replacing(atLeast: .eip1559(maxPriorityFeePerGas: 1, maxFeePerGas: 1)) == .eip1559(maxPriorityFeePerGas: 113, maxFeePerGas: 1127))
        #expect(old.replacing(atLeast: .eip1559(maxPriorityFeePerGas: 200, maxFeePerGas: 150)) == .eip1559(maxPriorityFeePerGas: 200, maxFeePerGas: 1127))
        #expect(Fees.legacy(gasPrice: 8).replacing(atLeast: .legacy(gasPrice: 0)) == .legacy(gasPrice: 9))
        #expect(Fees.legacy(gasPrice: 0).replacing(atLeast: .legacy(gasPrice: 0)) == .legacy(gasPrice: 1))
        #expect(Fees.legacy(gasPrice: .max).replacing(atLeast: .legacy(gasPrice: 0)) == .legacy(gasPrice: .max))
    }
}

/// Counts from 0.
final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var value = 0
    func next() -> Int {
        lock.withLock {
            defer { value += 1 }
            return value
        }
    }
}

/// Says no to everything.
struct NoSigner: Signer {
    var address: Address { Address(0x7e5f_4552_091a_6912, 0x5d5d_fcb7_b8c2_6590, 0x2939_5bdf) }
    func sign(digest: Bytes32) async throws(SigningError) -> Signature { throw .refused(reason: "no") }
}

extension RevertDecoder {
    /// The data of `revert(text)`.
    static func text(_ text: String) -> Bytes {
        let error = ABISignature(kind: .error, name: "Error", parameters: [ABIParameter(type: .string)])
        return (try? ABI.encode([.string(text)], for: error)) ?? Bytes()
    }
}

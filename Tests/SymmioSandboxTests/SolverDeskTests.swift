import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import SymmioSolver
import Testing

extension SolverTests {
    /// Orders from the taking to the report, also where answers are lost and the chain changes its mind.
    @Suite(.timeLimit(.minutes(3)))
    struct DeskTests {
        private func opened(_ bench: SolverBench, _ position: PositionType = .long) async throws -> OpenedPosition {
            let taken = try await bench.desk.take(try await bench.request(try await bench.order(position)))
            guard case .done(let opened) = await bench.desk.carryOut(taken) else { throw FlowFailure("not opened") }
            return opened
        }

        private func closing(
            _ bench: SolverBench, _ position: OpenedPosition, quoteId: UInt256? = nil, quantity: String? = nil, price: String, account: Address? = nil
        ) async throws -> CloseRequest {
            let order = CloseOrder(
                quoteId: quoteId ?? position.quoteId, account: account ?? position.account, price: try Wad(price),
                quantity: try quantity.map { try Wad($0) } ?? position.quantity, deadline: await bench.chain.now + 300)
            return try await bench.factory.close([order])
        }

        @Test(arguments: Release.allCases, [PositionType.long, .short])
        func openAndClose(release: Release, position: PositionType) async throws {
            try await withBench(release) { bench in
                let taken = try await bench.desk.take(try await bench.request(try await bench.order(position)))
                #expect(await bench.desk.book.count == 1)
                guard case .done(let opened) = await bench.desk.carryOut(taken) else { throw FlowFailure("not opened") }
                #expect(await bench.desk.book.count == 0)
                let quote = try await bench.flow.quote(opened.quoteId)
                #expect(quote.quoteStatus == .opened)
                #expect(quote.partyA == opened.account)
                #expect(quote.partyA == taken.judged.account)
                #expect(quote.partyB == bench.solver)
                #expect(opened.price.units == quote.openedPrice)
                #expect(try opened.price == Wad("2500"))
                // 0.05 % of 0.5 at the bound.
                #expect(try opened.fee == Wad(position == .short ? "0.6" : "0.65"))

                // Half, then the rest.
                for part in ["0.25", "0.25"] {
                    let request = try await closing(bench, opened, quantity: part, price: position == .short ? "2600" : "2400")
                    #expect(try await bench.revert(of: request) == nil)
                    let orders = try await bench.desk.take(request)
                    let order = try #require(orders.first)
                    #expect(order.judged.subAccount == bench.flow.subAccount)
                    guard case .done(let closed) = await bench.desk.carryOut(order) else { throw FlowFailure("not closed") }
                    #expect(try closed.quantity == Wad(part))
                    #expect(try closed.price == Wad("2500"))
                }
                #expect(try await bench.flow.quote(opened.quoteId).quoteStatus == .closed)
            }
        }

        @Test func refusedCloses() async throws {
            try await withBench { bench in
                let position = try await opened(bench)
                func check(
                    _ request: CloseRequest, code: Int, chain words: String?, sourceLocation: SourceLocation = #_sourceLocation,
                    _ isRight: (Refusal.Reason) -> Bool
                ) async throws {
                    let refusal = await bench.refusal(of: request)
                    #expect(refusal.map { isRight($0.reason) } == true, "\(String(describing: refusal))", sourceLocation: sourceLocation)
                    #expect(refusal?.failure.code == code, sourceLocation: sourceLocation)
                    let revert = try await bench.revert(of: request)
                    if let words {
                        #expect(revert?.contains(words) == true, "\(revert ?? "the chain takes it")", sourceLocation: sourceLocation)
                    } else {
                        #expect(revert == nil, sourceLocation: sourceLocation)
                    }
                }
                let good = try await closing(bench, position, price: "2400")
                #expect(await bench.refusal(of: good) == nil)
                #expect(try await bench.revert(of: good) == nil)

                try await check(try await closing(bench, position, price: "2501"), code: 3004, chain: "Closed price isn't valid") {
                    if case .price(_, _, _, false) = $0 { true } else { false }
                }
                try await check(try await closing(bench, position, quantity: "0.501", price: "2400"), code: 3011, chain: "Invalid quantityToClose") {
                    if case .rules(let found) = $0, case .aboveOpenQuantity? = found.first { true } else { false }
                }
                try await check(
                    try await closing(bench, position, price: "2400", account: bench.flow.subAccount), code: 3008, chain: "Should be partyA of quote"
                ) {
                    if case .noPosition = $0 { true } else { false }
                }
                var altered = good
                altered.operations[0].operation.callData.array[4 + 2 * 32 + 31] ^= 1
                try await check(altered, code: 3001, chain: "InvalidSignature") { if case .signature = $0 { true } else { false } }
                var foreign = good
                foreign.operations[0] = try await bench.resigned(good.operations[0]) { $0.target = bench.deployment.contracts.accountLayer }
                try await check(foreign, code: 3012, chain: "Function does not exist") { if case .wrongTarget = $0 { true } else { false } }
                try await check(try await closing(bench, position, quoteId: 77, price: "2400"), code: 3008, chain: "Invalid state") {
                    if case .noPosition = $0 { true } else { false }
                }
                // All or none: the second is the same position.
                let twice = CloseRequest(operations: good.operations + (try await closing(bench, position, price: "2400")).operations)
                let refusal = await bench.refusal(of: twice)
                #expect(refusal?.part == .close(1))
                guard case .closing? = refusal?.reason else { throw FlowFailure("\(String(describing: refusal))") }
                #expect(await bench.desk.book.count == 0)
                guard case .count(0, _)? = await bench.refusal(of: CloseRequest(operations: []))?.reason else { throw FlowFailure("none") }
                let many = CloseRequest(operations: Array(repeating: good.operations[0], count: 101))
                guard case .count(101, _)? = await bench.refusal(of: many)?.reason else { throw FlowFailure("too many") }

                // While one is under way another is not taken, though the chain would take either.
                let first = try #require(try await bench.desk.take(good).first)
                let second = try await closing(bench, position, price: "2400")
                try await check(second, code: 3008, chain: nil) { if case .closing = $0 { true } else { false } }
                guard case .done = await bench.desk.carryOut(first) else { throw FlowFailure("not closed") }
                // With its last position the virtual account is gone, and with it what was delegated for its parent.
                try await check(second, code: 3002, chain: "InvalidDelegation") { if case .notDelegated = $0 { true } else { false } }
                await bench.chain.advance(seconds: 301)
                try await check(second, code: 3006, chain: "DeadlineExpired") { if case .expired = $0 { true } else { false } }
            }
        }

        /// What was true when an order was taken and no longer is when it is sent.
        @Test func orderThatBecomesImpossible() async throws {
            try await withBench { bench in
                let taken = try await bench.desk.take(try await bench.request(try await bench.order()))
                await bench.chain.advance(seconds: 301)
                guard case .failed(let failure) = await bench.desk.carryOut(taken) else { throw FlowFailure("carried out") }
                #expect(failure.code == 3006)
                #expect(failure.detail.contains("DeadlineExpired"))
                #expect(await bench.desk.book.count == 0)
                #expect(try await bench.flow.quoteCount() == 0)

                // Two that close the same position, each of them sent while the other was not mined: one reverts on the chain.
                let position = try await opened(bench)
                let request = try await closing(bench, position, quantity: "0.25", price: "2400")
                let other = try await closing(bench, position, price: "2399")
                let one = try #require(try await bench.desk.take(request).first)
                let rival = SolverDesk(
                    chain: bench.desk.judge.chain, deployment: bench.deployment, contract: bench.desk.assembler.signer,
                    operatorSigner: bench.desk.operatorSigner, markets: FixedMarkets(), clock: bench.desk.judge.clock)
                let two = try #require(try await rival.take(other).first)
                await bench.chain.setAutomining(false)
                let (sent, alsoSent) = (await bench.desk.submit(one), await rival.submit(two))
                await bench.chain.setAutomining(true)
                guard case .done = await bench.desk.settle(one, sent: sent) else { throw FlowFailure("not closed") }
                guard case .failed(let late) = await rival.settle(two, sent: alsoSent) else { throw FlowFailure("closed twice") }
                #expect(late.code == 3011)
                #expect(late.detail.contains("requestToClosePosition"))
                #expect(late.detail.contains("Invalid quantityToClose"))
            }
        }

        @Test func transactionThatIsNotMinedYetIsNotGivenUp() async throws {
            try await withBench { bench in
                var desk = bench.desk
                desk.miningTimeout = .milliseconds(30)
                let taken = try await desk.take(try await bench.request(try await bench.order()))
                await bench.chain.setAutomining(false)
                guard case .unknown(let signed) = await desk.carryOut(taken) else { throw FlowFailure("certain") }
                #expect(await desk.book.count == 1)
                guard case .unknown = await desk.resume(taken, signed) else { throw FlowFailure("certain") }
                await bench.chain.setAutomining(true)
                guard case .done(let position) = await desk.resume(taken, signed) else { throw FlowFailure("not carried out") }
                #expect(position.transaction == signed.hash)
                #expect(await desk.book.count == 0)
                #expect(try await bench.flow.quoteCount() == 1)
            }
        }

        /// A second process goes on with what the first one took: what it holds counts there too, and nothing is executed twice.
        @Test func restartGoesOn() async throws {
            let bench = try await SolverBench(deposit: 400)
            let taken = try await bench.desk.take(try await bench.request(try await bench.order()))
            let kept = (callData: taken.callData, hold: taken.judged.hold, fee: taken.judged.fee)
            let second = SolverDesk(
                chain: bench.desk.judge.chain, deployment: bench.deployment, contract: bench.desk.assembler.signer,
                operatorSigner: bench.desk.operatorSigner, markets: FixedMarkets(), clock: bench.desk.judge.clock)
            let digest = try #require(kept.hold.digests.first)
            let before = try await second.isExecuted(digest)
            #expect(!before)
            let order = await second.takeUp(kept.callData, holding: kept.hold)
            let other = try await bench.request(try await bench.order())
            let refusal = await #expect(throws: Refusal.self) { try await second.take(other) }
            guard case .balance? = refusal?.reason else { throw FlowFailure("\(String(describing: refusal))") }
            guard case .done(let receipt) = await second.carryOut(order) else { throw FlowFailure("not carried out") }
            let position = try #require(OpenedPosition(in: receipt, core: bench.deployment.contracts.symmioCore, fee: kept.fee))
            #expect(position.quoteId == .one)
            let after = try await second.isExecuted(digest)
            #expect(after)
            #expect(await second.book.count == 0)
            // The first one was not dead after all.
            guard case .failed(let failure) = await bench.desk.carryOut(taken) else { throw FlowFailure("executed twice") }
            #expect(failure.code == 3009)
            #expect(try await bench.flow.quoteCount() == 1)
            await bench.stop()
        }

        @Test func lostAnswersSendNothingTwice() async throws {
            try await withBench { bench in
                let transport = LosingTransport(SandboxTransport(bench.chain))
                let options = ChainOptions(pollInterval: .milliseconds(2), sendAttempts: 2)
                let chain = ChainClient(
                    chainId: bench.deployment.chainId, endpoints: [try #require(Endpoint("http://lossy.invalid"))],
                    rpcOptions: RPCOptions(retry: RetryPolicy(attempts: 1, firstPause: .milliseconds(1), longestPause: .milliseconds(2))), options: options,
                    transport: transport)
                let desk = SolverDesk(
                    chain: chain, deployment: bench.deployment, contract: bench.desk.assembler.signer, operatorSigner: bench.desk.operatorSigner,
                    markets: FixedMarkets(), clock: bench.desk.judge.clock)
                // Sent and the answer lost: found by its hash.
                let first = try await desk.take(try await bench.request(try await bench.order()))
                await transport.lose(afterSending: true, lookups: 0)
                guard case .done = await desk.carryOut(first) else { throw FlowFailure("not found") }
                // Sent, the answer lost, and nobody to ask: unknown, until somebody is there again.
                let second = try await desk.take(try await bench.request(try await bench.order()))
                await transport.lose(afterSending: true, lookups: 100)
                guard case .unknown(let signed) = await desk.carryOut(second) else { throw FlowFailure("certain") }
                #expect(await desk.book.count == 1)
                await transport.lose(afterSending: false, lookups: 0)
                guard case .done(let position) = await desk.resume(second, signed) else { throw FlowFailure("not carried out") }
                #expect(position.transaction == signed.hash)
                #expect(try await bench.flow.quoteCount() == 2)

                // Nobody to ask from the start: nothing is taken, and the trader is told that it is not his fault.
                await transport.lose(afterSending: false, lookups: 1_000)
                let refusal = await #expect(throws: Refusal.self) { try await desk.take(try await bench.request(try await bench.order())) }
                #expect(refusal?.failure.code == 3015)
                #expect(refusal?.failure.status == 503)
            }
        }

        /// A contract wallet's word counts where its address has code (ERC-1271), and only then.
        @Test func contractWallets() async throws {
            try await withBench { bench in
                let wallet = Address(hash: keccak256(utf8: "a contract wallet"))
                let info = DelegationInfo(
                    account: bench.flow.subAccount, delegate: wallet, selectors: try bench.deployment.sessionSelectors(), expiry: FlowAccount.start + 9_000)
                _ = try await bench.flow.chain.send(
                    Symmio085.InstantLayer.Calls.GrantDelegation(info: info), to: bench.deployment.contracts.instantLayer, using: bench.flow.wallet
                ).wait()
                var request = try await bench.request(try await bench.order())
                request.sendQuote.operation.signer = wallet
                request.sendQuote.signature = Bytes(utf8: "what this wallet takes for a signature")
                func judged(_ answer: WalletTransport.Answer) async -> Refusal? {
                    let chain = ChainClient(
                        chainId: bench.deployment.chainId, endpoints: [Endpoint("http://wallet.invalid")].compactMap(\.self),
                        transport: WalletTransport(inner: SandboxTransport(bench.chain), wallet: wallet, answer: answer))
                    let judge = OperationJudge(
                        chain: chain, deployment: bench.deployment, solver: bench.solver, sender: bench.flow.sandbox.solverOperator.address,
                        clock: bench.desk.judge.clock)
                    do throws(Refusal) {
                        _ = try await judge.verify(request.sendQuote, target: bench.deployment.contracts.symmioCore)
                        return nil
                    } catch {
                        return error
                    }
                }
                #expect(await judged(.magic) == nil)
                for answer in [WalletTransport.Answer.other, .revert, .nothing] {
                    guard case .signature? = await judged(answer)?.reason else { throw FlowFailure("\(answer)") }
                }
                guard case .signature? = await bench.refusal(of: request)?.reason else { throw FlowFailure("no code") }
            }
        }
    }
}

/// Loses the answers to transactions, or all of them.
private actor LosingTransport: Transport {
    private let inner: SandboxTransport
    private var losesSent = false
    private var lookups = 0

    init(_ inner: SandboxTransport) { self.inner = inner }

    func lose(afterSending: Bool, lookups: Int) { (losesSent, self.lookups) = (afterSending, lookups) }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let isSending = String(decoding: request.body, as: UTF8.self).contains("eth_sendRawTransaction")
        if !losesSent, lookups > 0 {
            lookups -= 1
            throw .connectionLost("lookups are lost")
        }
        let answer = try await inner.send(request)
        if isSending, losesSent {
            losesSent = false
            throw .connectionLost("the answer is lost")
        }
        return answer
    }
}

/// A chain on which a contract wallet stands.
private struct WalletTransport: Transport {
    enum Answer { case magic, other, revert, nothing }

    let inner: SandboxTransport
    let wallet: Address
    let answer: Answer

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let json = try? JSONValue(parsing: request.body)
        let first = json?["params"]?.array?.first
        let isForWallet = (first?.string ?? first?["to"]?.string)?.lowercased() == wallet.hex
        guard let json, let id = json["id"], isForWallet else { return try await inner.send(request) }
        var reply: [String: JSONValue] = ["jsonrpc": "2.0", "id": id]
        switch (json["method"]?.string, answer) {
        case ("eth_getCode", _): reply["result"] = "0xfe"
        case (_, .magic): reply["result"] = .string("0x1626ba7e" + String(repeating: "0", count: 56))
        case (_, .other): reply["result"] = .string("0xffffffff" + String(repeating: "0", count: 56))
        case (_, .revert): reply["error"] = .object(["code": .number("3"), "message": "execution reverted", "data": "0x"])
        case (_, .nothing): reply["result"] = "0x"
        }
        return HTTPResponse(status: 200, body: Bytes(utf8: JSONValue.object(reply).text))
    }
}

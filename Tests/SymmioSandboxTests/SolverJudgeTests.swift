import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox
import SymmioSolver
import Testing

extension SolverTests {
    /// The judge refuses each crafted order for the right reason and takes the good ones; the sandbox's contracts, which know nothing of it, agree.
    @Suite(.timeLimit(.minutes(3)))
    struct JudgeTests {
        /// Refused by the judge for a reason, and by the chain with these words; nil where it is the solver alone who minds.
        private func expect(
            _ bench: SolverBench, _ request: OpenRequest, code: Int, chain words: String?, price: String = "2500",
            sourceLocation: SourceLocation = #_sourceLocation, _ isRight: (Refusal) -> Bool
        ) async throws {
            let refusal = await bench.refusal(of: request)
            #expect(refusal.map(isRight) == true, "\(String(describing: refusal))", sourceLocation: sourceLocation)
            #expect(refusal?.failure.code == code, sourceLocation: sourceLocation)
            #expect(refusal?.failure.detail.isEmpty == false, sourceLocation: sourceLocation)
            let revert = try await bench.revert(of: request, price: price)
            if let words {
                #expect(revert?.contains(words) == true, "\(revert ?? "the chain takes it")", sourceLocation: sourceLocation)
            } else {
                #expect(revert == nil, sourceLocation: sourceLocation)
            }
            #expect(await bench.desk.book.count == 0, sourceLocation: sourceLocation)
        }

        /// Taken by both.
        private func expectTaken(_ bench: SolverBench, _ request: OpenRequest, sourceLocation: SourceLocation = #_sourceLocation) async throws {
            let refusal = await bench.refusal(of: request)
            #expect(refusal == nil, "\(String(describing: refusal))", sourceLocation: sourceLocation)
            let revert = try await bench.revert(of: request)
            #expect(revert == nil, sourceLocation: sourceLocation)
        }

        @Test(arguments: Release.allCases, [PositionType.long, .short])
        func goodOrdersAreTaken(release: Release, position: PositionType) async throws {
            try await withBench(release) { bench in
                let request = try await bench.request(try await bench.order(position))
                try await expectTaken(bench, request)
                // By the owner himself, too.
                let owner = OperationFactory(deployment: bench.deployment, solver: bench.factory.solver, signer: bench.flow.wallet)
                try await expectTaken(bench, try await owner.open(try await bench.order(position)))
                // A deadline of this very second still counts, and none at all.
                let now = await bench.chain.now
                for deadline in [UInt256(now), .zero] {
                    var changed = request
                    changed.sendQuote = try await bench.resigned(request.sendQuote) { $0.replayAttackHeader.deadline = deadline }
                    try await expectTaken(bench, changed)
                }
                // Any number of uses, and nonces in their order.
                var counted = request
                counted.addMargin = try await bench.resigned(try #require(request.addMargin)) {
                    $0.maxUses = .zero
                    $0.replayAttackHeader.nonce = .one
                }
                counted.sendQuote = try await bench.resigned(request.sendQuote) { $0.replayAttackHeader.nonce = 2 }
                try await expectTaken(bench, counted)
            }
        }

        @Test(arguments: Release.allCases)
        func signatures(release: Release) async throws {
            try await withBench(release) { bench in
                let request = try await bench.request(try await bench.order())
                func check(_ signature: Bytes, sourceLocation: SourceLocation = #_sourceLocation, _ isFault: (SigningError) -> Bool) async throws {
                    var changed = request
                    changed.sendQuote.signature = signature
                    try await expect(bench, changed, code: 3001, chain: "InvalidSignature", sourceLocation: sourceLocation) {
                        guard case .signature(_, let error) = $0.reason else { return false }
                        return $0.part == .sendQuote && isFault(error)
                    }
                }
                let good = request.sendQuote.signature.array
                let other = try await LocalSigner(try PrivateKey(keccak256(utf8: "another").bytes)).sign(
                    request.sendQuote.operation, domain: bench.deployment.instantLayerDomain)
                try await check(other.bytes) { if case .wrongSigner = $0 { true } else { false } }
                // r and s as they are, v otherwise.
                for v: UInt8 in [0, 1] {
                    try await check(Bytes(good.prefix(64) + [v])) { if case .invalidSignature(.unknownV(v)) = $0 { true } else { false } }
                }
                try await check(Bytes(good.prefix(64) + [good[64] == 27 ? 28 : 27])) { _ in true }
                // The same point's other s.
                let signature = try Signature(request.sendQuote.signature)
                let order = try UInt256(hex: "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")
                let high = signature.r.bigEndianBytes.array + (order &- signature.s).bigEndianBytes.array + [good[64] == 27 ? 28 : 27]
                try await check(Bytes(high)) { if case .invalidSignature(.highS) = $0 { true } else { false } }
                // EIP-2098.
                try await check(signature.compactBytes) { if case .invalidSignature(.wrongByteCount(64)) = $0 { true } else { false } }
                try await check(Bytes()) { if case .invalidSignature(.wrongByteCount(0)) = $0 { true } else { false } }

                // One byte of the signed calldata, which still decodes: the quantity's last.
                var altered = request
                altered.sendQuote.operation.callData.array[4 + 5 * 32 + 31] ^= 1
                try await expect(bench, altered, code: 3001, chain: "InvalidSignature") { if case .signature = $0.reason { true } else { false } }
                // Made for another chain.
                var foreign = request
                foreign.sendQuote = try await SignedInstantOperation(
                    request.sendQuote.operation, signer: bench.flow.session,
                    domain: InstantOperation.domain(chainId: 1, instantLayer: bench.deployment.contracts.instantLayer))
                try await expect(bench, foreign, code: 3001, chain: "InvalidSignature") { if case .signature = $0.reason { true } else { false } }
            }
        }

        @Test func targetsAndCallers() async throws {
            try await withBench { bench in
                let request = try await bench.request(try await bench.order())
                let stranger = LocalSigner(try PrivateKey(keccak256(utf8: "a stranger").bytes))
                var changed = request
                changed.sendQuote = try await bench.resigned(request.sendQuote) { $0.target = stranger.address }
                try await expect(bench, changed, code: 3012, chain: "TargetNotWhitelisted") {
                    if case .targetNotWhitelisted = $0.reason { true } else { false }
                }
                changed.sendQuote = try await bench.resigned(request.sendQuote) { $0.target = bench.deployment.contracts.accountLayer }
                try await expect(bench, changed, code: 3012, chain: "Function does not exist") { if case .wrongTarget = $0.reason { true } else { false } }

                changed = request
                changed.sendQuote = try await bench.resigned(request.sendQuote, by: stranger) { $0.signer = stranger.address }
                try await expect(bench, changed, code: 3002, chain: "InvalidDelegation") { if case .notDelegated = $0.reason { true } else { false } }
                changed.sendQuote = try await bench.resigned(request.sendQuote) { $0.signerAccount.isPartyB = true }
                try await expect(bench, changed, code: 3002, chain: "MismatchSignerAndAccount") { if case .inSolversName = $0.reason { true } else { false } }
                // An account that is nobody's.
                let order = try await bench.order()
                var elsewhere = order
                elsewhere.subAccount = stranger.address
                try await expect(bench, try await bench.request(elsewhere), code: 3002, chain: "InvalidDelegation") {
                    if case .noAccount = $0.reason { true } else { false }
                }
            }
        }

        @Test func timesAndUses() async throws {
            try await withBench { bench in
                let request = try await bench.request(try await bench.order())
                let taken = try await bench.desk.take(request)
                // Twice at the same time: what is under way counts.
                let again = await bench.refusal(of: request)
                guard case .usedUp? = again?.reason else { throw FlowFailure("\(String(describing: again))") }
                guard case .done = await bench.desk.carryOut(taken) else { throw FlowFailure("not carried out") }
                try await expect(bench, request, code: 3009, chain: "MaxUsesExceeded") { if case .usedUp = $0.reason { true } else { false } }

                let other = try await bench.request(try await bench.order())
                // Deadlines are 300 seconds ahead: enough for one who needs as many, not for one who needs more.
                for (seconds, isEnough) in [(300 as UInt64, true), (301, false), (.max, false)] {
                    var judge = bench.desk.judge
                    judge.timeToSubmit = seconds
                    do throws(Refusal) {
                        _ = try await judge.judge(other, markets: FixedMarkets())
                        #expect(isEnough)
                    } catch {
                        guard case .expired = error.reason, !isEnough else { throw FlowFailure("\(error)") }
                    }
                }
                var changed = other
                changed.sendQuote = try await bench.resigned(other.sendQuote) { $0.replayAttackHeader.nonce = 5 }
                try await expect(bench, changed, code: 3013, chain: "InvalidNonce") {
                    if case .nonce(_, 1, 5) = $0.reason { true } else { false }
                }
                changed = other
                changed.addMargin = try await bench.resigned(try #require(other.addMargin)) { $0.replayAttackHeader.nonce = .one }
                changed.sendQuote = try await bench.resigned(other.sendQuote) { $0.replayAttackHeader.nonce = .one }
                try await expect(bench, changed, code: 3013, chain: "InvalidNonce") { if case .nonce(_, 2, 1) = $0.reason { true } else { false } }

                // The quote's own deadline, with an operation that has none.
                changed = other
                changed.sendQuote = try await bench.resigned(other.sendQuote) { $0.replayAttackHeader.deadline = .zero }
                changed.addMargin = try await bench.resigned(try #require(other.addMargin)) { $0.replayAttackHeader.deadline = .zero }
                await bench.chain.advance(seconds: 301)
                try await expect(bench, other, code: 3006, chain: "DeadlineExpired") { if case .expired = $0.reason { true } else { false } }
                try await expect(bench, changed, code: 3006, chain: "Low deadline") { if case .expired = $0.reason { true } else { false } }
            }
        }

        @Test func delegations() async throws {
            let bench = try await SolverBench(delegates: false)
            let layer = bench.deployment.contracts.instantLayer
            let selectors = try bench.deployment.sessionSelectors()
            func grant(_ selectors: [Selector]) async throws {
                let info = DelegationInfo(
                    account: bench.flow.subAccount, delegate: bench.flow.session.address, selectors: selectors, expiry: FlowAccount.start + 9_000)
                _ = try await bench.flow.chain.send(Symmio085.InstantLayer.Calls.GrantDelegation(info: info), to: layer, using: bench.flow.wallet).wait()
            }
            try await grant(selectors.filter { $0.value != 0xa7f3_b34b })
            let request = try await bench.request(try await bench.order())
            try await expect(bench, request, code: 3002, chain: "InvalidDelegation") {
                guard case .notDelegated(_, _, let selector) = $0.reason else { return false }
                return $0.part == .sendQuote && selector.value == 0xa7f3_b34b
            }
            try await grant(selectors)
            try await expectTaken(bench, request)

            // Revoked between the signing and the taking: dead when the cooldown is over, not before.
            let revoke = Symmio085.InstantLayer.Calls.InitiateRevokeDelegation(
                account: .init(addr: bench.flow.subAccount, isPartyB: false), delegate: bench.flow.session.address, selectors: selectors)
            _ = try await bench.flow.chain.send(revoke, to: layer, using: bench.flow.wallet).wait()
            try await expectTaken(bench, request)
            await bench.chain.advance(seconds: 600)
            let late = try await bench.request(try await bench.order())
            try await expect(bench, late, code: 3002, chain: "InvalidDelegation") {
                if case .notDelegated = $0.reason { $0.part == .addMargin } else { false }
            }
            await bench.stop()
        }

        @Test func shapes() async throws {
            try await withBench { bench in
                let request = try await bench.request(try await bench.order())
                func refused(_ change: (inout InstantOperation) -> Void) async throws -> Refusal.Reason? {
                    var changed = request
                    changed.sendQuote = try await bench.resigned(request.sendQuote, change)
                    return await bench.refusal(of: changed)?.reason
                }
                guard case .shortCallData(3)? = try await refused({ $0.callData = Bytes($0.callData.prefix(3)) }) else { throw FlowFailure("short") }
                guard case .undecodable? = try await refused({ $0.callData = Bytes($0.callData.prefix(40)) }) else { throw FlowFailure("undecodable") }
                guard case .unusualEncoding? = try await refused({ $0.callData = $0.callData + Bytes([0]) }) else { throw FlowFailure("unusual") }
                // What release 0.8.6 opens with.
                let newer = try await bench.order().sendQuoteCall(release: .v086).encoded
                guard case .unknownCall(let selector, _)? = try await refused({ $0.callData = newer }), selector.value == 0x0ac3_0baf else {
                    throw FlowFailure("release")
                }
                var swapped = request
                swapped.addMargin = request.sendQuote
                guard case .unknownCall? = await bench.refusal(of: swapped)?.reason else { throw FlowFailure("swapped") }
                // Margin for another market, another direction, another account, and none.
                let other = try await bench.order(symbol: 1, price: "61000")
                for order in [other, try await bench.order(.short), try await bench.order(margin: "0")] {
                    var mixed = request
                    mixed.addMargin = try await bench.request(order).addMargin
                    guard case .inconsistent? = await bench.refusal(of: mixed)?.reason else { throw FlowFailure("inconsistent") }
                }
            }
        }

        @Test(arguments: Release.allCases)
        func marketsAndPrices(release: Release) async throws {
            try await withBench(release) { bench in
                func rules(_ order: OpenOrder, chain: String?, sourceLocation: SourceLocation = #_sourceLocation, _ isRight: (MarketViolation) -> Bool)
                    async throws
                {
                    try await expect(bench, try await bench.request(order), code: 3011, chain: chain, sourceLocation: sourceLocation) {
                        if case .rules(let found) = $0.reason { found.contains(where: isRight) } else { false }
                    }
                }
                try await expect(bench, try await bench.request(try await bench.order(symbol: 99)), code: 3003, chain: "Symbol is not valid") {
                    if case .unknownMarket(99) = $0.reason { true } else { false }
                }
                try await expect(bench, try await bench.request(try await bench.order(symbol: 1)), code: 3003, chain: nil) {
                    if case .closedMarket = $0.reason { true } else { false }
                }
                // The chain itself has no limit of notional, nor lots, nor this leverage.
                try await rules(try await bench.order(quantity: "41"), chain: nil) { if case .aboveMaximumNotional = $0 { true } else { false } }
                try await rules(try await bench.order(quantity: "0.5005"), chain: nil) { if case .notMultipleOfLot = $0 { true } else { false } }
                var thin = try await bench.order()
                (thin.cva, thin.lf, thin.partyAmm) = (try Wad("2"), try Wad("2"), try Wad("20"))
                try await rules(thin, chain: nil) { if case .aboveMaximumLeverage = $0 { true } else { false } }
                try await rules(try await bench.order(quantity: "0.001"), chain: "Quote value is low") {
                    if case .belowMinimumQuoteValue = $0 { true } else { false }
                }
                var share = try await bench.order()
                share.lf = .zero
                try await rules(share, chain: "LF is not enough") { if case .belowMinimumLFPortion = $0 { true } else { false } }

                for (position, bound) in [(PositionType.long, "2499"), (.short, "2501")] {
                    try await expect(
                        bench, try await bench.request(try await bench.order(position, price: bound)), code: 3004, chain: "Opened price isn't valid"
                    ) { if case .price = $0.reason { true } else { false } }
                }
            }
        }

        @Test(arguments: Release.allCases)
        func bindings(release: Release) async throws {
            try await withBench(release) { bench in
                var order = try await bench.order()
                order.solvers = []
                try await expect(bench, try await bench.request(order), code: 3007, chain: "bound to a different") {
                    if case .notNamed = $0.reason { true } else { false }
                }
                order.solvers = [bench.flow.wallet.address]
                try await expect(bench, try await bench.request(order), code: 3007, chain: "bound to a different") {
                    if case .notNamed = $0.reason { true } else { false }
                }
                let core = bench.deployment.contracts.symmioCore
                let unbind = Symmio085.AccountLayer.Calls.Call(
                    account: bench.flow.subAccount, callDatas: [Symmio085.Core.Calls.RequestToUnbindFromPartyB().encoded()])
                _ = try await bench.flow.chain.send(unbind, to: bench.deployment.contracts.accountLayer, using: bench.flow.wallet).wait()
                // Until the cooldown is over the binding holds.
                try await expectTaken(bench, try await bench.request(try await bench.order()))
                await bench.chain.advance(seconds: 600)
                _ = try await bench.flow.chain.send(
                    Symmio085.Core.Calls.CompleteUnbindRequest(partyA: bench.flow.subAccount), to: core, using: bench.flow.wallet
                ).wait()
                // A placeholder that no oracle signed.
                let request = try await bench.request(try await bench.order(signature: .placeholder(timestamp: await bench.chain.now)))
                try await expect(bench, request, code: 3007, chain: "MuonSignatureVerifier") {
                    if case .notBound = $0.reason { true } else { false }
                }
            }
        }

        @Test func balances() async throws {
            let bench = try await SolverBench(deposit: 400)
            try await expect(bench, try await bench.request(try await bench.order(margin: "401")), code: 3005, chain: "Insufficient balance") {
                if case .balance = $0.reason { $0.part == .addMargin } else { false }
            }
            // 1300 of notional: 260 to lock and 0.65 of fee.
            try await expect(bench, try await bench.request(try await bench.order(margin: "260.6")), code: 3005, chain: "insufficient available balance") {
                if case .margin = $0.reason { $0.part == .sendQuote } else { false }
            }
            try await expectTaken(bench, try await bench.request(try await bench.order(margin: "260.65")))

            // Each can be paid by itself, both cannot: the chain does not see the first one yet, the book does.
            let first = try await bench.desk.take(try await bench.request(try await bench.order()))
            let second = try await bench.request(try await bench.order())
            let refusal = await bench.refusal(of: second)
            guard case .balance(_, let needed, let available, let pending)? = refusal?.reason else { throw FlowFailure("\(String(describing: refusal))") }
            #expect(try needed == Wad("260.65"))
            #expect(try available == Wad("400"))
            #expect(pending == needed)
            #expect(refusal?.failure.code == 3005)
            #expect(try await bench.revert(of: second) == nil)
            await bench.desk.giveUp(first)
            try await expectTaken(bench, second)
            // Without margin the quote has nothing to stand on but what is there already.
            let bare = OpenRequest(addMargin: nil, sendQuote: second.sendQuote)
            try await expect(bench, bare, code: 3005, chain: "insufficient available balance") { if case .margin = $0.reason { true } else { false } }
            await bench.stop()
        }

        /// Of many at the same time only as many are taken as can be paid.
        @Test func ordersAtTheSameTimeAreCountedTogether() async throws {
            let bench = try await SolverBench(deposit: 800)
            var requests: [OpenRequest] = []
            for _ in 0..<8 { requests.append(try await bench.request(try await bench.order())) }
            let taken = await withTaskGroup(of: TakenOpen?.self) { group in
                for request in requests { group.addTask { try? await bench.desk.take(request) } }
                return await group.reduce(into: [TakenOpen]()) { if let order = $1 { $0.append(order) } }
            }
            #expect(taken.count == 3)
            for order in taken {
                guard case .done = await bench.desk.carryOut(order) else { throw FlowFailure("not carried out") }
            }
            #expect(try await bench.flow.quoteCount() == 3)
            await bench.stop()
        }
    }
}

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
    /// Flex fields: where they lie, who fills them, and what fills are refused.
    @Suite(.timeLimit(.minutes(3)))
    struct FlexTests {
        /// The order with a flex field of this range and filler.
        private func request(_ bench: SolverBench, offset: UInt256, length: UInt256, filler: Address? = nil) async throws -> OpenRequest {
            var request = try await bench.request(try await bench.order(signature: .placeholder(timestamp: await bench.chain.now)))
            let field = FlexField(offset: offset, length: length, authorizedFlexFiller: filler ?? bench.solver)
            request.sendQuote = try await bench.resigned(request.sendQuote) { $0.flexFields = [field] }
            return request
        }

        @Test func rangesOfFields() async throws {
            try await withBench { bench in
                // The placeholder of 0.8.5 with one solver named: 352 bytes at 512.
                #expect(await bench.refusal(of: try await request(bench, offset: 512, length: 352)) == nil)
                let wide = try await request(bench, offset: 512, length: 320)
                guard case .flexRange(0, _, let expected)? = await bench.refusal(of: wide)?.reason else { throw FlowFailure("range") }
                #expect(expected == FlexRange(offset: 512, length: 352))
                let size = UInt256(UInt64(wide.sendQuote.operation.callData.count))
                for (offset, length): (UInt256, UInt256) in [(size - 35, 32), (.max, 32), (0, .max), (.max, .max)] {
                    let beyond = try await request(bench, offset: offset, length: length)
                    let refusal = await bench.refusal(of: beyond)
                    guard case .flexField(.outOfBounds)? = refusal?.reason else { throw FlowFailure("\(String(describing: refusal))") }
                    #expect(refusal?.failure.code == 3014)
                    // Sums beyond 256 bits are Solidity's arithmetic panic, the others the contract's own error.
                    #expect(try await bench.revert(of: beyond) != nil)
                }
                #expect(try await bench.revert(of: try await request(bench, offset: size - 35, length: 32))?.contains("FlexFieldOutOfBounds") == true)
                // The last word is still within; nothing is filled there.
                #expect(await bench.refusal(of: try await request(bench, offset: size - 36, length: 32)) == nil)
                let foreign = try await request(bench, offset: 512, length: 352, filler: bench.flow.wallet.address)
                guard case .foreignFiller? = await bench.refusal(of: foreign)?.reason else { throw FlowFailure("filler") }
            }
        }

        @Test func fillsOfOthers() async throws {
            try await withBench { bench in
                let filler = LocalSigner(try PrivateKey(keccak256(utf8: "a filler").bytes))
                let order = try await request(bench, offset: 512, length: 352, filler: filler.address)
                let operation = order.sendQuote.operation
                let placeholder = Bytes(operation.callData.array[(4 + 512)..<(4 + 512 + 352)])
                let domain = bench.deployment.instantLayerDomain
                let core = bench.deployment.contracts.symmioCore
                func judged(_ fill: FlexFill) async -> Refusal? {
                    do throws(Refusal) {
                        _ = try await bench.desk.judge.verify(order.sendQuote, target: core, fills: [fill])
                        return nil
                    } catch {
                        return error
                    }
                }
                func chain(_ fill: FlexFill) async throws -> String? {
                    try await bench.revert(of: order, fills: [fill.value], fillSignatures: [fill.signature])
                }
                let good = try await FlexFill(placeholder, at: 0, of: operation, signer: filler, domain: domain)
                #expect(await judged(good) == nil)
                #expect(try await chain(good) == nil)
                #expect(await judged(.keep) == nil)
                #expect(try await chain(.keep) == nil)

                let unsigned = FlexFill(value: placeholder)
                guard case .flexField(.invalidSignature)? = await judged(unsigned)?.reason else { throw FlowFailure("unsigned") }
                #expect(try await chain(unsigned)?.contains("InvalidFlexFillerSignature") == true)
                let short = FlexFill(value: Bytes(placeholder.prefix(320)), signature: good.signature)
                guard case .flexField(.wrongLength(0, 352, 320))? = await judged(short)?.reason else { throw FlowFailure("length") }
                #expect(try await chain(short)?.contains("InvalidFlexFillValueLength") == true)
                let other = FlexFill(value: Bytes(placeholder.prefix(351) + [1]), signature: good.signature)
                guard case .flexField(.invalidSignature)? = await judged(other)?.reason else { throw FlowFailure("another value") }
                #expect(try await chain(other)?.contains("InvalidFlexFillerSignature") == true)
                // Signed for the trader's operation, but by the trader.
                let auth = FlexFillAuth(opHash: operation.digest(for: domain), fieldIndex: .zero, value: placeholder)
                let own = FlexFill(value: placeholder, signature: try await bench.flow.session.sign(auth, domain: domain).bytes)
                guard case .flexField(.invalidSignature)? = await judged(own)?.reason else { throw FlowFailure("trader") }
                #expect(try await chain(own)?.contains("InvalidFlexFillerSignature") == true)
            }
        }

        /// The sandbox's own solver, asked over HTTP, fills the field and signs for it: the chain then holds the solver's mark, not the bound
        /// that stood in the placeholder.
        @Test func sandboxSolverFillsTheField() async throws {
            try await withFlow(.v086) { account, trading in
                let intent = OpenIntent(
                    market: "ETHUSDT", position: .long, size: .quantity(try Wad("0.5")), leverage: try Wad("5"), slippage: .percent(try Wad("2")))
                let position = try await trading.open(intent)
                let quote = try await account.quote(position.quoteId)
                #expect(try quote.marketPrice == Wad("2500").units)
                #expect(try quote.requestedOpenPrice == Wad("2550").units)
            }
        }

        /// Nobody's word is taken for a fill: the batch carries the signature of the solver's contract over the operation's digest.
        @Test(arguments: Release.allCases)
        func fillsAreSigned(release: Release) async throws {
            try await withBench(release) { bench in
                let order = try await bench.order(signature: .placeholder(timestamp: 1))
                let range = release == .v085 ? (512, 352) : (576, 352)
                var request = try await bench.request(order)
                let field = FlexField(offset: UInt256(UInt64(range.0)), length: UInt256(UInt64(range.1)), authorizedFlexFiller: bench.solver)
                request.sendQuote = try await bench.resigned(request.sendQuote) { $0.flexFields = [field] }
                let taken = try await bench.desk.take(request)
                let call = taken.batch.call
                #expect(call.fills.map(\.count) == [0, 1, 0, 0])
                #expect(call.flexFillerSignatures.map(\.count) == [0, 1, 0, 0])
                // The operation itself is submitted as it was signed.
                #expect(call.signedOps[1].callData == request.sendQuote.operation.callData)

                // reqId at 6 words, then time, no profit or loss, the mark, the gateway's signature after the id, and an empty signature.
                func word(_ value: UInt256) -> [UInt8] { value.bigEndianBytes.array }
                let now = await bench.chain.now
                let expected: [[UInt8]] = [
                    word(256), word(UInt256(now)), word(0), word(try Wad("2500").units), word(320), word(0), word(0), word(0), word(32), word(0), word(0),
                ]
                #expect(call.fills[1][0].array == expected.flatMap(\.self))
                let auth = FlexFillAuth(opHash: taken.judged.digests[1], fieldIndex: .zero, value: call.fills[1][0])
                let signed = try Signature(call.flexFillerSignatures[1][0])
                #expect(try signed.recoverAddress(digest: auth.digest(for: bench.deployment.instantLayerDomain)) == bench.flow.sandbox.solverSigner.address)
                guard case .done(let position) = await bench.desk.carryOut(taken) else { throw FlowFailure("not carried out") }
                #expect(try await bench.flow.quote(position.quoteId).marketPrice == Wad("2500").units)
            }
        }

        /// An account that is bound to nobody: the solver puts the oracle's signature where the trader left room for one of its length, and
        /// the core checks it.
        @Test(arguments: Release.allCases)
        func unboundAccountIsFilledWithTheOraclesSignature(release: Release) async throws {
            try await withBench(release) { bench in
                let contracts = bench.deployment.contracts
                let unbind = Symmio085.AccountLayer.Calls.Call(
                    account: bench.flow.subAccount, callDatas: [Symmio085.Core.Calls.RequestToUnbindFromPartyB().encoded()])
                _ = try await bench.flow.chain.send(unbind, to: contracts.accountLayer, using: bench.flow.wallet).wait()
                await bench.chain.advance(seconds: 600)
                let complete = Symmio085.Core.Calls.CompleteUnbindRequest(partyA: bench.flow.subAccount)
                _ = try await bench.flow.chain.send(complete, to: contracts.symmioCore, using: bench.flow.wallet).wait()

                let source = try MuonSource(bench.deployment)
                let desk = SolverDesk(
                    chain: bench.chain.client(), deployment: bench.deployment, contract: bench.desk.assembler.signer,
                    operatorSigner: bench.desk.operatorSigner, markets: FixedMarkets(), signatures: source, clock: { await bench.chain.now })
                let now = await bench.chain.now
                var empty = try await source.quoteSignature(account: bench.flow.subAccount, symbolId: 2, mark: try Wad("2500"), now: now)
                empty.reqId = Bytes([UInt8](repeating: 0, count: empty.reqId.count))
                empty.gatewaySignature = Bytes([UInt8](repeating: 0, count: empty.gatewaySignature.count))
                empty.sigs = .init(signature: .zero, owner: .zero, nonce: .zero)
                empty.timestamp = .zero

                var request = try await bench.request(try await bench.order(signature: .signed(empty)))
                let offset: UInt256 = release == .v085 ? 512 : 576
                let field = FlexField(offset: offset, length: UInt256(UInt64(empty.abiEncoded().count)), authorizedFlexFiller: bench.solver)
                request.sendQuote = try await bench.resigned(request.sendQuote) { $0.flexFields = [field] }
                #expect(try await bench.revert(of: request)?.contains("LibMuon: Expired signature") == true)
                guard case .notBound? = await bench.refusal(of: request)?.reason else { throw FlowFailure("a desk without an oracle took it") }

                let taken = try await desk.take(request)
                #expect(!taken.judged.isBound)
                guard case .done(let position) = await desk.carryOut(taken) else { throw FlowFailure("not opened") }
                let quote = try await bench.flow.quote(position.quoteId)
                #expect(quote.quoteStatus == .opened)
                #expect(try quote.marketPrice == Wad("2500").units)
            }
        }

        /// A live signature is 96 bytes longer than a placeholder: it cannot be put in its place, and the trader's own stays.
        @Test func liveSignaturesDoNotFitAPlaceholder() async throws {
            let zero = Symmio084.Core.SchnorrSign(signature: .one, owner: .zero, nonce: .zero)
            let live = UpnlAndPriceSignature(
                reqId: Bytes([UInt8](repeating: 1, count: 32)), timestamp: .one, upnl: .zero, price: .one,
                gatewaySignature: Bytes([UInt8](repeating: 2, count: 65)), sigs: zero)
            #expect(live.abiEncoded().count == 448)
            try await withBench { bench in
                let desk = SolverDesk(
                    chain: bench.chain.client(), deployment: bench.deployment, contract: bench.desk.assembler.signer,
                    operatorSigner: bench.desk.operatorSigner, markets: FixedMarkets(), signatures: LiveSource(live: live),
                    clock: { await bench.chain.now })
                let request = try await request(bench, offset: 512, length: 352)
                let taken = try await desk.take(request)
                #expect(taken.batch.call.fills[1] == [Bytes()])
                await desk.giveUp(taken)

                // Where the placeholder was made as long as a live one, it is replaced.
                var long = try await bench.request(try await bench.order(signature: .signed(live)))
                let field = FlexField(offset: 512, length: 448, authorizedFlexFiller: bench.solver)
                long.sendQuote = try await bench.resigned(long.sendQuote) { $0.flexFields = [field] }
                #expect(try await desk.take(long).batch.call.fills[1] == [live.abiEncoded()])
            }
        }
    }
}

/// An oracle that always says the same.
private struct LiveSource: UpnlSource {
    let live: UpnlAndPriceSignature

    var coversUnbound: Bool { true }
    func quoteSignature(account: Address, symbolId: UInt256, mark: Wad, now: UInt64) async throws -> UpnlAndPriceSignature { live }
    func lockSignature(account: Address, solver: Address, now: UInt64) async throws -> UpnlSignature {
        BoundOnly().lockSignature(account: account, solver: solver, now: now)
    }
    func pairSignature(account: Address, solver: Address, symbolId: UInt256, mark: Wad, now: UInt64) async throws -> PairUpnlAndPriceSignature {
        BoundOnly().pairSignature(account: account, solver: solver, symbolId: symbolId, mark: mark, now: now)
    }
}

import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox
import SymmioSolver
import Testing

extension SolverTests {
    /// Judge and chain, asked of orders that nobody would think of: what the judge takes the chain executes, and where the judge sees a rule of the
    /// contracts broken the chain reverts.
    @Suite(.timeLimit(.minutes(3)))
    struct AgreementTests {
        /// A generator that repeats itself.
        private struct Numbers: RandomNumberGenerator {
            var state: UInt64
            mutating func next() -> UInt64 {
                state &+= 0x9e37_79b9_7f4a_7c15
                var value = state
                value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
                value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
                return value ^ (value >> 31)
            }
        }

        /// Whether a reason is one that the contracts know too; the others are the solver's own.
        private func isContractRule(_ reason: Refusal.Reason) -> Bool {
            switch reason {
            case .unusualEncoding, .foreignFiller, .flexRange, .closedMarket, .chain, .template, .signing, .oracle, .count: false
            // Whether the margin goes where the quote looks for it is nothing that the contracts see by themselves.
            case .inconsistent: false
            // The chain has a third market, this solver has not.
            case .unknownMarket(let id): id.isZero || id > 3
            case .rules(let violations):
                violations.contains { violation in
                    switch violation {
                    case .belowMinimumQuoteValue, .belowMinimumLFPortion: true
                    default: false
                    }
                }
            default: true
            }
        }

        @Test(arguments: Release.allCases, [PositionType.long, .short])
        func judgeAndChainAgree(release: Release, position: PositionType) async throws {
            let bench = try await SolverBench(release, deposit: 600)
            let stranger = LocalSigner(try PrivateKey(keccak256(utf8: "a stranger").bytes))
            let contracts = bench.deployment.contracts
            var numbers = Numbers(state: (release == .v085 ? 11 : 17) + (position == .short ? 100 : 0))
            var (taken, refused, codes) = (0, 0, Set<Int>())
            for round in 0..<60 {
                let now = await bench.chain.now
                var order = try await bench.order(position)
                func scaled(_ value: Wad) throws -> Wad {
                    try value.multiplied(by: [0, 1, 90, 99, 100, 101, 110, 300, 10_000].randomElement(using: &numbers) ?? 100, dividedBy: 100, rounding: .down)
                }
                // One thing of the order, or none.
                switch Int.random(in: 0..<16, using: &numbers) {
                case 0: order.price = try scaled(order.price)
                case 1: order.quantity = try scaled(order.quantity)
                case 2: order.margin = try scaled(order.margin)
                case 3: order.cva = try scaled(order.cva)
                case 4: order.lf = try scaled(order.lf)
                case 5: order.partyAmm = try scaled(order.partyAmm)
                case 6: order.solvers = [[], [bench.solver, stranger.address], [stranger.address]].randomElement(using: &numbers) ?? []
                case 7: order.symbolId = UInt256(UInt64.random(in: 0...4, using: &numbers))
                case 8: order.deadline = now &+ UInt64.random(in: 0...2, using: &numbers) &- 1
                case 9: order.isolation = [.position, .market, .marketLong, .marketShort].randomElement(using: &numbers) ?? .market
                default: break
                }
                var request = try await bench.request(order)
                let isMargin = Bool.random(using: &numbers)
                var signed = isMargin ? try #require(request.addMargin) : request.sendQuote
                var signer = bench.flow.session
                // One thing of the operation, or none.
                switch Int.random(in: 0..<14, using: &numbers) {
                case 0: signed.operation.replayAttackHeader.deadline = UInt256(now &+ UInt64.random(in: 0...2, using: &numbers) &- 1)
                case 1: signed.operation.replayAttackHeader.nonce = UInt256(UInt64.random(in: 0...3, using: &numbers))
                case 2: signed.operation.maxUses = UInt256(UInt64.random(in: 0...2, using: &numbers))
                case 3:
                    signed.operation.target =
                        [contracts.symmioCore, contracts.accountLayer, contracts.instantLayer, stranger.address]
                        .randomElement(using: &numbers) ?? .zero
                case 4: signed.operation.signerAccount.isPartyB = true
                case 5: signed.operation.signerAccount.addr = [stranger.address, bench.solver, .zero].randomElement(using: &numbers) ?? .zero
                case 6:
                    signer = [stranger, bench.flow.wallet].randomElement(using: &numbers) ?? stranger
                    signed.operation.signer = signer.address
                case 7:
                    let field = FlexField(
                        offset: UInt256(UInt64.random(in: 0...1_000, using: &numbers)), length: UInt256(UInt64.random(in: 0...400, using: &numbers)),
                        authorizedFlexFiller: [bench.solver, stranger.address].randomElement(using: &numbers) ?? .zero)
                    signed.operation.flexFields = [field]
                default: break
                }
                signed.signature = try await signer.sign(signed.operation, domain: bench.deployment.instantLayerDomain).bytes
                if Int.random(in: 0..<8, using: &numbers) == 0 {
                    let index = Int.random(in: 0..<65, using: &numbers)
                    signed.signature.array[index] ^= UInt8.random(in: 1...255, using: &numbers)
                }
                if isMargin { request.addMargin = signed } else { request.sendQuote = signed }

                let refusal = await bench.refusal(of: request)
                let revert = try await bench.revert(of: request)
                if let refusal {
                    refused += 1
                    codes.insert(refusal.failure.code)
                    // The trial by eth_call comes last: whatever it finds the judge should have seen.
                    if case .reverted(let revert) = refusal.reason { Issue.record("round \(round): the judge missed \(revert)") }
                    guard isContractRule(refusal.reason) else { continue }
                    #expect(revert != nil, "round \(round): the judge says \(refusal), the chain nothing")
                } else {
                    taken += 1
                    #expect(revert == nil, "round \(round): the judge says nothing, the chain \(revert ?? "")")
                }
            }
            #expect(taken > 10)
            #expect(refused > 15)
            #expect(codes.count >= 6, "\(codes)")
            await bench.stop()
        }
    }
}

import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox
import SymmioSolver
import Testing

extension SolverTests {
    /// The crafted operations that a solver has to tell from good ones, each with its reason, in both releases; the sandbox's Instant Layer,
    /// asked with a batch that this test puts together, refuses the same.
    @Suite(.timeLimit(.minutes(3)))
    struct CraftedTests {
        enum Craft: String, CaseIterable, Sendable {
            case wrongSigner, alteredByte, expired, replayed, wrongTarget, undelegatedSelector, revokedInBetween, fillOfWrongLength, unsignedFill
        }

        private func isRight(_ craft: Craft, _ reason: Refusal.Reason?) -> Bool {
            switch (craft, reason) {
            case (.wrongSigner, .signature(_, .wrongSigner)?), (.alteredByte, .signature?), (.expired, .expired?), (.replayed, .usedUp?),
                (.wrongTarget, .targetNotWhitelisted?), (.undelegatedSelector, .notDelegated?), (.revokedInBetween, .notDelegated?),
                (.fillOfWrongLength, .flexField(.wrongLength)?), (.unsignedFill, .flexField(.invalidSignature)?):
                true
            default: false
            }
        }

        private func words(_ craft: Craft) -> String {
            switch craft {
            case .wrongSigner, .alteredByte: "InvalidSignature"
            case .expired: "DeadlineExpired"
            case .replayed: "MaxUsesExceeded"
            case .wrongTarget: "TargetNotWhitelisted"
            case .undelegatedSelector, .revokedInBetween: "InvalidDelegation"
            case .fillOfWrongLength: "InvalidFlexFillValueLength"
            case .unsignedFill: "InvalidFlexFillerSignature"
            }
        }

        private func grant(_ bench: SolverBench, _ selectors: [Selector]) async throws {
            let info = DelegationInfo(
                account: bench.flow.subAccount, delegate: bench.flow.session.address, selectors: selectors, expiry: FlowAccount.start + 90_000)
            let layer = bench.deployment.contracts.instantLayer
            _ = try await bench.flow.chain.send(Symmio085.InstantLayer.Calls.GrantDelegation(info: info), to: layer, using: bench.flow.wallet).wait()
        }

        @Test(arguments: Release.allCases, Craft.allCases)
        func isRefusedForItsReason(release: Release, craft: Craft) async throws {
            let bench = try await SolverBench(release, delegates: craft != .undelegatedSelector)
            let sendQuote = Array(try await bench.request(try await bench.order()).sendQuote.operation.callData.array.prefix(4))
            let selectors = try bench.deployment.sessionSelectors()
            if craft == .undelegatedSelector { try await grant(bench, selectors.filter { $0.bytes.array != sendQuote }) }
            let good = try await bench.request(try await bench.order())
            if craft != .undelegatedSelector {
                // What it is made of is good.
                #expect(await bench.refusal(of: good) == nil)
                #expect(try await bench.revert(of: good) == nil)
            }
            var crafted = good
            var fills: [FlexFill] = []
            switch craft {
            case .wrongSigner:
                let stranger = LocalSigner(try PrivateKey(keccak256(utf8: "a stranger").bytes))
                crafted.sendQuote.signature = try await stranger.sign(good.sendQuote.operation, domain: bench.deployment.instantLayerDomain).bytes
            case .alteredByte: crafted.sendQuote.operation.callData.array[4 + 4 * 32 + 31] ^= 1
            case .expired: await bench.chain.advance(seconds: 301)
            case .replayed:
                let taken = try await bench.desk.take(good)
                guard case .done = await bench.desk.carryOut(taken) else { throw FlowFailure("not carried out") }
            case .wrongTarget: crafted.sendQuote = try await bench.resigned(good.sendQuote) { $0.target = bench.flow.wallet.address }
            case .undelegatedSelector: break
            case .revokedInBetween:
                let revoke = Symmio085.InstantLayer.Calls.InitiateRevokeDelegation(
                    account: .init(addr: bench.flow.subAccount, isPartyB: false), delegate: bench.flow.session.address, selectors: selectors)
                _ = try await bench.flow.chain.send(revoke, to: bench.deployment.contracts.instantLayer, using: bench.flow.wallet).wait()
                crafted.addMargin = try await bench.resigned(try #require(good.addMargin)) { $0.replayAttackHeader.deadline = .zero }
                crafted.sendQuote = try await bench.resigned(good.sendQuote) { $0.replayAttackHeader.deadline = .zero }
                await bench.chain.advance(seconds: 600)
            case .fillOfWrongLength, .unsignedFill:
                let filler = LocalSigner(try PrivateKey(keccak256(utf8: "a filler").bytes))
                let order = try await bench.order(signature: .placeholder(timestamp: await bench.chain.now))
                let range = (offset: release == .v085 ? 512 : 576, length: 352)
                let field = FlexField(offset: UInt256(UInt64(range.offset)), length: 352, authorizedFlexFiller: filler.address)
                crafted.sendQuote = try await bench.resigned(try await bench.request(order).sendQuote) { $0.flexFields = [field] }
                crafted.addMargin = good.addMargin
                let operation = crafted.sendQuote.operation
                let value = Bytes(operation.callData.array[(4 + range.offset)..<(4 + range.offset + range.length)])
                let signed = try await FlexFill(value, at: 0, of: operation, signer: filler, domain: bench.deployment.instantLayerDomain)
                fills = [craft == .unsignedFill ? FlexFill(value: value) : FlexFill(value: Bytes(value.prefix(320)), signature: signed.signature)]
            }
            let reason: Refusal.Reason?
            do throws(Refusal) {
                if fills.isEmpty {
                    reason = await bench.refusal(of: crafted)?.reason
                } else {
                    _ = try await bench.desk.judge.verify(crafted.sendQuote, target: bench.deployment.contracts.symmioCore, fills: fills)
                    reason = nil
                }
            } catch {
                reason = error.reason
            }
            #expect(isRight(craft, reason), "\(craft): \(String(describing: reason))")
            let revert = try await bench.revert(of: crafted, fills: fills.map(\.value), fillSignatures: fills.map(\.signature))
            #expect(revert?.contains(words(craft)) == true, "\(craft): \(revert ?? "the chain takes it")")
            #expect(try await bench.flow.quoteCount() == (craft == .replayed ? 1 : 0))
            await bench.stop()
        }

        /// Whichever byte of what was signed is another one, nobody takes it: not the judge, nor the Instant Layer.
        @Test(arguments: Release.allCases)
        func noByteOfTheCallDataCanBeAnother(release: Release) async throws {
            try await withBench(release) { bench in
                let good = try await bench.request(try await bench.order())
                let digest = good.sendQuote.operation.digest(for: bench.deployment.instantLayerDomain)
                let count = good.sendQuote.operation.callData.count
                #expect(count > 800)
                for index in 0..<count {
                    var crafted = good
                    crafted.sendQuote.operation.callData.array[index] ^= 1
                    #expect(crafted.sendQuote.operation.digest(for: bench.deployment.instantLayerDomain) != digest)
                    // One of each word goes all the way to the judge and the chain.
                    guard index % 32 == 3 || index < 4 else { continue }
                    let refusal = await bench.refusal(of: crafted)
                    // Whether it decodes to something else or not at all, and whatever else is wrong with it then.
                    guard case .signature? = refusal?.reason else { throw FlowFailure("byte \(index): \(String(describing: refusal))") }
                    if index >= 4, (try? QuoteTerms(crafted.sendQuote.operation.callData, release: release)) != nil {
                        #expect(try await bench.revert(of: crafted)?.contains("InvalidSignature") == true, "byte \(index)")
                    }
                }
            }
        }

        /// Revoked after the order was taken: the chain would refuse it, so that nothing is sent, and the book is free again.
        @Test(arguments: Release.allCases)
        func revokedAfterItWasTaken(release: Release) async throws {
            try await withBench(release) { bench in
                var request = try await bench.request(try await bench.order())
                request.addMargin = try await bench.resigned(try #require(request.addMargin)) { $0.replayAttackHeader.deadline = .zero }
                request.sendQuote = try await bench.resigned(request.sendQuote) { $0.replayAttackHeader.deadline = .zero }
                let taken = try await bench.desk.take(request)
                let revoke = Symmio085.InstantLayer.Calls.InitiateRevokeDelegation(
                    account: .init(addr: bench.flow.subAccount, isPartyB: false), delegate: bench.flow.session.address,
                    selectors: try bench.deployment.sessionSelectors())
                _ = try await bench.flow.chain.send(revoke, to: bench.deployment.contracts.instantLayer, using: bench.flow.wallet).wait()
                await bench.chain.advance(seconds: 600)
                let height = await bench.chain.height
                guard case .failed(let failure) = await bench.desk.carryOut(taken) else { throw FlowFailure("carried out") }
                #expect(failure.code == 3002, "\(failure)")
                #expect(failure.detail.contains("InvalidDelegation"))
                #expect(await bench.chain.height == height)
                #expect(await bench.desk.book.count == 0)
            }
        }
    }
}

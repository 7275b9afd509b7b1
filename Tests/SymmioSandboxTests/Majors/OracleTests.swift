import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// The oracle's gateways over HTTP, and a core that checks what they sign.
@Suite(.timeLimit(.minutes(2)))
struct OracleTests {
    private func intent(_ side: PositionType = .long) throws -> OpenIntent {
        OpenIntent(market: "ETHUSDT", position: side, size: .quantity(try Wad("2")), leverage: try Wad("5"))
    }

    @Test(arguments: Release.allCases)
    func everyMethodIsSignedForTheCore(release: Release) async throws {
        try await withMajors(release) { account, trading in
            let position = try await trading.open(try intent())
            await account.sandbox.prices.set("ETHUSDT", to: try Wad("2600"))
            let (symmio, sandbox) = (account.symmio, account.sandbox)
            let muon = try symmio.muon(account.oracle)
            let (a, b, id) = (account.subAccount, sandbox.chain.addresses.solver, position.symbolId)

            func check(_ attestation: MuonAttestation<some MuonSignature>) async throws {
                // By the key alone, with the chain's nonces, and by the core itself.
                let nonces = try await symmio.muonNonces(for: attestation.request)
                for known in [nil, nonces] {
                    try attestation.verify(
                        publicKey: sandbox.oracle.publicKey, gatewaySigners: [sandbox.oracle.gatewaySigner], appId: sandbox.oracle.appId, nonces: known)
                }
                try await symmio.verify(attestation)
            }
            let single = try await muon.upnl(ofPartyA: a)
            // 2 at 2600, opened 0.05 % above 2500.
            #expect(SignedWad(units: single.signature.upnl) == (try SignedWad("197.5")))
            try await check(single)
            let priced = try await muon.upnlAndPrice(ofPartyA: a, symbolId: id)
            #expect(Wad(units: priced.signature.price) == (try Wad("2600")))
            try await check(priced)
            let solver = try await muon.upnl(ofPartyB: b, against: a)
            #expect(SignedWad(units: solver.signature.upnl) == (try SignedWad("-197.5")))
            try await check(solver)
            try await check(try await muon.upnl(ofPartyB: b, andPartyA: a))
            try await check(try await muon.upnlAndPrice(ofPartyB: b, andPartyA: a, symbolId: id))
            let overview = try await muon.overview(ofPartyA: a)
            #expect(overview.signature.symbolIds == [id])
            try await check(overview)
            let prices = try await muon.prices(quoteIds: [position.quoteId])
            #expect(prices.signature.prices == [try Wad("2600").units])
            try await check(prices)
            let settlement = try await muon.settlement(ofPartyA: a, quoteIds: [position.quoteId])
            #expect(settlement.signature.quotesSettlementsData.map(\.quoteId) == [position.quoteId])
            try await check(settlement)
            // Whole minutes; the price before it was set counts where the range begins.
            let start = FlowAccount.start / 60 * 60
            let range = try await muon.priceRange(partyA: a, partyB: b, symbolId: id, from: start - 60, to: start + 60)
            #expect(Wad(units: range.signature.lowest) == (try Wad("2500")))
            #expect(Wad(units: range.signature.highest) == (try Wad("2600")))
            try await check(range)
        }
    }

    @Test func gatewaysSayWhatTheyDoNotSign() async throws {
        try await withMajors { account, _ in
            let muon = try account.symmio.muon(account.oracle)
            func words(_ ask: () async throws(MuonError) -> Void) async -> String {
                do throws(MuonError) {
                    try await ask()
                    return ""
                } catch {
                    return error.description
                }
            }
            let a = account.subAccount
            #expect(await words { () async throws(MuonError) in _ = try await muon.upnlAndPrice(ofPartyA: a, symbolId: 99) }.contains("Invalid symbol"))
            #expect(
                await words { () async throws(MuonError) in _ = try await muon.priceRange(partyA: a, partyB: a, symbolId: 1, from: 61, to: 120) }.contains(
                    "BAD_START_OR_END_TIME"))
            let elsewhere = MuonClient(
                gateways: muon.gateways, place: .init(core: muon.place.core, chainId: .one), options: account.oracle)
            #expect(await words { () async throws(MuonError) in _ = try await elsewhere.upnl(ofPartyA: a) }.contains("is not served"))
        }
    }

    @Test func theSecondGatewayStandsIn() async throws {
        try await withMajors { account, _ in
            let muon = try account.symmio.muon(account.oracle)
            #expect(muon.gateways.count == 2)
            await account.sandbox.faults.set(.oracleUnavailable)
            let attestation = try await muon.upnl(ofPartyA: account.subAccount)
            #expect(attestation.gateway == muon.gateways.last)
            await account.sandbox.faults.set(.oracleUnavailable, times: 2)
            let error = await #expect(throws: MuonError.self) { try await muon.upnl(ofPartyA: account.subAccount) }
            guard case .allGatewaysFailed("uPnl_A", let failures)? = error else { throw FlowFailure("\(String(describing: error))") }
            #expect(failures.count == 2)
        }
    }

    // MARK: What the core refuses

    private func deallocation(_ signature: Symmio085.Core.SingleUpnlSig) -> Symmio085.Core.Calls.Deallocate {
        .init(amount: 1, upnlSig: signature)
    }

    @Test func forgedSignaturesAreRefusedByTheCoreAndByTheClient() async throws {
        try await withMajors { account, _ in
            let muon = try account.symmio.muon(account.oracle)
            await account.sandbox.faults.set(.oracleForged)
            let forged = try await muon.upnl(ofPartyA: account.subAccount)
            let good = try await muon.upnl(ofPartyA: account.subAccount)
            let oracle = account.sandbox.oracle
            #expect(throws: MuonVerificationError.self) { try forged.verify(publicKey: oracle.publicKey) }
            let refusal = await #expect(throws: SymmioError.self) { try await account.symmio.verify(forged) }
            #expect(refusal?.description.contains("MuonSignatureVerifier: TSS not verified") == true)
            #expect(try await account.revert(deallocation(forged.signature)) == "MuonSignatureVerifier: TSS not verified")
            #expect(try await account.revert(deallocation(good.signature)) == nil)

            var altered = good.signature
            altered.upnl = altered.upnl + 1
            #expect(try await account.revert(deallocation(altered)) == "MuonSignatureVerifier: TSS not verified")
            altered = good.signature
            altered.sigs.signature = altered.sigs.signature + 1
            #expect(try await account.revert(deallocation(altered)) == "MuonSignatureVerifier: TSS not verified")
            altered = good.signature
            altered.gatewaySignature = Bytes([1, 2, 3])
            #expect(try await account.revert(deallocation(altered)) == "ECDSA: invalid signature length")
            altered.gatewaySignature = Bytes([UInt8](repeating: 0, count: 65))
            #expect(try await account.revert(deallocation(altered)) == "ECDSA: invalid signature")
        }
    }

    @Test func aGatewayThatTheCoreDoesNotKnowIsRefused() async throws {
        let known = try await Sandbox(.init())
        let oracle = known.oracle
        await known.stop()
        let account = try await MajorsAccount { $0.world.oracle = OracleSettings(publicKey: oracle.publicKey, gatewaySigner: oracle.publicKeyAddress) }
        let attestation = try await account.symmio.muon(account.oracle).upnl(ofPartyA: account.subAccount)
        #expect(try await account.revert(deallocation(attestation.signature)) == "MuonSignatureVerifier: Gateway is not valid")
        let refusal = #expect(throws: MuonVerificationError.self) {
            try attestation.verify(publicKey: oracle.publicKey, gatewaySigners: [oracle.publicKeyAddress])
        }
        guard case .gatewayNotKnown(oracle.gatewaySigner)? = refusal else { throw FlowFailure("\(String(describing: refusal))") }
        await account.sandbox.stop()
    }

    @Test func oldSignaturesAndThoseOfAnotherNonceAreRefused() async throws {
        try await withMajors { account, trading in
            let muon = try account.symmio.muon(account.oracle)
            let before = try await muon.upnl(ofPartyA: account.subAccount)
            #expect(try await account.revert(deallocation(before.signature)) == nil)
            _ = try await trading.open(try intent())
            // Opening has counted the nonce on.
            #expect(try await account.revert(deallocation(before.signature)) == "MuonSignatureVerifier: TSS not verified")
            let after = try await muon.upnl(ofPartyA: account.subAccount)
            #expect(try await account.revert(deallocation(after.signature)) == nil)
            await account.sandbox.chain.advance(seconds: account.sandbox.oracle.upnlValidTime)
            #expect(try await account.revert(deallocation(after.signature)) == nil)
            await account.sandbox.chain.advance(seconds: 1)
            #expect(try await account.revert(deallocation(after.signature)) == "LibMuon: Expired signature")
            // A signature of another account does not do.
            let other = try await account.symmio.accounts.create(name: "other", owner: account.wallet)
            let foreign = try await clocked(account).upnl(ofPartyA: other)
            #expect(try await account.revert(deallocation(foreign.signature)) == "MuonSignatureVerifier: TSS not verified")
        }
    }

    /// A client whose clock is the sandbox's.
    private func clocked(_ account: MajorsAccount) async throws -> MuonClient {
        var options = account.oracle
        let now = Double(await account.sandbox.chain.now)
        options.services.timing.secondsSince1970 = { now }
        return try account.symmio.muon(options)
    }

    // MARK: What the library does with it

    @Test(arguments: Release.allCases)
    func deallocatingWithOpenPositionsAsksTheOracle(release: Release) async throws {
        try await withMajors(release) { account, trading in
            let accounts = account.symmio.accounts
            // Without positions no oracle is asked.
            await account.sandbox.faults.set(.oracleUnavailable, times: 2)
            try await accounts.deallocate(try Wad("1000"), of: account.subAccount, owner: account.wallet, oracle: account.oracle)
            await account.sandbox.faults.clear()
            _ = try await trading.open(try intent())
            let before = try await accounts.balances(of: account.subAccount)
            try await accounts.deallocate(try Wad("1000"), of: account.subAccount, owner: account.wallet, oracle: account.oracle)
            let after = try await accounts.balances(of: account.subAccount)
            #expect(after.allocated == (try before.allocated - Wad("1000")))
            #expect(after.available == (try before.available + Wad("1000")))

            // A loss beyond the maintenance margin binds what is left: 2 at 500 instead of 2501.25 is 4002.5.
            await account.sandbox.prices.set("ETHUSDT", to: try Wad("500"))
            let free = try after.allocated - after.locked
            let error = await #expect(throws: SymmioError.self) {
                try await accounts.deallocate(free, of: account.subAccount, owner: account.wallet, oracle: account.oracle)
            }
            guard case .chain(let inner)? = error else { throw FlowFailure("\(String(describing: error))") }
            #expect(inner.revert?.message == "AccountFacet: partyA will be liquidatable")

            await account.sandbox.faults.set(.oracleUnavailable, times: 2)
            let silent = await #expect(throws: SymmioError.self) {
                try await accounts.deallocate(.one, of: account.subAccount, owner: account.wallet, oracle: account.oracle)
            }
            guard case .muon(.allGatewaysFailed)? = silent else { throw FlowFailure("\(String(describing: silent))") }
        }
    }

    @Test func settingsAreReadFromTheCore() async throws {
        try await withMajors { account, _ in
            let settings = try await account.symmio.muonSettings()
            #expect(settings.appId == account.sandbox.oracle.appId)
            #expect(settings.upnlValidTime == account.sandbox.oracle.upnlValidTime)
        }
    }
}

extension OracleSettings {
    /// Some address that is not the gateway's.
    fileprivate var publicKeyAddress: Address { Address(hash: keccak256(publicKey.x.bigEndianBytes)) }
}

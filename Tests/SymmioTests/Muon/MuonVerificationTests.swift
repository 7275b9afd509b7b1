import EVMClient
import EVMCore
import EVMSigning
import Foundation
import SymmioContracts
import Testing

@testable import Symmio

/// What makes a signature of the oracle hold, and what does not.
@Suite struct MuonVerificationTests {
    private func attestation(_ change: (JSONValue) -> JSONValue = { $0 }) async throws -> MuonAttestation<UpnlAndPriceSignature> {
        let vector = try MuonVector.all()[1]
        let transport = ScriptedTransport(.json(change(try vector.answer()).text))
        return try await testMuon(transport).upnlAndPrice(ofPartyA: try Address(MuonVector.partyA), symbolId: UInt256(3 as UInt64))
    }

    private func failure(
        _ attestation: MuonAttestation<UpnlAndPriceSignature>, key: MuonPublicKey = MuonVector.key, gateway: String = MuonVector.gateway,
        appId: UInt256? = nil, nonces: MuonMessage.Nonces? = nil
    ) throws -> MuonVerificationError? {
        do throws(MuonVerificationError) {
            try attestation.verify(publicKey: key, gatewaySigners: [(try? Address(gateway)) ?? .zero], appId: appId, nonces: nonces)
            return nil
        } catch {
            return error
        }
    }

    private func isNotSigned(_ error: MuonVerificationError?) -> Bool { if case .notSignedByNodes? = error { true } else { false } }

    @Test func whatWasSignedHolds() async throws { #expect(try failure(try await attestation()) == nil) }

    @Test(arguments: [
        ("result.data.result.uPnl", "-24999999999999999999"), ("result.data.result.price", "50000000000000000001"),
        ("result.data.timestamp", "1700000001"), ("result.reqId", "0xaabbccdd02"),
        ("result.signatures.0.signature", "0x9fc11ef89d5ee65c876a07fbbcb8e3c129994241eca7c3bbd2a71d916cfb8a6b"),
        ("result.data.init.nonceAddress", "0x7a5757307433c5393ebc49a99f413a14bf188491"), ("result.data.result.nonce", "6"), ("result.appId", "1"),
    ])
    func whatWasAlteredDoesNot(_ path: String, _ value: String) async throws {
        #expect(isNotSigned(try failure(try await attestation { $0.with(path, .string(value)) })))
    }

    @Test func otherKeysDoNot() async throws {
        let good = try await attestation()
        #expect(isNotSigned(try failure(good, key: MuonPublicKey(PrivateKey.fixed(0x33).publicKey))))
        #expect(isNotSigned(try failure(good, key: MuonPublicKey(x: MuonVector.key.x, parity: 1))))
        #expect(isNotSigned(try failure(good, nonces: .init(partyA: UInt256(6 as UInt64)))))
        #expect(isNotSigned(try failure(good, appId: .one)))
    }

    @Test func theGatewayHasToBeKnown() async throws {
        let good = try await attestation()
        guard case .gatewayNotKnown(let signer)? = try failure(good, gateway: MuonVector.partyA) else {
            Issue.record("another gateway was taken")
            return
        }
        #expect(signer == (try Address(MuonVector.gateway)))
        guard case .gatewaySignature? = try failure(try await attestation { $0.with("result.nodeSignature", "0xabcd") }) else {
            Issue.record("two bytes were taken for a signature")
            return
        }
        // Who does not care about the gateway need not know it.
        try await attestation { $0.with("result.nodeSignature", "0xabcd") }.verify(publicKey: MuonVector.key)
    }

    @Test func missingNoncesAreTold() async throws {
        let bare = try await attestation { $0.with("result.data.result.nonce", nil) }
        guard case .nonceUnknown? = try failure(bare) else {
            Issue.record("a signature was checked without its nonce")
            return
        }
        #expect(try failure(bare, nonces: .init(partyA: UInt256(5 as UInt64))) == nil)
        #expect(bare.message.needsNonceOfPartyA)
        #expect(!bare.message.needsNonceOfPartyB)
    }

    @Test func edgesOfTheScheme() throws {
        let vector = try MuonVector.all()[0]
        let hash = try Bytes32(hex: vector.hash)
        let good = SchnorrSignature(
            signature: try UInt256(decimalOrHex: vector.signature), owner: try Address(MuonVector.owner), nonce: try Address(vector.nonce))
        let key = MuonVector.key
        #expect(key.verifies(good, hash: hash))
        let order = UInt256(0xffff_ffff_ffff_ffff, 0xffff_ffff_ffff_fffe, 0xbaae_dce6_af48_a03b, 0xbfd2_5e8c_d036_4141)
        func with(_ signature: UInt256, nonce: Address? = nil) -> SchnorrSignature {
            SchnorrSignature(signature: signature, owner: good.owner, nonce: nonce ?? good.nonce)
        }
        // The contract wants it reduced, and no zeros.
        #expect(!key.verifies(with(.zero), hash: hash))
        #expect(!key.verifies(with(order), hash: hash))
        #expect(!key.verifies(with(.max), hash: hash))
        #expect(!key.verifies(with(good.signature, nonce: .zero), hash: hash))
        #expect(!key.verifies(good, hash: .zero))
        for x in [UInt256.zero, order >> 1, (order >> 1) &+ .one, order, .max] {
            #expect(!MuonPublicKey(x: x, parity: 0).verifies(good, hash: hash))
        }
        #expect(!MuonPublicKey(x: key.x, parity: 2).verifies(good, hash: hash))
        // Who signed it is not part of what is checked.
        #expect(key.verifies(SchnorrSignature(signature: good.signature, owner: .zero, nonce: good.nonce), hash: hash))
    }
}

/// Whatever a gateway sends, the program goes on.
@Suite struct MuonFuzzTests {
    /// xorshift, so that a failure repeats.
    struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    private static let oddities: [JSONValue] = [
        .null, true, false, "", "0x", "-", "1e999", "0x1", [], [[]], [:], ["message": "x"], .number("-1"), .number("1e77"), .number("1e-5"),
        .number("340282366920938463463374607431768211456"), .string(String(repeating: "9", count: 90)), .string("0x" + String(repeating: "f", count: 70)),
    ]

    @Test(arguments: 0..<9) func oddValuesAnywhere(_ index: Int) async throws {
        let vector = try MuonVector.all()[index]
        let answer = try vector.answer()
        for path in answer.paths {
            for oddity in Self.oddities { await take(answer.with(path, oddity).text, vector.request) }
            await take(answer.with(path, nil).text, vector.request)
        }
    }

    @Test func randomBytes() async throws {
        var generator = Generator(state: 0x9e37_79b9_7f4a_7c15)
        let vectors = try MuonVector.all()
        for round in 0..<600 {
            let vector = vectors[round % vectors.count]
            var bytes = Array(try vector.answer().text.utf8)
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch generator.next() % 3 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: generator.next())
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8(truncatingIfNeeded: generator.next()), at: place)
                }
            }
            await take(String(decoding: bytes, as: UTF8.self), vector.request)
        }
    }

    /// Takes what comes; an error is as good as an answer, and an answer can be checked.
    private func take(_ text: String, _ request: MuonRequest) async {
        guard let client = try? testMuon(ScriptedTransport(.json(text))) else { return }
        switch request {
        case .upnlOfPartyA(let a): check(try? await client.upnl(ofPartyA: a))
        case .overviewOfPartyA(let a): check(try? await client.overview(ofPartyA: a))
        case .upnlOfPartyAAndPrice(let a, let id): check(try? await client.upnlAndPrice(ofPartyA: a, symbolId: id))
        case .upnlOfPartyB(let b, let a): check(try? await client.upnl(ofPartyB: b, against: a))
        case .upnlOfPair(let b, let a): check(try? await client.upnl(ofPartyB: b, andPartyA: a))
        case .upnlOfPairAndPrice(let b, let a, let id): check(try? await client.upnlAndPrice(ofPartyB: b, andPartyA: a, symbolId: id))
        case .prices(let ids): check(try? await client.prices(quoteIds: ids))
        case .settlement(let a, let ids): check(try? await client.settlement(ofPartyA: a, quoteIds: ids))
        case .priceRange(let a, let b, let id, let from, let to):
            check(try? await client.priceRange(partyA: a, partyB: b, symbolId: id, from: from, to: to))
        }
    }

    private func check<Signature>(_ attestation: MuonAttestation<Signature>?) {
        guard let attestation else { return }
        _ = try? attestation.verify(publicKey: MuonVector.key, gatewaySigners: [], appId: .max, nonces: .init(partyA: .max, partyB: [.max]))
        _ = try? attestation.verify(publicKey: MuonVector.key)
    }
}

import EVMCore
import EVMSigning
import Testing

@Suite struct SignatureVectorTests {
    @Test func signing() throws {
        for vector in try VectorFile.cases("ecdsa_sign", count: 160) {
            let key = try vector.privateKey()
            let digest = try vector.bytes32("digest")
            let expected = try vector.signature()
            let signature = try key.sign(digest: digest)
            #expect(signature == expected)
            #expect(signature.bytes == Bytes(expected.r.bigEndianBytes + expected.s.bigEndianBytes + [27 + expected.yParity]))
            #expect(try signature.recoverAddress(digest: digest) == vector.address("address"))
            #expect(key.publicKey.verifies(signature, digest: digest))
        }
    }

    /// Two implementations agree on these digests, so ours has no reason to give other bytes.
    @Test func digestsNotBelowTheOrder() throws {
        for vector in try VectorFile.cases("ecdsa_sign_digest_ge_n", count: 12) {
            let key = try vector.privateKey()
            let digest = try vector.bytes32("digest")
            let signature = try key.sign(digest: digest)
            #expect(try vector.bool("agree"))
            #expect(try signature == vector.object("libsecp256k1").signature())
            #expect(try signature == vector.object("ethKeysNative").signature())
            #expect(key.publicKey.verifies(signature, digest: digest))
        }
    }

    @Test func recovery() throws {
        var refusals = 0
        let cases = try DynamicVectors.cases("ecdsa_recover")
        #expect(cases.count == 181)
        for json in cases {
            let vector = try JSONMessage(json)
            let why = try vector.string("why")
            let digest = try vector.bytes32("digest")
            // High s is only taken when asked for, and names the same account as its twin.
            let strict = try? vector.signature()
            #expect((strict == nil) == (why.hasPrefix("high-s") || why.contains("=0") || why.contains("=n") || why.contains("=2^256")), "\(why)")
            let recovered = try? vector.signature(accepting: .highS).recoverAddress(digest: digest)
            if json["address"] is String {
                let address = try vector.address("address")
                #expect(recovered == address, "\(why)")
                let signature = try vector.signature(accepting: .highS)
                #expect(signature.isLowS == !why.hasPrefix("high-s"))
                #expect(signature.normalized.isLowS)
                #expect(try signature.normalized.recoverAddress(digest: digest) == address)
            } else {
                #expect(recovered == nil, "\(why)")
                refusals += 1
            }
        }
        #expect(refusals == 18)
    }

    @Test func personalMessages() async throws {
        for vector in try VectorFile.cases("personal_sign", count: 49) {
            let signer = LocalSigner(try vector.privateKey())
            let message = try vector.bytes("message")
            #expect(try PersonalMessage.digest(message) == vector.bytes32("digest"))
            let signature = try await signer.sign(message: message)
            #expect(try signature.bytes == vector.bytes("signature"))
            #expect(try signer.key.sign(message: message) == signature)
            #expect(try signature.recoverAddress(message: message) == vector.address("signer"))
            guard vector.has("text") else { continue }
            let text = try vector.string("text")
            #expect(try PersonalMessage.digest(text) == vector.bytes32("digest"))
            #expect(try await signer.sign(message: text) == signature)
            #expect(try signer.key.sign(message: text) == signature)
            #expect(try signature.recoverAddress(message: text) == vector.address("signer"))
        }
    }
}

import EVMCore
import EVMSigning
import Testing

@Suite struct SignaturePropertyTests {
    @Test func whatIsSignedIsRecovered() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<1_000 {
            // A seeded key; one draw in 2¹²⁸ is none.
            let key = try PrivateKey(generator.bytes(32))
            let digest = generator.word()
            let signature = try key.sign(digest: digest)
            #expect(signature.isLowS)
            #expect(try signature.recoverPublicKey(digest: digest) == key.publicKey)
            #expect(key.publicKey.verifies(signature, digest: digest))
            #expect(try key.sign(digest: digest) == signature, "RFC 6979 leaves nothing to chance")
            // Over another digest, it is of another key or of none.
            let other = generator.word()
            #expect(!key.publicKey.verifies(signature, digest: other))
            #expect((try? signature.recoverPublicKey(digest: other)) != key.publicKey)
        }
    }

    /// A high s verifies nowhere, even where it was read on demand.
    @Test func highSDoesNotVerify() throws {
        let order = try UInt256(decimalOrHex: "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")
        let key = PrivateKey.random()
        let low = try key.sign(digest: .zero)
        let high = try Signature(r: low.r, s: order - low.s, yParity: 1 - low.yParity, accepting: .highS)
        #expect(key.publicKey.verifies(low, digest: .zero))
        #expect(!key.publicKey.verifies(high, digest: .zero))
        #expect(try high.recoverPublicKey(digest: .zero) == key.publicKey)
    }

    @Test func randomBytesNeverTrap() {
        var generator = SeededGenerator(seed: 2)
        let forms: [Signature.Forms] = [[], .zeroOrOneV, .compact, .highS, [.zeroOrOneV, .compact, .highS]]
        var read = 0
        for i in 0..<9_000 {
            // Mostly lengths that are looked into.
            let count = [0, 1, 32, 33, 63, 64, 65, 66, 100][i % 9]
            var bytes = generator.bytes(count)
            if i % 2 == 0, count > 0 { bytes[count - 1] = [0, 1, 27, 28][i / 2 % 4] }
            if i % 3 == 0, count > 0 { bytes[0] = [2, 3, 4, 255][i / 3 % 4] }
            for form in forms {
                guard let signature = try? Signature(bytes, accepting: form) else { continue }
                read += 1
                _ = try? signature.recoverAddress(digest: generator.word())
                #expect(signature.bytes.count == 65 && signature.compactBytes.count == 64)
            }
            _ = try? PrivateKey(bytes)
            _ = try? PublicKey(bytes)
            let text = String(decoding: bytes, as: UTF8.self)
            _ = try? Signature(hex: text)
            _ = try? PrivateKey(hex: text)
            _ = try? PublicKey(hex: text)
            _ = try? Keystore(json: Bytes(bytes))
        }
        #expect(read > 500)
    }

    /// One context serves all threads: the same signatures come out as from one.
    @Test func manyTasksSign() async throws {
        var generator = SeededGenerator(seed: 3)
        let work = try (0..<8).map { _ in (signer: LocalSigner(try PrivateKey(generator.bytes(32))), digests: (0..<100).map { _ in generator.word() }) }
        let expected = try work.map { item in try item.digests.map { try item.signer.key.sign(digest: $0) } }
        try await withThrowingTaskGroup(of: (Int, [Signature]).self) { group in
            for round in 0..<32 {
                let (signer, digests) = work[round % work.count]
                group.addTask {
                    var signatures: [Signature] = []
                    for digest in digests {
                        let signature = try await signer.sign(digest: digest)
                        #expect(try signature.recoverAddress(digest: digest) == signer.address)
                        signatures.append(signature)
                    }
                    return (round % 8, signatures)
                }
            }
            for try await (index, signatures) in group { #expect(signatures == expected[index]) }
        }
    }

    /// Keys come and go on many threads while others sign.
    @Test func keysAreSharedAndReleasedAnywhere() async throws {
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<64 {
                let key = PrivateKey.random()
                for _ in 0..<4 {
                    group.addTask {
                        let digest = keccak256(utf8: key.address.description)
                        return (try? key.sign(digest: digest).recoverAddress(digest: digest)) == key.address
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}

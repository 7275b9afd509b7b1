import EVMCore
import EVMSigning
import Testing

/// Which sign-ins a service accepts.
@Suite struct SIWEVerificationTests {
    /// Verifies a message that is valid during 2024, with what is given changed; the error's description, nil where it is accepted.
    static func verdict(
        domain: String = "example.com", nonce: String = "abcdefgh", at time: String = "2024-06-01T00:00:00Z", scheme: String? = nil,
        uri: String? = nil, chainId: UInt64? = nil, signer: LocalSigner? = nil
    ) async throws -> String? {
        let message = try SIWEMessageTests.message(expirationTime: "2025-01-01T00:00:00Z", notBefore: "2024-01-01T00:00:00.5Z")
        let signature = try await (signer ?? LocalSigner(hex: SIWEMessageTests.key)).sign(message: message.text)
        let time = try #require(RFC3339Timestamp(time))
        do throws(SIWEVerificationError) {
            try message.verify(signature, domain: domain, nonce: nonce, at: time, scheme: scheme, uri: uri, chainId: chainId)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func whatIsMeantForTheServiceIsAccepted() async throws {
        #expect(try await Self.verdict() == nil)
        #expect(try await Self.verdict(uri: "https://example.com/login", chainId: 1) == nil)
    }

    @Test func whatIsNotIsRefused() async throws {
        #expect(try await Self.verdict(domain: "evil.com") == "sign-in: for the domain example.com, not evil.com")
        #expect(try await Self.verdict(domain: "Example.com") == "sign-in: for the domain example.com, not Example.com")
        #expect(try await Self.verdict(nonce: "abcdefgi") == "sign-in: not the nonce that was given out")
        #expect(try await Self.verdict(scheme: "https") == "sign-in: for the scheme (none), not https")
        #expect(try await Self.verdict(uri: "x:y") == "sign-in: for https://example.com/login, not x:y")
        #expect(try await Self.verdict(chainId: 42161) == "sign-in: on chain 1, not 42161")
    }

    /// The Kelvin sign is a K to Swift's `==`.
    @Test func equivalentTextsAreNotEqual() async throws {
        let message = try SIWEMessageTests.message(domain: "K.com", nonce: "KKKKKKKK")
        let signature = try await LocalSigner(hex: SIWEMessageTests.key).sign(message: message.text)
        let time = try #require(RFC3339Timestamp(secondsSince1970: 0))
        try message.verify(signature, domain: "K.com", nonce: "KKKKKKKK", at: time)
        #expect("\u{212a}.com" == "K.com")
        #expect(throws: SIWEVerificationError.self) {
            try message.verify(signature, domain: "\u{212a}.com", nonce: "KKKKKKKK", at: time)
        }
    }

    @Test func timeCountsToTheNanosecond() async throws {
        #expect(try await Self.verdict(at: "2024-01-01T00:00:00.4999Z") == "sign-in: valid only from 2024-01-01T00:00:00.5Z on")
        #expect(try await Self.verdict(at: "2024-01-01T01:00:00.5+01:00") == nil)
        #expect(try await Self.verdict(at: "2024-12-31T23:59:59.999999999Z") == nil)
        #expect(try await Self.verdict(at: "2025-01-01T00:00:00Z") == "sign-in: expired at 2025-01-01T00:00:00Z")
        #expect(try await Self.verdict(at: "2024-12-31T23:30:00-00:30") == "sign-in: expired at 2025-01-01T00:00:00Z")
    }

    @Test func anotherAccountsSignatureIsRefused() async throws {
        let other = LocalSigner.random()
        let expected = "sign-in: signed by \(other.address), not by 0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"
        #expect(try await Self.verdict(signer: other) == expected)
    }

    @Test func aSignatureThatNobodyMadeIsRefused() throws {
        // No point of the curve has the x coordinate 5.
        let signature = try Signature(r: 5, s: 1, yParity: 0)
        let time = try #require(RFC3339Timestamp(secondsSince1970: 0))
        let message = try SIWEMessageTests.message()
        let error = #expect(throws: SIWEVerificationError.self) {
            try message.verify(signature, domain: "example.com", nonce: "abcdefgh", at: time)
        }
        guard case .unrecoverableSignature(.unrecoverable) = error else {
            Issue.record("not the signature's error")
            return
        }
    }
}

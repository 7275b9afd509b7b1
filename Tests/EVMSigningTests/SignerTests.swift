import EVMCore
import EVMSigning
import Testing

@Suite("A signer")
struct SignerTests {
    @Test("signs, and its account is recovered")
    func roundTrip() async throws {
        let signer: any Signer = LocalSigner.random()
        let digest = keccak256(utf8: "digest")
        let signature = try await signer.sign(digest: digest)
        #expect(try signature.recoverAddress(digest: digest) == signer.address)
        let message = try await signer.sign(message: "hello")
        #expect(try message.recoverAddress(message: "hello") == signer.address)
    }
}

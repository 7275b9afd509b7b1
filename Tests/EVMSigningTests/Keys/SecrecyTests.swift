import EVMCore
import Testing

@testable import EVMSigning

/// That no key, no password and nothing derived from them gets into text.
@Suite struct SecrecyTests {
    private static let digits = "c0ffee254729296a45a3885639ac7e10f9d54979a1b2c3d4e5f60718293a4b5c"
    private static let password = "correct horse battery staple"

    /// Everything that prints a value prints this.
    private func texts(of value: Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        return ["\(value)", String(describing: value), String(reflecting: value), dumped, "\(Optional(value) as Any)", "\([value])"]
    }

    private func checkSilence(_ value: Any, _ secrets: [String]) {
        for text in texts(of: value) {
            for secret in secrets {
                #expect(!text.lowercased().contains(secret.lowercased()), "\(type(of: value)) tells a secret")
            }
        }
    }

    /// The key as hex, as a list of bytes, and as the numbers that its words are; and parts of them.
    private var keySecrets: [String] {
        get throws {
            let bytes = try Hex.decode(Self.digits)
            let word = try UInt256(decimalOrHex: "0x" + Self.digits)
            let limbs = [word.limbs.0, word.limbs.1, word.limbs.2, word.limbs.3].flatMap { [String($0), String($0.byteSwapped)] }
            return [String(Self.digits.prefix(8)), String(Self.digits.suffix(8)), "\(bytes[0]), \(bytes[1]), \(bytes[2])", word.description] + limbs
        }
    }

    @Test func keysAndSigners() throws {
        let key = try PrivateKey(hex: Self.digits)
        let secrets = try keySecrets
        let signer = LocalSigner(key)
        checkSilence(key, secrets)
        checkSilence(signer, secrets)
        checkSilence(signer.expecting(chainId: 1, verifyingContract: .zero), secrets)
        checkSilence(["label": key], secrets)
        key.withUnsafeBytes { bytes in checkSilence(SecretBytes(count: 32) { out in out.copyMemory(from: bytes) }, secrets) }
        // But they say whose they are.
        #expect("\(key)" == "PrivateKey(\(key.address))")
        #expect(key.debugDescription == "\(key)")
        #expect("\(signer)" == "LocalSigner(\(key.address))")
    }

    @Test func storesAndFiles() async throws {
        let key = try PrivateKey(hex: Self.digits)
        let secrets = try keySecrets + [Self.password, String(Self.password.prefix(7))]
        checkSilence(FileSessionKeyStore(folder: "folder", password: Self.password), secrets)
        checkSilence(try Keystore(encrypting: key, password: Self.password, cost: .scrypt(n: 2, r: 8, p: 1)), secrets)
        let memory = InMemorySessionKeyStore()
        try await memory.store(key, label: "a")
        checkSilence(memory, secrets)
        checkSilence(await memory.list(), secrets)
    }

    @Test func errors() throws {
        let secrets = try keySecrets
        // One digit too many, one that is none, and a key out of range.
        for text in [Self.digits + "0", Self.digits.dropLast() + "g", "f" + Self.digits] {
            checkSilence(try #require(failure { () throws(SigningError) in try PrivateKey(hex: text) }), secrets)
        }
        let bytes = try Hex.decode(Self.digits) + [0]
        checkSilence(try #require(failure { () throws(SigningError) in try PrivateKey(bytes) }), secrets)
        let file = try Keystore(encrypting: PrivateKey(hex: Self.digits), password: Self.password, cost: .pbkdf2(iterations: 1))
        let error = failure { () throws(KeystoreError) in try file.decrypt(password: Self.password + "!") }
        checkSilence(try #require(error), secrets + [Self.password])
    }
}

import EVMCore
import Testing

@testable import EVMSigning

@Suite struct KeystoreRefusalTests {
    /// A good file as text, in which a test replaces something.
    private static let good = Result {
        try Keystore(encrypting: PrivateKey(hex: String(repeating: "11", count: 32)), password: "pw", cost: KeystoreTests.cheap).json.utf8Text ?? ""
    }

    private func error(replacing old: String, with new: String) throws -> KeystoreError? {
        let text = try Self.good.get()
        let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
        try #require(parts.count == 2, "\(old) is not in the file")
        let changed = Bytes(utf8: parts[0] + new + parts[1])
        return failure { () throws(KeystoreError) in try Keystore(json: changed).decrypt(password: "pw") }
    }

    @Test func spellingsThatAreTaken() throws {
        for (old, new) in [
            ("\"crypto\"", "\"Crypto\""), ("\"kdfparams\"", "\"KdfParams\""), ("\"version\":3", "\"version\":\"3\""),
            ("\"iv\":\"", "\"iv\":\"0x"), ("\"mac\":\"", "\"mac\":\"0x"), ("\"ciphertext\":\"", "\"ciphertext\":\"0x"),
            ("\"salt\":\"", "\"salt\":\"0x"), ("\"address\":\"", "\"address\":\"0x"), ("\"address\":", "\"other\":"), ("\"id\":", "\"other\":"),
            ("aes-128-ctr", "AES-128-CTR"), ("\"dklen\":32", "\"dklen\":64"), ("\"version\"", "\"extra\":[1,{}],\"version\""),
        ] {
            #expect(try error(replacing: old, with: new) == nil, "\(new)")
        }
    }

    @Test func formsThatAreRefused() throws {
        let cases: [(String, String, KeystoreError)] = [
            ("\"version\":3", "\"version\":4", .unsupportedVersion("4")),
            ("\"version\":3", "\"version\":\"1\"", .unsupportedVersion("1")),
            ("\"version\":3", "\"v\":3", .malformed(field: "version", reason: "missing")),
            ("aes-128-ctr", "aes-128-cbc", .unsupportedCipher("aes-128-cbc")),
            ("\"kdf\":\"scrypt\"", "\"kdf\":\"argon2\"", .unsupportedKeyDerivation("argon2")),
            ("\"kdf\":\"scrypt\"", "\"kdf\":\"pbkdf2\"", .unsupportedKeyDerivation("pbkdf2 with none")),
            ("\"n\":16,", "", .malformed(field: "crypto.kdfparams.n", reason: "missing")),
            ("\"r\":8,", "", .malformed(field: "crypto.kdfparams.r", reason: "missing")),
            ("\"dklen\":32", "\"dklen\":16", .malformed(field: "crypto.kdfparams.dklen", reason: "at least 32 is needed")),
            ("\"iv\":\"", "\"iv\":\"00", .malformed(field: "crypto.cipherparams.iv", reason: "17 bytes; 16 are needed")),
            ("\"ciphertext\":\"", "\"ciphertext\":\"00", .malformed(field: "crypto.ciphertext", reason: "33 bytes; a key has at most 32")),
            ("\"mac\":\"", "\"mac\":\"00", .malformed(field: "crypto.mac", reason: "32 bytes are needed")),
            ("\"address\":\"", "\"address\":\"00", .malformed(field: "address", reason: "20 bytes are needed")),
            ("\"n\":16", "\"n\":\"16\"", .malformed(field: "crypto.kdfparams.n", reason: "of another type than it must be")),
            ("{", "[", .malformed(field: "", reason: "not JSON")),
        ]
        for (old, new, expected) in cases { #expect(try error(replacing: old, with: new) == expected, "\(new)") }
    }

    @Test func damageIsAWrongPassword() throws {
        let text = try Self.good.get()
        for field in ["\"salt\":\"", "\"mac\":\"", "\"ciphertext\":\""] {
            let digit = try #require(text.split(separator: field).last?.first)
            #expect(try error(replacing: field + String(digit), with: field + (digit == "0" ? "1" : "0")) == .wrongPassword, "\(field)")
        }
    }

    @Test func anotherAddressThanTheKeys() throws {
        let key = try PrivateKey(hex: String(repeating: "11", count: 32))
        let digits = Hex.encode(key.address.bytes, prefix: false)
        let error = try error(replacing: digits, with: String(repeating: "0", count: 40))
        #expect(error == .addressMismatch(stated: .zero, actual: key.address))
    }

    /// What would take all memory, or for ever.
    @Test func hostileParameters() throws {
        for (old, new) in [
            ("\"n\":16", "\"n\":18446744073709551615"), ("\"n\":16", "\"n\":9223372036854775808"), ("\"n\":16", "\"n\":4194304"),
            ("\"n\":16", "\"n\":524288"), ("\"r\":8", "\"r\":18446744073709551615"), ("\"r\":8", "\"r\":1073741824"),
            ("\"p\":1", "\"p\":18446744073709551615"), ("\"p\":1", "\"p\":1073741824"), ("\"p\":1", "\"p\":131072"), ("\"n\":16", "\"n\":0"),
            ("\"n\":16", "\"n\":1"), ("\"n\":16", "\"n\":17"), ("\"r\":8", "\"r\":0"), ("\"p\":1", "\"p\":0"), ("\"n\":16", "\"n\":-2"),
            ("\"n\":16", "\"n\":1.5"), ("\"n\":16", "\"n\":1e300"), ("\"n\":16", "\"n\":36893488147419103232"),
        ] {
            switch try error(replacing: old, with: new) {
            case .invalidParameters, .excessiveParameters, .malformed: break
            case let other: Issue.record("\(new): \(other.map(\.description) ?? "taken")")
            }
        }
    }

    @Test(arguments: [0, 10_000_001, UInt64(Int32.max) + 1, .max])
    func hostileIterations(count: UInt64) throws {
        let file = Keystore(
            id: nil, address: nil, keyDerivation: .init(cost: .pbkdf2(iterations: count), salt: []), ciphertext: [1],
            iv: Bytes([UInt8](repeating: 0, count: 16)), mac: .zero)
        for limits in [Keystore.Limits(), Keystore.Limits(pbkdf2Iterations: .max)] where count == 0 || limits == Keystore.Limits() || count > 1 << 31 {
            switch failure({ () throws(KeystoreError) in try file.decrypt(password: "", limits: limits) }) {
            case .invalidParameters, .excessiveParameters: break
            case let other: Issue.record("\(other.map(\.description) ?? "taken")")
            }
        }
    }

    /// Limits raised beyond all sense make no arithmetic overflow.
    @Test func noLimits() throws {
        let limits = Keystore.Limits(scryptMemory: .max, scryptWork: .max, pbkdf2Iterations: .max)
        for (n, r, p) in [(1 << 63, 3, 1), (1 << 40, .max, .max), (2, .max, 1), (2, 1, .max)] as [(UInt64, UInt64, UInt64)] {
            let file = Keystore(
                id: nil, address: nil, keyDerivation: .init(cost: .scrypt(n: n, r: r, p: p), salt: []), ciphertext: [1],
                iv: Bytes([UInt8](repeating: 0, count: 16)), mac: .zero)
            #expect(failure { () throws(KeystoreError) in try file.decrypt(password: "", limits: limits) } != nil)
        }
    }

    /// Keys without their leading zeros are taken; what is no key is not.
    @Test func shortKeys() throws {
        let password = SecretBytes(utf8: "pw")
        let derivation = Keystore.KeyDerivation(cost: KeystoreTests.cheap, salt: [1])
        let iv = Bytes([UInt8](repeating: 9, count: 16))
        func file(_ plain: [UInt8]) throws -> Keystore {
            let derived = try derivation.derive(password, limits: .init()).withUnsafeBytes { Array($0) }
            var ciphertext = plain
            let isDone = derived.withUnsafeBytes { derived in
                plain.withUnsafeBytes { plain in
                    ciphertext.withUnsafeMutableBytes {
                        AES128CTR.apply(key: UnsafeRawBufferPointer(rebasing: derived.prefix(16)), iv: iv, plain, to: $0)
                    }
                }
            }
            try #require(isDone)
            return Keystore(
                id: nil, address: nil, keyDerivation: derivation, ciphertext: Bytes(ciphertext), iv: iv,
                mac: keccak256(Bytes(derived.suffix(16) + ciphertext)))
        }
        #expect(try file([5]).decrypt(password: "pw").address == PrivateKey(hex: String(repeating: "0", count: 63) + "5").address)
        let zero = try file([0])
        #expect(failure { () throws(KeystoreError) in try zero.decrypt(password: "pw") } == .invalidKey(.outOfRange))
        let long = try file([UInt8](repeating: 1, count: 33))
        #expect(failure { () throws(KeystoreError) in try long.decrypt(password: "pw") } == .invalidKey(.wrongByteCount(33)))
    }

    /// A file cut short anywhere, or with any byte changed, never traps.
    @Test func mutationsNeverTrap() throws {
        let good = Array(try Self.good.get().utf8)
        for count in 0..<good.count { #expect(failure { () throws(KeystoreError) in try Keystore(json: Bytes(good.prefix(count))) } != nil) }
        var generator = SeededGenerator(seed: 4)
        let limits = Keystore.Limits(scryptMemory: 1 << 20, scryptWork: 1 << 12)
        for _ in 0..<3_000 {
            var changed = good
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                changed[Int.random(in: 0..<good.count, using: &generator)] = UInt8.random(in: .min ... .max, using: &generator)
            }
            guard let file = try? Keystore(json: Bytes(changed)) else { continue }
            _ = try? file.decrypt(password: "pw", limits: limits)
            #expect(try Keystore(json: file.json) == file)
        }
        let deep = Bytes(utf8: String(repeating: "[", count: 60_000))
        #expect(failure { () throws(KeystoreError) in try Keystore(json: deep) } != nil)
        let nested = Bytes(utf8: String(repeating: "{\"crypto\":", count: 6_000))
        #expect(failure { () throws(KeystoreError) in try Keystore(json: nested) } != nil)
    }
}

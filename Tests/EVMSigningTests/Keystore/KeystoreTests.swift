import EVMCore
import Testing

@testable import EVMSigning

@Suite struct KeystoreTests {
    static let cheap = Keystore.KeyDerivation.Cost.scrypt(n: 16, r: 8, p: 1)

    @Test(arguments: [cheap, .pbkdf2(iterations: 3), .scrypt(n: 2, r: 1, p: 3), .scrypt(n: 1 << 16, r: 1, p: 1)])
    func opensWhatItWrote(cost: Keystore.KeyDerivation.Cost) throws {
        let key = PrivateKey.random()
        let file = try Keystore(encrypting: key, password: "secret", cost: cost)
        let read = try Keystore(json: file.json)
        #expect(read == file)
        #expect(read.json == file.json)
        #expect(read.address == key.address)
        #expect(try read.decrypt(password: "secret").withUnsafeBytes { Bytes($0) } == key.withUnsafeBytes { Bytes($0) })
        #expect(failure { () throws(KeystoreError) in try read.decrypt(password: "Secret") } == .wrongPassword)
        #expect(failure { () throws(KeystoreError) in try read.decrypt(password: "") } == .wrongPassword)
    }

    @Test func costIsTheCustomaryOneUnlessTold() throws {
        let file = try Keystore(encrypting: .random(), password: "secret")
        #expect(file.keyDerivation.cost == .scrypt(n: 262_144, r: 8, p: 1))
        #expect(file.keyDerivation.salt.count == 32)
    }

    @Test func nothingIsUsedTwice() throws {
        let key = PrivateKey.random()
        let files = try (0..<8).map { _ in try Keystore(encrypting: key, password: "secret", cost: Self.cheap) }
        #expect(Set(files.map(\.keyDerivation.salt)).count == 8)
        #expect(Set(files.map(\.iv)).count == 8)
        #expect(Set(files.map(\.id)).count == 8)
    }

    @Test func orderOfTheJSONIsFixed() {
        let file = Keystore(
            id: "3198bc9c-6672-5ab3-d995-4942343ae5b6", address: Address(1, 2, 3), keyDerivation: .init(cost: Self.cheap, salt: [1, 2]),
            ciphertext: [3], iv: [4], mac: .zero)
        let zeros = String(repeating: "0", count: 64)
        #expect(
            file.json.utf8Text
                == #"{"address":"0000000000000001000000000000000200000003","crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"04"},"#
                + #""ciphertext":"03","kdf":"scrypt","kdfparams":{"dklen":32,"n":16,"p":1,"r":8,"salt":"0102"},"mac":"\#(zeros)"},"#
                + #""id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}"#)
    }

    @Test func idIsAUUIDOfVersion4() throws {
        let id = try #require(try Keystore(encrypting: .random(), password: "", cost: Self.cheap).id)
        let groups = id.split(separator: "-")
        #expect(groups.map(\.count) == [8, 4, 4, 4, 12])
        #expect(groups[2].first == "4")
        #expect(["8", "9", "a", "b"].contains(groups[3].first))
    }

    /// The own half of scrypt gives what libcrypto's gives, where that takes the parameters.
    @Test(arguments: [(2, 1, 1), (16, 1, 1), (1_024, 8, 1), (64, 3, 5), (32_768, 1, 2)] as [(UInt64, UInt64, UInt64)])
    func ownScryptIsScrypt(n: UInt64, r: UInt64, p: UInt64) {
        var ours = [UInt8](repeating: 0, count: 64)
        var theirs = ours
        let isDone = Array("password".utf8).withUnsafeBytes { password in
            Array("NaCl".utf8).withUnsafeBytes { salt in
                ours.withUnsafeMutableBytes { PasswordHash.scryptForAnyCost(password, salt: salt, n: n, r: r, p: p, into: $0) }
                    && theirs.withUnsafeMutableBytes {
                        PasswordHash.scrypt(password, salt: salt, n: n, r: r, p: p, memory: 1 << 26, into: $0)
                    }
            }
        }
        #expect(isDone)
        #expect(ours == theirs)
    }

    /// The first example of RFC 7914, section 12: no password, no salt.
    @Test func scryptExample() throws {
        let expected = try Hex.decode(
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906")
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        var out = [UInt8](repeating: 0, count: 64)
        #expect(out.withUnsafeMutableBytes { PasswordHash.scrypt(nothing, salt: nothing, n: 16, r: 1, p: 1, memory: 1 << 20, into: $0) })
        #expect(out == expected)
        #expect(out.withUnsafeMutableBytes { PasswordHash.scryptForAnyCost(nothing, salt: nothing, n: 16, r: 1, p: 1, into: $0) })
        #expect(out == expected)
    }
}

import EVMCore
import Foundation
import Testing

@testable import EVMSigning

/// Key files of others: the definition's own and those of eth-keyfile.
@Suite struct KeystoreVectorTests {
    private func file(_ vector: [String: Any]) throws -> Keystore {
        try Keystore(json: Bytes(Array(JSONSerialization.data(withJSONObject: #require(vector["keystore"])))))
    }

    @Test func opensTheFilesOfOthers() throws {
        let cases = try DynamicVectors.cases("keystore_v3")
        #expect(cases.count == 9)
        for json in cases {
            let vector = try JSONMessage(json)
            let file = try file(json)
            let key = try file.decrypt(password: vector.string("password"))
            #expect(try key.withUnsafeBytes { Bytes($0) } == vector.bytes("privateKey"))
            if let address = file.address { #expect(address == key.address) }
            // What is written is what was read.
            #expect(try Keystore(json: file.json) == file)
        }
    }

    @Test func spellingsOfUnicodeAreDifferentPasswords() throws {
        let cases = try DynamicVectors.cases("keystore_v3").filter { ($0["name"] as? String)?.contains("composed") == true }
        #expect(cases.count == 2)
        for json in cases {
            let password = try JSONMessage(json).string("password")
            let other = cases.compactMap { $0["password"] as? String }.first { !$0.utf8.elementsEqual(password.utf8) }
            #expect(other == password, "Swift calls them equal")
            #expect(failure { () throws(KeystoreError) in try file(json, open: other ?? "") } == .wrongPassword)
        }
    }

    private func file(_ json: [String: Any], open password: String) throws(KeystoreError) -> PrivateKey {
        guard let file = try? file(json) else { throw .malformed(field: "", reason: "") }
        return try file.decrypt(password: password)
    }
}

import EVMCore
import Testing

@Suite struct CreateAddressTests {
    @Test func everyVector() throws {
        for vector in try HashingSupport.cases("contract_addresses.json") {
            let sender = try Address(#require(vector["sender"] as? String))
            let nonce = try #require((vector["nonce"] as? String).flatMap { UInt64($0) })
            let created = try Address(#require(vector["create"] as? String))
            #expect(Address.create(sender: sender, nonce: nonce) == created, "\(sender) \(nonce)")

            let salt = try Bytes32(hex: #require(vector["salt"] as? String))
            let initCode = try HashingSupport.bytes(vector["initCode"])
            let created2 = try Address(#require(vector["create2"] as? String))
            #expect(Address.create2(sender: sender, salt: salt, initCode: initCode) == created2, "\(sender) \(salt)")
            #expect(Address.create2(sender: sender, salt: salt, initCodeHash: keccak256(initCode)) == created2)
        }
    }
}

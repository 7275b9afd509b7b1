import EVMCore
import EVMSigning
import Testing

@Suite struct KeyVectorTests {
    @Test func publicKeysAndAddresses() throws {
        for vector in try VectorFile.cases("keys_addresses", count: 76) {
            let key = try vector.privateKey()
            let address = try vector.address("address")
            let uncompressed = try vector.bytes("publicKey")
            let compressed = try vector.bytes("publicKeyCompressed")
            #expect(key.address == address)
            #expect(key.publicKey.address == address)
            #expect(key.publicKey.uncompressed == uncompressed)
            #expect(key.publicKey.compressed == compressed)
            #expect(try PublicKey(uncompressed) == key.publicKey)
            #expect(try PublicKey(compressed) == key.publicKey)
            #expect(try PublicKey(hex: vector.string("publicKey")) == key.publicKey)
        }
    }

    @Test func whatIsNoKey() throws {
        for vector in try VectorFile.cases("keys_invalid", count: 7) {
            let text = try vector.string("privateKey")
            let bytes = try vector.bytes("privateKey")
            let isWrongLength = bytes.count != 32
            guard case .invalidPrivateKey(let ofText) = failure({ () throws(SigningError) in try PrivateKey(hex: text) }),
                case .invalidPrivateKey(let ofBytes) = failure({ () throws(SigningError) in try PrivateKey(bytes) })
            else {
                Issue.record("\(text) is taken for a key")
                continue
            }
            #expect(ofText == (isWrongLength ? .malformedHex : .outOfRange))
            #expect(ofBytes == (isWrongLength ? .wrongByteCount(bytes.count) : .outOfRange))
        }
    }
}

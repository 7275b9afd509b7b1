import EVMCore
import EVMSigning
import Testing

/// Transactions that eth-account and a second implementation signed.
@Suite struct TransactionVectorTests {
    struct Vector: Decodable, CustomStringConvertible {
        let name, kind: String
        let privateKey: String
        let from: Address
        let to: Address?
        let contractAddress: Address?
        let nonce, gas, value: UInt256
        let data: Bytes
        let gasPrice, maxFeePerGas, maxPriorityFeePerGas: UInt256?
        let chainId: UInt256?
        let accessList: AccessList?
        let unsigned: Bytes
        let signingHash: Bytes32
        let v, r, s: UInt256
        let raw: Bytes
        let hash: Bytes32

        var description: String { name }

        func transaction() throws -> Transaction {
            let chain = try chainId.map { try #require(UInt64(exactly: $0)) }
            let kind: Transaction.Kind =
                switch self.kind {
                case "legacy", "legacy_pre155": .legacy(chainId: chain, gasPrice: try #require(gasPrice))
                case "eip2930":
                    .eip2930(chainId: try #require(chain), gasPrice: try #require(gasPrice), accessList: try #require(accessList))
                case "eip1559":
                    .eip1559(
                        chainId: try #require(chain), maxPriorityFeePerGas: try #require(maxPriorityFeePerGas),
                        maxFeePerGas: try #require(maxFeePerGas), accessList: try #require(accessList))
                default: try #require(nil, "unknown kind")
                }
            return Transaction(
                kind, nonce: try #require(UInt64(exactly: nonce)), gasLimit: try #require(UInt64(exactly: gas)), to: to, value: value,
                data: data)
        }
    }

    @Test(arguments: [("tx_legacy", 80), ("tx_legacy_pre155", 30), ("tx_eip2930", 80), ("tx_eip1559", 120)])
    func everyByteIsEqual(file: String, count: Int) async throws {
        let vectors: [Vector] = try TransactionTestSupport.cases(file + ".json")
        #expect(vectors.count == count)
        for vector in vectors {
            let transaction = try vector.transaction()
            #expect(transaction.signingBytes == vector.unsigned, "\(vector)")
            #expect(transaction.signingHash == vector.signingHash, "\(vector)")
            #expect(try Transaction(decodingUnsigned: vector.unsigned) == transaction, "\(vector)")

            let signer = try LocalSigner(hex: vector.privateKey)
            #expect(signer.address == vector.from)
            let signed = try await signer.sign(transaction: transaction)
            #expect(signed.bytes == vector.raw, "\(vector)")
            #expect(signed.hash == vector.hash, "\(vector)")
            #expect(signed.v == vector.v && signed.signature.r == vector.r && signed.signature.s == vector.s, "\(vector)")

            let read = try SignedTransaction(decoding: vector.raw)
            #expect(read == signed, "\(vector)")
            #expect(read.transaction == transaction, "\(vector)")
            #expect(try read.recoverSender() == vector.from, "\(vector)")
            if let created = vector.contractAddress {
                #expect(Address.create(sender: vector.from, nonce: transaction.nonce) == created)
            }
        }
    }
}

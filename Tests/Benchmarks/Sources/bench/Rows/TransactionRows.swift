import CFloor
import EVMCore
import EVMSigning
import Foundation

/// A transaction from its fields to the bytes to send, against C that calls libsecp256k1 directly.
func transactionRows() -> [Benchmark] {
    [transactionRow("margin", Examples.margin.encoded()), transactionRow("send", Examples.send.encoded())]
}

private func transactionRow(_ name: String, _ data: Bytes) -> Benchmark {
    let to = Address(truncating: UInt256(7, 8, 9, 10))
    let transaction = pointer(
        to: Transaction(
            .eip1559(chainId: 8_453, maxPriorityFeePerGas: 1_000_000, maxFeePerGas: 250_000_000), nonce: 7, gasLimit: 900_000, to: to,
            data: data))
    let secret = [UInt8](repeating: 0x35, count: 32)
    guard let key = try? PrivateKey(secret) else { preconditionFailure("0x3535… is a private key") }
    let floor = pointer(to: floorTransaction(to: to, data: data))
    return Benchmark(
        "encode + sign an EIP-1559 transaction, \(name)", against: "C, libsecp256k1", aim: nil,
        agrees: {
            var count = 0
            guard let bytes = floor_sign_transaction(floor, secret, &count) else { return false }
            defer { free(bytes) }
            return signed(transaction.pointee, key)?.elementsEqual(UnsafeBufferPointer(start: bytes, count: count)) ?? false
        },
        ours: { signed(touched(transaction).pointee, key) },
        limit: {
            var count = 0
            free(floor_sign_transaction(floor, secret, &count))
        })
}

/// What a signer with its key in this process does, but for the call of an asynchronous function.
private func signed(_ transaction: Transaction, _ key: PrivateKey) -> Bytes? {
    try? key.sign(transaction: transaction).bytes
}

private func floorTransaction(to: Address, data: Bytes) -> floor_transaction {
    var result = floor_transaction()
    result.chain_id = 8_453
    result.nonce = 7
    result.gas_limit = 900_000
    result.max_priority_fee.limb.3 = 1_000_000
    result.max_fee.limb.3 = 250_000_000
    withUnsafeMutableBytes(of: &result.to) { $0.copyBytes(from: to.bytes) }
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: data.count)
    copy.initialize(from: data.array, count: data.count)
    result.data = floor_bytes(start: copy, count: data.count)
    return result
}

import EVMCore
import EVMSigning
import Testing

/// What must hold of any transaction and of any bytes. FUZZ_INPUTS sets how many are tried.
@Suite struct TransactionPropertyTests {
    typealias Generator = TransactionTestSupport.Generator

    static func randomAccessList(_ random: inout Generator) -> AccessList {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
            AccessListEntry(
                address: random.address(),
                storageKeys: (0..<Int.random(in: 0...3, using: &random)).map { _ in random.word() })
        }
    }

    static func randomTransaction(_ random: inout Generator) -> Transaction {
        let chainId = random.shortNumber() | 1
        let prices = [random.number(), random.number()].sorted()
        let kind: Transaction.Kind =
            switch Int.random(in: 0...3, using: &random) {
            case 0: .legacy(chainId: nil, gasPrice: prices[0])
            case 1: .legacy(chainId: chainId, gasPrice: prices[0])
            case 2: .eip2930(chainId: chainId, gasPrice: prices[0], accessList: randomAccessList(&random))
            default:
                .eip1559(
                    chainId: chainId, maxPriorityFeePerGas: prices[0], maxFeePerGas: prices[1], accessList: randomAccessList(&random))
            }
        return Transaction(
            kind, nonce: min(random.shortNumber(), .max - 1), gasLimit: random.shortNumber(),
            to: Bool.random(using: &random) ? random.address() : nil, value: random.number(),
            data: Bytes(random.bytes([0, 1, 4, 55, 56, 300].randomElement(using: &random) ?? 0)))
    }

    @Test func whatIsWrittenIsReadAndTheSenderRecovered() async throws {
        var random = Generator(state: 1)
        var types: Set<UInt8> = []
        for _ in 0..<TransactionTestSupport.iterations(300) {
            let transaction = Self.randomTransaction(&random)
            types.insert(transaction.type)
            let signer = LocalSigner.random()
            let signed = try await signer.sign(transaction: transaction)
            let read = try SignedTransaction(decoding: signed.bytes)
            #expect(read == signed)
            #expect(read.bytes == signed.bytes)
            #expect(read.transaction == transaction)
            #expect(try read.recoverSender() == signer.address)
            #expect(try Transaction(decodingUnsigned: transaction.signingBytes) == transaction)
        }
        #expect(types == [0, 1, 2])
    }

    /// Bytes that are changed, cut or lengthened either are no transaction or are the only encoding of the one that they are.
    @Test func whatIsReadIsWrittenAsTheSameBytes() async throws {
        var random = Generator(state: 2)
        let signer = LocalSigner.random()
        var accepted = 0
        for _ in 0..<TransactionTestSupport.iterations(400) {
            let original = try await signer.sign(transaction: Self.randomTransaction(&random))
            for _ in 0..<20 {
                var bytes = original.bytes
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    let position = Int.random(in: 0..<bytes.count, using: &random)
                    switch Int.random(in: 0...5, using: &random) {
                    case 0: bytes.array.remove(at: position)
                    case 1: bytes.array.insert(UInt8.random(in: 0...255, using: &random), at: position)
                    default:
                        bytes[position] =
                            [0, 1, 0x7f, 0x80, 0x81, 0xff, UInt8.random(in: 0...255, using: &random)]
                            .randomElement(using: &random) ?? 0
                    }
                    if bytes.isEmpty { break }
                }
                guard let read = try? SignedTransaction(decoding: bytes) else { continue }
                accepted += 1
                #expect(read.bytes == bytes)
                #expect(try SignedTransaction(read.transaction, signature: read.signature) == read)
                if let sender = try? read.recoverSender(), bytes != original.bytes { #expect(sender != signer.address) }
            }
        }
        #expect(accepted > 0)
    }

    @Test func randomBytesAreRefusedWithATypedError() {
        var random = Generator(state: 3)
        for _ in 0..<TransactionTestSupport.iterations(20_000) {
            var bytes = Bytes(random.bytes(Int.random(in: 0...60, using: &random)))
            if !bytes.isEmpty, let first: UInt8 = [1, 2, 3, 0xc0, 0xc9, 0xf8, 0xff].randomElement(using: &random) { bytes[0] = first }
            #expect(throws: TransactionError.self) { try SignedTransaction(decoding: bytes) }
            if let unsigned = try? Transaction(decodingUnsigned: bytes) { #expect(unsigned.signingBytes == bytes) }
        }
    }
}

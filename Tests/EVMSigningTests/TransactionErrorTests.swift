import EVMCore
import EVMSigning
import SymmioContracts
import Testing

/// What is refused, and how it is said.
@Suite struct TransactionErrorTests {
    static let r = UInt256(0x1234)
    static let s = UInt256(0x5678)
    static let order = UInt256(0xffff_ffff_ffff_ffff, 0xffff_ffff_ffff_fffe, 0xbaae_dce6_af48_a03b, 0xbfd2_5e8c_d036_4141)

    /// The fields of a type 2 transaction, to be spoilt.
    static func fields() -> [RLP] {
        let key = RLP(Bytes32(UInt256(1)))
        let entry: RLP = [RLP(Address.zero), [key]]
        return [
            RLP(UInt64(1)), RLP(UInt64(2)), RLP(UInt64(3)), RLP(UInt64(4)), RLP(UInt64(5)), RLP(Address.zero), RLP(UInt64(6)),
            RLP(Bytes([7])), [entry], RLP(UInt64(0)), RLP(r), RLP(s),
        ]
    }

    static func legacyFields(v: UInt256) -> [RLP] {
        [
            RLP(UInt64(1)), RLP(UInt64(2)), RLP(UInt64(3)), RLP(Address.zero), RLP(UInt64(4)), RLP(Bytes()), RLP(v), RLP(r), RLP(s),
        ]
    }

    static func error(_ type: UInt8, _ fields: [RLP]) -> String? {
        let list = RLP.list(fields).encoded()
        return error(type == 0 ? list : Bytes([type] + list.array))
    }

    static func error(_ bytes: Bytes) -> String? {
        do throws(TransactionError) {
            _ = try SignedTransaction(decoding: bytes)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func theFieldsUnspoiltAreTaken() throws {
        #expect(Self.error(2, Self.fields()) == nil)
        #expect(Self.error(0, Self.legacyFields(v: 27)) == nil)
        #expect(Self.error(0, Self.legacyFields(v: 37)) == nil)
    }

    @Test func typesAreNamed() {
        #expect(throws: TransactionError.self) { try SignedTransaction(decoding: [3, 0xc0]) }
        #expect(Self.error([0x03, 0xc0]) == "transaction: type 0x03 is not supported: blob (EIP-4844)")
        #expect(Self.error([0x04, 0xc0]) == "transaction: type 0x04 is not supported: set code (EIP-7702)")
        #expect(Self.error([0x00, 0xc0]) == "transaction: type 0x00 is not supported: legacy, which has no byte for its type")
        #expect(Self.error([0x7f]) == "transaction: type 0x7f is not supported: unknown")
        #expect(Self.error([0x80]) == "transaction: the first byte, 0x80, begins neither a type (below 0x80) nor an RLP list (from 0xc0 on)")
        #expect(Self.error([]) == "transaction: no bytes")
        guard case .unsupportedType(3) = #expect(throws: TransactionError.self, performing: { try SignedTransaction(decoding: [3]) }) else {
            Issue.record("not the type's error")
            return
        }
    }

    @Test(
        arguments: [
            (0, RLP(Bytes([0, 1])), "chainId: RLP: an integer with leading zeros"),
            (0, RLP(UInt256(1, 0, 0, 0)), "chainId: RLP: an integer of 25 bytes where at most 8 fit"),
            (0, RLP(UInt64(0)), "the chain id is 0; give the chain's"),
            (1, RLP(UInt64.max), "the nonce must be below 2^64 - 1"),
            (1, RLP(Bytes([0])), "nonce: RLP: an integer with leading zeros"),
            (1, [], "nonce: RLP: a list where a byte string was expected"),
            (2, RLP(UInt64(5)), "maxPriorityFeePerGas must not be above maxFeePerGas"),
            (3, RLP(Bytes(repeating: 1, count: 33)), "maxFeePerGas: RLP: an integer of 33 bytes where at most 32 fit"),
            (4, RLP(UInt256(1) << 64), "gasLimit: RLP: an integer of 9 bytes where at most 8 fit"),
            (5, RLP(Bytes(repeating: 1, count: 19)), "to: RLP: 19 bytes where 20 were expected"),
            (6, RLP(Bytes([0])), "value: RLP: an integer with leading zeros"),
            (7, [], "data: RLP: a list where a byte string was expected"),
            (8, RLP(Bytes()), "accessList: RLP: a byte string where a list was expected"),
            (8, [[RLP(Address.zero)]], "accessList[0]: RLP: 1 bytes where 2 were expected"),
            (8, [[RLP(Bytes()), []]], "accessList[0].address: RLP: 0 bytes where 20 were expected"),
            (8, [[RLP(Address.zero), [RLP(Bytes([1]))]]], "accessList[0].storageKeys[0]: RLP: 1 bytes where 32 were expected"),
            (9, RLP(UInt64(2)), "the signature's parity is 2; it must be 0 or 1"),
            (9, RLP(Bytes([0])), "yParity: RLP: an integer with leading zeros"),
            (10, RLP(UInt64(0)), "signature: r is out of range; it must be at least 1 and below the order of secp256k1"),
            (10, RLP(order), "signature: r is out of range; it must be at least 1 and below the order of secp256k1"),
            (11, RLP(UInt64(0)), "signature: s is out of range; it must be at least 1 and below the order of secp256k1"),
            (11, RLP(order - 1), "signature: s is above half the order of secp256k1, which EIP-2 rules out"),
        ] as [(Int, RLP, String)])
    func aSpoiltFieldIsNamed(index: Int, item: RLP, message: String) {
        var fields = Self.fields()
        fields[index] = item
        #expect(Self.error(2, fields) == "transaction: " + message)
    }

    @Test func theNumberOfFieldsIsTheTypes() {
        #expect(Self.error(2, Self.fields().dropLast()) == "transaction: 11 fields where its type has 12")
        #expect(Self.error(2, Self.fields() + [RLP(Bytes())]) == "transaction: 13 fields where its type has 12")
        #expect(Self.error(1, Self.fields()) == "transaction: 12 fields where its type has 11")
        #expect(Self.error(0, Self.legacyFields(v: 27).dropLast(3)) == "transaction: 6 fields where its type has 9")
    }

    @Test(
        arguments: [
            (0, "v is 0; it must be 27, 28, or 35 or more"),
            (1, "v is 1; it must be 27, 28, or 35 or more"),
            (26, "v is 26; it must be 27, 28, or 35 or more"),
            (29, "v is 29; it must be 27, 28, or 35 or more"),
            (34, "v is 34; it must be 27, 28, or 35 or more"),
            (35, "the chain id is 0; give the chain's"),
            (UInt256(2) << 64 + 35, "v is 36893488147419103267, which stands for a chain id of 2^64 or more"),
            (UInt256.max, "v is \(UInt256.max), which stands for a chain id of 2^64 or more"),
        ] as [(UInt256, String)])
    func aLegacyVIsOfAChain(v: UInt256, message: String) {
        #expect(Self.error(0, Self.legacyFields(v: v)) == "transaction: " + message)
    }

    @Test func theGreatestChainIdFits() throws {
        let bytes = RLP.list(Self.legacyFields(v: UInt256(2) << 64 + 34)).encoded()
        let read = try SignedTransaction(decoding: bytes)
        #expect(read.transaction.chainId == .max && read.signature.yParity == 1 && read.bytes == bytes)
    }

    @Test func trailingBytesAndLongFormsAreRefused() {
        let list = RLP.list(Self.fields()).encoded().array
        #expect(Self.error(Bytes([2] + list + [0])) == "transaction: RLP: the item ends at offset \(list.count), but 1 more bytes follow")
        // The payload's length, one byte, with a zero before it.
        #expect(
            Self.error(Bytes([2, 0xf9, 0] + list.dropFirst()))
                == "transaction: RLP: the length of the item at offset 0 begins with a zero byte")
    }

    @Test func anOldHighSIsReadOnDemandOnly() throws {
        var fields = Self.legacyFields(v: 28)
        fields[8] = RLP(Self.order - Self.s)
        let bytes = RLP.list(fields).encoded()
        #expect(Self.error(bytes) == "transaction: signature: s is above half the order of secp256k1, which EIP-2 rules out")
        let read = try SignedTransaction(decoding: bytes, accepting: .highS)
        #expect(read.bytes == bytes)
        #expect(throws: TransactionError.self) { try SignedTransaction(read.transaction, signature: read.signature) }
    }

    @Test func whatIsUnsignedIsNotTakenForSigned() throws {
        let transaction = Transaction(.legacy(chainId: 1, gasPrice: 1), nonce: 0, gasLimit: 21_000, to: .zero)
        #expect(
            Self.error(transaction.signingBytes) == "transaction: v is 1; it must be 27, 28, or 35 or more")
        var spoilt = RLP.list(try RLP(decoding: transaction.signingBytes).asList().dropLast() + [RLP(UInt64(1))])
        #expect(throws: TransactionError.self) { try Transaction(decodingUnsigned: spoilt.encoded()) }
        spoilt = .list(try RLP(decoding: transaction.signingBytes).asList().dropLast())
        #expect(throws: TransactionError.self) { try Transaction(decodingUnsigned: spoilt.encoded()) }
    }

    @Test(arguments: [
        Transaction(.legacy(chainId: 1, gasPrice: 1), nonce: .max, gasLimit: 21_000, to: .zero),
        Transaction(.legacy(chainId: 0, gasPrice: 1), nonce: 0, gasLimit: 21_000, to: .zero),
        Transaction(.eip2930(chainId: 0, gasPrice: 1), nonce: 0, gasLimit: 21_000, to: .zero),
        Transaction(.eip1559(chainId: 1, maxPriorityFeePerGas: 2, maxFeePerGas: 1), nonce: 0, gasLimit: 21_000, to: .zero),
    ])
    func whatNoChainTakesIsNotSigned(transaction: Transaction) async {
        await #expect(throws: SigningError.self) { try await LocalSigner.random().sign(transaction: transaction) }
    }

    /// A key service that answers with a high s.
    struct HighSSigner: Signer {
        let local = LocalSigner.random()
        var address: Address { local.address }

        func sign(digest: Bytes32) async throws(SigningError) -> Signature {
            let low = try await local.sign(digest: digest)
            return try Signature(r: low.r, s: TransactionErrorTests.order - low.s, yParity: 1 - low.yParity, accepting: .highS)
        }
    }

    @Test func aHighSFromASignerIsBroughtDown() async throws {
        let signer = HighSSigner()
        let transaction = Transaction(
            .eip1559(chainId: 1, maxPriorityFeePerGas: 1, maxFeePerGas: 2), nonce: 0, gasLimit: 21_000, to: .zero, value: 1)
        let signed = try await signer.sign(transaction: transaction)
        #expect(signed.signature.isLowS)
        #expect(try signed.recoverSender() == signer.address)
    }

    @Test func aGuardedSignerSignsForItsChainsOnly() async throws {
        let signer = LocalSigner.random().expecting(chainId: 42161, verifyingContract: .zero)
        func transaction(_ chainId: UInt64?) -> Transaction {
            Transaction(.legacy(chainId: chainId, gasPrice: 1), nonce: 0, gasLimit: 21_000, to: .zero)
        }
        let signed = try await signer.sign(transaction: transaction(42161))
        #expect(try signed.recoverSender() == signer.address)
        await #expect(throws: SigningError.self) { try await signer.sign(transaction: transaction(1)) }
        await #expect(throws: SigningError.self) { try await signer.sign(transaction: transaction(nil)) }
    }

    @Test func aGeneratedCallGivesToAndData() {
        let call = Symmio084.ERC20.Calls.Transfer(to: .zero, amount: 1)
        let contract = Address(1, 2, 3)
        let transaction = Transaction(.legacy(chainId: 1, gasPrice: 3), nonce: 1, gasLimit: 7, calling: call, at: contract)
        #expect(transaction.to == contract && transaction.data == call.encoded() && transaction.value.isZero)
        #expect(transaction.maximumCost == 21)
        var costly = transaction
        costly.value = .max
        #expect(costly.maximumCost == nil)
        costly = Transaction(.legacy(chainId: 1, gasPrice: .max), nonce: 0, gasLimit: 2, to: nil)
        #expect(costly.maximumCost == nil)
    }
}

import EVMCore
import EVMSigning
import SymmioContracts
import Testing

@Suite struct GuardedSignerTests {
    private static let layer = Address(hash: keccak256(utf8: "layer"))
    private static let other = Address(hash: keccak256(utf8: "other"))
    private static let message = Symmio085.InstantLayer.FlexFillAuth(opHash: .zero, fieldIndex: 0, value: [])

    private func typedData(_ domain: EIP712Domain) throws -> DynamicTypedData {
        let schema = try DynamicTypedDataSchema(types: ["Empty": []], primaryType: "Empty")
        return try DynamicTypedData(schema: schema, domain: domain, message: .structure([:]))
    }

    @Test func signsForWhatItExpects() async throws {
        let base = LocalSigner.random()
        let signer = base.expecting(chainId: 8_453, verifyingContract: Self.layer)
        let domain = Symmio085.InstantLayer.domain(chainId: 8_453, verifyingContract: Self.layer)
        #expect(signer.address == base.address)
        #expect(try await signer.sign(Self.message, domain: domain) == base.sign(Self.message, domain: domain))
        #expect(try await signer.sign(typedData: typedData(domain)) == base.sign(typedData: typedData(domain)))
        #expect(try await signer.sign(message: "hello") == base.sign(message: "hello"))
        #expect(try await signer.sign(digest: .zero) == base.sign(digest: .zero))
    }

    @Test func refusesOthers() async throws {
        // Behind the protocol, as all who use signers have them.
        let signer: any Signer = LocalSigner.random().expecting(chainId: 8_453, verifyingContract: Self.layer)
        let domains = [
            EIP712Domain(name: "SymmioInstantLayer", version: "1", chainId: 1, verifyingContract: Self.layer),
            EIP712Domain(name: "SymmioInstantLayer", version: "1", chainId: 8_453, verifyingContract: Self.other),
            EIP712Domain(name: "SymmioInstantLayer", version: "1", verifyingContract: Self.layer),
            EIP712Domain(name: "SymmioInstantLayer", version: "1", chainId: 8_453),
            EIP712Domain(),
        ]
        for domain in domains {
            for error in [
                await refusal { try await signer.sign(Self.message, domain: domain) }, await refusal { try await signer.sign(typedData: typedData(domain)) },
            ] {
                guard case .unexpectedDomain(let expected, let chainId, let verifyingContract) = error as? SigningError else {
                    Issue.record("\(domain) is signed for")
                    continue
                }
                #expect(expected == [ExpectedDomain(chainId: 8_453, verifyingContract: Self.layer)])
                #expect(chainId == domain.chainId)
                #expect(verifyingContract == domain.verifyingContract)
            }
        }
    }

    @Test func anyOfSeveralWillDo() async throws {
        let base = LocalSigner.random()
        let signer = base.expecting([
            ExpectedDomain(chainId: 8_453, verifyingContract: Self.layer), ExpectedDomain(chainId: 999, verifyingContract: Self.other),
        ])
        for (chainId, contract, isExpected) in [
            (8_453, Self.layer, true), (999, Self.other, true), (8_453, Self.other, false), (999, Self.layer, false),
        ] as [(UInt256, Address, Bool)] {
            let domain = EIP712Domain(chainId: chainId, verifyingContract: contract)
            #expect((await refusal { try await signer.sign(Self.message, domain: domain) } == nil) == isExpected)
        }
        #expect(await refusal { try await base.expecting([]).sign(Self.message, domain: EIP712Domain()) } != nil)
    }

    /// Through the protocol too: what a conformer adds must not be passed by because only the protocol is seen.
    @Test func transactionsOfOtherChainsAreRefused() async throws {
        let signer: any Signer = LocalSigner.random().expecting(chainId: 8_453, verifyingContract: Self.layer)
        func transaction(_ chainId: UInt64) -> Transaction {
            Transaction(.eip1559(chainId: chainId, maxPriorityFeePerGas: 1, maxFeePerGas: 2), nonce: 0, gasLimit: 21_000, to: Self.other, data: [])
        }
        #expect(try await signer.sign(transaction: transaction(8_453)).recoverSender() == signer.address)
        await #expect(throws: SigningError.self) { try await signer.sign(transaction: transaction(1)) }
    }

    @Test func theErrorNamesBoth() {
        let error = SigningError.unexpectedDomain(
            expected: [ExpectedDomain(chainId: 8_453, verifyingContract: Self.layer)], chainId: 1, verifyingContract: Self.other)
        #expect("\(error)" == "typed data: it is for \(Self.other) on chain 1, but this signer signs only for \(Self.layer) on chain 8453")
        let lacking = SigningError.unexpectedDomain(
            expected: [ExpectedDomain(chainId: 8_453, verifyingContract: Self.layer)], chainId: nil, verifyingContract: nil)
        #expect("\(lacking)" == "typed data: it is for no contract on no chain, but this signer signs only for \(Self.layer) on chain 8453")
    }

    private func refusal(_ body: () async throws -> Signature) async -> (any Error)? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error
        }
    }
}

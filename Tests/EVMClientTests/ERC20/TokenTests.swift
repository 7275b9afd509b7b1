import EVMClient
import EVMCore
import EVMSigning
import Testing

private typealias ERC20 = Standards.ERC20.Calls
private typealias Permits = Standards.ERC20Permit.Calls

@Suite(.timeLimit(.minutes(1))) struct TokenTests {
    private let signer: LocalSigner
    private let address = Address(0x2222_2222_2222_2222, 0x2222_2222_2222_2222, 0x2222_2222)
    private let spender = Address(0x3333_3333_3333_3333, 0x3333_3333_3333_3333, 0x3333_3333)

    init() throws { signer = try testSigner() }

    /// A token of six decimals that answers what is known of it and reverts for the rest.
    private func serve(_ chain: FakeChain, _ answers: [Selector: Bytes] = [:]) {
        var known: [Selector: Bytes] = [
            ERC20.Decimals.selector: ERC20.Decimals.encodeReturn(6), ERC20.Symbol.selector: ERC20.Symbol.encodeReturn("USDC"),
            ERC20.Name.selector: ERC20.Name.encodeReturn("USD Coin"), ERC20.BalanceOf.selector: ERC20.BalanceOf.encodeReturn(1_500_000),
            ERC20.Allowance.selector: ERC20.Allowance.encodeReturn(.max), ERC20.Approve.selector: ERC20.Approve.encodeReturn(true),
            ERC20.Transfer.selector: ERC20.Transfer.encodeReturn(true),
        ]
        known.merge(answers) { $1 }
        chain.answer("eth_call") { [known] params in
            let data = params.first?["data"]?.string.flatMap { try? Bytes(hex: $0) } ?? Bytes()
            guard let selector = try? ABI.selector(of: data), let answer = known[selector] else {
                return .failure(RPCError(code: 3, message: "execution reverted", data: "0x"))
            }
            return .success(.data(answer))
        }
        chain.answer("eth_getCode") { [address] params in .success(params.first == .address(address) ? "0x60" : "0x") }
    }

    @Test func readsCarryTheTokensDecimals() async throws {
        try await withChain { chain, client in
            serve(chain)
            let token = client.token(address)
            let balance = try await token.balance(of: spender)
            #expect(balance.description == "1.5" && balance.decimals == 6)
            let allowance = try await token.allowance(of: spender, by: signer.address)
            #expect(allowance.units == .max)
            let symbol = try await token.symbol()
            let name = try await token.name()
            #expect(symbol == "USDC" && name == "USD Coin")
            // Decimals are asked for once.
            #expect(chain.calls.filter { $0 == "eth_call" }.count == 5)
        }
    }

    @Test func oldSymbolsAreBytes() async throws {
        try await withChain { chain, client in
            serve(chain, [ERC20.Symbol.selector: Bytes(Array("MKR".utf8) + [UInt8](repeating: 0, count: 29))])
            let symbol = try await client.token(address).symbol()
            #expect(symbol == "MKR")
        }
    }

    @Test func approvalsAreExact() async throws {
        try await withChain { chain, client in
            serve(chain)
            let token = client.token(address)
            let sent = try await token.approve(TokenAmount("2.5", decimals: 6), for: spender, using: signer)
            #expect(sent.signed.transaction.data == ERC20.Approve(spender: spender, amount: 2_500_000).encoded())
            #expect(sent.signed.transaction.to == address)
            let unlimited = try await token.approveUnlimited(for: spender, using: signer)
            #expect(unlimited.signed.transaction.data == ERC20.Approve(spender: spender, amount: .max).encoded())
            let paid = try await token.transfer(TokenAmount("1", decimals: 6), to: spender, using: signer)
            #expect(paid.signed.transaction.data == ERC20.Transfer(to: spender, amount: 1_000_000).encoded())
        }
    }

    @Test func amountsOfAnotherTokenAreRefused() async throws {
        try await withChain { chain, client in
            serve(chain)
            let amount = try TokenAmount("2.5", decimals: 18)
            guard case .invalidRequest = await failure({ try await client.token(address).approve(amount, for: spender, using: signer) }) else {
                Issue.record("no error")
                return
            }
            #expect(chain.rawSends.isEmpty)
        }
    }

    @Test func aTokenThatSaysNoIsHeard() async throws {
        try await withChain { chain, client in
            serve(chain, [ERC20.Transfer.selector: ERC20.Transfer.encodeReturn(false), ERC20.Approve.selector: Bytes()])
            let amount = try TokenAmount("1", decimals: 6)
            guard case .invalidRequest = await failure({ try await client.token(address).transfer(amount, to: spender, using: signer) }) else {
                Issue.record("no error")
                return
            }
            #expect(chain.rawSends.isEmpty)
            // One that returns nothing does not.
            _ = try await client.token(address).approve(amount, for: spender, using: signer)
            #expect(chain.rawSends.count == 1)
        }
    }

    // MARK: - Permits

    private func permitAnswers(_ domain: EIP712Domain, stated: Permits.Eip712Domain.Return? = nil) -> [Selector: Bytes] {
        var answers = [
            Permits.DomainSeparator.selector: Permits.DomainSeparator.encodeReturn(domain.separator),
            Permits.Nonces.selector: Permits.Nonces.encodeReturn(3), Permits.Version.selector: Permits.Version.encodeReturn("2"),
        ]
        if let stated { answers[Permits.Eip712Domain.selector] = Permits.Eip712Domain.encodeReturn(stated) }
        return answers
    }

    @Test func permitsAreSignedUnderTheTokensDomain() async throws {
        let domain = EIP712Domain(name: "USD Coin", version: "2", chainId: 1337, verifyingContract: address)
        let stated = Permits.Eip712Domain.Return(
            fields: Bytes1(truncating: UInt256(0x0f) << 248), name: "USD Coin", version: "2", chainId: 1337,
            verifyingContract: address, salt: .zero, extensions: [])
        for stated in [nil, stated] {
            try await withChain(time: VirtualTime(epoch: 1_000)) { chain, client in
                serve(chain, permitAnswers(domain, stated: stated))
                let signed = try await client.token(address).permit(
                    TokenAmount("4", decimals: 6), for: spender, by: signer, validFor: .seconds(60))
                #expect(signed.domain == domain)
                #expect(signed.permit.nonce == 3 && signed.permit.value == 4_000_000 && signed.permit.deadline == 1_060)
                let digest = signed.permit.digest(for: domain)
                let recovered = try signed.signature.recoverAddress(digest: digest)
                #expect(recovered == signer.address)
                let call = signed.call
                #expect(call.owner == signer.address && call.spender == spender && (call.v == 27 || call.v == 28))
                #expect(call.r == Bytes32(signed.signature.r) && call.s == Bytes32(signed.signature.s))
            }
        }
    }

    @Test func aDomainThatIsNotTheTokensIsRefused() async throws {
        func stated(chainId: UInt256 = 1337, contract: Address, fields: UInt8 = 0x0f) -> Permits.Eip712Domain.Return {
            Permits.Eip712Domain.Return(
                fields: Bytes1(truncating: UInt256(UInt64(fields)) << 248), name: "USD Coin", version: "2", chainId: chainId,
                verifyingContract: contract, salt: .zero, extensions: [])
        }
        let good = EIP712Domain(name: "USD Coin", version: "2", chainId: 1337, verifyingContract: address)
        let other = EIP712Domain(name: "Other", version: "2", chainId: 1337, verifyingContract: address)
        let cases: [[Selector: Bytes]] = [
            permitAnswers(other), permitAnswers(other, stated: stated(contract: address)), permitAnswers(good, stated: stated(contract: spender)),
            permitAnswers(good, stated: stated(chainId: 1, contract: address)), permitAnswers(good, stated: stated(contract: address, fields: 0x07)),
            permitAnswers(good, stated: stated(contract: address, fields: 0x2f)), [:],
        ]
        for answers in cases {
            try await withChain { chain, client in
                serve(chain, answers)
                let amount = try TokenAmount("4", decimals: 6)
                guard case .invalidRequest = await failure({ try await client.token(address).permit(amount, for: spender, by: NoSigner()) }) else {
                    Issue.record("no error")
                    return
                }
            }
        }
    }
}

import EVMClient
import EVMCore
import Foundation
import SymmioContracts
import Testing

private typealias ERC20 = Symmio085.ERC20.Calls

@Suite(.timeLimit(.minutes(1))) struct ReadTests {
    private let token = Address(0x2222_2222_2222_2222, 0x2222_2222_2222_2222, 0x2222_2222)
    private let account = Address(0x1111_1111_1111_1111, 0x1111_1111_1111_1111, 0x1111_1111)
    private let multicall = Address(0xca11_bde0_5977_b363, 0x1167_0288_62be_2a17, 0x3976_ca11)

    @Test func aTypedCallGivesItsTypedReturn() async throws {
        try await withChain { chain, client in
            let asked = Locked<[JSONValue]>([])
            chain.answer("eth_call") { params in
                asked.with { $0 = params }
                return .success(.data(ERC20.BalanceOf.encodeReturn(42)))
            }
            let balance = try await client.read(ERC20.BalanceOf(account: account), from: token, at: .number(17), as: account, value: 3)
            #expect(balance == 42)
            let expected: JSONValue = [
                "to": .address(token), "from": .address(account), "value": "0x3", "data": .data(ERC20.BalanceOf(account: account).encoded()),
            ]
            #expect(asked.with { $0 } == [expected, "0x11"])
        }
    }

    @Test func aListIsReadPageByPage() async throws {
        try await withChain { chain, client in
            var pages: [[Address]] = [[token, account], [account, .zero]]
            let answers = pages.map { JSONValue.data(Symmio085.Core.Calls.FacetAddresses.encodeReturn($0)) }
            let given = Locked(0)
            chain.answer("eth_call") { _ in
                let number = given.with { count in
                    defer { count += 1 }
                    return count
                }
                return .success(answers[number])
            }
            let starts = Locked<[UInt256]>([])
            let found = try await client.readPages(from: token, of: 2, where: { !$0.isZero }) { start, size in
                starts.with { $0.append(start) }
                #expect(size == 2)
                return Symmio085.Core.Calls.FacetAddresses()
            }
            pages[1].removeLast()
            #expect(found == pages.flatMap { $0 })
            #expect(starts.with { $0 } == [0, 2])
        }
    }

    @Test func aListWithoutAnEndIsRefused() async throws {
        try await withChain { chain, client in
            let full = JSONValue.data(Symmio085.Core.Calls.FacetAddresses.encodeReturn([token]))
            chain.answer("eth_call") { _ in .success(full) }
            let error = await failure { try await client.readPages(from: token, of: 1) { _, _ in Symmio085.Core.Calls.FacetAddresses() } }
            let told = try #require(error)
            #expect("\(told)".contains("facetAddresses() at \(token) gave 1000 full pages"))
        }
    }

    @Test func blocksAndOverrides() async throws {
        try await withChain { chain, client in
            let asked = Locked<[[JSONValue]]>([])
            chain.answer("eth_call") { params in
                asked.with { $0.append(Array(params.dropFirst())) }
                return .success(.data(ERC20.Decimals.encodeReturn(6)))
            }
            let hash = keccak256(utf8: "block")
            for block in [BlockReference.latest, .pending, .safe, .finalized, .earliest, .hash(hash)] {
                _ = try await client.read(ERC20.Decimals(), from: token, at: block)
            }
            let override = StateOverride(balance: 5, nonce: 6, code: [0xfe], storage: [.zero: hash])
            _ = try await client.read(ERC20.Decimals(), from: token, overrides: [token: override])
            #expect(
                asked.with { $0 } == [
                    ["latest"], ["pending"], ["safe"], ["finalized"], ["earliest"],
                    [["blockHash": .data(hash), "requireCanonical": true]],
                    [
                        "latest",
                        [token.hex: ["balance": "0x5", "nonce": "0x6", "code": "0xfe", "stateDiff": [Bytes32.zero.hex: .data(hash)]]],
                    ],
                ])
        }
    }

    @Test func nothingThereIsTold() async throws {
        try await withChain { chain, client in
            let error = await failure { try await client.read(ERC20.Decimals(), from: token) }
            guard case .noContract(token) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            chain.answer("eth_getCode") { _ in .success("0xfe") }
            guard case .undecodable(_, call: "decimals()") = await failure({ try await client.read(ERC20.Decimals(), from: token) }) else {
                Issue.record("not undecodable")
                return
            }
        }
    }

    @Test(arguments: [
        JSONValue.null, .number("5"), .string("5"), .string("0x"), .string("0xg"), .string("0x1" + String(repeating: "0", count: 64)), .bool(true),
        .string("0x10000000000000000"), .array([]),
    ])
    func quantitiesAreStrict(_ answer: JSONValue) async throws {
        try await withChain { chain, client in
            chain.answer("eth_blockNumber") { _ in .success(answer) }
            guard case .invalidAnswer(.wrongResult(method: "eth_blockNumber", _)) = await failure({ try await client.blockNumber() }) else {
                Issue.record("\(answer) is taken")
                return
            }
        }
    }

    @Test func leadingZerosAreTaken() async throws {
        try await withChain { chain, client in
            chain.answer("eth_blockNumber") { _ in .success("0x00000000000000000000001F") }
            let number = try await client.blockNumber()
            #expect(number == 31)
        }
    }

    // MARK: - Batches

    /// Carries out aggregate3 with `answer` for each call.
    private func serveMulticall(_ chain: FakeChain, _ answer: @escaping @Sendable (Standards.Multicall3.Call3) -> (Bool, Bytes)) {
        chain.answer("eth_getCode") { _ in .success("0x60") }
        chain.answer("eth_call") { [multicall] params in
            guard params.first?["to"] == .address(multicall), let data = params.first?["data"]?.string.flatMap({ try? Bytes(hex: $0) }),
                let aggregate = try? Standards.Multicall3.Calls.Aggregate3(decoding: data)
            else { return .failure(RPCError(code: -32000, message: "not through Multicall3")) }
            let results = aggregate.calls.map { call in
                let (success, data) = answer(call)
                return Standards.Multicall3.Result(success: success, returnData: data)
            }
            return .success(.data(Standards.Multicall3.Calls.Aggregate3.encodeReturn(results)))
        }
    }

    @Test func readsOfDifferentKindsThroughMulticall() async throws {
        try await withChain { chain, client in
            serveMulticall(chain) { call in
                switch try? Symmio085.ERC20.Calls(decoding: call.callData) {
                case .decimals: (true, ERC20.Decimals.encodeReturn(6))
                case .symbol: (true, ERC20.Symbol.encodeReturn("USDC"))
                default: (false, RevertDecoder.text("no"))
                }
            }
            let (decimals, symbol, balance) = try await client.read(
                ERC20.Decimals().from(token), ERC20.Symbol().from(token), ERC20.BalanceOf(account: account).from(token))
            let (six, usdc): (UInt8, String) = (try decimals.get(), try symbol.get())
            #expect(six == 6 && usdc == "USDC")
            guard case .failure(.reverted(let revert)) = balance else {
                Issue.record("\(balance)")
                return
            }
            #expect(revert.message == "no")
            // Whether it is there is asked once.
            _ = try await client.read(ERC20.Decimals().from(token), ERC20.Symbol().from(token))
            #expect(chain.calls.filter { $0 == "eth_getCode" }.count == 1 && chain.calls.filter { $0 == "eth_call" }.count == 2)
        }
    }

    @Test func withoutMulticallABatchIsSent() async throws {
        for takesBatches in [true, false] {
            try await withChain { chain, client in
                chain.with { $0.takesBatches = takesBatches }
                chain.answer("eth_call") { params in
                    guard params.last == "0x0" else { return .failure(RPCError(code: -32000, message: "not at one block")) }
                    let data = (params.first?["data"]?.string).flatMap { try? Bytes(hex: $0) } ?? Bytes()
                    guard let call = try? ERC20.BalanceOf(decoding: data) else { return .success("0x") }
                    return .success(.data(ERC20.BalanceOf.encodeReturn(call.account.word)))
                }
                let accounts = (1...5).map { Address(0, 0, $0) }
                let reads = accounts.map { ERC20.BalanceOf(account: $0).from(token) }
                let balances = try await client.read(reads)
                #expect(try balances.map { try $0.get() } == [1, 2, 3, 4, 5])
            }
        }
    }

    @Test func manyCallsGoInParts() async throws {
        try await withChain(options: ChainOptions(maximumMulticall: 4)) { chain, client in
            serveMulticall(chain) { call in
                (true, ERC20.BalanceOf.encodeReturn(((try? ERC20.BalanceOf(decoding: call.callData))?.account ?? .zero).word))
            }
            let reads = (1...10).map { ERC20.BalanceOf(account: Address(0, 0, $0)).from(token) }
            let balances = try await client.read(reads)
            #expect(try balances.map { try $0.get() } == (1...10).map { UInt256(UInt64($0)) })
            #expect(chain.calls.filter { $0 == "eth_call" }.count == 3)
        }
    }

    @Test func aMulticallThatFailsIsLeftForABatch() async throws {
        try await withChain { chain, client in
            chain.answer("eth_getCode") { _ in .success("0x60") }
            chain.answer("eth_call") { [multicall] params in
                params.first?["to"] == .address(multicall)
                    ? .failure(RPCError(code: -32000, message: "out of gas")) : .success(.data(ERC20.Decimals.encodeReturn(18)))
            }
            let answers = try await client.read([ERC20.Decimals().from(token), ERC20.Decimals().from(account)])
            #expect(try answers.map { try $0.get() } == [18, 18])
        }
    }
}

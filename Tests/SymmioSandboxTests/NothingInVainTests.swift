import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox
import SymmioSolver
import Testing

/// What would come to nothing is refused before it is signed or sent, and what was done is told once.
@Suite(.timeLimit(.minutes(3)))
struct NothingInVainTests {
    /// A leg whose quantity or trigger is nothing at the market's precision would be taken for none by the handler.
    @Test func legsOfNothingAreNotSigned() async throws {
        try await withFlow { account, trading in
            let position = try await trading.open(OpenIntent(market: "ETHUSDT", position: .short, size: .quantity(.one), leverage: .one))
            func violations(_ wanted: TakeProfitStopLoss) async -> [TakeProfitStopLossMaths.Violation] {
                do {
                    _ = try await trading.preview(wanted, for: position.quoteId)
                } catch TradingError.triggers(let violations) {
                    return violations
                } catch {
                    Issue.record("\(error)")
                }
                return []
            }
            let quantity = TakeProfitStopLoss(takeProfit: try Wad("2400"), stopLoss: try Wad("2600"), quantity: try Wad("0.0001"))
            #expect(await violations(quantity) == [.noQuantity(kind: .takeProfit), .noQuantity(kind: .stopLoss)])
            let trigger = TakeProfitStopLoss(takeProfit: try Wad("0.001"))
            #expect(await violations(trigger) == [.noTrigger(kind: .takeProfit, trigger: try Wad("0.001"))])
        }
    }

    /// Leverage and slippage that no market allows are told without asking anybody.
    @Test func termsThatMakeNoSenseAreTold() async throws {
        let account = try await FlowAccount()
        await account.sandbox.stop()
        let trading = try account.trading()
        for (leverage, slippage, field) in [("0.5", "1", "leverage"), ("1", "100", "slippage")] {
            let intent = OpenIntent(
                market: "ETHUSDT", position: .long, size: .quantity(.one), leverage: try Wad(leverage), slippage: .percent(try Wad(slippage)))
            let error = await #expect(throws: TradingError.self) { try await trading.preview(intent) }
            guard case .maths(.invalidInput(field, _))? = error else { throw FlowFailure("\(String(describing: error))") }
        }
        await trading.stop()
    }

    @Test func withoutPriceServiceTheErrorSaysSo() async throws {
        let account = try await FlowAccount()
        let symmio = SymmioClient(account.deployment.with { $0.prices = nil }, chain: account.chain)
        let trading = try symmio.trading(Session(subAccount: account.subAccount, signer: account.session), store: MemoryPositionStore())
        let error = await #expect(throws: TradingError.self) {
            try await trading.preview(OpenIntent(market: "ETHUSDT", position: .long, size: .quantity(.one), leverage: .one))
        }
        guard case .noPriceService? = error else { throw FlowFailure("\(String(describing: error))") }
        await trading.stop()
        await account.sandbox.stop()
    }

    /// A revocation of what was never granted would be mined, cost, and do nothing.
    @Test func revocationOfNothingIsNotSent() async throws {
        let account = try await FlowAccount()
        let symmio = SymmioClient(account.deployment, chain: account.chain)
        let height = await account.sandbox.chain.height
        let error = await #expect(throws: SymmioError.self) {
            try await symmio.sessions.startRevocation(of: account.wallet.address, for: account.subAccount, revoker: account.wallet)
        }
        guard case .refused? = error else { throw FlowFailure("\(String(describing: error))") }
        #expect(await account.sandbox.chain.height == height)
        await account.sandbox.stop()
    }

    /// The approval is a transaction too: it is not made for a deposit that would revert.
    @Test func depositIntoWhatIsNotTheirsIsNotApproved() async throws {
        let account = try await FlowAccount()
        let symmio = SymmioClient(account.deployment, chain: account.chain)
        let (nobody, stranger) = (
            try Address(hex: "0x00000000000000000000000000000000000000AA"), LocalSigner(try PrivateKey(keccak256(utf8: "stranger").bytes))
        )
        await account.sandbox.chain.fund(stranger.address, wei: 1_000_000_000_000_000_000)
        await account.sandbox.chain.mintCollateral(to: stranger.address, amount: 5_000_000)
        let height = await account.sandbox.chain.height
        let amount = try symmio.accounts.collateralAmount("1")
        let unknown = await #expect(throws: SymmioError.self) { try await symmio.accounts.deposit(amount, into: nobody, owner: account.wallet) }
        guard case .noAccount(nobody)? = unknown else { throw FlowFailure("\(String(describing: unknown))") }
        let foreign = await #expect(throws: SymmioError.self) {
            try await symmio.accounts.deposit(amount, into: account.subAccount, owner: stranger)
        }
        guard case .refused? = foreign else { throw FlowFailure("\(String(describing: foreign))") }
        #expect(await account.sandbox.chain.height == height)
        await account.sandbox.stop()
    }

    /// Where a step fails after others, those before it are done with: only what the chain does not have stays kept.
    @Test func transactionsThatWereMinedAreForgotten() async throws {
        let account = try await FlowAccount()
        let symmio = SymmioClient(account.deployment, chain: account.chain)
        let store = MemoryPositionStore()
        let owner = KeepingSigner(account.wallet, in: store, chainId: account.deployment.chainId, purpose: "deposit")
        let spender = account.deployment.contracts.symmioCore
        _ = try await account.chain.send(
            Symmio085.ERC20.Calls.Approve(spender: spender, amount: 1), to: account.deployment.contracts.collateral.address, using: owner
        ).wait()
        #expect(await store.load().transactions.map(\.callName) == ["approve"])
        let settled = try #require(try await symmio.settleTransactions(in: MemoryPositionStore(await store.load())).first)
        #expect("\(settled)".hasPrefix("approve, for 'deposit', was done by transaction 0x"))
        await owner.forgetMined(on: account.chain)
        #expect(await store.load() == StoredState())

        await account.sandbox.chain.setAutomining(false)
        let waiting = try await account.chain.send(
            Symmio085.AccountLayer.Calls.Call(account: account.subAccount, callDatas: [Symmio085.Core.Calls.RequestToUnbindFromPartyB().encoded()]),
            to: account.deployment.contracts.accountLayer, using: owner)
        await owner.forgetMined(on: account.chain)
        let kept = await store.load().transactions
        #expect(kept.map(\.hash) == [waiting.signed.hash])
        #expect(kept.map(\.callName) == ["requestToUnbindFromPartyB"])
        await account.sandbox.stop()
    }

    /// A batch that the contracts would refuse was not sent: the refusal says so, and nobody has to find out what became of it.
    @Test(arguments: Release.allCases)
    func ordersThatWouldRevertAreRefusedForCertain(release: Release) async throws {
        let account = try await FlowAccount(release)
        let nobody = try Address(hex: "0x00000000000000000000000000000000000000AA")
        let symmio = SymmioClient(account.deployment.with { $0.contracts.affiliate = nobody }, chain: account.chain)
        let trading = try symmio.trading(Session(subAccount: account.subAccount, signer: account.session), store: MemoryPositionStore())
        let error = await #expect(throws: TradingError.self) {
            try await trading.open(OpenIntent(market: "ETHUSDT", position: .long, size: .quantity(.one), leverage: .one))
        }
        guard case .refused(.solver, let refusal)? = error else { throw FlowFailure("\(String(describing: error))") }
        #expect(refusal.code == 3017)
        #expect(!refusal.outcomeIsUnknown)
        #expect(refusal.detail?.contains("Invalid affiliate") == true)
        #expect(try await trading.store.load() == StoredState())
        await trading.stop()
        await account.sandbox.stop()
    }
}

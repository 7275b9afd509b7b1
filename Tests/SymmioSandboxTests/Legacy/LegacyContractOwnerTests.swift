import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// Accounts that a contract owns: the wallet of two keys signs in by ERC-1271, and the solver asks it on chain.
@Suite(.timeLimit(.minutes(2)))
struct LegacyContractOwnerTests {
    /// A sandbox whose contract wallet has two keys, and an account of the wallet's that is ready to trade.
    struct Flow {
        let sandbox: Sandbox
        let accounts: MultiAccounts
        let keys: [LocalSigner]
        let account: Address

        var wallet: Address { sandbox.chain.addresses.contractWallet }

        init() async throws {
            keys = [LocalSigner.random(), LocalSigner.random()]
            var options = Sandbox.Options(clock: .manual(FlowAccount.start), latency: .milliseconds(10))
            options.world.contractWalletKeys = keys.map(\.address)
            sandbox = try await Sandbox(options.slow)
            let chain = ChainClient(
                chainId: sandbox.legacy.chainId, endpoints: [Endpoint(sandbox.rpcURL)], options: ChainOptions(pollInterval: .milliseconds(5)))
            accounts = MultiAccounts(sandbox.legacy, chain: chain)
            for key in keys { await sandbox.chain.fund(key.address, wei: UInt256(1_000_000_000_000_000_000 as UInt64)) }
            let wallet = sandbox.chain.addresses.contractWallet
            await sandbox.chain.mintCollateral(to: wallet, amount: 5_000_000_000)
            typealias Calls = Symmio084.MultiAccount.Calls
            let (multiAccount, token) = (sandbox.legacy.multiAccount, sandbox.legacy.collateral.address)
            try await Self.run(chain, wallet, keys[0], [(multiAccount, Calls.AddAccount(name: "theirs"))])
            account = try #require(try await accounts.list(owner: wallet).first?.address)
            try await Self.run(
                chain, wallet, keys[1],
                [
                    (token, Symmio084.ERC20.Calls.Approve(spender: multiAccount, amount: 5_000_000_000)),
                    (multiAccount, Calls.DepositAndAllocateForAccount(account: account, amount: 5_000_000_000)),
                    (
                        multiAccount,
                        Calls.DelegateAccesses(
                            account: account, target: sandbox.legacy.partyB, selector: LegacyDeployment.tradingSelectors, state: true)
                    ),
                ])
        }

        /// Has the wallet call, as any of its keys can.
        static func run(_ chain: ChainClient, _ wallet: Address, _ key: LocalSigner, _ calls: [(Address, any ContractCall)]) async throws {
            let call = Symmio084.PartyB.Calls.MulticastCall(destAddresses: calls.map(\.0), callDatas: calls.map { $0.1.encoded() })
            let receipt = try await chain.send(call, to: wallet, using: key).wait(timeout: .seconds(10))
            #expect(receipt.succeeded)
        }

        /// The wallet with some of its keys' signatures.
        func owner(_ keys: [LocalSigner]) -> ContractOwner {
            ContractOwner(wallet) { message throws(SigningError) in
                var bytes = Bytes()
                for key in keys { bytes = bytes + (try await key.sign(message: message).bytes) }
                return bytes
            }
        }

        var options: LegacyTradingOptions {
            LegacyTradingOptions(
                services: ServiceOptions(
                    retry: RetryPolicy(attempts: 4, firstPause: .milliseconds(20), longestPause: .milliseconds(100)),
                    timeout: FlowAccount.patience, timing: FlowAccount.timing),
                lookInterval: .milliseconds(20), outcomeTimeout: .seconds(30), unansweredTimeout: .seconds(2))
        }

        func trading(_ owner: ContractOwner, _ change: (inout LegacyTradingOptions) -> Void = { _ in }) -> LegacyTradingSession {
            var options = options
            change(&options)
            return LegacyTradingSession(sandbox.legacy, chain: accounts.chain, account: account, owner: owner, options: options)
        }
    }

    private func failure<T>(_ body: () async throws(LegacyError) -> T) async throws -> LegacyError {
        guard let error = await legacyFailure(body) else { throw FlowFailure("it went through") }
        return error
    }

    @Test(arguments: [PositionType.long, .short]) func aWalletOfTwoKeysTrades(side: PositionType) async throws {
        let flow = try await Flow()
        let log = RequestLog()
        let trading = flow.trading(flow.owner(flow.keys)) { $0.services.transport = log }
        let position = try await trading.open(
            try await trading.preview(LegacyOpenIntent(market: "XRPUSDT", position: side, quantity: try Wad("610.5"), leverage: try Wad("5"))))
        #expect(position.account == flow.account && position.side == side)
        #expect(try await trading.close(position.quoteId).remainder == .zero)
        // One sign-in for all of it, and another when its token ends.
        #expect(await log.count("POST /legacy/login") == 1)
        await trading.session.signOut()
        #expect(try await trading.pendingOpens().isEmpty)
        #expect(await log.count("POST /legacy/login") == 2)
        await flow.sandbox.stop()
    }

    @Test func whatTheContractDoesNotTakeIsNotSent() async throws {
        let flow = try await Flow()
        // One of two keys, both in the wrong order, a stranger, nothing at all.
        let wrong = [[flow.keys[0]], flow.keys.reversed(), [flow.keys[0], LocalSigner.random()], []]
        for keys in wrong {
            let log = RequestLog()
            let trading = flow.trading(flow.owner(keys)) { $0.services.transport = log }
            guard case .contractSignature(flow.wallet) = try await failure({ () async throws(LegacyError) in try await trading.session.token() })
            else { throw FlowFailure("let in") }
            #expect(await log.count("POST /legacy/login") == 0)
        }
        // A key signs for itself only; that a contract owns the account is said.
        let key = LegacyTradingSession(
            flow.sandbox.legacy, chain: flow.accounts.chain, account: flow.account, owner: flow.keys[0], options: flow.options)
        let error = try await failure { () async throws(LegacyError) in try await key.session.token() }
        guard case .ownerIsContract(flow.account, flow.wallet, flow.keys[0].address) = error else { throw FlowFailure("\(error)") }
        #expect(error.description.contains("ContractOwner"))
        // An owner that is no contract, and one that owns something else.
        let nobody = ContractOwner(LocalSigner.random().address, key: flow.keys[0])
        guard case .notOwner = try await failure({ () async throws(LegacyError) in try await flow.trading(nobody).session.token() }) else {
            throw FlowFailure("let in")
        }
        let bytes = Bytes([1, 2, 3])
        #expect(try await flow.accounts.isSigned("x", by: flow.keys[0].address, bytes) == false)
        #expect(try await flow.accounts.isSigned("x", by: flow.sandbox.legacy.multiAccount, bytes) == false)
        await flow.sandbox.stop()
    }

    @Test func aSolverThatAsksNoContractIsNamed() async throws {
        let flow = try await Flow()
        await flow.sandbox.setLegacyTakesContracts(false)
        let trading = flow.trading(flow.owner(flow.keys))
        let error = try await failure { () async throws(LegacyError) in try await trading.session.token() }
        guard case .contractRefused(flow.wallet, let refusal) = error else { throw FlowFailure("\(error)") }
        #expect(refusal.code == 4008)
        #expect(error.description.contains("Not every solver asks a contract"))
        await flow.sandbox.setLegacyTakesContracts(true)
        #expect(try await trading.session.token().account == flow.account)
        await flow.sandbox.stop()
    }

    /// The solver itself asks the contract, whatever a client says of itself.
    @Test func theSolverChecksOnChain() async throws {
        let flow = try await Flow()
        let solver = LegacySolverClient(flow.sandbox.legacy, options: flow.options.services)
        let issued = try #require(RFC3339Timestamp(millisecondsSince1970: Int64(FlowAccount.start) * 1_000))
        let expires = try #require(RFC3339Timestamp(millisecondsSince1970: Int64(FlowAccount.start + 3_600) * 1_000))
        let later = try #require(RFC3339Timestamp(millisecondsSince1970: Int64(FlowAccount.start + 7_200) * 1_000))
        func refusal(_ signers: [LocalSigner], _ change: (inout LegacyLogin) -> Void = { _ in }) async throws -> ServiceRefusal? {
            let nonce = try await solver.nonce(for: flow.account)
            let message = try SIWEMessage(
                domain: "localhost", address: flow.wallet, statement: "msg: \(flow.account.checksummed)", uri: flow.sandbox.legacy.loginURI,
                chainId: flow.sandbox.legacy.chainId, nonce: nonce, issuedAt: issued, expirationTime: expires)
            var login = LegacyLogin(
                account: flow.account, nonce: nonce, issuedAt: issued.text, expirationTime: expires.text,
                signature: try await flow.owner(signers).sign(message.text), signType: .contract)
            change(&login)
            do throws(ServiceError) {
                _ = try await solver.login(login, expiresAt: 0)
                return nil
            } catch {
                guard case .refused(let refusal) = error else { throw error }
                return refusal
            }
        }
        #expect(try await refusal(flow.keys) == nil)
        // What it is called does not matter: who owns the account does.
        #expect(try await refusal(flow.keys) { $0.signType = nil } == nil)
        #expect(try await refusal([flow.keys[0]])?.code == 4005)
        #expect(try await refusal([flow.keys[1], flow.keys[0]])?.code == 4005)
        #expect(try await refusal(flow.keys) { $0.expirationTime = later.text }?.code == 4005)
        #expect(try await refusal([])?.code == 4005)
        await flow.sandbox.stop()
    }
}

public import EVMClient
public import EVMCore
public import EVMSigning
internal import SymmioContracts

/// An account of a MultiAccount contract.
public struct LegacyAccount: Sendable, Hashable {
    /// Its address.
    public var address: Address
    /// The name that its owner gave it.
    public var name: String
}

/// The accounts of a MultiAccount contract (releases 0.8.2 to 0.8.4): made, listed, paid into, steered, delegated.
///
/// Every transaction is tried before it is sent, so that one that would revert says why and costs nothing.
public struct MultiAccounts: Sendable {
    /// Where they are.
    public let deployment: LegacyDeployment
    /// The chain, with this release's reverts understood.
    public let chain: ChainClient
    /// How long to wait for a transaction to be mined.
    public var miningTimeout: Duration

    typealias Calls = Symmio084.MultiAccount.Calls
    typealias Events = Symmio084.MultiAccount.Events
    typealias Core = Symmio084.Core.Calls

    /// Creates a view of the accounts; what the chain client knows of reverts is added to.
    public init(_ deployment: LegacyDeployment, chain: ChainClient, miningTimeout: Duration = .seconds(180)) {
        self.deployment = deployment
        var chain = chain
        chain.reverts.add(.legacy)
        self.chain = chain
        self.miningTimeout = miningTimeout
    }

    // MARK: Accounts

    /// Creates an account; gives its address.
    ///
    /// - Throws: ``LegacyError/chain(_:)``, ``LegacyError/unsupported(_:)``.
    public func create(name: String, owner: any Signer) async throws(LegacyError) -> Address {
        let receipt = try await transact(Calls.AddAccount(name: name), using: owner)
        guard let account = receipt.events(Events.AddAccount.self, from: deployment.multiAccount).last?.event.account else {
            throw .unsupported("transaction \(receipt.transactionHash) created no account: it logged no AddAccount")
        }
        return account
    }

    /// All accounts of an owner, oldest first.
    ///
    /// - Throws: ``LegacyError/chain(_:)``.
    public func list(owner: Address) async throws(LegacyError) -> [LegacyAccount] {
        let count = try await read(Calls.GetAccountsLength(user: owner))
        // The contract reverts where a page begins behind the last account.
        guard !count.isZero else { return [] }
        return try await read(Calls.GetAccounts(user: owner, start: .zero, size: count)).map {
            LegacyAccount(address: $0.accountAddress, name: $0.name)
        }
    }

    /// Who owns an account; nil where there is none such.
    ///
    /// - Throws: ``LegacyError/chain(_:)``.
    public func owner(of account: Address) async throws(LegacyError) -> Address? {
        let owner = try await read(Calls.Owners(value: account))
        return owner.isZero ? nil : owner
    }

    /// Gives an account of the owner's another name.
    ///
    /// The contract does not check whose the account is and would rename another one: here it is checked.
    /// - Throws: ``LegacyError``.
    public func rename(_ account: Address, to name: String, owner: any Signer) async throws(LegacyError) {
        let found = try await self.owner(of: account)
        guard found == owner.address else { throw .notOwner(account: account, owner: found, signer: owner.address) }
        _ = try await transact(Calls.EditAccountName(accountAddress: account, name: name), using: owner)
    }

    // MARK: Money

    /// An amount of collateral from its decimal text.
    ///
    /// - Throws: `ValueError` where it has more digits than the token has decimals.
    public func collateralAmount(_ text: some StringProtocol) throws(ValueError) -> TokenAmount {
        try TokenAmount(text, decimals: deployment.collateral.decimals)
    }

    /// What an account has in the core, 18 decimals.
    ///
    /// - Throws: ``LegacyError``.
    public func balances(of account: Address) async throws(LegacyError) -> AccountBalances {
        let free = try await read(Core.BalanceOf(user: account), from: deployment.symmioCore)
        let books = try await read(Core.BalanceInfoOfPartyA(partyA: account), from: deployment.symmioCore)
        do throws(ValueError) {
            return AccountBalances(
                available: Wad(units: free), allocated: Wad(units: books.value0),
                locked: try Wad(units: books.value1) + Wad(units: books.value2) + Wad(units: books.value3),
                pendingLocked: try Wad(units: books.value5) + Wad(units: books.value6) + Wad(units: books.value7))
        } catch {
            throw .maths(.arithmetic(error))
        }
    }

    /// Pays collateral into an account, to its free balance.
    ///
    /// Lets MultiAccount take the amount first, exactly, where it may not yet: in this release it takes the tokens, not the core.
    /// - Throws: ``LegacyError``.
    @discardableResult
    public func deposit(_ amount: TokenAmount, into account: Address, owner: any Signer) async throws(LegacyError) -> Receipt {
        try await allow(amount, owner: owner)
        return try await transact(Calls.DepositForAccount(account: account, amount: amount.units), using: owner)
    }

    /// Pays collateral into an account and allocates it to trading.
    ///
    /// - Throws: ``LegacyError``.
    @discardableResult
    public func depositAndAllocate(_ amount: TokenAmount, into account: Address, owner: any Signer) async throws(LegacyError) -> Receipt {
        try await allow(amount, owner: owner)
        return try await transact(Calls.DepositAndAllocateForAccount(account: account, amount: amount.units), using: owner)
    }

    private func allow(_ amount: TokenAmount, owner: any Signer) async throws(LegacyError) {
        let (spender, timeout, token) = (deployment.multiAccount, miningTimeout, chain.token(deployment.collateral.address))
        let balance = try await chaining { () async throws(ChainError) in try await token.balance(of: owner.address) }
        guard balance.units >= amount.units else {
            throw .unsupported("the wallet \(owner.address) holds \(balance) of the collateral, less than \(amount)")
        }
        try await chaining { () async throws(ChainError) in
            try await token.allow(atLeast: amount, for: spender, using: owner, timeout: timeout)
        }
    }

    // MARK: Calls

    /// Has the account call the core: by its owner, or by whom it has delegated these functions to.
    ///
    /// - Throws: ``LegacyError``.
    @discardableResult
    public func call(_ calls: [any ContractCall], as account: Address, using signer: any Signer) async throws(LegacyError) -> Receipt {
        try await transact(Calls.Call(account: account, callDatas: calls.map { $0.encoded() }), using: signer)
    }

    func transact(_ call: some ContractCall, using signer: any Signer) async throws(LegacyError) -> Receipt {
        let (contract, timeout) = (deployment.multiAccount, miningTimeout)
        return try await chaining { () async throws(ChainError) in
            try await chain.send(call, to: contract, using: signer).wait(timeout: timeout)
        }
    }

    func read<Call: ContractCall>(_ call: Call, from contract: Address? = nil) async throws(LegacyError) -> Call.Return {
        let contract = contract ?? deployment.multiAccount
        return try await chaining { () async throws(ChainError) in try await chain.read(call, from: contract) }
    }

    func chaining<T>(_ body: () async throws(ChainError) -> T) async throws(LegacyError) -> T {
        do throws(ChainError) {
            return try await body()
        } catch {
            if case .cancelled = error { throw .cancelled }
            throw .chain(error)
        }
    }
}

extension RevertDecoder {
    /// Knows the functions of release 0.8.4 and what MultiAccount's reverts mean.
    public static let legacy: RevertDecoder = {
        var decoder = RevertDecoder()
        decoder.add(errors: Symmio084.MultiAccount.Errors.all, functions: Symmio084.MultiAccount.Calls.all)
        decoder.add(errors: Symmio084.Core.Errors.all, functions: Symmio084.Core.Calls.all)
        decoder.add(advice: [
            RevertAdvice(
                "MultiAccount: Sender isn't owner of account", meaning: "the account is another owner's.", remedy: "Send it from its owner."),
            RevertAdvice(
                "MultiAccount: Unauthorized access", meaning: "the account has not delegated this function to the sender, or took it back.",
                remedy: "Let its owner delegate it."),
            RevertAdvice(
                "MultiAccount: Invalid target", meaning: "an account cannot be delegated to itself or its owner.", remedy: "Name the solver."),
            RevertAdvice(
                "MultiAccount: Invalid state", meaning: "a delegation is not ended by delegating `false`.",
                remedy: "Propose its revocation, and revoke it after the cooldown."),
            RevertAdvice(
                "MultiAccount: Revoke access not proposed", meaning: "this revocation was not proposed before.",
                remedy: "Propose it, and revoke after the cooldown."),
            RevertAdvice(
                "MultiAccount: Cooldown not reached", meaning: "the revocation's cooldown is not over.",
                remedy: "Read when it ends, and come back then."),
            RevertAdvice(
                "AccountFacet: Cooldown hasn't reached", meaning: "the cooldown since the last deallocation is not over.",
                remedy: "Come back then."),
            RevertAdvice(
                "AccountFacet: Too many deallocate in a short window", meaning: "the account has deallocated just before.",
                remedy: "Come back after the core's pause between deallocations."),
        ])
        decoder.add(.symmio)
        return decoder
    }()
}

import EVMClient
public import EVMCore
public import EVMSigning
public import SymmioContracts

/// A sub-account as the Account Layer has it. Both releases share the type.
public typealias SubAccount = Symmio085.AccountLayer.SubAccountDetail

/// A virtual account as the Account Layer has it. Both releases share the type.
public typealias VirtualAccount = Symmio085.AccountLayer.VirtualAccountDetail

/// What an account has in the core, 18 decimals.
public struct AccountBalances: Sendable, Hashable {
    /// Deposited and free: what instant trading takes margin from and what can be withdrawn.
    public var available: Wad
    /// Allocated to positions.
    public var allocated: Wad
    /// Locked by open positions: cva, lf and partyAmm.
    public var locked: Wad
    /// Locked by quotes that are not open yet.
    public var pendingLocked: Wad
}

/// A deployment's sub-accounts: made, listed, paid into, bound. Amounts of the token have its decimals (``EVMCore/TokenAmount``), amounts in
/// the core 18 (``EVMCore/Wad``); the two never mix.
public struct Accounts: Sendable {
    let client: SymmioClient

    private typealias Calls = Symmio085.AccountLayer.Calls
    private var contracts: Deployment.Contracts { client.deployment.contracts }

    /// Creates a sub-account; gives its address.
    ///
    /// - Parameters:
    ///   - name: 1 to 100 bytes.
    ///   - isolation: What its positions share margin with. MARKET_DIRECTION is the usual choice.
    ///   - singleVAMode: One virtual account for each market or direction. Take profit and stop loss need it; it exists for MARKET and
    ///     MARKET_DIRECTION only.
    ///   - owner: The wallet that owns it and pays.
    /// - Throws: ``SymmioError``.
    public func create(
        name: String, isolation: SubAccountIsolation = .marketDirection, singleVAMode: Bool? = nil, metadata: Bytes = Bytes(), owner: any Signer
    ) async throws(SymmioError) -> Address {
        let isSingle = singleVAMode ?? (isolation == .market || isolation == .marketDirection)
        let call = Calls.CreateSubAccounts(
            affiliate: contracts.affiliate,
            accountsData: [
                .init(name: name, metadata: metadata, symmioCore: contracts.symmioCore, isolationType: isolation, singleVAMode: isSingle)
            ])
        let receipt = try await client.transact(call, to: contracts.accountLayer, using: owner)
        let created = receipt.events(Symmio085.AccountLayer.Events.SubAccountCreated.self, from: contracts.accountLayer)
        guard let account = created.last?.event.account else {
            throw .refused("transaction \(receipt.transactionHash) created no account: it logged no SubAccountCreated")
        }
        return account
    }

    /// All sub-accounts of an owner, oldest first.
    ///
    /// - Throws: ``SymmioError/chain(_:)``.
    public func list(owner: Address) async throws(SymmioError) -> [SubAccount] {
        let layer = contracts.accountLayer
        return try await client.chaining { () async throws(ChainError) in
            try await client.chain.readPages(from: layer) { Calls.GetUserSubAccounts(owner: owner, offset: $0, limit: $1) }
        }
    }

    /// A sub-account.
    ///
    /// - Throws: ``SymmioError/noAccount(_:)``, ``SymmioError/chain(_:)``.
    public func account(_ account: Address) async throws(SymmioError) -> SubAccount {
        let detail = try await client.read(Calls.GetSubAccount(account: account), from: contracts.accountLayer)
        guard detail.isExists else { throw .noAccount(account) }
        return detail
    }

    /// Gives a sub-account another name, 1 to 100 bytes.
    ///
    /// - Throws: ``SymmioError``.
    public func rename(_ account: Address, to name: String, owner: any Signer) async throws(SymmioError) {
        _ = try await client.transact(Calls.EditAccountName(account: account, name: name), to: contracts.accountLayer, using: owner)
    }

    // MARK: Virtual accounts

    /// The virtual accounts of a sub-account, those given back included.
    ///
    /// - Throws: ``SymmioError/chain(_:)``.
    public func virtualAccounts(of account: Address) async throws(SymmioError) -> [VirtualAccount] {
        let layer = contracts.accountLayer
        return try await client.chaining { () async throws(ChainError) in
            try await client.chain.readPages(from: layer) { Calls.GetVirtualAccountsOfSubAccount(subAccount: account, offset: $0, limit: $1) }
        }
    }

    /// The virtual account that the next position of a market and direction will be in. Always asked for, never computed: it may be one in
    /// use, one given back, or a new one.
    ///
    /// - Throws: ``SymmioError/chain(_:)``.
    public func nextVirtualAccount(
        of account: Address, isolation: VirtualAccountIsolation, symbolId: UInt256
    ) async throws(SymmioError) -> Address {
        try await client.read(
            Calls.PredictNextVirtualAccountAddress(subAccount: account, isolationType: isolation, symbolId: symbolId), from: contracts.accountLayer)
    }

    /// The virtual account in use for a market and direction; nil where there is none.
    ///
    /// - Throws: ``SymmioError/chain(_:)``.
    public func activeVirtualAccount(
        of account: Address, isolation: VirtualAccountIsolation, symbolId: UInt256
    ) async throws(SymmioError) -> Address? {
        let active = try await client.read(
            Calls.GetActiveVAByKey(subAccount: account, isolationType: isolation, symbolId: symbolId), from: contracts.accountLayer)
        return active.isZero ? nil : active
    }
}

public import EVMClient
public import EVMCore
public import EVMSigning
import SymmioContracts

/// Deposits, balances, allocation and withdrawals.
extension Accounts {
    private typealias Core = Symmio085.Core.Calls
    private typealias Layer = Symmio085.AccountLayer.Calls
    private var contracts: Deployment.Contracts { client.deployment.contracts }

    /// The collateral token.
    public var collateral: Token { client.chain.token(contracts.collateral.address) }

    /// An amount of collateral from its decimal text, `250.5`.
    ///
    /// - Throws: `ValueError` where it has more digits than the token has decimals.
    public func collateralAmount(_ text: some StringProtocol) throws(ValueError) -> TokenAmount {
        try TokenAmount(text, decimals: contracts.collateral.decimals)
    }

    /// What a wallet holds of the collateral, in token units.
    ///
    /// - Throws: ``SymmioError/chain(_:)``.
    public func walletBalance(of owner: Address) async throws(SymmioError) -> TokenAmount {
        try await client.chaining { () async throws(ChainError) in try await collateral.balance(of: owner) }
    }

    /// What an account, sub-account or virtual account, has in the core.
    ///
    /// - Throws: ``SymmioError/chain(_:)``.
    public func balances(of account: Address) async throws(SymmioError) -> AccountBalances {
        let core = contracts.symmioCore
        let (balance, info) = try await client.chaining { () async throws(ChainError) in
            try await client.chain.read(
                Core.BalanceOf(user: account).from(core), Symmio084.Core.Calls.BalanceInfoOfPartyA(partyA: account).from(core))
        }
        let free = try await client.chaining { () throws(ChainError) in try balance.get() }
        let books = try await client.chaining { () throws(ChainError) in try info.get() }
        func sum(_ a: UInt256, _ b: UInt256, _ c: UInt256) throws(SymmioError) -> Wad {
            do throws(ValueError) {
                return try Wad(units: a) + Wad(units: b) + Wad(units: c)
            } catch {
                throw .amount(error)
            }
        }
        return AccountBalances(
            available: Wad(units: free), allocated: Wad(units: books.value0), locked: try sum(books.value1, books.value2, books.value3),
            pendingLocked: try sum(books.value5, books.value6, books.value7))
    }

    /// Pays collateral into a sub-account.
    ///
    /// Lets the core take the amount first, exactly, where it may not yet (see `EVMClient.Token.allow(atLeast:for:using:timeout:)`): the core
    /// takes the tokens, not the Account Layer. The deposit is tried before it is sent, so that one that would revert says why and costs nothing.
    /// - Returns: The deposit's receipt.
    /// - Throws: ``SymmioError``; ``SymmioError/refused(_:)`` where the wallet holds less, or the account is not the owner's: nothing is
    ///   approved then either.
    @discardableResult
    public func deposit(_ amount: TokenAmount, into account: Address, owner: any Signer) async throws(SymmioError) -> Receipt {
        try await client.checkOnce()
        let balance = try await walletBalance(of: owner.address)
        guard balance.units >= amount.units else {
            throw .refused("the wallet \(owner.address) holds \(balance) of the collateral, less than \(amount)")
        }
        // Without its approval the deposit cannot be tried, and the approval is not to be made for one that would revert.
        let holder = try await client.read(Layer.OwnerOf(account: account), from: contracts.accountLayer)
        guard !holder.isZero else { throw .noAccount(account) }
        guard holder == owner.address else { throw .refused("the account \(account) is \(holder)'s; only its owner can pay into it") }
        let timeout = client.miningTimeout
        try await client.chaining { () async throws(ChainError) in
            try await collateral.allow(atLeast: amount, for: contracts.symmioCore, using: owner, timeout: timeout)
        }
        return try await client.transact(Layer.DepositForAccount(account: account, amount: amount.units), to: contracts.accountLayer, using: owner)
    }

    /// Moves available balance to what is allocated, 18 decimals. Instant trading does not need it.
    ///
    /// - Throws: ``SymmioError``.
    public func allocate(_ amount: Wad, of account: Address, owner: any Signer) async throws(SymmioError) {
        _ = try await client.transact([Core.Allocate(amount: amount.units)], as: account, using: owner)
    }

    /// Moves allocated balance back to the available one, 18 decimals.
    ///
    /// With open positions or quotes under way the core wants the Muon oracle's word on what they are worth; it is fetched from the
    /// deployment's gateways then.
    /// - Throws: ``SymmioError``; ``SymmioError/muon(_:)`` where the oracle is needed and gives no signature.
    public func deallocate(_ amount: Wad, of account: Address, owner: any Signer, oracle: MuonOptions = MuonOptions()) async throws(SymmioError) {
        let core = contracts.symmioCore
        let isIdle = try await client.chaining { () async throws(ChainError) in
            let (positions, quotes) = try await client.chain.read(
                Core.GetPartyAOpenPositions(partyA: account, start: .zero, size: .one).from(core), Core.GetPartyAPendingQuotes(partyA: account).from(core))
            let (open, pending) = (try positions.get(), try quotes.get())
            return open.allSatisfy(\.id.isZero) && pending.isEmpty
        }
        guard !isIdle else {
            _ = try await client.transact([Core.ZeroUpnlDeallocate(amount: amount.units)], as: account, using: owner)
            return
        }
        let attestation = try await client.attesting(oracle) { (muon) async throws(MuonError) in try await muon.upnl(ofPartyA: account) }
        _ = try await client.transact([Core.Deallocate(amount: amount.units, upnlSig: attestation.signature)], as: account, using: owner)
    }
}

internal import EVMClient
public import EVMCore
public import EVMSigning
public import SymmioContracts

/// An oracle's signature over an account's open profit or loss. All releases share the type.
public typealias UpnlSignature = Symmio084.Core.SingleUpnlSig

/// An oracle's signature over an account's open profit or loss and what is reserved for orders on their way (0.8.6).
public typealias PendingBalanceSignature = Symmio086.Core.SingleUpnlWithPendingBalanceSig

extension Symmio086.AccountLayer.ISymmio.SingleUpnlWithPendingBalanceSig {
    /// The core's struct of the name, as the Account Layer's own interface has it.
    init(_ signature: PendingBalanceSignature) {
        self.init(
            reqId: signature.reqId, timestamp: signature.timestamp, upnl: signature.upnl, fundingDebt: signature.fundingDebt,
            pendingBalance: signature.pendingBalance, scaledLockedBalance: signature.scaledLockedBalance,
            gatewaySignature: signature.gatewaySignature,
            sigs: .init(signature: signature.sigs.signature, owner: signature.sigs.owner, nonce: signature.sigs.nonce))
    }
}

/// What moving margin comes to, before anything is signed.
public struct MarginPreview: Sendable {
    /// What is moved.
    public enum Change: Sendable, Hashable {
        /// From the sub-account to the virtual account.
        case add(Wad)
        /// From the virtual account to the sub-account.
        case remove(Wad)
    }

    /// What is moved.
    public var change: Change
    /// The virtual account.
    public var account: Address
    /// The sub-account.
    public var subAccount: Address
    /// The market.
    public var market: String
    /// The mark price.
    public var mark: Wad
    /// The virtual account before.
    public var before: AccountHealth
    /// The virtual account after.
    public var after: AccountHealth

    /// About where the account was liquidated before; nil where no price did that.
    ///
    /// - Throws: `ValueError` where numbers exceed 255 bits.
    public func liquidationPriceBefore() throws(ValueError) -> Wad? { try before.liquidationPrice() }

    /// About where the account is liquidated after; nil where no price does that.
    ///
    /// - Throws: `ValueError` where numbers exceed 255 bits.
    public func liquidationPriceAfter() throws(ValueError) -> Wad? { try after.liquidationPrice() }
}

/// Why margin cannot be moved; nothing was sent.
public enum MarginError: Error, Sendable, Hashable {
    /// Nothing is to be moved.
    case nothing
    /// The account is not a virtual account of this sub-account that is in use.
    case noVirtualAccount(Address)
    /// More is to be taken out than can be; what is left would be liquidated, or would not cover what positions and quotes lock.
    case wouldBeLiquidatable(removable: Wad, wanted: Wad, mark: Wad)
    /// The oracle's word on the account's profit lets less out than was asked for.
    case oracleAllowsLess(profit: SignedWad, removable: Wad, wanted: Wad)
    /// The account has positions in several markets, which no one price can be reckoned for.
    case severalMarkets(Address)
    /// The release has no function that keeps what is reserved.
    case noSafeRemoval(Release)
}

extension MarginError: CustomStringConvertible {
    /// What happened, and what to do.
    public var description: String {
        switch self {
        case .nothing: "nothing is to be moved; give an amount above 0"
        case .noVirtualAccount(let account): "\(account) is not a virtual account in use of this sub-account. List the positions: each names its account"
        case .wouldBeLiquidatable(let removable, let wanted, let mark):
            "taking \(wanted) out would leave the account liquidatable: at the mark price \(mark) at most \(removable) can leave. Take less, or close positions first"
        case .oracleAllowsLess(let profit, let removable, let wanted):
            "by the oracle's word the account's profit is \(profit), so that at most \(removable) can leave, not \(wanted). Take less, or ask the oracle again"
        case .noSafeRemoval(let release): "release \(release.rawValue) cannot keep what is reserved while margin is removed: remove it plainly"
        case .severalMarkets(let account): "\(account) has positions in several markets, for which no one price can be reckoned"
        }
    }
}

/// Margin of open positions, moved between a sub-account and its virtual accounts by the owner.
extension TradingSession {
    private typealias Layer = Symmio085.AccountLayer.Calls

    /// What moving margin comes to: all is read and reckoned, nothing signed or sent.
    ///
    /// - Throws: ``TradingError``; ``TradingError/margin(_:)`` where the account could be liquidated after it.
    public func preview(_ change: MarginPreview.Change, of account: Address) async throws(TradingError) -> MarginPreview {
        let amount =
            switch change {
            case .add(let amount), .remove(let amount): amount
            }
        guard amount > .zero else { throw .margin(.nothing) }
        let virtual = try await chaining { () async throws(ChainError) in
            try await client.chain.read(Layer.GetVirtualAccount(account: account), from: deployment.contracts.accountLayer)
        }
        guard virtual.isExists, virtual.parentAccount == subAccount else { throw .margin(.noVirtualAccount(account)) }
        let positions = try await openPositions().filter { $0.account == account }
        guard Set(positions.map(\.symbolId)).count <= 1 else { throw .margin(.severalMarkets(account)) }
        let market = try await market(id: positions.first?.symbolId ?? virtual.symbolId)
        let mark = try await markPrice(of: market)
        let (books, own) = try await symmio { () async throws(SymmioError) in
            (try await client.accounts.books(of: account), try await client.accounts.balances(of: subAccount))
        }
        let before = books.against(positions)
        let after = try arithmetic { () throws(ValueError) -> Result<AccountHealth, TradingError> in
            switch change {
            case .add(let amount):
                guard own.available >= amount else { return .failure(.balance(available: own.available, needed: amount)) }
                return .success(before.with(allocated: try before.allocated + amount))
            case .remove(let amount):
                let removable = try before.removable(at: mark)
                guard amount <= removable else {
                    return .failure(.margin(.wouldBeLiquidatable(removable: removable, wanted: amount, mark: mark)))
                }
                return .success(before.with(allocated: try before.allocated - amount))
            }
        }.get()
        return MarginPreview(
            change: change, account: account, subAccount: subAccount, market: market.name, mark: mark, before: before, after: after)
    }

    /// Moves margin from the sub-account to a virtual account.
    ///
    /// - Returns: What the virtual account has allocated after that.
    /// - Throws: ``TradingError``.
    @discardableResult
    public func addMargin(_ amount: Wad, to account: Address, owner: any Signer) async throws(TradingError) -> Wad {
        _ = try await preview(.add(amount), of: account)
        return try await move(Layer.AddMargin(virtualAccount: account, amount: amount.units), of: account, owner: owner)
    }

    /// Moves margin from a virtual account back to the sub-account.
    ///
    /// - Parameter signature: The oracle's word on the account's profit or loss; the core refuses one that is too old.
    /// - Returns: What the virtual account has allocated after that.
    /// - Throws: ``TradingError``; ``TradingError/margin(_:)`` where the account could be liquidated after it.
    @discardableResult
    public func removeMargin(
        _ amount: Wad, from account: Address, signature: UpnlSignature, owner: any Signer
    ) async throws(TradingError) -> Wad {
        let preview = try await preview(.remove(amount), of: account)
        let profit = SignedWad(units: signature.upnl)
        let removable = try arithmetic { () throws(ValueError) in try preview.before.removable(profit: profit) }
        guard amount <= removable else { throw .margin(.oracleAllowsLess(profit: profit, removable: removable, wanted: amount)) }
        return try await move(Layer.RemoveMargin(virtualAccount: account, amount: amount.units, upnlSig: signature), of: account, owner: owner)
    }

    /// Moves margin from a virtual account back to the sub-account, with the word of the deployment's oracle on the account's profit or loss.
    ///
    /// - Returns: What the virtual account has allocated after that.
    /// - Throws: As ``removeMargin(_:from:signature:owner:)``.
    @discardableResult
    public func removeMargin(
        _ amount: Wad, from account: Address, oracle: MuonOptions = MuonOptions(), owner: any Signer
    ) async throws(TradingError) -> Wad {
        // What cannot be needs no oracle.
        _ = try await preview(.remove(amount), of: account)
        let attestation = try await symmio { () async throws(SymmioError) in
            try await client.attesting(oracle) { (muon) async throws(MuonError) in try await muon.upnl(ofPartyA: account) }
        }
        return try await removeMargin(amount, from: account, signature: attestation.signature, owner: owner)
    }

    /// Moves margin from a virtual account back to the sub-account, keeping what the oracle reserves for orders on their way (0.8.6).
    ///
    /// No published method of the oracle's gateways gives this signature; it comes from a service that has one.
    /// - Parameter signature: The oracle's word on the account's profit or loss and on what is reserved.
    /// - Returns: What the virtual account has allocated after that.
    /// - Throws: ``TradingError``; ``TradingError/margin(_:)`` where the account could be liquidated after it, or the release has no such function.
    @discardableResult
    public func safeRemoveMargin(
        _ amount: Wad, from account: Address, signature: PendingBalanceSignature, owner: any Signer
    ) async throws(TradingError) -> Wad {
        guard deployment.release == .v086 else { throw .margin(.noSafeRemoval(deployment.release)) }
        let preview = try await preview(.remove(amount), of: account)
        let profit = SignedWad(units: signature.upnl)
        let removable = try arithmetic { () throws(ValueError) in
            let all = try preview.before.removable(profit: profit)
            let reserved = Wad(units: signature.pendingBalance)
            return all > reserved ? try all - reserved : .zero
        }
        guard amount <= removable else { throw .margin(.oracleAllowsLess(profit: profit, removable: removable, wanted: amount)) }
        let call = Symmio086.AccountLayer.Calls.SafeRemoveMargin(virtualAccount: account, amount: amount.units, upnlSig: .init(signature))
        return try await move(call, of: account, owner: owner)
    }

    private func move(_ call: some ContractCall, of account: Address, owner: any Signer) async throws(TradingError) -> Wad {
        try await symmio { () async throws(SymmioError) in
            _ = try await client.transact(call, to: deployment.contracts.accountLayer, using: owner)
            return try await client.accounts.books(of: account).allocated
        }
    }

    func symmio<T>(_ body: () async throws(SymmioError) -> T) async throws(TradingError) -> T {
        do throws(SymmioError) {
            return try await body()
        } catch {
            throw .symmio(error)
        }
    }
}

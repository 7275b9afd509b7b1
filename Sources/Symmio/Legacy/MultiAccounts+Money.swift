public import EVMClient
public import EVMCore
public import EVMSigning
public import SymmioContracts

/// Where an account's money stands on its way out.
public struct LegacyPayout: Sendable, Hashable {
    /// What it has.
    public var balances: AccountBalances
    /// From when on it can deallocate, in seconds since 1970; nil where it can now.
    public var deallocatableFrom: UInt64?
    /// From when on its free balance can be paid out, in seconds since 1970; nil where it can now.
    public var payableFrom: UInt64?
    /// The chain's time that this is of, in seconds since 1970.
    public var now: UInt64
}

/// An account's money between its free balance, which can be paid out, and what is allocated, which trading uses.
///
/// On its way out it is deallocated, with the oracle's word on the account's open profit or loss; from then on a cooldown runs for all of the
/// account's free balance, and after that it is paid out at once.
extension MultiAccounts {
    /// Moves free balance to what trading uses, 18 decimals.
    ///
    /// - Throws: ``LegacyError``.
    public func allocate(_ amount: Wad, of account: Address, owner: any Signer) async throws(LegacyError) {
        try await call([Core.Allocate(amount: amount.units)], as: account, using: owner)
    }

    /// Where an account's money stands on its way out.
    ///
    /// - Throws: ``LegacyError``.
    public func payout(of account: Address) async throws(LegacyError) -> LegacyPayout {
        let core = deployment.symmioCore
        let last = UInt64(clamping: try await read(Core.WithdrawCooldownOf(user: account), from: core))
        let pause = UInt64(clamping: try await read(Core.GetDeallocateDebounceTime(), from: core))
        let cooldown = UInt64(clamping: try await read(Core.DeallocateCooldown(), from: core))
        let now = try await chainTime()
        func end(_ seconds: UInt64) -> UInt64? {
            let (sum, overflow) = last.addingReportingOverflow(seconds)
            return overflow ? .max : (sum > now ? sum : nil)
        }
        return LegacyPayout(
            balances: try await balances(of: account), deallocatableFrom: end(pause), payableFrom: end(cooldown), now: now)
    }

    /// Moves what trading does not need back to the free balance, 18 decimals.
    ///
    /// - Parameter signature: The oracle's word on the account's profit or loss; the core refuses one that is too old.
    /// - Throws: ``LegacyError``; ``LegacyError/cooldown(_:from:now:)``, ``LegacyError/tooMuch(most:wanted:)``.
    public func deallocate(_ amount: Wad, of account: Address, signature: UpnlSignature, owner: any Signer) async throws(LegacyError) {
        let payout = try await payout(of: account)
        if let from = payout.deallocatableFrom { throw .cooldown(.deallocation, from: from, now: payout.now) }
        let most = try await deallocatable(of: account, profit: SignedWad(units: signature.upnl))
        guard amount <= most else { throw .tooMuch(most: most, wanted: amount) }
        try await call([Core.Deallocate(amount: amount.units, upnlSig: signature)], as: account, using: owner)
    }

    /// Moves what trading does not need back to the free balance, 18 decimals, with the word of the deployment's oracle.
    ///
    /// - Throws: As ``deallocate(_:of:signature:owner:)``; ``LegacyError/muon(_:)``.
    public func deallocate(_ amount: Wad, of account: Address, oracle: MuonOptions = MuonOptions(), owner: any Signer) async throws(LegacyError) {
        // What cannot be needs no oracle.
        let payout = try await payout(of: account)
        if let from = payout.deallocatableFrom { throw .cooldown(.deallocation, from: from, now: payout.now) }
        guard amount <= payout.balances.allocated else { throw .tooMuch(most: payout.balances.allocated, wanted: amount) }
        var options = oracle
        let (chainTime, localTime) = (Double(payout.now), oracle.services.timing.secondsSince1970())
        // A signature's age as the core reckons it, or by this machine where that is later.
        options.services.timing.secondsSince1970 = { max(chainTime, localTime) }
        let attestation: MuonAttestation<UpnlSignature>
        do throws(MuonError) {
            attestation = try await muon(options).upnl(ofPartyA: account)
        } catch {
            if case .cancelled = error { throw .cancelled }
            throw .muon(error)
        }
        try await deallocate(amount, of: account, signature: attestation.signature, owner: owner)
    }

    /// The most that can be deallocated with an open profit, or with a minus a loss.
    ///
    /// - Throws: ``LegacyError``.
    public func deallocatable(of account: Address, profit: SignedWad) async throws(LegacyError) -> Wad {
        let books = try await books(of: account)
        do throws(ValueError) {
            return try books.removable(profit: profit)
        } catch {
            throw .maths(.arithmetic(error))
        }
    }

    /// What the core keeps of an account that trades, without its positions.
    func books(of account: Address) async throws(LegacyError) -> AccountHealth {
        let info = try await read(Core.BalanceInfoOfPartyA(partyA: account), from: deployment.symmioCore)
        do throws(ValueError) {
            return try AccountHealth(info)
        } catch {
            throw .maths(.arithmetic(error))
        }
    }

    /// Pays free balance out, token units, after the cooldown since the last deallocation.
    ///
    /// - Parameter receiver: Who is paid; the owner where nil.
    /// - Throws: ``LegacyError``; ``LegacyError/cooldown(_:from:now:)``, ``LegacyError/tooMuch(most:wanted:)``.
    @discardableResult
    public func withdraw(
        _ amount: TokenAmount, from account: Address, to receiver: Address? = nil, owner: any Signer
    ) async throws(LegacyError) -> Receipt {
        guard receiver?.isZero != true else { throw .unsupported(Accounts.nobody) }
        let payout = try await payout(of: account)
        if let from = payout.payableFrom { throw .cooldown(.withdrawal, from: from, now: payout.now) }
        let wanted: Wad
        do throws(ValueError) {
            wanted = try Wad(amount, rounding: .up)
        } catch {
            throw .maths(.arithmetic(error))
        }
        guard wanted <= payout.balances.available else { throw .tooMuch(most: payout.balances.available, wanted: wanted) }
        guard let receiver, receiver != owner.address else {
            return try await transact(Calls.WithdrawFromAccount(account: account, amount: amount.units), using: owner)
        }
        return try await call([Core.WithdrawTo(user: receiver, amount: amount.units)], as: account, using: owner)
    }

    /// The deployment's Muon oracle.
    ///
    /// - Throws: ``MuonError/noGateways``.
    public func muon(_ options: MuonOptions = MuonOptions()) throws(MuonError) -> MuonClient {
        guard let gateways = deployment.muon?.gateways, !gateways.isEmpty else { throw .noGateways }
        return MuonClient(
            gateways: gateways, place: .init(core: deployment.symmioCore, chainId: UInt256(deployment.chainId)), options: options)
    }

    func chainTime() async throws(LegacyError) -> UInt64 {
        let chain = chain
        let block = try await chaining { () async throws(ChainError) in try await chain.block(.latest) }
        guard let block else { throw .chain(.invalidRequest("the endpoint knows no latest block")) }
        return block.timestamp
    }
}

import EVMClient
public import EVMCore
public import EVMSigning
import SymmioContracts

/// An account's money on its way out, in three stages: deallocated, asked for, and after a cooldown completed.
///
/// Each step is checked against the chain before it is sent, so that one that cannot be taken costs nothing and says when it can.
public struct Withdrawals: Sendable {
    let client: SymmioClient

    private typealias Core = Symmio085.Core.Calls
    private var core: Address { client.deployment.contracts.symmioCore }
    private var decimals: UInt8 { client.deployment.contracts.collateral.decimals }

    // MARK: Where things stand

    /// Where an account's money stands.
    ///
    /// - Throws: ``SymmioError``.
    public func overview(of account: Address) async throws(SymmioError) -> WithdrawalOverview {
        let now = try await client.now()
        let balances = try await client.accounts.balances(of: account)
        let (cooldown, isEligible, isSuspended, positions, pending) = try await client.chaining { () async throws(ChainError) in
            try await client.chain.read(
                Core.WithdrawCooldownOf(user: account).from(core), Core.IsSpeedUpEligible(user: account).from(core),
                Core.IsSuspended(user: account).from(core), Core.PartyAPositionsCount(partyA: account).from(core),
                Core.PartyAPendingQuotesCount(partyA: account).from(core))
        }
        let facts = try await client.chaining { () throws(ChainError) in
            let (positions, pending) = (try positions.get(), try pending.get())
            return (
                cooldown: try cooldown.get(), isEligible: try isEligible.get(), isSuspended: try isSuspended.get(),
                isIdle: positions.isZero && pending.isZero
            )
        }
        let requestable = try amount { () throws(ValueError) in try TokenAmount(balances.available, decimals: decimals, rounding: .down) }
        return WithdrawalOverview(
            account: account, now: now, available: balances.available, requestable: requestable,
            deallocatable: facts.isIdle ? balances.allocated : .zero, cooldown: UInt64(clamping: facts.cooldown), maySpeedUp: facts.isEligible,
            isSuspended: facts.isSuspended, withdrawals: try await all(of: account))
    }

    /// All withdrawals of an account, the oldest first.
    ///
    /// - Throws: ``SymmioError``.
    public func all(of account: Address) async throws(SymmioError) -> [Withdrawal] {
        let last = try await client.read(Core.GetLastWithdrawRequestId(user: account), from: core)
        let count = UInt64(clamping: last)
        guard count > 0 else { return [] }
        // What is under way is among the last.
        let ids = (count > Self.most ? count - Self.most + 1 : 1)...count
        switch client.deployment.release {
        case .v085:
            let reads = ids.map { Symmio085.Core.Calls.GetWithdrawRequests(user: account, requestId: UInt256($0)).from(core) }
            let found = try await client.chaining { () async throws(ChainError) in try await client.chain.read(reads).each() }
            return try found.map { request throws(SymmioError) in try withdrawal(request.in086) }
        case .v086:
            let reads = ids.map { Symmio086.Core.Calls.GetWithdrawRequests(user: account, requestId: UInt256($0)).from(core) }
            let found = try await client.chaining { () async throws(ChainError) in try await client.chain.read(reads).each() }
            return try found.map { request throws(SymmioError) in try withdrawal(request) }
        }
    }

    /// How many are read of an account; far more than an account has.
    private static let most: UInt64 = 10_000

    /// One withdrawal.
    ///
    /// - Throws: ``WithdrawalError/noWithdrawal(_:)``, ``WithdrawalError/symmio(_:)``.
    public func withdrawal(_ id: UInt256, of account: Address) async throws(WithdrawalError) -> Withdrawal {
        let last = try await asking { () async throws(SymmioError) in
            try await client.read(Core.GetLastWithdrawRequestId(user: account), from: core)
        }
        guard !id.isZero, id <= last else { throw .noWithdrawal(id) }
        return try await asking { () async throws(SymmioError) in
            switch client.deployment.release {
            case .v085:
                try withdrawal(try await client.read(Symmio085.Core.Calls.GetWithdrawRequests(user: account, requestId: id), from: core).in086)
            case .v086: try withdrawal(try await client.read(Symmio086.Core.Calls.GetWithdrawRequests(user: account, requestId: id), from: core))
            }
        }
    }

    private func withdrawal(_ request: Symmio086.Core.WithdrawRequest) throws(SymmioError) -> Withdrawal {
        try amount { () throws(ValueError) in
            Withdrawal(
                id: request.id, account: request.user, amount: try TokenAmount(units: request.totalAmount, decimals: decimals),
                parts: try request.parts.map { part throws(ValueError) in
                    Withdrawal.Part(
                        amount: try TokenAmount(units: part.amount, decimals: decimals), receiver: part.receiver, chainId: part.chainId)
                }, requestedAt: UInt64(clamping: request.timestamp), readyAt: UInt64(clamping: request.cooldownEndTime), status: request.status,
                asksForSpeedUp: request.speedUp, isSpedUp: request.isCooldownModified, provider: request.provider.isZero ? nil : request.provider,
                advancedUnits: client.deployment.release == .v086 ? request.advancedAmount : nil)
        }
    }

    // MARK: The steps

    /// The first stage: moves what is allocated and not locked to what is available, 18 decimals.
    ///
    /// An account with open positions needs an oracle's signature for that: ``Accounts/deallocate(_:of:owner:oracle:)`` gets one.
    /// - Throws: ``WithdrawalError``.
    public func deallocate(_ wanted: Wad, of account: Address, owner: any Signer) async throws(WithdrawalError) {
        let (positions, balances) = try await asking { () async throws(SymmioError) in
            (
                try await client.read(Core.PartyAPositionsCount(partyA: account), from: core),
                try await client.accounts.balances(of: account)
            )
        }
        guard positions.isZero, balances.pendingLocked == .zero else { throw .hasPositions }
        guard wanted <= balances.allocated else { throw .deallocatable(most: balances.allocated, wanted: wanted) }
        try await asking { () async throws(SymmioError) in try await client.accounts.deallocate(wanted, of: account, owner: owner) }
    }

    /// The second stage: asks for a withdrawal to an address on this chain.
    ///
    /// - Parameter speedUp: Asks for a shorter cooldown, which accounts that the protocol has listed may.
    /// - Returns: The withdrawal, with the second from which it can be completed.
    /// - Throws: ``WithdrawalError``.
    public func request(
        _ amount: TokenAmount, from account: Address, to receiver: Address, speedUp: Bool = false, owner: any Signer
    ) async throws(WithdrawalError) -> Withdrawal {
        let overview = try await asking { () async throws(SymmioError) in try await self.overview(of: account) }
        guard !overview.isSuspended else { throw .suspended(account) }
        guard !speedUp || overview.maySpeedUp else { throw .speedUpNotAllowed(account) }
        guard amount.units <= overview.requestable.units else { throw .balance(available: overview.requestable, wanted: amount) }
        let id = try await asking { () async throws(SymmioError) in
            try await client.accounts.startWithdrawal(amount, from: account, to: receiver, speedUp: speedUp, owner: owner).id
        }
        return try await withdrawal(id, of: account)
    }

    /// The third stage: completes a withdrawal whose cooldown is over; anybody may.
    ///
    /// - Throws: ``WithdrawalError``; ``WithdrawalError/notDue(id:readyAt:secondsLeft:)`` says how long it takes yet.
    public func complete(_ id: UInt256, of account: Address, payer: any Signer) async throws(WithdrawalError) {
        let withdrawal = try await withdrawal(id, of: account)
        let now = try await asking { () async throws(SymmioError) in try await client.now() }
        switch withdrawal.stage(at: now) {
        case .ready: break
        case .cooling(let until): throw .notDue(id: id, readyAt: until, secondsLeft: until &- now)
        case let stage: throw .wrongStage(id: id, stage)
        }
        try await asking { () async throws(SymmioError) in try await client.accounts.completeWithdrawal(id, of: account, payer: payer) }
    }

    /// Takes a withdrawal back: at once where no provider has accepted it, else with the provider's consent.
    ///
    /// - Returns: The withdrawal as it is after that.
    /// - Throws: ``WithdrawalError``.
    @discardableResult
    public func cancel(_ id: UInt256, of account: Address, owner: any Signer) async throws(WithdrawalError) -> Withdrawal {
        let withdrawal = try await withdrawal(id, of: account)
        let now = try await asking { () async throws(SymmioError) in try await client.now() }
        guard withdrawal.canBeCancelled else { throw .wrongStage(id: id, withdrawal.stage(at: now)) }
        try await asking { () async throws(SymmioError) in try await client.accounts.cancelWithdrawal(id, of: account, owner: owner) }
        return try await self.withdrawal(id, of: account)
    }

    // MARK: Errors

    private func asking<T>(_ body: () async throws(SymmioError) -> T) async throws(WithdrawalError) -> T {
        do throws(SymmioError) {
            return try await body()
        } catch {
            throw .symmio(error)
        }
    }

    private func amount<T>(_ body: () throws(ValueError) -> T) throws(SymmioError) -> T {
        do throws(ValueError) {
            return try body()
        } catch {
            throw .amount(error)
        }
    }
}

extension SymmioClient {
    /// Money on its way out of accounts.
    public var withdrawals: Withdrawals { Withdrawals(client: self) }
}

extension Symmio085.Core.WithdrawRequest {
    /// In the later release's shape, which has one member more.
    fileprivate var in086: Symmio086.Core.WithdrawRequest {
        .init(
            id: id, user: user, parts: parts, timestamp: timestamp, cooldownEndTime: cooldownEndTime, status: status, speedUp: speedUp,
            isCooldownModified: isCooldownModified, provider: provider, isPureVirtual: isPureVirtual, providerData: providerData,
            totalAmount: totalAmount, totalVirtualAmount: totalVirtualAmount, advancedAmount: .zero)
    }
}

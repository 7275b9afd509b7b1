public import EVMCore
public import SymmioContracts

/// A withdrawal's status on chain. Both releases share the type.
public typealias WithdrawStatus = Symmio085.Core.WithdrawStatus

/// A withdrawal that was asked for, and where it stands.
public struct Withdrawal: Sendable, Hashable, Identifiable {
    /// Where a withdrawal stands at a time.
    public enum Stage: Sendable, Hashable {
        /// The cooldown runs until this second (since 1970); then it can be completed.
        case cooling(until: UInt64)
        /// A provider of virtual or express withdrawals has yet to accept it.
        case waitingForProvider
        /// It can be completed now.
        case ready
        /// It was taken back, and its provider has yet to agree.
        case cancelling
        /// It was paid out.
        case completed
        /// It was taken back; the amount is available again.
        case cancelled
        /// Its provider refused it; the amount is available again.
        case rejected
        /// The protocol stopped it, as the account is suspended; the amount is available again but cannot leave.
        case suspended
        /// A state that this library does not know.
        case unknown(UInt8)
    }

    /// A part of it.
    public struct Part: Sendable, Hashable {
        /// How much, in token units.
        public var amount: TokenAmount
        /// Who gets it: 20 bytes on chains like this one.
        public var receiver: Bytes
        /// The chain that it is paid out on.
        public var chainId: Int256
    }

    /// The request's id, counted for each account.
    public var id: UInt256
    /// The account that it comes from.
    public var account: Address
    /// How much in all, in token units.
    public var amount: TokenAmount
    /// To whom and how much.
    public var parts: [Part]
    /// When it was asked for, in seconds since 1970.
    public var requestedAt: UInt64
    /// From when it can be completed, in seconds since 1970.
    public var readyAt: UInt64
    /// The status on chain.
    public var status: WithdrawStatus
    /// Whether a shorter cooldown was asked for.
    public var asksForSpeedUp: Bool
    /// Whether the cooldown was shortened.
    public var isSpedUp: Bool
    /// The provider of a virtual or express withdrawal; nil for an ordinary one.
    public var provider: Address?
    /// What an express provider has paid out in advance, in the token's smallest units; nil before 0.8.6, which does not say.
    public var advancedUnits: UInt256?

    /// Where it stands at a time of the chain, in seconds since 1970.
    public func stage(at now: UInt64) -> Stage {
        switch status {
        case .pending: provider == nil ? due(now) : .waitingForProvider
        case .providerAccepted: due(now)
        case .providerRejected: .rejected
        case .completed: .completed
        case .cancelRequested: .cancelling
        case .cancelled: .cancelled
        case .suspended: .suspended
        case .unknown(let value): .unknown(value)
        }
    }

    private func due(_ now: UInt64) -> Stage { now >= readyAt ? .ready : .cooling(until: readyAt) }

    /// Whether something can still become of it.
    public var isUnderWay: Bool { [.pending, .providerAccepted, .cancelRequested].contains(status) }

    /// Whether it can be taken back.
    public var canBeCancelled: Bool { [.pending, .providerAccepted].contains(status) }
}

/// Where an account's money stands on its way out: allocated, available, asked for, due.
public struct WithdrawalOverview: Sendable, Hashable {
    /// What can be done next.
    public enum Step: Sendable, Hashable {
        /// Complete the withdrawal of this id.
        case complete(UInt256)
        /// Wait until this second (since 1970), when the withdrawal of this id can be completed.
        case wait(UInt256, until: UInt64)
        /// Ask for a withdrawal of up to so much.
        case request(TokenAmount)
        /// Move so much from what is allocated to what is available.
        case deallocate(Wad)
    }

    /// The account.
    public var account: Address
    /// The chain's time that all of this is of, in seconds since 1970.
    public var now: UInt64
    /// What can be asked for now, 18 decimals.
    public var available: Wad
    /// The same in token units, rounded down.
    public var requestable: TokenAmount
    /// What the account has allocated and not locked, and can move to what is available without an oracle; 0 while it has open positions.
    public var deallocatable: Wad
    /// What an ordinary withdrawal waits for, in seconds.
    public var cooldown: UInt64
    /// Whether a shorter cooldown may be asked for.
    public var maySpeedUp: Bool
    /// Whether the protocol lets nothing out of the account.
    public var isSuspended: Bool
    /// All withdrawals that were asked for, the oldest first.
    public var withdrawals: [Withdrawal]

    /// What can be done, what brings money out soonest first.
    public var steps: [Step] {
        var steps: [Step] = []
        let underWay = withdrawals.filter(\.isUnderWay)
        for one in underWay where one.stage(at: now) == .ready { steps.append(.complete(one.id)) }
        if !isSuspended, requestable.units > .zero { steps.append(.request(requestable)) }
        if !isSuspended, deallocatable > .zero { steps.append(.deallocate(deallocatable)) }
        for one in underWay.sorted(by: { $0.readyAt < $1.readyAt }) {
            if case .cooling(let until) = one.stage(at: now) { steps.append(.wait(one.id, until: until)) }
        }
        return steps
    }
}

import EVMCore
import SymmioContracts

/// What the simulated core remembers. Amounts have 18 decimals.
struct CoreStorage: Sendable {
    typealias LockedValues = Symmio085.Core.LockedValues
    typealias Quote = Symmio085.Core.Quote

    /// What was deposited and is not allocated.
    var balances: [Address: UInt256] = [:]
    /// What is allocated to trading.
    var allocated: [Address: UInt256] = [:]
    var locked: [Address: LockedValues] = [:]
    var pendingLocked: [Address: LockedValues] = [:]
    var binds: [Address: Symmio085.Core.BindState] = [:]
    /// All quotes; a quote's id is its position and one.
    var quotes: [Quote] = []
    var quoteIds: [Address: [UInt256]] = [:]
    var pendingQuotes: [Address: [UInt256]] = [:]
    var openPositions: [Address: [UInt256]] = [:]
    /// The caps of quotes sent with some (0.8.6).
    var solverFeeCaps: [UInt256: Symmio086.Core.SolverFeeCaps] = [:]
    var withdrawals: [Address: [Symmio086.Core.WithdrawRequest]] = [:]
    /// Whose withdrawals may be asked to be quicker.
    var speedUpUsers: Set<Address> = []
    var suspended: Set<Address> = []
    var symbols: [Symmio085.Core.Symbol] = []
    /// When accounts last deallocated (0.8.4).
    var deallocatedAt: [Address: UInt256] = [:]
    var nonces: [Address: UInt256] = [:]
    /// A solver's nonces, one for each counterparty.
    var solverNonces: [Pair: UInt256] = [:]
    /// Set while a template runs that opens at once.
    var instantOpen = false
    /// Set while the Instant Layer runs.
    var calledFromInstantLayer = false

    /// A solver and its counterparty.
    struct Pair: Sendable, Hashable {
        let partyB: Address
        let partyA: Address
    }

    static let pendingQuotesLimit = 15

    subscript(quote id: UInt256) -> Quote? {
        get { index(id).map { quotes[$0] } }
        set { if let index = index(id), let newValue { quotes[index] = newValue } }
    }

    private func index(_ id: UInt256) -> Int? {
        guard let number = Int(exactly: id), number > 0, number <= quotes.count else { return nil }
        return number - 1
    }

    func symbol(_ id: UInt256) -> Symmio085.Core.Symbol? { symbols.first { $0.symbolId == id } }

    /// What an account can still lock: what is allocated less what is locked or about to be, without any open profit or loss; see
    /// ``available(_:upnl:)``.
    func available(_ account: Address) -> UInt256 {
        let allocated = allocated[account] ?? .zero
        var used = UInt256.zero
        for values in [locked[account], pendingLocked[account]] {
            guard let values else { continue }
            for value in [values.cva, values.lf, values.partyAmm] {
                let (sum, overflow) = used.addingReportingOverflow(value)
                used = overflow ? .max : sum
            }
        }
        return allocated > used ? allocated &- used : .zero
    }
}

extension CoreStorage {
    /// What an account can give back with an open profit or loss: a profit counts, a loss where it exceeds the maintenance margin, and quotes
    /// on their way as if they were open. Nil where that is below nothing.
    func available(_ account: Address, upnl: Int256) -> UInt256? {
        let locked = locked[account] ?? .none
        let pending = pendingLocked[account] ?? .none
        let loss = (upnl < .zero) ? upnl.magnitude : .zero
        var used = UInt256.zero
        for value in [locked.cva, locked.lf, max(loss, locked.partyAmm), pending.cva, pending.lf, pending.partyAmm] {
            let (sum, overflow) = used.addingReportingOverflow(value)
            if overflow { return nil }
            used = sum
        }
        let (has, overflow) = (allocated[account] ?? .zero).addingReportingOverflow((upnl < .zero) ? .zero : upnl.magnitude)
        guard !overflow, has >= used else { return nil }
        return has &- used
    }
}

extension Symmio085.Core.LockedValues {
    static var none: Self { Self(cva: .zero, lf: .zero, partyAmm: .zero, partyBmm: .zero) }

    /// What the trader locks.
    func totalForPartyA() throws(Revert) -> UInt256 { try cva.plus(lf).plus(partyAmm) }

    func adding(_ other: Self) throws(Revert) -> Self {
        Self(
            cva: try cva.plus(other.cva), lf: try lf.plus(other.lf), partyAmm: try partyAmm.plus(other.partyAmm),
            partyBmm: try partyBmm.plus(other.partyBmm))
    }

    func subtracting(_ other: Self) throws(Revert) -> Self {
        Self(
            cva: try cva.minus(other.cva), lf: try lf.minus(other.lf), partyAmm: try partyAmm.minus(other.partyAmm),
            partyBmm: try partyBmm.minus(other.partyBmm))
    }

    func scaled(by factor: UInt256, over divisor: UInt256) throws(Revert) -> Self {
        Self(
            cva: try cva.times(factor, over: divisor), lf: try lf.times(factor, over: divisor),
            partyAmm: try partyAmm.times(factor, over: divisor), partyBmm: try partyBmm.times(factor, over: divisor))
    }
}

extension Array {
    /// A page of a list, as the contracts' views give it: what there is of it.
    func page(_ start: UInt256, _ size: UInt256) -> [Element] {
        let from = Swift.min(count, Int(exactly: start) ?? count)
        let length = Swift.min(count - from, Int(exactly: size) ?? count)
        return Array(self[from..<from + length])
    }
}

import EVMCore
import SymmioContracts

/// What the simulated core remembers. Amounts have 18 decimals.
struct CoreStorage: Sendable {
    typealias LockedValues = Symmio085.Core.LockedValues
    typealias Quote = Symmio085.Core.Quote

    /// What was deposited and is not allocated.
    var balances: SharedTable<Address, UInt256> = [:]
    /// What is allocated to trading.
    var allocated: SharedTable<Address, UInt256> = [:]
    var locked: SharedTable<Address, LockedValues> = [:]
    var pendingLocked: SharedTable<Address, LockedValues> = [:]
    var binds: SharedTable<Address, Symmio085.Core.BindState> = [:]
    /// All quotes; a quote's id is its position and one.
    private(set) var quotes: SharedList<KeptQuote> = []
    var quoteIds: SharedTable<Address, SharedList<UInt256>> = [:]
    var pendingQuotes: SharedTable<Address, [UInt256]> = [:]
    var openPositions: SharedTable<Address, SharedList<UInt256>> = [:]
    /// The caps of quotes sent with some (0.8.6).
    var solverFeeCaps: SharedTable<UInt256, Symmio086.Core.SolverFeeCaps> = [:]
    var withdrawals: SharedTable<Address, SharedList<Symmio086.Core.WithdrawRequest>> = [:]
    /// Whose withdrawals may be asked to be quicker.
    var speedUpUsers: Set<Address> = []
    var suspended: Set<Address> = []
    var symbols: [Symmio085.Core.Symbol] = []
    /// When accounts last deallocated (0.8.4).
    var deallocatedAt: SharedTable<Address, UInt256> = [:]
    var nonces: SharedTable<Address, UInt256> = [:]
    /// A solver's nonces, one for each counterparty.
    var solverNonces: SharedTable<Pair, UInt256> = [:]
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
        get { index(id).flatMap { quotes[$0].quote } }
        set { if let index = index(id), let newValue { quotes[index] = KeptQuote(newValue) } }
    }

    /// The id of the next quote.
    var nextQuoteId: UInt256 { UInt256(UInt64(quotes.count + 1)) }

    /// Adds a quote, whose id is ``nextQuoteId``.
    mutating func add(_ quote: Quote) { quotes.append(KeptQuote(quote)) }

    private func index(_ id: UInt256) -> Int? {
        guard let number = Int(exactly: id), number > 0, number <= quotes.count else { return nil }
        return number - 1
    }

    func symbol(_ id: UInt256) -> Symmio085.Core.Symbol? { symbols.first { $0.symbolId == id } }
}

/// A quote as the storage has it: as its view answers, most of which is zeros.
struct KeptQuote: Sendable {
    let status: Symmio085.Core.QuoteStatus
    private let packed: PackedBytes

    init(_ quote: Symmio085.Core.Quote) {
        status = quote.quoteStatus
        packed = PackedBytes(Symmio085.Core.Calls.GetQuote.encodeReturn(quote))
    }

    /// Nil never: what was encoded can be decoded.
    var quote: Symmio085.Core.Quote? { try? Symmio085.Core.Calls.GetQuote.decodeReturn(packed.bytes) }
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

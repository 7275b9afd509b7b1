import EVMCore
import Symmio
import SymmioSolver

/// The call that an order's terms are read from. A book is long and seldom read, so the terms themselves are not kept.
struct BookedCall: Sendable {
    private let packed: PackedBytes
    private let release: Release

    /// How many orders a solver, or who handles orders for it, remembers that are over.
    static let remembered = 5_000

    /// Nil where the call is none that sends a quote in the release.
    init?(_ callData: Bytes, release: Release) {
        guard (try? QuoteTerms(callData, release: release)) != nil else { return nil }
        packed = PackedBytes(callData)
        self.release = release
    }

    /// The call of an order that was judged, and so was read.
    init(_ order: JudgedOpen, release: Release) {
        packed = PackedBytes(order.request.sendQuote.operation.callData)
        self.release = release
    }

    var callData: Bytes { packed.bytes }

    /// What it says. Nil never, as it was read before.
    var terms: QuoteTerms? { try? QuoteTerms(callData, release: release) }
}

/// What the solver remembers of one order that it took.
struct TemporaryQuote: Sendable, KeptRow {
    enum State: String, Sendable {
        case pending = "Pending"
        case succeeded = "Success"
        case failed = "Failed"
    }

    let id: Int64
    let subAccount: Address
    let symbolId: UInt64
    let call: BookedCall
    let createdAt: UInt64
    /// What was sent in; nil once it has come to its end.
    var request: OpenRequest?
    var state: State = .pending
    var quoteId: UInt64?
    var virtualAccount: Address?
    var openedPrice: Wad?
    var failure: SolverFailure?
}

extension TemporaryQuote {
    /// Nothing came of it.
    mutating func end(_ failure: SolverFailure) {
        request = nil
        state = .failed
        self.failure = failure
    }

    /// The position is on the chain.
    mutating func end(_ quoteId: UInt256, account: Address, price: Wad) {
        request = nil
        state = .succeeded
        self.quoteId = UInt64(exactly: quoteId)
        virtualAccount = account
        openedPrice = price
    }
}

/// An order to close that the solver has taken and not yet carried out.
struct CloseInWork: Sendable, KeptRow {
    let order: CloseOrder
    let subAccount: Address
    /// What was sent in.
    let operation: SignedInstantOperation
}

extension SolverFailure {
    /// A failure by its code.
    static func make(_ code: Int, detail: String = "") -> SolverFailure { SolverFailure(code, detail: detail) }
}

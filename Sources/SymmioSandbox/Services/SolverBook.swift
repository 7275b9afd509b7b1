import EVMCore
import Symmio
import SymmioSolver

/// What the solver remembers of one order that it took.
struct TemporaryQuote: Sendable {
    enum State: String, Sendable {
        case pending = "Pending"
        case succeeded = "Success"
        case failed = "Failed"
    }

    let id: Int64
    let subAccount: Address
    let market: SandboxMarket
    let order: QuoteTerms
    let createdAt: UInt64
    var state: State = .pending
    var quoteId: UInt64?
    var virtualAccount: Address?
    var openedPrice: Wad?
    var failure: SolverFailure?
}

extension SolverFailure {
    /// A failure by its code.
    static func make(_ code: Int, detail: String = "") -> SolverFailure { SolverFailure(code, detail: detail) }
}

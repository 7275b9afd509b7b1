import EVMClient
import EVMCore
import Symmio

/// What the solver remembers of one order that it took.
struct TemporaryQuote: Sendable, KeptRow {
    enum State: String, Sendable {
        case pending = "Pending"
        case succeeded = "Success"
        case failed = "Failed"
    }

    let id: Int64
    let subAccount: Address
    let market: SandboxMarket
    let order: OpenTerms
    /// The call that the terms were read from.
    let callData: Bytes
    let createdAt: UInt64
    /// What is still to be sent to the chain; nil once that is done.
    var job: SolverJob?
    var state: State = .pending
    var quoteId: UInt64?
    var virtualAccount: Address?
    var openedPrice: Wad?
    var failure: SolverFailure?
}

/// A batch that the solver has made of an order, and is about to send.
struct SolverJob: Sendable {
    /// The calldata for the Instant Layer.
    let data: Bytes
    /// The price it fills at.
    let fill: Wad
    /// What the trader signed: the chain counts how often it was executed.
    let digests: [Bytes32]
}

/// An order to close that the solver has taken and not yet executed.
struct TakenClose: Sendable, KeptRow {
    let order: CloseOrder
    let job: SolverJob
}

/// The terms of an order, as its calldata states them.
struct OpenTerms: Sendable {
    let symbolId: UInt256
    let position: PositionType
    let orderType: OrderType
    let price: Wad
    let quantity: Wad
    let cva: Wad
    let lf: Wad
    let partyAmm: Wad
    let partyBmm: Wad
    let data: Bytes
}

/// A refusal, in the solver's own shape.
struct SolverFailure: Error, Sendable {
    let status: Int
    let code: Int
    let category: String
    let message: String
    var detail = ""

    var json: JSONValue {
        .object([
            "code": .number(String(code)), "error_message": .string(message), "error_detail": .string(detail),
            "error_category": .string(category),
        ])
    }

    /// The codes that this solver has, in its error table.
    static let table: [(code: Int, category: String, status: Int, message: String)] = [
        (3000, "validation", 400, "The request is malformed"),
        (3001, "authentication", 401, "The signature is not the signer's"),
        (3002, "authorization", 403, "The signer has no delegation for the operation"),
        (3003, "symbol_state", 400, "The market is unknown or closed"),
        (3004, "slippage", 400, "The price bound is tighter than the fill"),
        (3005, "account_state", 400, "The account's balance does not cover the margin"),
        (3006, "validation", 400, "The operation's deadline has passed"),
        (3007, "account_state", 400, "The account is not bound to this solver"),
        (3008, "account_state", 400, "The position is not open or not of this account"),
        (3009, "validation", 400, "The operation was sent before"),
        (3010, "internal", 500, "The transaction reverted"),
        (3011, "validation", 400, "The quantity or its notional is out of the market's range"),
    ]

    static func make(_ code: Int, detail: String = "") -> SolverFailure {
        let row = table.first { $0.code == code }
        return SolverFailure(
            status: row?.status ?? 500, code: code, category: row?.category ?? "internal", message: row?.message ?? "Internal error", detail: detail)
    }
}

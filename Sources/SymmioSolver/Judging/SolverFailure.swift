public import EVMClient
public import Symmio

/// What a solver answers instead of taking an order, in the shape of its REST interface and of its reports.
public struct SolverFailure: Error, Sendable, Hashable {
    /// The HTTP status.
    public var status: Int
    /// The code, which ``table`` explains.
    public var code: Int
    /// What kind of failure it is.
    public var category: ServiceRefusal.Category
    /// What the code means.
    public var message: String
    /// What, where and how to mend it.
    public var detail: String

    /// A code of a solver's error table.
    public struct Row: Sendable, Hashable {
        /// The code.
        public let code: Int
        /// The category.
        public let category: ServiceRefusal.Category
        /// The HTTP status.
        public let status: Int
        /// What it means.
        public let message: String
    }

    /// The codes, as `GET /error_codes/detailed` lists them.
    public static let table: [Row] = [
        Row(code: 3000, category: .validation, status: 400, message: "The request is malformed"),
        Row(code: 3001, category: .authentication, status: 401, message: "The signature is not the signer's"),
        Row(code: 3002, category: .authorization, status: 403, message: "The signer has no delegation for the operation"),
        Row(code: 3003, category: .symbolState, status: 400, message: "The market is unknown or closed"),
        Row(code: 3004, category: .slippage, status: 400, message: "The price bound is tighter than the fill"),
        Row(code: 3005, category: .accountState, status: 400, message: "The account's balance does not cover the margin"),
        Row(code: 3006, category: .validation, status: 400, message: "The operation's deadline has passed"),
        Row(code: 3007, category: .accountState, status: 400, message: "The account is not bound to this solver"),
        Row(code: 3008, category: .accountState, status: 400, message: "The position is not open or not of this account"),
        Row(code: 3009, category: .validation, status: 400, message: "The operation was sent before"),
        Row(code: 3010, category: .internal, status: 500, message: "The transaction reverted"),
        Row(code: 3011, category: .validation, status: 400, message: "The quantity or its notional is out of the market's range"),
        Row(code: 3012, category: .authorization, status: 403, message: "The operation's target is not allowed"),
        Row(code: 3013, category: .validation, status: 400, message: "The operation's nonce is not the account's next"),
        Row(code: 3014, category: .validation, status: 400, message: "A flex field or its fill is not acceptable"),
        Row(code: 3015, category: .unavailable, status: 503, message: "The chain or the oracle cannot be reached"),
        Row(code: 3017, category: .validation, status: 400, message: "The contracts would refuse it"),
    ]

    /// A failure by its code; an internal error where the table does not have it.
    public init(_ code: Int, detail: String = "") {
        let row = Self.table.first { $0.code == code }
        self.code = code
        self.detail = detail
        status = row?.status ?? 500
        category = row?.category ?? .internal
        message = row?.message ?? "Internal error"
    }

    /// The body of a refusal.
    public var json: JSONValue {
        .object([
            "code": .number(String(code)), "error_message": .string(message), "error_detail": .string(detail),
            "error_category": .string(category.rawValue),
        ])
    }
}

extension SolverFailure: CustomStringConvertible {
    /// What happened, in one sentence.
    public var description: String { detail.isEmpty ? "\(message) (\(code))" : "\(message): \(detail) (\(code))" }
}

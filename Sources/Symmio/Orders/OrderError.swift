public import EVMCore
public import SymmioContracts

/// Why something with an order that waits cannot be done; nothing was sent.
public enum OrderError: Error, Sendable {
    /// The chain or the deployment.
    case symmio(SymmioError)
    /// There is no quote of this id.
    case noQuote(UInt256)
    /// The quote does not wait for what is to be cancelled.
    case notWaiting(UInt256, QuoteStatus)
    /// Its cancellation was asked for before; it can be forced from this second (since 1970).
    case alreadyAsked(UInt256, forceFrom: UInt64)
    /// Its deadline has not passed.
    case notExpired(UInt256, deadline: UInt64)
    /// It cannot be forced, or not yet.
    case notEligible(ForceEligibility)
    /// The oracle's prices do not do.
    case prices(ForceCloseFault)
    /// The settlement that is to come before a forced close cannot be made.
    case settlement(SettlementFault)
    /// The position is not open.
    case notOpen(UInt256, QuoteStatus)
    /// The order breaks the market's rules.
    case violations(UInt256, [MarketViolation])
    /// Numbers exceed 256 bits.
    case amount(ValueError)
}

extension OrderError: CustomStringConvertible {
    /// What happened, and what to do.
    public var description: String { advice.map { "\(summary). \($0)" } ?? summary }

    /// What happened.
    public var summary: String {
        switch self {
        case .symmio(let error): error.description
        case .noQuote(let id): "there is no quote \(id)"
        case .notWaiting(let id, let status): "quote \(id) waits for nothing that could be cancelled: it is \(status.words)"
        case .alreadyAsked(let id, let from): "the cancellation of quote \(id) was asked for before; it can be forced from \(from)"
        case .notExpired(let id, let deadline): "the deadline of quote \(id), \(deadline), has not passed"
        case .notEligible(let eligibility): eligibility.description
        case .prices(let fault): "the oracle's prices do not do: \(fault)"
        case .settlement(let fault): "the settlement cannot be made: \(fault)"
        case .notOpen(let id, let status): "position \(id) is not open but \(status.words)"
        case .violations(let id, let violations): "the order for position \(id): \(violations.map(\.description).joined(separator: "; "))"
        case .amount(let error): error.description
        }
    }

    /// What to do; nil where the summary says it.
    public var advice: String? {
        switch self {
        case .notWaiting: "Read the quote and decide anew"
        case .notExpired: "Ask for its cancellation instead"
        case .notEligible(let eligibility): eligibility.advice
        case .prices: "Ask the oracle for prices of the window"
        case .settlement: "Ask the oracle anew, for open positions of the same account"
        case .symmio, .noQuote, .alreadyAsked, .notOpen, .violations, .amount: nil
        }
    }
}

extension ForceEligibility: CustomStringConvertible {
    /// The answer in words.
    public var description: String {
        let what =
            switch action {
            case .cancelQuote: "the cancellation of quote \(quoteId)"
            case .cancelClose: "the cancellation of the request to close quote \(quoteId)"
            case .closePosition: "the close of position \(quoteId)"
            }
        return switch verdict {
        case .now: "\(what) can be forced now"
        case .later(let from, let seconds): "\(what) can be forced from \(from), in \(seconds) s"
        case .wrongState(let status, let needed): "\(what) cannot be forced: it is \(status.words), not \(needed.words)"
        case .notLimit: "\(what) cannot be forced: only requests to close at a limit can be"
        case .deadlineTooEarly(let deadline): "\(what) cannot be forced: its deadline \(deadline) comes before that"
        }
    }

    /// What to do; nil where it can be forced.
    public var advice: String? {
        switch verdict {
        case .now: nil
        case .later: "Come back then; the solver may agree before"
        case .wrongState(_, let needed) where needed != .closePending: "Ask for the cancellation first"
        case .wrongState, .notLimit: "Ask for a close at a limit first, with a deadline far enough away"
        case .deadlineTooEarly: "Let it expire, and ask again with a later deadline"
        }
    }
}

public import EVMClient
public import EVMCore
public import EVMSigning

/// Why something in the older flow failed. Each case says what is certain.
public enum LegacyError: Error, Sendable {
    /// The chain; nothing was sent to the solver.
    case chain(ChainError)
    /// The solver or the price service could not be asked; no order was sent.
    case service(ServiceError)
    /// The sign-in's message cannot be made of the deployment's terms.
    case message(SIWEFormatError)
    /// Nothing was signed.
    case signing(SigningError)
    /// The account is another owner's: the solver would not let this signer in. `owner` is nil where MultiAccount knows no such account.
    case notOwner(account: Address, owner: Address?, signer: Address)
    /// The solver did not let the signer in, or no longer does.
    case signInRefused(ServiceRefusal)
    /// The account has not delegated these functions to the solver.
    case notDelegated(account: Address, solver: Address, missing: [Selector])
    /// The order's numbers do not work out; nothing was sent.
    case maths(TradeMathsError)
    /// The triggers are on the wrong side of the price; nothing was sent.
    case triggers([TakeProfitStopLossMaths.Violation])
    /// The account has less than the order locks.
    case balance(available: Wad, needed: Wad)
    /// The solver has no market of that name or number.
    case noMarket(String)
    /// There is no price of the market.
    case noPrice(String)
    /// There is no such position, or it is not of this account.
    case noPosition(UInt256)
    /// The position is not open.
    case notOpen(UInt256, QuoteStatus)
    /// Not possible here, and why; nothing was sent.
    case unsupported(String)
    /// The solver refused. Nothing happened, and nothing will.
    case refused(ServiceRefusal)
    /// The request did not get through. Nothing happened, and nothing will.
    case notSent(ServiceError)
    /// The solver took the order, and it came to nothing.
    case failed(ServiceRefusal)
    /// What became of the order is not known. It was sent once; until `deadline` (seconds since 1970) it may still be executed. `tempQuoteId`
    /// is nil where the solver's answer was lost.
    case outcomeUnknown(tempQuoteId: Int?, deadline: UInt64?, reason: String)
    /// The task was cancelled. An order that had been sent goes on.
    case cancelled
}

extension LegacyError: CustomStringConvertible {
    /// What happened, and what to do where there is something to do.
    public var description: String {
        switch self {
        case .chain(let error): error.description
        case .service(let error): error.description
        case .message(let error): "the sign-in's message cannot be made: \(error)"
        case .signing(let error): "nothing was signed: \(error)"
        case .notOwner(let account, let owner?, let signer):
            "the account \(account) is owned by \(owner), not by \(signer): sign in with its owner"
        case .notOwner(let account, nil, _): "MultiAccount knows no account \(account)"
        case .signInRefused(let refusal): "the solver refused the sign-in: \(refusal)"
        case .notDelegated(let account, let solver, let missing):
            "the account \(account) has not delegated \(missing.map(Self.words).joined(separator: ", ")) to the solver \(solver). "
                + "Let its owner delegate them"
        case .maths(let error): error.description
        case .triggers(let violations): violations.map(\.description).joined(separator: "; ")
        case .balance(let available, let needed):
            "the account has \(available) left of what is allocated, the order locks \(needed). Allocate more, or lower the size"
        case .noMarket(let name): "the solver has no market \(name)"
        case .noPrice(let name): "there is no price of \(name)"
        case .noPosition(let id): "there is no position \(id) of this account"
        case .notOpen(let id, let status): "position \(id) is not open but \(status.words)"
        case .unsupported(let reason): reason
        case .refused(let refusal): "the solver refused, nothing was done: \(refusal)"
        case .notSent(let error): "nothing was sent: \(error). It is safe to try again"
        case .failed(let refusal): "the solver took the order but it came to nothing: \(refusal)"
        case .outcomeUnknown(let id, let deadline, let reason):
            "what became of the order\(id.map { " \($0)" } ?? "") is not known yet (\(reason)). Do not send it again: look at the pending "
                + "orders and the positions\(deadline.map { "; it can be executed until \($0)" } ?? "")"
        case .cancelled: "cancelled; an order that had been sent goes on"
        }
    }

    private static func words(_ selector: Selector) -> String {
        LegacyDeployment.signature(of: selector).map { String($0.prefix { $0 != "(" }) } ?? selector.description
    }
}

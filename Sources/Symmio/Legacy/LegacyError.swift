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
    /// A contract owns the account, and the signer is a key: sign in for the contract with a ``ContractOwner``.
    case ownerIsContract(account: Address, owner: Address, signer: Address)
    /// The contract that owns the account does not take the signature for its own (ERC-1271); nothing was sent to the solver.
    case contractSignature(owner: Address)
    /// The solver did not let the contract that owns the account in, although the contract takes the signature for its own.
    case contractRefused(owner: Address, ServiceRefusal)
    /// The oracle.
    case muon(MuonError)
    /// Money cannot leave yet: the chain's time is `now`, and it can from `from` on, in seconds since 1970. Nothing was sent.
    case cooldown(LegacyCooldown, from: UInt64, now: UInt64)
    /// More is to be taken out than can be; nothing was sent.
    case tooMuch(most: Wad, wanted: Wad)
    /// The account can lock less than the order locks.
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

/// What an account's money waits for in the older flow.
public enum LegacyCooldown: Sendable, Hashable {
    /// The next deallocation: too soon after the last one.
    case deallocation
    /// A payout: too soon after the last deallocation.
    case withdrawal

    var words: String {
        switch self {
        case .deallocation: "the account can deallocate again"
        case .withdrawal: "the account can be paid out, after its last deallocation,"
        }
    }
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
        case .ownerIsContract(let account, let owner, let signer):
            "the account \(account) is owned by the contract \(owner), for which \(signer) cannot sign by itself: sign in with a ContractOwner"
        case .contractSignature(let owner):
            "the contract \(owner) does not take the signature for its own (ERC-1271), nothing was sent: have it signed as the contract asks"
        case .contractRefused(let owner, let refusal):
            "the solver refused the sign-in of the contract \(owner), which takes the signature for its own: \(refusal). Not every solver asks a "
                + "contract: use an account that a key owns, or another solver"
        case .muon(let error): error.description
        case .cooldown(let cooldown, let from, let now):
            "\(cooldown.words) not before \(from), in \(from > now ? from - now : 0) s. Come back then"
        case .tooMuch(let most, let wanted): "at most \(most) can leave, less than \(wanted). Take less, or close positions first"
        case .maths(let error): error.description
        case .triggers(let violations): violations.map(\.description).joined(separator: "; ")
        case .balance(let available, let needed):
            "the account can lock \(available) yet, the order locks \(needed). Allocate more, or lower the size"
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

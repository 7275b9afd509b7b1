public import EVMCore
public import EVMSigning
public import SymmioContracts

/// Why something with an order failed. Each case says what is certain; ``advice`` says what to do.
public enum TradingError: Error, Sendable {
    /// The services of a deployment.
    public enum Service: String, Sendable, Hashable {
        /// The solver.
        case solver
        /// The handler of take-profit and stop-loss orders.
        case conditionalOrders = "conditional-orders handler"
        /// The price service.
        case prices = "price service"
        /// The search for past reports.
        case notifications = "notification search"
    }

    /// The chain or the deployment; nothing was sent.
    case symmio(SymmioError)
    /// A service could not be asked; nothing was sent.
    case service(Service, ServiceError)
    /// What is on its way could not be kept; nothing was sent.
    case store(StoreError)
    /// Nothing was signed.
    case signing(SigningError)
    /// The order's numbers do not work out, or break the market's rules; nothing was sent.
    case maths(TradeMathsError)
    /// The closing order breaks the market's rules; nothing was sent.
    case close(quoteId: UInt256, [MarketViolation])
    /// The triggers break the handler's rules; nothing was sent.
    case triggers([TakeProfitStopLossMaths.Violation])
    /// The handler's signing spec is not one to sign; nothing was sent.
    case signingSpec(SigningSpecError)
    /// The solver has no market of that name or number.
    case noMarket(String)
    /// The market does not allow it now.
    case marketClosed(String, reason: String)
    /// There is no price of the market now.
    case noPrice(String)
    /// The deployment names no price service, which an order is reckoned from.
    case noPriceService
    /// The sub-account is not bound to the solver, and why the order needs that; nothing was sent.
    case notBound(account: Address, solver: Address, NotBound)
    /// Why a solver trades only with accounts that are bound to it.
    public enum NotBound: Sendable, Hashable {
        /// A low-cap solver's order carries a placeholder, in whose place a signature of the oracle does not fit: it is longer, and a flex field's
        /// fill must have the length that was signed.
        case placeholder
        /// The account is bound to another solver: the core takes only that one's name in its quotes.
        case elsewhere(Address)
        /// Without a bind each quote carries the oracle's signature, and the deployment names no gateway of an oracle.
        case noOracle
    }

    /// The session key may not do this.
    case noDelegation(DelegationCheck)
    /// The sub-account has less than the order needs.
    case balance(available: Wad, needed: Wad)
    /// Of what the sub-account has allocated, less is free than the order needs; nothing was sent.
    case allocation(free: Wad, needed: Wad)
    /// The oracle gave no signature, which the order needs; nothing was sent.
    case oracle(MuonError)
    /// There is no such position, or it is not of this sub-account.
    case noPosition(UInt256)
    /// The position is not open.
    case notOpen(UInt256, QuoteStatus)
    /// A group cannot be closed so; nothing was sent.
    case group(GroupClosePlan.Failure)
    /// A group's orders could not all be set.
    indirect case groupTriggers(GroupTriggerFailure)
    /// Something with an order that waits on chain.
    case order(OrderError)
    /// Margin cannot be moved so; nothing was sent.
    case margin(MarginError)
    /// Not possible here, and why; nothing was sent.
    case unsupported(String)
    /// The solver, or the handler, refused. Nothing happened, and nothing will.
    case refused(Service, ServiceRefusal)
    /// The request did not get through. Nothing happened, and nothing will.
    case notSent(Service, ServiceError)
    /// The solver took the order, and it came to nothing.
    case failed(ServiceRefusal)
    /// The order was not executed before its deadline, and no longer can be.
    case expired(deadline: UInt64)
    /// What became of the order is not known yet. It was sent once and is kept in the store under this id.
    case outcomeUnknown(id: String, deadline: UInt64, reason: String)
    /// What became of a request to the handler is not known yet.
    case ordersUnknown(reason: String)
    /// The task was cancelled. An order that had been sent goes on and is kept in the store.
    case cancelled
}

/// A quote's state. All releases share the type.
public typealias QuoteStatus = Symmio084.Core.QuoteStatus

extension TradingError: CustomStringConvertible {
    /// What happened, and what to do where there is something to do.
    public var description: String { advice.map { "\(summary). \($0)" } ?? summary }

    /// What happened, in one sentence without its full stop.
    public var summary: String {
        switch self {
        case .symmio(let error): error.description
        case .service(let service, let error): "the \(service.rawValue): \(error)"
        case .store(let error): "nothing was sent, as it could not be kept: \(error)"
        case .signing(let error): "nothing was signed: \(error)"
        case .maths(let error): error.description
        case .close(let quoteId, let violations): "position \(quoteId): \(violations.map(\.description).joined(separator: "; "))"
        case .triggers(let violations): violations.map(\.description).joined(separator: "; ")
        case .signingSpec(let error): error.description
        case .noMarket(let name): "the solver has no market \(name)"
        case .marketClosed(let name, let reason): "\(name): \(reason)"
        case .noPrice(let name): "there is no price of \(name)"
        case .noPriceService: "the deployment names no price service, by whose mark price orders are reckoned"
        case .notBound(let account, let solver, let why): "the sub-account \(account) is not bound to the solver \(solver)\(why.words)"
        case .noDelegation(let check): check.explanation ?? "the session key may not do this"
        case .balance(let available, let needed): "the sub-account has \(available) available, the order needs \(needed)"
        case .allocation(let free, let needed): "of what the sub-account has allocated \(free) is free, the order needs \(needed)"
        case .oracle(let error): error.description
        case .noPosition(let id): "there is no position \(id) of this sub-account"
        case .notOpen(let id, let status): "position \(id) is not open but \(status.words)"
        case .group(let failure): failure.description
        case .groupTriggers(let failure): failure.description
        case .order(let error): error.description
        case .margin(let error): error.description
        case .unsupported(let reason): reason
        case .refused(let service, let refusal): "the \(service.rawValue) refused, nothing was done: \(refusal)"
        case .notSent(let service, let error): "nothing was sent to the \(service.rawValue): \(error)"
        case .failed(let refusal): "the order was taken but came to nothing: \(refusal)"
        case .expired(let deadline): "the order was not executed by its deadline \(deadline) and no longer can be"
        case .outcomeUnknown(let id, let deadline, let reason):
            "what became of the order is not known yet (\(reason)); it is kept as \(id) and can be executed until \(deadline)"
        case .ordersUnknown(let reason): "whether the handler has the orders is not known yet: \(reason)"
        case .cancelled: "cancelled; an order that had been sent goes on"
        }
    }

    /// What to do; nil where the summary says it.
    public var advice: String? {
        switch self {
        case .notBound(_, _, .elsewhere):
            "Trade with the solver that it is bound to, use another sub-account, or have its owner's wallet unbind it (there is a cooldown) and bind it here"
        case .notBound(_, _, .placeholder): "Bind it with its owner's wallet"
        case .notBound(_, _, .noOracle): "Bind it with its owner's wallet, or add the oracle's gateways to the deployment"
        case .noDelegation: "Start the session again with the owner's wallet"
        case .balance: "Deposit, or lower the size"
        case .allocation: "Allocate more of its balance with its owner's wallet, or lower the size"
        case .oracle: "Try again; an account that is bound to the solver needs no oracle"
        case .noPriceService: "Add `prices` to the deployment"
        case .marketClosed, .noPrice: "Choose another market or wait"
        case .outcomeUnknown: "Do not send it again: recover() tells what became of it, at the latest after its deadline"
        case .ordersUnknown: "List the position's orders before setting them again"
        case .expired: "Preview and send again; check this machine's clock against the chain's"
        case .notSent: "It is safe to try again"
        case .refused(_, let refusal), .failed(let refusal), .service(_, .refused(let refusal)): refusal.advice
        default: nil
        }
    }
}

extension TradingError.NotBound {
    fileprivate var words: String {
        switch self {
        case .placeholder:
            "; the core takes quotes of accounts that are bound to nobody only with a signature of the oracle, for which a low-cap order has no room"
        case .elsewhere(let other): " but to \(other), and only that one may fill its quotes"
        case .noOracle: ", and the deployment names no oracle whose signature could stand in for that"
        }
    }
}

extension ServiceRefusal {
    /// What to do about a refusal of this category; nil where there is nothing general.
    public var advice: String? {
        if status == 429 || category == .rateLimit { return "Wait a little before the next try" }
        return switch category {
        case .slippage: "The price moved: preview again, or allow more slippage"
        case .liquidity: "Lower the size, or wait for the solver to have more"
        case .authorization: "Look at the session's status: the delegation is missing, expired, revoked, or of another release"
        case .authentication: "Check chain id and Instant Layer of the deployment: signatures are bound to them"
        case .accountState: "Look at the sub-account: its balance, its binding, the position's state"
        case .symbolState: "The market is closed or unknown; choose another or wait"
        case .validation: "The order breaks one of the solver's rules; its words say which"
        case .timeout, .internal, .unavailable: "The solver has trouble; try again later"
        case .rateLimit, nil: nil
        }
    }
}

extension QuoteStatus {
    /// The state in words.
    public var words: String {
        switch self {
        case .pending: "pending"
        case .locked: "locked by the solver"
        case .cancelPending: "being cancelled"
        case .canceled: "cancelled"
        case .opened: "open"
        case .closePending: "being closed"
        case .cancelClosePending: "being closed, with a request to stop that"
        case .closed: "closed"
        case .liquidated: "liquidated"
        case .expired: "expired"
        case .liquidatedPending: "liquidated before it was open"
        case .unknown(let number): "in state \(number)"
        }
    }
}

public import EVMCore

/// Why a step of a withdrawal cannot be taken; nothing was sent.
public enum WithdrawalError: Error, Sendable {
    /// The chain or the deployment.
    case symmio(SymmioError)
    /// The account has no withdrawal of this id.
    case noWithdrawal(UInt256)
    /// Its cooldown is not over.
    case notDue(id: UInt256, readyAt: UInt64, secondsLeft: UInt64)
    /// It stands where this step cannot be taken.
    case wrongStage(id: UInt256, Withdrawal.Stage)
    /// The account has less available than was asked for.
    case balance(available: TokenAmount, wanted: TokenAmount)
    /// More is to be deallocated than is allocated and not locked.
    case deallocatable(most: Wad, wanted: Wad)
    /// The account has open positions or quotes on their way.
    case hasPositions
    /// The account may not ask for a shorter cooldown.
    case speedUpNotAllowed(Address)
    /// The protocol lets nothing out of the account.
    case suspended(Address)
}

extension WithdrawalError: CustomStringConvertible {
    /// What happened, and what to do.
    public var description: String { advice.map { "\(summary). \($0)" } ?? summary }

    /// What happened.
    public var summary: String {
        switch self {
        case .symmio(let error): error.description
        case .noWithdrawal(let id): "the account has no withdrawal \(id)"
        case .notDue(let id, let readyAt, let seconds): "the cooldown of withdrawal \(id) is not over: \(seconds) s are left, until \(readyAt)"
        case .wrongStage(let id, let stage): "withdrawal \(id) \(stage.words)"
        case .balance(let available, let wanted): "the account has \(available) available, less than \(wanted)"
        case .deallocatable(let most, let wanted): "at most \(most) is allocated and not locked, less than \(wanted)"
        case .hasPositions: "the account has open positions or quotes on their way"
        case .speedUpNotAllowed(let account): "the account \(account) may not ask for a shorter cooldown"
        case .suspended(let account): "the account \(account) is suspended"
        }
    }

    /// What to do; nil where the summary says it.
    public var advice: String? {
        switch self {
        case .noWithdrawal: "List the account's withdrawals"
        case .notDue: "Come back then; it can also be taken back"
        case .balance: "Deallocate, close positions, or ask for less"
        case .deallocatable: "Close positions, or deallocate less"
        case .hasPositions: "Close them, or remove margin with an oracle's signature"
        case .speedUpNotAllowed: "Ask for an ordinary withdrawal"
        case .suspended: "Only the protocol's administrators can lift that"
        case .symmio, .wrongStage: nil
        }
    }
}

extension Withdrawal.Stage {
    /// The stage in words, after "it".
    public var words: String {
        switch self {
        case .cooling(let until): "can be completed from \(until)"
        case .waitingForProvider: "waits for its provider"
        case .ready: "can be completed"
        case .cancelling: "is being cancelled"
        case .completed: "is completed"
        case .cancelled: "is cancelled"
        case .rejected: "was refused by its provider"
        case .suspended: "is suspended"
        case .unknown(let value): "is in state \(value)"
        }
    }
}

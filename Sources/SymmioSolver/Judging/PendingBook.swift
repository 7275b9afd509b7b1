public import EVMCore
import Symmio
import SymmioContracts

/// What a solver has taken and what has not yet come to an end on the chain: it counts when the next order of the same account is judged.
public actor PendingBook {
    /// What one order holds on to until it has ended.
    public struct Hold: Sendable {
        /// The operations' digests.
        public var digests: [Bytes32]
        /// Who pays the margin.
        public var payer: Address = .zero
        /// How much margin leaves the payer's free balance.
        public var margin: Wad = .zero
        /// The account that holds the position.
        public var account: Address = .zero
        /// What the quote locks there, and its fee.
        public var locked: Wad = .zero
        /// The quote that is being closed.
        public var closing: UInt256?

        /// Creates a hold on what is set afterwards.
        public init(digests: [Bytes32] = []) { self.digests = digests }
    }

    /// Names what is held.
    public struct Ticket: Sendable, Hashable {
        fileprivate let number: UInt64
    }

    /// What an order finds on the chain.
    struct Funds: Sendable {
        /// The payer's free balance.
        let free: Wad
        /// What the account that holds the position can still lock, without the order's own margin.
        let lockable: Wad
        /// Whether all of the payer's orders in this market and direction share that account.
        let isShared: Bool
    }

    private var holds: [Ticket: Hold] = [:]
    private var last: UInt64 = 0

    /// Creates an empty book.
    public init() {}

    /// How many orders are under way.
    public var count: Int { holds.count }

    /// Takes an order up if it can be paid together with those under way, in one step, so that of two at the same time only one gets what is
    /// there once.
    func admit(_ hold: Hold, verified: [VerifiedOperation], parts: [OrderPart], funds: Funds?) throws(Refusal) -> Ticket {
        for (operation, part) in zip(verified, parts) {
            let digest = operation.digest
            let under = holds.values.reduce(0 as UInt64) { $0 + UInt64($1.digests.filter { $0 == digest }.count) }
            let uses = operation.uses.addingReportingOverflow(UInt256(under)).partialValue
            let maximum = operation.signed.operation.maxUses
            guard maximum.isZero || uses < maximum else { throw Refusal(part, .usedUp(digest: digest, uses: uses, maximum: maximum)) }
        }
        if let id = hold.closing, holds.values.contains(where: { $0.closing == id }) { throw Refusal(parts.first ?? .order, .closing(id)) }
        if let funds {
            let refusal: Refusal?
            do throws(ValueError) {
                refusal = try self.refusal(hold, funds)
            } catch {
                throw Refusal(.order, .unreckonable(error))
            }
            if let refusal { throw refusal }
        }
        return keep(hold)
    }

    /// Why an order cannot be paid; nil where it can.
    private func refusal(_ hold: Hold, _ funds: Funds) throws(ValueError) -> Refusal? {
        var pending = Wad.zero
        for other in holds.values where other.payer == hold.payer { pending = try pending + other.margin }
        let free = funds.free > pending ? try funds.free - pending : .zero
        guard hold.margin <= free else {
            return Refusal(
                .addMargin, .balance(account: hold.payer, needed: hold.margin, available: funds.free, pending: pending))
        }
        // What those under way bring to the account and what they lock there; where each has an account of its own, what was left in the
        // next one goes to the first of them.
        var (coming, going) = (try funds.lockable + hold.margin, Wad.zero)
        for other in holds.values where other.account == hold.account && other.payer == hold.payer && other.locked > .zero {
            guard funds.isShared else {
                (coming, going) = (hold.margin, .zero)
                break
            }
            coming = try coming + other.margin
            going = try going + other.locked
        }
        let available = coming > going ? try coming - going : .zero
        guard hold.locked <= available else {
            return Refusal(.sendQuote, .margin(account: hold.account, needed: hold.locked, available: available))
        }
        return nil
    }

    /// Lets go of what has ended, one way or the other.
    public func release(_ ticket: Ticket) { holds[ticket] = nil }

    /// Holds on to what an order needs, whatever there is.
    func keep(_ hold: Hold) -> Ticket {
        last &+= 1
        let ticket = Ticket(number: last)
        holds[ticket] = hold
        return ticket
    }
}

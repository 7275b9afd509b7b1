public import EVMClient
public import EVMCore
public import EVMSigning
public import Symmio
public import SymmioContracts

/// Why a solver does not take an order: which operation of it, and what is wrong with that.
public struct Refusal: Error, Sendable {
    /// The operation that is refused.
    public let part: OrderPart
    /// Why.
    public let reason: Reason

    /// Puts the two together.
    public init(_ part: OrderPart, _ reason: Reason) {
        self.part = part
        self.reason = reason
    }

    /// What can be wrong with an order.
    public enum Reason: Sendable {
        // Shape
        /// There are not as many operations as there may be.
        case count(Int, allowed: ClosedRange<Int>)
        /// The calldata has no selector: `CallDataLengthMismatch`.
        case shortCallData(bytes: Int)
        /// The call is another than this order is made of, or of another release.
        case unknownCall(Selector, expected: [String])
        /// The calldata does not decode.
        case undecodable(call: String, ABIError)
        /// The calldata says the same in other bytes than the standard encoding, so that offsets within it mean something else.
        case unusualEncoding(call: String)
        /// The operations of the order do not belong together; in words.
        case inconsistent(String)
        /// Numbers are too great to be reckoned with.
        case unreckonable(ValueError)

        // What the Instant Layer checks, in its order
        /// The deadline has passed: `DeadlineExpired`. Both in seconds since 1970.
        case expired(deadline: UInt256, now: UInt64)
        /// The Instant Layer does not call that contract: `TargetNotWhitelisted`.
        case targetNotWhitelisted(Address)
        /// The target is another contract than the one that has the function.
        case wrongTarget(Address, expected: Address)
        /// The operation claims to be a solver's.
        case inSolversName(Address)
        /// Nobody owns the account: it is none of this Account Layer.
        case noAccount(Address)
        /// The signer is neither the owner nor delegated for this function at this time: `InvalidDelegation`.
        case notDelegated(signer: Address, account: Address, Selector)
        /// The signature is not the signer's: `InvalidSignature`. Contract wallets were asked (ERC-1271).
        case signature(signer: Address, SigningError)
        /// The operation was executed, or is about to be, as often as it may be: `MaxUsesExceeded`.
        case usedUp(digest: Bytes32, uses: UInt256, maximum: UInt256)
        /// The nonce is not the account's next: `InvalidNonce`.
        case nonce(account: Address, expected: UInt256, provided: UInt256)
        /// A flex field lies outside the calldata, or its fill is not what the contract takes.
        case flexField(FlexFillError)
        /// A flex field may be filled by somebody else only, and no fill came with it.
        case foreignFiller(index: Int, filler: Address)
        /// A flex field covers a part of the `upnlSig` argument but not just that.
        case flexRange(index: Int, found: FlexField, expected: FlexRange)

        // What the core checks, and the solver beyond it
        /// The market is not one that the solver trades, or not at this deployment.
        case unknownMarket(UInt256)
        /// The market is closed for this side.
        case closedMarket(UInt256, why: String)
        /// Size, notional, leverage or locked values are out of the market's range.
        case rules([MarketViolation])
        /// The fill would be worse than the order allows.
        case price(fill: Wad, bound: Wad, position: PositionType, opening: Bool)
        /// The account is not bound to a solver, and no oracle's signature stands in for that.
        case notBound(Address)
        /// The account is bound to another solver.
        case boundElsewhere(Address, to: Address)
        /// The quote does not name this solver as the only one that may fill it.
        case notNamed(listed: [Address])
        /// The sub-account's free balance does not pay the margin.
        case balance(account: Address, needed: Wad, available: Wad, pending: Wad)
        /// The margin does not cover what the quote locks and its fee.
        case margin(account: Address, needed: Wad, available: Wad)
        /// There is no such open position of this account with this solver; in words.
        case noPosition(UInt256, why: String)
        /// The position is being closed already.
        case closing(UInt256)

        // What came of trying
        /// The batch would revert.
        case reverted(Revert)
        /// The chain gave no answer.
        case chain(ChainError)
        /// The Instant Layer has no template to execute it by.
        case template(TemplateError)
        /// The oracle gave no signature.
        case oracle(any Error)
        /// The solver's own key could not sign.
        case signing(SigningError)
    }
}

/// An operation of an order.
public enum OrderPart: Sendable, Hashable {
    /// The order as a whole.
    case order
    /// What moves the margin.
    case addMargin
    /// What sends the quote.
    case sendQuote
    /// One of the requests to close, from 0.
    case close(Int)
}

extension OrderPart: CustomStringConvertible {
    /// Its name in the request's body.
    public var description: String {
        switch self {
        case .order: "the order"
        case .addMargin: "addMargin"
        case .sendQuote: "sendQuote"
        case .close(let index): "operations[\(index)]"
        }
    }
}

extension Refusal {
    /// What the trader is answered.
    public var failure: SolverFailure {
        switch reason {
        case .reverted(let revert):
            // It was only tried: nothing was sent, and the trader may know that.
            SolverFailure(revert).category == .internal ? SolverFailure(3017, detail: SolverFailure(revert).detail) : SolverFailure(revert)
        case .chain(let error): SolverFailure(error)
        default: SolverFailure(code, detail: description)
        }
    }

    private var code: Int {
        switch reason {
        case .count, .shortCallData, .unknownCall, .undecodable, .unusualEncoding, .inconsistent, .unreckonable: 3000
        case .signature: 3001
        case .inSolversName, .noAccount, .notDelegated: 3002
        case .unknownMarket, .closedMarket: 3003
        case .price: 3004
        case .balance, .margin: 3005
        case .expired: 3006
        case .notBound, .boundElsewhere, .notNamed: 3007
        case .noPosition, .closing: 3008
        case .usedUp: 3009
        case .reverted, .template, .signing: 3010
        case .rules: 3011
        case .targetNotWhitelisted, .wrongTarget: 3012
        case .nonce: 3013
        case .flexField, .foreignFiller, .flexRange: 3014
        case .chain, .oracle: 3015
        }
    }
}

extension Refusal: CustomStringConvertible {
    /// Which operation, what is wrong with it, and how to mend it.
    public var description: String { "\(part): \(reason)" }
}

extension Refusal.Reason: CustomStringConvertible {
    /// What is wrong and how to mend it.
    public var description: String {
        switch self {
        case .count(let count, let allowed): "\(count) operations; \(allowed.lowerBound) to \(allowed.upperBound) are taken"
        case .shortCallData(let bytes): "callData has \(bytes) bytes, which is less than a selector; sign a whole call"
        case .unknownCall(let selector, let expected):
            "callData calls \(selector), but this takes \(expected.joined(separator: " or ")); sign that, for the deployment's release"
        case .undecodable(let call, let error): "callData is no \(call): \(error)"
        case .unusualEncoding(let call): "callData is not the standard ABI encoding of its \(call); encode it anew"
        case .inconsistent(let why): why
        case .unreckonable(let error): "its numbers are too great: \(error)"
        case .expired(let deadline, let now): "its deadline \(deadline) has passed, it is \(now); sign again with a later one"
        case .targetNotWhitelisted(let target): "the Instant Layer does not call \(target); check the deployment's contracts and sign again"
        case .wrongTarget(let target, let expected): "its target is \(target), but the function is one of \(expected); sign for that contract"
        case .inSolversName(let account): "signerAccount \(account) is marked as a solver's (isPartyB); a trader's operation is not"
        case .noAccount(let account): "nobody owns the account \(account) at this Account Layer; check the account and the deployment"
        case .notDelegated(let signer, let account, let selector):
            "\(signer) neither owns \(account) nor has it an active delegation for \(selector); grant one, or start a new session"
        case .signature(let signer, let error):
            "the signature is not \(signer)'s: \(error); sign this very operation under the deployment's chain id and Instant Layer"
        case .usedUp(let digest, let uses, let maximum):
            "operation \(digest) was sent \(uses) times of \(maximum); look the order up, or sign another with a new salt"
        case .nonce(let account, let expected, let provided):
            "nonce \(provided) is not \(account)'s next, which is \(expected); sign again with that, or with 0 where order does not matter"
        case .flexField(let error): "\(error)"
        case .foreignFiller(let index, let filler):
            "flexFields[\(index)] is for \(filler) to fill and came without a fill; name this solver, or send the signed fill along"
        case .flexRange(let index, let found, let expected):
            "flexFields[\(index)] covers \(found.length) bytes at \(found.offset), but upnlSig is \(expected.length) bytes at \(expected.offset)"
        case .unknownMarket(let id): "this solver has no market \(id); GET /contract-symbols lists its markets"
        case .closedMarket(let id, let why): "market \(id) is closed: \(why)"
        case .rules(let violations): violations.map(\.description).joined(separator: "; ")
        case .price(let fill, let bound, let position, let opening):
            "the fill \(fill) is worse than the bound \(bound) of \(opening ? "opening" : "closing") a \(position == .short ? "short" : "long"); "
                + "allow more slippage"
        case .notBound(let account): "\(account) is not bound to a solver; bind it (bindToPartyB), or send an oracle's signature"
        case .boundElsewhere(let account, let other): "\(account) is bound to \(other); send the order to that solver, or unbind first"
        case .notNamed(let listed):
            "partyBsWhiteList is [\(listed.map(\.description).joined(separator: ", "))]; it has to be exactly this solver"
        case .balance(let account, let needed, let available, let pending):
            "the margin is \(needed), but \(account) has \(available) free\(Self.words(pending: pending)); deposit, or lower the quantity"
        case .margin(let account, let needed, let available):
            "what the quote locks and its fee come to \(needed), but \(account) will have \(available); add margin, or lower the quantity"
        case .noPosition(let id, let why): "quote \(id): \(why)"
        case .closing(let id): "quote \(id) is being closed already; wait for the report"
        case .reverted(let revert): revert.description
        case .chain(let error): error.description
        case .template(let error): error.description
        case .oracle(let error): "the oracle gave no signature: \(error)"
        case .signing(let error): error.description
        }
    }

    private static func words(pending: Wad) -> String {
        pending > .zero ? " and \(pending) of its orders under way are still to be paid of that" : ""
    }
}

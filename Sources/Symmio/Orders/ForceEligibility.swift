public import EVMCore
public import SymmioContracts

/// What an owner can do without the solver, once its time is up.
public enum ForceAction: String, Sendable, Hashable, CaseIterable {
    /// Cancel a quote whose cancellation the solver has not agreed to.
    case cancelQuote = "cancel-quote"
    /// Take back a request to close whose cancellation the solver has not agreed to.
    case cancelClose = "cancel-close"
    /// Close a position that the solver has not closed although the market was there.
    case closePosition = "close"
}

/// The deployment's cooldowns and terms of force, as the chain has them.
public struct ForceTerms: Sendable, Hashable {
    /// From asking for a quote's cancellation to forcing it, in seconds.
    public var cancelCooldown: UInt64
    /// From asking for a close request's cancellation to forcing it, in seconds.
    public var cancelCloseCooldown: UInt64
    /// From a close request to the first second whose prices count, in seconds.
    public var closeFirstCooldown: UInt64
    /// From the last second whose prices count to the forced close, in seconds.
    public var closeSecondCooldown: UInt64
    /// How many seconds of prices a close at their average needs.
    public var closeMinimumPeriod: UInt64
    /// How far beyond the price asked for the market must have been, as a fraction.
    public var closeGapRatio: Wad
    /// How much better than asked for the solver has to pay, as a fraction.
    public var closePricePenalty: Wad

    /// Creates terms.
    public init(
        cancelCooldown: UInt64, cancelCloseCooldown: UInt64, closeFirstCooldown: UInt64, closeSecondCooldown: UInt64, closeMinimumPeriod: UInt64,
        closeGapRatio: Wad, closePricePenalty: Wad
    ) {
        self.cancelCooldown = cancelCooldown
        self.cancelCloseCooldown = cancelCloseCooldown
        self.closeFirstCooldown = closeFirstCooldown
        self.closeSecondCooldown = closeSecondCooldown
        self.closeMinimumPeriod = closeMinimumPeriod
        self.closeGapRatio = closeGapRatio
        self.closePricePenalty = closePricePenalty
    }

    /// The first second (since 1970) at which an action can be taken on an order. A cooldown's last second is still too early.
    public func earliest(_ action: ForceAction, after modifiedAt: UInt64) -> UInt64 {
        switch action {
        case .cancelQuote: Self.sum(modifiedAt, cancelCooldown, 1)
        case .cancelClose: Self.sum(modifiedAt, cancelCloseCooldown, 1)
        case .closePosition: Self.sum(modifiedAt, closeFirstCooldown, closeMinimumPeriod, closeSecondCooldown)
        }
    }

    /// The sum; the greatest number where it is greater.
    static func sum(_ values: UInt64...) -> UInt64 {
        values.reduce(0) { total, value in
            let (sum, overflow) = total.addingReportingOverflow(value)
            return overflow ? .max : sum
        }
    }
}

/// Whether an action can be forced, and if not, why or when.
public struct ForceEligibility: Sendable, Hashable {
    /// The answer.
    public enum Verdict: Sendable, Hashable {
        /// Now.
        case now
        /// From this second (since 1970), so many seconds from now.
        case later(from: UInt64, secondsLeft: UInt64)
        /// Not in this state of the quote; the state that it takes.
        case wrongState(QuoteStatus, needed: QuoteStatus)
        /// Only requests to close at a limit can be forced.
        case notLimit
        /// The request's deadline comes before that can be; it expires by itself.
        case deadlineTooEarly(UInt64)
    }

    /// What is to be forced.
    public var action: ForceAction
    /// The quote.
    public var quoteId: UInt256
    /// The chain's time that the answer is of, in seconds since 1970.
    public var now: UInt64
    /// The answer.
    public var verdict: Verdict

    /// Whether it can be forced now.
    public var isEligible: Bool { verdict == .now }

    /// Whether an action can be forced on a quote.
    public init(_ action: ForceAction, on quote: Symmio085.Core.Quote, terms: ForceTerms, now: UInt64) {
        self.action = action
        self.now = now
        quoteId = quote.id
        let needed: QuoteStatus =
            switch action {
            case .cancelQuote: .cancelPending
            case .cancelClose: .cancelClosePending
            case .closePosition: .closePending
            }
        let from = terms.earliest(action, after: UInt64(clamping: quote.statusModifyTimestamp))
        let deadline = UInt64(clamping: quote.deadline)
        if quote.quoteStatus != needed {
            verdict = .wrongState(quote.quoteStatus, needed: needed)
        } else if action == .closePosition, quote.orderType != .limit {
            verdict = .notLimit
        } else if action == .closePosition, from > deadline {
            verdict = .deadlineTooEarly(deadline)
        } else {
            verdict = now >= from ? .now : .later(from: from, secondsLeft: from &- now)
        }
    }
}

/// Which seconds' prices an oracle has to attest for a position to be closed by force, and what they have to show.
public struct ForceCloseWindow: Sendable, Hashable {
    /// The first second (since 1970) that counts.
    public var from: UInt64
    /// The last second that counts as of now.
    public var to: UInt64
    /// Long or short.
    public var side: PositionType
    /// What the highest price (of a long) or the lowest (of a short) has to reach.
    public var priceNeeded: Wad
    /// What the solver has to pay at least (for a long), or may ask for at most (for a short).
    public var penaltyPrice: Wad
    /// How many seconds the prices have to cover where their average is paid.
    public var minimumPeriod: UInt64

    /// The window of a request to close; nil where no second counts yet.
    ///
    /// - Throws: `ValueError` where numbers exceed 256 bits.
    public init?(_ quote: Symmio085.Core.Quote, terms: ForceTerms, now: UInt64) throws(ValueError) {
        from = ForceTerms.sum(UInt64(clamping: quote.statusModifyTimestamp), terms.closeFirstCooldown)
        let end = min(now, UInt64(clamping: quote.deadline))
        guard end >= terms.closeSecondCooldown, end - terms.closeSecondCooldown > from else { return nil }
        to = end - terms.closeSecondCooldown
        side = quote.positionType
        minimumPeriod = terms.closeMinimumPeriod
        let wanted = Wad(units: quote.requestedClosePrice)
        let gap = try wanted.multiplied(by: terms.closeGapRatio, rounding: .down)
        let penalty = try wanted.multiplied(by: terms.closePricePenalty, rounding: .down)
        priceNeeded = side == .short ? try wanted - gap : try wanted + gap
        penaltyPrice = side == .short ? try wanted - penalty : try wanted + penalty
    }

    /// What is wrong with an oracle's prices; nil where the core takes them.
    public func fault(of signature: HighLowSignature) -> ForceCloseFault? {
        let (start, end) = (UInt64(clamping: signature.startTime), UInt64(clamping: signature.endTime))
        let (lowest, highest) = (Wad(units: signature.lowest), Wad(units: signature.highest))
        let average = Wad(units: signature.averagePrice)
        if start < from { return .startsTooEarly(start, earliest: from) }
        if end > to || end < start { return .endsTooLate(end, latest: to) }
        if average < lowest || average > highest { return .averageOutOfRange(average, lowest: lowest, highest: highest) }
        let reached = side == .short ? lowest : highest
        if side == .short ? reached > priceNeeded : reached < priceNeeded { return .priceNotReached(reached, needed: priceNeeded) }
        if price(for: signature) == average, end - start < minimumPeriod { return .periodTooShort(end - start, needed: minimumPeriod) }
        return nil
    }

    /// The price that the position is closed at with an oracle's prices: the penalty's, or their average where that is better.
    public func price(for signature: HighLowSignature) -> Wad {
        let average = Wad(units: signature.averagePrice)
        return side == .short ? min(penaltyPrice, average) : max(penaltyPrice, average)
    }
}

/// An oracle's signature over the prices of a time. All releases share the type.
public typealias HighLowSignature = Symmio084.Core.HighLowPriceSig

/// What is wrong with an oracle's prices for a forced close.
public enum ForceCloseFault: Error, Sendable, Hashable {
    /// They begin before the first second that counts.
    case startsTooEarly(UInt64, earliest: UInt64)
    /// They end after the last second that counts.
    case endsTooLate(UInt64, latest: UInt64)
    /// Their average is not between their lowest and highest.
    case averageOutOfRange(Wad, lowest: Wad, highest: Wad)
    /// The market was not far enough beyond the price asked for.
    case priceNotReached(Wad, needed: Wad)
    /// They cover too few seconds for their average to be paid.
    case periodTooShort(UInt64, needed: UInt64)
}

extension ForceCloseFault: CustomStringConvertible {
    /// What is wrong.
    public var description: String {
        switch self {
        case .startsTooEarly(let start, let earliest): "the prices begin at \(start), before \(earliest), the first second that counts"
        case .endsTooLate(let end, let latest): "the prices end at \(end), which is not in the time that counts, up to \(latest)"
        case .averageOutOfRange(let average, let lowest, let highest): "the average \(average) is not between \(lowest) and \(highest)"
        case .priceNotReached(let reached, let needed): "the market was at \(reached) at best, and \(needed) is needed"
        case .periodTooShort(let period, let needed): "the prices cover \(period) s, and \(needed) s are needed for their average"
        }
    }
}

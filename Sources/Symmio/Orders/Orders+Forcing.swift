import EVMClient
public import EVMCore
public import EVMSigning
public import SymmioContracts

/// What an owner can do where the solver does nothing.
extension Orders {
    private typealias Core = Symmio085.Core.Calls

    /// The deployment's cooldowns and terms of force for a quote's market.
    ///
    /// - Throws: ``OrderError/symmio(_:)``, ``OrderError/noQuote(_:)``.
    public func terms(for id: UInt256) async throws(OrderError) -> ForceTerms { try await terms(for: try await quote(id)) }

    func terms(for quote: Symmio085.Core.Quote) async throws(OrderError) -> ForceTerms {
        try await asking { () async throws(SymmioError) in
            let (cooldowns, close, period, gap, penalty) = try await client.chaining { () async throws(ChainError) in
                try await client.chain.read(
                    Core.CoolDownsOfMA().from(core), Core.ForceCloseCooldowns().from(core), Core.ForceCloseMinSigPeriod().from(core),
                    Core.ForceCloseGapRatio(symbolId: quote.symbolId).from(core), Core.ForceClosePricePenalty().from(core))
            }
            return try await client.chaining { () throws(ChainError) in
                let (general, close) = (try cooldowns.get(), try close.get())
                return ForceTerms(
                    cancelCooldown: UInt64(clamping: general.value1), cancelCloseCooldown: UInt64(clamping: general.value2),
                    closeFirstCooldown: UInt64(clamping: close.value0), closeSecondCooldown: UInt64(clamping: close.value1),
                    closeMinimumPeriod: UInt64(clamping: try period.get()), closeGapRatio: Wad(units: try gap.get()),
                    closePricePenalty: Wad(units: try penalty.get()))
            }
        }
    }

    /// Whether an action can be forced on a quote now, and if not, why or when.
    ///
    /// - Throws: ``OrderError/symmio(_:)``, ``OrderError/noQuote(_:)``.
    public func eligibility(_ action: ForceAction, of id: UInt256) async throws(OrderError) -> ForceEligibility {
        let quote = try await quote(id)
        let terms = try await terms(for: quote)
        let now = try await asking { () async throws(SymmioError) in try await client.now() }
        return ForceEligibility(action, on: quote, terms: terms, now: now)
    }

    /// Which seconds' prices an oracle has to attest for a position to be closed by force, and what they have to show; nil where no second
    /// counts yet.
    ///
    /// - Throws: ``OrderError``.
    public func forceCloseWindow(of id: UInt256) async throws(OrderError) -> ForceCloseWindow? {
        let quote = try await quote(id)
        let terms = try await terms(for: quote)
        let now = try await asking { () async throws(SymmioError) in try await client.now() }
        do throws(ValueError) {
            return try ForceCloseWindow(quote, terms: terms, now: now)
        } catch {
            throw .amount(error)
        }
    }

    /// Cancels a quote whose cancellation the solver has not agreed to in time.
    ///
    /// - Throws: ``OrderError``; ``OrderError/notEligible(_:)`` says why not, or when.
    public func forceCancel(_ id: UInt256, owner: any Signer) async throws(OrderError) {
        try await force(.cancelQuote, Core.ForceCancelQuote(quoteId: id), id, owner)
    }

    /// Takes back a request to close whose cancellation the solver has not agreed to in time: the position is open again.
    ///
    /// - Throws: ``OrderError``; ``OrderError/notEligible(_:)`` says why not, or when.
    public func forceCancelClose(_ id: UInt256, owner: any Signer) async throws(OrderError) {
        try await force(.cancelClose, Core.ForceCancelCloseRequest(quoteId: id), id, owner)
    }

    /// Closes a position that the solver has not closed although the market was there.
    ///
    /// - Parameter signature: The oracle's prices of a time within ``forceCloseWindow(of:)``.
    /// - Returns: The price that it is closed at.
    /// - Throws: ``OrderError``; ``OrderError/notEligible(_:)`` and ``OrderError/prices(_:)`` say why not, or when.
    @discardableResult
    public func forceClose(_ id: UInt256, signature: HighLowSignature, owner: any Signer) async throws(OrderError) -> Wad {
        let window = try await checkForceClose(id, signature)
        try await transact(Core.ForceClosePosition(quoteId: id, sig: signature), as: try await quote(id).partyA, owner)
        return window.price(for: signature)
    }

    /// Whether a position can be closed by force with an oracle's prices.
    func checkForceClose(_ id: UInt256, _ signature: HighLowSignature) async throws(OrderError) -> ForceCloseWindow {
        let eligibility = try await eligibility(.closePosition, of: id)
        switch eligibility.verdict {
        case .now, .later: break  // a shorter time of prices may do where the penalty is paid; the window tells
        default: throw .notEligible(eligibility)
        }
        guard let window = try await forceCloseWindow(of: id) else { throw .notEligible(eligibility) }
        if let fault = window.fault(of: signature) { throw .prices(fault) }
        return window
    }

    private func force(_ action: ForceAction, _ call: some ContractCall, _ id: UInt256, _ owner: any Signer) async throws(OrderError) {
        let eligibility = try await eligibility(action, of: id)
        guard eligibility.isEligible else { throw .notEligible(eligibility) }
        try await transact(call, as: try await quote(id).partyA, owner)
    }
}

internal import EVMClient
internal import EVMCore
internal import EVMSigning
internal import SymmioContracts

extension TradingSession {
    private typealias Core = Symmio085.Core.Calls
    private typealias Layer = Symmio085.AccountLayer.Calls
    private typealias Instant = Symmio085.InstantLayer.Calls

    /// What opening a position comes to: everything is read and reckoned, nothing signed or sent.
    ///
    /// The order is checked as ``open(_:)-(OpenPreview)`` checks it: market rules, slippage, balance, binding and the session's delegation, so that what
    /// would be refused is told now.
    /// - Throws: ``TradingError``.
    public func preview(_ intent: OpenIntent) async throws(TradingError) -> OpenPreview {
        try reckon { () throws(TradeMathsError) in try OpenTerms.check(leverage: intent.leverage, slippage: intent.slippage) }
        let market = try await market(intent.market)
        try check(market, intent.position)
        let state = try await openState(market, intent.position)
        let mark = try await markPrice(of: market)
        let rules = try await rules(of: market)
        let (percents, info) = try await asking(.solver) { () async throws(ServiceError) in
            let percents = try await solver.lockedPercents(market: market.name, leverage: intent.leverage)
            // Only low-cap solvers have flat fees.
            return (percents, solver.solver.kind == .enigma ? try? await solver.info() : nil)
        }
        var terms = OpenTerms(
            profile: deployment.style.maths, solverKind: solver.solver.kind, position: intent.position, mark: mark, size: intent.size,
            leverage: intent.leverage, slippage: intent.slippage, percents: percents,
            fees: market.feeRates(platformOpen: state.openFee, platformClose: state.closeFee, info: info), rules: rules)
        let first = try reckon { () throws(TradeMathsError) in try terms.quotation() }
        if first.quantity > .zero { terms.estimatedFill = try await estimate(market, first, rules) }
        let quotation = try reckon { () throws(TradeMathsError) in
            let quotation = try terms.quotation()
            try quotation.validate()
            return quotation
        }
        let margin = try Self.margin(quotation, openFee: state.openFee)
        guard state.available >= margin else {
            throw state.short(of: margin)
        }
        return OpenPreview(
            intent: intent, market: market, quotation: quotation, estimatedFill: terms.estimatedFill, margin: margin, subAccount: subAccount,
            available: state.available, isolation: state.isolation, account: state.account, needsOracle: state.needsOracle,
            chainTime: state.chainTime, solver: solver.solver, contracts: deployment.contracts, lifetime: options.lifetime,
            callName: quoteCallName)
    }

    /// The call that sends a quote.
    var quoteCallName: String { deployment.release == .v085 || solver.solver.kind == .rasa ? "sendQuoteWithAffiliateAndData" : "sendQuote" }

    func reckon<T>(_ body: () throws(TradeMathsError) -> T) throws(TradingError) -> T {
        do throws(TradeMathsError) {
            return try body()
        } catch {
            throw .maths(error)
        }
    }

    private func check(_ market: Market, _ position: PositionType) throws(TradingError) {
        if market.isValid == false { throw .marketClosed(market.name, reason: "the market is not listed") }
        if market.rfqAllowed == false { throw .marketClosed(market.name, reason: "the solver takes no quotes for it") }
        let state = position == .short ? market.shortState : market.longState
        if state?.allowsOpening == false {
            throw .marketClosed(market.name, reason: "\(position == .short ? "shorts" : "longs") cannot be opened now")
        }
    }

    func rules(of market: Market) async throws(TradingError) -> MarketRules {
        try await asking(.solver) { () async throws(ServiceError) in
            // A solver that cannot tell its capacity refuses an order that exceeds it; nothing else depends on it.
            let capacity = try? await solver.notionalCap(symbolId: market.id)
            do throws(JSONFieldError) {
                return try market.rules(capacity: capacity?.error?.isEmpty == false ? nil : capacity)
            } catch {
                throw .unreadable(status: 200, error)
            }
        }
    }

    private func estimate(_ market: Market, _ quotation: OpenQuotation, _ rules: MarketRules) async throws(TradingError) -> Wad? {
        // Solvers of majors have no estimates.
        guard solver.solver.kind == .enigma else { return nil }
        let terms = quotation.terms
        let bound: Wad
        do throws(ValueError) {
            bound = try OpenTerms.estimateBound(mark: terms.mark, position: terms.position, rules: rules)
        } catch {
            throw .maths(.arithmetic(error))
        }
        return try await asking(.solver) { () async throws(ServiceError) in
            try await solver.estimatedPrice(
                symbolId: market.id, quantity: quotation.quantity, position: terms.position, isOpening: true, bound: bound)
        }
    }

    /// The core takes what is locked and its fee on the whole notional out of the margin; a profile that funds less would be refused.
    static func margin(_ quotation: OpenQuotation, openFee: Wad) throws(TradingError) -> Wad {
        do throws(ValueError) {
            let fee = try quotation.price.multiplied(by: quotation.quantity, rounding: .up).multiplied(by: openFee, rounding: .up)
            let least = try quotation.cva + quotation.lf + quotation.partyAmm + fee
            return max(quotation.margin, least)
        } catch {
            throw .maths(.arithmetic(error))
        }
    }

    // MARK: The chain's side

    struct OpenState {
        var available: Wad
        var openFee: Wad
        var closeFee: Wad
        var isolation: VirtualAccountIsolation?
        var account: Address
        var chainTime: UInt64
        var needsOracle = false

        /// There is less than an order needs.
        func short(of margin: Wad) -> TradingError {
            isolation == nil ? .allocation(free: available, needed: margin) : .balance(available: available, needed: margin)
        }
    }

    /// - Parameter checksDelegation: Whether the session key has to be delegated; the owner's wallet needs no delegation.
    func openState(_ market: Market, _ position: PositionType, checksDelegation: Bool = true) async throws(TradingError) -> OpenState {
        guard market.id >= 0 else { throw .noMarket(market.name) }
        if solver.solver.kind == .rasa { return try await openStateOfMajors(market, checksDelegation: checksDelegation) }
        let detail = try await accountDetail()
        guard let isolation = detail.isolationType.virtualAccountIsolation(for: position) else {
            throw .unsupported(
                "the sub-account \(subAccount) is of isolation type CUSTOM, which has no virtual accounts made for positions; a solver of majors "
                    + "trades with it")
        }
        let symbolId = UInt256(UInt64(market.id))
        let contracts = deployment.contracts
        let affiliate = contracts.affiliate
        let time = try await chainTime()
        if checksDelegation { try await checkDelegation() }
        return try await chaining { () async throws(ChainError) -> Result<OpenState, TradingError> in
            let (balance, bind, fee, next) = try await client.chain.read(
                Core.BalanceOf(user: subAccount).from(core), Core.GetBindState(user: subAccount).from(core),
                Core.GetFeeForUser(affiliate: affiliate, user: subAccount, symbolId: symbolId).from(core),
                Layer.PredictNextVirtualAccountAddress(subAccount: subAccount, isolationType: isolation, symbolId: symbolId)
                    .from(contracts.accountLayer))
            let binding = try bind.get()
            guard binding.status != .notBound, binding.partyB == solver.solver.address else {
                let why: TradingError.NotBound = binding.status == .notBound ? .placeholder : .elsewhere(binding.partyB)
                return .failure(.notBound(account: subAccount, solver: solver.solver.address, why))
            }
            let fees = try fee.get()
            return .success(
                OpenState(
                    available: Wad(units: try balance.get()), openFee: Wad(units: fees.openFee), closeFee: Wad(units: fees.closeFee),
                    isolation: isolation, account: try next.get(), chainTime: time))
        }.get()
    }

    /// The time that deadlines are reckoned from: the later of the chain's and this machine's, as blocks may be old on a quiet chain and a
    /// machine's clock slow.
    func chainTime() async throws(TradingError) -> UInt64 {
        do throws(SymmioError) {
            let local = options.timing.secondsSince1970()
            return max(try await client.now(), local > 0 && local < 1e12 ? UInt64(local) : 0)
        } catch {
            throw .symmio(error)
        }
    }

    /// Until when what is signed at a time can be executed.
    ///
    /// - Throws: ``TradingError/unsupported(_:)`` where no number says it.
    static func deadline(_ lifetime: UInt64, from now: UInt64) throws(TradingError) -> UInt64 {
        let (deadline, overflow) = now.addingReportingOverflow(lifetime)
        guard !overflow else { throw .unsupported("a lifetime of \(lifetime) s is beyond all time") }
        return deadline
    }

    /// Refuses to trade with a key that the Instant Layer would refuse.
    func checkDelegation() async throws(TradingError) {
        // The owner needs none.
        if let owner = await facts.subAccount()?.owner, owner == session.signer.address { return }
        let required: [Selector]
        do throws(DeploymentError) {
            // What services ask for beyond functions is not the contract's to check.
            required = try deployment.sessionSelectors().filter {
                if case .function = SelectorMeaning($0, release: deployment.release) { true } else { false }
            }
        } catch {
            throw .symmio(.configuration(error))
        }
        let layer = deployment.contracts.instantLayer
        let reads = required.map { Instant.IsDelegationActive(delegator: subAccount, delegate: session.signer.address, selector: $0).from(layer) }
        let granted = try await chaining { () async throws(ChainError) in
            var granted: [Selector] = []
            for (selector, answer) in zip(required, try await client.chain.read(reads)) where try answer.get() { granted.append(selector) }
            return granted
        }
        guard granted.count < required.count else { return }
        // The whole story, with the other releases' selectors, for the explanation.
        let check: DelegationCheck
        do throws(SymmioError) {
            check = try await client.sessions.status(of: session.signer.address, for: subAccount).check
        } catch {
            throw .symmio(error)
        }
        throw .noDelegation(check)
    }
}

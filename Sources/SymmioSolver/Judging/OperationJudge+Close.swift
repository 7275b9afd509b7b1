import EVMClient
public import EVMCore
public import Symmio
public import SymmioContracts

/// A request to close that the chain would take and that this solver can fill.
public struct JudgedClose: Sendable {
    /// What came.
    public let operation: SignedInstantOperation
    /// What it says.
    public let call: RequestToClosePosition
    /// Where it would be filled, and the market's rules.
    public let offer: Offer
    /// The market.
    public let symbolId: UInt256
    /// Long or short.
    public let position: PositionType
    /// The sub-account that the position belongs to.
    public let subAccount: Address
    /// The account that holds it.
    public let account: Address
    /// What was signed.
    public let digest: Bytes32
    /// The time that was looked at, in seconds since 1970.
    public let judgedAt: UInt64

    let part: OrderPart
    let verified: VerifiedOperation

    /// What it holds on to until it has ended.
    public var hold: PendingBook.Hold {
        var hold = PendingBook.Hold(digests: [digest])
        hold.closing = call.quoteId
        return hold
    }

    /// The worst acceptable price.
    public var bound: Wad { Wad(units: call.closePrice) }
    /// How much is closed.
    public var quantity: Wad { Wad(units: call.quantityToClose) }
}

extension OperationJudge {
    /// Judges requests to close: each by the Instant Layer's rules, then by the core's and the solver's; all or none.
    ///
    /// - Parameter resting: whether they are at a limit and shall wait on chain, wherever the market is.
    /// - Throws: ``Refusal``.
    public func judge(_ request: CloseRequest, markets: some SolverMarkets, resting: Bool = false) async throws(Refusal) -> [JudgedClose] {
        let allowed = 1...CloseRequest.maximumOperations
        guard allowed.contains(request.operations.count) else { throw Refusal(.order, .count(request.operations.count, allowed: allowed)) }
        let core = deployment.contracts.symmioCore
        let candidates = request.operations.enumerated().map { Candidate(part: .close($0), signed: $1, target: core) }
        let block = try await look()
        try checkShapes(candidates, at: block)
        let calls = try await asSigned(candidates, at: block) { () throws(Refusal) in
            var calls: [RequestToClosePosition] = []
            for candidate in candidates { calls.append(try Self.closeCall(candidate.operation.callData, candidate.part)) }
            return calls
        }
        let verified = try await verify(candidates, at: block)

        var reads = ChainReads()
        let quotes = calls.map { reads.add(Symmio085.Core.Calls.GetQuote(quoteId: $0.quoteId), from: core) }
        let answers = try await run(reads, at: block)
        var judged: [JudgedClose] = []
        for (index, operation) in verified.enumerated() {
            judged.append(
                try await judge(
                    operation, .close(index), calls[index], try answers.get(quotes[index]), after: judged, markets: markets, resting: resting, at: block))
        }
        return judged
    }

    private static func closeCall(_ callData: Bytes, _ part: OrderPart) throws(Refusal) -> RequestToClosePosition {
        guard callData.count >= 4, let selector = Selector(callData.prefix(4)) else {
            throw Refusal(part, .shortCallData(bytes: callData.count))
        }
        guard selector == RequestToClosePosition.selector else {
            throw Refusal(part, .unknownCall(selector, expected: ["requestToClosePosition"]))
        }
        return try decode(callData, of: part)
    }

    private func judge(
        _ verified: VerifiedOperation, _ part: OrderPart, _ call: RequestToClosePosition, _ quote: Symmio085.Core.Quote,
        after earlier: [JudgedClose], markets: some SolverMarkets, resting: Bool, at block: JudgedBlock
    ) async throws(Refusal) -> JudgedClose {
        let account = verified.signed.operation.signerAccount.addr
        func none(_ why: String) -> Refusal { Refusal(part, .noPosition(call.quoteId, why: why)) }
        guard isAhead(call.deadline, at: block) else { throw Refusal(part, .expired(deadline: call.deadline, now: block.now)) }
        guard !quote.id.isZero, quote.partyA == account else {
            throw none("it is no quote of \(account); sign for the account that holds it, the virtual account where there is one")
        }
        guard quote.partyB == solver else { throw none("it is with \(quote.partyB), not with this solver") }
        guard !earlier.contains(where: { $0.call.quoteId == call.quoteId }) else { throw Refusal(part, .closing(call.quoteId)) }
        guard quote.quoteStatus == .opened else { throw none("it is not open") }
        let trade = Trade(
            symbolId: quote.symbolId, position: quote.positionType, isOpening: false, quantity: Wad(units: call.quantityToClose))
        guard let offer = await markets.offer(for: trade) else { throw Refusal(part, .unknownMarket(quote.symbolId)) }
        if let why = offer.closedBecause { throw Refusal(part, .closedMarket(quote.symbolId, why: why)) }
        let violations: [MarketViolation]
        do throws(ValueError) {
            let locked = try Wad(units: quote.lockedValues.cva) + Wad(units: quote.lockedValues.lf) + Wad(units: quote.lockedValues.partyAmm)
            let open = try Wad(units: quote.quantity) - Wad(units: quote.closedAmount)
            violations = try offer.rules.closeViolations(quantity: trade.quantity, open: open, locked: locked)
        } catch {
            throw Refusal(part, .unreckonable(error))
        }
        guard violations.isEmpty else { throw Refusal(part, .rules(violations)) }
        let bound = Wad(units: call.closePrice)
        let isFair = trade.isBuying ? offer.price <= bound : offer.price >= bound
        guard !resting || call.orderType == .limit else { throw Refusal(part, .inconsistent("it is at market; only a close at a limit can wait")) }
        guard isFair || resting else { throw Refusal(part, .price(fill: offer.price, bound: bound, position: quote.positionType, opening: false)) }
        return JudgedClose(
            operation: verified.signed, call: call, offer: offer, symbolId: quote.symbolId, position: quote.positionType,
            subAccount: verified.delegator, account: account, digest: verified.digest, judgedAt: block.now, part: part, verified: verified)
    }
}

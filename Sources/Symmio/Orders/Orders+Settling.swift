internal import EVMClient
public import EVMCore
public import EVMSigning
public import SymmioContracts

/// Forced closes after a settlement: where a solver has not enough for a position's profit because other positions' losses of the account are
/// not paid yet, those are paid first.
extension Orders {
    private typealias Core = Symmio085.Core.Calls

    /// The oracle's word on what settling some open positions of one account comes to.
    ///
    /// - Throws: ``OrderError``; ``OrderError/settlement(_:)`` where they are of several accounts.
    public func settlement(of ids: [UInt256], oracle: MuonOptions = MuonOptions()) async throws(OrderError) -> SettlementSignature {
        var account: Address?
        for id in ids {
            let quote = try await quote(id)
            guard account == nil || account == quote.partyA else { throw .settlement(.otherAccount(id)) }
            account = quote.partyA
        }
        guard let account else { throw .settlement(.nothing) }
        return try await asking { () async throws(SymmioError) in
            try await client.attesting(oracle) { (muon) async throws(MuonError) in try await muon.settlement(ofPartyA: account, quoteIds: ids) }.signature
        }
    }

    /// What a settlement before a forced close comes to.
    ///
    /// - Parameter prices: The positions' new open prices; the oracle's current ones where nil.
    /// - Throws: ``OrderError``; ``OrderError/settlement(_:)``.
    public func settlementPlan(
        for id: UInt256, _ signature: SettlementSignature, prices: [Wad]? = nil
    ) async throws(OrderError) -> SettlementPlan {
        let account = try await quote(id).partyA
        var quotes: [Symmio085.Core.Quote] = []
        for row in signature.quotesSettlementsData { quotes.append(try await quote(row.quoteId)) }
        do throws(SettlementFault) {
            return try SettlementPlan(signature, of: account, quotes: quotes, prices: prices)
        } catch {
            throw .settlement(error)
        }
    }

    /// Settles open positions of an account, and then closes one of them, or another, by force.
    ///
    /// The core settles first, which counts the nonces of account and solver on, and only then checks the oracle's prices: those have to be
    /// signed for the nonces after the settlement. The oracle's published methods sign for those of now; it has to be asked otherwise for them.
    /// - Parameters:
    ///   - settlement: See ``settlement(of:oracle:)``.
    ///   - updatedPrices: The positions' new open prices; the oracle's current ones where nil.
    ///   - signature: The oracle's prices of a time within ``forceCloseWindow(of:)``, signed for the nonces after the settlement.
    /// - Returns: The price that it is closed at.
    /// - Throws: ``OrderError``; ``OrderError/notEligible(_:)``, ``OrderError/settlement(_:)`` and ``OrderError/prices(_:)`` say why not, or when.
    @discardableResult
    public func settleAndForceClose(
        _ id: UInt256, settlement: SettlementSignature, updatedPrices: [Wad]? = nil, signature: HighLowSignature, owner: any Signer
    ) async throws(OrderError) -> Wad {
        let window = try await checkForceClose(id, signature)
        let plan = try await settlementPlan(for: id, settlement, prices: updatedPrices)
        let call = Core.SettleAndForceClosePosition(
            quoteId: id, sig: signature, settleSig: settlement, updatedPrices: plan.rows.map(\.newPrice.units))
        try await transact(call, as: plan.account, owner)
        return window.price(for: signature)
    }
}

internal import EVMClient
internal import EVMCore
internal import SymmioContracts

/// What differs with a solver of majors: the sub-account, of isolation type CUSTOM, trades itself, with what is allocated to it, and where it
/// is bound to no solver its quotes carry the oracle's signature.
extension TradingSession {
    private typealias Core = Symmio085.Core.Calls

    func openStateOfMajors(_ market: Market, checksDelegation: Bool) async throws(TradingError) -> OpenState {
        let detail = try await accountDetail()
        guard detail.isolationType == .custom else {
            throw .unsupported(
                "the solver \(solver.solver.address) trades with sub-accounts of isolation type CUSTOM, and \(subAccount) is another: make one for it")
        }
        let symbolId = UInt256(UInt64(max(0, market.id)))
        let time = try await chainTime()
        if checksDelegation { try await checkDelegation() }
        let affiliate = deployment.contracts.affiliate
        let (bind, fees, books) = try await chaining { () async throws(ChainError) in
            let (bind, fees, books) = try await client.chain.read(
                Core.GetBindState(user: subAccount).from(core),
                Core.GetFeeForUser(affiliate: affiliate, user: subAccount, symbolId: symbolId).from(core),
                Symmio084.Core.Calls.BalanceInfoOfPartyA(partyA: subAccount).from(core))
            return (try bind.get(), try fees.get(), try books.get())
        }
        let isBound = bind.status != .notBound
        guard !isBound || bind.partyB == solver.solver.address, isBound || deployment.muon != nil else {
            throw .notBound(account: subAccount, solver: solver.solver.address, isBound ? .elsewhere(bind.partyB) : .noOracle)
        }
        // A bound account's quote is taken without a look at its open profit or loss.
        let upnl = isBound ? .zero : try await attest(symbolId).upnl
        let available = try arithmetic { () throws(ValueError) in try AccountHealth(books).lockable(profit: SignedWad(units: upnl)) }
        return OpenState(
            available: available, openFee: Wad(units: fees.openFee), closeFee: Wad(units: fees.closeFee), isolation: nil, account: subAccount,
            chainTime: time, needsOracle: !isBound)
    }

    /// What stands in an order for the oracle's signature, or that itself.
    func upnlSignature(_ market: Market, needsOracle: Bool, now: UInt64) async throws(TradingError) -> OpenOrder.UpnlSignature {
        guard needsOracle else {
            return deployment.style.flexUpnlSig && solver.solver.kind == .enigma ? .placeholder(timestamp: now) : .empty
        }
        return .signed(try await attest(UInt256(UInt64(max(0, market.id)))))
    }

    /// The oracle's word on the sub-account and a market.
    private func attest(_ symbolId: UInt256) async throws(TradingError) -> UpnlAndPriceSignature {
        let account = subAccount
        do throws(SymmioError) {
            return try await client.attesting(MuonOptions(services: options.services)) { (muon) async throws(MuonError) in
                try await muon.upnlAndPrice(ofPartyA: account, symbolId: symbolId)
            }.signature
        } catch {
            if case .muon(.cancelled) = error { throw .cancelled }
            if case .muon(let error) = error { throw .oracle(error) }
            throw .symmio(error)
        }
    }
}

import EVMCore
import Symmio
import SymmioContracts
import SymmioSolver

/// The oracle's signatures that the solver's calls carry; nothing is signed where the account is bound to it.
extension SandboxLimitOrders {
    /// What locking carries; nil where the oracle does not answer now.
    func lockSignature(_ quote: Symmio085.Core.Quote) async -> Symmio084.Core.SingleUpnlSig? {
        try? await source(for: quote.partyA).lockSignature(account: quote.partyA, solver: chain.addresses.solver, now: await chain.now)
    }

    /// What opening and closing carry; nil where the oracle does not answer now.
    func pairSignature(_ quote: Symmio085.Core.Quote) async -> Symmio084.Core.PairUpnlAndPriceSig? {
        guard let mark = await mark(of: quote.symbolId) else { return nil }
        return try? await source(for: quote.partyA).pairSignature(
            account: quote.partyA, solver: chain.addresses.solver, symbolId: quote.symbolId, mark: mark, now: await chain.now)
    }

    private func source(for account: Address) async -> any UpnlSource {
        let bind = try? await chain.read(Symmio085.Core.Calls.GetBindState(user: account), from: chain.addresses.core)
        return bind?.status == .notBound ? majors.desk.assembler.signatures : BoundOnly()
    }
}

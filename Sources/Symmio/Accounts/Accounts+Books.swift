internal import EVMClient
internal import EVMCore
internal import SymmioContracts

extension AccountHealth {
    /// The account's margin against positions in one market.
    func against(_ positions: [Position]) -> AccountHealth {
        var health = self
        health.exposures = positions.filter(\.isOpen).map { .init(side: $0.side, quantity: $0.openQuantity, openPrice: $0.openPrice) }
        return health
    }
}

extension Accounts {
    /// What the core keeps of an account that trades, without its positions.
    func books(of account: Address) async throws(SymmioError) -> AccountHealth {
        let info = try await client.read(
            Symmio084.Core.Calls.BalanceInfoOfPartyA(partyA: account), from: client.deployment.contracts.symmioCore)
        do throws(ValueError) {
            return try AccountHealth(info)
        } catch {
            throw .amount(error)
        }
    }
}

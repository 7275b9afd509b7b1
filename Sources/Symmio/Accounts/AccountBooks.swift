internal import EVMClient
internal import EVMCore
internal import SymmioContracts

/// What the core keeps of an account that trades.
struct AccountBooks: Sendable {
    var allocated: Wad
    var cva: Wad
    var lf: Wad
    var partyAmm: Wad
    var pendingLocked: Wad

    /// The account's margin against positions in one market.
    func health(_ positions: [Position]) -> AccountHealth {
        AccountHealth(
            allocated: allocated, cva: cva, lf: lf, partyAmm: partyAmm, pendingLocked: pendingLocked,
            exposures: positions.filter(\.isOpen).map { .init(side: $0.side, quantity: $0.openQuantity, openPrice: $0.openPrice) })
    }
}

extension Accounts {
    /// What the core keeps of an account.
    func books(of account: Address) async throws(SymmioError) -> AccountBooks {
        let info = try await client.read(
            Symmio084.Core.Calls.BalanceInfoOfPartyA(partyA: account), from: client.deployment.contracts.symmioCore)
        do throws(ValueError) {
            return AccountBooks(
                allocated: Wad(units: info.value0), cva: Wad(units: info.value1), lf: Wad(units: info.value2), partyAmm: Wad(units: info.value3),
                pendingLocked: try Wad(units: info.value5) + Wad(units: info.value6) + Wad(units: info.value7))
        } catch {
            throw .amount(error)
        }
    }
}

public import EVMCore
public import SymmioContracts

extension AccountHealth {
    /// An account as the core keeps it (`balanceInfoOfPartyA`), without its positions. All releases share the view.
    ///
    /// - Throws: `ValueError` where numbers exceed 256 bits.
    public init(_ books: Symmio084.Core.Calls.BalanceInfoOfPartyA.Return) throws(ValueError) {
        // Allocated; then cva, lf and both maintenance margins, of what is locked and of what is pending.
        self.init(
            allocated: Wad(units: books.value0), cva: Wad(units: books.value1), lf: Wad(units: books.value2), partyAmm: Wad(units: books.value3),
            pendingLocked: try Wad(units: books.value5) + Wad(units: books.value6) + Wad(units: books.value7), exposures: [])
    }
}

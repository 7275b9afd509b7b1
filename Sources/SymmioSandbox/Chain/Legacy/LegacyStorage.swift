public import EVMCore
import SymmioContracts

/// Where the sandbox's contracts of release 0.8.4 are: a core of its own, so that no release sees another's functions.
public struct LegacySandboxAddresses: Sendable, Hashable {
    /// The Symmio core.
    public let core: Address
    /// The contract of accounts.
    public let multiAccount: Address
    /// The solver's PartyB contract.
    public let solver: Address

    var all: [Address] { [core, multiAccount, solver] }
}

/// What the contracts of release 0.8.4 remember.
struct LegacyStorage: Sendable {
    /// What is delegated, or proposed to be revoked.
    struct Access: Sendable, Hashable {
        let account: Address
        let target: Address
        let selector: Selector
    }

    var core = CoreStorage()
    /// The accounts of an owner, oldest first.
    var accounts: [Address: [Symmio084.MultiAccount.IMultiAccount.Account]] = [:]
    var owners: [Address: Address] = [:]
    /// The position of an account among its owner's.
    var indices: [Address: Int] = [:]
    /// How many accounts there are.
    var salt: UInt64 = 0
    var delegated: Set<Access> = []
    /// When revocations were proposed.
    var proposals: [Access: UInt256] = [:]
    /// Who may make the solver's contract call.
    var managers: Set<Address> = []
}

extension World {
    /// What stands of the older release before the first block. The markets are those of the newer one.
    mutating func setUpLegacy(solverOperator: Address) {
        let million = UInt256(1_000_000 as UInt64)
        legacy.core.symbols = core.symbols
        legacy.core.balances[addresses.legacy.solver] = million &* million &* .ether
        let tokens = million &* million &* CoreContract.tokenUnit(self)
        token.balances[addresses.legacy.core] = tokens
        token.totalSupply = token.totalSupply &+ tokens
        legacy.managers = [solverOperator]
    }
}
